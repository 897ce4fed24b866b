"""Formulas: arithmetic over totals, evaluated with its gradient."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from engagement_metrics.engine.terms import Leaf, Number, Term
from engagement_metrics.errors import ArgumentTypeError, DefinitionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.float64]"


@dataclass(frozen=True)
class Dual:
    """Values together with their derivatives with respect to each total."""

    value: Array
    gradient: Mapping[Formula, Array]


@dataclass(frozen=True)
class Formula:
    """Arithmetic over totals. Combine formulas with `+ - * /` and numbers."""

    def totals(self) -> Iterator[Total | Members]:
        """The totals at the bottom of the formula."""
        raise NotImplementedError

    def degree(self) -> int | None:
        """By what power the value grows when all totals are scaled; None where by none."""
        raise NotImplementedError

    def evaluate(self, of: Callable[[Total | Members], Array]) -> Dual:
        """The values and their gradient, from the values of the totals."""
        raise NotImplementedError

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Formula:
        """The same formula of other measures."""
        raise NotImplementedError

    def within_another(self) -> None:
        """Asked when it becomes a part of another formula, for the error of what cannot be one."""

    def __add__(self, other: Formula | Number) -> Formula:
        return Sum(self, formula_of(other), 1)

    def __radd__(self, other: Number) -> Formula:
        return Sum(formula_of(other), self, 1)

    def __sub__(self, other: Formula | Number) -> Formula:
        return Sum(self, formula_of(other), -1)

    def __rsub__(self, other: Number) -> Formula:
        return Sum(formula_of(other), self, -1)

    def __mul__(self, other: Formula | Number) -> Formula:
        return fraction(self, formula_of(other), 1)

    def __rmul__(self, other: Number) -> Formula:
        return fraction(formula_of(other), self, 1)

    def __truediv__(self, other: Formula | Number) -> Formula:
        return fraction(self, formula_of(other), -1)

    def __rtruediv__(self, other: Number) -> Formula:
        return fraction(formula_of(other), self, -1)

    def __neg__(self) -> Formula:
        return fraction(Constant(-1.0), self, 1)

    @property
    def previous(self) -> Formula:
        """The same formula in the window before this one."""
        return self.replace_leaves(lambda leaf: leaf.shifted())

    @property
    def before(self) -> Formula:
        """The same formula over everything earlier than this window."""
        return self.replace_leaves(lambda leaf: leaf.everything_before())


@dataclass(frozen=True)
class Total(Formula):
    """A term added up over all units."""

    term: Term

    def totals(self) -> Iterator[Total | Members]:
        """The total itself."""
        yield self

    def degree(self) -> int | None:
        """Twice the customers, twice the total."""
        return 1

    def evaluate(self, of: Callable[[Total | Members], Array]) -> Dual:
        """The total, with derivative 1 with respect to itself."""
        value = of(self)
        return Dual(value, {self: np.ones_like(value)})

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Formula:
        """The total of the term of other measures."""
        return Total(self.term.replace_leaves(change))


@dataclass(frozen=True)
class Members(Formula):
    """A given number of people, those without any record included."""

    size: int

    def totals(self) -> Iterator[Total | Members]:
        """It is a total of one per member."""
        yield self

    def degree(self) -> int | None:
        """Twice the people, twice the total."""
        return 1

    def evaluate(self, of: Callable[[Total | Members], Array]) -> Dual:
        """The number of members, with derivative 1 with respect to itself."""
        value = of(self)
        return Dual(value, {self: np.ones_like(value)})

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Formula:  # noqa: ARG002
        """It reads no measure."""
        return self


@dataclass(frozen=True)
class Constant(Formula):
    """A number."""

    number: float

    def totals(self) -> Iterator[Total | Members]:
        """There are none."""
        yield from ()

    def degree(self) -> int | None:
        """A number stays what it is."""
        return 0

    def evaluate(self, of: Callable[[Total | Members], Array]) -> Dual:  # noqa: ARG002
        """The number."""
        return Dual(np.asarray(self.number, dtype=np.float64), {})

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Formula:  # noqa: ARG002
        """It reads no measure."""
        return self


@dataclass(frozen=True)
class Sum(Formula):
    """One formula plus or minus another."""

    left: Formula
    right: Formula
    sign: int

    def __post_init__(self) -> None:
        self.left.within_another()
        self.right.within_another()

    def totals(self) -> Iterator[Total | Members]:
        """Those of both sides."""
        yield from self.left.totals()
        yield from self.right.totals()

    def degree(self) -> int | None:
        """Defined where both sides grow alike."""
        left, right = self.left.degree(), self.right.degree()
        return left if left == right else None

    def evaluate(self, of: Callable[[Total | Members], Array]) -> Dual:
        """The sum rule."""
        left, right = self.left.evaluate(of), self.right.evaluate(of)
        one = np.float64(1.0)
        return Dual(
            left.value + self.sign * right.value,
            added_up((one, left.gradient), (self.sign * one, right.gradient)),
        )

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Formula:
        """The same sum of other measures."""
        left, right = self.left.replace_leaves(change), self.right.replace_leaves(change)
        return Sum(left, right, self.sign)


@dataclass(frozen=True)
class Fraction(Formula):
    """Products of formulas above and below one line; what stands on both sides is gone."""

    above: tuple[Formula, ...]
    below: tuple[Formula, ...]
    factor: float = 1.0

    def __post_init__(self) -> None:
        for part in (*self.above, *self.below):
            part.within_another()

    def totals(self) -> Iterator[Total | Members]:
        """Those of every factor."""
        for part in (*self.above, *self.below):
            yield from part.totals()

    def degree(self) -> int | None:
        """Degrees add above the line and subtract below it."""
        above = [part.degree() for part in self.above]
        below = [part.degree() for part in self.below]
        if None in above or None in below:
            return None
        return sum(d for d in above if d is not None) - sum(d for d in below if d is not None)

    def line(self, of: Callable[[Total | Members], Array]) -> tuple[Dual, Dual]:
        """What stands above the line and what stands below it."""
        start = Dual(np.asarray(self.factor, dtype=np.float64), {})
        above, below = start, Dual(np.asarray(1.0), {})
        for part in self.above:
            above = _product(above, part.evaluate(of))
        for part in self.below:
            below = _product(below, part.evaluate(of))
        return above, below

    def evaluate(self, of: Callable[[Total | Members], Array]) -> Dual:
        """The quotient rule; nothing over nothing, and anything over nothing, is undefined."""
        above, below = self.line(of)
        if not self.below:
            return above
        denominator = np.where(below.value == 0, np.nan, below.value)
        value = above.value / denominator
        return Dual(
            value,
            added_up((1.0 / denominator, above.gradient), (-value / denominator, below.gradient)),
        )

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Formula:
        """The same fraction of other measures."""
        return Fraction(
            tuple(part.replace_leaves(change) for part in self.above),
            tuple(part.replace_leaves(change) for part in self.below),
            self.factor,
        )


def total(term: Term) -> Total:
    """A term added up over all customers.

    Args:
        term: A measure such as `em.measures.orders`, a threshold such as `orders >= 2`, a product
            or a mask. It must be zero for a customer without rows.

    Returns:
        A formula that takes `+ - * /` with other formulas and numbers.

    Raises:
        DefinitionError: The term is not zero for a customer without rows, such as `orders < 3`.
        ArgumentTypeError: It is no term.

    Examples:
        >>> import engagement_metrics as em
        >>> orders = em.measures.orders
        >>> em.total(orders) / em.total(orders >= 1) == em.purchase_frequency.formula()
        True
    """
    if not isinstance(term, Term):
        message = (
            f"total takes a term, not a {type(term).__name__}; the measures that exist are in "
            "em.measures (em.measures.orders, em.measures.revenue, ...), and em.count and "
            "em.sum_of make new ones"
        )
        raise ArgumentTypeError(message)
    at_zero = term.at_zero()
    if at_zero != 0:
        message = (
            f"this term is {at_zero:g} for a customer without any rows, and such customers are not "
            "in the data; combine it with one that is not, as in (orders >= 1) & (orders <= 3)"
        )
        raise DefinitionError(message)
    return Total(term)


def formula_of(value: object) -> Formula:
    """A formula, from a formula or a number."""
    if isinstance(value, Formula):
        return value
    if isinstance(value, Term):
        message = "a term is of one customer; add it up with em.total(...) first"
        raise DefinitionError(message)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        message = f"formulas are combined with formulas and finite numbers, not {value!r}"
        raise DefinitionError(message)
    return Constant(float(value))


def fraction(left: Formula, right: Formula, power: int) -> Formula:
    """The product (power 1) or quotient (power -1) of two formulas, with equal factors cancelled.

    Cancelling makes frequency x order value exactly revenue / buyers, with no rounding between.
    """
    above, below, factor = _factors(left)
    above_right, below_right, factor_right = _factors(right)
    if power < 0:
        if factor_right == 0:
            message = "a formula cannot be divided by zero"
            raise DefinitionError(message)
        above_right, below_right, factor_right = below_right, above_right, 1 / factor_right
    above, below = [*above, *above_right], [*below, *below_right]
    for part in tuple(above):
        if part in below:
            above.remove(part)
            below.remove(part)
    factor *= factor_right
    if not above and not below:
        # Where everything cancels, the value is still undefined where the data is empty.
        return Fraction((left,), (right,)) if power < 0 else Constant(factor)
    return Fraction(tuple(above), tuple(below), factor)


def _factors(formula: Formula) -> tuple[list[Formula], list[Formula], float]:
    if isinstance(formula, Fraction):
        return list(formula.above), list(formula.below), formula.factor
    if isinstance(formula, Constant):
        return [], [], formula.number
    return [formula], [], 1.0


def _product(left: Dual, right: Dual) -> Dual:
    return Dual(
        left.value * right.value,
        added_up((right.value, left.gradient), (left.value, right.gradient)),
    )


def added_up(*parts: tuple[Array | np.float64, Mapping[Formula, Array]]) -> dict[Formula, Array]:
    """Gradients, each times a factor, added up."""
    combined: dict[Formula, Array] = {}
    for factor, gradient in parts:
        for key, derivative in gradient.items():
            contribution = factor * derivative
            combined[key] = combined[key] + contribution if key in combined else contribution
    return combined
