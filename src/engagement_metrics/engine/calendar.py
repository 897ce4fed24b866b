"""Calendar arithmetic on day numbers, the same for a number, an array and an engine's column.

Day 0 is 1970-01-01. Months are numbered from March of the year 0, so that the leap day is the last
day of its year and no case distinction is needed (after H. Hinnant, "chrono-Compatible Low-Level
Date Algorithms", 2013).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

Days = TypeVar("Days", int, np.ndarray[Any, np.dtype[np.int64]], "nw.Expr")

_SHIFT = 719_468
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def month_and_day(day: Days) -> tuple[Days, Days]:
    """The number of a day's month, and its day of the month counted from 0."""
    shifted = day + _SHIFT
    era = shifted // 146_097
    of_era = shifted - era * 146_097
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (year * 365 + year // 4 - year // 100)
    month = (of_year * 5 + 2) // 153
    return (year + era * 400) * 12 + month, of_year - (month * 153 + 2) // 5


def first_day(month: Days) -> Days:
    """The first day of a month."""
    year = month // 12
    of_year = month - year * 12
    leap_days = year // 4 - year // 100 + year // 400
    day: Any = year * 365 + leap_days + (of_year * 153 + 2) // 5 - _SHIFT
    first: Days = day
    return first


def months_earlier(end: Days, months: int) -> Days:
    """The same day of the month some months earlier, or the last day of a shorter month."""
    month, day = month_and_day(end)
    target = month - months
    return smaller(first_day(target) + day, first_day(target + 1) - 1)


def first_end_after_months(month: Days, day: Days, months: int) -> Days:
    """The first exclusive end whose window of `months` months begins after a day.

    Args:
        month: The month of the day after that day.
        day: Its day of the month, counted from 0.
        months: The length of the window.
    """
    target = month + months
    return smaller(first_day(target) + day, first_day(target + 1))


def period_of(day: Days, period: str, week_start: int) -> Days:
    """The number of the day, week, month, quarter or year that holds a day."""
    if period == "1d":
        return day
    if period == "1w":
        # Day 0 was a Thursday, three days after a Monday.
        return (day + 3 - week_start) // 7
    month, _ = month_and_day(day)
    # Months count from March; January begins calendar quarters and years.
    return (month + 2) // _MONTHS[period]


def first_day_of_period(number: Days, period: str, week_start: int) -> Days:
    """The first day of a period."""
    if period == "1d":
        return number
    if period == "1w":
        return number * 7 - 3 + week_start
    return first_day(number * _MONTHS[period] - 2)


def smaller(left: Days, right: Days) -> Days:
    """The smaller of two, whatever they are."""
    if isinstance(left, int):
        return min(left, right)
    if isinstance(left, np.ndarray):
        other: Any = right
        lower: Days = np.minimum(left, other)
        return lower
    # Of whole numbers, half of the sum less the distance: the same words on every engine.
    return (left + right - (left - right).abs()) // 2


_MONTHS = {"1mo": 1, "1q": 3, "1y": 12}
