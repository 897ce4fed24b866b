"""Numbers that others have published, or that follow from data that everybody has."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

import engagement_metrics as em

YEAR = "1998-06-30"


@pytest.fixture(scope="module")
def cdnow() -> pl.DataFrame:
    return pl.from_pandas(em.datasets.cdnow_orders())


def test_cdnow_is_the_sample_that_everybody_uses(cdnow: pl.DataFrame) -> None:
    # Fader and Hardie: a tenth of the customers who first bought in the first quarter of 1997.
    assert cdnow.height == 6919
    assert cdnow["customer_id"].n_unique() == 2357
    assert cdnow["amount"].sum() == pytest.approx(244_091.94, abs=1e-6)
    assert cdnow.filter(pl.col("amount") == 0).height == 8


def test_purchase_frequency_of_cdnow(cdnow: pl.DataFrame) -> None:
    one = em.purchase_frequency(cdnow, as_of=YEAR)
    assert one == pytest.approx(3.343596, abs=5e-7)
    assert (one.numerator, one.denominator, one.units, one.rows) == (2715, 812, 812, 2715)
    assert one.std_error == pytest.approx(0.150476, abs=5e-7)
    assert (one.start, one.as_of) == (date(1997, 7, 1), date(1998, 6, 30))
    assert one.complete


def test_average_order_value_of_cdnow(cdnow: pl.DataFrame) -> None:
    one = em.average_order_value(cdnow, as_of=YEAR)
    assert one == pytest.approx(36.082394, abs=5e-7)
    assert one.std_error == pytest.approx(0.981856, abs=5e-7)
    # Published with the normal quantile; Student's of 811 degrees of freedom is a little larger.
    assert (one.high - one.low) / 2 == pytest.approx(1.962894 * 0.981856, abs=2e-6)
    ever = em.average_order_value(cdnow, window=None)
    assert ever == pytest.approx(35.278500, abs=5e-7)
    assert ever == pytest.approx(244_091.94 / 6919, rel=1e-14)
    paid = em.average_order_value(cdnow.filter(pl.col("amount") > 0), window=None)
    assert paid == pytest.approx(35.319337, abs=5e-7)


def test_repeat_purchase_rate_of_cdnow(cdnow: pl.DataFrame) -> None:
    one = em.repeat_purchase_rate(cdnow, as_of=YEAR)
    assert one == pytest.approx(0.598522, abs=5e-7)
    assert (one.numerator, one.denominator, one.units) == (486, 812, 812)
    assert one.low == pytest.approx(0.564418, abs=5e-7)
    assert one.high == pytest.approx(0.631698, abs=5e-7)
    ever = em.repeat_purchase_rate(cdnow, window=None)
    assert ever == pytest.approx(0.488757, abs=5e-7)
    assert (ever.denominator, ever.units) == (2357, 2357)


def test_the_calendar_year_of_cdnow(cdnow: pl.DataFrame) -> None:
    year: dict[str, Any] = {"window": "12mo", "as_of": "1997-12-31"}
    frequency = em.purchase_frequency(cdnow, **year)
    assert frequency == pytest.approx(2.430208, abs=5e-7)
    assert (frequency.numerator, frequency.units) == (5728, 2357)
    assert em.average_order_value(cdnow, **year) == pytest.approx(35.130031, abs=5e-7)
    rate = em.repeat_purchase_rate(cdnow, **year)
    assert rate == pytest.approx(0.446754, abs=5e-7)
    assert rate.numerator == 1053


def test_days_of_cdnow_as_orders(cdnow: pl.DataFrame) -> None:
    merged = cdnow.group_by("customer_id", "ordered_at").agg(pl.col("amount").sum())
    assert merged.height == 6696
    assert em.purchase_frequency(merged, as_of=YEAR).numerator == 2607
    assert em.repeat_purchase_rate(merged, as_of=YEAR).numerator == 483


def test_the_history_of_cdnow_ends_with_the_point(cdnow: pl.DataFrame) -> None:
    table = em.average_order_value(cdnow, every="1mo", as_of=YEAR)
    assert table.height == 18
    assert table["average_order_value"].to_list()[-1] == pytest.approx(36.082394, abs=5e-7)
    year = table.filter(pl.col("as_of") == date(1997, 12, 31))["average_order_value"].item()
    assert year == pytest.approx(35.130031, abs=5e-7)


# The vignette of CRAN's rfm 0.3.0 on its `rfm_data_orders`: customers, orders, revenue and average
# order value of each segment.
SEGMENTS = {
    "About To Sleep": (102, 283, 23449, 82.86),
    "At Risk": (28, 216, 22227, 102.90),
    "Can't Lose Them": (47, 274, 32446, 118.42),
    "Champions": (35, 316, 31646, 100.15),
    "Lost": (148, 393, 35324, 89.88),
    "Loyal Customers": (170, 799, 76562, 95.82),
    "Need Attention": (10, 57, 4562, 80.04),
    "New Customers": (104, 329, 28837, 87.65),
    "Potential Loyalist": (342, 2211, 204856, 92.65),
    "Promising": (9, 28, 4249, 151.75),
}


def orders_of(customers: int, orders: int, revenue: int, *, name: str = "c") -> pl.DataFrame:
    """So many orders, by customers in turn, that bring so much."""
    each = revenue // orders
    return pl.DataFrame(
        {
            "customer_id": [f"{name} {number % customers}" for number in range(orders)],
            "ordered_at": date(2006, 1, 1),
            "amount": [float(revenue - each * (orders - 1)), *[float(each)] * (orders - 1)],
        }
    )


def test_the_segments_of_rfm_data_orders() -> None:
    shop = pl.concat(
        orders_of(*numbers[:3], name=name).with_columns(segment=pl.lit(name))
        for name, numbers in SEGMENTS.items()
    )
    table = em.average_order_value(shop, by="segment", detail=True)
    for name, (customers, orders, revenue, value) in SEGMENTS.items():
        row = table.row(by_predicate=pl.col("segment") == name, named=True)
        assert (row["units"], row["rows"], row["numerator"]) == (customers, orders, revenue)
        assert row["average_order_value"] == pytest.approx(value, abs=5e-3)
    # 995 customers with 4,906 orders for 464,158: the ratio of all, not the mean of the segments.
    assert em.average_order_value(shop) == pytest.approx(94.61027, abs=5e-6)
    assert em.purchase_frequency(shop) == pytest.approx(4.930653, abs=5e-7)
    assert table["average_order_value"].mean() != pytest.approx(94.61, abs=1)


def test_the_last_year_of_rfm_data_orders() -> None:
    # 1,053 orders of 651 buyers, of whom 273 came again, at 94.39031; in all 953 of 995 did.
    year = orders_of(651, 1053, 99393)
    assert em.average_order_value(year) == pytest.approx(94.39031, abs=5e-6)
    assert em.purchase_frequency(year) == pytest.approx(1.617512, abs=5e-7)
    assert repeat_rate(273, 651) == pytest.approx(0.419355, abs=5e-7)
    assert repeat_rate(953, 995) == pytest.approx(0.957789, abs=5e-7)


def repeat_rate(part: int, whole: int) -> em.Estimate:
    """The rate of a shop in which so many of so many buyers bought twice."""
    customers = [f"c{i}" for i in range(whole)] + [f"c{i}" for i in range(part)]
    days = [date(2024, 1, 1) + timedelta(days=i % 300) for i in range(len(customers))]
    orders = pl.DataFrame({"customer_id": customers, "ordered_at": days, "amount": 1.0})
    return em.repeat_purchase_rate(orders)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high", "within"),
    [
        # Newcombe 1998, table I.
        (81, 263, 0.2553, 0.3662, 5e-5),
        (15, 148, 0.0624, 0.1605, 5e-5),
        (0, 20, 0.0, 0.1611, 5e-5),
        (1, 29, 0.0061, 0.1718, 5e-5),
        # binom.confint of the R package binom.
        (18, 20, 0.6989663548, 0.9721335188, 1e-10),
        (4, 20, 0.0806576626, 0.4160174323, 1e-10),
        (4, 200, 0.0078044264, 0.0502870869, 1e-10),
        (190, 200, 0.9104218519, 0.9726173544, 1e-10),
        (19, 38, 0.348499283643951, 0.651500716356049, 1e-14),
    ],
)
def test_wilson_intervals(part: int, whole: int, low: float, high: float, within: float) -> None:
    rate = repeat_rate(part, whole)
    assert rate == part / whole
    assert rate.units == whole
    assert rate.low == pytest.approx(low, abs=within)
    assert rate.high == pytest.approx(high, abs=within)


def test_wilson_intervals_end_at_nothing_and_everything() -> None:
    everybody = repeat_rate(38, 38)
    assert (everybody, everybody.high) == (1.0, 1.0)
    assert 0 < everybody.low < 1
    nobody = repeat_rate(0, 77)
    assert (nobody, nobody.low) == (0.0, 0.0)
    assert 0 < nobody.high < 1
