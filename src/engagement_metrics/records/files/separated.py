"""Separated values: CSV as a frame of text, in which nothing has been guessed."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import TYPE_CHECKING

from engagement_metrics.records.files.decoded import HEAD, UTF_8, as_utf_8, content, head_of
from engagement_metrics.records.files.found import File, unreadable
from engagement_metrics.records.files.lines import Lines

if TYPE_CHECKING:
    import polars as pl

SEPARATORS = (",", ";", "\t", "|")


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
    found = separator or _separator(text[:HEAD])
    return Lines(text, file.path, found).frame().collect()


def scanned_text(file: File, separator: str | None) -> pl.LazyFrame:
    """The rows of a CSV file in UTF-8, read when they are needed.

    Raises:
        UnreadableFileError: It is no CSV.
    """
    import polars as pl

    head = head_of(file).removeprefix(codecs.BOM_UTF8)
    _refuse_other_text(head, file.path)
    if not head.strip():
        return pl.LazyFrame()
    return Lines(file.path, file.path, separator or _separator(head)).frame()


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
