"""The variance of a formula over units, from the cross products of its terms.

Everything here is in engine units, in which terms are whole numbers, so that sums of products are
exact up to 2^53 and nothing is lost where they cancel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from engagement_metrics.engine.formulas import Dual, Members, Total

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engagement_metrics.engine.plan import Needs
    from engagement_metrics.engine.reduced import Reduced

    Array: TypeAlias = NDArray[np.float64]

Vector: TypeAlias = "Mapping[int, Array | float]"

# Below this share of its parts, a sum of squares is rounding.
ROUNDING = 1e-14


@dataclass(frozen=True)
class Part:
    """The cross products of one population: units with, or without, a known owner.

    Attributes:
        products: For each pair of elements, the sum of their product.
        weights: For each total, the multiples of elements that make it up.
    """

    products: Mapping[tuple[int, int], Array]
    weights: Mapping[Total | Members, Vector]

    def product(self, left: Vector, right: Vector) -> tuple[Array, Array]:
        """The cross product of two combinations of elements, and the size of its parts."""
        total, size = np.zeros(()), np.zeros(())
        for (i, j), crossed in self.products.items():
            for one, other in {(i, j), (j, i)}:
                if one in left and other in right:
                    part = left[one] * right[other] * crossed
                    total, size = total + part, size + np.abs(part)
        return total, size


class Cross:
    """The cross products of a metric's terms over units, by group and date."""

    def __init__(
        self, needs: Needs, reduced: Reduced, populations: Sequence[int], shape: tuple[int, ...]
    ) -> None:
        """Collect them.

        Args:
            needs: Where the metric finds its numbers.
            reduced: What the reduction brought back.
            populations: Whose rows count.
            shape: The numbers of groups and dates.
        """
        self.shape = shape
        self.reduced = reduced
        self.populations = populations
        self.parts = [self._part(needs, population) for population in populations]

    def _part(self, needs: Needs, population: int) -> Part:
        products = {
            (i, j): np.full(self.shape, float(crossed.size))
            if isinstance(crossed, Members)
            else self.reduced.totals[crossed][population]
            for i, j, crossed in needs.products
        }
        # A centred sum of money is the money less the mean for each row; its total takes it back.
        weights: dict[Total | Members, Vector] = {
            total: {
                index: 1.0 if money is None else self.reduced.centres[money][population]
                for index, money in made_of
            }
            for total, made_of in zip(needs.totals, needs.weights, strict=True)
        }
        return Part(products, weights)

    def of_formula(self, dual: Dual) -> Array:
        """The sum of squared influences of units on a formula's value."""
        total, size = np.zeros(self.shape), np.zeros(self.shape)
        for part in self.parts:
            influence: dict[int, Array | float] = {}
            for one, weights in part.weights.items():
                slope = dual.gradient.get(one, np.zeros(self.shape)) / _scale(one)
                for index, weight in weights.items():
                    influence[index] = influence.get(index, 0.0) + slope * weight
            found, parts = part.product(influence, influence)
            total, size = total + found, size + parts
        return self._settled(total, size)

    def of_share(self, share: tuple[Total, Total], value: Array) -> Array:
        """The same for a share, from what counts in it and what does not.

        The two have nothing in common in most shares, so that nothing cancels however close the
        share is to 0 or 1.
        """
        part, whole = share
        units = _scale(whole) / _scale(part)
        inside = self._summed(part, part) * units**2
        both = self._summed(part, whole) * units
        outside = self._summed(whole, whole) - 2 * both + inside
        terms = (
            np.square(1 - value) * inside,
            -2 * value * (1 - value) * (both - inside),
            np.square(value) * outside,
        )
        size = np.abs(terms[0]) + np.abs(terms[1]) + np.abs(terms[2])
        total = self._settled(terms[0] + terms[1] + terms[2], size)
        counted = np.zeros(self.shape)
        for population in self.populations:
            counted = counted + self.reduced.totals[whole.term][population]
        influence: Array = total / np.square(counted)
        return influence

    def squares(self, total: Total) -> Array:
        """The sum of the squares of a total's terms, in the user's units."""
        squares: Array = self._summed(total, total) / _scale(total) ** 2
        return squares

    def _summed(self, left: Total, right: Total) -> Array:
        total = np.zeros(self.shape)
        for part in self.parts:
            total = total + part.product(part.weights[left], part.weights[right])[0]
        return total

    @staticmethod
    def _settled(total: Array, size: Array) -> Array:
        """A sum of squares, exactly 0 where only rounding is left of it."""
        return np.where(total > ROUNDING * size, total, 0.0)


def _scale(total: Total | Members) -> float:
    return 1.0 if isinstance(total, Members) else total.term.scale
