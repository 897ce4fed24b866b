"""Which products of terms are worth computing: the economy of the reduction.

An indicator's square is itself, orders times (orders >= 1) is orders: a product that equals
something simpler is replaced by it, so that no reduction carries a column twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.quotient import Quotient
from engagement_metrics.engine.terms import (
    Both,
    Either,
    Leaf,
    Mask,
    Product,
    Term,
    Threshold,
)


@dataclass(frozen=True, eq=False)
class Centred(Leaf):
    """A sum of money less the mean amount for each row: its cross products do not cancel.

    Attributes:
        measure: The sum of money.
        count: How many rows it is the sum of.
    """

    measure: Measure
    count: Measure


@dataclass(frozen=True)
class Basis:
    """A term as it is squared: centred where it is money, with the count that makes up for it.

    Attributes:
        term: What enters the cross products.
        partner: The term whose multiple by the mean amount was taken away; None for none.
        measure: The sum of money that was centred.
    """

    term: Term
    partner: Term | None = None
    measure: Measure | None = None


def basis_of(term: Term) -> Basis:
    """How a term enters cross products."""
    factors = _factors(term)
    money = [f for f in factors if isinstance(f, Measure) and f.reads_money]
    rest = [f for f in factors if f not in money]
    if len(money) != 1 or not all(isinstance(f, Mask) for f in rest):
        return Basis(term)
    counted = money[0].count_of_rows
    return Basis(product([Centred(money[0], counted), *rest]), product([counted, *rest]), money[0])


def product(terms: Iterable[Term]) -> Term:
    """The product of terms in its simplest form."""
    factors: list[Term] = []
    for term in terms:
        for factor in _factors(term):
            if not isinstance(factor, Mask) or factor not in factors:
                factors.append(factor)
    for factor in tuple(factors):
        others = [other for other in factors if other is not factor]
        if isinstance(factor, Mask) and any(implies(other, factor) for other in others):
            factors = others
    if len(factors) == 1:
        return factors[0]
    return Product(tuple(sorted(factors, key=repr)))


def support(terms: Iterable[Term]) -> Mask:
    """The units with any nonzero term."""
    present: list[Mask] = []
    for term in terms:
        mask = _nonzero(term)
        if any(implies(mask, other) for other in present):
            continue
        present = [other for other in present if not implies(other, mask)]
        present.append(mask)
    return present[0] if len(present) == 1 else Either(tuple(sorted(present, key=repr)))


def implies(term: Term, mask: Mask) -> bool:
    """Whether a mask holds wherever a term is not zero; False where that is not known."""
    if term == mask:
        return True
    if isinstance(term, Product | Both):
        parts = term.factors if isinstance(term, Product) else term.masks
        return any(implies(part, mask) for part in parts)
    if isinstance(term, Quotient):
        return bool(mask == term.exists)
    if isinstance(term, Threshold):
        if (
            isinstance(mask, Threshold)
            and term.term == mask.term
            and (term.comparison, mask.comparison) == (">=", ">=")
        ):
            return term.bound >= mask.bound
        return term.at_zero() == 0 and implies(term.term, mask)
    return isinstance(term, Measure | Centred) and _has_row(term, mask)


def _has_row(term: Measure | Centred, mask: Mask) -> bool:
    """Whether the mask says no more than that a row exists of those that the term reads."""
    counted = term.count if isinstance(term, Centred) else term.count_of_rows
    if not isinstance(mask, Threshold) or not isinstance(mask.term, Measure):
        return False
    at_least_one = (mask.comparison == ">=" and mask.bound <= 1) or (
        mask.comparison == ">" and mask.bound < 1
    )
    every_row = Measure(counted.source, None, None, counted.lag, counted.earlier, counted.presence)
    return at_least_one and mask.term.value is None and mask.term in (counted, every_row)


def _factors(term: Term) -> list[Term]:
    if isinstance(term, Product):
        return [factor for part in term.factors for factor in _factors(part)]
    if isinstance(term, Both):
        return list(term.masks)
    return [term]


def _nonzero(term: Term) -> Mask:
    if isinstance(term, Mask):
        return term
    if isinstance(term, Measure) and term.value is None:
        return Threshold(term, ">=", 1)
    if isinstance(term, Quotient):
        return term.exists
    if isinstance(term, Product):
        return Both(tuple(_nonzero(factor) for factor in _factors(term)))
    return Threshold(term, "!=", 0)
