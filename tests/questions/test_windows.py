"""Windows: every spelling, which days they hold, and the grid of dates."""

# ruff: noqa: ANN401

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import engagement_metrics as em
from engagement_metrics.engine.clock import DAY, date_of, day_of
from engagement_metrics.engine.windows import (
    Bucket,
    TrailingDays,
    TrailingMonths,
    Window,
    bounds,
    grid,
    window_of,
)

A_DAY = date(2024, 12, 31)


def asked(window: object, *, every: str | None = None, instants: bool = False) -> Window:
    return window_of(window, every=every, week_start=0, instants=instants)


def days_of(window: object, as_of: str, *, lag: int = 0, before: bool = False) -> tuple[str, str]:
    """The first and last day that a window holds."""
    end = day_of(date.fromisoformat(as_of)) + 1
    start, stop = bounds(asked(window), end, lag=lag, before=before)
    first = "ever" if start is None else str(date_of(start))
    return first, str(date_of(stop - 1))


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("1d", TrailingDays(1)),
        ("365d", TrailingDays(365)),
        ("1w", TrailingDays(7)),
        ("4w", TrailingDays(28)),
        ("1mo", TrailingMonths(1)),
        ("12mo", TrailingMonths(12)),
        ("1q", TrailingMonths(3)),
        ("4q", TrailingMonths(12)),
        ("1y", TrailingMonths(12)),
        ("3y", TrailingMonths(36)),
        (timedelta(days=90), TrailingDays(90)),
        (timedelta(weeks=2), TrailingDays(14)),
        (timedelta(hours=48), TrailingDays(2)),
        (None, Window()),
    ],
    ids=str,
)
def test_spellings(spelled: object, meant: Window) -> None:
    assert asked(spelled) == meant
    assert asked(spelled).endless is (spelled is None)


@pytest.mark.parametrize("every", ["1d", "1w", "1mo", "1q", "1y"])
def test_spelled_like_the_grid_a_window_is_a_bucket(every: str) -> None:
    assert asked(every, every=every) == Bucket(every, 0)
    assert not isinstance(asked("365d", every=every), Bucket)
    assert asked(timedelta(days=7), every="1w") == TrailingDays(7)
    assert asked("12mo", every="1y") == TrailingMonths(12)


def test_instants_take_windows_of_fixed_length() -> None:
    assert asked("2d", instants=True) == TrailingDays(2 * DAY)
    assert asked("1w", instants=True) == TrailingDays(7 * DAY)
    assert asked(timedelta(hours=5), instants=True) == TrailingDays(DAY // 24 * 5)
    assert asked(timedelta(microseconds=1), instants=True) == TrailingDays(1)
    assert asked(None, instants=True) == Window()
    for window in ("1mo", "1q", "1y"):
        with pytest.raises(em.InvalidArgumentError, match="time of day"):
            asked(window, instants=True)


@pytest.mark.parametrize(
    ("window", "suggestion"),
    [
        ("ME", "'1mo'"), ("M", "'1mo'"), ("MS", "'1mo'"), ("12m", "'12mo'"), ("1 month", "'1mo'"),
        ("12months", "'12mo'"), ("3 Months", "'3mo'"), ("QE", "'1q'"), ("Q", "'1q'"),
        ("2quarters", "'2q'"), ("YE", "'1y'"), ("A", "'1y'"), ("1Y", "'1y'"), ("2 years", "'2y'"),
        ("365", "'365d'"), ("365 days", "'365d'"), ("30D", "'30d'"), ("W", "'1w'"),
        ("4 weeks", "'4w'"), (" 7d ", "'7d'"), ("007d", "'7d'"),
    ],
)  # fmt: skip
def test_usual_spellings_are_suggested(window: str, suggestion: str) -> None:
    with pytest.raises(em.InvalidArgumentError, match=f"Did you mean {suggestion}") as refused:
        asked(window)

    assert f"window='{window}'" in str(refused.value)


@pytest.mark.parametrize("window", ["0d", "-1d", "1h", "abc", "1.5mo", "", "d1", "1mo2d", "٣d"])
def test_spellings_that_mean_nothing(window: str) -> None:
    with pytest.raises(em.InvalidArgumentError, match="'365d' or '12mo'") as refused:
        asked(window)

    suggested = str(refused.value).partition("Did you mean '")[2].partition("'")[0]
    assert not suggested or isinstance(asked(suggested), Window)


@pytest.mark.parametrize(
    "window", [365, 1.5, True, b"1d", ["1d"], A_DAY, np.timedelta64(1, "D")], ids=repr
)
def test_types_that_are_no_window(window: object) -> None:
    with pytest.raises(em.ArgumentTypeError, match="'365d' or '12mo', a timedelta or None"):
        asked(window)


def test_a_number_of_days_is_suggested() -> None:
    with pytest.raises(em.ArgumentTypeError, match="write '365d'"):
        asked(365)


@pytest.mark.parametrize(
    ("window", "says"),
    [
        (timedelta(0), "above zero"),
        (timedelta(days=-1), "above zero"),
        (timedelta(hours=5), "whole number of days"),
        (timedelta(days=1, seconds=1), "whole number of days"),
    ],
)
def test_spans_that_are_no_window(window: timedelta, says: str) -> None:
    with pytest.raises(em.InvalidArgumentError, match=says):
        asked(window)


@pytest.mark.parametrize(
    ("window", "as_of", "first"),
    [
        ("365d", "2024-12-31", "2024-01-02"),
        ("365d", "2025-12-31", "2025-01-01"),
        ("365d", "2023-12-31", "2023-01-01"),
        ("365d", "2025-03-01", "2024-03-02"),
        ("12mo", "2024-12-31", "2024-01-01"),
        ("12mo", "2025-12-31", "2025-01-01"),
        ("1y", "2024-02-29", "2023-03-01"),
        ("1y", "2024-02-28", "2023-02-28"),
        ("1d", "2024-12-31", "2024-12-31"),
        ("1w", "2024-12-31", "2024-12-25"),
        ("1mo", "2024-02-29", "2024-02-01"),
        ("1mo", "2024-04-30", "2024-04-01"),
        ("1mo", "2023-02-28", "2023-02-01"),
        ("1mo", "2024-03-30", "2024-02-29"),
        ("1q", "2024-05-30", "2024-02-29"),
        ("1q", "2024-06-30", "2024-04-01"),
        (None, "2024-12-31", "ever"),
    ],
)
def test_the_days_of_a_window(window: object, as_of: str, first: str) -> None:
    assert days_of(window, as_of) == (first, as_of)


@pytest.mark.parametrize(
    ("window", "as_of", "previous", "before"),
    [
        ("365d", "2024-12-31", ("2023-01-02", "2024-01-01"), ("ever", "2024-01-01")),
        ("1mo", "2024-03-30", ("2024-01-29", "2024-02-28"), ("ever", "2024-02-28")),
        ("1mo", "2024-02-29", ("2024-01-01", "2024-01-31"), ("ever", "2024-01-31")),
        ("1q", "2024-12-31", ("2024-07-01", "2024-09-30"), ("ever", "2024-09-30")),
    ],
)
def test_the_window_before(
    window: str, as_of: str, previous: tuple[str, str], before: tuple[str, str]
) -> None:
    assert days_of(window, as_of, lag=1) == previous
    assert days_of(window, as_of, before=True) == before
    # The window before that one ends where that one begins.
    assert days_of(window, as_of, lag=2)[1] == str(
        date.fromisoformat(previous[0]) - timedelta(days=1)
    )


def test_without_a_beginning_there_is_no_window_before() -> None:
    with pytest.raises(em.DefinitionError, match="window=None"):
        days_of(None, "2024-12-31", lag=1)
    with pytest.raises(em.DefinitionError, match="window=None"):
        days_of(None, "2024-12-31", before=True)


@pytest.mark.parametrize("every", ["1d", "1w", "1mo", "1q", "1y"])
def test_buckets_begin_with_their_period(every: str) -> None:
    for number in range(day_of(date(2023, 12, 1)), day_of(date(2025, 3, 1))):
        start = asked(every, every=every).start(number + 1)
        first, day = date_of(start), date_of(number)
        assert start <= number
        assert first == {
            "1d": day,
            "1w": day - timedelta(days=day.weekday()),
            "1mo": day.replace(day=1),
            "1q": day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
            "1y": day.replace(month=1, day=1),
        }[every]  # fmt: skip


@pytest.mark.parametrize(
    ("every", "week_start", "expected"),
    [
        ("1mo", 0, ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-10"]),
        ("1q", 0, ["2024-03-31", "2024-04-10"]),
        ("1y", 0, ["2024-04-10"]),
    ],
)
def test_the_grid(every: str, week_start: int, expected: list[str]) -> None:
    dates = grid(day_of(date(2024, 1, 15)), day_of(date(2024, 4, 10)), every, week_start)

    assert [str(date_of(int(day))) for day in dates] == expected


def test_the_grid_of_days_and_weeks() -> None:
    first, last = day_of(date(2024, 2, 20)), day_of(date(2024, 3, 10))

    assert grid(first, last, "1d", 0).tolist() == list(range(first, last + 1))
    for week_start in range(7):
        dates = [date_of(int(day)) for day in grid(first, last, "1w", week_start)]
        assert all((day.weekday() + 1) % 7 == week_start for day in dates[:-1])
        assert dates[-1] == date(2024, 3, 10)
        assert date(2024, 2, 20) <= dates[0] <= date(2024, 2, 26)
        assert all((b - a).days == 7 for a, b in pairwise(dates[:-1]))


def test_the_grid_of_one_day() -> None:
    for every in ("1d", "1w", "1mo", "1q", "1y"):
        assert grid(5, 5, every, 0).tolist() == [5]


@pytest.mark.parametrize("every", ["1w", "1mo", "1q"])
@pytest.mark.parametrize("week_start", ["monday", "sunday", "thursday"])
def test_grids_of_answers(every: Any, week_start: Any) -> None:
    rows = [
        {"customer_id": "ada", "ordered_at": day, "amount": 1}
        for day in ("2024-01-15", "2024-02-29", "2024-04-10")
    ]

    table = em.purchase_frequency(rows, every=every, window=every, week_start=week_start)

    expected = grid(
        day_of(date(2024, 1, 15)), day_of(date(2024, 4, 10)), every,
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday").index(
            week_start
        ),
    )  # fmt: skip
    assert [day_of(moment.date()) for moment in table["as_of"]] == expected.tolist()
    assert table["purchase_frequency"].sum() == 3
