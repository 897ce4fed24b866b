"""as_of: a day however it is spelled, or an instant."""

# ruff: noqa: ANN401

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import polars as pl
import pytest

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

# Naive times are what is asked about.
# ruff: noqa: DTZ001

BERLIN = ZoneInfo("Europe/Berlin")


def orders(*moments: Any, zone: str | None = None) -> pd.DataFrame:
    """One order of one customer at each moment."""
    times = pd.to_datetime(pd.Series(moments), format="ISO8601").astype("datetime64[us]")
    return pd.DataFrame(
        {
            "customer_id": "ada",
            "ordered_at": times if zone is None else times.dt.tz_localize(zone),
            "amount": [float(2**i) for i in range(len(moments))],
        }
    )


def total_of(frame: Any, **options: Any) -> float:
    """The revenue in the window; each order is a power of two, so that it tells which they are."""
    answer: float = em.average_order_value(frame, **options).numerator
    return 0.0 if answer != answer else answer  # noqa: PLR0124 (NaN differs from itself)


DAYS: dict[str, object] = {
    "date": date(2024, 6, 30),
    "ISO date": "2024-06-30",
    "ISO basic": "20240630",
    "ISO week": "2024-W26-7",
    "ISO midnight": "2024-06-30T00:00:00",
    "ISO midnight with a space": "2024-06-30 00:00",
    "naive midnight": datetime(2024, 6, 30),
    "numpy day": np.datetime64("2024-06-30"),
    "numpy midnight": np.datetime64("2024-06-30T00:00:00", "ns"),
    "pandas midnight": pd.Timestamp("2024-06-30"),
    "polars item": pl.Series([date(2024, 6, 30)]).item(),
}


@pytest.mark.parametrize("spelled", DAYS)
def test_spellings_of_a_day(spelled: str) -> None:
    frame = orders("2024-06-29 23:59:59.999999", "2024-06-30", "2024-06-30 23:59:59.999999",
                   "2024-07-01")  # fmt: skip

    day = em.average_order_value(frame, as_of=DAYS[spelled], window="1d")

    assert day.numerator == 2 + 4
    assert (day.start, day.as_of) == (date(2024, 6, 30), date(2024, 6, 30))
    assert type(day.as_of) is date
    assert day.excluded == {"after_as_of": 1}


INSTANTS: dict[str, object] = {
    "naive": datetime(2024, 6, 30, 12),
    "ISO": "2024-06-30T12:00",
    "numpy": np.datetime64("2024-06-30T12:00:00"),
    "numpy nanoseconds": np.datetime64("2024-06-30T12:00:00", "ns"),
    "pandas": pd.Timestamp("2024-06-30 12:00"),
}


@pytest.mark.parametrize("spelled", INSTANTS)
def test_spellings_of_an_instant(spelled: str) -> None:
    frame = orders("2024-06-29 11:59:59.999999", "2024-06-29 12:00", "2024-06-30 11:59:59.999999",
                   "2024-06-30 12:00")  # fmt: skip

    day = em.average_order_value(frame, as_of=INSTANTS[spelled], window="1d")

    assert day.numerator == 2 + 4
    assert (day.start, day.as_of) == (datetime(2024, 6, 29, 12), datetime(2024, 6, 30, 12))
    assert type(day.as_of) is datetime
    assert day.excluded == {"after_as_of": 1}


@pytest.mark.parametrize(
    "as_of",
    [
        datetime(2024, 6, 30, 10, tzinfo=UTC),
        datetime(2024, 6, 30, 12, tzinfo=BERLIN),
        datetime(2024, 6, 30, 5, tzinfo=timezone(timedelta(hours=-5))),
        pd.Timestamp("2024-06-30 12:00", tz="Europe/Berlin"),
        "2024-06-30T12:00+02:00",
        "2024-06-30T10:00Z",
    ],
    ids=["UTC", "zone", "offset", "pandas", "ISO offset", "ISO Z"],
)
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York"])
def test_aware_instants(as_of: object, zone: str) -> None:
    moments = ("2024-06-29 09:59:59.999999", "2024-06-29 10:00", "2024-06-30 09:59:59.999999",
               "2024-06-30 10:00")  # fmt: skip
    frame = orders(*moments, zone="UTC")
    frame["ordered_at"] = frame["ordered_at"].dt.tz_convert(zone)

    for tz in (None, "Asia/Kathmandu"):
        day = em.average_order_value(frame, as_of=as_of, window="1d", tz=tz)
        assert day.numerator == 2 + 4
        assert day.start == datetime(2024, 6, 29, 10, tzinfo=UTC)


def test_aware_midnight_is_an_instant() -> None:
    frame = orders("2024-06-29 00:00", "2024-06-29 23:59", "2024-06-30 00:00", zone="UTC")

    assert total_of(frame, as_of=datetime(2024, 6, 30, tzinfo=UTC), window="1d") == 1 + 2
    assert total_of(frame, as_of="2024-06-30", window="1d") == 4


def test_spans_of_hours() -> None:
    frame = orders(
        "2024-06-30 08:59:59", "2024-06-30 09:00", "2024-06-30 11:59", "2024-06-30 12:00"
    )

    for hours, total in ((3, 2 + 4), (1, 4), (24, 1 + 2 + 4)):
        window = timedelta(hours=hours)
        assert total_of(frame, as_of="2024-06-30T12:00", window=window) == total
    assert total_of(frame, as_of="2024-06-30T12:00", window=None) == 1 + 2 + 4


def test_the_window_before_an_instant() -> None:
    value = em.total(em.measures.revenue.previous) / em.total(em.measures.orders.previous)
    frame = orders("2024-06-30 05:59", "2024-06-30 06:00", "2024-06-30 08:59", "2024-06-30 09:00")

    @engagement_metrics.metric()
    def value_before() -> Any:
        return value

    before = value_before(frame, as_of="2024-06-30T12:00", window=timedelta(hours=3))

    assert before.numerator == 2 + 4


def test_naive_instants_need_a_zone_where_the_data_has_one() -> None:
    frame = orders("2024-06-30 09:00", "2024-06-30 10:30", zone="UTC")

    with pytest.raises(em.InvalidArgumentError, match="tz="):
        em.average_order_value(frame, as_of="2024-06-30T12:00", window="1d")
    assert total_of(frame, as_of="2024-06-30T12:00", window="1d", tz="Europe/Berlin") == 1
    assert total_of(frame, as_of="2024-06-30T12:00", window="1d", tz="UTC") == 1 + 2


def test_aware_instants_need_a_zone_where_the_data_has_none() -> None:
    frame = orders("2024-06-30 11:00", "2024-06-30 12:00")

    with pytest.raises(em.InvalidArgumentError, match="tz="):
        em.average_order_value(frame, as_of="2024-06-30T10:00Z", window="1d")
    assert total_of(frame, as_of="2024-06-30T10:00Z", window="1d", tz="Europe/Berlin") == 1


@pytest.mark.parametrize("options", [{"window": "1mo"}, {"window": "1y"}, {"every": "1mo"}])
def test_instants_are_for_point_calls_with_fixed_windows(options: dict[str, Any]) -> None:
    with pytest.raises(em.InvalidArgumentError, match="time of day"):
        em.average_order_value(orders("2024-06-30"), as_of="2024-06-30T12:00", **options)


def test_instants_need_times() -> None:
    frame = pl.from_pandas(orders("2024-06-30")).with_columns(pl.col("ordered_at").cast(pl.Date))

    with pytest.raises(em.InvalidArgumentError, match="only dates"):
        em.average_order_value(frame, as_of="2024-06-30T12:00")
    assert total_of(frame, as_of="2024-06-30", window="1d") == 1


@pytest.mark.parametrize(
    "as_of",
    [pd.NaT, np.datetime64("NaT", "us"), np.datetime64("NaT", "s"), 20241231, 1.5, float("nan"),
     True, timedelta(1), np.float64(3.0), np.int64(3), pl.Series([1]), pd.Series([1, 2]), object()],
    ids=["NaT", "numpy NaT", "numpy NaT in seconds", "int", "float", "nan", "bool", "timedelta",
         "numpy float", "numpy int", "polars series", "pandas series", "object"],
)  # fmt: skip
def test_types_that_are_no_time(as_of: object) -> None:
    with pytest.raises(em.ArgumentTypeError, match="as_of takes a date"):
        em.average_order_value(orders("2024-06-30"), as_of=as_of)


@pytest.mark.parametrize("as_of", ["yesterday", "", "30.06.2024", "2024-6-30", "2024-13-01", "now"])
def test_text_that_is_no_time(as_of: str) -> None:
    with pytest.raises(em.InvalidArgumentError, match="ISO date; write it as '2025-12-31'"):
        em.average_order_value(orders("2024-06-30"), as_of=as_of)


@pytest.mark.parametrize("as_of", [date.max, datetime(9999, 12, 31), np.datetime64("10000-01-01")])
def test_dates_at_the_end_of_calendars(as_of: object) -> None:
    with pytest.raises(em.EngagementError):
        em.average_order_value(orders("2024-06-30"), as_of=as_of)


@pytest.mark.parametrize("as_of", ["0001-01-01", "1600-02-29", "9999-12-30"])
@pytest.mark.parametrize("window", ["365d", "12mo", None])
def test_far_dates(as_of: str, window: str | None) -> None:
    estimate = em.average_order_value(orders("2024-06-30"), as_of=as_of, window=window)

    assert estimate.units == (1 if as_of == "9999-12-30" and window is None else 0)
    assert str(estimate.as_of) == as_of


def test_the_default_is_the_day_of_the_last_row_that_counts() -> None:
    frame = orders("2024-06-28", "2024-06-29 23:59", "2024-06-30").assign(
        status=["completed", "completed", "cancelled"]
    )

    assert em.average_order_value(frame).as_of == date(2024, 6, 29)
    first = em.average_order_value(frame, where={"amount": 1.0})
    assert (first.as_of, first.numerator) == (date(2024, 6, 29), 1.0)


@pytest.mark.parametrize("window", ["7d", "1mo", None])
@pytest.mark.parametrize("as_of", [None, "2024-02-29", "2024-06-29T12:00"])
def test_an_answers_as_of_fed_back_gives_the_same(window: str | None, as_of: str | None) -> None:
    frame = orders("2024-02-28", "2024-02-29 12:00", "2024-06-28", "2024-06-29", "2024-06-30 09:00")
    if window == "1mo" and as_of is not None and "T" in as_of:
        window = "30d"

    first = em.average_order_value(frame, window=window, as_of=as_of)
    again = em.average_order_value(frame, window=window, as_of=first.as_of)
    parsed = em.average_order_value(frame, window=window, as_of=first.to_dict()["as_of"])

    assert again.to_dict() == parsed.to_dict() == first.to_dict()


def test_dates_of_a_history_fed_back_give_the_same() -> None:
    frame = orders("2024-02-28", "2024-02-29 12:00", "2024-06-28", "2024-06-30 09:00", zone="UTC")

    for row in em.average_order_value(frame, every="1mo", tz="Asia/Tokyo").itertuples():
        point = em.average_order_value(frame, as_of=row.as_of, tz="Asia/Tokyo")
        assert point == row.average_order_value


ZONES = ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu", "UTC",
         "America/Sao_Paulo", "Pacific/Apia"]  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
def test_days_begin_at_midnight_of_the_zone(zone: str) -> None:
    # Every half hour around the days on which clocks change in 2024, and a plain day.
    begins = [datetime(2024, month, day, tzinfo=UTC) for month, day in
              ((3, 9), (3, 30), (4, 6), (9, 28), (10, 26), (11, 2), (6, 15))]  # fmt: skip
    instants = [begin + timedelta(minutes=30 * i) for begin in begins for i in range(150)]
    frame = pl.DataFrame({"ordered_at": instants, "customer_id": "ada", "amount": 1.0})
    days = [instant.astimezone(ZoneInfo(zone)).date() for instant in instants]

    table = em.average_order_value(frame, every="1d", window="1d", tz=zone, detail=True)

    counted = {row["as_of"]: row["rows"] for row in table.iter_rows(named=True) if row["rows"]}
    assert counted == {day: days.count(day) for day in set(days)}
    for day in sorted(set(days))[::9]:
        assert em.average_order_value(frame, as_of=day, window="1d", tz=zone).rows == days.count(
            day
        )


def test_without_a_zone_days_are_those_of_the_column() -> None:
    frame = orders("2024-06-30 23:00", zone="UTC")
    frame["ordered_at"] = frame["ordered_at"].dt.tz_convert("Europe/Berlin")

    assert em.average_order_value(frame).as_of == date(2024, 7, 1)
    assert em.average_order_value(frame, tz="UTC").as_of == date(2024, 6, 30)
