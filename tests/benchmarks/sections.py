"""The sections of the benchmark, by the names that the command line knows them by."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks import accepting, history, one_date, peers, small, states, three_kinds
from tests.benchmarks.contest import Contest
from tests.benchmarks.data import Shop

IDS = ("integer", "string")
PEERS = "peers"


@dataclass(frozen=True)
class Size:
    """How much is asked.

    Attributes:
        orders: The numbers of orders.
        ids: The kinds of ids.
        dates: On how many dates loops run.
        calls: How often small calls are made.
    """

    orders: Sequence[int] = (1_000_000,)
    ids: Sequence[str] = IDS
    dates: int = history.DATES
    calls: int = small.CALLS


def _of_each_shop(build: Callable[[Shop], Iterable[Contest]], size: Size) -> Iterator[Contest]:
    for orders in size.orders:
        for ids in size.ids:
            yield from build(Shop(orders, ids))


SECTIONS: Mapping[str, Callable[[Size], Iterable[Contest]]] = {
    "one-date": lambda size: _of_each_shop(one_date.contests, size),
    "by": lambda size: _of_each_shop(one_date.by_group, size),
    "kinds": lambda size: _of_each_shop(three_kinds.contests, size),
    "history": lambda size: _of_each_shop(
        lambda shop: history.contests(shop, dates=size.dates), size
    ),
    "accepting": lambda size: _of_each_shop(accepting.contests, size),
    "states": lambda size: _of_each_shop(states.contests, size),
    "small": lambda size: small.contests(size.calls),
    PEERS: lambda size: _of_each_shop(peers.contests, size),
}


def chosen(names: Sequence[str], size: Size) -> list[Contest]:
    """The contests of some sections, each once."""
    found: list[Contest] = []
    for name in names:
        for contest in SECTIONS[name](size):
            if contest not in found:
                found.append(contest)
    return found
