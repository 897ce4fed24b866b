"""The square root of a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from engagement_metrics.engine.formulas import (
    Array,
    Dual,
    Formula,
    Members,
    Total,
    added_up,
    formula_of,
)
from engagement_metrics.engine.terms import Leaf, Number


@dataclass(frozen=True)
class SquareRoot(Formula):
    """The square root of a formula; undefined where that is below 0."""

    square: Formula

    def __post_init__(self) -> None:
        self.square.within_another()

    def totals(self) -> Iterator[Total | Members]:
        """Those of the square."""
        yield from self.square.totals()

    def degree(self) -> int | None:
        """It stays what it is where the square does."""
        return 0 if self.square.degree() == 0 else None

    def evaluate(self, of: Callable[[Total | Members], Array]) -> Dual:
        """The chain rule."""
        inner = self.square.evaluate(of)
        value = np.sqrt(inner.value)
        slope = 0.5 / np.where(value == 0, np.nan, value)
        return Dual(value, added_up((slope, inner.gradient)))

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Formula:
        """The root of the same formula of other measures."""
        return SquareRoot(self.square.replace_leaves(change))


def sqrt(formula: Formula | Number) -> Formula:
    """The square root of a formula.

    Args:
        formula: What the root is taken of, such as a variance.

    Returns:
        A formula, which is undefined where the other one is below 0.

    Examples:
        >>> import engagement_metrics as em
        >>> orders, buyers = em.measures.orders, em.total(em.measures.orders >= 1)
        >>> @em.metric(unit="orders")
        ... def spread_of_orders():
        ...     mean = em.total(orders) / buyers
        ...     return em.sqrt(em.total(orders * orders) / buyers - mean * mean)
        >>> round(spread_of_orders(em.datasets.cdnow_orders(), as_of="1998-06-30"), 2)
        4.29
    """
    return SquareRoot(formula_of(formula))
