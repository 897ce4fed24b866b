"""What must hold for every metric and all data."""

# Naive times are what many exports hold, and chance is not secrecy here.
# ruff: noqa: DTZ001, S311

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import stdtrit

import engagement_metrics as em
from tests.engine.cases import LIBRARIES, Library, as_frame, polars_of
from tests.engine.catalogue import METRICS
from tests.oracle.comparison import assert_same, estimate_row, frame_rows
from tests.oracle.frames import COLUMNS, to_polars
from tests.oracle.ledger import unit_of
from tests.oracle.shops import Shop, shop
from tests.oracle.strategies import email_rows, order_rows, shops

Row = dict[str, Any]

ALL = (
    "value", "low", "high", "std_error", "numerator", "denominator", "units", "rows", "excluded",
    "start", "complete",
)  # fmt: skip
KINDS = ("orders", "emails", "social")
PURCHASES: list[em.Metric] = [
    em.purchase_frequency, em.average_order_value, em.repeat_purchase_rate,
    METRICS["revenue_per_buyer"], METRICS["big_spenders"], METRICS["revenue_from_repeat_buyers"],
]  # fmt: skip
SHARES = [name for name, metric in METRICS.items() if metric.bounds == (0, 1)]
SLOW = settings(max_examples=15)


def summary(of: Shop, **question: Any) -> pl.DataFrame:
    """All metrics of a shop, one row a metric, group and date."""
    frames: dict[str, Any] = {kind: polars_of(of, kind) for kind in (*KINDS, "customers")}
    metrics = list(METRICS.values())
    table: pl.DataFrame = em.summarize(**frames, metrics=metrics, tz=of.tz, **question)
    return table


def orders_of(
    customers: Sequence[str | None],
    amounts: Sequence[float],
    days: Sequence[int] | None = None,
) -> pl.DataFrame:
    days = days or [0] * len(customers)
    return pl.DataFrame(
        {
            "customer_id": pl.Series(customers, dtype=pl.String),
            "ordered_at": [date(2024, 1, 1) + timedelta(days=d) for d in days],
            "amount": pl.Series(amounts, dtype=pl.Float64),
        },
        schema_overrides={"ordered_at": pl.Date},
    )


# --- rows --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("every", [None, "1mo"])
def test_the_order_of_rows_does_not_matter(seed: int, every: str | None) -> None:
    of = shop(seed, size=80)
    rng = random.Random(seed)
    mixed_up: dict[str, Any] = {k: rng.sample(rows, k=len(rows)) for k, rows in of.data.items()}
    shuffled = replace(of, **mixed_up)
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


@SLOW
@given(shops(max_size=60), st.sampled_from(["90d", "1y"]))
def test_groups_add_up_to_the_whole(of: Shop, window: str) -> None:
    """Rows and totals add over any groups; units do over groups of customers."""
    question: dict[str, Any] = {"window": window, "as_of": date(2024, 12, 31)}
    additive = pl.col("metric").is_in(
        [n for n in METRICS if "impute" not in n and "audience" not in n and "change" not in n]
    )
    groups = summary(of, by="country", **question).filter(additive)
    whole = summary(of, **question).filter(additive)
    columns = ["numerator", "denominator", "units", "rows", "excluded"]
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
                expected, rel=1e-9, abs=1e-9 * abs(scaled), nan_ok=True
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
    silent = table.filter(pl.col("value").is_null())
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


# --- numbers that are hard to add --------------------------------------------------------------


def test_a_threshold_on_money_is_right_after_a_thousand_entries_and_leavings() -> None:
    amounts = [33.33, 66.67] * 500
    orders = orders_of(["a"] * 1000, amounts, days=list(range(1000)))
    table = METRICS["big_spenders"](orders, window="2d", every="1d", detail=True)
    # Every two days add up to exactly 100; the first day alone does not.
    assert table["big_spenders"].to_list() == [0.0] + [1.0] * 999
    assert (table["units"] == 1).all()
    rare = METRICS["big_spenders"](orders, window="1d", every="1d")
    assert (rare["big_spenders"] == 0.0).all()
    # The day after the last order nothing may be left.
    after = METRICS["big_spenders"](orders, window="2d", every="1d", as_of="2026-12-31")
    assert after["big_spenders"].to_list()[1001:] == [None] * (after.height - 1001)


def exact_interval(orders: pl.DataFrame, confidence: float = 0.95) -> tuple[float, float, float]:
    """The average order value and its limits in exact arithmetic, by the formulas alone."""
    units: dict[str, list[Fraction]] = {}
    for customer, amount in orders.select("customer_id", "amount").rows():
        units.setdefault(customer, []).append(Fraction(Decimal(str(amount))))
    count = sum(len(found) for found in units.values())
    value = sum((sum(found) for found in units.values()), Fraction()) / count
    influences = [(sum(found) - value * len(found)) / count for found in units.values()]
    k = len(units)
    variance = Fraction(k, k - 1) * sum(x * x for x in influences)
    half = float(stdtrit(k - 1, 0.5 + confidence / 2)) * math.sqrt(variance)
    return float(value), float(value) - half, float(value) + half


@pytest.mark.parametrize("every", [None, "1y"])
@pytest.mark.parametrize(("middle", "spread"), [(1e6, 0.01), (1e6, 1.0), (99.5, 99.0), (1e9, 0.05)])
def test_large_amounts_that_hardly_differ(middle: float, spread: float, every: str | None) -> None:
    rng = random.Random(4)
    customers = [f"c{rng.randrange(80)}" for _ in range(400)]
    amounts = [round(middle + rng.choice((-spread, 0, spread)), 4) for _ in customers]
    orders = orders_of(customers, amounts)
    value, low, high = exact_interval(orders)
    if every is None:
        one = em.average_order_value(orders)
        found = (float(one), one.low, one.high)
    else:
        table = em.average_order_value(orders, every="1y")
        found = table.select(pl.col("^average_order_value.*$")).row(-1)
    assert found[0] == pytest.approx(value, rel=1e-14)
    half = (high - low) / 2
    # A double holds 1e9 to 1e-7; the half-widths must be right to within that.
    rounding = math.ulp(value) * 2
    assert found[0] - found[1] == pytest.approx(half, rel=1e-6, abs=rounding)
    assert found[2] - found[0] == pytest.approx(half, rel=1e-6, abs=rounding)


def test_equal_amounts_have_an_interval_without_width() -> None:
    one = em.average_order_value(orders_of(["a", "b", "b", "c"], [19.99] * 4))
    assert (one, one.low, one.high, one.std_error) == (19.99, 19.99, 19.99, 0.0)


def test_thirds_of_a_cent_add_up() -> None:
    orders = orders_of(["a"] * 3, [0.1, 0.2, 0.3])
    assert METRICS["revenue_per_buyer"](orders) == 0.6
    assert METRICS["big_spenders"](orders, least=0.6) == 1.0


# --- nothing and next to nothing ---------------------------------------------------------------


def empty(kind: str, library: Library) -> Any:  # noqa: ANN401
    return as_frame([], kind, "naive", library)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", METRICS)
def test_empty_frames(name: str, library: Library) -> None:
    metric: Any = METRICS[name]
    kinds = {*metric.definition({}).argument_names, "customers"}
    frames = {kind: empty(kind, library) for kind in kinds}
    one = metric(**frames, window="30d")
    assert math.isnan(one) or name == "orders_in_all" or "audience" in name
    assert (one.rows, one.as_of, one.start, dict(one.excluded)) == (0, None, None, {})
    for question in ({"by": "country"}, {"every": "1mo"}, {"every": "1w", "by": "country"}):
        table = metric(**frames, window="30d", **question)
        assert frame_rows(table) == []
        expected = [*(["country"] if "by" in question else [])]
        expected += ["as_of", "complete"] if "every" in question else []
        assert list(frame_columns(table)) == [*expected, name, f"{name}_low", f"{name}_high"]


def frame_columns(table: Any) -> list[str]:  # noqa: ANN401
    return list(table.column_names if hasattr(table, "column_names") else table.columns)


def test_empty_lists() -> None:
    assert math.isnan(em.purchase_frequency([]))
    assert math.isnan(em.newsletter_open_rate([]))
    assert math.isnan(em.social_interaction_score([]))


@pytest.mark.parametrize("every", [None, "1d"])
def test_one_row(every: Any) -> None:  # noqa: ANN401
    orders = orders_of(["a"], [12.5])
    for metric, value in ((em.purchase_frequency, 1.0), (em.average_order_value, 12.5)):
        table = metric(orders, every=every, by="customer_id")
        assert table[metric.name].to_list() == [value]
        # One unit says nothing about how units differ.
        assert table[f"{metric.name}_low"].to_list() == [None]
    rate = em.repeat_purchase_rate(orders)
    # Wilson of 0 of 1: high is z^2 / (1 + z^2).
    assert (rate, rate.low, rate.units) == (0.0, 0.0, 1)
    assert rate.high == pytest.approx(3.841458820694124 / 4.841458820694124, abs=1e-12)
    assert math.isnan(rate.std_error)


def test_one_customer() -> None:
    orders = orders_of(["a", "a", "a"], [10.0, 20.0, 60.0])
    value = em.average_order_value(orders)
    assert (value, value.units, value.rows) == (30.0, 1, 3)
    assert math.isnan(value.low)
    assert math.isnan(value.std_error)
    rate = METRICS["revenue_from_repeat_buyers"](orders)
    # A unit that counts more than once, alone: the share could be anything.
    assert (rate, rate.low, rate.high) == (1.0, 0.0, 1.0)


@pytest.mark.parametrize("every", [None, "1mo"])
def test_all_guests(every: Any) -> None:  # noqa: ANN401
    orders = orders_of([None] * 3, [10.0, 20.0, 60.0])
    table = em.summarize(orders=orders, every=every)
    assert table["value"].to_list() == [None, 30.0, None]
    assert table["units"].to_list() == [0, 3, 0]
    assert table["excluded"].to_list() == [3, 0, 3]
    assert table["low"].to_list()[0] is None
    assert dict(em.purchase_frequency(orders).excluded) == {"guest": 3}


def test_each_guest_is_a_customer_of_their_own() -> None:
    orders = orders_of(["a", "a", None, None], [10.0, 30.0, 20.0, 20.0])
    one = em.average_order_value(orders)
    assert (one, one.units, one.rows) == (20.0, 3, 4)
    # Influences on the average: (40 - 2 * 20) / 4, and twice (20 - 20) / 4: all of them zero.
    assert one.std_error == 0.0
    spread = em.average_order_value(orders_of(["a", "a", None, None], [10.0, 20.0, 20.0, 30.0]))
    # The average is 20; influences (30 - 40) / 4, 0 and (30 - 20) / 4; 3/2 * 2 * 6.25.
    assert spread.std_error == pytest.approx(math.sqrt(18.75), rel=1e-12)


def test_nothing_in_the_window() -> None:
    orders = orders_of(["a", "b"], [1.0, 2.0], days=[0, 100])
    one = em.average_order_value(orders, window="30d", as_of="2024-03-01")
    assert math.isnan(one)
    assert all(math.isnan(x) for x in (one.low, one.high, one.std_error))
    assert (one.units, one.rows, dict(one.excluded)) == (0, 0, {"after_as_of": 1})
    assert one.as_of == date(2024, 3, 1)
    assert em.average_order_value(
        orders, window="30d", as_of="2024-03-01", by="customer_id"
    ).is_empty()
    before = em.purchase_frequency(orders, as_of="2023-01-01")
    assert math.isnan(before)
    assert before.excluded["after_as_of"] == 2
    assert em.purchase_frequency(orders, as_of="2023-01-01", every="1mo").is_empty()


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("every", [None, "1mo"])
def test_null_keys_are_a_group_and_come_last(library: Library, every: Any) -> None:  # noqa: ANN401
    rows: list[Row] = [
        {"customer_id": c, "ordered_at": datetime(2024, 1, 5), "amount": a, "channel": channel}
        for c, a, channel in (
            ("a", 1.0, None), ("b", 2.0, "web"), (None, 4.0, None), ("b", 6.0, "app")
        )
    ]  # fmt: skip
    frame = as_frame(rows, "orders", "naive", library)
    table = frame_rows(em.average_order_value(frame, by="channel", every=every))
    found = [(row["channel"], row["average_order_value"]) for row in table]
    assert found[:2] == [("app", 6.0), ("web", 2.0)]
    assert len(found) == 3
    assert found[2][0] is None or found[2][0] != found[2][0]
    assert found[2][1] == 2.5


# --- options -----------------------------------------------------------------------------------


@pytest.mark.parametrize("every", [None, "1y"])
def test_small_groups_are_blank(every: Any) -> None:  # noqa: ANN401
    orders = orders_of(["a", "b", "c", "c"], [1.0, 2.0, 3.0, 4.0]).with_columns(
        channel=pl.Series(["web", "web", "app", "app"])
    )
    question: dict[str, Any] = {"by": "channel", "every": every, "detail": True}
    table = em.average_order_value(orders, min_units=2, **question)
    assert table["channel"].to_list() == ["app", "web"]
    assert table["units"].to_list() == [1, 2]
    assert table["average_order_value"].to_list() == [None, 1.5]
    for name in ("average_order_value_low", "average_order_value_high", "numerator", "denominator"):
        assert table[name].is_null().to_list() == [True, False]
    whole = em.average_order_value(orders, min_units=1, **question)
    assert whole["average_order_value"].to_list() == [3.5, 1.5]
    assert math.isnan(em.average_order_value(orders, min_units=4))
    assert em.average_order_value(orders, min_units=3) == 2.5


def test_detail_shows_what_numbers_are_made_of() -> None:
    orders = orders_of(["a", "b", None], [1.0, 2.0, 6.0])
    plain = ["average_order_value", "average_order_value_low", "average_order_value_high"]
    more = ["numerator", "denominator", "units", "rows", "excluded", "start"]
    table = em.average_order_value(orders, by="amount", detail=True)
    assert table.columns == ["amount", *plain, *more, "complete"]
    table = em.average_order_value(orders, every="1d", detail=True)
    assert table.columns == ["as_of", "complete", *plain, *more]
    assert table.select(more).row(0) == (9.0, 3.0, 3, 3, 0, date(2023, 1, 2))
    assert em.average_order_value(orders, every="1d").columns == ["as_of", "complete", *plain]


def test_without_confidence_there_is_no_interval() -> None:
    of = shop(2, size=60)
    for name, metric in METRICS.items():
        kinds = {*metric.definition({}).argument_names, "customers"}
        frames: dict[str, Any] = {kind: polars_of(of, kind) for kind in kinds}
        with_one, without = (metric(**frames, tz=of.tz, confidence=level) for level in (0.95, None))
        same = [field for field in ALL if field not in ("low", "high", "std_error")]
        assert_same([estimate_row(with_one)], [estimate_row(without)], 1e-12, fields=same)
        assert math.isnan(without.low)
        assert math.isnan(without.std_error)
        table = metric(**frames, tz=of.tz, confidence=None, every="1q")
        assert table.columns == ["as_of", "complete", name]


def test_customers_lend_their_columns() -> None:
    orders = orders_of(["a", "a", "b", "c", None], [1.0, 3.0, 5.0, 7.0, 9.0])
    customers = pl.DataFrame(
        {"customer_id": ["a", "b", "z"], "segment": ["vip", "new", "vip"], "amount": [0.0] * 3}
    )
    question: dict[str, Any] = {"customers": customers}
    table = em.average_order_value(orders, by="segment", detail=True, **question)
    # c is no known customer and the guest has no row either: both lack a segment.
    assert table["segment"].to_list() == ["new", "vip", None]
    assert table["average_order_value"].to_list() == [5.0, 2.0, 8.0]
    assert table["units"].to_list() == [1, 1, 2]
    vips = em.average_order_value(orders, where={"segment": "vip"}, **question)
    assert (vips, vips.rows) == (2.0, 2)
    rest = em.average_order_value(orders, where={"segment": [None, "new"]}, **question)
    assert (rest, rest.rows) == (7.0, 3)
    # A column that both have is that of the orders.
    assert em.average_order_value(orders, by="amount", **question).height == 5


def test_ids_of_different_types_are_the_same_customers() -> None:
    orders = orders_of(["1", "1", "2"], [1.0, 3.0, 5.0])
    customers = pl.DataFrame({"customer_id": [1, 2], "segment": ["vip", "new"]})
    table = em.average_order_value(orders, by="segment", customers=customers)
    assert table["average_order_value"].to_list() == [5.0, 2.0]


def test_the_caller_keeps_their_frame() -> None:
    of = shop(5, size=40)
    for library in LIBRARIES:
        orders = as_frame(of.orders, "orders", of.clock, library)
        customers = as_frame(of.customers, "customers", of.clock, library)
        before = [frame_columns(orders), frame_columns(customers)] if library != "lazy" else None
        em.summarize(orders=orders, customers=customers, by="segment", every="1mo", tz=of.tz)
        if before:
            assert [frame_columns(orders), frame_columns(customers)] == before
    assert set(COLUMNS) == {"orders", "emails", "social", "customers"}


@pytest.mark.parametrize("library", LIBRARIES)
def test_frames_come_back_as_the_kind_that_came_in(library: Library) -> None:
    kinds = {
        "pandas": "pandas", "polars": "polars", "lazy": "polars", "pyarrow": "pyarrow"
    }  # fmt: skip
    of = shop(5, size=40)
    orders = as_frame(of.orders, "orders", of.clock, library)
    for table in (
        em.purchase_frequency(orders, every="1q", tz=of.tz),
        em.summarize(orders=orders, tz=of.tz),
    ):
        assert type(table).__module__.partition(".")[0] == kinds[library]
        assert not isinstance(table, pl.LazyFrame)


def test_rows_after_the_date_are_counted() -> None:
    orders = pl.DataFrame(
        {
            "customer_id": ["a", "a", None, "b", "c"],
            "ordered_at": [datetime(2024, 1, d, 12, tzinfo=UTC) for d in (1, 2, 3, 4, 5)],
            "amount": [1.0] * 5,
            "channel": ["web", "web", "web", "app", "web"],
        }
    )
    web = {"channel": "web"}
    one = em.purchase_frequency(orders, as_of="2024-01-02", where=web)
    assert (one.rows, dict(one.excluded)) == (2, {"after_as_of": 2})
    later = em.purchase_frequency(orders, as_of="2024-01-03", where=web)
    assert dict(later.excluded) == {"after_as_of": 1, "guest": 1}


def units_in(rows: Sequence[Row], kind: str) -> set[Any]:
    """Whose rows they are, for the tests above."""
    return {unit_of(kind, row, set(row)) for row in rows} - {None}


def test_the_units_of_all_time_are_all_customers() -> None:
    for seed in range(5):
        of = shop(seed, size=60)
        counted = [row for row in of.social if row["type"] == "like" and row.get("count", 1) > 0]
        score = em.social_interaction_score(
            polars_of(of, "social"), weights={"like": 1}, window=None, tz=of.tz
        )
        assert score.units == len(units_in(counted, "social"))
