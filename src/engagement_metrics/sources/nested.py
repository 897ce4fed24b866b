"""Nested data: documents within documents, as columns that are named by their path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from engagement_metrics.records.accepting.raw import plain_series, refuse_names

if TYPE_CHECKING:
    import polars as pl


# No platform nests deeper; what does is left out, as missing.
DEEPEST = 12


def frame_of_documents(
    documents: Sequence[Mapping[str, object]], argument: str, depth: int = 0
) -> pl.DataFrame:
    """A frame of documents, one row each, whose columns hold whatever is nested in them."""
    import polars as pl

    names = dict.fromkeys(name for document in documents for name in document)
    refuse_names(list(names), argument)
    columns = {
        name: nested_series(name, [document.get(name) for document in documents], argument, depth)
        for name in names
    }
    return pl.DataFrame(columns)


def nested_series(name: str, values: Sequence[object], argument: str, depth: int = 0) -> pl.Series:
    """A column of Python values, however they are nested and whatever keys some of them lack.

    Where some values are lists, a single one is a list of one; where some are documents, a single
    text is the `id` of one.
    """
    import polars as pl

    given = [None if value is None or value != value else value for value in values]  # noqa: PLR0124 (NaN differs from itself)
    if any(isinstance(value, list | tuple) for value in given):
        return _series_of_lists(name, given, argument, depth)
    if not any(isinstance(value, Mapping) for value in given):
        return plain_series(name, given)
    if depth == DEEPEST or not any(isinstance(value, Mapping) and value for value in given):
        return pl.Series(name, [None] * len(given), dtype=pl.String)
    documents = [
        None if value is None else value if isinstance(value, Mapping) else {"id": value}
        for value in given
    ]
    inner = frame_of_documents([document or {} for document in documents], argument, depth + 1)
    there = pl.Series([document is not None for document in documents], dtype=pl.Boolean)
    together = pl.when(there).then(pl.struct(pl.all())).alias(name)
    return inner.select(together).to_series()


def _series_of_lists(name: str, values: Sequence[object], argument: str, depth: int) -> pl.Series:
    import polars as pl

    lists = [
        () if value is None else value if isinstance(value, list | tuple) else (value,)
        for value in values
    ]
    inner = nested_series(name, [one for items in lists for one in items], argument, depth)
    rows = [row for row, items in enumerate(lists) for _ in items]
    filled = pl.DataFrame({"em_row": pl.Series(rows, dtype=pl.Int64), name: inner})
    every = pl.DataFrame({"em_row": pl.int_range(len(lists), eager=True)})
    grouped = filled.group_by("em_row", maintain_order=True).agg(name)
    return every.join(grouped, on="em_row", how="left", maintain_order="left")[name]


def flat(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Rows without documents in them: what is inside one is a column named by its path."""
    import polars as pl

    schema = rows.collect_schema()
    # A path that stands twice is read once.
    leaves = {
        path: leaf
        for name, dtype in reversed(schema.items())
        for path, leaf in _leaves(pl.col(name), name, dtype)
    }
    return rows.select(leaf.alias(path) for path, leaf in reversed(leaves.items()))


def _leaves(value: pl.Expr, path: str, dtype: pl.DataType) -> Iterator[tuple[str, pl.Expr]]:
    import polars as pl

    if isinstance(dtype, pl.Struct):
        for field in dtype.fields:
            inner = cast("pl.DataType", field.dtype)
            yield from _leaves(value.struct.field(field.name), f"{path}.{field.name}", inner)
    else:
        # What is missing everywhere has no type, and could be compared with nothing.
        yield path, value.cast(pl.String) if dtype == pl.Null else value
