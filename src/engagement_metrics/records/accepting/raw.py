"""Raw data: any frame or list, ready to be read, however mixed its values are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any
from uuid import UUID

import narwhals.stable.v2 as nw

from engagement_metrics.engine.tables import Table, lift, table_of
from engagement_metrics.errors import InvalidRecordsError, UnsupportedFrameError
from engagement_metrics.records.record import Record

if TYPE_CHECKING:
    import polars as pl

# Whole numbers below are exact as floats; this one may have been another.
EXACT = 2**53
# What stands for a value that is no text, number or time; no conversion takes it for one.
NO_TEXT = "\x00"
_MISSING = ("NoneType", "NAType", "NaTType")


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
        return table
    refuse_names(table.columns, argument)
    frame = nw.from_native(_lifted(table.frame, argument))
    return replace(table, frame=frame, schema=frame.schema)


def refuse_names(names: Sequence[object], argument: str) -> None:
    """Raise where columns are not named by text.

    Raises:
        InvalidRecordsError: Some are numbers, for example.
    """
    if not all(isinstance(name, str) and _sound(name) for name in names):
        message = f"the columns of {argument} must be named by text, not by numbers; name them"
        raise InvalidRecordsError(message)


def _lifted(frame: nw.DataFrame[Any], argument: str) -> pl.DataFrame:
    """An eager frame on Polars; columns of mixed values as text."""
    import polars as pl

    if frame.implementation.is_polars():
        return lift(frame, frame.columns, argument)
    columns: dict[str, pl.Series] = {}
    for name, dtype in frame.schema.items():
        mixed = dtype == nw.Object
        columns[name] = (
            plain_series(name, frame[name].to_list())
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
        {name: plain_series(name, [row.get(name) for row in dicts]) for name in names}
    )


def plain_series(name: str, values: Sequence[object]) -> pl.Series:
    """A column of Python values: of their type where they share one, else of their text.

    Times of which some have a zone are text too, which keeps each one's own.
    """
    import polars as pl

    kinds = {type(value) for value in values if value is not None}
    timed = any(issubclass(kind, datetime) for kind in kinds)
    if len(kinds) <= 1 and not timed:
        try:
            return pl.Series(name, values, strict=True)
        # Whole numbers of any size, objects that Polars lacks, and its own panics.
        except (Exception, pl.exceptions.PanicException):  # noqa: BLE001
            kinds = {object}
    if kinds <= {int, float} and not any(_long(value) for value in values):
        return pl.Series(name, values, dtype=pl.Float64, strict=False)
    return pl.Series(name, [_text(value) for value in values], dtype=pl.String)


def _sound(text: str) -> bool:
    """Whether text can be written down; halves of a character, as JSON may hold them, cannot."""
    return text.isascii() or not any("\ud800" <= one <= "\udfff" for one in text)


def _long(value: object) -> bool:
    """Whether a number has digits that a float would lose."""
    return isinstance(value, int) and abs(value) >= EXACT


def _is_nan(value: object) -> bool:
    # Decimals have a NaN that refuses to be compared.
    return value.is_nan() if isinstance(value, Decimal) else value != value  # noqa: PLR0124


def _text(value: object) -> str | None:
    """A value's text, as a reader of ISO 8601 and of plain numbers would have it."""
    if isinstance(value, datetime) and value == value:  # noqa: PLR0124 (NaT differs from itself)
        return value.isoformat(sep=" ")
    if isinstance(value, str | bool | int | float | Decimal | date | UUID | Enum):
        plain = value.value if isinstance(value, Enum) else value
        if _is_nan(plain):
            return None
        text = str(plain)
        return text if _sound(text) else NO_TEXT
    return None if type(value).__name__ in _MISSING else NO_TEXT
