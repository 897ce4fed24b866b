"""Tables: whatever frame or list the caller holds, ready to be read lazily where it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import narwhals.stable.v2 as nw
import numpy as np
from narwhals.stable.v2.dependencies import (
    is_pandas_dataframe,
    is_pandas_like_dataframe,
    is_polars_dataframe,
)

from engagement_metrics.engine.words import Rows
from engagement_metrics.errors import InvalidRecordsError, UnsupportedFrameError

if TYPE_CHECKING:
    import polars as pl

    from engagement_metrics.engine.kept import Kept


# Up to about here the cost of a query is that of starting it.
FEW = 100_000
# Columns of pandas that Polars reads as NumPy holds them, without a way through Arrow.
PLAIN = frozenset(
    np.dtype(name)
    for name in (
        "bool", "int32", "int64", "float32", "float64",
        "datetime64[ms]", "datetime64[us]", "datetime64[ns]",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """The data of one argument.

    Attributes:
        argument: The argument's name.
        data: The data, eager or lazy: as Narwhals sees it, or held by pandas or Polars.
        schema: Its columns and their types.
        flavour: What kind of frame the answer should be.
        lifted: The rows on Polars, once they are there: held as they are, or as a query.
        few: Whether there are so few rows that what they are read with matters more than they do.
        kept: What a state knows of rows that it has added up; None for records.
    """

    argument: str
    data: Any
    schema: Mapping[str, Any]
    flavour: str
    few: bool = False
    lifted: pl.DataFrame | pl.LazyFrame | None = None
    kept: Kept | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.schema)

    @cached_property
    def frame(self) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
        """The data as Narwhals sees it; to look takes longer than to add up a thousand rows."""
        found: nw.DataFrame[Any] | nw.LazyFrame[Any] = nw.from_native(self.data, pass_through=False)
        return found

    @property
    def eager(self) -> bool:
        """Whether the data is held in this process."""
        return not isinstance(self.data, nw.LazyFrame)

    @property
    def local(self) -> bool:
        """Whether the rows are read by Polars in this process."""
        return self.lifted is not None or self.eager or self.frame.implementation.is_polars()

    def lazy(self, columns: Sequence[str]) -> Rows:
        """Some of the columns, lazily; eager frames are lifted onto Polars."""
        if self.local:
            return cast("Rows", self._here(columns).lazy())
        # On SQL engines a selection of all columns would be one more level of the query.
        rows = cast("Rows", self.frame)
        return rows if tuple(columns) == self.columns else rows.select(*columns)

    def _here(self, columns: Sequence[str]) -> pl.DataFrame | pl.LazyFrame:
        """Some of the columns on Polars, where it reads the rows."""
        import polars as pl

        if self.lifted is None and self.eager:
            return lift(self.data, columns, self.argument)
        rows = cast("pl.LazyFrame", self.frame.to_native()) if self.lifted is None else self.lifted
        if tuple(columns) == self.columns:
            return rows
        return selection(rows, columns) if isinstance(rows, pl.DataFrame) else rows.select(columns)

    @property
    def engine(self) -> str:
        """What reads the rows."""
        return "polars" if self.local else str(self.frame.implementation.value)

    @property
    def shown_zone(self) -> str | None:
        """The zone in which the engine shows every instant, where no column's type tells it."""
        # Ibis sets the zone of its sessions, whatever a column's type says.
        return "UTC" if self.engine == "ibis" else None

    def narrowed(self, columns: Sequence[str]) -> Table:
        """The same table, of which only some columns can be read from now on."""
        import polars as pl

        if not self.local:
            types = {name: self.schema[name] for name in columns}
            return replace(self, data=self.lazy(columns), schema=types)
        rows = self._here(columns)
        # Once lifted, types are known that the caller's frame does not tell.
        held = isinstance(rows, pl.DataFrame)
        schema: Mapping[str, Any] = nw.Schema.from_polars(rows.schema) if held else self.schema
        for name in columns:
            if schema[name] == nw.Object:
                message = (
                    f"{name} of {self.argument} holds Python objects, which cannot be sorted or "
                    "joined; convert the column to text or numbers first"
                )
                raise InvalidRecordsError(message)
        return replace(self, lifted=rows, schema={name: schema[name] for name in columns})


class HeldTypes(Mapping[str, Any]):
    """The columns and types of a frame that is held here; types are found when first asked for.

    A look at every type of a pandas frame takes longer than adding up a thousand of its rows.
    """

    def __init__(self, data: Any, names: Sequence[str]) -> None:  # noqa: ANN401 (of any kind)
        """Note the names."""
        self.data = data
        self.names = dict.fromkeys(names)

    @cached_property
    def types(self) -> Mapping[str, Any]:
        """The types of all columns."""
        types: Mapping[str, Any] = nw.from_native(self.data, eager_only=True).schema
        return types

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 (a type of Narwhals)
        return self.types[name]

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


class Tables:
    """What holds a table for each of several kinds of record."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The kinds of record, by the names of their arguments."""
        raise NotImplementedError

    def table(self, argument: str) -> Table:
        """The table of one kind."""
        raise NotImplementedError


def table_of(data: object, argument: str) -> Table:
    """The table of a frame, of a list of records or dicts, or of a state.

    Args:
        data: The caller's frame or list.
        argument: The name under which it was passed, for messages.

    Raises:
        UnsupportedFrameError: It is neither, or a frame on which counts would be wrong.
        InvalidRecordsError: A dict of the list is no such record, or a column stands twice.
    """
    if isinstance(data, Tables):
        return data.table(argument)
    if isinstance(data, Sequence) and not isinstance(data, str | bytes):
        from engagement_metrics.records.listed import frame_of_records

        frame = nw.from_native(frame_of_records(data, argument))
        return Table(argument, frame, frame.schema, "pandas", len(frame) <= FEW)
    if is_polars_dataframe(data):
        return Table(argument, data, HeldTypes(data, data.columns), "polars", data.height <= FEW)
    if is_pandas_dataframe(data) and data.columns.is_unique:
        names = data.columns.tolist()
        return Table(argument, data, HeldTypes(data, names), "pandas", len(data) <= FEW)
    if type(data).__module__.partition(".")[0] in ("dask", "dask_expr"):
        message = (
            f"{argument} is a Dask frame, on which distinct counts would be wrong; call .compute() "
            "on it first, or use DuckDB or Polars for data that is larger than memory"
        )
        raise UnsupportedFrameError(message)
    try:
        frame = nw.from_native(data)  # type: ignore[call-overload]
    except TypeError as error:
        message = (
            f"{argument} must be a frame (pandas, Polars, PyArrow, DuckDB, ...) or a list of "
            f"records or dicts, not {type(data).__name__}"
        )
        raise UnsupportedFrameError(message) from error
    except nw.exceptions.DuplicateError:
        # Arrow's columns are the values.
        given: Any = data
        names = list(getattr(given, "column_names", given.columns))
        twice = ", ".join(sorted({str(name) for name in names if names.count(name) > 1}))
        message = (
            f"{twice} stands more than once among the columns of {argument}; drop or rename it"
        )
        raise InvalidRecordsError(message) from None
    if isinstance(frame, nw.DataFrame):
        types = HeldTypes(frame, frame.columns)
        return Table(argument, frame, types, flavour_of(frame), len(frame) <= FEW)
    try:
        schema = frame.collect_schema()
    except Exception:  # noqa: BLE001 (each engine has its own error, which may show values)
        message = f"the columns of {argument} cannot be read; does its query run?"
        raise InvalidRecordsError(message) from None
    return Table(argument, frame, schema, flavour_of(frame))


def flavour_of(frame: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> str:
    """What kind of frame an answer to this data is: eager in, the same out."""
    implementation = frame.implementation
    if implementation.is_polars():
        return "polars"
    if isinstance(frame, nw.LazyFrame):
        return "pandas"
    return str(implementation.value)


def lift(frame: Any, columns: Sequence[str], argument: str) -> pl.DataFrame:  # noqa: ANN401 (as `Table.data`)
    """Some columns of an eager frame on Polars."""
    import polars as pl

    native: Any = frame.to_native() if isinstance(frame, nw.DataFrame) else frame
    if is_polars_dataframe(native):
        return selection(native, columns)
    try:
        if is_pandas_like_dataframe(native):
            # Modin, too, has its columns as pandas has them.
            held = native if is_pandas_dataframe(native) else _read(native, columns).to_pandas()
            return _from_pandas(held, columns, argument)
        lifted: object = pl.from_arrow(_read(native, columns).to_arrow(), rechunk=False)
    except InvalidRecordsError:
        raise
    except Exception:  # noqa: BLE001 (Arrow's error shows the value that it could not convert)
        column = _unreadable(_read(native, columns))
        message = (
            f"{column} of {argument} holds values of different types, so that they cannot be "
            "compared; convert the column to one type first, for example with .astype(str)"
        )
        raise InvalidRecordsError(message) from None
    return cast("pl.DataFrame", lifted)


def _read(native: Any, columns: Sequence[str]) -> nw.DataFrame[Any]:  # noqa: ANN401 (of any kind)
    frame: nw.DataFrame[Any] = nw.from_native(native, eager_only=True)
    return frame.select(*columns)


def selection(held: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Some columns of what is held, without the query that a selection of expressions runs."""
    return held[list(columns)]


def _from_pandas(native: Any, columns: Sequence[str], argument: str) -> pl.DataFrame:  # noqa: ANN401 (a pandas frame)
    """Columns of a pandas frame on Polars, with ordered categories still in their order."""
    import polars as pl

    lifted: list[pl.Series] = []
    for name in columns:
        column = native[name]
        dtype = column.dtype
        if _is_plain(dtype):
            lifted.append(pl.Series(name, column.to_numpy(), nan_to_null=True))
            continue
        if getattr(dtype, "storage", None) == "pyarrow":
            # Texts read from files come in pieces, which would take longer to join than to read.
            held = pl.from_arrow(column.array.__arrow_array__(), rechunk=False)
            lifted.append(cast("pl.Series", held).alias(name))
            continue
        series: pl.Series = pl.from_pandas(column).alias(name)
        if getattr(dtype, "ordered", False) and all(isinstance(c, str) for c in dtype.categories):
            series = series.cast(pl.String).cast(pl.Enum(list(dtype.categories)))
        if isinstance(series.dtype, pl.Datetime) and str(dtype) == "object":
            message = (
                f"{name} of {argument} holds Python objects, some perhaps with a zone; convert it "
                f"first, with pandas.to_datetime(frame['{name}'])"
            )
            raise InvalidRecordsError(message)
        lifted.append(series)
    return pl.DataFrame(lifted)


def _is_plain(dtype: object) -> bool:
    return isinstance(dtype, np.dtype) and dtype in PLAIN


def _unreadable(frame: nw.DataFrame[Any]) -> str:
    for name in frame.columns:
        try:
            frame.select(name).to_arrow()
        except Exception:  # noqa: BLE001 (whatever makes the column unreadable)
            return f"column {name!r}"
    return "a column"
