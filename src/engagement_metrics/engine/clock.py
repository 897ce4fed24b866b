"""Time inside the engine: a whole number per row, of local days or of microseconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import narwhals.stable.v2 as nw

from engagement_metrics.engine.calendar import divided
from engagement_metrics.engine.words import Expression, Words
from engagement_metrics.engine.zones import Years, seconds_ahead
from engagement_metrics.errors import InvalidArgumentError, InvalidRecordsError

if TYPE_CHECKING:
    from narwhals.stable.v2.dtypes import DType

DAY = 86_400_000_000
_SECONDS = 86_400
_EPOCH = date(1970, 1, 1).toordinal()


def day_of(moment: date) -> int:
    """The number of a calendar day; 1970-01-01 is day 0."""
    return moment.toordinal() - _EPOCH


def date_of(day: int) -> date:
    """The calendar day of a number, as far as calendars reach."""
    return date.fromordinal(min(max(day + _EPOCH, 1), date.max.toordinal()))


@dataclass(frozen=True)
class Clock:
    """How the instants of one time column become positions, and back.

    Attributes:
        form: What the column holds: calendar dates, naive wall times or aware instants.
        zone: The zone in which days begin; None for the wall clock that naive times are read from.
        column_zone: The zone of the column's type.
        instants: Whether positions are microseconds rather than days.
        years: The first and the last year that the column holds, where they are known.
        shown_zone: The zone in which the engine shows its instants, where it is not the column's.
    """

    form: Literal["date", "naive", "aware"]
    zone: str | None = None
    column_zone: str | None = None
    instants: bool = False
    years: Years | None = None
    shown_zone: str | None = None

    @property
    def step(self) -> int:
        """How many positions one day has."""
        return DAY if self.instants else 1

    def position(self, instant: Expression, words: Words) -> Expression:
        """The position of each row's instant."""
        if isinstance(instant, nw.Expr):
            return self._position_there(instant, words)
        if self.instants:
            return instant.dt.timestamp("us")
        if self.form == "aware" and self.zone is not None:
            instant = instant.dt.convert_time_zone(self.zone).dt.replace_time_zone(None)
        # Dates are days since 1970-01-01 on Polars, where every local frame is.
        return instant.cast(words.Date).cast(words.Int32).cast(words.Int64)

    def _position_there(self, instant: Expression, words: Words) -> Expression:
        """The same where no engine's own word for it is every engine's.

        What enters the number of a day is named as few times as can be: engines copy it.
        """
        ahead = None
        shown = instant
        if self.form == "aware":
            zone = "UTC" if self.instants else self.zone or "UTC"
            shown_zone = self.shown_zone or self.column_zone or "UTC"
            ahead = seconds_ahead(instant, zone, shown_zone, self.years, words)
            shown = instant.dt.replace_time_zone(None)
        before = shown.dt.year().cast(words.Int64) - 1
        leap_days = divided(before, 4) - divided(before, 100) + divided(before, 400)
        date_number = before * 365 + leap_days + shown.dt.ordinal_day().cast(words.Int64) - _EPOCH
        if ahead is None and not self.instants:
            return date_number
        hour, minute, second = (
            part.cast(words.Int64)
            for part in (shown.dt.hour(), shown.dt.minute(), shown.dt.second())
        )
        seconds = (hour * 60 + minute) * 60 + second
        if ahead is not None:
            seconds = seconds + ahead
        if self.instants:
            microsecond = shown.dt.microsecond().cast(words.Int64)
            return date_number * DAY + seconds * 1_000_000 + microsecond
        return date_number + divided(seconds, _SECONDS)

    def literal(self, position: int) -> date | datetime:
        """The first instant of a position, as the column would hold it."""
        if self.instants:
            moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=position)
            return self._as_column(moment)
        day = date_of(position)
        if self.form == "date":
            return day
        midnight = datetime.combine(day, time())
        if self.form == "naive":
            return midnight
        return self._as_column(midnight.replace(tzinfo=ZoneInfo(self.zone or "UTC")))

    def moment(self, position: int, words: Words) -> Expression:
        """The same as a constant of expressions."""
        module: Any = words
        return _constant(self, position, module)

    def _as_column(self, moment: datetime) -> datetime:
        if self.form == "naive":
            return moment.replace(tzinfo=None)
        return moment.astimezone(ZoneInfo(self.column_zone or "UTC"))

    def position_of(self, moment: date | datetime) -> int:
        """The position of one instant that the column holds."""
        if not isinstance(moment, datetime):
            return day_of(moment)
        if self.instants:
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            since = aware - datetime(1970, 1, 1, tzinfo=UTC)
            return since // timedelta(microseconds=1)
        if self.form == "aware":
            moment = moment.astimezone(ZoneInfo(self.zone or "UTC"))
        return day_of(moment.date())

    def label(self, position: int) -> date | datetime:
        """A position as it is shown to users: a date, or an instant."""
        return self.literal(position) if self.instants else date_of(position)


@lru_cache(maxsize=4096)
def _constant(clock: Clock, position: int, words: Words) -> Expression:
    # Polars takes as long to make one constant moment as to read a few thousand rows.
    return words.lit(clock.literal(position))


def clock_of(
    name: str,
    dtype: DType,
    *,
    tz: str | None,
    instants: bool,
    years: Years | None = None,
    shown_zone: str | None = None,
) -> Clock:
    """The clock that reads a column.

    Args:
        name: The column's name, for the message.
        dtype: Its type.
        tz: The zone in which days begin; by default the column's own.
        instants: Whether the question is about instants rather than days.
        years: The first and the last year that it holds, where they are known.
        shown_zone: The zone in which the engine shows its instants, where it is not the column's.

    Raises:
        InvalidRecordsError: The column holds no times.
        InvalidArgumentError: An instant is asked for, but the column holds only dates.
    """
    if dtype == nw.Date:
        if instants:
            message = f"as_of has a time of day, but {name} holds only dates; pass a date as as_of"
            raise InvalidArgumentError(message)
        return Clock("date")
    if not isinstance(dtype, nw.Datetime):
        message = (
            f"{name} holds {dtype}, not times; convert it first, for example with "
            f"pandas.to_datetime(frame['{name}']) or polars.col('{name}').str.to_datetime()"
        )
        raise InvalidRecordsError(message)
    if dtype.time_zone is None:
        return Clock("naive", instants=instants)
    return Clock("aware", tz or dtype.time_zone, dtype.time_zone, instants, years, shown_zone)


def zone_named(tz: object) -> str | None:
    """The name of an IANA time zone, checked."""
    if tz is None:
        return None
    try:
        return str(ZoneInfo(str(tz)).key)
    except (KeyError, ValueError, OSError) as error:
        message = f"tz={str(tz)!r} is no IANA time zone; use a name such as 'Europe/Berlin'"
        raise InvalidArgumentError(message) from error
