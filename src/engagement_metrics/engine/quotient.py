"""The quotient of two terms of one unit, from which means of ratios are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engagement_metrics.engine.state import State
from engagement_metrics.engine.terms import Leaf, Mask, Term
from engagement_metrics.engine.words import Expression

# Quotients are kept as whole numbers of 1e-10, so that they add exactly.
FINE = 1e10


@dataclass(frozen=True, eq=False)
class Quotient(Term):
    """One term of a unit over another; 0 for a unit in which the other is 0."""

    above: Term
    below: Term

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Term:
        """The same quotient of other measures."""
        return Quotient(self.above.replace_leaves(change), self.below.replace_leaves(change))

    @property
    def exists(self) -> Mask:
        """Whether a unit has a quotient."""
        mask: Mask = self.below != 0
        return mask

    def at_zero(self) -> float:
        """A unit without rows has no quotient, and adds nothing."""
        return 0.0

    @property
    def scale(self) -> float:
        """Ten decimals."""
        return FINE

    def compile(self, state: State) -> Expression:
        """The quotient, rounded to ten decimals the same way on every engine."""
        words = state.words
        above, below = self.above.compile(state), self.below.compile(state)
        factor = FINE * self.below.scale / self.above.scale
        # Some engines stop at a division by zero.
        known = words.when(below != 0).then(below)
        fine = (above / known * factor + 0.5).floor().cast(words.Float64)
        quotient: Expression = fine.fill_null(0.0)
        return quotient
