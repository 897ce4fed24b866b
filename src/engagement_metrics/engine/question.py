"""The question of one call: its arguments, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from engagement_metrics.engine.calendar import WEEKDAYS
from engagement_metrics.engine.clock import day_of, zone_named
from engagement_metrics.engine.columns import RowExpression, Where, condition_of
from engagement_metrics.engine.windows import EVERY, Window, did_you_mean, window_of
from engagement_metrics.errors import ArgumentTypeError, InvalidArgumentError
from engagement_metrics.records.kinds import DATA

if TYPE_CHECKING:
    import pandas as pd

AsOf: TypeAlias = "date | datetime | str"
By: TypeAlias = "str | Sequence[str]"
Every: TypeAlias = Literal["1d", "1w", "1mo", "1q", "1y"]
Span: TypeAlias = "str | timedelta"
WeekStart: TypeAlias = Literal[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
]

ALL_IN_PERCENT = 100
ARGUMENTS = frozenset(
    {
        "data", "window", "as_of", "by", "every", "where", "confidence", "tz", "week_start",
        "checks", "min_units", "detail", *DATA,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What is asked of the data, apart from the metric.

    Attributes:
        window: Which days each number is about.
        spelled: The window as the caller wrote it.
        as_of: The last day, or an instant; None for the day of the last row that counts.
        by: The columns to group by.
        every: The grid of dates; None for one date.
        where: The condition on rows.
        confidence: The level of the intervals; None for none.
        tz: The zone in which days begin.
        week_start: The weekday on which weeks begin, 0 for Monday.
        checks: Whether checks that cost a pass of their own are made.
        min_units: Groups of fewer units are blank.
        detail: Whether frames show what a number is made of.
    """

    window: Window
    spelled: object
    as_of: date | datetime | None
    by: tuple[str, ...]
    every: str | None
    where: RowExpression | None
    confidence: float | None
    tz: str | None
    week_start: int
    checks: bool
    min_units: int | None
    detail: bool

    @property
    def instants(self) -> bool:
        """Whether `as_of` is an instant rather than a day."""
        return isinstance(self.as_of, datetime)

    @property
    def frame(self) -> bool:
        """Whether the answer is a frame rather than one number."""
        return bool(self.by) or self.every is not None

    @property
    def buckets(self) -> bool:
        """Whether windows are calendar periods."""
        return self.every is not None and self.spelled == self.every


def question(
    *,
    window: object,
    as_of: object,
    by: object,
    every: object,
    where: Where | None,
    confidence: object,
    tz: object,
    week_start: object,
    checks: bool,
    min_units: object,
    detail: bool,
) -> Question:
    """A question from a call's arguments.

    Raises:
        InvalidArgumentError: An argument has a value that cannot be used.
        ArgumentTypeError: An argument is of the wrong type.
    """
    moment = _moment(as_of)
    instants = isinstance(moment, datetime)
    if every is not None and every not in EVERY:
        choices = ", ".join(map(repr, EVERY))
        message = f"every={every!r} is not known.{did_you_mean(every)} It is one of {choices}"
        raise InvalidArgumentError(message)
    if every is not None and instants:
        message = (
            "as_of has a time of day, but the dates of `every` are whole days; pass a date as as_of"
        )
        raise InvalidArgumentError(message)
    if week_start not in WEEKDAYS:
        message = f"week_start={week_start!r} is no weekday; it is one of {', '.join(WEEKDAYS)}"
        raise InvalidArgumentError(message)
    weekday = WEEKDAYS.index(str(week_start))
    grid = None if every is None else str(every)
    return Question(
        window=window_of(window, every=grid, week_start=weekday, instants=instants),
        spelled=window,
        as_of=moment,
        by=_columns(by),
        every=grid,
        where=condition_of(where),
        confidence=_confidence(confidence),
        tz=zone_named(tz),
        week_start=weekday,
        checks=checks,
        min_units=_min_units(min_units),
        detail=detail,
    )


def _moment(as_of: object) -> date | datetime | None:
    if as_of is None:
        return None
    if isinstance(as_of, str):
        try:
            as_of = datetime.fromisoformat(as_of)
        except ValueError as error:
            message = f"as_of={as_of!r} is no ISO date; write it as '2025-12-31'"
            raise InvalidArgumentError(message) from error
    elif type(as_of).__name__ == "datetime64":
        # numpy.datetime64 in microseconds turns into a datetime, in days into a date.
        scalar: Any = as_of
        as_of = scalar.astype("datetime64[us]").item()
    if not isinstance(as_of, date) or as_of != as_of:  # noqa: PLR0124 (NaT differs from itself)
        message = (
            "as_of takes a date, its ISO text, or a timestamp, "
            f"not {'a missing value' if as_of is None else type(as_of).__name__}"
        )
        raise ArgumentTypeError(message)
    if isinstance(as_of, datetime):
        if as_of.tzinfo is None and as_of.time() == time():
            as_of = as_of.date()
        else:
            if type(as_of) is datetime:
                return as_of.replace()
            return _plain(cast("pd.Timestamp", as_of))
    if day_of(as_of) >= day_of(date.max):
        message = "as_of must be earlier than 9999-12-31"
        raise InvalidArgumentError(message)
    return as_of


def _plain(moment: pd.Timestamp) -> datetime:
    # A pandas Timestamp is a datetime with nanoseconds.
    plain: datetime = moment.to_pydatetime()
    return plain


def _columns(by: object) -> tuple[str, ...]:
    if by is None:
        return ()
    names: tuple[object, ...] = (by,) if isinstance(by, str) else ()
    if not names:
        if not isinstance(by, Sequence):
            message = f"by takes a column's name or a list of names, not a {type(by).__name__}"
            raise ArgumentTypeError(message)
        names = tuple(by)
    if not all(isinstance(name, str) for name in names):
        message = "by takes names of columns; every one must be text"
        raise ArgumentTypeError(message)
    repeated = sorted({str(name) for name in names if names.count(name) > 1})
    if repeated:
        message = f"by names {', '.join(repeated)} more than once"
        raise InvalidArgumentError(message)
    return tuple(str(name) for name in names)


def _confidence(confidence: object) -> float | None:
    if confidence is None:
        return None
    if isinstance(confidence, bool) or not isinstance(confidence, int | float):
        message = f"confidence takes a number such as 0.95 or None, not {confidence!r}"
        raise ArgumentTypeError(message)
    if not 0 < confidence < 1:
        percent = 1 < confidence < ALL_IN_PERCENT
        suggestion = f"; write {confidence / ALL_IN_PERCENT:g}" if percent else ""
        message = f"confidence={confidence!r} must lie between 0 and 1{suggestion}"
        raise InvalidArgumentError(message)
    return float(confidence)


def _min_units(min_units: object) -> int | None:
    if min_units is None:
        return None
    if isinstance(min_units, bool) or not isinstance(min_units, int) or min_units < 0:
        message = f"min_units takes a whole number of units, not {min_units!r}"
        raise InvalidArgumentError(message)
    return min_units
