"""Terms: what is known of one unit (a customer, a recipient), built from its measures.

A term is a number per unit that is zero for a unit without rows. Thresholds and masks are terms
that are 0 or 1. Two terms that are written the same way are the same term.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, TypeAlias

from engagement_metrics.engine.state import COMPARISONS, State, identity_of
from engagement_metrics.engine.words import Expression
from engagement_metrics.errors import DefinitionError

Number: TypeAlias = int | float
# Money that is this near to a whole number of 1e-4 is that number.
ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class Term:
    """A number per unit. Combine terms with arithmetic, thresholds and masks."""

    def parts(self) -> Iterator[Term]:
        """The terms that this one is made of."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Term):
                yield value
            elif isinstance(value, tuple):
                yield from (item for item in value if isinstance(item, Term))

    def leaves(self) -> Iterator[Leaf]:
        """The measures at the bottom of the term."""
        for part in self.parts():
            yield from part.leaves()

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Term:
        """The same term of other measures."""
        raise NotImplementedError

    def at_zero(self) -> float:
        """The value for a unit without rows."""
        raise NotImplementedError

    @property
    def scale(self) -> float:
        """How many engine units make one unit of the user's (money is kept in whole 1e-4)."""
        return 1.0

    def compile(self, state: State) -> Expression:
        """The term in engine units, from columns that hold the measures of each unit."""
        raise NotImplementedError

    @property
    def previous(self) -> Term:
        """The same term read in the window before this one."""
        return self.replace_leaves(lambda leaf: leaf.shifted())

    @property
    def before(self) -> Term:
        """The same term read over everything earlier than this window."""
        return self.replace_leaves(lambda leaf: leaf.everything_before())

    # Terms are the keys of every plan, and look-ups are frequent.
    @cached_property
    def _identity(self) -> tuple[Any, ...]:
        own = (identity_of(getattr(self, field.name)) for field in fields(self))
        return (type(self).__name__, *own)

    @cached_property
    def _hash(self) -> int:
        return hash(self._identity)

    def identity(self) -> tuple[Any, ...]:
        """What makes two terms the same one."""
        return self._identity

    def __hash__(self) -> int:
        return self._hash

    def __bool__(self) -> bool:
        message = "a term has no single truth value; combine masks with &, | and ~"
        raise TypeError(message)

    def __eq__(self, other: object) -> Any:  # noqa: ANN401 (a bool or a mask)
        if isinstance(other, Term):
            return self is other or self.identity() == other.identity()
        return Threshold(self, "==", _number(other))

    def __ne__(self, other: object) -> Any:  # noqa: ANN401 (a bool or a mask)
        if isinstance(other, Term):
            return self.identity() != other.identity()
        return Threshold(self, "!=", _number(other))

    def __lt__(self, other: Number) -> Mask:
        return Threshold(self, "<", _number(other))

    def __le__(self, other: Number) -> Mask:
        return Threshold(self, "<=", _number(other))

    def __gt__(self, other: Number) -> Mask:
        return Threshold(self, ">", _number(other))

    def __ge__(self, other: Number) -> Mask:
        return Threshold(self, ">=", _number(other))

    def __mul__(self, other: Term | Number) -> Term:
        if isinstance(other, Term):
            return Product((self, other))
        return Combination((self,), (_number(other),))

    __rmul__ = __mul__

    def __add__(self, other: Term) -> Term:
        return Combination((self, _term(other)), (1, 1))

    def __sub__(self, other: Term) -> Term:
        return Combination((self, _term(other)), (1, -1))

    def __neg__(self) -> Term:
        return Combination((self,), (-1,))


class Leaf(Term):
    """A term that is no combination of others: a measure."""

    def leaves(self) -> Iterator[Leaf]:
        """The measure itself."""
        yield self

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Term:
        """Another measure."""
        return change(self)

    def at_zero(self) -> float:
        """A unit without rows counts and sums to zero."""
        return 0.0

    def compile(self, state: State) -> Expression:
        """The column that holds the measure."""
        return state(self)

    def shifted(self) -> Leaf:
        """The same measure one window earlier."""
        raise NotImplementedError

    def everything_before(self) -> Leaf:
        """The same measure over everything before the window that it reads now."""
        raise NotImplementedError


class Mask(Term):
    """A term that is 1 where a condition on the unit holds and 0 elsewhere."""

    def __and__(self, other: Mask) -> Mask:
        return Both((_mask(self), _mask(other)))

    def __or__(self, other: Mask) -> Mask:
        return Either((_mask(self), _mask(other)))

    def __invert__(self) -> Mask:
        return Negation(self)

    def holds(self, state: State) -> Expression:
        """The condition as a Boolean expression."""
        raise NotImplementedError

    def compile(self, state: State) -> Expression:
        """1.0 where the condition holds."""
        words = state.words
        chosen = words.when(self.holds(state)).then(words.lit(1)).otherwise(words.lit(0))
        number: Expression = chosen.cast(words.Float64)
        return number


@dataclass(frozen=True, eq=False)
class Threshold(Mask):
    """A comparison of a term with a number, such as `orders >= 2`."""

    term: Term
    comparison: str
    bound: Number

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Mask:
        """The same comparison of other measures."""
        return Threshold(self.term.replace_leaves(change), self.comparison, self.bound)

    def at_zero(self) -> float:
        """Whether a unit without rows passes."""
        return float(COMPARISONS[self.comparison](self.term.at_zero(), self.bound))

    def holds(self, state: State) -> Expression:
        """The comparison, in engine units."""
        bound = self.bound * self.term.scale
        # 99.99 * 10000 is not a whole number in binary, but the amounts it is compared with are.
        if abs(bound - round(bound)) < ROUNDING:
            bound = round(bound)
        condition: Expression = COMPARISONS[self.comparison](self.term.compile(state), float(bound))
        return condition


@dataclass(frozen=True, eq=False)
class Both(Mask):
    """All of several masks."""

    masks: tuple[Mask, ...]

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Mask:
        """The same masks of other measures."""
        return Both(tuple(_mask(mask.replace_leaves(change)) for mask in self.masks))

    def at_zero(self) -> float:
        """1 only where every mask is 1."""
        return math.prod(mask.at_zero() for mask in self.masks)

    def holds(self, state: State) -> Expression:
        """All conditions at once."""
        first, *rest = (mask.holds(state) for mask in self.masks)
        for condition in rest:
            first = first & condition
        return first


@dataclass(frozen=True, eq=False)
class Either(Mask):
    """Any of several masks."""

    masks: tuple[Mask, ...]

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Mask:
        """The same masks of other measures."""
        return Either(tuple(_mask(mask.replace_leaves(change)) for mask in self.masks))

    def at_zero(self) -> float:
        """1 where any mask is 1."""
        return max(mask.at_zero() for mask in self.masks)

    def holds(self, state: State) -> Expression:
        """Any of the conditions."""
        first, *rest = (mask.holds(state) for mask in self.masks)
        for condition in rest:
            first = first | condition
        return first


@dataclass(frozen=True, eq=False)
class Negation(Mask):
    """The opposite of a mask."""

    mask: Mask

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Mask:
        """The opposite of the mask of other measures."""
        return Negation(_mask(self.mask.replace_leaves(change)))

    def at_zero(self) -> float:
        """1 where the mask is 0."""
        return 1.0 - self.mask.at_zero()

    def holds(self, state: State) -> Expression:
        """The opposite condition."""
        return ~self.mask.holds(state)


@dataclass(frozen=True, eq=False)
class Product(Term):
    """A product of terms; with a mask it keeps the term of the units where the mask holds."""

    factors: tuple[Term, ...]

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Term:
        """The same product of other measures."""
        return Product(tuple(factor.replace_leaves(change) for factor in self.factors))

    def at_zero(self) -> float:
        """The product of the factors' values."""
        return math.prod(factor.at_zero() for factor in self.factors)

    @property
    def scale(self) -> float:
        """The product of the factors' scales."""
        return math.prod(factor.scale for factor in self.factors)

    def compile(self, state: State) -> Expression:
        """The product, in engine units."""
        first, *rest = (factor.compile(state) for factor in self.factors)
        for factor in rest:
            first = first * factor
        return first


@dataclass(frozen=True, eq=False)
class Combination(Term):
    """A weighted sum of terms."""

    terms: tuple[Term, ...]
    weights: tuple[Number, ...]

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Term:
        """The same weighted sum of other measures."""
        return Combination(tuple(term.replace_leaves(change) for term in self.terms), self.weights)

    def at_zero(self) -> float:
        """The weighted sum of the terms' values."""
        return sum(w * t.at_zero() for t, w in zip(self.terms, self.weights, strict=True))

    @property
    def scale(self) -> float:
        """The finest scale of the terms, so that whole numbers stay whole."""
        return max(term.scale for term in self.terms)

    def compile(self, state: State) -> Expression:
        """The weighted sum, in engine units."""
        parts = [
            term.compile(state) * (weight * self.scale / term.scale)
            for term, weight in zip(self.terms, self.weights, strict=True)
        ]
        first, *rest = parts
        for part in rest:
            first = first + part
        return first


def _number(value: object) -> Number:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        message = f"a term is compared or scaled with a finite number, not {value!r}"
        raise DefinitionError(message)
    return value


def _term(value: object) -> Term:
    if not isinstance(value, Term):
        message = (
            "a term takes only terms in + and -: a number would make it nonzero for a customer "
            "without rows; add it to the metric instead"
        )
        raise DefinitionError(message)
    return value


def _mask(value: object) -> Mask:
    if not isinstance(value, Mask):
        message = "&, | and ~ combine masks such as orders >= 1"
        raise DefinitionError(message)
    return value
