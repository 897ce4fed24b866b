"""The brute force against orders worked out by hand."""

# Naive times are what the examples are about.
# ruff: noqa: DTZ001

import math
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from .brute_force import point, sweep
from .catalogue import catalogue
from .comparison import only
from .definitions import (
    average_order_value,
    big_spenders,
    churn,
    likes_per_buyer,
    minus,
    order_value_change,
    orders_in_all,
    previous,
    purchase_frequency,
    repeat_purchase_rate,
    repeat_rate_change,
    retention,
    returning_share,
    revenue_from_repeat_buyers,
    spend_per_buyer,
)
from .frames import COLUMNS
from .intervals import student_quantile, wilson
from .ledger import Data

Row = dict[str, Any]


def approx(value: float, abs: float = 1e-9) -> Any:  # noqa: A002, ANN401
    return pytest.approx(value, abs=abs, nan_ok=True)


SIX: list[Row] = [
    {"customer_id": "ann", "ordered_at": datetime(2024, 1, 10), "amount": 10.0},
    {"customer_id": "ann", "ordered_at": datetime(2024, 2, 5), "amount": 20.0},
    {"customer_id": "bob", "ordered_at": datetime(2024, 1, 20), "amount": 40.0},
    {"customer_id": None, "ordered_at": datetime(2024, 2, 29, 23, 59), "amount": 30.0},
    {"customer_id": "cid", "ordered_at": datetime(2024, 2, 15), "amount": 50.0},
    {"customer_id": "bob", "ordered_at": datetime(2023, 12, 31, 23, 59), "amount": 60.0},
]
STATUS = ["completed"] * 4 + ["cancelled", "completed"]
SHOP: Data = {
    "orders": [{**row, "status": status} for row, status in zip(SIX, STATUS, strict=True)]
}


def test_purchase_frequency_by_hand() -> None:
    # 60 days to 29 February begin on 1 January. Ann 2 orders, Bob 1; the guest is no buyer, Cid's
    # order was cancelled, Bob's first is too old: 3 / 2. phi = (x - 1.5) / 2: 0.25 and -0.25.
    # v = 2 / 1 * 0.125 = 0.25, standard error 0.5, and t with one degree of freedom is 12.7062.
    found = only(point(purchase_frequency(), SHOP, window="60d"))
    assert found["start"] == date(2024, 1, 1)
    assert found["as_of"] == date(2024, 2, 29)
    assert (found["numerator"], found["denominator"]) == (3, 2)
    assert found["value"] == 1.5
    assert found["std_error"] == approx(0.5)
    assert found["low"] == approx(1.5 - 0.5 * 12.7062047362, 1e-8)
    assert found["high"] == approx(1.5 + 0.5 * 12.7062047362, 1e-8)
    assert (found["units"], found["rows"]) == (2, 3)
    assert found["excluded"] == {"guest": 1, "not_completed": 1}
    assert found["complete"]


def test_average_order_value_by_hand() -> None:
    # 100 / 4 with the guest. phi = (revenue - 25 orders) / 4: Ann (30 - 50) / 4 = -5, Bob 3.75, the
    # guest 1.25. Squares 25 + 14.0625 + 1.5625 = 40.625; v = 3 / 2 * 40.625 = 60.9375.
    found = only(point(average_order_value(), SHOP, window="60d"))
    assert found["value"] == 25
    assert found["std_error"] == approx(math.sqrt(60.9375))
    assert found["low"] == approx(25 - 4.30265272991 * math.sqrt(60.9375), 1e-8)
    assert (found["units"], found["rows"]) == (3, 4)
    assert found["excluded"] == {"not_completed": 1}


def test_repeat_purchase_rate_by_hand() -> None:
    # Ann of Ann and Bob: 1 / 2, each once, so Wilson with n = 2 and z = 1.96:
    # centre 0.5, half z / (1 + z^2 / 2) * sqrt(1/8 + z^2 / 16).
    found = only(point(repeat_purchase_rate(), SHOP, window="60d"))
    z = 1.959963984540054
    half = z / (1 + z**2 / 2) * math.sqrt(1 / 8 + z**2 / 16)
    assert found["value"] == 0.5
    assert (found["low"], found["high"]) == (approx(0.5 - half), approx(0.5 + half))
    # Both are a quarter off, so the variance is twice an eighth.
    assert found["std_error"] == approx(0.5)


def test_a_window_that_begins_before_the_first_record_is_incomplete() -> None:
    assert only(point(purchase_frequency(), SHOP, window="61d"))["complete"]
    assert not only(point(purchase_frequency(), SHOP, window="62d"))["complete"]
    assert only(point(purchase_frequency(), SHOP, window=None))["complete"]


def test_since_ever_by_hand() -> None:
    assert only(point(purchase_frequency(), SHOP, window=None))["value"] == 2
    assert only(point(average_order_value(), SHOP, window=None))["value"] == 32


def test_the_product_is_revenue_per_known_buyer() -> None:
    # Known revenue 70 of 2 buyers: the guest's 30 counts in neither part.
    found = only(point(spend_per_buyer(), SHOP, window="60d"))
    # phi = (revenue - 35) / 2: Ann -2.5, Bob 2.5; v = 2 * 12.5.
    assert found["value"] == approx(35)
    assert found["std_error"] == approx(5)


def test_a_bare_total_has_no_interval() -> None:
    found = only(point(orders_in_all(), SHOP, window="60d"))
    assert found["value"] == 3
    assert math.isnan(found["low"])
    assert math.isnan(found["std_error"])


def test_one_customer_has_no_interval() -> None:
    one = {"orders": [row for row in SHOP["orders"] if row["customer_id"] == "ann"]}
    found = only(point(average_order_value(), one))
    assert (found["value"], found["units"]) == (15, 1)
    assert math.isnan(found["low"])
    share = only(point(revenue_from_repeat_buyers(), one))
    assert (share["value"], share["low"], share["high"]) == (1, 0, 1)
    assert math.isnan(share["std_error"])


def test_nothing_at_all_is_undefined() -> None:
    for definition in catalogue().values():
        empty: Data = {kind: [] for kind in COLUMNS}
        found = only(point(definition, empty))
        assert found["as_of"] is None
        if definition.degree_zero and definition.audience != 1000:
            assert math.isnan(found["value"])
        assert sweep(definition, empty, every="1mo") == []
        assert sweep(definition, empty, every="1mo", as_of=date(2024, 1, 1)) == []


def test_buckets_by_hand() -> None:
    rows = sweep(purchase_frequency(), SHOP, every="1mo", window="1mo", as_of=date(2024, 2, 20))
    assert [row["as_of"] for row in rows] == [
        date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 20)
    ]  # fmt: skip
    assert [row["value"] for row in rows] == [1, 1, 1]
    assert [row["numerator"] for row in rows] == [1, 2, 1]
    # December begins before the first record, February has not ended.
    assert [row["complete"] for row in rows] == [False, True, False]


def orders_of(**days: list[int]) -> Data:
    """Orders of 10 on days of 2024, counted from 1 = New Year's Day."""
    start = datetime(2023, 12, 31, 12)
    return {
        "orders": [
            {"customer_id": name, "ordered_at": start + timedelta(days=day), "amount": 10.0 * day}
            for name, numbers in days.items()
            for day in numbers
        ]
    }


def test_retention_and_churn_by_hand() -> None:
    # Days 11 to 20 after days 1 to 10. Ann and Bob bought before, Ann came back; Cid is new; Dan
    # was last here on day 0, before both.
    data = orders_of(ann=[1, 15], bob=[10], cid=[11, 20], dan=[0])
    found = only(point(retention(), data, window="10d", as_of=date(2024, 1, 20)))
    assert (found["numerator"], found["denominator"]) == (1, 2)
    assert found["value"] == 0.5
    assert found["units"] == 2
    assert only(point(churn(), data, window="10d", as_of=date(2024, 1, 20)))["value"] == 0.5
    assert found["complete"]
    assert not only(point(retention(), data, window="10d", as_of=date(2024, 1, 18)))["complete"]


def test_before_by_hand() -> None:
    # Of the buyers of days 11 to 20, Ann and Dan had ordered before, however long ago.
    data = orders_of(ann=[1, 15], bob=[10], cid=[11, 20], dan=[0, 20], eve=[11])
    found = only(point(returning_share(), data, window="10d", as_of=date(2024, 1, 20)))
    assert (found["numerator"], found["denominator"]) == (2, 4)
    # As of day 9 its window starts on the first record's day; what precedes it needs none.
    assert only(point(returning_share(), data, window="10d", as_of=date(2024, 1, 9)))["complete"]


def test_a_change_by_hand() -> None:
    # Days 11-20: Ann 150, Cid 110 + 200: 460 / 3. Days 1-10: Ann 10, Bob 100: 110 / 2.
    data = orders_of(ann=[1, 15], bob=[10], cid=[11, 20])
    found = only(point(order_value_change(), data, window="10d", as_of=date(2024, 1, 20)))
    assert found["value"] == approx(460 / 3 - 55)
    # phi = (r - m n) / 3 - (r' - 55 n') / 2 with m = 460 / 3; customers in both windows have both.
    mean = 460 / 3
    ann = (150 - mean) / 3 - (10 - 55) / 2
    bob = -(100 - 55) / 2
    cid = (310 - 2 * mean) / 3
    assert found["std_error"] == approx(math.sqrt(3 / 2 * (ann**2 + bob**2 + cid**2)))
    assert found["units"] == 3
    half = student_quantile(0.95, 2) * found["std_error"]
    assert found["low"] == approx(found["value"] - half)
    # Repeat buyers: Cid of Ann and Cid, against none of Ann and Bob.
    assert only(point(repeat_rate_change(), data, window="10d", as_of=date(2024, 1, 20)))[
        "value"
    ] == approx(0.5)


def test_two_windows_back() -> None:
    data = orders_of(ann=[1, 11, 12, 21], bob=[2, 22])
    twice = minus(purchase_frequency(), previous(previous(purchase_frequency())))
    assert twice.lags == 2
    found = only(point(twice, data, window="10d", as_of=date(2024, 1, 30)))
    assert found["value"] == 0
    assert found["start"] == date(2024, 1, 21)


def test_thresholds_and_shares_of_money_by_hand() -> None:
    amounts = [("ann", 33.33), ("ann", 66.67), ("bob", 99.99), ("cid", 0.0)]
    day = datetime(2024, 5, 1)
    data: Data = {
        "orders": [{"customer_id": c, "ordered_at": day, "amount": a} for c, a in amounts]
    }
    # 33.33 + 66.67 is 100, not a hair less.
    found = only(point(big_spenders(), data))
    assert (found["numerator"], found["denominator"]) == (1, 3)
    share = only(point(revenue_from_repeat_buyers(), data))
    p = 100 / 199.99
    assert share["value"] == approx(p)
    assert share["units"] == 2
    # Only Ann and Bob have money: phi = (1 - p) 100 / 199.99 and -p 99.99 / 199.99.
    v = 2 * (((1 - p) * p) ** 2 + (p * (1 - p)) ** 2)
    assert share["std_error"] == approx(math.sqrt(v))
    low, high = wilson(p, p * (1 - p) / v, student_quantile(0.95, 1))
    assert (share["low"], share["high"]) == (approx(low), approx(high))


def test_two_kinds_of_record_by_hand() -> None:
    data: Data = {
        **orders_of(ann=[1, 15], bob=[10]),
        "social": [
            {"type": kind, "occurred_at": datetime(2024, 1, 9), "customer_id": who}
            for who, kind in [("ann", "like"), ("ann", "share"), ("eve", "like"), (None, "like")]
        ],
    }
    # Ann's like and Eve's, who never bought; nobody's like is left out. 2 / 2.
    found = only(point(likes_per_buyer(), data))
    assert (found["numerator"], found["denominator"], found["units"]) == (2, 2, 3)
    # phi = (likes - buyer) / 2: Ann 0, Bob -0.5, Eve 0.5; v = 3 / 2 * 0.5.
    assert found["std_error"] == approx(math.sqrt(0.75))


def test_groups_have_rows_and_missing_keys_are_one_of_them() -> None:
    regions = ["north", "north", None, "south", "west", "old"]
    data: Data = {
        "orders": [{**o, "region": r} for o, r in zip(SHOP["orders"], regions, strict=True)]
    }
    found = point(purchase_frequency(), data, window="60d", by=["region"])
    # The west's only order was cancelled, the old one is outside; the south is a guest's.
    assert set(found) == {("north",), (None,), ("south",)}
    assert found[("north",)]["value"] == 2
    assert math.isnan(found[("south",)]["value"])
    history = sweep(purchase_frequency(), data, window="60d", by=["region"], every="1mo")
    assert {row["region"] for row in history} == {"north", None, "south", "old"}
    assert len(history) == 4 * 3


def test_columns_of_customers_and_filters() -> None:
    data: Data = {**SHOP, "customers": [{"customer_id": "ann", "segment": "vip"}]}
    found = point(purchase_frequency(), data, window="60d", by=["segment"])
    assert found[("vip",)]["value"] == 2
    assert found[(None,)]["value"] == 1
    kept = only(point(purchase_frequency(), data, where={"segment": ["vip"]}))
    # The filter moves neither the last day nor the first.
    assert (kept["value"], kept["as_of"]) == (2, date(2024, 2, 29))
    assert only(point(purchase_frequency(), data, window="61d", where={"segment": "vip"}))[
        "complete"
    ]


def test_an_instant_ends_its_window_itself() -> None:
    found = only(point(average_order_value(), SHOP, window="10d", as_of=datetime(2024, 2, 29, 12)))
    assert found["rows"] == 0
    found = only(
        point(average_order_value(), SHOP, window="1d", as_of=datetime(2024, 3, 1, 23, 59))
    )
    assert found["rows"] == 1
    found = only(
        point(average_order_value(), SHOP, window="1d", as_of=datetime(2024, 2, 29, 23, 59))
    )
    assert found["rows"] == 0
