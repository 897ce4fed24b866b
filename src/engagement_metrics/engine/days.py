"""Days: rows of a day that count once, and how many days a window has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.engine.calendar import divided
from engagement_metrics.engine.formulas import Dual, Formula, Members, Total
from engagement_metrics.engine.inputs import Input
from engagement_metrics.engine.terms import Leaf
from engagement_metrics.engine.words import Expression, Rows, Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engagement_metrics.engine.measures import Measure
    from engagement_metrics.engine.probe import Probe
    from engagement_metrics.engine.question import Question

    Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Days(Leaf):
    """The days of the window.

    Attributes:
        lag: How many windows back: 0 is this window, 1 the one before.
        earlier: Whether it is everything earlier than the window instead.
    """

    lag: int = 0
    earlier: bool = False

    def shifted(self) -> Leaf:
        """The days of the window before."""
        return replace(self, lag=self.lag + 1)

    def everything_before(self) -> Leaf:
        """The days from the first record until the window."""
        return replace(self, earlier=True)

    def length(self, question: Question, known: Probe, ends: NDArray[np.int64], step: int) -> Array:
        """How many days there are, as of each date.

        Args:
            question: What is asked.
            known: What the probe saw; a window without a beginning begins with the first record.
            ends: The first position after the window of each date.
            step: How many positions a day has.
        """
        for _ in range(self.lag + self.earlier):
            ends = question.window.start(ends)
        starts = np.full(ends.shape, known.first or 0)
        if not self.earlier and not question.window.endless:
            starts = question.window.start(ends)
        days: Array = np.maximum(ends - starts, 0) / step
        return days


@dataclass(frozen=True)
class DaysInWindow(Total):
    """How many days the window has, whoever did what in it."""

    def totals(self) -> Iterator[Total | Members]:
        """Nothing is added up."""
        yield from ()

    def degree(self) -> int | None:
        """Twice the customers, the same days."""
        return 0

    def evaluate(self, of: Callable[[Total | Members], Array]) -> Dual:
        """A number that does not vary."""
        return Dual(of(self), {})

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Formula:
        """The days of another window."""
        leaf, *_ = self.term.leaves()
        return DaysInWindow(change(leaf))


def days_in_window() -> DaysInWindow:
    """How many days the window has.

    A calendar period that is cut at `as_of` has the days until then; `window=None` those since the
    first record.

    Returns:
        A formula, such as the denominator of what happens on the average day. It does not vary, and
        adds nothing to an interval.

    Examples:
        >>> import engagement_metrics as em
        >>> @em.metric(unit="orders per day")
        ... def orders_per_day():
        ...     return em.total(em.measures.orders) / em.days_in_window()
        >>> orders = em.datasets.cdnow_orders()
        >>> orders_per_day(orders, window="1mo", as_of="1997-02-28").denominator
        28.0
    """
    return DaysInWindow(Days())


def date_of(one: Input) -> Expression:
    """The calendar day of each row, also where the question is about an instant."""
    if one.derived:
        return divided(one.words.col("em_day"), one.clock.step)
    days = replace(one.clock, instants=False)
    return days.position(one.words.col(one.time), one.words)


def day_by_day(words: Words, rows: Rows, keys: Sequence[str], names: Mapping[Measure, str]) -> Rows:
    """Rows added up by unit and day, of which what counts once a day is 1.

    Args:
        words: What expressions are built from.
        rows: Rows of known units.
        keys: What tells units and days apart.
        names: The columns of the measures; those that the rows have are added up.
    """
    have = rows.collect_schema().names()
    added = [
        words.col(name).max() if measure.daily else words.col(name).sum()
        for measure, name in names.items()
        if name in have
    ]
    return rows.group_by(*keys).agg(*added)
