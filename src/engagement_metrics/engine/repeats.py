"""Ids that must differ: one row an order, one row a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.engine.tables import FEW
from engagement_metrics.engine.words import Expression, Rows, Words, collected, with_hash, words_of
from engagement_metrics.errors import InvalidRecordsError

if TYPE_CHECKING:
    import polars as pl

    from engagement_metrics.engine.inputs import Input


def identities(one: Input, rows: Rows, counting: Expression) -> Rows | None:
    """The ids of rows that would count, or how many there are; None where rows have none."""
    name = identity_of(one)
    if name is None:
        return None
    ids = _ids(one, rows, counting, name)
    if one.table.local:
        return ids
    numbered, (cheapest, *_) = with_hash(ids, "em_id", "em_hash")
    return _counted(numbered, cheapest, one.words)


def _ids(one: Input, rows: Rows, counting: Expression, name: str) -> Rows:
    words = one.words
    given = rows.filter(counting & ~words.col(name).is_null())
    return given.select(words.col(name).alias("em_id"))


def identity_of(one: Input) -> str | None:
    """The column of ids that must differ, where that is to be checked."""
    name = one.kind.identity
    return name if one.question.checks and name in one.table.schema else None


def refuse_repeats(one: Input, found: pl.DataFrame, counting: Expression) -> None:
    """Raise where an id stands in two of the rows that would count.

    Args:
        one: The rows' source.
        found: The ids, or how many there are and how many differ.
        counting: Which rows would count.

    Raises:
        InvalidRecordsError: One does; the message says how many do and how to mend it.
    """
    if "em_ids" in found.columns:
        total, distinct = _numbers(found)
        if distinct < total and not one.table.local:
            # Ids that differ may have the same number, in one of thousands of such tables.
            ids = _ids(one, one.raw(), counting, one.kind.identity or "")
            total, distinct = _numbers(collected(_counted(ids, "em_id", one.words)))
    elif all_differ(found["em_id"]):
        return
    else:
        total, distinct = found.height, found["em_id"].n_unique()
    if distinct == total:
        return
    data, record, name = one.kind.argument, one.kind.record, one.kind.identity
    message = (
        f"{name} of {data} repeats: {total} rows hold {distinct} distinct ids, but each row must "
        f"be one {record}. {one.kind.if_repeated}; checks=False skips this"
    )
    raise InvalidRecordsError(message)


def _numbers(found: pl.DataFrame) -> tuple[int, int]:
    total, distinct = (int(found[name][0] or 0) for name in ("em_ids", "em_distinct"))
    return total, distinct


def all_differ(ids: pl.Series) -> bool:
    """Whether ids are proven to differ; sorted numbers show it faster than a hash table does."""
    if len(ids) <= FEW:
        return ids.n_unique() == len(ids)
    numbers = ids if ids.dtype.is_integer() else ids.hash()
    ordered = np.sort(numbers.to_numpy())
    return not bool((ordered[1:] == ordered[:-1]).any())


def one_row_each(one: Input) -> None:
    """Raise where a table of customers has two rows for one customer.

    Raises:
        InvalidRecordsError: It has; joining it would count every order twice.
    """
    counted = collected(customers_counted(one), few=(one.customers or one.table).few)
    total, distinct = (int(number or 0) for number in counted.row(0))
    if distinct < total:
        message = (
            f"customers must have one row a customer, but {total} rows hold {distinct} "
            "distinct customer_id; keep one row of each"
        )
        raise InvalidRecordsError(message)


def customers_counted(one: Input) -> Rows:
    """How many ids a table of customers holds, and how many differ."""
    table = one.customers or one.table
    words = words_of(local=table.local)
    ids = table.lazy(["customer_id"]).filter(~words.col("customer_id").is_null())
    return _counted(ids, "customer_id", words)


def _counted(ids: Rows, name: str, words: Words) -> Rows:
    """How many ids there are, and how many that differ: one row.

    Not every engine counts distinct values in one step.
    """
    each = ids.group_by(name).agg(words.len().cast(words.Float64).alias("em_rows"))
    ones = each.with_columns(words.lit(1).cast(words.Float64).alias("em_one"))
    return ones.select(
        words.col("em_rows").sum().alias("em_ids"), words.col("em_one").sum().alias("em_distinct")
    )
