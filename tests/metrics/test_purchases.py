"""The three purchase metrics on orders that can be counted by hand."""

import math
from datetime import date
from typing import Any

import polars as pl
import pytest
from scipy.special import stdtrit

import engagement_metrics as em

DAYS = [date(2024, 1, d) for d in range(1, 31)]


@pytest.fixture
def orders() -> pl.DataFrame:
    # a: three orders of 60 in all, b: two of 30, c: one of 30, and a guest who paid 100.
    rows = [
        ("a", 10.0),
        ("a", 20.0),
        ("a", 30.0),
        ("b", 10.0),
        ("b", 20.0),
        ("c", 30.0),
        (None, 100.0),
    ]
    return pl.DataFrame(
        {
            "customer_id": [customer for customer, _ in rows],
            "ordered_at": DAYS[: len(rows)],
            "amount": [amount for _, amount in rows],
        }
    )  # fmt: skip


def test_purchase_frequency(orders: pl.DataFrame) -> None:
    one = em.purchase_frequency(orders)
    assert (one, one.numerator, one.denominator) == (2.0, 6.0, 3.0)
    assert (one.units, one.rows, dict(one.excluded)) == (3, 6, {"guest": 1})
    # Influences (3 - 2) / 3, 0 and (1 - 2) / 3: the variance is 3 / 2 * 2 / 9.
    assert one.std_error == pytest.approx(math.sqrt(1 / 3), rel=1e-12)
    half = float(stdtrit(2, 0.975)) * math.sqrt(1 / 3)
    assert one.low == pytest.approx(2 - half)
    assert one.high == pytest.approx(2 + half)
    assert (one.metric, one.unit) == ("purchase_frequency", "orders per buyer")


def test_average_order_value(orders: pl.DataFrame) -> None:
    one = em.average_order_value(orders)
    assert one == pytest.approx(220 / 7, rel=1e-14)
    assert (one.units, one.rows, dict(one.excluded)) == (4, 7, {})
    mean = 220 / 7
    influences = [(60 - 3 * mean) / 7, (30 - 2 * mean) / 7, (30 - mean) / 7, (100 - mean) / 7]
    error = math.sqrt(4 / 3 * sum(x * x for x in influences))
    assert one.std_error == pytest.approx(error, rel=1e-12)
    half = float(stdtrit(3, 0.95)) * error
    assert em.average_order_value(orders, confidence=0.9).high == pytest.approx(mean + half)


@pytest.mark.parametrize(("at_least", "count"), [(1, 3), (2, 2), (3, 1), (4, 0)])
@pytest.mark.parametrize("every", [None, "1mo"])
def test_repeat_purchase_rate(orders: pl.DataFrame, at_least: int, count: int, every: Any) -> None:  # noqa: ANN401
    one = em.repeat_purchase_rate(orders, at_least=at_least)
    assert (one, one.numerator, one.denominator) == (count / 3, count, 3)
    bound = em.repeat_purchase_rate.using(at_least=at_least)
    assert bound(orders).to_dict() == one.to_dict()
    table = bound(orders, every="1mo", detail=True)
    assert table["repeat_purchase_rate"].item() == count / 3
    assert table["numerator"].item() == count
    table = em.summarize(orders=orders, metrics=[bound], every=every)
    assert table["value"].item() == count / 3


def test_only_completed_orders_that_are_no_tests_count(orders: pl.DataFrame) -> None:
    judged = orders.with_columns(
        status=pl.Series(
            ["completed", "cancelled", "completed", "pending", "completed", None, "completed"]
        ),
        is_test=pl.Series([False, True, None, False, True, False, False]),
    )  # fmt: skip
    one = em.purchase_frequency(judged)
    # a's first and third order are left. A row is left out for one reason, the status first.
    assert (one, one.units, one.rows) == (2.0, 1, 2)
    assert dict(one.excluded) == {"not_completed": 3, "test": 1, "guest": 1}
    assert em.average_order_value(judged) == pytest.approx(140 / 3)
    assert em.purchase_frequency(judged, by="amount", detail=True)["excluded"].sum() == 3


def test_product_of_frequency_and_value_leaves_guests_out(orders: pl.DataFrame) -> None:
    spend = (em.purchase_frequency * em.average_order_value).named("spend")
    one = spend(orders)
    assert (one, one.numerator, one.denominator) == (40.0, 120.0, 3.0)
    assert dict(one.excluded) == {"guest": 1}
    assert em.average_order_value(orders.filter(pl.col("customer_id").is_not_null())) == 20.0


def test_a_list_of_records_or_dicts_is_as_good_as_a_frame(orders: pl.DataFrame) -> None:
    rows = orders.to_dicts()
    records = [em.Order(**row) for row in rows]
    one = em.average_order_value(orders)
    assert em.average_order_value(rows).to_dict() == one.to_dict()
    assert em.average_order_value(records).to_dict() == one.to_dict()


def lines(*sold: tuple[str | None, float, str | None]) -> pl.DataFrame:
    """Lines of one order each: whose, for how much, and how they were sold."""
    rows = pl.DataFrame(sold, schema=["customer_id", "amount", "sold_as"], orient="row")
    return rows.with_columns(ordered_at=date(2025, 3, 1), order_id=pl.int_range(pl.len()))


def test_what_is_sold_beside_and_above() -> None:
    sold = lines(
        ("a", 60, "main"), ("a", 30, "cross_sell"), (None, 10, "up_sell"), ("b", 500, None),
        ("b", 100, "main"),
    )  # fmt: skip
    cross, up = em.cross_sell_share(sold), em.up_sell_share(sold)
    assert (cross, cross.numerator, cross.denominator) == (0.15, 30, 200)
    assert up == 0.05
    # Of which it is not known how it was sold is no main product.
    assert cross.excluded == {"not_counted": 1}
    assert cross.units == 3
    cancelled = sold.with_columns(status=pl.lit("cancelled"))
    assert math.isnan(em.up_sell_share(cancelled))


def test_ways_of_selling_are_known() -> None:
    with pytest.raises(em.InvalidRecordsError, match="sold_as"):
        em.as_order_lines(lines(("a", 1.0, "bundle")))
