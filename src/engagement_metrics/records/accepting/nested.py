"""Nested data: documents within documents, as columns that are named by their path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import isnan
from typing import TYPE_CHECKING, Any, cast

from engagement_metrics.records.accepting.plain import plain_name, plain_series, refuse_names

if TYPE_CHECKING:
    import polars as pl


# No platform nests deeper; what does is left out, as missing.
DEEPEST = 12
# The types of JSON that hold nothing else.
PLAIN = {str, int, bool, type(None)}


@dataclass(frozen=True)
class Wanted:
    """Which fields of documents are read.

    Attributes:
        paths: Their plain names, with a dot into each document; None where all are read.
    """

    paths: frozenset[str] | None = None

    def within(self, name: object) -> Wanted | None:
        """What is read of a field; None where nothing is."""
        if self.paths is None:
            return self
        plain = plain_name(str(name))
        if plain in self.paths:
            return EVERYTHING
        inside = frozenset(
            path.removeprefix(f"{plain}.") for path in self.paths if path.startswith(f"{plain}.")
        )
        return Wanted(inside) if inside else None


EVERYTHING, NOTHING = Wanted(), Wanted(frozenset())


def series_of(name: str, values: Sequence[object], argument: str) -> pl.Series:
    """A column of Python values: documents or lists of them, or plain values as `plain_series`."""
    if all(value is None or isinstance(value, Mapping | list | tuple) for value in values):
        return nested_series(name, values, argument)
    return plain_series(name, values)


def frame_of_documents(
    documents: Sequence[Mapping[str, object]],
    argument: str,
    wanted: Wanted = EVERYTHING,
    depth: int = 0,
) -> pl.DataFrame:
    """A frame of documents, one row each, whose columns hold whatever is nested in them."""
    import polars as pl

    names = dict.fromkeys(chain.from_iterable(documents))
    refuse_names(list(names), argument)
    found = {name: inside for name in names if (inside := wanted.within(name)) is not None}
    columns = {
        name: nested_series(
            name, [document.get(name) for document in documents], argument, inside, depth
        )
        # Documents of which nothing is read are there none the less.
        for name, inside in (found or dict.fromkeys([*names][:1], NOTHING)).items()
    }
    return pl.DataFrame(columns)


def nested_series(
    name: str,
    values: Sequence[object],
    argument: str,
    wanted: Wanted = EVERYTHING,
    depth: int = 0,
) -> pl.Series:
    """A column of Python values, however they are nested and whatever keys some of them lack.

    Where some values are lists, a single one is a list of one; where some are documents, a single
    text is the `id` of one.
    """
    import polars as pl

    # Nearly all columns are of this sort, and there can be a thousand of them.
    if {*map(type, values)} <= PLAIN:
        return plain_series(name, values)
    given = [_plain(value) for value in values]
    kinds = {*map(type, given)}
    if depth == DEEPEST and any(issubclass(kind, list | tuple | Mapping) for kind in kinds):
        return pl.Series(name, [None] * len(given), dtype=pl.String)
    if any(issubclass(kind, list | tuple) for kind in kinds):
        return _series_of_lists(name, given, argument, wanted, depth)
    if any(issubclass(kind, Mapping) for kind in kinds):
        return _series_of_documents(name, given, argument, wanted, depth)
    return plain_series(name, given)


def _plain(value: Any) -> object:  # noqa: ANN401 (whatever a frame holds)
    """A value of Python; frames from Arrow hold arrays for lists."""
    found: object = value.tolist() if hasattr(value, "tolist") else value
    missing = type(found).__name__ in ("NAType", "NaTType")
    return None if missing or (isinstance(found, float) and isnan(found)) else found


def _series_of_documents(
    name: str, values: Sequence[object], argument: str, wanted: Wanted, depth: int
) -> pl.Series:
    import polars as pl

    documents = [
        None if value is None else value if isinstance(value, Mapping) else {"id": value}
        for value in values
    ]
    if not any(documents):
        return pl.Series(name, [None] * len(values), dtype=pl.String)
    inner = frame_of_documents(
        [document or {} for document in documents], argument, wanted, depth + 1
    )
    there = pl.Series([document is not None for document in documents], dtype=pl.Boolean)
    together = pl.when(there).then(pl.struct(pl.all())).alias(name)
    return inner.select(together).to_series()


def _series_of_lists(
    name: str, values: Sequence[object], argument: str, wanted: Wanted, depth: int
) -> pl.Series:
    import polars as pl

    lists = [
        None if value is None else value if isinstance(value, list | tuple) else (value,)
        for value in values
    ]
    inner = nested_series(
        "value", [one for items in lists for one in items or ()], argument, wanted, depth + 1
    )
    rows = [row for row, items in enumerate(lists) for _ in items or ()]
    filled = pl.DataFrame({"row": pl.Series(rows, dtype=pl.Int64), "value": inner})
    every = pl.DataFrame({"row": pl.int_range(len(lists), eager=True)})
    grouped = filled.group_by("row", maintain_order=True).agg("value")
    joined = every.join(grouped, on="row", how="left", maintain_order="left")
    found = joined["value"].alias(name)
    # A list of nothing is not missing.
    nothing = pl.Series(name, [[]], dtype=found.dtype).new_from_index(0, len(lists))
    empty = pl.Series([items is not None and len(items) == 0 for items in lists])
    return nothing.zip_with(empty, found)


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
