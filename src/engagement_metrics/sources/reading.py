"""Reading: columns of exports as text, numbers and moments, before they are checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from engagement_metrics.engine.words import Expression, Rows, collected_together, words_of
from engagement_metrics.records.accepting.options import Asked, Decimal
from engagement_metrics.sources.export import Export
from engagement_metrics.sources.opened import text_of

if TYPE_CHECKING:
    import polars as pl

_NAIVE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def text(export: Export, name: str) -> pl.Expr:
    """A column as trimmed text; missing where it is blank, or where there is no such column."""
    import polars as pl

    if not export.has(name):
        return pl.lit(None, dtype=pl.String)
    return text_of(pl.col(name), export.schema[name])


def number(export: Export, name: str, decimal: Decimal | None = None) -> pl.Expr:
    """A column as numbers; missing where it shows none, or where there is no such column."""
    import polars as pl

    from engagement_metrics.records.accepting import text as written

    if not export.has(name):
        return pl.lit(None, dtype=pl.Float64)
    if export.schema[name].is_numeric():
        return pl.col(name).cast(pl.Float64).fill_nan(None)
    words, said = words_of(local=True), cast("Expression", text(export, name))
    return cast("pl.Expr", written.number(words, said, decimal))


def utc(export: Export, name: str) -> pl.Expr:
    """A column that is there of times of which the platform does not say that they are UTC."""
    import polars as pl

    dtype = export.schema[name]
    if isinstance(dtype, pl.Datetime):
        column = pl.col(name)
        return column.dt.replace_time_zone("UTC") if dtype.time_zone is None else column
    said = text(export, name)
    day = pl.when(said.str.contains(_DAY)).then(said + " 00:00Z").otherwise(said)
    return pl.when(said.str.contains(_NAIVE)).then(said + "Z").otherwise(day)


def heights(*rows: pl.LazyFrame) -> list[int]:
    """The numbers of rows, for which they are read once."""
    import polars as pl

    counts = collected_together([cast("Rows", one.select(pl.len())) for one in rows])
    return [int(count.item()) for count in counts]


def worded(said: pl.Expr, words: Mapping[str, str], asked: Asked, field: str) -> pl.Expr:
    """Words of a platform as those here; the caller's own come first, and unknown ones stay."""
    lower = said.str.to_lowercase().str.strip_chars()
    own = {str(word).lower(): str(here) for word, here in asked.values.get(field, {}).items()}
    return lower.replace({**words, **own})


def as_written(export: Export, *names: str) -> list[pl.Expr]:
    """The columns that are there, as they are."""
    import polars as pl

    return [pl.col(name) for name in names if export.has(name)]
