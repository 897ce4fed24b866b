"""The simulated shop: the same for a seed, in canonical columns, and about nobody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd
import polars as pl
import pytest

from engagement_metrics.datasets import Shop, simulate_shop
from engagement_metrics.errors import EngagementError

TEXT = pd.Series([""]).dtype
FRAMES = ("orders", "emails", "social", "customers")
FIRST, AFTER = pd.Timestamp("2022-01-01"), pd.Timestamp("2025-01-01")
SCHEMAS: dict[str, dict[str, object]] = {
    "orders": {
        "order_id": TEXT,
        "customer_id": TEXT,
        "ordered_at": "datetime64[us]",
        "status": TEXT,
        "is_test": "bool",
        "currency": TEXT,
        "total": "float64",
        "refunded": "float64",
        "amount": "float64",
        "n_items": "int64",
        "channel": TEXT,
        "country": TEXT,
        "refunded_at": "datetime64[us]",
    },
    "emails": {
        "event_id": TEXT,
        "type": TEXT,
        "occurred_at": "datetime64[us]",
        "message_id": TEXT,
        "campaign_id": TEXT,
        "recipient": TEXT,
        "customer_id": TEXT,
        "is_machine": "bool",
        "bounce_type": TEXT,
        "sent_at": "datetime64[us]",
    },
    "social": {
        "event_id": TEXT,
        "type": TEXT,
        "occurred_at": "datetime64[us]",
        "actor_id": TEXT,
        "customer_id": TEXT,
        "network": TEXT,
        "object_id": TEXT,
    },
    "customers": {
        "customer_id": TEXT,
        "first_seen_at": "datetime64[us]",
        "segment": TEXT,
        "country": TEXT,
        "acquired_via": TEXT,
    },
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_seed_gives_the_same_shop(name: str) -> None:
    first = simulate_shop(customers=50, seed=3)
    again = simulate_shop(customers=50, seed=3)
    other = simulate_shop(customers=50, seed=4)
    pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name))
    assert not getattr(first, name).equals(getattr(other, name))


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize(
    ("customers", "start", "end"),
    [
        (200, "2022-01-01", "2024-12-31"),
        (1, "2024-01-01", "2024-01-01"),
        (3, date(2024, 2, 29), date(2024, 2, 29)),
    ],
)
def test_columns_and_types_are_the_same_for_any_size(
    name: str, customers: int, start: date | str, end: date | str
) -> None:
    frame = getattr(simulate_shop(customers=customers, start=start, end=end), name)
    assert frame.dtypes.to_dict() == SCHEMAS[name]


def test_everything_happens_in_the_period_and_in_order(shop: Shop) -> None:
    for frame, column in (
        (shop.orders, "ordered_at"),
        (shop.emails, "occurred_at"),
        (shop.social, "occurred_at"),
    ):
        assert frame[column].is_monotonic_increasing
        assert frame[column].min() >= FIRST
        assert frame[column].max() < AFTER
    assert shop.customers["first_seen_at"].max() < AFTER
    assert shop.customers["first_seen_at"].min() < FIRST


@pytest.mark.parametrize(
    ("name", "key"), [("orders", "order_id"), ("emails", "event_id"), ("social", "event_id")]
)
def test_ids_never_repeat(shop: Shop, name: str, key: str) -> None:
    assert getattr(shop, name)[key].is_unique


def test_only_customers_buy_and_nobody_before_joining(shop: Shop) -> None:
    joined = shop.customers.set_index("customer_id")["first_seen_at"]
    for frame, column in (
        (shop.orders, "ordered_at"),
        (shop.emails, "occurred_at"),
        (shop.social, "occurred_at"),
    ):
        known = frame.dropna(subset="customer_id")
        assert (known["customer_id"].map(joined) <= known[column]).all()


def test_people_differ_on_social_networks_and_some_are_no_customers(shop: Shop) -> None:
    social = shop.social
    assert {"like", "comment", "share", "save", "follow", "review", "message"} < set(social["type"])
    assert {"unfollow", "report", "ambassador_follow", "mention"} < set(social["type"])
    who = social[["actor_id", "customer_id", "network"]].drop_duplicates()
    assert who["actor_id"].is_unique
    assert 0.1 < social["customer_id"].isna().mean() < 0.4
    counts = social["customer_id"].value_counts()
    assert counts.var() > 4 * counts.mean()
    assert len(counts) < 0.5 * len(shop.customers)
    posts = social["object_id"].str.startswith("P")
    assert (
        posts
        == social["type"].isin(["like", "view", "comment", "share", "save", "click", "report"])
    ).all()


@pytest.mark.parametrize("name", FRAMES)
def test_polars_can_take_every_frame_over(shop: Shop, name: str) -> None:
    frame = getattr(shop, name)
    assert pl.from_pandas(frame).null_count().row(0) == tuple(frame.isna().sum())


@pytest.mark.parametrize("name", FRAMES)
def test_there_is_nothing_personal(shop: Shop, name: str) -> None:
    frame = getattr(shop, name)
    assert not {"email", "name", "phone", "ip", "user_agent"} & set(frame.columns)
    for column in frame.select_dtypes(include=[TEXT]):
        assert not frame[column].dropna().str.contains("@").any()


def test_the_shop_shows_its_sizes_and_not_its_rows(shop: Shop) -> None:
    assert repr(shop).startswith("Shop(2,000 customers, ")
    assert len(repr(shop)) < 100


def test_defaults_are_two_thousand_customers_and_three_years() -> None:
    shop = simulate_shop()
    assert len(shop.customers) == 2_000
    assert shop.emails["campaign_id"].nunique() == 78
    assert 100_000 < len(shop.emails) < 500_000


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"customers": 0}, ValueError, "customers must be 1 or more, not 0"),
        ({"customers": 2.5}, TypeError, "customers must be a whole number"),
        ({"seed": -1}, ValueError, "seed must be 0 or more"),
        ({"seed": None}, TypeError, "seed must be a whole number"),
        ({"start": "1 May"}, ValueError, "start must be a date such as '2024-12-31'"),
        ({"end": 2024}, TypeError, "end must be a date or its ISO text"),
        ({"end": datetime(2024, 1, 1)}, TypeError, "end must be a date"),  # noqa: DTZ001
        ({"end": "2021-12-31"}, ValueError, r"end \(2021-12-31\) is before start"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(
    arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message) as raised:
        simulate_shop(**arguments)
    assert isinstance(raised.value, EngagementError)
