"""Opened data: what a platform hands out, from a file, a frame or a list, as flat rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any, cast

import narwhals.stable.v2 as nw

from engagement_metrics.engine.tables import Table, lift, table_of
from engagement_metrics.engine.words import collected
from engagement_metrics.errors import MissingColumnError, UnsupportedFrameError
from engagement_metrics.records.accepting.columns import shown
from engagement_metrics.records.accepting.nested import (
    EVERYTHING,
    Wanted,
    flat,
    frame_of_documents,
    nested_series,
)
from engagement_metrics.records.accepting.plain import refuse_names
from engagement_metrics.records.files.documents import objects_of_file
from engagement_metrics.records.files.found import files_of
from engagement_metrics.records.files.raw import Writing, sound_rows_of_files

if TYPE_CHECKING:
    import polars as pl

POSITION = "em_row"


@dataclass(frozen=True)
class Opened:
    """The rows of a platform, flat: what is nested is named by its path, as in `mail.messageId`.

    Attributes:
        platform: The platform, for messages.
        table: The data as it came.
        rows: The rows, with their position in the data as `em_row`.
    """

    platform: str
    table: Table
    rows: pl.LazyFrame

    @cached_property
    def schema(self) -> Mapping[str, Any]:
        """The columns and their types."""
        return self.rows.collect_schema()

    def __contains__(self, name: str) -> bool:
        return name in self.schema

    def needs(self, *names: str | tuple[str, ...]) -> None:
        """Raise where columns are not there; of several in a tuple one is enough.

        Raises:
            MissingColumnError: The message names them.
        """
        asked = [(name,) if isinstance(name, str) else name for name in names]
        missing = [" or ".join(some) for some in asked if not any(one in self for one in some)]
        if missing:
            have = [name for name in self.schema if name != POSITION]
            message = (
                f"{self.table.argument} has no {', no '.join(missing)}, which the data of "
                f"{self.platform} has; its columns are {shown(have)}"
            )
            raise MissingColumnError(message)

    def text(self, *names: str) -> pl.Expr:
        """The first of some columns that is not missing, as text; missing where none is there."""
        import polars as pl

        there = [self._text(name) for name in names if name in self]
        return pl.coalesce(there) if there else pl.lit(None, dtype=pl.String)

    def _text(self, name: str) -> pl.Expr:
        return text_of(self.plain(name), self.schema[name])

    def plain(self, name: str) -> pl.Expr:
        """A column; of lists their first element, which is missing where it is a document."""
        import polars as pl

        dtype, value = self.schema[name], pl.col(name)
        while isinstance(dtype, pl.List):
            dtype, value = cast("pl.DataType", dtype.inner), value.list.first()
        return pl.lit(None, dtype=pl.String) if isinstance(dtype, pl.Struct) else value

    def present(self, **fields: str) -> dict[str, pl.Expr]:
        """Fields of which the column is there, by the names of both."""
        return {field: self.plain(name) for field, name in fields.items() if name in self}

    def spread(self, name: str, *, keep: bool = False) -> Opened:
        """One row for each element of a list; documents among them become columns by their path.

        Args:
            name: The column of lists; where it is none, nothing happens.
            keep: Whether a row with an empty list stays, as one row.
        """
        import polars as pl

        if not isinstance(self.schema.get(name), pl.List):
            return self
        some = pl.col(name).list.len() > 0
        # Releases of Polars differ in whether an empty list is a row; a missing one always is.
        rows = self.rows.with_columns(pl.when(some).then(name)) if keep else self.rows.filter(some)
        return replace(self, rows=flat(rows.explode(name)))

    def unwrapped(self, name: str) -> Opened:
        """The documents that an envelope holds under a name, in place of it; else the rows."""
        inner = self.spread(name)
        prefix = f"{name}."
        found = [column for column in inner.schema if column.startswith(prefix)]
        if not found:
            return self
        names = {column: column.removeprefix(prefix) for column in found}
        return replace(inner, rows=inner.rows.select(POSITION, *found).rename(names))

    def with_rows(self, rows: pl.LazyFrame) -> Opened:
        """The same data, of which other rows are read from now on."""
        return replace(self, rows=rows)


def is_plain(dtype: Any) -> bool:  # noqa: ANN401 (a type of Polars)
    """Whether every value of a type can be written as text."""
    import polars as pl

    return not dtype.is_nested() and dtype not in (pl.Binary, pl.Object)


def text_of(value: pl.Expr, dtype: Any) -> pl.Expr:  # noqa: ANN401 (a type of Polars)
    """A column as trimmed text, which is missing where it is blank."""
    import polars as pl

    from engagement_metrics.records.accepting.plain import EXACT, NO_TEXT

    if dtype.is_float():
        # Whole numbers are floats in pandas once one is missing.
        number = value.fill_nan(None)
        whole = pl.when(number.abs() < EXACT).then(number.cast(pl.Int64, strict=False))
        value = (
            pl.when(whole == number)
            .then(whole.cast(pl.String))
            .when(number.abs() < EXACT)
            .then(number.cast(pl.String))
            # A greater one may have lost digits of an id; what is no text breaks a rule later.
            .when(number.is_not_null())
            .then(pl.lit(NO_TEXT))
        )
    if not is_plain(dtype):
        # A list, a document or bytes where text should be are no text, which breaks a rule later.
        value = pl.when(value.is_not_null()).then(pl.lit(NO_TEXT))
    stripped = value.cast(pl.String).str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def opened(raw: object, argument: str, platform: str, wanted: Wanted = EVERYTHING) -> Opened:
    """Open the data of a platform.

    Args:
        raw: A frame of any kind, documents (one or a list of them), or the path of a file, folder
            or pattern.
        argument: What the data is called in messages.
        platform: What the platform is called in messages.
        wanted: What is read of documents.

    Raises:
        UnsupportedFrameError: It is nothing of that.
        UnreadableFileError: A file cannot be read.
        InvalidRecordsError: Its columns cannot be read.
    """
    table = _table(raw, argument, wanted)
    native = cast("pl.DataFrame | pl.LazyFrame", table.frame.to_native())
    # Numbers of rows are ours, whatever a column of that name holds.
    rows = native.lazy().drop(POSITION, strict=False)
    return Opened(platform, table, flat(rows.with_row_index(POSITION)))


def _table(raw: object, argument: str, wanted: Wanted) -> Table:
    if isinstance(raw, str | PathLike):
        return _of_frame(_read(raw, argument, wanted), argument, "pandas")
    if isinstance(raw, Mapping):
        return _table([raw], argument, wanted)
    if isinstance(raw, Sequence) and not isinstance(raw, bytes):
        for position, one in enumerate(raw):
            if not isinstance(one, Mapping):
                message = (
                    f"{argument} must hold documents (dicts), but position {position} holds "
                    f"{type(one).__name__}"
                )
                raise UnsupportedFrameError(message)
        if raw and not any(raw):
            message = f"{argument} holds {len(raw)} documents, but no field in any of them"
            raise MissingColumnError(message)
        return _of_frame(frame_of_documents(raw, argument, wanted), argument, "pandas")
    table = table_of(raw, argument)
    refuse_names(table.columns, argument)
    if table.frame.implementation.is_polars():
        return table
    frame = table.frame
    if not isinstance(frame, nw.DataFrame):
        return _of_frame(collected(frame), argument, table.flavour)
    return _of_frame(_brought(frame, argument), argument, table.flavour)


def _read(path: str | PathLike[str], argument: str, wanted: Wanted) -> pl.DataFrame:
    files = files_of(path)
    if all(file.format == "json" for file in files):
        documents = [document for file in files for document in objects_of_file(file)]
        return frame_of_documents(documents, argument, wanted)
    return cast("pl.DataFrame", sound_rows_of_files(path, argument, Writing()))


def _brought(frame: nw.DataFrame[Any], argument: str) -> pl.DataFrame:
    """An eager frame on Polars, with the documents that its columns hold."""
    import polars as pl

    columns: dict[str, pl.Series] = {
        name: nested_series(name, frame[name].to_list(), argument)
        if dtype == nw.Object
        else lift(frame, [name], argument)[name]
        for name, dtype in frame.schema.items()
    }
    return pl.DataFrame(columns)


def _of_frame(frame: pl.DataFrame, argument: str, flavour: str) -> Table:
    rows = nw.from_native(frame)
    return Table(argument, rows, rows.schema, flavour, few=True)
