"""Days, windows, buckets and grids, by the standard library's `datetime` alone.

A window is half-open, `[start, end)`. Its positions are whole local days (`date`), or instants in
UTC (`datetime`) when `as_of` is an instant. `None` as a start means: since ever.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Window = str | timedelta | None

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS_OF = {"mo": 1, "q": 3, "y": 12}
DAYS_OF = {"d": 1, "w": 7}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """The positions from `start` (None: since ever) up to, and without, `end`."""

    start: date | None
    end: date

    def holds(self, position: date) -> bool:
        """Whether a position lies in the span."""
        return position < self.end and (self.start is None or position >= self.start)


@dataclass(frozen=True)
class Windows:
    """The current window, the ones before it, and everything before the current one.

    Attributes:
        spans: `spans[0]` is the current window, `spans[n]` what `n` times `.previous` means.
        as_of: The day that the current window ends with, or the instant that ends it.
        full_until: The last day of the current window if it were whole: of a calendar period the
            last day, of other windows always `as_of`.
    """

    spans: tuple[Span, ...]
    as_of: date
    full_until: date

    def before(self, lag: int = 0) -> Span:
        """Everything that precedes the window of that lag."""
        start = self.spans[lag].start
        if start is None:
            raise ValueError("nothing precedes a window without a start")
        return Span(None, start)


def local_day(moment: date, tz: str | None) -> date:
    """The calendar day of a moment: aware ones in `tz` or their own zone, naive ones as is."""
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is not None and tz is not None:
        moment = moment.astimezone(ZoneInfo(tz))
    return moment.date()


def instant(moment: date, tz: str | None) -> datetime:
    """The moment in UTC; a naive one is wall time in `tz`, or in UTC where no zone is known."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, datetime.min.time())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(tz) if tz is not None else UTC)
    return moment.astimezone(UTC)


def is_instant(as_of: date | None) -> bool:
    """An aware timestamp, or one with a time of day, is an instant; a naive midnight is a day."""
    if not isinstance(as_of, datetime):
        return False
    return as_of.tzinfo is not None or as_of.time() != datetime.min.time()


def add_months(day: date, months: int) -> date:
    """The same day of the month, that many months later, clipped to the length of that month."""
    year, month = divmod(day.year * 12 + (day.month - 1) + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def start_of_window(end: date, window: Window) -> date | None:
    """The start of the window that ends, exclusively, at `end`."""
    if window is None:
        return None
    if isinstance(window, timedelta):
        if not isinstance(end, datetime) and window % ONE_DAY:
            raise ValueError("a window that ends with a day is whole days long")
        return end - window
    parsed = re.fullmatch(r"(\d+)(d|w|mo|q|y)", window)
    if parsed is None:
        raise ValueError(f"no window: {window!r}")
    count, step = int(parsed[1]), parsed[2]
    if step in DAYS_OF:
        return end - timedelta(days=count * DAYS_OF[step])
    if isinstance(end, datetime):
        raise TypeError("an instant needs a window of fixed length")
    return add_months(end, -count * MONTHS_OF[step])


def trailing_windows(as_of: date, window: Window, lags: int) -> Windows:
    """The window that ends with `as_of`, and the `lags` windows before it.

    Each ends where the next one begins. A day belongs to its own window, an instant does not.
    """
    end = as_of if isinstance(as_of, datetime) else as_of + ONE_DAY
    spans = [Span(start_of_window(end, window), end)]
    while len(spans) <= lags:
        end_before = spans[-1].start
        if end_before is None:
            raise ValueError("nothing precedes a window without a start")
        spans.append(Span(start_of_window(end_before, window), end_before))
    return Windows(tuple(spans), as_of, as_of)


def start_of_period(day: date, every: str, week_start: str = "monday") -> date:
    """The first day of the calendar period (`1d`, `1w`, `1mo`, `1q`, `1y`) that holds a day."""
    if every == "1d":
        return day
    if every == "1w":
        return day - timedelta(days=(day.weekday() - WEEKDAYS.index(week_start)) % 7)
    if every == "1mo":
        return day.replace(day=1)
    if every == "1q":
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    if every == "1y":
        return date(day.year, 1, 1)
    raise ValueError(f"no grid: {every!r}")


def end_of_period(day: date, every: str, week_start: str = "monday") -> date:
    """The last day of the calendar period that holds a day: walk until the next one begins."""
    start = start_of_period(day, every, week_start)
    while start_of_period(day + ONE_DAY, every, week_start) == start:
        day += ONE_DAY
    return day


def bucket_windows(as_of: date, every: str, lags: int, week_start: str = "monday") -> Windows:
    """The calendar period of `as_of`, cut there, and the `lags` whole periods before it."""

    def start_of(end: date) -> date:
        return start_of_period(end - ONE_DAY, every, week_start)

    spans = [Span(start_of(as_of + ONE_DAY), as_of + ONE_DAY)]
    while len(spans) <= lags:
        end = spans[-1].start
        assert end is not None
        spans.append(Span(start_of(end), end))
    return Windows(tuple(spans), as_of, end_of_period(as_of, every, week_start))


def grid(first: date | None, as_of: date, every: str, week_start: str = "monday") -> list[date]:
    """The dates of a history: the last day of each period, and at last `as_of` itself.

    It begins with the period that holds the first record. Without a record up to `as_of` there
    are no dates.
    """
    if first is None or first > as_of:
        return []
    dates: list[date] = []
    day = end_of_period(first, every, week_start)
    while day < as_of:
        dates.append(day)
        day = end_of_period(day + ONE_DAY, every, week_start)
    return [*dates, as_of]
