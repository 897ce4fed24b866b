"""Windows: which days a number is about, as of a day.

A window is half-open in local calendar days: [start, end), the end being the day after `as_of`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from engagement_metrics.engine.calendar import (
    Days,
    first_day_of_period,
    first_end_after_months,
    month_and_day,
    months_earlier,
    period_of,
)
from engagement_metrics.engine.clock import DAY
from engagement_metrics.engine.words import Rows, Words, apart
from engagement_metrics.errors import ArgumentTypeError, DefinitionError, InvalidArgumentError

if TYPE_CHECKING:
    from numpy.typing import NDArray

EVERY = ("1d", "1w", "1mo", "1q", "1y")


@dataclass(frozen=True)
class Window:
    """A window without a beginning: everything up to its end."""

    def start(self, end: Days) -> Days:  # noqa: ARG002 (as windows with a beginning have it)
        """The first position of the window that ends before `end`."""
        message = "window=None has no window before it; .previous and .before need a window"
        raise DefinitionError(message)

    def leaving(
        self,
        rows: Rows,  # noqa: ARG002 (as windows with a beginning have it)
        position: str,  # noqa: ARG002
        name: str,  # noqa: ARG002
        words: Words,  # noqa: ARG002
    ) -> Rows:
        """Rows with the first `as_of` whose window no longer reaches a position.

        It is a column of its own, since expressions that contain one another grow too large.
        """
        message = "nothing leaves a window without a beginning"
        raise DefinitionError(message)

    @property
    def endless(self) -> bool:
        """Whether the window has no beginning."""
        return True


class Bounded(Window):
    """A window with a beginning."""

    @property
    def endless(self) -> bool:
        """It begins somewhere."""
        return False


@dataclass(frozen=True)
class TrailingDays(Bounded):
    """The trailing `length` positions."""

    length: int

    def start(self, end: Days) -> Days:
        """`length` earlier than the end."""
        return end - self.length

    def leaving(self, rows: Rows, position: str, name: str, words: Words) -> Rows:
        """`length` later than the position."""
        return rows.with_columns((words.col(position) + self.length).alias(name))


@dataclass(frozen=True)
class TrailingMonths(Bounded):
    """The trailing calendar months, counted back from the exclusive end."""

    months: int

    def start(self, end: Days) -> Days:
        """The same day of the month, some months earlier."""
        return months_earlier(end, self.months)

    def leaving(self, rows: Rows, position: str, name: str, words: Words) -> Rows:
        """The day before the first end from which the window no longer reaches back so far."""
        month, day = month_and_day(words.col(position) + 1)
        rows = apart(rows.with_columns(month.alias("em_month"), day.alias("em_day_of_month")))
        end = first_end_after_months(
            words.col("em_month"), words.col("em_day_of_month"), self.months
        )
        return rows.with_columns((end - 1).alias(name))


@dataclass(frozen=True)
class Bucket(Bounded):
    """The calendar period that holds the last day."""

    period: str
    week_start: int

    def start(self, end: Days) -> Days:
        """The first day of the period."""
        number = period_of(end - 1, self.period, self.week_start)
        return first_day_of_period(number, self.period, self.week_start)

    def leaving(self, rows: Rows, position: str, name: str, words: Words) -> Rows:
        """The first day of the next period."""
        number = period_of(words.col(position), self.period, self.week_start)
        rows = apart(rows.with_columns(number.alias("em_period")))
        first = first_day_of_period(words.col("em_period") + 1, self.period, self.week_start)
        return rows.with_columns(first.alias(name))


def window_of(window: object, *, every: str | None, week_start: int, instants: bool) -> Window:
    """The window that an argument spells.

    Args:
        window: "365d", "4w", "12mo", "1q", "1y", a timedelta or None.
        every: The grid; where it is spelled like the window, windows are calendar buckets.
        week_start: The weekday on which weeks begin, 0 for Monday.
        instants: Whether positions are microseconds.

    Raises:
        InvalidArgumentError: The spelling is unknown, or the length is not above zero.
    """
    if window is None:
        return Window()
    if every is not None and window == every:
        return Bucket(every, week_start)
    if isinstance(window, timedelta):
        return _span(window, instants=instants)
    if not isinstance(window, str):
        suggestion = (
            f"; write '{window}d' for {window} days"
            if isinstance(window, int) and not isinstance(window, bool)
            else ""
        )
        message = (
            f"window takes text such as '365d' or '12mo', a timedelta or None, not {window!r}"
            f"{suggestion}"
        )
        raise ArgumentTypeError(message)
    matched = re.fullmatch(r"([1-9][0-9]{0,5})(d|w|mo|q|y)", window)
    if matched is None:
        raise InvalidArgumentError(_unknown(window))
    length, unit = int(matched[1]), matched[2]
    if unit in ("d", "w"):
        days = length * (7 if unit == "w" else 1)
        return TrailingDays(days * (DAY if instants else 1))
    if instants:
        message = (
            f"window='{window}' is of whole calendar days, but as_of has a time of day; use a "
            "window of fixed length such as '365d', or a date as as_of"
        )
        raise InvalidArgumentError(message)
    return TrailingMonths(length * {"mo": 1, "q": 3, "y": 12}[unit])


def bounds(window: Window, end: int, *, lag: int, before: bool) -> tuple[int | None, int]:
    """The positions [start, end) that a measure reads; no start means from the very beginning."""
    for _ in range(lag):
        end = window.start(end)
    if before:
        return None, window.start(end)
    return (None if window.endless else window.start(end)), end


def grid(first: int, last: int, every: str, week_start: int) -> NDArray[np.int64]:
    """The last day of each period from the one that holds `first`; the last one is `last`."""
    numbers: Any = np.arange(
        period_of(first, every, week_start), period_of(last, every, week_start) + 1, dtype=np.int64
    )
    days: NDArray[np.int64] = first_day_of_period(numbers + 1, every, week_start) - 1
    days[-1] = last
    return days


def _span(window: timedelta, *, instants: bool) -> Window:
    if window <= timedelta(0):
        message = f"window={window} is empty; use a length above zero"
        raise InvalidArgumentError(message)
    if instants:
        return TrailingDays(window // timedelta(microseconds=1))
    if window % timedelta(days=1):
        message = (
            f"window={window} is not a whole number of days; with a date as as_of windows are of "
            "whole days, or pass an instant as as_of"
        )
        raise InvalidArgumentError(message)
    return TrailingDays(window.days)


def _unknown(window: str) -> str:
    return (
        f"window='{window}' is not known.{did_you_mean(window)} Windows are a number and d, w, mo, "
        "q or y, such as '365d' or '12mo', a timedelta, or None for everything up to as_of"
    )


def did_you_mean(spelled: object) -> str:
    """A hint for a span of time that is spelled as other libraries spell it."""
    matched = re.fullmatch(r"\s*(\d*)\s*([a-z]*)\s*", str(spelled).lower())
    unit = matched and (_USUAL.get(matched[2]) or (matched[2] if matched[2] in "dwqy" else None))
    length = int(matched[1] or 1) if matched else 0
    return f" Did you mean '{length}{unit}'?" if unit and length else ""


_USUAL = {
    **dict.fromkeys(("m", "me", "ms", "month", "months", "monthly"), "mo"),
    **dict.fromkeys(("qe", "qs", "quarter", "quarters", "quarterly"), "q"),
    **dict.fromkeys(("ye", "ys", "a", "year", "years", "yearly"), "y"),
    **dict.fromkeys(("day", "days", "daily", ""), "d"),
    **dict.fromkeys(("week", "weeks", "weekly"), "w"),
}
