"""Woodruff's interval of a quantile: that of a share of rows, read back as values.

R. S. Woodruff, "Confidence Intervals for Medians and Other Position Measures", Journal of the
American Statistical Association 47 (1952).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.engine.intervals import student_quantile
from engagement_metrics.engine.statistic import Numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Limits:
    """The shares whose quantiles are the ends of the interval.

    Attributes:
        share: Which quantile it is of.
        influence: The sum of the squared errors that units add to the share of rows up to it.
        units: How many units there are.
        confidence: The level.
    """

    share: float
    influence: Array
    units: Array
    confidence: float

    @property
    def known(self) -> NDArray[np.bool_]:
        """Where the spread is known: one unit says nothing of it."""
        return self.units > 1

    @cached_property
    def reach(self) -> Array:
        """How many standard errors the interval reaches to each side."""
        return student_quantile(self.confidence, self.units)

    @cached_property
    def _half(self) -> Array:
        with np.errstate(invalid="ignore", divide="ignore"):
            corrected = self.influence * self.units / np.where(self.known, self.units - 1, np.nan)
            half: Array = self.reach * np.sqrt(corrected)
        return half

    @property
    def low(self) -> Array:
        """The share whose quantile is the lower end."""
        return np.clip(self.share - self._half, 0, 1)

    @property
    def high(self) -> Array:
        """The share whose quantile is the upper end."""
        return np.clip(self.share + self._half, 0, 1)

    def numbers(self, value: Array, low: Array, high: Array) -> Numbers:
        """The numbers of quantiles; the standard error is half the interval by that reach."""
        return Numbers(value, low, high, (high - low) / (2 * self.reach))
