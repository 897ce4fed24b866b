"""How long it takes customers to come back: a quantile of spells that have not all ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

import numpy as np

from engagement_metrics.engine.columns import Where
from engagement_metrics.engine.dated_rows import DatedRows, dated_rows
from engagement_metrics.engine.intervals import normal_quantile, student_quantile
from engagement_metrics.engine.measures import Countable, Measure, count
from engagement_metrics.engine.spells import Seen, Spells
from engagement_metrics.engine.statistic import Answers, Asked, Numbers, Statistic, share_between
from engagement_metrics.engine.survival import Curve, clustered, curve_of, first_day
from engagement_metrics.errors import InvalidArgumentError

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Array = NDArray[np.float64]

After: TypeAlias = Literal["first", "each"]
# Curves of some groups are held at a time, of about that many days together.
CELLS = 2_000_000


@dataclass(frozen=True)
class DaysToNext(Statistic):
    """The days by which a share of units has come back.

    Attributes:
        share: Which share.
        after: Whether spells begin with the unit's first row only, or with each of its rows.
    """

    share: float
    after: After

    @property
    def wording(self) -> tuple[str, ...]:
        """Days to the next row, until which share, and after which rows."""
        return "days_to_next", f"{self.share:g}", f"after={self.after}"

    def read(self, asked: Asked) -> Answers:
        """All rows, since those before a window say which are the first in it."""
        return _Read(asked, dated_rows(asked, self.rows, whole=True), self.share, self.after)


def days_to_next(
    records: Countable, share: float = 0.5, *, after: After = "first", where: Where | None = None
) -> DaysToNext:
    """After how many days a share of customers has come back (Kaplan and Meier, 1958).

    Who has not come back by `as_of` counts among those who could have for as long as they have been
    watched. Leaving them out would make everybody look faster.

    Args:
        records: The kind of record, such as `em.Order`.
        share: Between 0 and 1: 0.5 for the median.
        after: "first" watches each customer from the first record of all, if that is in the window;
            "each" from every record of the window to the next one.
        where: Which rows to read: plain data or a condition.

    Returns:
        A formula for a metric, in days; it stands alone, as every quantile does. It is undefined
        where that share has not come back yet. The ends of the interval are the days on which the
        ends of the curve's interval (log-log, Greenwood's variance; after "each" clustered by
        customer) reach that share; the upper one is infinite where it has not.

    Raises:
        InvalidArgumentError: The share does not lie between 0 and 1, or `after` is unknown.

    Examples:
        >>> import engagement_metrics as em
        >>> @em.metric(unit="days")
        ... def days_to_next_like():
        ...     return em.days_to_next(em.SocialEvent, after="each", where={"type": "like"})
        >>> shop = em.datasets.simulate_shop(customers=500, seed=7)
        >>> days_to_next_like(shop.social)
        days_to_next_like 25.0 (95 % CI 21.0 to 30.0, 187 people, 2024-01-02 to 2024-12-31)

    References:
        E. L. Kaplan and P. Meier, "Nonparametric Estimation from Incomplete Observations", 1958.
        R. Brookmeyer and J. Crowley, "A Confidence Interval for the Median Survival Time", 1982.
    """
    if after not in get_args(After):
        message = f"after={after!r} is not known; it is 'first' or 'each'"
        raise InvalidArgumentError(message)
    return DaysToNext(count(records, where=where), share_between("share", share), after)


@dataclass(frozen=True)
class _Read:
    """Rows that were brought here."""

    asked: Asked
    rows: DatedRows
    share: float
    after: After

    def numbers(self, keys: pl.DataFrame | None, units: Array) -> Numbers:
        """One date after another, each with all groups."""
        spells = Spells(self.rows.of_groups(keys), self.asked, first=self.after == "first")
        number = spells.number.astype(np.float64)
        if self.after == "first":
            units = number
        confidence = self.asked.question.confidence
        value, low, high = (np.full(units.shape, np.nan) for _ in range(3))
        for date in range(units.shape[1]):
            seen, counted = spells.seen(date), units[:, date]
            for block, curve, ends in curves(seen, counted, confidence, self.after):
                value[block, date] = first_day(curve.away, self.share)
                low[block, date], high[block, date] = (first_day(e, self.share) for e in ends)
        # Where even the slowest curve has not come so far, there is no upper limit.
        high = np.where(np.isnan(high) & ~np.isnan(low), np.inf, high)
        with np.errstate(invalid="ignore"):
            error = (high - low) / (2 * reach_of(confidence, units, self.after))
        error = np.where(np.isfinite(error), error, np.nan)
        return Numbers(value, low, high, error, units, number)


def curves(
    seen: Seen, units: Array, confidence: float | None, after: After
) -> Iterator[tuple[slice, Curve, tuple[Array, Array]]]:
    """The curves of some groups at a time, with the ends of their intervals.

    Args:
        seen: Spells as they are known at one date.
        units: How many units have any, by group.
        confidence: The level of the intervals; None for none, so that they are NaN.
        after: Which rows begin a spell.
    """
    reach = reach_of(confidence, units, after)
    for block, part in blocks(seen, len(units)):
        curve = curve_of(part, block.stop - block.start, days_of(seen))
        nothing = np.full(curve.at_risk.shape, np.nan)
        ends = (nothing, nothing)
        if confidence is not None:
            variance = variance_of(curve, part, units[block], after)
            ends = curve.limits(variance, reach[block, None])
        yield block, curve, ends


def curve_rows(asked: Asked, rows: Measure, after: After) -> tuple[pl.DataFrame | None, CurveRows]:
    """Every day of the curves of all groups at one date, and the keys of the groups."""
    dated = dated_rows(asked, rows, whole=True)
    seen = Spells(dated, asked, first=after == "first").seen(0)
    groups = len(dated.offsets) - 1
    owners = np.unique(seen.unit, return_index=True)[1]
    units = np.bincount(seen.group[owners], minlength=groups).astype(np.float64)
    parts = []
    for block, curve, (slow, fast) in curves(seen, units, asked.question.confidence, after):
        group, day = np.nonzero(curve.at_risk)
        returned = (1 - curve.away, 1 - fast, 1 - slow)
        parts.append(
            (
                group + block.start,
                day,
                curve.at_risk[group, day],
                *(a[group, day] for a in returned),
            )
        )
    return dated.keys, CurveRows(*(np.concatenate(column) for column in zip(*parts, strict=True)))


class CurveRows(NamedTuple):
    """One row a group and day: who was still watched, and which share had come back."""

    group: Whole
    day: Whole
    at_risk: Whole
    returned: Array
    low: Array
    high: Array


def reach_of(confidence: float | None, units: Array, after: After) -> Array:
    """How many standard errors intervals reach to each side."""
    if confidence is None:
        return np.full(units.shape, np.nan)
    if after == "each":
        return student_quantile(confidence, units)
    return np.full(units.shape, normal_quantile(confidence))


def variance_of(curve: Curve, seen: Seen, units: Array, after: After) -> Array:
    """The variance of a curve's logarithm: Greenwood's, or clustered where units come again."""
    if after == "first":
        return curve.greenwood
    known = units > 1
    correction = np.where(known, units / np.where(known, units - 1, 1), np.nan)
    corrected: Array = clustered(curve, seen) * correction[:, None]
    return corrected


def days_of(seen: Seen) -> int:
    """How many days there are from day 0 to the longest spell."""
    return int(seen.day.max(initial=0)) + 1


def blocks(seen: Seen, groups: int) -> Iterator[tuple[slice, Seen]]:
    """Spells of some neighbouring groups at a time, whose numbers begin at 0 again.

    No groups at all are one empty block, so that whoever puts blocks together has columns.
    """
    size = max(1, CELLS // days_of(seen))
    for begin in range(0, max(groups, 1), size):
        end = min(begin + size, groups)
        first, after = np.searchsorted(seen.group, [begin, end])
        part = slice(first, after)
        yield (
            slice(begin, end),
            Seen(seen.group[part] - begin, seen.unit[part], seen.day[part], seen.ended[part]),
        )
