"""The way back from a mean of logarithms, which is what a geometric mean is."""

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
class Exponential(Formula):
    """e to the power of a formula. Its interval is that of the exponent, carried over."""

    exponent: Formula

    def totals(self) -> Iterator[Total | Members]:
        """Those of the exponent."""
        yield from self.exponent.totals()

    def degree(self) -> int | None:
        """It stays what it is where the exponent does."""
        return 0 if self.exponent.degree() == 0 else None

    def evaluate(self, of: Callable[[Total | Members], Array]) -> Dual:
        """The chain rule."""
        inner = self.exponent.evaluate(of)
        value = np.exp(inner.value)
        return Dual(value, added_up((value, inner.gradient)))

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Formula:
        """The same power of other measures."""
        return Exponential(self.exponent.replace_leaves(change))


def exp(formula: Formula | Number) -> Formula:
    """E to the power of a formula.

    Args:
        formula: The exponent, such as a mean of logarithms.

    Returns:
        A formula. Alone it has the interval of the exponent, carried over: it is not symmetric.

    Examples:
        >>> import engagement_metrics as em
        >>> logarithm = em.sum_of(em.Order, em.column("amount").log())
        >>> @em.metric(unit="currency per order")
        ... def typical_order():
        ...     return em.exp(em.total(logarithm) / em.total(em.measures.orders))
    """
    return Exponential(formula_of(formula))
