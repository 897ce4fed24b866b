"""Tables as Markdown that is read as easily in a terminal, and what machine they are from."""

import os
import platform
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("narwhals", "polars", "pandas", "numpy", "pyarrow", "duckdb")


def markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table: the first column to the left, the others to the right."""
    lines = [headings, *rows]
    widths = [max(3, *(len(line[i]) for line in lines)) for i in range(len(headings))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    for line in (headings, rule, *rows):
        cells = [
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        yield f"| {' | '.join(cells)} |"


def duration(seconds: float) -> str:
    """Seconds, or milliseconds where there are few."""
    return f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1e3:.3g} ms"


def machine() -> Iterator[str]:
    """The machine and the versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    yield f"- **Machine:** {_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB"
    yield f"- **System:** {platform.system()} {platform.release()}"
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    yield f"- **Versions:** Python {platform.python_version()}, {versions}"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    text = cpuinfo.read_text() if cpuinfo.exists() else ""
    named = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return named[1] if named else platform.machine()
