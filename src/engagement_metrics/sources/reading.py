"""Reading: columns of exports as text, numbers and moments, before they are checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from engagement_metrics.engine.words import Expression, words_of
from engagement_metrics.records.accepting.options import Asked, Decimal
from engagement_metrics.sources.export import Export

if TYPE_CHECKING:
    import polars as pl

_NAIVE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def text(export: Export, name: str) -> pl.Expr:
    """A column as trimmed text; missing where it is blank, or where there is no such column."""
    import polars as pl

    from engagement_metrics.records.accepting.raw import EXACT, NO_TEXT

    if not export.has(name):
        return pl.lit(None, dtype=pl.String)
    column, dtype = pl.col(name), export.rows.schema[name]
    if dtype.is_float():
        # Whole numbers are floats in pandas once one is missing.
        column = column.fill_nan(None)
        whole = pl.when(column.abs() < EXACT).then(column.cast(pl.Int64, strict=False))
        plain = pl.when(whole == column).then(whole.cast(pl.String))
        # A float may have lost digits of an id; what is no text breaks a rule later.
        column = plain.otherwise(pl.when(column.is_not_null()).then(pl.lit(NO_TEXT)))
    stripped = column.cast(pl.String).str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def number(export: Export, name: str, decimal: Decimal | None = None) -> pl.Expr:
    """A column as numbers; missing where it shows none, or where there is no such column."""
    import polars as pl

    from engagement_metrics.records.accepting import text as written

    if not export.has(name):
        return pl.lit(None, dtype=pl.Float64)
    if export.rows.schema[name].is_numeric():
        return pl.col(name).cast(pl.Float64).fill_nan(None)
    words, said = words_of(local=True), cast("Expression", text(export, name))
    return cast("pl.Expr", written.number(words, said, decimal))


def utc(export: Export, name: str) -> pl.Expr:
    """A column of times of which the platform does not say that they are UTC."""
    import polars as pl

    dtype = export.rows.schema[name]
    if isinstance(dtype, pl.Datetime):
        column = pl.col(name)
        return column.dt.replace_time_zone("UTC") if dtype.time_zone is None else column
    said = text(export, name)
    day = pl.when(said.str.contains(_DAY)).then(said + " 00:00Z").otherwise(said)
    return pl.when(said.str.contains(_NAIVE)).then(said + "Z").otherwise(day)


def worded(said: pl.Expr, words: Mapping[str, str], asked: Asked, field: str) -> pl.Expr:
    """Words of a platform as those here; the caller's own come first, and unknown ones stay."""
    lower = said.str.to_lowercase().str.strip_chars()
    own = {str(word).lower(): str(here) for word, here in asked.values.get(field, {}).items()}
    return lower.replace({**words, **own})


def as_written(export: Export, *names: str) -> list[pl.Expr]:
    """The columns that are there, as they are."""
    import polars as pl

    return [pl.col(name) for name in names if export.has(name)]
