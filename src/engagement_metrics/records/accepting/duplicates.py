"""Duplicates: copies of one record become one row, and ids of different records are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, cast

from engagement_metrics.engine.repeats import all_differ
from engagement_metrics.engine.words import Expression, Rows, Words, collected
from engagement_metrics.records.accepting.checking import Flag

if TYPE_CHECKING:
    import polars as pl

    from engagement_metrics.records.record import Record


@dataclass(frozen=True)
class Deduplicated:
    """Rows of which each record stands once.

    Attributes:
        rows: The rows without copies.
        merged: How many copies there were.
        flags: The rule that the rest breaks, where ids still repeat.
    """

    rows: Rows
    merged: int = 0
    flags: tuple[Flag, ...] = ()


def deduplicated(
    model: type[Record],
    rows: Rows,
    places: Mapping[str, str],
    content: Sequence[str],
    words: Words,
    *,
    local: bool,
) -> Deduplicated:
    """Merge rows that are equal in all they hold, and flag those that share only the id.

    Args:
        model: What each row is; its key tells records apart.
        rows: The rows.
        places: The column of each field.
        content: The columns that make up a row.
        words: What expressions are built from.
        local: Whether Polars reads the rows.
    """
    key = [places[name] for name in model.key if name in places]
    if not key or len(key) < len(model.key):
        return Deduplicated(rows)
    key += [places["source"]] if "source" in places else []
    column = ", ".join(model.key)
    there = reduce(lambda left, right: left & right, (~words.col(name).is_null() for name in key))
    if not local:
        repeated = there & (words.len().over(*key) > 1)
        rows = rows.with_columns(repeated.alias("em_repeated"))
        return Deduplicated(rows, 0, (Flag("repeated", column, words.col("em_repeated")),))
    return _local(rows, key, content, there, column)


def _local(
    rows: Rows, key: Sequence[str], content: Sequence[str], there: Expression, column: str
) -> Deduplicated:
    import polars as pl

    ids = collected(rows.filter(there).select(*key))
    if all_differ(ids.to_series() if len(key) == 1 else ids.hash_rows()):
        return Deduplicated(rows)
    frame = cast("pl.LazyFrame", rows)
    known = cast("pl.Expr", there)
    copy = known & ~pl.struct(*content).is_first_distinct()
    frame = frame.with_columns(copy.alias("em_copy"))
    merged = collected(cast("Rows", frame.select(pl.col("em_copy").sum())))["em_copy"][0]
    frame = frame.filter(~pl.col("em_copy"))
    frame = frame.with_columns((known & (pl.len().over(*key) > 1)).alias("em_repeated"))
    marked: Any = pl.col("em_repeated")
    return Deduplicated(cast("Rows", frame), int(merged), (Flag("repeated", column, marked),))
