"""From the terms of each unit to a value with its interval, straight from the formulas.

`x_ij` is term `j` of unit `i` and `T_j` the sum over units. The value is `F(T)`. With the
gradient `g_j = dF/dT_j`, unit `i` moves the value by `phi_i = sum_j g_j x_ij`, and with `k` units
the variance is `k / (k - 1) * sum_i phi_i^2` (the delta method, clustered by unit).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scipy.special import ndtri, stdtrit

Formula = Callable[[Sequence[complex]], complex]

STEP = 1e-40


@dataclass(frozen=True)
class Unit:
    """The terms of one unit, or of `alike` units that all have the same (a silent audience)."""

    terms: tuple[float, ...]
    alike: int = 1


@dataclass(frozen=True)
class Interval:
    """A value, its limits, its standard error, and the number of units behind it."""

    value: float
    low: float
    high: float
    std_error: float
    units: int


def normal_quantile(confidence: float) -> float:
    """The two-sided quantile of the normal distribution."""
    return float(ndtri(0.5 + confidence / 2))


def student_quantile(confidence: float, degrees: float) -> float:
    """The two-sided quantile of Student's t."""
    return float(stdtrit(degrees, 0.5 + confidence / 2))


def wilson(share: float, size: float, quantile: float) -> tuple[float, float]:
    """The Wilson score interval of a share of `size` trials, within [0, 1] and around the share."""
    p, n, q = share, size, quantile
    centre = (p + q**2 / (2 * n)) / (1 + q**2 / n)
    half = q / (1 + q**2 / n) * math.sqrt(p * (1 - p) / n + q**2 / (4 * n**2))
    low = 0.0 if p <= 0 else min(max(centre - half, 0.0), p)
    high = 1.0 if p >= 1 else max(min(centre + half, 1.0), p)
    return low, high


def totals_of(units: Sequence[Unit], terms: int) -> list[float]:
    """The sum of each term over all units."""
    return [math.fsum(unit.terms[j] * unit.alike for unit in units) for j in range(terms)]


def evaluate(formula: Formula, totals: Sequence[float]) -> float:
    """The formula at the totals; anything divided by zero is undefined."""
    try:
        return complex(formula(totals)).real
    except ZeroDivisionError:
        return math.nan


def gradient(formula: Formula, totals: Sequence[float]) -> list[float]:
    """The derivative by each total, by the complex step: exact to rounding for `+ - * /`."""
    slopes = []
    for j in range(len(totals)):
        moved = [complex(total, STEP if i == j else 0.0) for i, total in enumerate(totals)]
        slopes.append(complex(formula(moved)).imag / STEP)
    return slopes


def variance(units: Sequence[Unit], slopes: Sequence[float]) -> float:
    """`k / (k - 1) * sum phi_i^2`, undefined for fewer than two units."""
    count = sum(unit.alike for unit in units)
    if count < 2:
        return math.nan
    squares = [
        unit.alike * math.fsum(g * x for g, x in zip(slopes, unit.terms, strict=True)) ** 2
        for unit in units
    ]
    return count / (count - 1) * math.fsum(squares)


def share_limits(
    units: Sequence[Unit], share: float, spread: float, confidence: float
) -> tuple[float, float]:
    """The Wilson interval of `total(a) / total(b)`.

    Where every unit counts once, with the number of units and the normal quantile. Else with
    Student's t and the number of independent trials that would have the variance found; where
    there is none to be found, `(sum d)^2 / sum d^2` over the denominators `d`.
    """
    parts = [unit.terms[0] for unit in units]
    wholes = [unit.terms[1] for unit in units]
    whole = math.fsum(wholes)
    if all(d in (0, 1) for d in wholes):
        return wilson(share, whole, normal_quantile(confidence))
    if len(units) < 2:
        return 0.0, 1.0
    part = math.fsum(parts)
    # Zero is decided by cross-multiplying: the rounding of phi would make it 1e-35, and the
    # effective size infinite, when all units have the same share.
    varies = any(a * whole != part * d for a, d in zip(parts, wholes, strict=True))
    if 0 < share < 1 and varies:
        size = share * (1 - share) / spread
    else:
        size = whole**2 / math.fsum(d * d for d in wholes)
    return wilson(share, size, student_quantile(confidence, len(units) - 1))


def balance_limits(units: Sequence[Unit], spread: float, confidence: float) -> tuple[float, float]:
    """The adjusted Wald interval of `(total(a) - total(b)) / total(c)`, in points.

    Three answers are added, three quarters of one to each side. Where every unit counts once, of
    the number of answers and with the normal quantile; else with Student's t and the number of
    independent answers that would have the variance found, or where there is none to be found,
    `(sum c)^2 / sum c^2`.
    """
    favour, against, answers = totals_of(units, 3)
    p, d = favour / answers, against / answers
    one = p + d - (p - d) ** 2
    wholes = [unit.terms[2] for unit in units]
    if all(c in (0, 1) for c in wholes):
        size, quantile = answers, normal_quantile(confidence)
    elif len(units) < 2:
        return -100.0, 100.0
    else:
        quantile = student_quantile(confidence, len(units) - 1)
        varies = any(
            (u.terms[0] - u.terms[1]) * answers != (favour - against) * u.terms[2] for u in units
        )
        kish = answers**2 / math.fsum(c * c for c in wholes)
        size = one / (spread / 100**2) if varies and one > 0 else kish
    n = size + 3
    more, less = (p * size + 0.75) / n, (d * size + 0.75) / n
    half = quantile * math.sqrt((more + less - (more - less) ** 2) / n)
    value = 100 * (p - d)
    low, high = (100 * (more - less + side * half) for side in (-1, 1))
    return min(max(low, -100.0), value), max(min(high, 100.0), value)


def interval(
    units: Sequence[Unit],
    formula: Formula,
    terms: int,
    *,
    share: bool,
    degree_zero: bool,
    balance: bool = False,
    exponential: bool = False,
    bounds: tuple[float, float] | None,
    confidence: float,
) -> Interval:
    """The value of a formula over units, with its interval.

    Args:
        units: All units; those whose terms are all zero do not count.
        formula: The formula over the totals.
        terms: How many terms each unit has.
        share: Whether the formula is `total(a) / total(b)` within (0, 1).
        degree_zero: Whether scaling all totals leaves the formula unchanged.
        balance: Whether it is 100 times `(total(a) - total(b)) / total(c)`.
        exponential: Whether it is e to the power of something, whose interval is carried over.
        bounds: The limits that the metric cannot leave.
        confidence: The confidence of the interval, as a fraction.
    """
    units = [unit for unit in units if any(unit.terms)]
    count = sum(unit.alike for unit in units)
    totals = totals_of(units, terms)
    value = evaluate(formula, totals)
    if math.isnan(value):
        return Interval(math.nan, math.nan, math.nan, math.nan, count)
    if not degree_zero:
        return Interval(value, math.nan, math.nan, math.nan, count)
    spread = variance(units, gradient(formula, totals))
    std_error = math.sqrt(spread)
    if share or balance:
        low, high = (
            balance_limits(units, spread, confidence)
            if balance
            else share_limits(units, value, spread, confidence)
        )
        return Interval(value, low, high, std_error, count)
    if count < 2:
        return Interval(value, math.nan, math.nan, math.nan, count)
    if exponential:
        half = student_quantile(confidence, count - 1) * std_error / value
        return Interval(value, value * math.exp(-half), value * math.exp(half), std_error, count)
    half = student_quantile(confidence, count - 1) * std_error
    low, high = value - half, value + half
    if bounds is not None:
        low, high = max(low, bounds[0]), min(high, bounds[1])
    return Interval(value, low, high, std_error, count)
