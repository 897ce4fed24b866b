"""Days, windows and intervals against numbers that were published."""

# Naive times are what the examples are about.
# ruff: noqa: DTZ001

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from .intervals import gradient, normal_quantile, wilson
from .windows import add_months, bucket_windows, grid, local_day, start_of_period, trailing_windows

Row = dict[str, Any]


def approx(value: float, abs: float = 1e-9) -> Any:  # noqa: A002, ANN401
    return pytest.approx(value, abs=abs, nan_ok=True)


@pytest.mark.parametrize(
    ("as_of", "window", "start"),
    [
        (date(2024, 12, 31), "365d", date(2024, 1, 2)),
        (date(2023, 12, 31), "365d", date(2023, 1, 1)),
        (date(2025, 3, 1), "365d", date(2024, 3, 2)),
        (date(2025, 12, 31), "365d", date(2025, 1, 1)),
        (date(2024, 12, 31), "12mo", date(2024, 1, 1)),
        (date(2024, 2, 28), "1y", date(2023, 2, 28)),
        (date(2024, 2, 29), "1y", date(2023, 3, 1)),
        (date(2024, 1, 31), "1mo", date(2024, 1, 1)),
        (date(2024, 2, 29), "1mo", date(2024, 2, 1)),
        # The window ends at the start of 31 March; there is no 31 February.
        (date(2024, 3, 30), "1mo", date(2024, 2, 29)),
        (date(2024, 5, 31), "1q", date(2024, 3, 1)),
        (date(2024, 1, 7), "1w", date(2024, 1, 1)),
        (date(2024, 1, 7), timedelta(days=7), date(2024, 1, 1)),
        (date(2024, 1, 7), "1d", date(2024, 1, 7)),
    ],
)
def test_a_window_is_counted_back_from_the_day_after_its_last(
    as_of: date, window: str | timedelta, start: date
) -> None:
    span = trailing_windows(as_of, window, 0).spans[0]
    assert (span.start, span.end) == (start, as_of + timedelta(days=1))


def test_without_a_window_everything_counts_and_nothing_precedes() -> None:
    windows = trailing_windows(date(2024, 1, 1), None, 0)
    assert windows.spans[0].holds(date(1, 1, 1))
    with pytest.raises(ValueError, match="nothing precedes"):
        windows.before()
    with pytest.raises(ValueError, match="nothing precedes"):
        trailing_windows(date(2024, 1, 1), None, 1)


def test_the_window_before_ends_where_this_one_begins_and_clips_again() -> None:
    spans = trailing_windows(date(2024, 3, 30), "1mo", 3).spans
    starts = [span.start for span in spans]
    # 31 March -> 29 February -> 29 January -> 29 December: once clipped, it stays on the 29th.
    assert starts == [
        date(2024, 2, 29), date(2024, 1, 29), date(2023, 12, 29), date(2023, 11, 29)
    ]  # fmt: skip
    assert [span.end for span in spans[1:]] == starts[:-1]


def test_months_are_clipped_to_their_length() -> None:
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert add_months(date(2024, 2, 29), -12) == date(2023, 2, 28)
    assert add_months(date(2024, 1, 31), -2) == date(2023, 11, 30)
    assert add_months(date(2023, 12, 31), 2) == date(2024, 2, 29)


def test_buckets_are_cut_at_as_of_and_whole_before_it() -> None:
    windows = bucket_windows(date(2024, 3, 10), "1mo", 1)
    assert (windows.spans[0].start, windows.spans[0].end) == (date(2024, 3, 1), date(2024, 3, 11))
    assert (windows.spans[1].start, windows.spans[1].end) == (date(2024, 2, 1), date(2024, 3, 1))
    assert windows.full_until == date(2024, 3, 31)


def test_weeks_start_when_told() -> None:
    wednesday = date(2024, 2, 28)
    assert start_of_period(wednesday, "1w") == date(2024, 2, 26)
    assert start_of_period(wednesday, "1w", "sunday") == date(2024, 2, 25)
    assert start_of_period(wednesday, "1w", "thursday") == date(2024, 2, 22)


def test_a_grid_holds_each_period_end_and_as_of_last() -> None:
    assert grid(date(2024, 1, 15), date(2024, 4, 10), "1mo") == [
        date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 10)
    ]  # fmt: skip
    assert grid(date(2024, 1, 15), date(2024, 3, 31), "1q") == [date(2024, 3, 31)]
    assert grid(date(2024, 2, 28), date(2024, 3, 1), "1d") == [
        date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)
    ]  # fmt: skip
    assert grid(date(2024, 1, 15), date(2024, 1, 14), "1d") == []
    assert grid(None, date(2024, 1, 14), "1d") == []


def test_days_begin_in_the_zone_asked_for() -> None:
    summer_night = datetime(2024, 3, 31, 22, 30, tzinfo=UTC)
    winter_night = datetime(2024, 10, 27, 22, 30, tzinfo=UTC)
    assert local_day(summer_night, "Europe/Berlin") == date(2024, 4, 1)
    assert local_day(winter_night, "Europe/Berlin") == date(2024, 10, 27)
    assert local_day(summer_night, None) == date(2024, 3, 31)
    assert local_day(datetime(2024, 3, 31, 22, 30), "Europe/Berlin") == date(2024, 3, 31)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high", "digits"),
    [
        # Newcombe 1998.
        (81, 263, 0.2553, 0.3662, 5e-5),
        (0, 20, 0.0, 0.1611, 5e-5),
        (1, 29, 0.0061, 0.1718, 5e-5),
        (15, 148, 0.0624, 0.1605, 5e-5),
        # R's binom.
        (19, 38, 0.348499283643951, 0.651500716356049, 1e-14),
        (18, 20, 0.6989663548, 0.9721335188, 1e-10),
        (4, 20, 0.0806576626, 0.4160174323, 1e-10),
        (4, 200, 0.0078044264, 0.0502870869, 1e-10),
        (190, 200, 0.9104218519, 0.9726173544, 1e-10),
    ],
)
def test_wilson_as_published(part: int, whole: int, low: float, high: float, digits: float) -> None:
    found = wilson(part / whole, whole, normal_quantile(0.95))
    assert found == (approx(low, digits), approx(high, digits))


def test_wilson_stays_in_its_limits() -> None:
    low, high = wilson(1.0, 38, normal_quantile(0.95))
    assert 0 < low < high == 1.0
    low, high = wilson(0.0, 77, normal_quantile(0.95))
    assert low == 0.0 < high < 1


def test_the_complex_step_is_the_derivative() -> None:
    # d(a/b - c/d): 1/b, -a/b^2, -1/d, c/d^2.
    slopes = gradient(lambda t: t[0] / t[1] - t[2] / t[3], [3.0, 4.0, 5.0, 8.0])
    assert slopes == [approx(0.25, 1e-15), approx(-3 / 16, 1e-15), approx(-1 / 8, 1e-15),
                      approx(5 / 64, 1e-15)]  # fmt: skip
