"""The variance of a formula over units, from the cross products of its terms.

Everything here is in engine units, in which terms are whole numbers, so that sums of products are
exact up to 2^53 and nothing is lost where they cancel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from engagement_metrics.engine.formulas import Dual, Members, Total
from engagement_metrics.engine.reduced import base_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engagement_metrics.engine.plan import Needs
    from engagement_metrics.engine.probe import Probe
    from engagement_metrics.engine.terms import Term

    Array: TypeAlias = NDArray[np.float64]

Vector: TypeAlias = "Mapping[int, Array | float]"

# Below this share of its parts, a sum of squares is rounding.
ROUNDING = 1e-14


class Cross:
    """The cross products of a metric's terms over units, by group and date."""

    def __init__(
        self,
        needs: Needs,
        known: Probe,
        counted: Callable[[Term], Array],
        shape: tuple[int, ...],
    ) -> None:
        """Collect them.

        Args:
            needs: Where the metric finds its numbers.
            known: What the probe saw, with the mean amounts.
            counted: The total of a term over the units that count, in engine units.
            shape: The numbers of groups and dates.
        """
        self.shape = shape
        self.counted = counted
        self.products = {
            (i, j): np.full(shape, float(crossed.size))
            if isinstance(crossed, Members)
            else counted(crossed)
            for i, j, crossed in needs.products
        }
        # A centred sum of money is the money less the mean for each row; its total takes it back.
        self.weights: dict[Total | Members, Vector] = {
            total: {
                index: 1.0 if money is None else known.mean(base_of(money))
                for index, money in weights
            }
            for total, weights in zip(needs.totals, needs.weights, strict=True)
        }

    def of_formula(self, dual: Dual) -> Array:
        """The sum of squared influences of units on a formula's value."""
        influence: dict[int, Array | float] = {}
        for total, weights in self.weights.items():
            slope = dual.gradient.get(total, np.zeros(self.shape)) / _scale(total)
            for index, weight in weights.items():
                influence[index] = influence.get(index, 0.0) + slope * weight
        return self._settled(*self._product(influence, influence))

    def of_share(self, share: tuple[Total, Total], value: Array) -> Array:
        """The same for a share, from what counts in it and what does not.

        The two have nothing in common in most shares, so that nothing cancels however close the
        share is to 0 or 1.
        """
        part, whole = (self.weights[total] for total in share)
        units = _scale(share[1]) / _scale(share[0])
        inside = self._product(part, part)[0] * units**2
        both = self._product(part, whole)[0] * units
        all_of_it, _ = self._product(whole, whole)
        outside, across = all_of_it - 2 * both + inside, both - inside
        terms = (
            np.square(1 - value) * inside,
            -2 * value * (1 - value) * across,
            np.square(value) * outside,
        )
        size = np.abs(terms[0]) + np.abs(terms[1]) + np.abs(terms[2])
        total = self._settled(terms[0] + terms[1] + terms[2], size)
        return total / np.square(self.counted(share[1].term))

    def squares(self, total: Total) -> Array:
        """The sum of the squares of a total's terms, in the user's units."""
        product, _ = self._product(self.weights[total], self.weights[total])
        squares: Array = product / _scale(total) ** 2
        return squares

    def _product(self, left: Vector, right: Vector) -> tuple[Array, Array]:
        """The cross product of two combinations of terms, and the size of its parts."""
        total, size = np.zeros(self.shape), np.zeros(self.shape)
        for (i, j), crossed in self.products.items():
            pairs = {(i, j), (j, i)}
            for one, other in pairs:
                if one in left and other in right:
                    part = left[one] * right[other] * crossed
                    total, size = total + part, size + np.abs(part)
        return total, size

    @staticmethod
    def _settled(total: Array, size: Array) -> Array:
        """A sum of squares, exactly 0 where only rounding is left of it."""
        return np.where(total > ROUNDING * size, total, 0.0)


def _scale(total: Total | Members) -> float:
    return 1.0 if isinstance(total, Members) else total.term.scale
