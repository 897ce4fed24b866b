"""Documents: JSON, an array of objects or one object a line, as a frame."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from engagement_metrics.records.accepting.nested import series_of
from engagement_metrics.records.accepting.plain import refuse_names
from engagement_metrics.records.files.decoded import UTF_8, as_utf_8, content, head_of
from engagement_metrics.records.files.found import File, unreadable

if TYPE_CHECKING:
    import polars as pl


def table_of_documents(file: File, encoding: str, argument: str) -> pl.DataFrame:
    """The objects of a JSON file, one row each.

    Whole numbers keep all their digits, and a column of mixed values is text.

    Raises:
        UnreadableFileError: It holds something else than objects.
    """
    import polars as pl

    rows = objects_of_file(file, encoding)
    names = dict.fromkeys(name for row in rows for name in row)
    refuse_names(list(names), argument)
    return pl.DataFrame(
        {name: series_of(name, [row.get(name) for row in rows], argument) for name in names}
    )


def scanned_documents(file: File) -> pl.LazyFrame:
    """The objects of a file of JSON lines, one row each, read when they are needed.

    What is in them is found by reading through the file once.

    Raises:
        UnreadableFileError: A line holds no object, or what cannot stand in one column.
    """
    import polars as pl

    if not head_of(file).strip():
        return pl.LazyFrame()
    try:
        rows = pl.scan_ndjson(file.path, infer_schema_length=None)
        rows.select(pl.all().count()).collect()
    except (Exception, pl.exceptions.PanicException):  # noqa: BLE001 (each part has its own)
        why = (
            "cannot be read line by line: there is a byte-order mark, a line holds no object, "
            "or a field holds a list or an object in some lines and something else in others; "
            "frame='polars', or the path itself where a source takes it, reads it at once"
        )
        raise unreadable(file.path, why) from None
    return rows


def objects_of_file(file: File, encoding: str = UTF_8) -> list[Mapping[str, object]]:
    """The objects of a JSON file.

    Raises:
        UnreadableFileError: It holds something else than objects.
    """
    text = as_utf_8(content(file), encoding, file.path)
    found = _lines(text, file.path) if file.lines else _whole(text, file.path)
    rows = [row for row in found if isinstance(row, Mapping)]
    if len(rows) < len(found):
        first = next(i for i, row in enumerate(found) if not isinstance(row, Mapping))
        raise unreadable(file.path, f"holds something else than an object at position {first}")
    return rows


def _whole(text: bytes, path: Path) -> list[object]:
    """The rows of an array, of a single object, or of lines after all."""
    if not text.strip():
        return []
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return _lines(text, path)
    return document if isinstance(document, list) else [document]


def _lines(text: bytes, path: Path) -> list[object]:
    rows: list[object] = []
    for number, line in enumerate(text.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            rows.append(json.loads(line))
        except (ValueError, RecursionError):
            raise unreadable(path, f"is no JSON: line {number} cannot be read") from None
    return rows
