"""Text: the bytes of a file as UTF-8, whatever they were written in."""

from __future__ import annotations

import codecs
import gzip
import zlib
from pathlib import Path

from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.records.files.found import File, unreadable

UTF_8 = "utf-8"
# The header of an export is a few hundred characters long.
HEAD = 65_536
NO_GZIP = "ends in .gz, but gzip cannot unpack it"
# A mark at the start of a file says more surely than its reader how the rest is written.
_MARKS = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def content(file: File) -> bytes:
    """The bytes of a file, unpacked.

    Raises:
        UnreadableFileError: It cannot be opened or unpacked.
    """
    try:
        found = file.path.read_bytes()
    except OSError:
        raise unreadable(file.path, "cannot be opened") from None
    if not file.packed:
        return found
    try:
        return gzip.decompress(found)
    except (OSError, EOFError, zlib.error):
        raise unreadable(file.path, NO_GZIP) from None


def head_of(file: File) -> bytes:
    """The first bytes of a file, unpacked.

    Raises:
        UnreadableFileError: It cannot be opened or unpacked.
    """
    try:
        with gzip.open(file.path) if file.packed else file.path.open("rb") as opened:
            return opened.read(HEAD)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise unreadable(file.path, NO_GZIP) from None
    except OSError:
        raise unreadable(file.path, "cannot be opened") from None


def refuse_unknown_encoding(encoding: str) -> None:
    """Raise where an encoding has no such name.

    Raises:
        InvalidArgumentError: It is not known, or no encoding of text.
    """
    try:
        "a".encode(encoding).decode(encoding)
    except Exception:  # noqa: BLE001 (each codec fails in its own way)
        message = f"encoding={encoding!r} is not known; examples are 'utf-8' and 'cp1252'"
        raise InvalidArgumentError(message) from None


def as_utf_8(found: bytes, encoding: str, path: Path) -> bytes:
    """The bytes of text in UTF-8, without a byte-order mark.

    Args:
        found: The bytes of the file.
        encoding: How text without a mark is written.
        path: Where the file is, for messages.

    Raises:
        UnreadableFileError: The text is not written so.
    """
    for mark, name in _MARKS:
        if found.startswith(mark):
            found, encoding = found[len(mark) :], name
            break
    try:
        text = found.decode(encoding)
    except UnicodeError as error:
        place = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        why = (
            f"is not written in {encoding}{place}; say how it is, for example encoding='cp1252' "
            "for many exports of spreadsheets"
        )
        raise unreadable(path, why) from None
    return found if encoding == UTF_8 else text.encode(UTF_8, errors="replace")
