"""Quantiles by sorting a list, and Kaplan-Meier curves by going through the days one by one."""

import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from .intervals import normal_quantile, student_quantile, wilson
from .ledger import Entry
from .terms import Row
from .windows import Span, Windows

Owned = Mapping[Hashable, Sequence[Entry]]


@dataclass(frozen=True)
class Found:
    """A statistic of one group at one date; `rows` is None where all rows of the window count.

    `not_observed` are rows of the window that do not count yet.
    """

    value: float
    low: float
    high: float
    std_error: float
    units: int
    rows: int | None = None
    not_observed: int = 0


Statistic = Callable[[Owned, Windows, float], Found]


def quantile_of(values: Sequence[float], share: float) -> float:
    """Definition 7 of Hyndman and Fan, from the sorted list."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def woodruff(owned: Mapping[Hashable, Sequence[float]], share: float, confidence: float) -> Found:
    """The quantile of all values, with the interval that takes the units as independent."""
    values = [value for of_unit in owned.values() for value in of_unit]
    if not values:
        return Found(math.nan, math.nan, math.nan, math.nan, 0)
    value, units = quantile_of(values, share), len(owned)
    if units < 2:
        return Found(value, math.nan, math.nan, math.nan, units)
    up_to = {unit: sum(one <= value for one in of_unit) for unit, of_unit in owned.items()}
    part = Fraction(sum(up_to.values()), len(values))
    squares = sum((up_to[unit] - part * len(owned[unit])) ** 2 for unit in owned)
    variance = squares / Fraction(len(values)) ** 2 * Fraction(units, units - 1)
    reach = student_quantile(confidence, units - 1)
    half = reach * math.sqrt(variance)
    low = quantile_of(values, max(share - half, 0))
    high = quantile_of(values, min(share + half, 1))
    return Found(value, low, high, (high - low) / (2 * reach), units)


def of_rows(
    share: float, value: Callable[[Row], float], counts: Callable[[Row], bool] = lambda _row: True
) -> Statistic:
    """A quantile of what rows are worth."""

    def found(owned: Owned, windows: Windows, confidence: float) -> Found:
        values = {
            unit: [value(one.row) for one in within(entries, windows.spans[0]) if counts(one.row)]
            for unit, entries in owned.items()
        }
        return woodruff({unit: own for unit, own in values.items() if own}, share, confidence)

    return found


def since_last(share: float) -> Statistic:
    """A quantile over units of the days since the last row."""

    def found(owned: Owned, windows: Windows, confidence: float) -> Found:
        days = {}
        for unit, entries in owned.items():
            own = within(entries, windows.spans[0])
            if own:
                days[unit] = [float(days_between(max(one.at for one in own), windows.as_of))]
        return woodruff(days, share, confidence)

    return found


@dataclass(frozen=True)
class Spell:
    """For how long a unit was watched, or stayed away until it came back."""

    unit: Hashable
    days: int
    ended: bool


def to_next(share: float, *, first: bool) -> Statistic:
    """The day by which a share of the spells that begin in the window has ended."""

    def found(owned: Owned, windows: Windows, confidence: float) -> Found:
        spells = spells_of(owned, windows, first=first)
        units = len({spell.unit for spell in spells})
        reach = normal_quantile(confidence) if first else math.nan
        if not first and units > 1:
            reach = student_quantile(confidence, units - 1)
        value = low = high = math.nan
        for day, away, variance in curve(spells, first=first):
            slow, fast = limits(away, variance, reach)
            value = float(day) if math.isnan(value) and away <= 1 - Fraction(str(share)) else value
            low = float(day) if math.isnan(low) and slow <= 1 - share else low
            high = float(day) if math.isnan(high) and fast <= 1 - share else high
        if math.isnan(high) and not math.isnan(low):
            high = math.inf
        error = (high - low) / (2 * reach) if math.isfinite(high) else math.nan
        return Found(value, low, high, error, units, len(spells) if first else None)

    return found


def came_back(first: int, last: int | None) -> Statistic:
    """The share of new units with another row on some days after their first, of those watched."""

    def found(owned: Owned, windows: Windows, confidence: float) -> Found:
        span, observed, returned, begun = windows.spans[0], 0, 0, 0
        for entries in owned.values():
            moments = sorted(one.at for one in entries if one.at < span.end)
            if not moments or not span.holds(moments[0]):
                continue
            begun += 1
            until = first if last is None else last
            if moments[0] + timedelta(days=until + 1) > span.end:
                continue
            observed += 1
            days = [days_between(moments[0], one) for one in moments[1:]]
            returned += any(first <= day and (last is None or day <= last) for day in days)
        if not observed:
            return Found(math.nan, math.nan, math.nan, math.nan, 0, 0, begun)
        share = returned / observed
        error = math.sqrt(share * (1 - share) / observed)
        low, high = wilson(share, observed, normal_quantile(confidence))
        return Found(share, low, high, error, observed, observed, begun - observed)

    return found


def spells_of(owned: Owned, windows: Windows, *, first: bool) -> list[Spell]:
    """The spells that begin in the window, as they are known at its end."""
    span, spells = windows.spans[0], []
    for unit, entries in owned.items():
        moments = sorted(one.at for one in entries if one.at < span.end)
        for number, begin in enumerate(moments):
            if not span.holds(begin) or (first and number > 0):
                continue
            ended = number + 1 < len(moments)
            until = moments[number + 1] if ended else windows.as_of
            spells.append(Spell(unit, days_between(begin, until), ended))
    return spells


def curve(spells: Sequence[Spell], *, first: bool) -> Iterator[tuple[int, Fraction, Fraction]]:
    """The days on which spells end, with the share away then and its logarithm's variance.

    The share is the product over days of those at risk who stay away. Each spell adds to its
    logarithm on each of the days on which it is at risk; what the spells of a unit add belongs
    together. Of independent spells (`first`) the variance is Greenwood's, as he wrote it.
    """
    away, greenwood = Fraction(1), Fraction(0)
    added = {spell.unit: Fraction(0) for spell in spells}
    for day in sorted({spell.days for spell in spells if spell.ended}):
        at_risk = [spell for spell in spells if spell.days >= day]
        ended = sum(spell.days == day and spell.ended for spell in spells)
        away *= Fraction(len(at_risk) - ended, len(at_risk))
        if away == 0:
            yield day, away, Fraction(0)
            return
        greenwood += Fraction(ended, len(at_risk) * (len(at_risk) - ended))
        for spell in at_risk:
            own = int(spell.ended and spell.days == day)
            added[spell.unit] -= (own - Fraction(ended, len(at_risk))) / (len(at_risk) - ended)
        units = len(added)
        squares = sum(one**2 for one in added.values()) * Fraction(units, max(units - 1, 1))
        yield day, away, greenwood if first else squares


def limits(away: Fraction, variance: Fraction, reach: float) -> tuple[float, float]:
    """The interval of the share that is away, on the scale of log(-log)."""
    if away in (0, 1):
        return math.nan, math.nan
    logarithm = math.log(away)
    half = reach * math.sqrt(variance) / abs(logarithm)
    return math.exp(logarithm * math.exp(half)), math.exp(logarithm * math.exp(-half))


def within(entries: Sequence[Entry], span: Span) -> list[Entry]:
    """The rows of a span."""
    return [one for one in entries if span.holds(one.at)]


def days_between(begin: date, end: date) -> int:
    """Whole days: of dates the days between them, of instants periods of 24 hours."""
    assert isinstance(begin, datetime) == isinstance(end, datetime)
    return (end - begin) // timedelta(days=1)
