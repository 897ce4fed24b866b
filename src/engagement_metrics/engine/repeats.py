"""Ids that must differ: one row an order, one row a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.engine.tables import FEW
from engagement_metrics.engine.words import Expression, Rows, collected, words_of
from engagement_metrics.errors import InvalidRecordsError

if TYPE_CHECKING:
    import polars as pl

    from engagement_metrics.engine.inputs import Input


def identities(one: Input, rows: Rows, counting: Expression) -> Rows | None:
    """The ids of rows that would count, or how many there are; None where rows have none."""
    name = one.kind.identity
    if name is None or name not in one.table.schema:
        return None
    words = one.words
    ids = rows.filter(counting & ~words.col(name).is_null()).select(words.col(name).alias("em_id"))
    if one.table.local:
        return ids
    found = words.col("em_id")
    return ids.select(found.count().alias("em_ids"), found.n_unique().alias("em_distinct"))


def refuse_repeats(one: Input, found: pl.DataFrame) -> None:
    """Raise where an id stands in two of the rows that would count.

    Raises:
        InvalidRecordsError: One does; the message says how many do and how to mend it.
    """
    if not one.table.local:
        total, distinct = found.row(0)
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
    seen = collected(customers_counted(one)).rows(named=True)[0]
    distinct = int(seen["em_distinct"]) - bool(seen["em_null"])
    if distinct < int(seen["em_ids"]):
        message = (
            f"customers must have one row a customer, but {seen['em_ids']} rows hold {distinct} "
            "distinct customer_id; keep one row of each"
        )
        raise InvalidRecordsError(message)


def customers_counted(one: Input) -> Rows:
    """How many ids a table of customers holds, and how many differ."""
    table = one.customers or one.table
    ids = words_of(local=table.local).col("customer_id")
    return table.lazy(["customer_id"]).select(
        ids.count().alias("em_ids"),
        ids.n_unique().alias("em_distinct"),
        ids.is_null().any().alias("em_null"),
    )
