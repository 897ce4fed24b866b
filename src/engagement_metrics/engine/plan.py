"""The plan: which columns one reduction must carry so that every metric asked for can be finished.

All metrics share the columns; no column is carried twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TypeAlias, cast

from engagement_metrics.engine.columns import either
from engagement_metrics.engine.exponential import Exponential
from engagement_metrics.engine.formulas import Formula, Fraction, Members, Sum, Total
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.products import Basis, Centred, basis_of, product, support
from engagement_metrics.engine.quotient import Quotient
from engagement_metrics.engine.terms import Term
from engagement_metrics.errors import DefinitionError
from engagement_metrics.records.kind import Kind, RowSource

Element: TypeAlias = "Term | Members"


@dataclass(frozen=True)
class Definition:
    """A metric with its parameters bound: what is computed, and what the number is.

    Attributes:
        name: The metric's name, also of its column.
        formula: The arithmetic over totals.
        unit: What the number is counted in.
        bounds: The smallest and largest value that it can have.
        guests: Whether records without a customer count, each as a unit of its own.
    """

    name: str
    formula: Formula
    unit: str | None = None
    bounds: tuple[float, float] | None = None
    guests: bool = False

    def __post_init__(self) -> None:
        units: dict[str, Kind] = {}
        for measure in self.measures:
            known = units.setdefault(measure.kind.argument, measure.kind)
            if known.unit != measure.kind.unit:
                message = (
                    f"{self.name} adds up {known.argument} by {known.unit_noun} and by "
                    f"{measure.kind.unit_noun}; a formula is over one kind of unit"
                )
                raise DefinitionError(message)

    @cached_property
    def share(self) -> tuple[Total, Total] | None:
        """The two totals of a share; None where the metric is none."""
        formula = self.formula
        if self.bounds != (0, 1) or not isinstance(formula, Fraction) or formula.factor != 1:
            return None
        if len(formula.above) != 1 or len(formula.below) != 1:
            return None
        above, below = formula.above[0], formula.below[0]
        # A mean of shares is none: its units are more or less, not there or not.
        if isinstance(above, Total) and isinstance(below, Total):
            return None if isinstance(above.term, Quotient) else (above, below)
        return None

    @cached_property
    def balance(self) -> tuple[Total, Total, Total] | None:
        """What speaks for, what against, and the whole, of a difference of two shares.

        None where the metric is none: a factor times (for - against) / whole, within that factor.
        """
        match self.formula:
            case Fraction(
                (Sum(Total() as favour, Total() as against, -1),), (Total() as whole,), factor
            ) if self.bounds == (-factor, factor):
                return favour, against, whole
        return None

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The measures at the bottom of the formula, each once."""
        leaves = [
            leaf
            for total in self.formula.totals()
            if isinstance(total, Total)
            for leaf in total.term.leaves()
        ]
        return tuple(dict.fromkeys(leaf for leaf in leaves if isinstance(leaf, Measure)))

    @cached_property
    def argument_names(self) -> tuple[str, ...]:
        """The kinds of record that the metric reads."""
        return tuple(dict.fromkeys(measure.kind.argument for measure in self.measures))

    @cached_property
    def reads_money(self) -> bool:
        """Whether amounts of money enter the metric."""
        return any(measure.reads_money for measure in self.measures)


@dataclass(frozen=True)
class Needs:
    """Where one metric finds its numbers among the reduced columns.

    Attributes:
        totals: The totals of the formula, in order.
        elements: What the cross products are taken of.
        weights: For each total the elements that make it up: an index with None for 1, or with
            the sum of money by whose mean amount it is multiplied.
        products: For each pair of elements, the term that is their product.
        units: The mask of the units with any nonzero term.
        rows: The counts of the rows that the metric is about, and of all rows of their sources.
    """

    totals: tuple[Total | Members, ...]
    elements: tuple[Element, ...]
    weights: tuple[tuple[tuple[int, Measure | None], ...], ...]
    products: tuple[tuple[int, int, Term | Members], ...]
    units: Term
    rows: tuple[Measure, ...]
    all_rows: tuple[Measure, ...]


@dataclass(frozen=True, eq=False)
class Plan:
    """One reduction for several metrics.

    Attributes:
        definitions: The metrics.
        needs: What each of them reads.
        columns: The terms that are added up over units.
        measures: The measures that are added up over the rows of each unit.
    """

    definitions: tuple[Definition, ...]
    needs: tuple[Needs, ...]
    columns: tuple[Term, ...]
    measures: tuple[Measure, ...]

    @cached_property
    def sources(self) -> tuple[RowSource, ...]:
        """The row sources that the measures read, each once."""
        return tuple(dict.fromkeys(measure.source for measure in self.measures))

    @cached_property
    def roster(self) -> bool:
        """Whether any of the metrics is over a given table of customers."""
        return any(measure.timeless for measure in self.measures)


def sharing_records(definitions: Sequence[Definition]) -> list[list[Definition]]:
    """Metrics that read the same kinds of record of the same units share one reduction.

    A metric of several kinds has a reduction of its own: it is about the dates and groups of all
    of them, and must not change what the others are about.
    """
    groups: dict[frozenset[object], list[Definition]] = {}
    for definition in definitions:
        read = frozenset((one.kind.argument, one.kind.unit) for one in definition.measures)
        groups.setdefault(read, []).append(definition)
    return list(groups.values())


@lru_cache(maxsize=256)
def plan_of(definitions: tuple[Definition, ...], *, intervals: bool) -> Plan:
    """The plan for some metrics, with or without what their intervals need."""
    needs = tuple(_needs(definition, intervals=intervals) for definition in definitions)
    columns: dict[Term, None] = {}
    for need in needs:
        columns |= dict.fromkeys(total.term for total in need.totals if isinstance(total, Total))
        columns |= dict.fromkeys(term for _, _, term in need.products if isinstance(term, Term))
        columns |= dict.fromkeys((*need.rows, *need.all_rows))
        columns[need.units] = None
    measures: dict[Measure, None] = {}
    for term in columns:
        for leaf in term.leaves():
            if isinstance(leaf, Centred):
                measures |= dict.fromkeys((leaf.measure, leaf.count))
            else:
                measures[cast("Measure", leaf)] = None
    return Plan(definitions, needs, tuple(columns), tuple(measures))


def _needs(definition: Definition, *, intervals: bool) -> Needs:
    totals = tuple(dict.fromkeys(definition.formula.totals()))
    rows, all_rows = _rows(definition)
    terms = [total.term for total in totals if isinstance(total, Total)]
    units = support(terms)
    if not intervals or definition.formula.degree() != 0:
        return Needs(totals, (), (), (), units, rows, all_rows)
    elements: dict[Element, int] = {}
    weights: list[tuple[tuple[int, Measure | None], ...]] = []
    for total in totals:
        if isinstance(total, Members):
            weights.append(((elements.setdefault(total, len(elements)), None),))
            continue
        basis = basis_of(total.term)
        weight: list[tuple[int, Measure | None]] = [
            (elements.setdefault(basis.term, len(elements)), None)
        ]
        if basis.partner is not None:
            weight.append((elements.setdefault(basis.partner, len(elements)), basis.measure))
        weights.append(tuple(weight))
    ordered = tuple(elements)
    products = tuple(
        (i, j, _cross(ordered[i], ordered[j]))
        for i in range(len(ordered))
        for j in range(i, len(ordered))
    )
    return Needs(totals, ordered, tuple(weights), products, units, rows, all_rows)


def _cross(left: Element, right: Element) -> Term | Members:
    if isinstance(left, Members):
        return right if isinstance(right, Term) else left
    if isinstance(right, Members):
        return left
    return product((left, right))


def _rows(definition: Definition) -> tuple[tuple[Measure, ...], tuple[Measure, ...]]:
    """The counts of the rows that the metric is about, one for each source.

    They are the rows that the denominator reads in the current window, or else the numerator.
    """
    formula = definition.formula
    if isinstance(formula, Exponential):
        formula = formula.exponent
    sides = (formula.below, formula.above) if isinstance(formula, Fraction) else ((formula,),)
    counts: dict[RowSource, Measure] = {}
    for side in sides:
        found: dict[RowSource, Measure] = {}
        for part in side:
            for measure in Definition("", part).measures:
                if measure.lag or measure.earlier or measure.timeless:
                    continue
                counted = measure.count_of_rows
                known = found.get(measure.source)
                if known is not None:
                    counted = replace(known, where=either(known.where, counted.where))
                found[measure.source] = counted
        for source, counted in found.items():
            counts.setdefault(source, counted)
    everything = tuple(Measure(source) for source in counts)
    return tuple(counts.values()), everything


__all__ = ["Basis", "Definition", "Needs", "Plan", "plan_of", "sharing_records"]
