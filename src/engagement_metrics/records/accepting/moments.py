"""Moments: when something happened, from timestamps, dates, numbers and text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engagement_metrics.errors import InvalidArgumentError, InvalidRecordsError
from engagement_metrics.records.accepting.options import ORDERS_OF_DAY, UNIX

if TYPE_CHECKING:
    import polars as pl

ISO = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?"
    r" ?(Z|z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?)?)?$"
)
_ZONE = r" ?(Z|z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?)$"
_CLOCK = r"^[0-9:.,]* ?"
_DAY_FIRST = r"^[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}([T ,]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?$"
_DIGITS = r"^-?[0-9]{1,18}([.][0-9]*)?$"
# 9999-12-31 in seconds since 1970; years have four digits.
_LATEST = 253_402_300_799


def zoned(text: pl.Expr) -> pl.Expr:
    """Whether text is a time with a zone."""
    return text.str.contains(ISO) & text.str.slice(11).str.contains(_ZONE)


def localised(moment: pl.Expr, tz: str | None) -> pl.Expr:
    """A wall time as the instant at which the clocks of a zone show it.

    What the zone skips is missing; what it has twice is the earlier one.
    """
    if tz is None:
        return moment
    return moment.dt.replace_time_zone(tz, ambiguous="earliest", non_existent="null")


def placed(instant: pl.Expr, tz: str | None) -> pl.Expr:
    """An instant in another zone."""
    return instant if tz is None else instant.dt.convert_time_zone(tz)


def from_number(number: pl.Expr, way: str, tz: str | None) -> pl.Expr:
    """The instant that a number of seconds, or fractions of them, since 1970 stands for."""
    import polars as pl

    counted = number.cast(pl.Float64)
    seconds = counted / UNIX[way]
    possible = (seconds >= -_LATEST / 4) & (seconds <= _LATEST)
    # Microseconds of a whole number are exact only without a detour through floats.
    exact = number.cast(pl.Int64, strict=False) * (1_000_000 // UNIX[way])
    rounded = (seconds * 1e6).round().cast(pl.Int64, strict=False)
    whole = counted == counted.round()
    micro = pl.when(possible).then(pl.when(whole).then(exact).otherwise(rounded))
    return placed(micro.cast(pl.Datetime("us")).dt.replace_time_zone("UTC"), tz)


def from_text(text: pl.Expr, way: str, *, aware: bool, tz: str | None) -> pl.Expr:
    """The moment that text shows; missing where it shows none.

    Args:
        text: Trimmed text.
        way: How dates are written; ISO is always understood.
        aware: Whether the column becomes instants, because some of its times have a zone.
        tz: The zone of times without one.
    """
    import polars as pl

    if way in UNIX:
        digits = pl.when(text.str.contains(_DIGITS)).then(text)
        kind = pl.Float64 if way == "unix" else pl.Int64
        return from_number(digits.cast(kind, strict=False), way, tz)
    if "%" in way:
        return _formatted(text, way, aware=aware, tz=tz)
    naive, offset = _iso(text)
    if way in ORDERS_OF_DAY:
        naive = pl.coalesce(naive, _spelled(text, way))
    if tz is None and not aware:
        return naive
    instant = placed((naive - pl.duration(minutes=offset)).dt.replace_time_zone("UTC"), tz)
    timed = pl.when(offset.is_not_null()).then(instant)
    return timed if tz is None else timed.otherwise(localised(naive, tz))


def _iso(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The wall time that ISO 8601 text shows, and its offset in minutes where it has one."""
    import polars as pl

    shown = pl.when(text.str.contains(ISO)).then(text)
    rest = shown.str.slice(11)
    clock = rest.str.replace(_ZONE, "").str.replace(",", ".", literal=True)
    zone = rest.str.replace(_CLOCK, "").str.replace(":", "", literal=True)
    full = pl.when(clock.str.len_bytes() == 5).then(clock + ":00").otherwise(clock)  # noqa: PLR2004
    full = pl.when(clock == "").then(pl.lit("00:00:00")).otherwise(full)
    naive = (shown.str.slice(0, 10) + " " + full).str.to_datetime(
        "%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False
    )
    sign = pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    hours = zone.str.slice(1, 2).cast(pl.Int64, strict=False)
    minutes = zone.str.slice(3, 2).cast(pl.Int64, strict=False).fill_null(0)
    offset = pl.when(zone.str.to_lowercase().is_in(["z", "utc", "gmt"])).then(0)
    return naive, offset.otherwise(sign * (hours * 60 + minutes))


def _spelled(text: pl.Expr, way: str) -> pl.Expr:
    """The wall time of text such as 31.12.2025 14:05 or 12/31/2025."""
    import polars as pl

    shown = pl.when(text.str.contains(_DAY_FIRST)).then(text)
    joined = shown.str.replace_all("[./]", "-").str.replace_all("[T ,]+", " ")
    full = pl.when(joined.str.contains(" ", literal=True)).then(joined).otherwise(joined + " 0:00")
    full = pl.when(full.str.contains(":[0-9]{2}:")).then(full).otherwise(full + ":00")
    days = "%d-%m-%Y" if way == "day_first" else "%m-%d-%Y"
    return full.str.to_datetime(f"{days} %H:%M:%S", time_unit="us", strict=False)


def _formatted(text: pl.Expr, way: str, *, aware: bool, tz: str | None) -> pl.Expr:
    import polars as pl

    parsed = text.str.to_datetime(way, time_unit="us", strict=False)
    if any(zone in way for zone in ("%z", "%:z", "%#z")):
        return placed(parsed, tz)
    return pl.lit(None, dtype=pl.Datetime("us", "UTC")) if aware else localised(parsed, tz)


def here_only(name: str, argument: str, dtype: object) -> InvalidRecordsError:
    """What to say where an engine would have to read times from text or numbers."""
    message = (
        f"{name} of {argument} holds {dtype}, which is turned into times only by Polars, pandas "
        "and Arrow; cast it to a timestamp where it is, for example with CAST"
    )
    return InvalidRecordsError(message)


def no_zone_here(argument: str) -> InvalidArgumentError:
    """What to say where an engine would have to move times into another zone."""
    message = (
        f"tz= needs {argument} to be read by Polars, pandas or Arrow; convert the times where "
        "they are, or say tz= when a metric is computed"
    )
    return InvalidArgumentError(message)
