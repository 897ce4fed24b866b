"""Rows that do not count: nothing is left out without being counted, by group and reason."""

from __future__ import annotations

from collections.abc import Sequence

from engagement_metrics.engine.inputs import Input, rule_holds, stranger
from engagement_metrics.engine.probe import Probe
from engagement_metrics.engine.words import Expression, Rows

STRANGER = "not_in_customers"
LATER = "after_as_of"


def reasons_of(inputs: Sequence[Input]) -> tuple[str, ...]:
    """Every reason for which rows of some inputs may be left out."""
    found = [rule.reason for one in inputs for rule in one.rules]
    found += [STRANGER for one in inputs if one.roster]
    return (*dict.fromkeys(found), LATER)


def conditions(one: Input, known: Probe) -> dict[str, Expression]:
    """For each reason that the data has, which rows are left out for it."""
    words = one.words
    found: dict[str, Expression] = {}
    if one.kind.time is None:
        return found
    if known.looks[one.kind.argument].excluded:
        passed: Expression | None = None
        for rule in one.rules:
            holds = rule_holds(words, rule)
            found[rule.reason] = ~holds if passed is None else passed & ~holds
            passed = holds if passed is None else passed & holds
    if one.roster:
        found[STRANGER] = one.qualifies() & stranger(words)
    return found


def counted(
    one: Input, rows: Rows, condition: Expression, reason: int, keys: Sequence[str]
) -> Rows:
    """How many rows meet a condition, as `em_rows` by group and the number of the reason."""
    words = one.words
    number = words.lit(reason).cast(words.Int64).alias("em_reason")
    records = words.col("em_rows").sum() if one.weighted else words.len().cast(words.Float64)
    return (
        rows.filter(condition)
        .with_columns(number)
        .group_by(*keys, "em_reason")
        .agg(records.alias("em_rows"))
        .select(*keys, "em_reason", "em_rows")
    )
