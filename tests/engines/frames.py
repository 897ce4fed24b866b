"""The same rows in every kind of frame: columns in, columns out."""

# ruff: noqa: ANN401

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa

Columns = Mapping[str, Any]


def to_polars(columns: Columns) -> pl.DataFrame:
    """The rows in Polars, from which the others are made."""
    return pl.DataFrame(columns, strict=True)


def to_pandas(columns: Columns) -> pd.DataFrame:
    """The rows in pandas as most have them: NumPy numbers, objects where nothing fits."""
    return to_polars(columns).to_pandas()


def to_nullable(columns: Columns) -> pd.DataFrame:
    """The rows in pandas with its own nullable types."""
    return to_pandas(columns).convert_dtypes()


def to_arrow_backed(columns: Columns) -> pd.DataFrame:
    """The rows in pandas, kept by Arrow."""
    return to_polars(columns).to_pandas(use_pyarrow_extension_array=True)


def to_lazy(columns: Columns) -> pl.LazyFrame:
    """The rows in Polars, not read yet."""
    return to_polars(columns).lazy()


def to_pyarrow(columns: Columns) -> pa.Table:
    """The rows in Arrow, in chunks."""
    table = to_polars(columns).to_arrow()
    half = table.num_rows // 2
    return pa.concat_tables([table.slice(0, half), table.slice(half)])


ENGINES: dict[str, Callable[[Columns], Any]] = {
    "polars": to_polars,
    "polars lazy": to_lazy,
    "pandas": to_pandas,
    "pandas nullable": to_nullable,
    "pandas on arrow": to_arrow_backed,
    "pyarrow": to_pyarrow,
}


def rows_of(answer: Any) -> list[dict[str, Any]]:
    """An answer's rows as plain Python, missing values as None."""
    if isinstance(answer, pd.DataFrame):
        answer = pl.from_pandas(answer)
    elif isinstance(answer, pa.Table):
        answer = pl.from_arrow(answer)
    assert isinstance(answer, pl.DataFrame)
    plain = answer.with_columns(
        pl.col(pl.Datetime).cast(pl.Date), pl.col(pl.Categorical, pl.Enum).cast(pl.String)
    )
    return plain.fill_nan(None).to_dicts()


def columns_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows as columns."""
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}
