"""Scanning: exports that are larger than memory, for every source."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, cast

from engagement_metrics.records.files.found import files_of, unreadable
from engagement_metrics.records.files.raw import Writing, sound_rows_of_files

if TYPE_CHECKING:
    import polars as pl


def scan(path: str | PathLike[str], *, separator: str | None = None) -> pl.LazyFrame:
    """Files that are larger than memory, as a lazy frame that every source takes.

    What a source makes of it is lazy too: rows are read when they are needed, and only the columns
    that are used. CSV and JSON lines are read through once when they are opened, so that nothing
    can go wrong later; Parquet is not.

    Args:
        path: A file of CSV (.csv, .tsv, .txt), Parquet (.parquet, .pq) or JSON lines (.jsonl,
            .ndjson), in UTF-8; a folder of them, or a pattern such as "events/2025-*.jsonl".
        separator: What stands between the values of a CSV, such as ";"; by default it is found in
            the header.

    Returns:
        A Polars LazyFrame of the rows as they are, those of several files below one another.

    Raises:
        UnreadableFileError: A file is not there or cannot be read, or is a JSON document, which can
            only be read at once.

    Examples:
        >>> import tempfile
        >>> from pathlib import Path
        >>> import engagement_metrics as em
        >>> folder = tempfile.TemporaryDirectory()
        >>> _ = Path(folder.name, "march.jsonl").write_text(
        ...     '{"event": "open", "timestamp": 1740823200, "email": "a@b.c", "sg_message_id": "m"}'
        ... )
        >>> em.sources.sendgrid_events(em.sources.scan(folder.name)).collect()["type"].to_list()
        ['opened']
        >>> folder.cleanup()
    """
    for file in files_of(path):
        if file.format == "json" and not file.lines:
            why = (
                "is one JSON document, which can only be read at once: give its path to the source "
                "itself, or write one object a line, as .jsonl"
            )
            raise unreadable(file.path, why)
    rows = sound_rows_of_files(path, "files", Writing(separator), lazy=True)
    return cast("pl.LazyFrame", rows)
