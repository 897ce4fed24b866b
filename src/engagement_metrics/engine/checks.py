"""Checks: what is wrong with rows that would count, said so that the user can mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from engagement_metrics.engine.columns import Moment
from engagement_metrics.engine.words import Expression, Rows, collected
from engagement_metrics.errors import InvalidRecordsError

if TYPE_CHECKING:
    from engagement_metrics.engine.inputs import Input
    from engagement_metrics.engine.measures import Measure
    from engagement_metrics.engine.question import Question

_SHOWN = 5
TEXT = (nw.String, nw.Categorical, nw.Enum)


def not_a_number(one: Input, measure: Measure) -> Expression:
    """Whether what a row adds is missing, NaN or infinite."""
    value = one.value(measure)
    return value.is_null() | ~value.is_finite()


def numbers_only(one: Input) -> None:
    """Raise where a column that is to be added up holds no numbers.

    Raises:
        InvalidRecordsError: It holds text, for example.
    """
    for measure in one.measures:
        for named in [] if measure.value is None else measure.value.columns():
            dtype = one.table.schema.get(named.name)
            if isinstance(named, Moment):
                continue
            if dtype is not None and not (dtype.is_numeric() or dtype.is_decimal()):
                data = one.kind.argument
                message = (
                    f"{named.name} of {data} holds {dtype}, not numbers; convert it first, for "
                    f"example with pandas.to_numeric({data}['{named.name}'])"
                )
                raise InvalidRecordsError(message)


def words_only(one: Input) -> None:
    """Raise where a column that says which rows count holds other things than it should.

    Raises:
        InvalidRecordsError: A status is no text, or a flag is no true or false.
    """
    for rule in one.rules:
        dtype = one.table.schema[rule.column]
        text = any(isinstance(value, str) for value in rule.counts)
        fits = dtype in TEXT if text else dtype == nw.Boolean
        if not fits:
            wanted = "text" if text else "true and false"
            data = one.kind.argument
            message = f"{rule.column} of {data} holds {dtype}, not {wanted}; convert it first"
            raise InvalidRecordsError(message)


def negative(one: Input, measure: Measure) -> Expression:
    """Whether money that a row adds is below zero."""
    named = [] if measure.value is None else list(measure.value.columns())
    words = one.words
    below = words.lit(value=False)
    for money in named:
        if money.name in one.kind.money:
            below = below | (one.read(money).cast(words.Float64) < 0).fill_null(value=False)
    return below


def raise_for(
    seen: Mapping[str, Any],
    inputs: Sequence[Input],
    rows: Rows,
    *,
    flags: Mapping[str, Expression],
    values: Sequence[tuple[Input, Measure]],
    question: Question,
) -> None:
    """Raise for the first thing that is wrong.

    Raises:
        InvalidRecordsError: Something is; the message says what, where and what to do.
    """
    one = inputs[0]
    data = one.kind.argument

    def where(flag: str) -> str:
        return positions(one, rows, flags[flag])

    if seen["em_no_time"]:
        message = (
            f"{one.time} is missing in {_count(seen['em_no_time'], 'row')} of {data}"
            f"{where('em_no_time')}; drop these rows or find out when they happened"
        )
        raise InvalidRecordsError(message)
    for i, rule in enumerate(one.rules):
        if seen.get(f"em_word_{i}"):
            words = _distinct(rows.filter(flags[f"em_word_{i}"]), one.words.col(rule.column))
            message = (
                f"{rule.column} of {data} holds values outside its vocabulary "
                f"({', '.join(rule.vocabulary)}) in {_count(seen[f'em_word_{i}'], 'row')}: "
                f"{words}. Map them first, for example with {data}['{rule.column}'].replace("
                f"{{{words.split(', ')[0]}: 'completed'}})"
            )
            raise InvalidRecordsError(message)
    for i, (owner, measure) in enumerate(values):
        _raise_for_values(seen, i, owner, measure, where)
    _raise_for_currencies(seen, inputs, rows, question)


def _raise_for_values(
    seen: Mapping[str, Any], i: int, owner: Input, measure: Measure, where: Callable[[str], str]
) -> None:
    data = owner.kind.argument
    names = [] if measure.value is None else [named.name for named in measure.value.columns()]
    if seen[f"em_bad_{i}"]:
        message = (
            f"{' and '.join(names)} of {data} is missing, NaN or infinite in "
            f"{_count(seen[f'em_bad_{i}'], 'row')} that would count{where(f'em_bad_{i}')}; fill in "
            "what is known or leave these rows out"
        )
        raise InvalidRecordsError(message)
    if seen[f"em_negative_{i}"]:
        message = (
            f"{' and '.join(names)} of {data} is negative in "
            f"{_count(seen[f'em_negative_{i}'], 'row')} that would count"
            f"{where(f'em_negative_{i}')}. {owner.kind.if_negative}"
        )
        raise InvalidRecordsError(message)


def _raise_for_currencies(
    seen: Mapping[str, Any],
    inputs: Sequence[Input],
    rows: Rows,
    question: Question,
) -> None:
    first, last = seen.get("em_currency_first"), seen.get("em_currency_last")
    if first is None:
        return
    one = next(one for one in inputs if one.currency)
    data = one.kind.argument
    if seen["em_no_currency"]:
        message = (
            f"currency of {data} is missing in {_count(seen['em_no_currency'], 'row')} while others"
            " have one; fill it in or leave these rows out"
        )
        raise InvalidRecordsError(message)
    if first == last:
        return
    if not question.by:
        names = _distinct(rows, one.words.col("currency"))
        message = (
            f"{data} holds amounts in more than one currency ({names}), which cannot be added; "
            "convert them first, or use by='currency' or where={'currency': ...}"
        )
        raise InvalidRecordsError(message)
    if "currency" in question.by:
        return
    words = one.words
    counted = one.joined(one.raw()).filter(one.selected() & one.qualifies())
    differing = (
        one.grouped(counted, words.col("currency").cast(words.String).alias("em_currency"))
        .group_by(*(f"em_by_{i}" for i in range(len(question.by))))
        .agg(
            words.col("em_currency").min().alias("em_first"),
            words.col("em_currency").max().alias("em_last"),
        )
        .filter(words.col("em_first") != words.col("em_last"))
    )
    grouped = collected(differing)
    if len(grouped):
        pairs = grouped.select("em_first", "em_last").rows()
        names = ", ".join(sorted({str(name) for pair in pairs for name in pair}))
        message = (
            f"{len(grouped)} groups of {', '.join(question.by)} hold amounts in more than one "
            f"currency ({names}), which cannot be added; convert them first, or add 'currency' to "
            "by"
        )
        raise InvalidRecordsError(message)


def positions(one: Input, rows: Rows, flag: Expression) -> str:
    """The first row positions of a problem, where rows have positions."""
    if not one.table.local:
        return ""
    words = one.words
    marked = rows.select(words.when(flag).then(words.lit(1)).otherwise(words.lit(0)).alias("flag"))
    found = collected(marked).get_column("flag").to_numpy().nonzero()[0]
    shown = ", ".join(map(str, found[:_SHOWN]))
    return f", first at row position{'s' if len(found) > 1 else ''} {shown}"


def _distinct(rows: Rows, named: Expression) -> str:
    values = collected(rows.select(named.alias("em_word")).unique("em_word"))
    found = sorted(str(word) for word in values.get_column("em_word").to_list() if word is not None)
    return ", ".join(repr(word) for word in found[:10])


def _count(number: float, noun: str) -> str:
    return f"{int(number)} {noun}{'' if number == 1 else 's'}"
