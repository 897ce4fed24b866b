"""Calendar arithmetic on day numbers agrees with the calendar of the standard library."""

# ruff: noqa: ANN401

import calendar
from datetime import date, timedelta
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import polars as pl
import pytest

from engagement_metrics.engine.calendar import (
    WEEKDAYS,
    first_day,
    first_day_of_period,
    first_end_after_months,
    month_and_day,
    months_earlier,
    period_of,
)
from engagement_metrics.engine.clock import date_of, day_of

EPOCH = date(1970, 1, 1)
SPANS = {
    "now": (date(2019, 12, 1), date(2029, 4, 1)),
    "the epoch": (date(1967, 12, 1), date(1972, 4, 1)),
    "1600": (date(1599, 1, 1), date(1601, 12, 31)),
    "1900, no leap year": (date(1899, 12, 1), date(1901, 3, 1)),
    "2000, a leap year": (date(1999, 12, 1), date(2001, 3, 1)),
    "9999": (date(9998, 1, 1), date(9999, 12, 30)),
    "the first days": (date(1, 1, 1), date(2, 12, 31)),
}


def days_of(span: str) -> list[date]:
    first, last = SPANS[span]
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def earlier(day: date, months: int) -> date:
    """The same day some months earlier, or the last one of a shorter month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def first_of(day: date, period: str, week_start: int) -> date:
    if period == "1d":
        return day
    if period == "1w":
        return day - timedelta(days=(day.weekday() - week_start) % 7)
    months = {"1mo": 1, "1q": 3, "1y": 12}[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


each_span = pytest.mark.parametrize("span", SPANS)


def test_days_are_counted_from_the_epoch() -> None:
    assert day_of(EPOCH) == 0
    assert day_of(date(1969, 12, 31)) == -1
    for span in SPANS:
        for day in days_of(span):
            assert day_of(day) == (day - EPOCH).days
            assert date_of(day_of(day)) == day


def test_dates_end_where_calendars_end() -> None:
    assert date_of(10**9) == date.max
    assert date_of(-(10**9)) == date.min


@each_span
def test_months_and_their_days(span: str) -> None:
    for day in days_of(span):
        month, of_month = month_and_day(day_of(day))
        assert of_month == day.day - 1
        # Months are numbered from March of the year 0.
        assert divmod(month + 2, 12) == (day.year, day.month - 1)
        assert first_day(month) == day_of(day.replace(day=1))


@each_span
@pytest.mark.parametrize("months", [1, 3, 12, 13])
def test_months_earlier(span: str, months: int) -> None:
    days = [day for day in days_of(span) if day.year * 12 + day.month - 1 - months >= 12]
    numbers = np.array([day_of(day) for day in days])
    expected = [day_of(earlier(day, months)) for day in days]

    assert [months_earlier(int(number), months) for number in numbers] == expected
    assert months_earlier(numbers, months).tolist() == expected


@pytest.mark.parametrize(
    ("end", "months", "start"),
    [
        (date(2024, 3, 1), 1, date(2024, 2, 1)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2023, 3, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2025, 1, 1), 12, date(2024, 1, 1)),
        (date(2024, 5, 31), 3, date(2024, 2, 29)),
    ],
)
def test_ends_of_months(end: date, months: int, start: date) -> None:
    assert months_earlier(day_of(end), months) == day_of(start)


@pytest.mark.parametrize("months", [1, 3, 12])
@pytest.mark.parametrize("span", ["now", "1900, no leap year", "1600"])
def test_the_end_that_a_day_leaves_before(span: str, months: int) -> None:
    days = days_of(span)
    for day in days[: -32 * (months + 1)]:
        number = day_of(day)
        after = number + 1

        end = first_end_after_months(*month_and_day(after), months)

        assert months_earlier(end, months) > number
        assert months_earlier(end - 1, months) <= number


@each_span
@pytest.mark.parametrize("period", ["1d", "1w", "1mo", "1q", "1y"])
def test_periods(span: str, period: str) -> None:
    for week_start in range(7) if period == "1w" else (0,):
        days = [day for day in days_of(span) if day.toordinal() > 7]
        numbers = np.array([day_of(day) for day in days])
        expected = [day_of(first_of(day, period, week_start)) for day in days]

        found = period_of(numbers, period, week_start)

        assert first_day_of_period(found, period, week_start).tolist() == expected
        assert (first_day_of_period(found + 1, period, week_start) > numbers).all()
        assert [period_of(int(number), period, week_start) for number in numbers[:40]] == (
            found[:40].tolist()
        )


def test_weekdays_are_in_the_order_of_the_standard_library() -> None:
    assert [name.title() for name in WEEKDAYS] == list(calendar.day_name)


@each_span
def test_columns_agree_with_numbers(span: str) -> None:
    numbers = [day_of(day) for day in days_of(span) if day.year > 2 or span != "the first days"]
    frame = nw.from_native(pl.DataFrame({"day": numbers}, schema={"day": pl.Int64}).lazy())
    day = nw.col("day")

    def column(expression: Any) -> list[int]:
        collected: list[int] = frame.select(expression.alias("x")).collect()["x"].to_list()
        return collected

    month, of_month = month_and_day(day)
    assert column(month) == [month_and_day(number)[0] for number in numbers]
    assert column(of_month) == [month_and_day(number)[1] for number in numbers]
    assert column(months_earlier(day, 12)) == [months_earlier(number, 12) for number in numbers]
    for period in ("1w", "1q"):
        assert column(period_of(day, period, 6)) == [period_of(n, period, 6) for n in numbers]
