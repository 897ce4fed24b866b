"""The report: each contest run, its answers compared, its ratios and its goals."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from statistics import median

from tests.benchmarks.contest import Answer, Contest, Entry
from tests.benchmarks.measure import FailedError, Measured, running
from tests.benchmarks.table import duration, markdown

RUNS = 5


@dataclass(frozen=True)
class Result:
    """What came of one side of a contest.

    Attributes:
        contest: The contest.
        entry: The side.
        measured: What it took; None where it failed.
        first: What the side took that it is set against; None where that failed.
        note: What it says of what came of it.
    """

    contest: Contest
    entry: Entry
    measured: Measured | None
    first: Measured | None
    note: str = ""

    def ratio(self, seconds: Callable[[Measured], float]) -> float | None:
        """Its time as a part of the first side's, for as many dates."""
        if self.measured is None or self.first is None:
            return None
        dates = self.entry.dates / self.contest.entries[0].dates
        return seconds(self.measured) / (seconds(self.first) * dates)

    @property
    def goal(self) -> str:
        """Each goal, and whether it was met."""
        if self.measured is None:
            return ""
        ratio = self.ratio(_median)
        return self.entry.goal.judged(
            ratio=float("inf") if ratio is None else ratio,
            seconds=self.measured.median,
            peak=self.measured.peak,
        )


def run(
    contest: Contest,
    folder: Path,
    *,
    runs: int = RUNS,
    python: str = sys.executable,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Result]:
    """Run one contest.

    Args:
        contest: The contest.
        folder: Where generated data is kept.
        runs: How often each side runs.
        python: The interpreter of other libraries.
        tell: Takes a line on what is about to happen.

    Raises:
        ValueError: Two sides do not agree.
    """
    tell(contest.heading)
    path = contest.shop.folder(folder, contest.kinds)
    results: list[Result] = []
    first: Measured | None = None
    reference: tuple[Entry, Answer] | None = None
    for entry in contest.entries:
        tell(f"  {entry.title}")
        found: Measured | None = None
        note = ""
        try:
            with running(entry, path, python if entry.peer else sys.executable) as one:
                reference = reference or (entry, one.answer)
                compare(reference, (entry, one.answer))
                note = one.note
                found = one.timed(contest.runs or runs)
        except FailedError as failed:
            tell(f"  {entry.title} FAILED: {failed}")
        if entry is contest.entries[0]:
            first = found
        results.append(Result(contest, entry, found, first, note))
    return results


def compare(reference: tuple[Entry, Answer], other: tuple[Entry, Answer]) -> None:
    """Refuse to time sides that do not agree with the first one, date by date.

    Raises:
        ValueError: Two sides differ, or one does not answer as many dates as it says.
    """
    (one, numbers), (two, given) = reference, other
    shared = numbers.keys() & given.keys()
    if not one.sampled and numbers.keys() != given.keys():
        differing = sorted(numbers.keys() ^ given.keys())
        message = f"{one.title} and {two.title} do not both answer {', '.join(differing[:5])}"
        raise ValueError(message)
    if two.dates > 1 and len(given) != two.dates:
        message = f"{two.title} answers {len(given)} dates, not {two.dates}"
        raise ValueError(message)
    # A third of the dates of a loop are of each grid.
    if 3 * len(shared) < len(numbers):
        message = f"{one.title} and {two.title} share only {len(shared)} dates"
        raise ValueError(message)
    for day in sorted(shared):
        if len(numbers[day]) != len(given[day]) or not all(
            isclose(a, b, rel_tol=1e-9) for a, b in zip(numbers[day], given[day], strict=True)
        ):
            message = (
                f"on {day}, {one.title} says {numbers[day]}, but {two.title} says {given[day]}"
            )
            raise ValueError(message)


def table(results: Sequence[Result]) -> Iterator[str]:
    """The table of one contest."""
    contest = results[0].contest
    dated = any(entry.dates > 1 for entry in contest.entries)
    headings = ["", "median", "ratio", "goal", "CPU", "ratio", "at rest", "peak"]
    headings[2:2] = ["99 %"] if contest.runs else []
    headings[1:1] = ["dates"] if dated else []
    rows = []
    for one in results:
        found = one.measured
        if found is None:
            cells = ["failed", *([""] * (7 if contest.runs else 6))]
        else:
            cells = [
                duration(found.median),
                *([duration(found.slow)] if contest.runs else []),
                _times(one.ratio(_median)),
                one.goal,
                duration(_busy(found)),
                _times(one.ratio(_busy)),
                f"{found.loaded:,.0f} MB",
                f"{found.peak:,.0f} MB",
            ]
        title = f"{one.entry.title} ({one.note})" if one.note else one.entry.title
        rows.append([title, *([f"{one.entry.dates:,}"] if dated else []), *cells])
    yield from markdown(headings, rows)


def _median(found: Measured) -> float:
    return found.median


def _busy(found: Measured) -> float:
    return median(found.busy)


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.3g}"
