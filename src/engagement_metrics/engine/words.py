"""The words that expressions are built from: Narwhals', or Polars' own where rows are local.

Both spell the subset that the engine uses alike, so the reduction is written once. Building an
expression through Narwhals costs some fifty times as much as building it in Polars, and would be
most of the cost of a call on a thousand rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

import narwhals.stable.v2 as nw

if TYPE_CHECKING:
    import polars as pl

# A limit that no table reaches.
BEYOND_ALL = 2**62

# On the local path these are Polars' own; they answer to the same names.
Rows: TypeAlias = "nw.LazyFrame[Any]"
Expression: TypeAlias = "nw.Expr"
When: TypeAlias = "nw.When"


class Words(Protocol):
    """What the engine says to make expressions."""

    Boolean: Any
    Date: Any
    Datetime: Any
    Float64: Any
    Int32: Any
    Int64: Any
    String: Any

    def __hash__(self) -> int:
        """Words of one kind are the same."""
        ...

    def col(self, name: str, /) -> Expression:
        """A column."""
        ...

    def lit(self, value: object, dtype: object = None) -> Expression:
        """A constant."""
        ...

    def when(self, condition: Expression, /) -> When:
        """A choice by a condition."""
        ...

    def coalesce(self, *expressions: Expression) -> Expression:
        """The first value that is not missing."""
        ...

    def concat_str(
        self, *expressions: Expression, separator: str, ignore_nulls: bool
    ) -> Expression:
        """Texts one after the other."""
        ...

    def min_horizontal(self, *expressions: Expression) -> Expression:
        """The smallest of the values that are not missing."""
        ...

    def max_horizontal(self, *expressions: Expression) -> Expression:
        """The largest of the values that are not missing."""
        ...

    def len(self) -> Expression:
        """The number of rows."""
        ...

    def concat(self, frames: list[Rows], *, how: str) -> Rows:
        """Frames below one another."""
        ...


def words_of(*, local: bool) -> Words:
    """The words for rows that are local, or anywhere else."""
    if not local:
        return cast("Words", nw)
    import polars as pl

    return cast("Words", pl)


def one_row(rows: Rows, totals: Sequence[Expression], *, few: bool) -> Rows:
    """Totals of all rows; of a few, one after the other, since to share them out takes longer."""
    native: Any = rows
    if few and not isinstance(native, nw.LazyFrame):
        found: Rows = native.select_seq(*totals)
        return found
    return rows.select(*totals)


def collected(rows: Rows, *, few: bool = False) -> pl.DataFrame:
    """A small result, brought here.

    Args:
        rows: The query.
        few: Whether it reads few rows, for which starting Polars' streaming engine costs more than
            all the rest.
    """
    native: Any = rows
    if isinstance(native, nw.LazyFrame):
        brought: pl.DataFrame = native.collect("polars").to_native()
        return brought
    frame: pl.DataFrame = native.collect(**_for_few() if few else {})
    return frame


def collected_together(frames: Sequence[Rows], *, few: bool = False) -> list[pl.DataFrame]:
    """Several small results, for which rows on Polars are read once."""
    if not frames or isinstance(frames[0], nw.LazyFrame):
        return [collected(frame) for frame in frames]
    import polars as pl

    native: Any = list(frames)
    if len(native) == 1:
        return [collected(native[0], few=few)]
    return pl.collect_all(native, **_for_few() if few else {})


def with_hash(rows: Rows, name: str, hashed: str) -> tuple[Rows, tuple[str, ...]]:
    """Rows with a number for each text of a column, where the engine has one.

    Numbers are compared and held for a fraction of what texts cost. Of texts that differ, two may
    have the same one.

    Returns:
        The rows, and the columns that tell the values apart, the cheapest one first.
    """
    native: Any = rows.to_native()
    if not rows.implementation.is_duckdb() or rows.collect_schema()[name] != nw.String:
        return rows, (name,)
    numbered: Rows = nw.from_native(native.project(f"*, hash({name}) as {hashed}"))
    return numbered, (hashed, name)


def number_of(text: Expression) -> Expression:
    """A number of 128 bits for each text, of Polars' own; none where there is none.

    It groups by such numbers twice as fast as by texts. That two of a billion texts have the same
    one is less likely than 1 in 10^20.
    """
    import polars as pl

    native: Any = text
    high = native.hash(1).reinterpret(signed=True).cast(pl.Int128)
    both = high * 2**64 + native.hash(2).cast(pl.Int128)
    found: Expression = pl.when(native.is_not_null()).then(both)  # type: ignore[assignment]
    return found


def apart(rows: Rows) -> Rows:
    """The same rows, whose columns are computed once however often they are named.

    PostgreSQL puts what a column is made of wherever it is named: what calendars name a few times a
    step grows beyond what it compiles in minutes. It leaves a query with a limit as it stands.
    """
    implementation = getattr(rows, "implementation", None)
    if implementation is None or not implementation.is_ibis():
        return rows
    native: Any = rows.to_native()
    tables = native.op().find(import_module("ibis.expr.operations").PhysicalTable)
    # Tables that no engine holds have no source.
    sources = [table.source.name for table in tables if hasattr(table, "source")]
    return rows.head(BEYOND_ALL) if "postgres" in sources else rows


@cache
def _for_few() -> dict[str, Any]:
    """How few rows are read: improving the query takes longer than running it as it stands."""
    import polars as pl

    return {"engine": "in-memory", "optimizations": pl.QueryOptFlags.none()}
