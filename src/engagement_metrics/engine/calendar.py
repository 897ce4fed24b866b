"""Calendar arithmetic on day numbers, the same for a number, an array and an engine's column.

Day 0 is 1970-01-01. Months are numbered from March of the year 0, so that the leap day is the last
day of its year and no case distinction is needed (after C. Neri and L. Schneider, "Euclidean affine
functions and their application to calendar algorithms", 2023). Each step names the one before as
few times as can be, since engines copy what is named.
"""

from __future__ import annotations

from typing import Any, TypeVar

import narwhals.stable.v2 as nw
import numpy as np

Days = TypeVar("Days", int, np.ndarray[Any, np.dtype[np.int64]], "nw.Expr")

_SHIFT = 719_468
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def month_and_day(day: Days) -> tuple[Days, Days]:
    """The number of a day's month, and its day of the month counted from 0."""
    quarters = (day + _SHIFT) * 4 + 3
    century = divided(quarters, 146_097)
    of_century = divided(quarters - century * 146_097, 4) * 4 + 3
    year = divided(of_century, 1_461)
    of_year = divided(of_century - year * 1_461, 4) * 5 + 2
    month = divided(of_year, 153)
    return (century * 100 + year) * 12 + month, divided(of_year - month * 153, 5)


def first_day(month: Days) -> Days:
    """The first day of a month."""
    year = divided(month, 12)
    # Of the leap days, three in four centuries are left out.
    julian = divided(year * 1_461, 4) - divided(divided(year, 100) * 3 + 3, 4)
    day: Any = julian + divided((month - year * 12) * 153 + 2, 5) - _SHIFT
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
        return divided(day + 3 - week_start, 7)
    month, _ = month_and_day(day)
    # Months count from March; January begins calendar quarters and years.
    return divided(month + 2, _MONTHS[period])


def first_day_of_period(number: Days, period: str, week_start: int) -> Days:
    """The first day of a period."""
    if period == "1d":
        return number
    if period == "1w":
        return number * 7 - 3 + week_start
    return first_day(number * _MONTHS[period] - 2)


def divided(number: Days, by: int) -> Days:
    """How often a whole number above zero fits into another, also into one below zero."""
    if isinstance(number, nw.Expr):
        # Engines differ in how they divide, and to make them agree Narwhals names the number six
        # times. Half a step away from every border, one multiplication is exact.
        return ((number.cast(nw.Float64) + 0.5) * (1.0 / by)).floor().cast(nw.Int64)
    return number // by


def smaller(left: Days, right: Days) -> Days:
    """The smaller of two, whatever they are."""
    if isinstance(left, int):
        return min(left, right)
    if isinstance(left, np.ndarray):
        other: Any = right
        lower: Days = np.minimum(left, other)
        return lower
    return right + (left - right).clip(upper_bound=0)


_MONTHS = {"1mo": 1, "1q": 3, "1y": 12}
