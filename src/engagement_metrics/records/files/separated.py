"""Separated values: CSV as a frame of text, in which nothing has been guessed."""

from __future__ import annotations

import codecs
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engagement_metrics.records.files.decoded import UTF_8, as_utf_8, content
from engagement_metrics.records.files.found import File, unreadable

if TYPE_CHECKING:
    import polars as pl

SEPARATORS = (",", ";", "\t", "|")
# The header of an export is a few hundred characters long.
_HEAD = 65_536


def table_of_text(file: File, separator: str | None, encoding: str) -> pl.DataFrame:
    """The rows of a CSV file, every column as text.

    Args:
        file: The file.
        separator: What stands between values; None finds it in the header.
        encoding: How the text is written.

    Raises:
        UnreadableFileError: It is no CSV, or not written so.
    """
    import polars as pl

    text = as_utf_8(content(file), encoding, file.path)
    if not text.strip():
        return pl.DataFrame()
    found = separator or _separator(text[:_HEAD])
    frame: pl.DataFrame = _read(pl.read_csv, BytesIO(text), file.path, found)
    return frame


def scanned_text(file: File, separator: str | None) -> pl.LazyFrame:
    """The rows of a CSV file in UTF-8, read when they are needed.

    Raises:
        UnreadableFileError: It is no CSV.
    """
    import polars as pl

    try:
        with file.path.open("rb") as opened:
            head = opened.read(_HEAD)
    except OSError:
        raise unreadable(file.path, "cannot be opened") from None
    if not file.packed:
        head = head.removeprefix(b"\xef\xbb\xbf")
        _refuse_other_text(head, file.path)
        if not head.strip():
            return pl.LazyFrame()
    found = separator or ("," if file.packed else _separator(head))
    frame: pl.LazyFrame = _read(pl.scan_csv, file.path, file.path, found)
    return frame


def _refuse_other_text(head: bytes, path: Path) -> None:
    try:
        codecs.getincrementaldecoder(UTF_8)().decode(head)
    except UnicodeDecodeError as error:
        why = f"is not written in utf-8 at byte {error.start}; read it with frame='polars'"
        raise unreadable(path, why) from None


def _separator(head: bytes) -> str:
    """What stands most often in the header, outside of quotation marks."""
    first = head.lstrip().splitlines()[0].decode("utf-8", errors="replace")
    plain = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=plain.count)


def _read(read: Any, source: object, path: Path, separator: str) -> Any:  # noqa: ANN401
    import polars as pl

    if len(separator.encode()) != 1:
        raise unreadable(path, "can only have a separator of one character, such as ';'")
    try:
        return read(source, separator=separator, infer_schema=False, encoding="utf8")
    except pl.exceptions.PolarsError:
        # The error of the parser shows the line that it could not read.
        raise unreadable(path, why_not(separator)) from None


def why_not(separator: str) -> str:
    """Why a text is no CSV."""
    return (
        f"is no CSV with {separator!r} between values: a line has more values than the header, or "
        "a quotation mark is never closed; separator= says what stands between values"
    )
