"""Judging: every row of a table looked at by every rule, where a glance cannot tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engagement_metrics.engine import checks
from engagement_metrics.engine.glance import ends, zoned
from engagement_metrics.engine.inputs import Input, rule_holds
from engagement_metrics.engine.limits import limited, outside
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.words import Expression, Rows, Words
from engagement_metrics.records.kind import RowSource


def judged(
    inputs: Sequence[Input],
    rows: Rows,
    values: Sequence[tuple[Input, Measure]],
    counts: Expression,
    reached: Expression,
) -> tuple[Rows, dict[str, Expression], Rows]:
    """Every row judged by every rule: the rows, the flags, and one row of their numbers."""
    first, *_ = inputs
    words = first.words
    plain = [one for one in inputs if not one.derived]
    if plain and (plain[0].attributes or first.question.where is not None):
        rows = plain[0].joined(rows)
    read = counts & reached & (plain[0].selected() if plain else words.lit(value=True))
    flags = _row_flags(first, reached, read)
    for i, (one, measure) in enumerate(values):
        here = read if measure.where is None else read & measure.where.compile(one.read)
        flags[f"em_bad_{i}"] = here & checks.not_a_number(one, measure)
        flags[f"em_negative_{i}"] = here & checks.negative(one, measure)
    for one in plain:
        for i, (named, measures) in enumerate(limited(one).items()):
            flags[f"em_outside_{i}"] = outside(one, named, measures, read)
    kept: dict[str, Expression] = {"em_time": words.when(counts).then(words.col(first.time))}
    currency = next((one.currency for one in plain if one.currency), None)
    if currency:
        kept["em_currency"] = words.when(read).then(words.col(currency).cast(words.String))
        flags["em_no_currency"] = read & words.col(currency).is_null()
    for name in watched_events(inputs):
        flags[f"em_saw_{name}"] = words.col("type") == name
    for i, name in enumerate(zoned(first)):
        kept[f"em_at_{i}"] = words.col(name)
    return rows, flags, _one_row(words, rows, flags, kept)


def watched_events(inputs: Sequence[Input]) -> tuple[str, ...]:
    """The types of event that matter to how messages are judged."""
    derived = any(type(one.source) is not RowSource for one in inputs)
    return ("delivered",) if derived and "type" in inputs[0].table.schema else ()


def _row_flags(first: Input, reached: Expression, read: Expression) -> dict[str, Expression]:
    """What is wrong or unusual about each row, whatever the metrics read."""
    words = first.words
    time = words.col(first.time)
    flags: dict[str, Expression] = {}
    flags["em_no_time"] = time.is_null()
    flags["em_no_unit"] = read & _no_unit(first)
    for i, rule in enumerate(first.rules):
        flags[f"em_rule_{i}"] = ~rule_holds(words, rule)
        if rule.vocabulary:
            named = words.col(rule.column)
            flags[f"em_word_{i}"] = reached & ~named.is_null() & ~named.is_in(rule.vocabulary)
    return flags


def _one_row(
    words: Words,
    rows: Rows,
    flags: Mapping[str, Expression],
    kept: Mapping[str, Expression],
) -> Rows:
    ones = {
        name: words.when(flag).then(words.lit(1)).otherwise(words.lit(0)).cast(words.Float64)
        for name, flag in flags.items()
    }
    prepared = rows.select(*(expr.alias(name) for name, expr in {**ones, **kept}.items()))
    found = {
        "em_first": words.col("em_time").min(),
        "em_last": words.col("em_time").max(),
    }
    for name in kept:
        if name != "em_time":
            found |= ends(words.col(name), name)
    sums = (words.col(name).sum() for name in ones)
    return prepared.select(*sums, *(number.alias(name) for name, number in found.items()))


def _no_unit(one: Input) -> Expression:
    missing = [one.words.col(name).is_null() for name in one.unit_columns]
    combined = missing[0]
    for also in missing[1:]:
        combined = combined & also
    return combined
