"""Lines: separated values, of which each line is known to be sound before any is handed out."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from engagement_metrics.errors import UnreadableFileError
from engagement_metrics.records.accepting.checking import LONGER
from engagement_metrics.records.files.found import unreadable

if TYPE_CHECKING:
    import polars as pl

# A file with more lines that are too long is no table of this separator.
MANY = 100_000


@dataclass(frozen=True)
class Lines:
    """Separated values in UTF-8.

    Attributes:
        source: The text, or the file that is read when its rows are needed.
        path: Where it is, for messages.
        separator: What stands between values.
    """

    source: Path | bytes
    path: Path
    separator: str

    def frame(self) -> pl.LazyFrame:
        """The rows, all of which can be read.

        Text is read at once, and a file when its rows are needed; before, it is read through. Lines
        with more values than the header are marked in a column of their own.

        Raises:
            UnreadableFileError: It is no CSV.
        """
        import polars as pl

        if len(self.separator.encode()) != 1:
            raise unreadable(self.path, "can only have a separator of one character, such as ';'")
        try:
            return self._proven(self._scanned(longer="raise"))[0]
        except (pl.exceptions.PolarsError, OSError):
            # The error of the parser shows the line that it could not read.
            return self._marked()

    def _scanned(self, *, longer: str) -> pl.LazyFrame:
        import polars as pl

        source = BytesIO(self.source) if isinstance(self.source, bytes) else self.source
        return pl.scan_csv(
            source,
            separator=self.separator,
            infer_schema=False,
            encoding="utf8",
            truncate_ragged_lines=longer == "cut",
        )

    def _proven(self, rows: pl.LazyFrame) -> tuple[pl.LazyFrame, int]:
        """The rows and their number, once each value has been read."""
        import polars as pl

        if isinstance(self.source, bytes):
            read = rows.collect()
            return read.lazy(), read.height
        found = rows.select(pl.all().count(), pl.len().alias(LONGER)).collect()
        return rows, int(found[LONGER][0])

    def _marked(self) -> pl.LazyFrame:
        """The rows, of which some are cut to the width of the header and marked."""
        import polars as pl

        count, longer = self._longer()
        if not longer:
            raise self._refusal()
        if len(longer) > MANY or 2 * len(longer) > count:
            shown = f"{len(longer):,} of {count:,} lines have more values than the header"
            raise unreadable(
                self.path, f"is no CSV with {self.separator!r} between values: {shown}"
            )
        try:
            rows, height = self._proven(self._scanned(longer="cut"))
        except (pl.exceptions.PolarsError, OSError):
            raise self._refusal() from None
        if height != count:
            raise self._refusal()
        numbered = rows.drop(LONGER, strict=False).with_row_index(LONGER)
        return numbered.with_columns(pl.col(LONGER).is_in(longer)).select(
            pl.exclude(LONGER), LONGER
        )

    def _longer(self) -> tuple[int, list[int]]:
        """The number of lines below the header, and which of them have more values than it."""
        try:
            lines = self._lines()
            width = next((len(line) for line in lines if line), 0)
            longer: list[int] = []
            count = 0
            for count, line in enumerate(lines, start=1):
                if len(line) > width and len(longer) <= MANY:
                    longer.append(count - 1)
        except (csv.Error, OSError, EOFError, UnicodeError):
            raise self._refusal() from None
        return count, longer

    def _lines(self) -> Iterator[list[str]]:
        with self._opened() as opened:
            text = TextIOWrapper(opened, encoding="utf-8-sig", newline="")
            yield from csv.reader(text, delimiter=self.separator)

    def _opened(self) -> IO[bytes]:
        if isinstance(self.source, bytes):
            return BytesIO(self.source)
        if self.source.suffix.lower() == ".gz":
            return cast("IO[bytes]", gzip.open(self.source))
        return self.source.open("rb")

    def _refusal(self) -> UnreadableFileError:
        why = (
            f"is no CSV with {self.separator!r} between values: a quotation mark is never closed "
            "or stands within a value, or something else than text is in it; separator= says what "
            "stands between values"
        )
        return unreadable(self.path, why)
