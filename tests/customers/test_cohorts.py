"""Cohorts against plain loops, and what has not happened yet."""

# Naive times are what many exports hold.
# ruff: noqa: DTZ001

import math
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

import engagement_metrics as em
from tests.oracle.frames import to_pandas, to_polars
from tests.oracle.intervals import normal_quantile, wilson
from tests.oracle.ledger import order_fault
from tests.oracle.shops import Shop, shop
from tests.oracle.windows import local_day

STEPS = {"1d": 0, "1w": 0, "1mo": 1, "1q": 3, "1y": 12}


def first_day(day: date, every: str) -> date:
    """The first day of the period that holds a day."""
    if every == "1d":
        return day
    if every == "1w":
        return day - timedelta(days=day.weekday())
    months = STEPS[every]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def next_period(start: date, every: str) -> date:
    """The first day of the period after one that begins then."""
    if every in ("1d", "1w"):
        return start + timedelta(days=1 if every == "1d" else 7)
    number = start.year * 12 + start.month - 1 + STEPS[every]
    return date(number // 12, number % 12 + 1, 1)


def expected(of: Shop, every: str, as_of: date) -> list[dict[str, Any]]:
    """The table, one customer and one period at a time."""
    bought: dict[str, list[tuple[date, float]]] = {}
    for row in of.orders:
        day = local_day(row["ordered_at"], of.tz)
        if order_fault(row) is None and row["customer_id"] is not None and day <= as_of:
            bought.setdefault(row["customer_id"], []).append((day, row["amount"]))
    starts = [first_day(min(day for orders in bought.values() for day, _ in orders), every)]
    while next_period(starts[-1], every) <= as_of:
        starts.append(next_period(starts[-1], every))
    table = []
    for cohort in starts:
        members = [
            orders for orders in bought.values() if first_day(min(orders)[0], every) == cohort
        ]
        start = cohort
        for period in range(len(starts)):
            inside = [
                [amount for day, amount in orders if first_day(day, every) == start]
                for orders in members
            ]
            active: int | None = sum(1 for amounts in inside if amounts)
            revenue: float | None = math.fsum(sum(amounts) for amounts in inside)
            if start > as_of:
                active = revenue = None
            rate = low = high = None
            if members and active is not None:
                rate = low = high = active / len(members)
                if period:
                    low, high = wilson(rate, len(members), normal_quantile(0.95))
            end = next_period(start, every)
            table.append(
                {
                    "cohort": cohort, "period": period, "start": start,
                    "customers": len(members), "active": active, "rate": rate, "rate_low": low,
                    "rate_high": high, "revenue": revenue,
                    "complete": end <= as_of + timedelta(days=1),
                }
            )  # fmt: skip
            start = end
    return table


def same(expected_rows: list[dict[str, Any]], found: pl.DataFrame) -> None:
    rows = found.to_dicts()
    assert len(rows) == len(expected_rows)
    for one, other in zip(expected_rows, rows, strict=True):
        assert list(one) == list(other)
        for name, value in one.items():
            wanted = pytest.approx(value) if isinstance(value, float) else value
            assert other[name] == wanted, (name, one, other)


@pytest.mark.parametrize("every", ["1w", "1mo", "1q", "1y"])
@pytest.mark.parametrize("seed", range(4))
def test_against_plain_loops(seed: int, every: Any) -> None:  # noqa: ANN401
    of = shop(seed, size=60)
    as_of = (date(2024, 2, 29), date(2024, 12, 31), date(2025, 3, 10), date(2024, 7, 1))[seed]
    orders = to_polars(of.orders, "orders", clock=of.clock)
    same(expected(of, every, as_of), em.cohorts(orders, every=every, as_of=as_of, tz=of.tz))


def test_days() -> None:
    of = shop(5, size=15)
    orders = to_polars(of.orders, "orders", clock=of.clock)
    as_of = date(2024, 3, 31)
    same(expected(of, "1d", as_of), em.cohorts(orders, every="1d", as_of=as_of, tz=of.tz))


def small() -> pd.DataFrame:
    days = ["2025-01-05", "2025-01-20", "2025-02-03", "2025-03-10"]
    frame = pd.DataFrame({"customer_id": ["a", "b", "a", "a"], "channel": ["web"] * 3 + ["app"]})
    return frame.assign(ordered_at=pd.to_datetime(days), amount=[1.0, 2.0, 3.0, 4.0])


def test_by_hand() -> None:
    table = em.cohorts(small())
    assert isinstance(table, pd.DataFrame)
    january = table[table["cohort"] == pd.Timestamp("2025-01-01")]
    assert list(january["active"]) == [2, 1, 1]
    assert list(january["rate"]) == [1, 0.5, 0.5]
    assert list(january["revenue"]) == [3, 3, 4]
    assert list(january["complete"]) == [True, True, False]
    assert table["active"].isna().sum() == 3


def test_fewer_periods_and_no_interval() -> None:
    table = em.cohorts(small(), periods=1, confidence=None).dropna()
    assert list(table.columns) == [
        "cohort", "period", "start", "customers", "active", "rate", "revenue", "complete",
    ]  # fmt: skip
    assert set(table["period"]) == {0, 1}


def test_without_amounts_there_is_no_revenue() -> None:
    assert "revenue" not in em.cohorts(small().drop(columns="amount"))


def test_filters_by_what_is_known_of_customers() -> None:
    customers = pd.DataFrame({"customer_id": ["a", "b"], "segment": ["vip", "rare"]})
    table = em.cohorts(small(), where={"segment": "rare"}, customers=customers)
    assert list(table["customers"]) == [1] * 3 + [0] * 6


def test_the_same_on_duckdb() -> None:
    of = shop(2, size=60)
    frame = to_pandas(of.orders, "orders")
    if of.clock != "naive":
        frame = frame.assign(ordered_at=frame["ordered_at"].dt.tz_convert("UTC"))
    here = em.cohorts(frame, tz="Europe/Berlin")
    there = em.cohorts(duckdb.from_df(frame), tz="Europe/Berlin")
    pd.testing.assert_frame_equal(here, there, check_dtype=False)


def test_nothing_at_all() -> None:
    assert len(em.cohorts(small().head(0))) == 0


@pytest.mark.parametrize("periods", [-1, 1.5, True])
def test_periods_are_whole_numbers(periods: Any) -> None:  # noqa: ANN401
    with pytest.raises(em.InvalidArgumentError, match="periods="):
        em.cohorts(small(), periods=periods)


def test_data_is_checked_as_in_every_metric() -> None:
    with pytest.raises(em.InvalidRecordsError, match="negative"):
        em.cohorts(small().assign(amount=-1.0))


def test_an_instant_is_no_day() -> None:
    with pytest.raises(em.InvalidArgumentError, match="time of day"):
        em.cohorts(small(), as_of=datetime(2025, 3, 1, 12))


@pytest.mark.parametrize("seed", range(3))
def test_groups_are_cohorts_of_their_own(seed: int) -> None:
    of = shop(seed, size=60)
    as_of = date(2024, 12, 31)
    rows = [row | {"shop": "ab"[number % 2]} for number, row in enumerate(of.orders)]
    orders = to_polars(rows, "orders", clock=of.clock)
    table = em.cohorts(orders, by="shop", every="1q", as_of=as_of, tz=of.tz)
    assert table["shop"].to_list() == sorted(table["shop"])
    assert table.group_by("shop").len()["len"].n_unique() == 1
    for group in "ab":
        one = replace(of, orders=[row for row in rows if row["shop"] == group])
        there = table.filter(shop=group)
        wanted = expected(one, "1q", as_of)
        first = min(row["cohort"] for row in wanted)
        size = len({row["cohort"] for row in wanted})
        here = there.filter(pl.col("cohort") >= first, pl.col("period") < size)
        same(wanted, here.drop("shop"))
        assert there.filter(pl.col("cohort") < first)["customers"].sum() == 0


def test_groups_by_what_is_known_of_customers() -> None:
    customers = pd.DataFrame({"customer_id": ["a", "b"], "segment": ["vip", None]})
    table = em.cohorts(small(), by="segment", customers=customers)
    assert list(table.columns[:3]) == ["segment", "cohort", "period"]
    january = table[table["cohort"] == pd.Timestamp("2025-01-01")]
    assert list(january["segment"].fillna("none")) == ["vip"] * 3 + ["none"] * 3
    assert list(january["active"]) == [1, 1, 1, 1, 0, 0]
    assert list(january["rate"]) == [1, 1, 1, 1, 0, 0]
    assert list(january["revenue"]) == [1, 3, 4, 2, 0, 0]


def test_by_a_column_of_orders_the_first_order_is_the_first_in_the_group() -> None:
    table = em.cohorts(small(), by=["channel"])
    app = table[(table["channel"] == "app") & (table["customers"] > 0)]
    assert list(app["cohort"]) == [pd.Timestamp("2025-03-01")] * 3
    assert list(app["active"].dropna()) == [1]


def test_groups_on_duckdb() -> None:
    frame = small().assign(channel=pd.Series(["web", None, "web", "app"]))
    here = em.cohorts(frame, by="channel")
    there = em.cohorts(duckdb.from_df(frame), by="channel")
    pd.testing.assert_frame_equal(here, there, check_dtype=False)
    assert len(em.cohorts(frame.head(0), by="channel")) == 0


def test_groups_are_not_called_like_the_answer() -> None:
    with pytest.raises(em.InvalidArgumentError, match="by=period is also the name of a column"):
        em.cohorts(small().assign(period=1), by="period")
