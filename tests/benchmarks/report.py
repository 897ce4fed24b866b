"""The tables: each contest, its answers compared, its ratios and its goal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isclose
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.contenders import Answer
from tests.benchmarks.data import DAYS, orders_file
from tests.benchmarks.measure import Measured, running

RUNS = 5
CALLS = 1_000
SMALL = 1_000
DATES = 30
HEADING = f"  {'':46}{'median':>11}{'ratio':>8}{'cpu':>11}{'ratio':>8}{'loaded':>10}{'peak':>10}"


@dataclass(frozen=True)
class Entry:
    """One side of a contest.

    Attributes:
        title: What the table calls it.
        name: The contender.
        options: What it is given besides the data.
        scale: How many times its time the whole task takes.
    """

    title: str
    name: str
    options: Mapping[str, Any] = field(default_factory=dict)
    scale: float = 1.0


@dataclass(frozen=True)
class Contest:
    """Sides that answer the same question; each is set against the first.

    Attributes:
        title: What is asked.
        goal: What this library wants to reach.
        entries: The sides, first the one that the others are set against.
    """

    title: str
    goal: str
    entries: tuple[Entry, ...]


def _ours(kind: str, *, checks: bool) -> Entry:
    title = f"engagement-metrics, {'default checks' if checks else 'checks=False'}"
    return Entry(title, "ours", {"kind": kind, "checks": checks})


ONE_DATE = (
    Contest(
        "three metrics, one date, from pandas",
        "at most 1.0 of pandas",
        (
            Entry("pandas by hand, no intervals", "pandas_by_hand"),
            _ours("pandas", checks=False),
            _ours("pandas", checks=True),
        ),
    ),
    Contest(
        "three metrics, one date, from Polars",
        "checks=False at most 1.5 of Polars",
        (
            Entry("Polars by hand, no intervals", "polars_by_hand"),
            Entry("DuckDB by hand, no intervals", "duckdb_by_hand"),
            _ours("polars", checks=False),
            _ours("polars", checks=True),
        ),
    ),
)


def history(dates: int) -> Contest:
    """The daily history against a loop over dates, which is run on some dates only."""
    return Contest(
        f"three metrics, trailing 365 days, each of {DAYS:,} days",
        f"at most 0.02 of the loop (run on {dates} evenly spread days and multiplied)",
        (
            Entry(
                "Polars by hand, date by date, no intervals",
                "history_by_hand",
                {"dates": dates},
                DAYS / dates,
            ),
            Entry("engagement-metrics, every='1d', checks=False", "history_by_us"),
        ),
    )


def report(
    orders: int, folder: Path, *, runs: int = RUNS, calls: int = CALLS, dates: int = DATES
) -> Iterator[str]:
    """The lines of the report, as they become known.

    Args:
        orders: How many orders.
        folder: Where generated data is kept.
        runs: How often each contender runs.
        calls: How often the small call is made.
        dates: On how many days the loop over dates runs.
    """
    for ids in ("integer", "string"):
        path = orders_file(orders, ids, folder)
        for contest in (*ONE_DATE, history(dates)):
            yield f"\n{orders:,} orders, {ids} ids: {contest.title}\n  goal: {contest.goal}"
            yield HEADING
            yield from _lines(contest, path, runs)
    path = orders_file(SMALL, "string", folder)
    yield f"\none call on {SMALL:,} rows, {calls:,} calls\n  goal: median under 5 ms"
    yield f"  {'':46}{'median':>11}{'99 %':>11}"
    for kind in ("polars", "pandas"):
        for title, name in (("one metric", "ours_one_metric"), ("summarize", "ours")):
            with running(name, path, {"kind": kind}) as one:
                found = one.timed(calls)
            yield f"  {f'{title}, from {kind}':46}{_time(found.median)}{_time(found.slow)}"


def _lines(contest: Contest, path: Path, runs: int) -> Iterator[str]:
    answers: dict[str, Answer] = {}
    first: tuple[float, float] | None = None
    for entry in contest.entries:
        with running(entry.name, path, entry.options) as one:
            answers[entry.title] = one.answer
            compare(answers)
            found: Measured = one.timed(runs)
        seconds, busy = found.median * entry.scale, median(found.busy) * entry.scale
        first = first or (seconds, busy)
        yield (
            f"  {entry.title:46}{_time(seconds)}{seconds / first[0]:8.3f}"
            f"{_time(busy)}{busy / first[1]:8.3f}"
            f"{found.loaded:7.0f} MB{found.peak:7.0f} MB"
        )


def compare(answers: Mapping[str, Answer]) -> None:
    """Refuse to time contenders that do not agree with the first one, date by date.

    Raises:
        ValueError: Two contenders differ.
    """
    (title, reference), *others = answers.items()
    for other, answer in others:
        for day, numbers in reference.items():
            given = answer.get(day, [])
            if len(given) != len(numbers) or not all(
                isclose(one, two, rel_tol=1e-9) for one, two in zip(numbers, given, strict=True)
            ):
                message = f"on {day}, {title} says {numbers}, but {other} says {given}"
                raise ValueError(message)


def _time(seconds: float) -> str:
    return f"{seconds:9.3f} s" if seconds >= 1 else f"{seconds * 1e3:8.2f} ms"
