"""The Kaplan-Meier curve: which share has come back by each day, the others being watched still.

Who has not come back *yet* is not left out and not taken for lost: they count among those who could
have come back for as long as they have been watched.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engagement_metrics.engine.spells import Seen

    Whole = NDArray[np.int64]
    Array = NDArray[np.float64]

# What rounding may leave between a product of shares and the share that it is.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Curve:
    """The curves of some groups, each an array of group x day, from day 0.

    Attributes:
        at_risk: How many have been watched until that day and not come back before it.
        ended: How many came back on that day.
    """

    at_risk: Whole
    ended: Whole

    @cached_property
    def away(self) -> Array:
        """The share that has not come back by the end of each day; NaN where nobody is watched."""
        watched = self.at_risk > 0
        leaving = self.ended / np.where(watched, self.at_risk, 1)
        return np.where(watched, np.cumprod(1 - leaving, axis=-1), np.nan)

    @cached_property
    def greenwood(self) -> Array:
        """The variance of the logarithm of `away`, of independent spells (Greenwood, 1926)."""
        staying = self.at_risk - self.ended
        with np.errstate(divide="ignore", invalid="ignore"):
            steps = self.ended / (self.at_risk * staying.astype(np.float64))
        steps = np.where(self.ended > 0, steps, 0.0)
        return np.where(self.away > 0, np.cumsum(steps, axis=-1), np.nan)

    def limits(self, variance: Array, reach: Array) -> tuple[Array, Array]:
        """The interval of `away`, symmetric for log(-log away), which keeps it within 0 and 1.

        There is none where nobody has come back yet, or everybody has.

        Args:
            variance: The variance of the logarithm of `away`.
            reach: How many standard errors it reaches to each side.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            logarithm = np.log(self.away)
            half = reach * np.sqrt(variance) / np.abs(logarithm)
            low, high = (np.exp(logarithm * np.exp(sign * half)) for sign in (1, -1))
        known = (self.away > 0) & (self.away < 1)
        return np.where(known, low, np.nan), np.where(known, high, np.nan)


def first_day(away: Array, share: float) -> Array:
    """The first day by which a share has come back, of each group; NaN where it has not yet."""
    reached = away <= 1 - share + ROUNDING
    return np.where(reached.any(axis=-1), reached.argmax(axis=-1).astype(np.float64), np.nan)


def curve_of(seen: Seen, groups: int, days: int) -> Curve:
    """The curves of spells."""
    place = seen.group * days + seen.day
    shape, size = (groups, days), groups * days
    watched = np.bincount(place, minlength=size).reshape(shape)
    ended = np.bincount(place[seen.ended], minlength=size).reshape(shape)
    # Who is watched for some days is at risk on each of them.
    at_risk = np.cumsum(watched[:, ::-1], axis=-1)[:, ::-1]
    return Curve(at_risk, ended)


def clustered(curve: Curve, seen: Seen) -> Array:
    """The variance of the logarithm of `away` where units have several spells.

    The curve's logarithm is a sum of what each spell adds to it: with Y at risk and d coming back
    on a day, one that is at risk there adds d / (Y (Y - d)), and one that comes back there takes
    1 / (Y - d) away. These are added up by unit and squared; spells of their own give Greenwood's
    formula again. Spells are gone through in the order of units and days, so that the sum over
    units is known on every day: those m of a unit's that last still have all added A, the sum up to
    that day, and the others what they had added when they ended, B together.
    """
    groups, days = curve.at_risk.shape
    staying = (curve.at_risk - curve.ended).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.where(curve.ended > 0, curve.ended / (curve.at_risk * staying), 0.0)
        coming_back = np.where(staying > 0, 1 / staying, 0.0)
    # From the day on which the last one comes back there is no logarithm.
    added = np.cumsum(np.where(np.isfinite(steps), steps, 0.0), axis=-1)
    key = np.sort((seen.unit * days + seen.day) * 2 + seen.ended)
    unit, day, ended = key // (2 * days), key // 2 % days, key % 2
    group = np.zeros(len(key), dtype=np.int64) if groups == 1 else _groups_of(seen, unit)
    alone = added[group, day] - ended * coming_back[group, day]
    first = np.flatnonzero(np.append(True, unit[1:] != unit[:-1])[: len(unit)])
    sizes = np.diff(np.append(first, len(unit)))
    lasting = np.repeat(first + sizes, sizes) - np.arange(len(unit)) - 1
    total = np.cumsum(alone)
    over = total - np.repeat(total[first] - alone[first], sizes)
    place = group * days + day
    size = groups * days

    def daily(changes: Array | Whole) -> Array:
        summed: Array = np.bincount(place, changes, minlength=size).astype(np.float64)
        found: Array = np.cumsum(summed.reshape(groups, days), axis=-1)
        return found

    squares = np.bincount(group[first], sizes.astype(np.float64) ** 2, minlength=groups)
    # One spell less lasts after each, and its own part has gone over.
    lasting_squared = squares[:, None] - daily(2 * lasting + 1)
    both = daily(lasting * over - (lasting + 1) * (over - alone))
    over_squared = daily(over**2 - (over - alone) ** 2)
    variance = added**2 * lasting_squared + 2 * added * both + over_squared
    return np.where(curve.away > 0, np.maximum(variance, 0), np.nan)


def _groups_of(seen: Seen, unit: Whole) -> Whole:
    groups = np.zeros(int(seen.unit.max(initial=0)) + 1, dtype=np.int64)
    groups[seen.unit] = seen.group
    return groups[unit]
