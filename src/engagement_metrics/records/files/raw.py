"""Raw files: the rows of one file or many, as one frame."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

from engagement_metrics.errors import InvalidArgumentError, UnreadableFileError
from engagement_metrics.records.accepting.checking import LONGER
from engagement_metrics.records.accepting.report import counted
from engagement_metrics.records.files.decoded import UTF_8, refuse_unknown_encoding
from engagement_metrics.records.files.documents import scanned_documents, table_of_documents
from engagement_metrics.records.files.found import File, files_of, unreadable
from engagement_metrics.records.files.separated import scanned_text, table_of_text

if TYPE_CHECKING:
    import polars as pl

# So many positions are shown.
SHOWN = 5
Frame = Literal["pandas", "polars", "lazy"]


@dataclass(frozen=True)
class Writing:
    """How files are written.

    Attributes:
        separator: What stands between the values of a CSV; None finds it in the header.
        encoding: How text is written where no byte-order mark says so.
    """

    separator: str | None = None
    encoding: str = UTF_8


def rows_of_files(
    path: str | PathLike[str], argument: str, writing: Writing, *, lazy: bool = False
) -> pl.DataFrame | pl.LazyFrame:
    """The rows of all files that a path stands for, one below the other.

    A column that only some of the files have is missing in the rows of the others.

    Args:
        path: A file, a folder or a pattern.
        argument: What the data is called in messages.
        writing: How the files are written.
        lazy: Whether rows are read only when they are needed; a JSON document is read at once.

    Raises:
        UnreadableFileError: A file is not there or cannot be read, or all are empty.
        InvalidArgumentError: The encoding is not known, or files cannot be read lazily in it.
    """
    import polars as pl

    refuse_unknown_encoding(writing.encoding)
    if lazy and writing.encoding.lower().replace("_", "-") not in (UTF_8, "utf8"):
        message = "frame='lazy' reads files in UTF-8; read others with frame='polars'"
        raise InvalidArgumentError(message)
    files = files_of(path)
    read = _scanned if lazy else _read
    frames = [frame for file in files if _width(frame := read(file, argument, writing)) > 0]
    if not frames:
        raise unreadable(files[0].path, "is empty: it has not even a header")
    if len(frames) == 1:
        return frames[0]
    try:
        every: Any = frames
        together: pl.DataFrame | pl.LazyFrame = pl.concat(every, how="diagonal_relaxed")
    except pl.exceptions.PolarsError:
        message = (
            f"the files of {str(path)!r} hold columns of the same name and different types; read "
            "them one by one"
        )
        raise UnreadableFileError(message) from None
    return together


def sound_rows_of_files(
    path: str | PathLike[str], argument: str, writing: Writing, *, lazy: bool = False
) -> pl.DataFrame | pl.LazyFrame:
    """The same, where no line may have more values than its header.

    Raises:
        UnreadableFileError: Some have; the message says how many, and where.
    """
    import polars as pl

    rows = rows_of_files(path, argument, writing, lazy=lazy)
    if LONGER not in rows.collect_schema():
        return rows
    longer = rows.lazy().select(pl.arg_where(pl.col(LONGER))).collect().to_series()
    shown = ", ".join(map(str, longer.head(SHOWN)))
    message = (
        f"{str(path)!r} has more values than the header in {counted(len(longer))}, first at "
        f"position {shown}; quotation marks belong around a value that holds what separates values"
    )
    raise UnreadableFileError(message)


def _width(frame: pl.DataFrame | pl.LazyFrame) -> int:
    return len(frame.collect_schema())


def _read(file: File, argument: str, writing: Writing) -> pl.DataFrame:
    import polars as pl

    if file.format == "csv":
        return table_of_text(file, writing.separator, writing.encoding)
    if file.format == "json":
        return table_of_documents(file, writing.encoding, argument)
    try:
        return pl.read_parquet(file.path)
    except (Exception, pl.exceptions.PanicException):  # noqa: BLE001 (each part has its own)
        raise unreadable(file.path, "is no Parquet file") from None


def _scanned(file: File, argument: str, writing: Writing) -> pl.LazyFrame:
    import polars as pl

    if file.format == "csv":
        return scanned_text(file, writing.separator)
    if file.lines:
        return scanned_documents(file)
    if file.format == "json":
        return table_of_documents(file, writing.encoding, argument).lazy()
    try:
        scanned = pl.scan_parquet(file.path)
        scanned.collect_schema()
    except (Exception, pl.exceptions.PanicException):  # noqa: BLE001 (each part has its own)
        raise unreadable(file.path, "is no Parquet file") from None
    return scanned
