"""The clock: how the times of a column become positions, and back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import narwhals.stable.v2 as nw
import polars as pl
import pytest

import engagement_metrics as em
from engagement_metrics.engine.clock import DAY, Clock, clock_of, date_of, day_of, zone_named
from engagement_metrics.engine.words import words_of

# Naive times are what is asked about.
# ruff: noqa: DTZ001

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu",
         "Africa/Monrovia"]  # fmt: skip
MOMENTS = [
    datetime(1600, 2, 29, 12), datetime(1969, 12, 31, 23, 59, 59, 999999), datetime(1970, 1, 1),
    datetime(2000, 2, 29), datetime(2024, 2, 29, 23, 59, 59, 999999), datetime(2024, 3, 31, 0, 30),
    datetime(2024, 3, 31, 1, 0), datetime(2024, 10, 27, 0, 59), datetime(2024, 10, 27, 1, 0),
    datetime(2024, 12, 31, 23, 30), datetime(9999, 12, 29, 12),
]  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_positions_of_aware_instants(zone: str, moment: datetime) -> None:
    instant = moment.replace(tzinfo=UTC)
    local = instant.astimezone(ZoneInfo(zone))

    assert Clock("aware", zone, "UTC").position_of(instant) == day_of(local.date())
    micros = Clock("aware", zone, "UTC", instants=True).position_of(local)
    assert micros == (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_positions_of_naive_times(moment: datetime) -> None:
    assert Clock("naive").position_of(moment) == day_of(moment.date())
    assert Clock("date").position_of(moment.date()) == day_of(moment.date())
    position = Clock("naive", instants=True).position_of(moment)
    assert position == (moment - datetime(1970, 1, 1)) // timedelta(microseconds=1)
    assert Clock("naive", instants=True).literal(position) == moment


@pytest.mark.parametrize("zone", ZONES)
def test_literals_are_the_first_instant_of_a_day(zone: str) -> None:
    clock = Clock("aware", zone, "UTC")

    for number in range(day_of(date(2024, 1, 1)), day_of(date(2025, 1, 1))):
        literal = clock.literal(number)
        assert isinstance(literal, datetime)
        assert literal.utcoffset() == timedelta(0)
        assert clock.position_of(literal) == number
        assert clock.position_of(literal - timedelta(microseconds=1)) == number - 1


def test_literals_and_labels_are_of_the_columns_kind() -> None:
    assert Clock("date").literal(0) == date(1970, 1, 1)
    assert Clock("naive").literal(1) == datetime(1970, 1, 2)
    assert Clock("naive").label(1) == date(1970, 1, 2)
    assert Clock("naive", instants=True).label(DAY) == datetime(1970, 1, 2)
    assert Clock("date").label(-1) == date(1969, 12, 31)
    berlin = Clock("aware", "Europe/Berlin", "Europe/Berlin")
    assert berlin.literal(0) == datetime(1970, 1, 1, tzinfo=ZoneInfo("Europe/Berlin"))


def test_a_day_has_as_many_positions_as_its_clock_counts() -> None:
    assert Clock("naive").step == 1
    assert Clock("naive", instants=True).step == DAY == 86_400_000_000


def positions(frame: pl.DataFrame, clock: Clock) -> list[int]:
    """The positions of a column, found through Narwhals and in Polars' own words alike."""
    rows: Any = nw.from_native(frame.lazy())
    far = rows.select(clock.position(nw.col("t"), words_of(local=False)).alias("p"))
    own: Any = words_of(local=True)
    lazy: Any = frame.lazy()
    near = lazy.select(clock.position(own.col("t"), own).alias("p"))
    found: list[int] = far.collect()["p"].to_list()
    assert near.collect()["p"].to_list() == found
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_columns_agree_with_single_instants(zone: str) -> None:
    instants = [moment.replace(tzinfo=UTC) for moment in MOMENTS]
    frame = pl.DataFrame({"t": instants}, schema={"t": pl.Datetime("us", "UTC")})

    # Engines that cannot convert are told of which years the column is.
    years = (1600, 2040)
    for instants_asked in (False, True):
        clock = Clock("aware", zone, "UTC", instants=instants_asked, years=years)
        assert positions(frame, clock) == [clock.position_of(instant) for instant in instants]


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_columns_of_each_resolution(unit: str) -> None:
    moments = [moment for moment in MOMENTS if 1700 < moment.year < 2200]
    series = pl.Series("t", moments, dtype=pl.Datetime("us")).cast(pl.Datetime(unit))  # type: ignore[arg-type]

    assert positions(pl.DataFrame([series]), Clock("naive")) == [
        day_of(moment.date()) for moment in moments
    ]


def test_clocks_of_columns() -> None:
    berlin = "Europe/Berlin"
    assert clock_of("t", nw.Date(), tz=None, instants=False) == Clock("date")
    assert clock_of("t", nw.Datetime(), tz=berlin, instants=False) == Clock("naive")
    assert clock_of("t", nw.Datetime(), tz=None, instants=True) == Clock("naive", instants=True)
    aware = nw.Datetime("us", "UTC")
    assert clock_of("t", aware, tz=None, instants=False) == Clock("aware", "UTC", "UTC")
    assert clock_of("t", aware, tz=berlin, instants=False) == Clock("aware", berlin, "UTC")


@pytest.mark.parametrize("dtype", [nw.String(), nw.Int64(), nw.Float64(), nw.Time(), nw.Object()])
def test_columns_that_hold_no_times(dtype: nw.dtypes.DType) -> None:
    with pytest.raises(em.InvalidRecordsError, match="ordered_at holds"):
        clock_of("ordered_at", dtype, tz=None, instants=False)


@pytest.mark.parametrize("tz", ["UTC", "Europe/Berlin", "Etc/GMT+5", ZoneInfo("Asia/Tokyo")])
def test_zones(tz: object) -> None:
    assert zone_named(tz) == str(tz)


def test_no_zone() -> None:
    assert zone_named(None) is None


@pytest.mark.parametrize(
    "tz",
    ["Mars", "Europe/Berlni", "", "../etc/passwd", "/etc/localtime", "+02:00", 1, b"UTC"],
    ids=repr,
)
def test_names_that_are_no_zone(tz: object) -> None:
    with pytest.raises(em.InvalidArgumentError, match=r"IANA time zone.*'Europe/Berlin'"):
        zone_named(tz)


def test_dates_at_the_ends() -> None:
    assert date_of(day_of(date.max)) == date.max
    assert date_of(day_of(date.min)) == date.min
