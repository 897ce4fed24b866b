"""Plain columns: Python values of one type, or the text of mixed ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING
from uuid import UUID

from engagement_metrics.errors import InvalidRecordsError

if TYPE_CHECKING:
    import polars as pl

# What stands around names in files that passed through other programs.
_AROUND = "\ufeff \t\"'"
# Whole numbers below are exact as floats; this one may have been another.
EXACT = 2**53
# What stands for a value that is no text, number or time; no conversion takes it for one.
NO_TEXT = "\x00"
_MISSING = ("NoneType", "NAType", "NaTType")


def plain_name(name: str) -> str:
    """A column's name without what differs between copies of the same export."""
    return name.strip(_AROUND).casefold()


def refuse_names(names: Sequence[object], argument: str) -> None:
    """Raise where columns are not named by text.

    Raises:
        InvalidRecordsError: Some are numbers, for example.
    """
    if not all(isinstance(name, str) and _sound(name) for name in names):
        message = f"the columns of {argument} must be named by text, not by numbers; name them"
        raise InvalidRecordsError(message)


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
