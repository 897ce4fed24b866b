"""Time: no looking ahead, histories made of points, and the turns of the calendar."""

# Naive times are what many exports hold, and chance is not secrecy here.
# ruff: noqa: DTZ001, S311

import math
import random
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import polars as pl
import pytest

import engagement_metrics as em
from tests.engine.cases import GRIDS, OWN_KEYS, Every, polars_of
from tests.engine.catalogue import METRICS
from tests.oracle.comparison import assert_same, estimate_row, frame_rows, plain
from tests.oracle.ledger import timestamp
from tests.oracle.shops import DATES_TO_ASK, Shop, shop
from tests.oracle.windows import local_day
from tests.thorough import THOROUGH, first, first_few

Row = dict[str, Any]

NUMBERS = ("value", "low", "high", "std_error", "numerator", "denominator")
ALL = (*NUMBERS, "units", "rows", "excluded", "start", "complete")
# These count what is opened up to seven days later, and say so by `complete`.
AHEAD = {name: m for name, m in METRICS.items() if m.parameters.get("open_days") is not None}
LOOKING_AHEAD = [n for n, m in AHEAD.items() if m.definition({}).argument_names == ("emails",)]
NOT_AHEAD = [metric for name, metric in METRICS.items() if name not in AHEAD]
# These are 0 where there is nothing, and not undefined.
BARE = [
    name
    for name, metric in METRICS.items()
    if metric.formula().degree() != 0 or metric.parameters.get("audience") == 1000
]
KINDS = tuple(OWN_KEYS)


@lru_cache(maxsize=50)
def messy(seed: int, *, clock: str | None = None) -> Shop:
    """A shop whose e-mail events include deliveries, if need be of a given clock."""
    for number in range(seed * 1000, seed * 1000 + 1000):
        found = shop(number, size=60)
        if clock in (None, found.clock) and any(e["type"] == "delivered" for e in found.emails):
            return found
    raise AssertionError("no such shop")


def until(of: Shop, day: date) -> Shop:
    """What was known at the end of a day."""
    kept = {
        kind: [row for row in of.data[kind] if local_day(timestamp(kind, row), of.tz) <= day]
        for kind in KINDS
    }
    # Whether deliveries are reported at all is judged by the whole frame.
    assert any(event["type"] == "delivered" for event in kept["emails"])
    return of.with_rows(kept)


def day_to_ask(of: Shop, rng: random.Random) -> date:
    """A turn of the calendar after the first delivery of an e-mail."""
    deliveries = [event["occurred_at"] for event in of.emails if event["type"] == "delivered"]
    first = local_day(min(deliveries), of.tz)
    return rng.choice([day for day in DATES_TO_ASK if day >= first])


def summary(of: Shop, **question: Any) -> pl.DataFrame:
    """All metrics of a shop, one row a metric, group and date."""
    frames: dict[str, Any] = {kind: polars_of(of, kind) for kind in (*KINDS, "customers")}
    metrics = question.pop("metrics", list(METRICS.values()))
    table: pl.DataFrame = em.summarize(**frames, metrics=metrics, tz=of.tz, **question)
    return table


@pytest.mark.parametrize("seed", first_few(range(2)))
@pytest.mark.parametrize(
    ("window", "every", "by"),
    [
        ("365d", None, None),
        ("1q", "1mo", "country"),
        pytest.param("1mo", None, "country", marks=THOROUGH),
        pytest.param("90d", "1w", None, marks=THOROUGH),
        pytest.param("1mo", "1mo", None, marks=THOROUGH),
        pytest.param("1w", "1d", None, marks=THOROUGH),
    ],
)
def test_what_happens_later_changes_nothing(
    seed: int, window: str, every: Every | None, by: str | None
) -> None:
    of = messy(seed)
    day = day_to_ask(of, random.Random(f"{seed} {window}"))
    question: dict[str, Any] = {
        "window": window, "every": every, "by": by, "as_of": day, "metrics": NOT_AHEAD
    }  # fmt: skip
    keys = ["metric", "as_of", *([by] if by else [])]
    then, now = summary(until(of, day), **question), summary(of, **question)
    assert_same(frame_rows(then), frame_rows(now), keys=keys, fields=ALL)


@pytest.mark.parametrize("name", LOOKING_AHEAD)
def test_opens_after_the_date_count_and_are_told(name: str) -> None:
    of = messy(1)
    metric: Any = METRICS[name]
    last = max(local_day(event["occurred_at"], of.tz) for event in of.emails)
    for days, complete in ((7, True), (6, False), (0, False)):
        asked = metric(
            polars_of(of, "emails"), as_of=last - timedelta(days=days), window="30d", tz=of.tz
        )
        assert asked.complete is complete


@pytest.mark.parametrize("clock", first_few(["berlin", "utc", "naive"]))
@pytest.mark.parametrize("name", first(METRICS))
def test_the_date_of_a_result_gives_the_result_again(name: str, clock: str) -> None:
    of = messy(3, clock=clock)
    metric: Any = METRICS[name]
    kinds = metric.definition({}).argument_names
    frames = {kind: polars_of(of, kind) for kind in {*kinds, "customers"}}
    one = metric(**frames, tz=of.tz, window="2mo")
    assert isinstance(one.as_of, date)
    again = metric(**frames, tz=of.tz, window="2mo", as_of=one.as_of)
    assert_same([estimate_row(one)], [estimate_row(again)], 0, fields=ALL)
    moment = datetime(2024, 12, 31, 13, 45, tzinfo=None if clock == "naive" else UTC)
    tz = None if clock == "naive" else of.tz
    at_once = metric(**frames, tz=tz, window="90d", as_of=moment)
    assert at_once.as_of == moment
    again = metric(**frames, tz=tz, window="90d", as_of=at_once.as_of)
    assert_same([estimate_row(at_once)], [estimate_row(again)], 0, fields=ALL)


def test_the_dates_of_frames_give_the_frames_again() -> None:
    of = messy(1)
    groups = summary(of, by="country", window="90d")
    (as_of,) = groups["as_of"].unique()
    assert groups.equals(summary(of, by="country", window="90d", as_of=as_of))
    history = summary(of, by="country", window="90d", every="1mo")
    last = history["as_of"].max()
    assert history.equals(summary(of, by="country", window="90d", every="1mo", as_of=last))


def some_dates(history: pl.DataFrame, seed: int) -> list[date]:
    """The last date of a history and one before it."""
    dates: list[date] = history["as_of"].unique().sort().to_list()
    return [dates[-1], random.Random(seed).choice(dates[:-1])]


def assert_points(
    of: Shop, history: pl.DataFrame, day: date, *, by: str | None = None, **question: Any
) -> None:
    """Fail unless the rows of a day are what the point call of that day says."""
    keys = ["metric", *([by] if by else [])]
    rows = history.filter(pl.col("as_of") == day)
    points = summary(of, as_of=day, by=by, **question)
    # Before its first record a metric has no history, and points have no groups without rows.
    asked = points.join(rows, on=keys, how="semi", nulls_equal=True)
    told = rows.join(points, on=keys, how="semi", nulls_equal=True)
    silent = rows.join(points, on=keys, how="anti", nulls_equal=True)
    assert_same(frame_rows(asked), frame_rows(told), keys=keys, fields=ALL)
    totals = pl.col("metric").is_in(BARE)
    assert silent["rows"].sum() == 0
    assert silent.filter(~totals)["value"].null_count() == silent.filter(~totals).height


@pytest.mark.parametrize(
    ("every", "window", "by"),
    [
        ("1mo", "2mo", "country"),
        pytest.param("1y", "90d", None, marks=THOROUGH),
        pytest.param("1d", "365d", None, marks=THOROUGH),
        pytest.param("1d", "1mo", "country", marks=THOROUGH),
        pytest.param("1w", "4w", None, marks=THOROUGH),
        pytest.param("1q", "1y", "country", marks=THOROUGH),
    ],
)
def test_every_row_of_a_history_is_a_point(every: Every, window: str, by: str | None) -> None:
    seed = len(every + window) + (by is None)
    of = messy(seed)
    history = summary(of, every=every, window=window, by=by)
    for day in some_dates(history, seed):
        assert_points(of, history, day, by=by, window=window)


def test_the_history_of_everything_so_far_is_made_of_points() -> None:
    of = messy(9)
    timeless = [
        metric
        for metric in METRICS.values()
        if not any(m.lag or m.earlier for m in metric.definition({}).measures)
    ]
    assert len(timeless) > 15
    history = summary(of, every="1q", window=None, metrics=timeless)
    for day in some_dates(history, 9):
        assert_points(of, history, day, window=None, metrics=timeless)


@pytest.mark.parametrize("every", first_few(reversed(GRIDS)))
def test_a_whole_calendar_period_is_the_trailing_window_of_its_last_day(every: Every) -> None:
    of = messy(11)
    history = summary(of, every=every, window=every)
    dates = history["as_of"].unique().sort().to_list()
    assert_points(of, history, random.Random(every).choice(dates[:-1]), window=every)


# --- by hand -----------------------------------------------------------------------------------


def orders_at(*moments: datetime | date, customer: str = "a") -> pl.DataFrame:
    return pl.DataFrame(
        {
            "customer_id": [customer] * len(moments),
            "ordered_at": list(moments),
            "amount": [10.0] * len(moments),
        }
    )


def test_the_grid_is_dense() -> None:
    orders = orders_at(date(2024, 1, 15), date(2024, 1, 20), date(2024, 4, 10))
    table = em.purchase_frequency(orders, window="1mo", every="1mo", detail=True)
    assert table["as_of"].to_list() == [
        date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 10)
    ]  # fmt: skip
    assert table["purchase_frequency"].to_list() == [2.0, None, None, 1.0]
    assert table["rows"].to_list() == [2, 0, 0, 1]
    assert table["units"].to_list() == [1, 0, 0, 1]
    assert table["start"].to_list() == [
        date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1), date(2024, 4, 1)
    ]  # fmt: skip
    # January began before the first order, April has not ended.
    assert table["complete"].to_list() == [False, True, True, False]


def test_what_was_left_out_before_the_first_order_is_counted() -> None:
    orders = orders_at(date(2023, 12, 1), date(2023, 12, 20), date(2024, 1, 5)).with_columns(
        status=pl.Series(["cancelled", "completed", "completed"])
    )
    then = em.purchase_frequency(orders, window="1mo", as_of="2023-12-31")
    assert then.excluded["not_completed"] == 1
    table = em.purchase_frequency(orders, window="1mo", every="1mo", detail=True)
    assert table["excluded"].to_list() == [1, 0]


def test_each_group_has_every_date() -> None:
    orders = pl.DataFrame(
        {
            "customer_id": ["a", "b"],
            "ordered_at": [date(2024, 1, 2), date(2024, 1, 5)],
            "amount": [1.0, 2.0],
            "channel": ["web", None],
        }
    )
    table = em.average_order_value(orders, window="1d", every="1d", by="channel")
    assert table["channel"].to_list() == ["web"] * 4 + [None] * 4
    assert table["as_of"].to_list() == [date(2024, 1, day) for day in (2, 3, 4, 5)] * 2
    assert table["average_order_value"].to_list() == [1.0, *[None] * 6, 2.0]


@pytest.mark.parametrize(
    ("week_start", "dates"),
    [
        ("monday", [date(2024, 2, 25), date(2024, 3, 3), date(2024, 3, 5)]),
        ("sunday", [date(2024, 2, 24), date(2024, 3, 2), date(2024, 3, 5)]),
        ("thursday", [date(2024, 2, 28), date(2024, 3, 5)]),
    ],
)
def test_weeks_end_the_day_before_they_start(week_start: Any, dates: list[date]) -> None:  # noqa: ANN401
    # 2024-02-24 was a Saturday.
    orders = orders_at(date(2024, 2, 24), date(2024, 3, 5))
    table = em.purchase_frequency(orders, every="1w", week_start=week_start)
    assert table["as_of"].to_list() == dates


@pytest.mark.parametrize(
    ("as_of", "window", "start"),
    [
        ("2024-12-31", "365d", date(2024, 1, 2)),
        ("2023-12-31", "365d", date(2023, 1, 1)),
        ("2025-03-01", "365d", date(2024, 3, 2)),
        ("2024-12-31", "12mo", date(2024, 1, 1)),
        ("2024-12-31", "1y", date(2024, 1, 1)),
        ("2024-02-29", "1y", date(2023, 3, 1)),
        ("2024-02-29", "1mo", date(2024, 2, 1)),
        ("2024-03-30", "1mo", date(2024, 2, 29)),
        ("2023-03-30", "1mo", date(2023, 2, 28)),
        ("2024-05-31", "1q", date(2024, 3, 1)),
        ("2024-01-07", timedelta(days=7), date(2024, 1, 1)),
        ("2024-01-07", "1w", date(2024, 1, 1)),
    ],
)
def test_windows_are_whole_days_up_to_the_date(
    as_of: str, window: str | timedelta, start: date
) -> None:
    last = datetime.fromisoformat(as_of)
    first = datetime(start.year, start.month, start.day)
    moments = [
        first - timedelta(microseconds=1), first,
        last + timedelta(days=1, microseconds=-1), last + timedelta(days=1),
    ]  # fmt: skip
    one = em.purchase_frequency(orders_at(*moments), as_of=as_of, window=window)
    assert (one, one.rows, one.start) == (2.0, 2, start)
    assert dict(one.excluded) == {"after_as_of": 1}
    assert one.as_of == last.date()


def test_days_begin_in_the_zone_asked_for() -> None:
    # Summer time: midnight in Berlin is 22:00 in UTC; from 2024-10-27 on it is 23:00.
    moments = [
        datetime(2024, 3, 31, 21, 59, tzinfo=UTC), datetime(2024, 3, 31, 22, 0, tzinfo=UTC),
        datetime(2024, 10, 26, 22, 0, tzinfo=UTC), datetime(2024, 10, 27, 22, 59, tzinfo=UTC),
        datetime(2024, 10, 27, 23, 0, tzinfo=UTC),
    ]  # fmt: skip
    orders = orders_at(*moments)
    table = em.purchase_frequency(orders, window="1d", every="1d", tz="Europe/Berlin", detail=True)
    counts = dict(zip(table["as_of"].to_list(), table["rows"].to_list(), strict=True))
    assert {day: n for day, n in counts.items() if n} == {
        date(2024, 3, 31): 1, date(2024, 4, 1): 1, date(2024, 10, 27): 2, date(2024, 10, 28): 1
    }  # fmt: skip
    by_utc = em.purchase_frequency(orders, window="1d", as_of="2024-10-27")
    assert by_utc.rows == 2
    in_berlin = em.purchase_frequency(orders, window="1d", as_of="2024-10-26", tz="Europe/Berlin")
    assert in_berlin.rows == 0


def test_wall_times_are_not_taken_as_utc() -> None:
    orders = orders_at(datetime(2024, 3, 31, 23, 30), datetime(2024, 4, 1, 0, 30))
    for tz in (None, "Europe/Berlin", "America/New_York"):
        one = em.purchase_frequency(orders, window="1d", as_of="2024-03-31", tz=tz)
        assert (one.rows, one.excluded["after_as_of"]) == (1, 1)


def test_the_leap_day_is_a_day() -> None:
    orders = orders_at(date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1))
    table = em.purchase_frequency(orders, window="1d", every="1d", detail=True)
    assert table["rows"].to_list() == [1, 1, 1]
    monthly = em.purchase_frequency(orders, window="1mo", every="1mo", detail=True)
    assert monthly["rows"].to_list() == [2, 1]


def test_an_instant_ends_the_window_and_is_outside_it() -> None:
    moment = datetime(2024, 5, 1, 12)
    hours = [timedelta(hours=h) for h in (-48, -24, -1, 0, 1)]
    orders = orders_at(*(moment + h for h in hours))
    one = em.purchase_frequency(orders, window="1d", as_of=moment)
    assert (one.rows, one.as_of, one.start) == (2, moment, moment - timedelta(days=1))
    assert one.excluded["after_as_of"] == 2
    shorter = em.purchase_frequency(orders, window=timedelta(hours=1), as_of=moment)
    assert shorter.rows == 1


def test_the_default_date_is_that_of_the_last_order_that_counts() -> None:
    orders = pl.DataFrame(
        {
            "customer_id": ["a", None, "b", "c"],
            "ordered_at": [date(2024, 1, d) for d in (1, 5, 8, 9)],
            "amount": [1.0] * 4,
            "status": ["completed", "completed", "cancelled", "completed"],
            "is_test": [False, False, False, True],
            "channel": ["web", "store", "web", "web"],
        }
    )
    one = em.purchase_frequency(orders, window="2d", where={"channel": "web"})
    # The guest's order is the last one, though it is not in the metric and not in `where`.
    assert one.as_of == date(2024, 1, 5)
    assert one.units == 0
    assert math.isnan(one)


def test_previous_windows_join_and_clip_again() -> None:
    @em.metric()
    def orders_then() -> Any:  # noqa: ANN401
        return em.total(em.measures.orders.previous.previous)

    # As of 30 March, windows of one month start on 29 February, 29 January and 29 December.
    days = [date(2023, 12, 28), date(2023, 12, 29), date(2024, 1, 28), date(2024, 1, 29)]
    value = orders_then(orders_at(*days), window="1mo", as_of="2024-03-30")
    assert value == 2.0
    table = orders_then(orders_at(*days), window="1mo", as_of="2024-03-30", every="1d")
    assert plain(table["orders_then"].to_list()[-1]) == 2.0
