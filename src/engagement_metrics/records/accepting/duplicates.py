"""Duplicates: copies of one record become one row, and ids of different records are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Any, cast

from engagement_metrics.engine.repeats import all_differ
from engagement_metrics.engine.words import Expression, Rows, Words, collected
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.records.accepting.checking import Flag
from engagement_metrics.records.accepting.options import Duplicates

if TYPE_CHECKING:
    import polars as pl

    from engagement_metrics.records.record import Record


@dataclass(frozen=True)
class Deduplicated:
    """Rows of which each record stands once.

    Attributes:
        rows: The rows without copies.
        merged: How many copies there were.
        superseded: How many rows gave way to another one of the same id.
        flags: The rule that the rest breaks, where ids still repeat.
    """

    rows: Rows
    merged: int = 0
    superseded: int = 0
    flags: tuple[Flag, ...] = ()


def deduplicated(
    model: type[Record],
    rows: Rows,
    places: Mapping[str, str],
    content: Sequence[str],
    words: Words,
    *,
    local: bool,
    keep: Duplicates = "error",
    apart: Expression | None = None,
) -> Deduplicated:
    """Merge rows that are equal in all they hold, and flag those that share only the id.

    Args:
        model: What each row is; its key tells records apart.
        rows: The rows.
        places: The column of each field.
        content: The columns that make up a row.
        words: What expressions are built from.
        local: Whether Polars reads the rows.
        keep: Which of the rows that share an id stands, if any.
        apart: Which rows are no records of their own, and may share the id of one.

    Raises:
        InvalidArgumentError: The engine does not know which row is the first.
    """
    key = [places[name] for name in model.key if name in places]
    if not key or len(key) < len(model.key):
        return Deduplicated(rows)
    key += [places["source"]] if "source" in places else []
    column = ", ".join(model.key)
    there = reduce(lambda left, right: left & right, (~words.col(name).is_null() for name in key))
    if apart is not None:
        there &= ~apart
    if not local:
        if keep != "error":
            message = f"duplicates={keep!r} needs rows in an order; bring them here first"
            raise InvalidArgumentError(message)
        repeated = there & (words.len().over(*key) > 1)
        rows = rows.with_columns(repeated.alias("em_repeated"))
        return Deduplicated(rows, flags=(Flag("repeated", column, words.col("em_repeated")),))
    ids = collected(rows.filter(there).select(*key))
    if all_differ(ids.to_series() if len(key) == 1 else ids.hash_rows()):
        return Deduplicated(rows)
    found = _local(rows, key, content, there, keep)
    return replace(found, flags=tuple(replace(one, column=column) for one in found.flags))


def _local(
    rows: Rows,
    key: Sequence[str],
    content: Sequence[str],
    there: Expression,
    keep: Duplicates,
) -> Deduplicated:
    import polars as pl

    frame = cast("pl.LazyFrame", rows)
    known = cast("pl.Expr", there)
    copy = known & ~pl.struct(*content).is_first_distinct()
    frame, merged = _without(frame, copy)
    if keep != "error":
        ids_of_row = pl.struct(*key, known.alias("em_known"))
        stands = (
            ids_of_row.is_first_distinct() if keep == "first" else ids_of_row.is_last_distinct()
        )
        frame, superseded = _without(frame, known & ~stands)
        return Deduplicated(cast("Rows", frame), merged, superseded)
    frame = frame.with_columns((known & (known.sum().over(*key) > 1)).alias("em_repeated"))
    marked: Any = pl.col("em_repeated")
    return Deduplicated(cast("Rows", frame), merged, flags=(Flag("repeated", "", marked),))


def _without(frame: pl.LazyFrame, which: pl.Expr) -> tuple[pl.LazyFrame, int]:
    """Rows without some, and how many these are."""
    import polars as pl

    marked = frame.with_columns(which.alias("em_copy"))
    number = collected(cast("Rows", marked.select(pl.col("em_copy").sum())))["em_copy"][0]
    return marked.filter(~pl.col("em_copy")), int(number)
