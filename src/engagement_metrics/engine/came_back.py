"""Who came back within some days of first coming: a share of those watched for so long."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.engine.columns import Where
from engagement_metrics.engine.dated_rows import DatedRows, dated_rows, first_not_before
from engagement_metrics.engine.intervals import normal_quantile, wilson_interval
from engagement_metrics.engine.measures import Countable, count
from engagement_metrics.engine.order_statistics import below
from engagement_metrics.engine.spells import NEVER
from engagement_metrics.engine.statistic import Answers, Asked, Numbers, Statistic
from engagement_metrics.errors import InvalidArgumentError

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Array = NDArray[np.float64]

# Under which name units are counted whose days are not over yet.
NOT_OBSERVED = "not_observed"


@dataclass(frozen=True)
class DaysAfter:
    """Some days after a unit's first row; day 0 is that of the row itself.

    Attributes:
        first: The first of them.
        last: The last one; None for all that come.
    """

    first: int
    last: int | None

    @property
    def watched_until(self) -> int:
        """The day that must be over before a unit counts."""
        return self.first if self.last is None else self.last


@dataclass(frozen=True)
class CameBack(Statistic):
    """The share of new units that had another row on some days after their first one.

    Attributes:
        days: Which days.
    """

    days: DaysAfter

    @property
    def called(self) -> str:
        """What errors call it."""
        return "a share that came back"

    @property
    def wording(self) -> tuple[str, ...]:
        """The rows that come back, and when."""
        first, last = self.days.first, self.days.last
        if last is None:
            return "came_back", f"day {first} or later"
        return "came_back", f"day {first}" if first == last else f"days {first} to {last}"

    def read(self, asked: Asked) -> Answers:
        """All rows, since those before a window say which are the first in it."""
        return _Read(asked, dated_rows(asked, self.rows, whole=True), self.days)


def came_back(
    records: Countable, first: int, last: int | None, *, where: Where | None = None
) -> CameBack:
    """Which share of new customers came back on some days after they first came.

    New is whose first record of all lies in the window. Only those count whose days are over by
    `as_of`; the others are not taken for lost, but left out and counted as `not_observed`.

    Args:
        records: The kind of record, such as `em.Order`.
        first: The first day that counts. Day 0 is that of the first record, on which another one
            must follow; with an instant as `as_of`, days are periods of 24 hours from that record.
        last: The last day that counts, `first` itself for that day alone; None for any later one,
            for which day `first` must be over: customers watched for longer had more time.
        where: Which rows to read: plain data or a condition.

    Returns:
        A formula for a metric, a fraction; it stands alone, as every quantile does. Units are the
        new customers watched for so long; the interval is Wilson's.

    Raises:
        InvalidArgumentError: A day is no whole number, or the last one is before the first.

    Examples:
        >>> import engagement_metrics as em
        >>> @em.metric(unit="fraction", bounds=(0, 1))
        ... def likes_again_within(days: int = 30):
        ...     return em.came_back(em.SocialEvent, 0, days, where={"type": "like"})
        >>> shop = em.datasets.simulate_shop(customers=500, seed=7)
        >>> again = likes_again_within(shop.social)
        >>> again.low < again < again.high
        True

    References:
        Amplitude, "Interpret your retention analysis": N-day, unbounded and bracket retention.
        Mixpanel, "Retention": "on" and "on or after".
    """
    return CameBack(count(records, where=where), days_checked(first, last))


def days_checked(first: object, last: object) -> DaysAfter:
    """Days after a first record, checked.

    Raises:
        InvalidArgumentError: A day is no whole number, or the last one is before the first.
    """
    begin = _day(first)
    end = None if last is None else _day(last)
    if end is not None and end < begin:
        message = f"day {end} is before day {begin}; give the first day first"
        raise InvalidArgumentError(message)
    return DaysAfter(begin, end)


def _day(day: object) -> int:
    if isinstance(day, bool) or not isinstance(day, int) or day < 0:
        message = f"{day!r} must be a whole number of days after the first record, 0 or more"
        raise InvalidArgumentError(message)
    return day


@dataclass(frozen=True)
class Counted:
    """How many new units there are, each an array of group x date.

    Attributes:
        observed: Those whose days are over.
        returned: Those of them who came back.
        begun: All of them.
    """

    observed: Array
    returned: Array
    begun: Array

    @property
    def share(self) -> Array:
        """The share that came back; NaN where nobody has been watched for so long."""
        return self.returned / np.where(self.observed > 0, self.observed, np.nan)

    def limits(self, confidence: float) -> tuple[Array, Array]:
        """Wilson's interval of the share."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return wilson_interval(self.share, self.observed, normal_quantile(confidence))


@dataclass(frozen=True)
class _Read:
    """Rows that were brought here."""

    asked: Asked
    rows: DatedRows
    days: DaysAfter

    def numbers(self, keys: pl.DataFrame | None, units: Array) -> Numbers:
        """Every window of some groups."""
        counted = Newcomers(self.rows.of_groups(keys), self.asked).counted(self.days)
        share, observed = counted.share, counted.observed
        low = high = error = np.full(units.shape, np.nan)
        confidence = self.asked.question.confidence
        if confidence is not None:
            low, high = counted.limits(confidence)
            error = np.sqrt(share * (1 - share) / np.where(observed > 0, observed, np.nan))
        return Numbers(
            share, low, high, error, observed, observed,
            line=(counted.returned, observed),
            excluded={NOT_OBSERVED: counted.begun - observed},
        )  # fmt: skip


class Newcomers:
    """The first row of each unit, in the order of groups and positions."""

    def __init__(self, rows: DatedRows, asked: Asked) -> None:
        """Find them among all rows up to the last date."""
        first = rows.unit == np.arange(len(rows.unit))
        before = np.concatenate([[0], np.cumsum(first)])
        self.rows, self.asked, self.first = rows, asked, first
        self.offsets, self.position = before[rows.offsets], rows.position[first]
        begin, end = rows.windows(asked)
        self.begin, self.end = before[begin], before[end]

    @cached_property
    def _others(self) -> tuple[Whole, Whole, Whole]:
        """Rows that are not the first of their unit: its number, their position, and since then."""
        number = np.cumsum(self.first) - 1
        others = np.flatnonzero(~self.first)
        # Rows of a unit stay in the order of their positions.
        owner = number[self.rows.unit[others]]
        order = np.argsort(owner, kind="stable")
        owner, position = owner[order], self.rows.position[others][order]
        return owner, position, position - self.position[owner]

    def back_since(self, day: int) -> Whole:
        """The position of each one's first other row from some day on; `NEVER` without one."""
        owner, position, since = self._others
        late = since >= day * self.asked.step
        back = np.full(len(self.position), NEVER, dtype=np.int64)
        owners, places = np.unique(owner[late], return_index=True)
        back[owners] = position[late][places]
        return back

    def counted(self, days: DaysAfter) -> Counted:
        """How many of each window have been watched for so long, and came back."""
        step, ends = self.asked.step, self.asked.ends
        over = ends - (days.watched_until + 1) * step + 1
        end = np.maximum(first_not_before(self.offsets, self.position, over), self.begin)
        back = self.back_since(days.first)
        if days.last is None:
            order = np.argsort(back, kind="stable")
            ranks = np.empty_like(order)
            ranks[order] = np.arange(len(order))
            by_then = np.broadcast_to(np.searchsorted(back[order], ends), end.shape)
            returned = below(ranks, self.begin, end, by_then)
        else:
            in_time = back - self.position < (days.last + 1) * step
            upto = np.concatenate([[0], np.cumsum(in_time)])
            returned = upto[end] - upto[self.begin]
        observed, begun = end - self.begin, self.end - self.begin
        return Counted(*(number.astype(np.float64) for number in (observed, returned, begun)))
