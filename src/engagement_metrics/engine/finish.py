"""From totals to values and intervals: NumPy only, nothing here sees a frame of records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.engine.days import Days
from engagement_metrics.engine.exponential import Exponential
from engagement_metrics.engine.formulas import Fraction, Members, Total
from engagement_metrics.engine.intervals import balance_interval, mean_interval, share_interval
from engagement_metrics.engine.reduced import GUEST, KNOWN, Reduced
from engagement_metrics.engine.variance import Cross
from engagement_metrics.errors import InvalidArgumentError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engagement_metrics.engine.plan import Definition, Needs
    from engagement_metrics.engine.terms import Term

    Array = NDArray[np.float64]
    Summed = Callable[[Term], Array]


@dataclass(frozen=True)
class Finished:
    """A metric's numbers, each an array of group x date; NaN is undefined.

    Attributes:
        value: The metric.
        low: The lower end of its interval.
        high: The upper end.
        std_error: Its standard error, clustered by unit.
        numerator: What stands above the formula's line; NaN where there is none.
        denominator: What stands below it.
        units: How many units the metric is about.
        rows: How many rows.
        excluded: How many rows were left out, by reason.
        guests: How many of the units are rows without a known owner.
    """

    value: Array
    low: Array
    high: Array
    std_error: Array
    numerator: Array
    denominator: Array
    units: Array
    rows: Array
    excluded: dict[str, Array]
    guests: Array


def finish(
    definition: Definition,
    needs: Needs,
    reduced: Reduced,
    *,
    confidence: float | None,
    min_units: int | None,
    days: Callable[[Days], Array],
) -> Finished:
    """The numbers of one metric."""
    shape = next(iter(reduced.totals.values())).shape[1:] if reduced.totals else (1, 1)

    populations = (KNOWN, GUEST) if definition.guests else (KNOWN,)

    def summed(term: Term) -> Array:
        if isinstance(term, Days):
            return np.broadcast_to(days(term), shape)
        both = reduced.totals[term]
        counted: Array = both[KNOWN] + both[GUEST] if definition.guests else both[KNOWN]
        return counted / term.scale

    def of(total: Total | Members) -> Array:
        if isinstance(total, Members):
            return np.full(shape, float(total.size))
        return summed(total.term)

    with np.errstate(all="ignore"):
        formula = definition.formula
        dual = formula.evaluate(of)
        value = np.broadcast_to(dual.value, shape).astype(np.float64)
        # Infinity can only come from numbers too large to hold.
        value = np.where(np.isfinite(value), value, np.nan)
        numerator = denominator = np.full(shape, np.nan)
        if isinstance(formula, Fraction):
            above, below = formula.line(of)
            numerator = np.broadcast_to(above.value, shape).astype(np.float64)
            denominator = np.broadcast_to(below.value, shape).astype(np.float64)
        units = _units(needs, summed, shape)
        low = high = std_error = np.full(shape, np.nan)
        if confidence is not None and needs.elements:
            crossed = Cross(needs, reduced, populations, shape)
            share = definition.share
            influence = (
                crossed.of_formula(dual) if share is None else crossed.of_share(share, value)
            )
            variance = influence * units / np.where(units > 1, units - 1, np.nan)
            std_error = np.sqrt(variance)
            low, high = _interval(
                definition, crossed, of, value, variance, units=units, confidence=confidence
            )
            if definition.bounds is not None:
                low, high = (np.clip(end, *definition.bounds) for end in (low, high))
            undefined = np.isnan(value)
            low, high, std_error = (
                np.where(undefined, np.nan, array) for array in (low, high, std_error)
            )
    rows = sum((summed(measure) for measure in needs.rows), np.zeros(shape))
    excluded = _excluded(definition, needs, reduced, rows, summed)
    blank = np.zeros(shape, dtype=bool) if min_units is None else units < min_units
    value, low, high, std_error, numerator, denominator = (
        np.where(blank, np.nan, numbers)
        for numbers in (value, low, high, std_error, numerator, denominator)
    )
    guests = np.zeros(shape)
    if definition.guests:
        guests = reduced.totals[needs.units][GUEST]
    return Finished(
        value, low, high, std_error, numerator, denominator, units, rows, excluded, guests
    )


def _interval(
    definition: Definition,
    crossed: Cross,
    of: Callable[[Total | Members], Array],
    value: Array,
    variance: Array,
    *,
    units: Array,
    confidence: float,
) -> tuple[Array, Array]:
    """The interval that suits what the metric is."""
    if definition.share is not None:
        whole = definition.share[1]
        return share_interval(
            value, variance, units, of(whole), crossed.squares(whole), confidence=confidence
        )
    if definition.balance is not None:
        favour, against, whole = definition.balance
        factor = max(definition.bounds or (1.0,))
        low, high = balance_interval(
            (of(favour) / of(whole), of(against) / of(whole)),
            variance / factor**2,
            units,
            (of(whole), crossed.squares(whole)),
            confidence=confidence,
        )
        return np.minimum(low * factor, value), np.maximum(high * factor, value)
    std_error = np.sqrt(variance)
    if isinstance(definition.formula, Exponential):
        # The interval of the exponent, which is nearer to normal, carried over.
        low, high = mean_interval(np.log(value), std_error / value, units, confidence)
        return np.exp(low), np.exp(high)
    return mean_interval(value, std_error, units, confidence)


def _units(needs: Needs, summed: Summed, shape: tuple[int, ...]) -> Array:
    active = summed(needs.units)
    sizes = [total.size for total in needs.totals if isinstance(total, Members)]
    if not sizes:
        return active
    if active.max(initial=0.0) > min(sizes):
        message = (
            f"audience={min(sizes)} is smaller than the {active.max():.0f} who interacted; it must "
            "count everybody who could have"
        )
        raise InvalidArgumentError(message)
    return np.full(shape, float(max(sizes)))


def _excluded(
    definition: Definition, needs: Needs, reduced: Reduced, rows: Array, summed: Summed
) -> dict[str, Array]:
    excluded = dict(reduced.excluded)
    everything = sum((summed(measure) for measure in needs.all_rows), np.zeros(rows.shape))
    excluded["not_counted"] = everything - rows
    if not definition.guests:
        for measure in needs.all_rows:
            reason = measure.kind.without_unit
            left_out = reduced.totals[measure][GUEST]
            excluded[reason] = excluded.get(reason, np.zeros(rows.shape)) + left_out
    return excluded
