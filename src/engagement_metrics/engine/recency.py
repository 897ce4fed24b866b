"""How long ago customers were last there: a quantile over customers, not over rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.engine.columns import Where
from engagement_metrics.engine.dated_rows import DatedRows, dated_rows, first_not_before
from engagement_metrics.engine.measures import Countable, count
from engagement_metrics.engine.order_statistics import below, between, nth, placed
from engagement_metrics.engine.spells import until_next
from engagement_metrics.engine.statistic import Answers, Asked, Numbers, Statistic, share_between
from engagement_metrics.engine.woodruff import Limits

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Array = NDArray[np.float64]


@dataclass(frozen=True)
class DaysSinceLast(Statistic):
    """A quantile of the days since each unit's last row.

    Attributes:
        share: Which part of the units has no larger number of days.
    """

    share: float

    def read(self, asked: Asked) -> Answers:
        """The rows of the windows."""
        return _Read(asked, dated_rows(asked, self.rows), self.share)


def days_since_last(
    records: Countable, share: float = 0.5, *, where: Where | None = None
) -> DaysSinceLast:
    """How many days ago customers were last there, as a quantile over customers.

    Each customer with a record in the window counts once, with the days from the last one to
    `as_of`; 0 is `as_of` itself. With an instant as `as_of` days are whole periods of 24 hours.

    Args:
        records: The kind of record, such as `em.Order`.
        share: Between 0 and 1: 0.5 for the median.
        where: Which rows to read: plain data or a condition.

    Returns:
        A formula for a metric; it stands alone, as every quantile does. Its interval is
        Woodruff's, of independent customers.

    Raises:
        InvalidArgumentError: The share does not lie between 0 and 1.

    Examples:
        >>> import engagement_metrics as em
        >>> @em.metric(unit="days")
        ... def days_since_last_like():
        ...     return em.days_since_last(em.SocialEvent, where={"type": "like"})
        >>> shop = em.datasets.simulate_shop(customers=500, seed=7)
        >>> days_since_last_like(shop.social)
        days_since_last_like 0
    """
    return DaysSinceLast(count(records, where=where), share_between("share", share))


@dataclass(frozen=True)
class _Read:
    """Rows that were brought here."""

    asked: Asked
    rows: DatedRows
    share: float

    def numbers(self, keys: pl.DataFrame | None, units: Array) -> Numbers:
        """Every window of some groups."""
        last = _Last(self.rows.of_groups(keys), self.asked)
        (value,) = last.quantiles(last.number > 0, np.asarray(self.share))
        if self.asked.question.confidence is None:
            return Numbers.without_interval(value)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = last.up_to(value) / last.number
            influence = share * (1 - share) / last.number
        limits = Limits(self.share, influence, units, self.asked.question.confidence)
        low, high = last.quantiles(limits.known, limits.low, limits.high)
        return limits.numbers(value, low, high)


class _Last:
    """The last row of each unit, in each window.

    In the order in which rows are followed by another one of their unit, those that are not
    followed before the end of a window stand at the end of their group. Among these, the rows of
    the window are neighbours in the order of their positions, in which all rows are given.
    """

    def __init__(self, rows: DatedRows, asked: Asked) -> None:
        self.rows, self.asked = rows, asked
        followed = until_next(rows)
        # The rank of a row by position is its own number.
        self.ranks = np.lexsort((followed, rows.group))
        self.begin = first_not_before(rows.offsets, followed[self.ranks], asked.ends)
        self.end = np.repeat(rows.offsets[1:, None], len(asked.ends), axis=1)
        first, after = rows.windows(asked)
        self.earlier = self._below(first)
        self.number = self._below(after) - self.earlier

    def _below(self, rank: Whole) -> Whole:
        return below(self.ranks, self.begin, self.end, rank)

    def quantiles(self, some: NDArray[np.bool_], *shares: Array) -> list[Array]:
        """Quantiles of the days since the last row, of some groups and dates; NaN elsewhere."""
        number, earlier = self.number[some], self.earlier[some]
        begin, end = self.begin[some], self.end[some]
        now = np.broadcast_to(self.asked.now, some.shape)[some]
        answers = []
        for share in shares:
            *orders, part = placed(number, np.broadcast_to(share, some.shape)[some])
            # The fewest days are those of the latest row.
            low, high = (self._days(begin, end, earlier + number - 1 - k, now) for k in orders)
            found = np.full(some.shape, np.nan)
            found[some] = between(low, high, part)
            answers.append(found)
        return answers

    def _days(self, begin: Whole, end: Whole, order: Whole, now: Whole) -> Array:
        position = self.rows.position[nth(self.ranks, begin, end, order)]
        days: Array = ((now - position) // self.asked.step).astype(np.float64)
        return days

    def up_to(self, days: Array) -> Whole:
        """How many units were there no longer ago than that."""
        whole = np.floor(np.nan_to_num(days)).astype(np.int64) + 1
        earliest = self.asked.now - whole * self.asked.step + 1
        rank = first_not_before(self.rows.offsets, self.rows.position, earliest)
        return self.number + self.earlier - self._below(rank)
