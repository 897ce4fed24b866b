"""Contests: sides that answer the same question, each set against the first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.benchmarks.data import END, Shop

# The numbers at each date, or of each group.
Answer = dict[str, list[float]]

WINDOW = 365
START = END - timedelta(days=WINDOW)
GIBIBYTE = 1024.0
# From so many orders on data is read from Parquet only, lazily.
LARGE = 50_000_000


@dataclass(frozen=True)
class Contender:
    """One side, its data loaded.

    Attributes:
        run: What is timed.
        answer: The numbers in what came of it, to be compared; not timed.
        note: What the table should say of what came of it.
    """

    run: Callable[[], Any]
    answer: Callable[[Any], Answer]
    note: Callable[[Any], str] = lambda _: ""


@dataclass(frozen=True)
class Goal:
    """What this library wants to reach; each limit is inclusive.

    Attributes:
        ratio: The time as a part of the first side's.
        seconds: The median.
        peak: The megabytes.
    """

    ratio: float | None = None
    seconds: float | None = None
    peak: float | None = None

    def judged(self, *, ratio: float, seconds: float, peak: float) -> str:
        """Each limit, and whether it was met."""
        limits = (
            (self.ratio, ratio, f"{self.ratio:.3g}" if self.ratio else ""),
            (self.seconds, seconds, f"{1e3 * (self.seconds or 0):.3g} ms"),
            (self.peak, peak, f"{(self.peak or 0) / GIBIBYTE:.3g} GiB"),
        )
        return "; ".join(
            f"≤ {shown} {'met' if found <= limit else 'NOT met'}"
            for limit, found, shown in limits
            if limit is not None
        )


@dataclass(frozen=True)
class Entry:
    """One side of a contest.

    Attributes:
        title: What the table calls it.
        build: Makes the contender from the folder of a shop and the options.
        options: What it is given besides the data.
        dates: How many dates it answers. Against a side that answers fewer, that side's time is
            multiplied.
        sampled: Whether its dates are some of those asked about, from all grids.
        goal: What it wants to reach.
        peer: Whether it is another library, which may have an interpreter of its own.
    """

    title: str
    build: Callable[..., Contender]
    options: Mapping[str, Any] = field(default_factory=dict)
    dates: int = 1
    sampled: bool = False
    goal: Goal = field(default_factory=Goal)
    peer: bool = False

    @property
    def ours(self) -> bool:
        """Whether it is this library."""
        return self.title.startswith("engagement-metrics")


@dataclass(frozen=True)
class Contest:
    """Sides that answer the same question.

    Attributes:
        title: What is asked.
        shop: Of which data.
        entries: The sides, first the one that the others are set against.
        kinds: The kinds of record that are read.
        runs: How often each side runs; by default as often as the command says.
    """

    title: str
    shop: Shop
    entries: tuple[Entry, ...]
    kinds: tuple[str, ...] = ("orders",)
    runs: int | None = None

    @property
    def heading(self) -> str:
        """The title with the size of the data."""
        shop = self.shop
        return f"{self.title}: {shop.orders:,} orders, {shop.ids} ids, {shop.years} years"


def goal_for(shop: Shop, ratio: float) -> Goal:
    """A limit of time; of memory too where there is more data than memory should be needed for."""
    return Goal(ratio=ratio, peak=8 * GIBIBYTE if shop.orders >= LARGE else None)


def folder_of(path: Path, kind: str) -> str:
    """The Parquet files of a kind, as Polars and DuckDB take them."""
    return str(path / kind / "*.parquet")
