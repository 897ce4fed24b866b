"""What must hold for every metric and all data."""

# Naive times are what many exports hold, and chance is not secrecy here.
# ruff: noqa: DTZ001, S311

import math
import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engagement_metrics as em
from tests.engine.cases import OWN_KEYS, polars_of
from tests.engine.catalogue import METRICS
from tests.oracle.comparison import assert_same, estimate_row, frame_rows
from tests.oracle.frames import to_polars
from tests.oracle.shops import Shop, shop
from tests.oracle.strategies import email_rows, order_rows, shops
from tests.thorough import THOROUGH, first_few

Row = dict[str, Any]

ALL = (
    "value", "low", "high", "std_error", "numerator", "denominator", "units", "rows", "excluded",
    "start", "complete",
)  # fmt: skip
KINDS = tuple(OWN_KEYS)
PURCHASES: list[em.Metric] = [
    em.purchase_frequency, em.average_order_value, em.repeat_purchase_rate,
    METRICS["revenue_per_buyer"], METRICS["big_spenders"], METRICS["revenue_from_repeat_buyers"],
]  # fmt: skip
SHARES = [name for name, metric in METRICS.items() if metric.bounds == (0, 1)]
SLOW = settings(max_examples=10)


def summary(of: Shop, **question: Any) -> pl.DataFrame:
    """All metrics of a shop, one row a metric, group and date."""
    frames: dict[str, Any] = {kind: polars_of(of, kind) for kind in (*KINDS, "customers")}
    metrics = list(METRICS.values())
    table: pl.DataFrame = em.summarize(**frames, metrics=metrics, tz=of.tz, **question)
    return table


# --- rows --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", first_few(range(3)))
@pytest.mark.parametrize("every", [None, "1mo"])
def test_the_order_of_rows_does_not_matter(seed: int, every: str | None) -> None:
    of = shop(seed, size=80)
    rng = random.Random(seed)
    mixed_up: dict[str, Any] = {k: rng.sample(rows, k=len(rows)) for k, rows in of.data.items()}
    shuffled = of.with_rows(mixed_up)
    question = {"window": "90d", "by": "country", "every": every}
    keys = ["metric", "country", "as_of"]
    as_is, mixed = (frame_rows(summary(s, **question)) for s in (of, shuffled))
    assert_same(as_is, mixed, 1e-12, keys=keys, fields=ALL, ordered=True)


@SLOW
@given(email_rows(), st.randoms())
def test_events_that_are_told_twice_count_once(events: list[Row], rng: random.Random) -> None:
    again = [*events, *rng.choices(events, k=len(events))] if events else events
    for name in ("newsletter_open_rate", "newsletter_open_rate_as_it_looked"):
        metric: Any = METRICS[name]
        once, twice = (metric(to_polars(e, "emails"), window="90d") for e in (events, again))
        assert_same([estimate_row(once)], [estimate_row(twice)], 0, fields=ALL)


@SLOW
@given(order_rows(), st.sampled_from([None, "1mo", "1w"]))
def test_ties_are_as_good_as_an_order(rows: list[Row], every: str | None) -> None:
    """Orders at the same instant count like orders a minute apart."""
    day = datetime(2024, 2, 29, 12)
    tied = [{**row, "ordered_at": day} for row in rows]
    apart = [{**row, "ordered_at": day + timedelta(minutes=i)} for i, row in enumerate(rows)]
    for metric in PURCHASES:
        question: dict[str, Any] = {"every": every, "window": "30d", "by": "channel"}
        first, second = (
            frame_rows(metric(to_polars(r, "orders"), detail=True, **question), metric.name)
            for r in (tied, apart)
        )
        keys = ["channel", *(["as_of"] if every else [])]
        assert_same(first, second, keys=keys, fields=("value", "low", "high", "units", "rows"))


# --- groups ------------------------------------------------------------------------------------


@THOROUGH
@SLOW
@given(shops(max_size=60), st.sampled_from(["90d", "1y"]))
def test_groups_add_up_to_the_whole(of: Shop, window: str) -> None:
    """Rows and totals add over any groups; units do over groups of customers."""
    question: dict[str, Any] = {"window": window, "as_of": date(2024, 12, 31)}
    # The days of a window, below daily numbers, are the same in every group.
    apart = ("impute", "audience", "change", "growth", "bayesian", "daily")
    additive = pl.col("metric").is_in(
        [name for name in METRICS if not any(word in name for word in apart)]
    )
    groups = summary(of, by="country", **question).filter(additive)
    whole = summary(of, **question).filter(additive)
    # What is left out adds up only where each group has a row that counts.
    columns = ["numerator", "denominator", "units", "rows"]
    added = groups.group_by("metric").agg(pl.col(columns).sum())
    told = whole.join(added, on="metric", suffix="_added")
    assert told.height == added.height
    for name in columns:
        in_whole = told[name].fill_null(0).to_list()
        assert told[f"{name}_added"].to_list() == pytest.approx(in_whole, rel=1e-12, abs=1e-9)
    # Metrics without any group have nothing in the whole, either.
    silent = whole.join(added, on="metric", how="anti")
    assert silent["rows"].sum() == 0


@SLOW
@given(order_rows(), st.sampled_from([None, "1mo"]))
def test_shops_of_other_customers_add_up(rows: list[Row], every: str | None) -> None:
    """Appending a shop with the same orders of other customers doubles every total."""
    other = [
        {**row, "order_id": f"other {row['order_id']}",
         "customer_id": row["customer_id"] and f"other {row['customer_id']}"}
        for row in rows
    ]  # fmt: skip
    for metric in PURCHASES:
        question: dict[str, Any] = {"every": every, "by": "channel", "window": "90d"}
        one, both = (
            metric(to_polars(r, "orders"), detail=True, **question) for r in (rows, rows + other)
        )
        values = [table[metric.name].fill_null(math.nan).to_list() for table in (one, both)]
        assert values[0] == pytest.approx(values[1], rel=1e-12, nan_ok=True)
        for column in ("numerator", "denominator", "units", "rows", "excluded"):
            twice = (one[column] * 2).to_list()
            assert both[column].to_list() == pytest.approx(twice, rel=1e-12)


@SLOW
@given(order_rows())
def test_an_average_of_two_shops_lies_between_theirs(rows: list[Row]) -> None:
    halves = [
        [row for row in rows if (row["customer_id"] in (None, "0000", "0001")) is left]
        for left in (True, False)
    ]
    as_of = date(2025, 3, 1)
    first, second, both = (
        em.average_order_value(to_polars(part, "orders"), as_of=as_of, window=None)
        for part in (*halves, rows)
    )
    assert first.rows + second.rows == both.rows
    if both.rows:
        weighted = sum(float(e) * e.rows for e in (first, second) if e.rows) / both.rows
        assert both == pytest.approx(weighted, rel=1e-12, abs=1e-12)


# --- units of measurement ----------------------------------------------------------------------


@SLOW
@given(order_rows(), st.sampled_from([100, 1000, 7]))
def test_money_in_other_units_scales_the_value(rows: list[Row], factor: int) -> None:
    other = [{**row, "amount": float(Decimal(str(row["amount"])) * factor)} for row in rows]
    for metric in (em.average_order_value, METRICS["revenue_per_buyer"]):
        one, scaled = (metric(to_polars(r, "orders"), window="90d") for r in (rows, other))
        for name in ("low", "high", "std_error", "numerator"):
            expected = getattr(one, name) * factor
            assert getattr(scaled, name) == pytest.approx(
                expected, rel=1e-6, abs=1e-6 * abs(scaled), nan_ok=True
            )
        assert scaled == pytest.approx(one * factor, rel=1e-12, nan_ok=True)
    for metric in (em.purchase_frequency, em.repeat_purchase_rate):
        one, scaled = (metric(to_polars(r, "orders"), window="90d") for r in (rows, other))
        assert_same([estimate_row(one)], [estimate_row(scaled)], 0, fields=ALL)


@SLOW
@given(order_rows(clock="utc"), st.integers(-11, 13))
def test_moving_the_clock_moves_the_window(rows: list[Row], hours: int) -> None:
    """The same wall times in another zone, read in that zone, are the same orders."""
    # By convention the signs of these names are reversed.
    zone = f"Etc/GMT{-hours:+d}"
    moved = [{**row, "ordered_at": row["ordered_at"] - timedelta(hours=hours)} for row in rows]
    question: dict[str, Any] = {"window": "1mo", "every": "1mo", "by": "channel", "detail": True}
    for metric in PURCHASES:
        here = metric(to_polars(rows, "orders", clock="utc"), **question)
        there = metric(to_polars(moved, "orders", clock="utc"), tz=zone, **question)
        assert here.equals(there)


# --- values ------------------------------------------------------------------------------------


@THOROUGH
@SLOW
@given(shops(max_size=60), st.sampled_from(["30d", "365d"]))
def test_values_stay_in_their_bounds(of: Shop, window: str) -> None:
    table = summary(of, window=window, every="1q", by="country")
    told = table.filter(pl.col("value").is_not_null())
    inside = told.filter(pl.col("low").is_not_null())
    assert (inside["low"] <= inside["value"]).all()
    assert (inside["value"] <= inside["high"]).all()
    shares = told.filter(pl.col("metric").is_in(SHARES))
    assert shares["value"].is_between(0, 1).all()
    bounded = shares.filter(~pl.col("metric").str.contains("impute"))
    assert bounded["low"].is_between(0, 1).all()
    assert bounded["high"].is_between(0, 1).all()
    frequencies = told.filter(pl.col("metric") == "purchase_frequency")["value"]
    assert (frequencies >= 1).all()
    # How long customers take can be unknown while it is known to be more than some days.
    waiting = pl.col("metric").is_in(["time_to_second_order", "time_between_orders"])
    silent = table.filter(pl.col("value").is_null(), ~waiting)
    assert silent.select("low", "high", "std_error").null_count().row(0) == (silent.height,) * 3


@SLOW
@given(order_rows(), st.integers(1, 365))
def test_more_is_asked_of_repeat_buyers_than_of_all_time(rows: list[Row], days: int) -> None:
    frame = to_polars(rows, "orders")
    recent = em.repeat_purchase_rate(frame, window=f"{days}d")
    ever = em.repeat_purchase_rate(frame, window=None)
    assert math.isnan(recent) or recent.numerator <= ever.numerator
    stricter = em.repeat_purchase_rate(frame, at_least=3, window=None)
    assert math.isnan(ever) or stricter <= ever


@SLOW
@given(order_rows())
def test_frequency_times_order_value_is_revenue_per_buyer(rows: list[Row]) -> None:
    frame = to_polars(rows, "orders")
    product = em.purchase_frequency * em.average_order_value
    one, other = product(frame), METRICS["revenue_per_buyer"](frame)
    assert_same([estimate_row(one)], [estimate_row(other)], 0, fields=ALL)
    known = [row for row in rows if row["customer_id"] is not None]
    parts = [m(to_polars(known, "orders"), as_of=one.as_of) for m in PURCHASES[:2]]
    if not math.isnan(one):
        assert one == pytest.approx(parts[0] * parts[1], rel=1e-12)
