"""Conversion: each column as its field's type, and what could not be converted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import narwhals.stable.v2 as nw

from engagement_metrics.engine.checks import TEXT
from engagement_metrics.engine.words import Expression, Words
from engagement_metrics.records.accepting import moments, text
from engagement_metrics.records.accepting.options import UNIX, Asked
from engagement_metrics.records.accepting.plain import EXACT, NO_TEXT
from engagement_metrics.records.field import Field, Form

if TYPE_CHECKING:
    import polars as pl

# What a value is called that is not what its field holds.
UNREADABLE: Mapping[Form, str] = {
    "text": "not_text",
    "word": "not_text",
    "number": "not_a_number",
    "whole": "not_a_whole_number",
    "flag": "not_true_or_false",
    "moment": "not_a_time",
}


@dataclass(frozen=True)
class Converted:
    """One column as its field's type.

    Attributes:
        field: The field.
        given: The column as it came; blank text is missing.
        value: The column converted; missing where that is impossible.
        changed: Whether the two can differ.
    """

    field: Field
    given: Expression
    value: Expression
    changed: bool = True


@dataclass(frozen=True)
class Reader:
    """What columns are converted with.

    Attributes:
        words: What expressions are built from.
        asked: How the data is to be read.
        local: Whether Polars reads the rows.
        argument: What the data is called in messages.
        aware: The fields of which some texts have a zone.
        tidy: The fields whose text is as it should be.
    """

    words: Words
    asked: Asked
    local: bool
    argument: str
    aware: frozenset[str] = frozenset()
    tidy: Collection[str] = ()

    def converted(self, field: Field, column: str, dtype: nw.dtypes.DType) -> Converted:
        """A column as its field's type."""
        raw = self.words.col(column)
        values = self.asked.values.get(field.name)
        if values is None and field.name in self.tidy:
            return Converted(field, raw, raw, changed=False)
        if dtype in TEXT or (values is not None and not dtype.is_nested() and dtype != nw.Binary):
            plain = raw if dtype == nw.String else raw.cast(self.words.String)
            said = text.trimmed(self.words, plain)
            if values is not None:
                said = text.translated(self.words, said, values)
            return Converted(field, said, self._from_text(field, said))
        if dtype.is_float():
            # NaN is how pandas says that there is nothing.
            raw = raw.fill_nan(None)
        made = self._typed(field, raw, dtype)
        value = self._nothing(field) if made is None else made
        return Converted(field, raw, value, changed=value is not raw)

    def _from_text(self, field: Field, said: Expression) -> Expression:
        words = self.words
        match field.form:
            case "number":
                return text.number(words, said, self.asked.decimal)
            case "whole":
                return self._whole(text.number(words, said, self.asked.decimal))
            case "flag":
                return text.flag(words, said)
            case "moment":
                if not self.local:
                    raise moments.here_only(field.name, self.argument, "text")
                way, tz = self.asked.written(field.name), self.asked.tz
                aware = field.name in self.aware
                return _ours(moments.from_text(_polars(said), way, aware=aware, tz=tz))
            case "word":
                return said.str.to_lowercase()
            case _:
                return self._free(field, words.when(said != NO_TEXT).then(said))

    def _free(self, field: Field, said: Expression) -> Expression:
        """Text from no vocabulary."""
        if not field.address:
            return said.str.to_uppercase() if field.upper else said
        folded = self.words.when(said.str.contains("@", literal=True)).then(said.str.to_lowercase())
        return folded.otherwise(said)

    def _typed(self, field: Field, raw: Expression, dtype: nw.dtypes.DType) -> Expression | None:
        """A column of a type of its own; None where nothing of it can be what the field holds.

        A column that is right as it is comes back as the very expression that was given.
        """
        match field.form:
            case "moment":
                return self._moment(field, raw, dtype)
            case "flag":
                return self._flag(raw, dtype)
            case "text" | "word":
                return self._text(raw, dtype)
            case _:
                return self._number(field, raw, dtype)

    def _number(self, field: Field, raw: Expression, dtype: nw.dtypes.DType) -> Expression | None:
        if not _numeric(dtype):
            return None
        if field.form == "whole" and not dtype.is_integer():
            return self._whole(raw.cast(self.words.Float64))
        if field.form == "number":
            return raw if dtype == nw.Float64 else raw.cast(self.words.Float64)
        return raw if dtype == nw.Int64 else raw.cast(self.words.Int64)

    def _flag(self, raw: Expression, dtype: nw.dtypes.DType) -> Expression | None:
        words = self.words
        if dtype == nw.Boolean or not _numeric(dtype):
            return raw if dtype == nw.Boolean else None
        no = words.when(raw == 0).then(words.lit(value=False))
        return words.when(raw == 1).then(words.lit(value=True)).otherwise(no)

    def _text(self, raw: Expression, dtype: nw.dtypes.DType) -> Expression | None:
        if not _numeric(dtype):
            return None
        whole = raw if dtype.is_integer() else self._whole(raw.cast(self.words.Float64))
        return whole.cast(self.words.String)

    def _moment(self, field: Field, raw: Expression, dtype: nw.dtypes.DType) -> Expression | None:
        way = self.asked.written(field.name)
        if isinstance(dtype, nw.Datetime):
            return self._timed(raw, dtype)
        if dtype == nw.Date:
            return self._timed(raw.cast(self.words.Datetime("us")), nw.Datetime("us"))
        if not _numeric(dtype) or way not in UNIX:
            return None
        if not self.local:
            raise moments.here_only(field.name, self.argument, dtype)
        return _ours(moments.from_number(_polars(raw), way, self._zone))

    @property
    def _zone(self) -> str | None:
        """The zone that was asked for, if any.

        Raises:
            InvalidArgumentError: The engine cannot move times into it.
        """
        if self.asked.tz is not None and not self.local:
            raise moments.no_zone_here(self.argument)
        return self.asked.tz

    def _timed(self, raw: Expression, dtype: nw.Datetime) -> Expression:
        """Timestamps in the zone that was asked for."""
        if self._zone is None:
            return raw
        move = moments.localised if dtype.time_zone is None else moments.placed
        return _ours(move(_polars(raw), self._zone))

    def _whole(self, number: Expression) -> Expression:
        """A whole number; missing where it has a fraction, or more digits than a float keeps."""
        whole = (number == number.round(0)) & (number.abs() < EXACT)
        return self.words.when(whole).then(number).cast(self.words.Int64)

    def _nothing(self, field: Field) -> Expression:
        types = {
            "text": self.words.String,
            "word": self.words.String,
            "number": self.words.Float64,
            "whole": self.words.Int64,
            "flag": self.words.Boolean,
            "moment": self.words.Datetime("us"),
        }
        return self.words.lit(None, dtype=types[field.form])


def _numeric(dtype: nw.dtypes.DType) -> bool:
    return dtype.is_numeric() or dtype.is_decimal()


def _polars(expression: Expression) -> pl.Expr:
    """An expression on rows that Polars reads, which is one of Polars' own."""
    return cast("pl.Expr", expression)


def _ours(expression: pl.Expr) -> Expression:
    return cast("Expression", expression)
