"""A state kept up to date, against computing everything again from all orders."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

import engagement_metrics as em
from tests.benchmarks.contest import LARGE, Contender, Contest, Entry
from tests.benchmarks.data import AS_OF, END, Shop
from tests.benchmarks.frames import COLUMNS, answer_by, frame
from tests.benchmarks.one_date import polars_by_hand

LAST = END - timedelta(days=1)
METRICS = [em.purchase_frequency, em.average_order_value, em.repeat_purchase_rate]
answer = answer_by("as_of")


def _answered(state: em.State) -> Any:  # noqa: ANN401 (a frame)
    return em.summarize(state, metrics=METRICS, as_of=AS_OF)


def _size(state: em.State) -> str:
    with TemporaryDirectory() as folder:
        state.write(folder)
        megabytes = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1024**2
    return f"{state.frame('orders').height:,} rows, {megabytes:,.1f} MB on disk"


def _contender(run: Callable[[], em.State]) -> Contender:
    return Contender(run, lambda state: answer(_answered(state)), _size)


def reduced(path: Path) -> Contender:
    """All orders added up."""
    orders = frame(path, "polars", columns=COLUMNS)
    return _contender(lambda: em.reduce(orders, METRICS, batch="all"))


def updated(path: Path) -> Contender:
    """The orders of the last day added to the state of all before."""
    orders = frame(path, "polars", columns=COLUMNS)
    new = pl.col("ordered_at") >= LAST
    state = em.reduce(orders.filter(~new), METRICS, batch="before")
    day = orders.filter(new)
    return _contender(lambda: state + em.reduce(day, METRICS, batch=AS_OF))


def merged(path: Path) -> Contender:
    """Two states of every other order added."""
    orders = frame(path, "polars", columns=COLUMNS).with_row_index("row")
    odd = pl.col("row") % 2 == 1
    one = em.reduce(orders.filter(odd), METRICS, batch="odd")
    two = em.reduce(orders.filter(~odd), METRICS, batch="even")
    return _contender(lambda: one + two)


def asked(path: Path) -> Contender:
    """The metrics of a state."""
    state = em.reduce(frame(path, "polars", columns=COLUMNS), METRICS, batch="all")
    return Contender(lambda: _answered(state), answer)


def contests(shop: Shop) -> list[Contest]:
    """What a state costs to make, to keep up to date, and to ask."""
    if shop.orders >= LARGE:
        return []
    sides = {
        "all orders reduced": reduced,
        "the last day reduced and added": updated,
        "two halves added": merged,
        "the state asked": asked,
    }
    return [
        Contest(
            "a state, against the metrics from all orders",
            shop,
            (
                Entry("Polars by hand, from all orders", polars_by_hand),
                *(Entry(f"engagement-metrics, {title}", build) for title, build in sides.items()),
            ),
        )
    ]
