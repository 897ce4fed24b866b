"""Checking: which rows break which rule of the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

from engagement_metrics.engine.words import Expression, Words
from engagement_metrics.records.accepting.conversion import UNREADABLE, Converted

if TYPE_CHECKING:
    from engagement_metrics.records.record import Record

# The column of marks of lines that were cut, since they had more values than the header.
LONGER = "em_longer"
# What each rule says of a row that breaks it.
RULES: Mapping[str, str] = {
    "missing": "nothing is there",
    "not_text": "neither text nor a whole number, or a number whose digits a float has lost",
    "not_a_number": "no number",
    "not_a_whole_number": "no whole number",
    "not_true_or_false": "neither true nor false",
    "not_a_time": "no time",
    "no_zone": "no time with a zone, while others have one",
    "infinite": "no finite number",
    "too_small": "too small a number",
    "unknown_word": "no word of its vocabulary",
    "wrong_form": "text of another form",
    "out_of_order": "greater than the field after it",
    "repeated": "the id of another row too",
    "guest": "nobody is named",
    "conflicting": "not the same as in other lines of the order",
    "beside_a_broken_line": "a line of an order of which another one breaks a rule",
    "more_than_all": "more was taken off or given back than there was",
    "other_currency": "another currency",
    "no_rate": "a currency without a rate on that day",
    "more_values": "more values than the header has columns",
}
# What to do about them, where there is something to say.
ADVICE: Mapping[str, str] = {
    "not_a_number": "decimal=',' or decimal='.' says how numbers are written",
    "not_a_whole_number": "decimal=',' or decimal='.' says how numbers are written",
    "not_a_time": "dates='day_first', 'month_first', 'unix' or a format says how times are written",
    "no_zone": "tz='Europe/Paris' says where times without a zone are read from the clock",
    "repeated": "duplicates='first' or 'last' says which row of an id stands",
    "guest": "guests='email', 'each' or 'exclude' says whom such orders are from",
    "other_currency": "rates={'USD': 0.92} says what one unit is worth",
    "more_values": "quotation marks belong around a value that holds what separates values",
    "unknown_word": "values={'field': {'your word': 'ours'}} says what your words mean",
}


@dataclass(frozen=True)
class Flag:
    """A rule of one field, and which rows break it.

    Attributes:
        rule: The rule's name.
        column: The field, or the fields, that it is about.
        broken: Whether a row breaks it.
        limit: What the rule holds the value against, for messages.
    """

    rule: str
    column: str
    broken: Expression
    limit: str = ""


def flags_of(
    model: type[Record], columns: Sequence[Converted], words: Words, aware: frozenset[str]
) -> list[Flag]:
    """The rules of a model that the given columns can break.

    Args:
        model: What the rows are.
        columns: The columns converted, under the names `em_given_0`, `em_0` and so on.
        words: What expressions are built from.
        aware: The fields of which some texts have a zone.
    """
    flags: list[Flag] = []
    positions: dict[str, Expression] = {}
    for i, one in enumerate(columns):
        value = words.col(f"em_{i}")
        given = words.col(f"em_given_{i}") if one.changed else value
        positions[one.field.name] = value
        flags += _of_field(one, given, value, zones=one.field.name in aware)
    for small, great in model.ordered:
        if small in positions and great in positions:
            broken = positions[small] > positions[great]
            flags.append(Flag("out_of_order", small, broken, great))
    return flags


def _of_field(
    one: Converted, given: Expression, value: Expression, *, zones: bool
) -> Iterator[Flag]:
    field = one.field
    if not field.nullable and field.default is None:
        yield Flag("missing", field.name, given.is_null())
    if one.changed:
        unreadable = ~given.is_null() & value.is_null()
        yield Flag("no_zone" if zones else UNREADABLE[field.form], field.name, unreadable)
    if field.form == "number":
        yield Flag("infinite", field.name, ~value.is_finite())
    if field.least is not None:
        yield Flag("too_small", field.name, value < field.least, f"{field.least:g}")
    if field.vocabulary:
        unknown = ~value.is_in(field.vocabulary)
        yield Flag("unknown_word", field.name, unknown, ", ".join(field.vocabulary))
    if field.pattern is not None:
        yield Flag("wrong_form", field.name, ~value.str.contains(field.pattern), field.pattern)


def any_of(flags: Sequence[Flag], words: Words) -> Expression:
    """Whether a row breaks any rule."""
    nothing: Expression = words.lit(value=False)
    return reduce(lambda left, right: left | right, (broken(one) for one in flags), nothing)


def new_among(more: Sequence[Flag], flags: Sequence[Flag], words: Words) -> list[Flag]:
    """Further rules; of a field whose value cannot be read, none says that nothing is there."""
    said = {
        column: [one for one in flags if one.column == column and one.rule in UNREADABLE.values()]
        for column in dict.fromkeys(one.column for one in more if one.rule == "missing")
    }
    return [
        replace(one, broken=broken(one) & ~any_of(said[one.column], words))
        if one.rule == "missing" and said[one.column]
        else one
        for one in more
    ]


def broken(flag: Flag) -> Expression:
    """Whether a row breaks a rule; what is missing breaks none of those about values."""
    return flag.broken.fill_null(value=False)


def filled(one: Converted, words: Words) -> Expression:
    """A value, or the field's default where nothing was given."""
    if one.field.default is None:
        return one.value
    there = words.when(one.given.is_null())
    return there.then(words.lit(one.field.default)).otherwise(one.value)
