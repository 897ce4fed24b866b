"""Raw data: any frame or list, ready to be read, however mixed its values are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from engagement_metrics.engine.tables import Table, lift, table_of
from engagement_metrics.errors import InvalidRecordsError, UnsupportedFrameError
from engagement_metrics.records.accepting.nested import series_of
from engagement_metrics.records.accepting.plain import refuse_names
from engagement_metrics.records.record import Record

if TYPE_CHECKING:
    import polars as pl


def raw_table(data: object, argument: str) -> Table:
    """The table of a frame or a list; eager ones are on Polars, whatever their columns hold.

    Raises:
        UnsupportedFrameError: It is neither.
        InvalidRecordsError: Its columns cannot be read.
    """
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        rows = nw.from_native(_frame_of_rows(data, argument))
        return Table(argument, rows, rows.schema, "pandas", few=True)
    table = table_of(data, argument)
    if not isinstance(table.frame, nw.DataFrame):
        held = [name for name, dtype in table.schema.items() if dtype == nw.Object]
        if held:
            message = (
                f"{', '.join(held)} of {argument} holds Python objects, which cannot be read "
                "lazily; collect the frame first, or convert the column to text or numbers"
            )
            raise InvalidRecordsError(message)
        return table
    refuse_names(table.columns, argument)
    frame = nw.from_native(_lifted(table.frame, argument))
    return replace(table, data=frame, schema=frame.schema)


def _lifted(frame: nw.DataFrame[Any], argument: str) -> pl.DataFrame:
    """An eager frame on Polars; columns of mixed values as text."""
    import polars as pl

    if frame.implementation.is_polars():
        native: pl.DataFrame = frame.to_native()
        held = [column for column in native if column.dtype == pl.Object]
        return native.with_columns(series_of(one.name, one.to_list(), argument) for one in held)
    columns: dict[str, pl.Series] = {}
    for name, dtype in frame.schema.items():
        mixed = dtype == nw.Object
        columns[name] = (
            series_of(name, frame[name].to_list(), argument)
            if mixed
            else lift(frame, [name], argument)[name]
        )
    return pl.DataFrame(columns)


def _frame_of_rows(rows: Sequence[object], argument: str) -> pl.DataFrame:
    """A Polars frame of dicts or records, with None where a row lacks a field."""
    import polars as pl

    dicts: list[Mapping[Any, Any]] = []
    for position, row in enumerate(rows):
        if isinstance(row, Record):
            dicts.append(row.model_dump(exclude_none=True))
        elif isinstance(row, Mapping):
            dicts.append(row)
        else:
            message = (
                f"{argument} must hold records or dicts, but position {position} holds "
                f"{type(row).__name__}"
            )
            raise UnsupportedFrameError(message)
    names = dict.fromkeys(name for row in dicts for name in row)
    refuse_names(list(names), argument)
    # An empty list has no columns, and yet so many rows.
    return pl.DataFrame(
        {name: series_of(name, [row.get(name) for row in dicts], argument) for name in names}
    )
