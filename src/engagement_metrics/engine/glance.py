"""A glance: statistics of whole columns that show, in one cheap pass, that nothing is wrong.

Judging every row by every rule costs several times as much, and is needed only where a column has
a missing, infinite or negative value, or where only some of the rows are asked about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from engagement_metrics.engine.columns import Column
from engagement_metrics.engine.inputs import Input
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.words import Words

Values: TypeAlias = Sequence[tuple[Input, Measure]]


def suffices(one: Input, values: Values) -> bool:
    """Whether statistics of whole columns can tell all that is asked."""
    summed = [measure.value for _, measure in values]
    plain = all(isinstance(v, Column) and v.name in one.table.schema for v in summed)
    return not one.rules and one.question.where is None and plain


def statistics(one: Input, values: Values, watched: Sequence[str]) -> list[Any]:
    """Statistics, each one number, of the columns that are added up and of those of every table."""
    words: Words = one.words
    time = words.col(one.time)
    answers: list[Any] = [
        time.null_count().alias("em_no_time"),
        time.min().alias("em_first"),
        time.max().alias("em_last"),
    ]
    for i, name in enumerate(one.unit_columns):
        answers.append(words.col(name).null_count().alias(f"em_no_unit_{i}"))
    for i, name in enumerate(_names(values)):
        value = words.col(name).cast(words.Float64)
        answers += [
            value.null_count().alias(f"em_null_{i}"),
            value.is_finite().all().alias(f"em_finite_{i}"),
            value.min().alias(f"em_min_{i}"),
        ]
    if one.currency is not None:
        currency = words.col(one.currency).cast(words.String)
        answers += [
            currency.min().alias("em_currency_first"),
            currency.max().alias("em_currency_last"),
            currency.null_count().alias("em_no_currency"),
        ]
    answers += [(words.col("type") == name).any().alias(f"em_saw_{name}") for name in watched]
    for i, name in enumerate(zoned(one)):
        answers += ends(words, name, f"em_at_{i}")
    return answers


def zoned(one: Input) -> tuple[str, ...]:
    """The columns of instants, where the engine that holds them converts no zones."""
    if one.table.local:
        return ()
    schema = one.table.schema
    return tuple(name for name in schema if getattr(schema[name], "time_zone", None))


def ends(words: Words, name: str, found: str) -> list[Any]:
    """The first and the last value of a column."""
    column = words.col(name)
    return [column.min().alias(f"{found}_first"), column.max().alias(f"{found}_last")]


def glance(one: Input, found: dict[str, Any], values: Values) -> dict[str, Any] | None:
    """What the statistics say, named as the thorough look names it; None where it is needed."""
    names = _names(values)
    if found["em_no_time"] or not _clean(one, found, names):
        return None
    first, last = found.get("em_currency_first"), found.get("em_currency_last")
    if first != last or (first is not None and found["em_no_currency"]):
        return None
    missing = [found[f"em_no_unit_{i}"] for i in range(len(one.unit_columns))]
    if len(missing) > 1 and all(missing):
        return None
    return {**found, "em_no_unit": min(missing)}


def _names(values: Values) -> tuple[str, ...]:
    columns = [measure.value for _, measure in values]
    return tuple(dict.fromkeys(v.name for v in columns if isinstance(v, Column)))


def _clean(one: Input, found: Mapping[str, Any], names: Sequence[str]) -> bool:
    """Whether every value is a number, and no money is negative."""
    return all(
        not found[f"em_null_{i}"]
        and found[f"em_finite_{i}"] is not False
        and not (name in one.kind.money and (found[f"em_min_{i}"] or 0.0) < 0)
        for i, name in enumerate(names)
    )
