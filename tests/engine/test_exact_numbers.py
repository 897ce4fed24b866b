"""Numbers that are hard to add."""

# Naive times are what many exports hold, and chance is not secrecy here.
# ruff: noqa: S311

import math
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import polars as pl
import pytest
from scipy.special import stdtrit

import engagement_metrics as em
from tests.engine.catalogue import METRICS
from tests.engine.small_orders import orders_of


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
    assert one == 19.99
    assert one.std_error == pytest.approx(0.0, abs=1e-12)
    assert one.low == pytest.approx(19.99, rel=1e-12)
    assert one.high == pytest.approx(19.99, rel=1e-12)


@pytest.mark.parametrize("every", [None, "1y"])
def test_large_amounts_that_hardly_differ_beside_a_group_of_small_ones(every: Any) -> None:  # noqa: ANN401
    rng = random.Random(4)
    customers = [f"c{rng.randrange(40)}" for _ in range(400)]
    large = orders_of(customers, [round(1e6 + rng.choice((-0.01, 0, 0.01)), 2) for _ in customers])
    small = orders_of(customers, [10 + rng.randrange(100) / 100 for _ in customers])
    both = pl.concat([large.with_columns(shop=pl.lit("a")), small.with_columns(shop=pl.lit("b"))])
    table = em.average_order_value(both, by="shop", every=every)
    halves = (table["average_order_value_high"] - table["average_order_value_low"]) / 2
    for half, orders in zip(halves, (large, small), strict=True):
        value, low, high = exact_interval(orders)
        assert half == pytest.approx((high - low) / 2, rel=1e-6, abs=math.ulp(value) * 2)


def test_large_amounts_of_guests_do_not_blur_those_of_customers() -> None:
    known = orders_of(["a", "b", "c"], [0.01, 0.2, 0.1])
    guests = orders_of([None] * 4, [1e6] * 4)
    spend = METRICS["revenue_per_buyer"]
    one, alone = spend(pl.concat([known, guests])), spend(known)
    assert one.std_error == pytest.approx(alone.std_error, rel=1e-9)


def test_large_amounts_that_hardly_differ_on_an_sql_engine() -> None:
    rng = random.Random(4)
    customers = [f"c{rng.randrange(80)}" for _ in range(400)]
    orders = orders_of(customers, [round(1e6 + rng.choice((-0.01, 0, 0.01)), 2) for _ in customers])
    one = em.average_order_value(duckdb.from_arrow(orders.to_arrow()))
    value, low, high = exact_interval(orders)
    assert one == pytest.approx(value, rel=1e-14)
    half = (one.high - one.low) / 2
    assert half == pytest.approx((high - low) / 2, rel=1e-6, abs=math.ulp(value) * 2)


def test_thirds_of_a_cent_add_up() -> None:
    orders = orders_of(["a"] * 3, [0.1, 0.2, 0.3])
    assert METRICS["revenue_per_buyer"](orders) == 0.6
    assert METRICS["big_spenders"](orders, least=0.6) == 1.0
