"""Intervals: from a value and its variance over units to the range that it may lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


# What the adjusted Wald interval adds to the answers, and to each side of them.
ADDED = 3.0
ADDED_EACH = 0.75


def normal_quantile(confidence: float) -> float:
    """How many standard errors an interval of independent units reaches to each side."""
    from scipy.special import ndtri

    return float(ndtri((1 + confidence) / 2))


def student_quantile(confidence: float, units: Array) -> Array:
    """The same for a variance that is itself estimated from some units; NaN below two."""
    from scipy.special import stdtrit

    freedom = np.where(units > 1, units - 1, np.nan)
    if units.size == 1:
        alone: Array = stdtrit(freedom, (1 + confidence) / 2)
        return alone
    # Thousands of groups have few different numbers of units, and each takes microseconds.
    distinct, place = np.unique(freedom, return_inverse=True)
    quantile: Array = stdtrit(distinct, (1 + confidence) / 2)[place]
    return quantile.reshape(units.shape)


def mean_interval(
    value: Array, std_error: Array, units: Array, confidence: float
) -> tuple[Array, Array]:
    """Student's t interval with units - 1 degrees of freedom."""
    half = student_quantile(confidence, units) * std_error
    return value - half, value + half


def wilson_interval(share: Array, size: Array, quantile: Array | float) -> tuple[Array, Array]:
    """The score interval of a share of `size` units (Wilson, 1927).

    It contains the share, stays within [0, 1], and reaches exactly 0 and 1 where the share does.
    """
    square = np.square(quantile)
    centre = (share + square / (2 * size)) / (1 + square / size)
    half = (
        quantile
        / (1 + square / size)
        * np.sqrt(np.maximum(share * (1 - share), 0) / size + square / (4 * np.square(size)))
    )
    low = np.minimum(np.clip(centre - half, 0, 1), share)
    high = np.maximum(np.clip(centre + half, 0, 1), share)
    return np.where(share <= 0, 0.0, low), np.where(share >= 1, 1.0, high)


def share_interval(
    share: Array,
    variance: Array,
    units: Array,
    weight: Array,
    square_weight: Array,
    *,
    confidence: float,
) -> tuple[Array, Array]:
    """The Wilson interval of a share whose units may count more than once.

    Args:
        share: The share.
        variance: Its variance over units.
        units: The number of units.
        weight: The sum of what units count in the denominator.
        square_weight: The sum of the squares of that.
        confidence: The level.

    Returns:
        Low and high: the exact Wilson interval where each unit counts once; else that of the
        effective number of units, with Student's t.
    """
    once = np.isclose(weight, square_weight, rtol=1e-12, atol=0.0)
    inside = (variance > 0) & (share > 0) & (share < 1)
    effective = np.where(
        inside,
        share * (1 - share) / np.where(inside, variance, 1.0),
        np.square(weight) / square_weight,
    )
    low, high = wilson_interval(
        share,
        np.where(once, weight, effective),
        np.where(once, normal_quantile(confidence), student_quantile(confidence, units)),
    )
    # One unit that counts more than once says nothing of how units differ.
    unknown = ~once & (units <= 1)
    return np.where(unknown, 0.0, low), np.where(unknown, 1.0, high)


def balance_interval(
    shares: tuple[Array, Array],
    variance: Array,
    units: Array,
    weights: tuple[Array, Array],
    *,
    confidence: float,
) -> tuple[Array, Array]:
    """The adjusted Wald interval of the difference of two shares of the same units.

    Three answers are added, of which three quarters are in favour and three quarters against, so
    that there is an interval too where all are alike (Rocks, 2016; Sauro and Lewis, 2021).

    Args:
        shares: The share of those in favour, and of those against.
        variance: The variance of the difference over units.
        units: The number of units.
        weights: The sum of what units count in the denominator, and of the squares of that.
        confidence: The level.

    Returns:
        Low and high, from -1 to 1: of the number of answers where each unit counts once; else of
        the effective number of units, with Student's t.
    """
    (favour, against), (weight, square_weight) = shares, weights
    once = np.isclose(weight, square_weight, rtol=1e-12, atol=0.0)
    of_one = favour + against - np.square(favour - against)
    inside = (variance > 0) & (of_one > 0)
    effective = np.where(
        inside, of_one / np.where(inside, variance, 1.0), np.square(weight) / square_weight
    )
    size = np.where(once, weight, effective)
    added = size + ADDED
    above = (favour * size + ADDED_EACH) / added
    below = (against * size + ADDED_EACH) / added
    spread = np.sqrt((above + below - np.square(above - below)) / added)
    quantile = np.where(once, normal_quantile(confidence), student_quantile(confidence, units))
    low, high = above - below - quantile * spread, above - below + quantile * spread
    # One unit that counts more than once says nothing of how units differ.
    unknown = ~once & (units <= 1)
    return (
        np.where(unknown, -1.0, np.clip(low, -1, 1)),
        np.where(unknown, 1.0, np.clip(high, -1, 1)),
    )
