"""The legend of a query: what each column of its totals means."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import cast

from engagement_metrics.engine.columns import Column, RowExpression
from engagement_metrics.engine.inputs import Input
from engagement_metrics.engine.left_out import reasons_of
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.plan import Plan
from engagement_metrics.engine.points import FIRST_REASON
from engagement_metrics.engine.products import Centred
from engagement_metrics.engine.quotient import Quotient
from engagement_metrics.engine.reduced import GUEST, KNOWN, Columns
from engagement_metrics.engine.terms import (
    Both,
    Combination,
    Either,
    Negation,
    Product,
    Term,
    Threshold,
)


def legend(plan: Plan, inputs: Sequence[Input], state: Columns) -> Iterator[str]:
    """One line for each column of the totals."""
    for i, name in enumerate(inputs[0].question.by):
        yield f"em_by_{i}: {_named(name)}"
    kind = next((one.kind for one in inputs if one.kind.time is not None), inputs[0].kind)
    reasons = (f"{FIRST_REASON + i} is {reason}" for i, reason in enumerate(reasons_of(inputs)))
    yield (
        f"em_population: {KNOWN} is {kind.unit_noun}, {GUEST} is {kind.without_unit}; "
        f"of rows left out, {', '.join(reasons)}"
    )
    yield "em_rows: how many rows are left out"
    for centred, name in state.centres.items():
        amount, count = spelled(centred.measure), spelled(centred.count)
        yield f"{name}: mean = {amount} / {count}{_times(centred.measure.scale)}"
    for i, term in enumerate(plan.columns):
        yield f"em_t{i}: sum of {spelled(term)}{_times(_scale(term))}"


def spelled(term: Term) -> str:
    """A term as arithmetic over what one unit's rows add up to."""
    match term:
        case Measure():
            text = _measure(term)
        case Centred(measure=measure, count=count):
            text = f"({spelled(measure)} - {spelled(count)} * mean)"
        case Threshold(term=inner, comparison=comparison, bound=bound):
            text = f"({spelled(inner)} {comparison} {bound:g})"
        case Both(masks=masks):
            text = f"({' and '.join(map(spelled, masks))})"
        case Either(masks=masks):
            text = f"({' or '.join(map(spelled, masks))})"
        case Negation(mask=mask):
            text = f"(not {spelled(mask)})"
        case Quotient(above=above, below=below):
            text = f"({spelled(above)} / {spelled(below)})"
        case Product(factors=factors):
            text = " * ".join(map(spelled, factors))
        case _:
            combination = cast("Combination", term)
            weighed = zip(combination.weights, combination.terms, strict=True)
            text = f"({' + '.join(f'{weight:g} * {spelled(part)}' for weight, part in weighed)})"
    return text


def _measure(measure: Measure) -> str:
    text = measure.kind.argument
    if measure.value is not None:
        text = _row_value(measure.value)
    if measure.pick:
        text = f"{measure.pick} {text}"
    if measure.daily:
        text = f"days of {text}"
    if measure.where is not None:
        text = f"{text} where {_row_value(measure.where)}"
    if measure.earlier:
        text += " before the window"
    if measure.lag:
        text += f" {measure.lag} window{'s' if measure.lag > 1 else ''} earlier"
    return f"[{text}]" if " " in text else text


def _row_value(value: object) -> str:
    if isinstance(value, Column):
        return _named(value.name)
    if not isinstance(value, RowExpression):
        # Never as it is: a line break would end the comment that this is written in.
        return repr(value)
    parts = [_row_value(operand) for operand in value.operands]
    if value.operation == "is_null":
        return f"{parts[0]} is missing"
    if value.operation == "~":
        return f"not {parts[0]}"
    return f"({f' {value.operation} '.join(parts)})"


def _named(name: str) -> str:
    return name if name.isidentifier() else repr(name)


def _scale(term: Term) -> float:
    """How many engine units make one of the user's, also of a term that is centred."""
    if isinstance(term, Centred):
        return term.measure.scale
    if isinstance(term, Product):
        return math.prod(_scale(factor) for factor in term.factors)
    return term.scale


def _times(scale: float) -> str:
    return "" if scale == 1 else f" * {int(scale)}"
