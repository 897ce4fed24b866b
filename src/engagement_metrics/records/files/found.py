"""Files: which ones a path stands for, and what each of them is."""

# These functions say no where a path cannot even be looked for; methods of paths raise.
# ruff: noqa: PTH112, PTH113, PTH207

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from glob import glob, has_magic
from os import PathLike, fspath
from os.path import isdir, isfile
from pathlib import Path
from typing import Literal

from engagement_metrics.errors import ArgumentTypeError, UnreadableFileError

Format = Literal["csv", "parquet", "json"]
FORMATS: Mapping[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
}


@dataclass(frozen=True)
class File:
    """One file to be read.

    Attributes:
        path: Where it is.
        format: What it is, by its name.
        packed: Whether it is compressed with gzip.
        lines: Whether its name says that each line is a JSON document of its own.
    """

    path: Path
    format: Format
    packed: bool = False
    lines: bool = False


def files_of(path: str | PathLike[str]) -> list[File]:
    """The files that a path stands for, in the order of their names.

    Args:
        path: A file, a folder of files, or a pattern such as "exports/2025-*.csv".

    Raises:
        ArgumentTypeError: It is no path.
        UnreadableFileError: There is no such file, or its name does not say what it is.
    """
    given: object = fspath(path) if isinstance(path, PathLike) else path
    if not isinstance(given, str):
        message = f"path takes the path of a file, a folder or a pattern, not {type(path).__name__}"
        raise ArgumentTypeError(message)
    place = Path(given)
    if isdir(place):
        paths = [one for one in _inside(place) if isfile(one)]
        known = [file for file in map(_known, paths) if file is not None]
        return known or _refused(place, f"holds no file that ends in {', '.join(FORMATS)}")
    if isfile(place):
        paths = [place]
    elif has_magic(str(place)) and "\0" not in str(place):
        paths = sorted(Path(one) for one in glob(str(place), recursive=True) if isfile(one))
    else:
        return _refused(place, "is not there")
    if not paths:
        return _refused(place, "matches no file")
    return [_known(one) or _named(one) for one in paths]


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        raise unreadable(folder, "cannot be opened") from None


def _known(path: Path) -> File | None:
    """The file, where its name says what it is."""
    packed = path.suffix.lower() == ".gz"
    suffix = Path(path.stem if packed else path.name).suffix.lower()
    made = FORMATS.get(suffix)
    if made is None:
        return None
    return File(path, made, packed, lines=suffix in (".jsonl", ".ndjson"))


def _named(path: Path) -> File:
    raise unreadable(path, f"must end in {', '.join(FORMATS)}, perhaps with .gz behind")


def _refused(path: Path, why: str) -> list[File]:
    raise unreadable(path, why)


def unreadable(path: Path, why: str) -> UnreadableFileError:
    """What to say of a file that cannot be read."""
    return UnreadableFileError(f"{str(path)!r} {why}")
