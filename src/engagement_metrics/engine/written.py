"""Formulas as text: a definition the way its author would write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from engagement_metrics.engine.columns import Column, RowExpression
from engagement_metrics.engine.days import DaysInWindow
from engagement_metrics.engine.exponential import Exponential
from engagement_metrics.engine.formulas import Constant, Formula, Fraction, Members, Sum, Total
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.quotient import Quotient
from engagement_metrics.engine.root import SquareRoot
from engagement_metrics.engine.statistic import Statistic
from engagement_metrics.engine.terms import (
    Both,
    Combination,
    Either,
    Negation,
    Number,
    Product,
    Term,
    Threshold,
)

Names = Mapping[Measure, str]


def formula_as_text(formula: Formula, names: Names) -> str:
    """A formula as text, such as `total(orders) / total(orders >= 1)`.

    Args:
        formula: The formula.
        names: What measures are called; those without a name are spelled out.
    """
    text = repr(formula)
    match formula:
        case DaysInWindow():
            text = "days in the window"
        case Total(term):
            text = f"total({_bare(_term(term, names))})"
        case Members(size):
            text = f"{size:,} people"
        case Constant(number):
            text = f"{number:g}"
        case Sum(left, right, sign):
            sides = formula_as_text(left, names), formula_as_text(right, names)
            text = f"({f' {_sign(sign)} '.join(sides)})"
        case Exponential(exponent):
            text = f"exp({formula_as_text(exponent, names)})"
        case SquareRoot(square):
            text = f"sqrt({formula_as_text(square, names)})"
        case Statistic(rows):
            word, *details = formula.wording
            text = f"{word}({', '.join([_rows(rows), *details])})"
        case Fraction(above, below, factor):
            text = _fraction(above, below, factor, lambda part: formula_as_text(part, names))
    return text


def condition_as_text(expression: object) -> str:
    """A value or condition of one row as text, such as `type == 'like'`."""
    if not isinstance(expression, RowExpression) or isinstance(expression, Column):
        return expression.name if isinstance(expression, Column) else repr(expression)
    first, *rest = expression.operands
    operation, about = expression.operation, _operand(first, expression)
    if operation == "is_in":
        values = ", ".join(map(repr, rest[0]))
        return f"{about} in ({values})" if len(rest[0]) > 1 else f"{about} == {values}"
    if operation in _AROUND:
        known = operation == "~" and getattr(first, "operation", "") == "is_null"
        text = condition_as_text(first.operands[0]) if known else about
        return ("{} is known" if known else _AROUND[operation]).format(text)
    if operation == "==" and isinstance(rest[0], bool):
        return about if rest[0] else f"not {about}"
    return f"{about} {_WORDS.get(operation, operation)} {_operand(rest[0], expression)}"


def _operand(operand: object, of: RowExpression) -> str:
    """A part of an expression, in parentheses where it would be read otherwise without them."""
    text = condition_as_text(operand)
    inner = getattr(operand, "operation", None)
    apart = inner in _BINARY and (inner, of.operation) not in (("&", "&"), ("|", "|"), ("*", "*"))
    return f"({text})" if apart and of.operation in _BINARY | {"~"} else text


def _fraction(
    above: Sequence[Formula],
    below: Sequence[Formula],
    factor: float,
    text: Callable[[Formula], str],
) -> str:
    factors = [f"{factor:g}"] * (factor != 1 or not above) + [text(part) for part in above]
    divisors = [f"{text(part)}" for part in below]
    divided = " * ".join(divisors) if len(divisors) == 1 else f"({' * '.join(divisors)})"
    return " * ".join(factors) + (f" / {divided}" if divisors else "")


def _term(term: Term, names: Names) -> str:
    text = repr(term)
    match term:
        case Measure():
            text = _measure(term, names)
        case Threshold(inner, comparison, bound):
            text = f"({_term(inner, names)} {comparison} {bound:g})"
        case Both(masks):
            text = f"({' & '.join(_term(mask, names) for mask in masks)})"
        case Either(masks):
            text = f"({' | '.join(_term(mask, names) for mask in masks)})"
        case Negation(mask):
            text = f"~{_term(mask, names)}"
        case Quotient(above, below):
            text = f"({_term(above, names)} / {_term(below, names)})"
        case Product(factors):
            text = " * ".join(_term(factor, names) for factor in factors)
        case Combination(terms, weights):
            text = f"({_weighted(terms, weights, names)})"
    return text


def _weighted(terms: Sequence[Term], weights: Sequence[Number], names: Names) -> str:
    text = ""
    for term, weight in zip(terms, weights, strict=True):
        size = "" if abs(weight) == 1 else f"{abs(weight):g} * "
        sign = f" {_sign(weight)} " if text else "-" * (weight < 0)
        text += f"{sign}{size}{_term(term, names)}"
    return text


def _measure(measure: Measure, names: Names) -> str:
    here = replace(measure, lag=0, earlier=False)
    name = names.get(here)
    if name is None:
        word = "days" if here.daily else "count" if here.value is None else "sum"
        picked = f"{here.pick} " if here.pick else ""
        name = f"{word}({picked}{_rows(here)})"
    return name + ".previous" * measure.lag + ".before" * measure.earlier


def _rows(measure: Measure) -> str:
    """The rows that a measure reads, and what is read of them."""
    where = "" if measure.where is None else f" where {condition_as_text(measure.where)}"
    value = "" if measure.value is None else f"{condition_as_text(measure.value)} of "
    return f"{value}{measure.kind.argument}{where}"


def _bare(text: str) -> str:
    """Text without parentheses around all of it."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and place < len(text) - 1:
            return text
    return text[1:-1] if text.startswith("(") else text


def _sign(number: Number) -> str:
    return "-" if number < 0 else "+"


_WORDS = {"&": "and", "|": "or"}
_AROUND = {"~": "not {}", "is_null": "{} is missing", "log": "log({})"}
_BINARY = frozenset({"+", "-", "*", "/", "&", "|"})

__all__ = ["condition_as_text", "formula_as_text"]
