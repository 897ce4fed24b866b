"""The truth that comes with a simulated shop is the truth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

if TYPE_CHECKING:
    from engagement_metrics.datasets import Shop

AFTER = pd.Timestamp("2025-01-01")
"""Midnight after the last day that is simulated."""


def test_orders_come_at_the_true_rates(shop: Shop) -> None:
    truth = shop.truth.customers
    orders = shop.orders["customer_id"].value_counts().reindex(truth["customer_id"], fill_value=0)
    expected = truth["expected_orders"].to_numpy()
    total = expected.sum()
    assert abs(orders.sum() - total) < 4 * math.sqrt(total)
    # Given its rate each count is Poisson: its squared error is its mean, on average.
    squares = (orders.to_numpy() - expected) ** 2
    assert squares.sum() / total == pytest.approx(1, abs=0.15)
    rates = truth["order_rate"] * truth["buying_days"] / 365
    np.testing.assert_allclose(rates, expected)


def test_rates_follow_the_gamma_distribution_of_their_segment(shop: Shop) -> None:
    truth = shop.truth.customers.merge(shop.customers, on="customer_id")
    for segment in shop.truth.parameters.segments:
        theirs = truth[truth["segment"] == segment.name]
        assert len(theirs) / len(truth) == pytest.approx(segment.share, abs=0.04)
        shape = shop.truth.parameters.order_rate_shape
        error = segment.order_rate / math.sqrt(shape * len(theirs))
        assert abs(theirs["order_rate"].mean() - segment.order_rate) < 4 * error


def test_the_true_metrics_are_recovered(shop: Shop, counted: pd.DataFrame) -> None:
    counts = counted["customer_id"].value_counts()
    assert counts.mean() == pytest.approx(shop.truth.purchase_frequency, rel=0.05)
    assert (counts >= 2).mean() == pytest.approx(shop.truth.repeat_purchase_rate, abs=0.04)
    assert counted["amount"].mean() == pytest.approx(shop.truth.average_order_value, rel=0.06)


def test_true_metrics_of_two_customers_by_hand(shop: Shop) -> None:
    p = shop.truth.parameters
    q = p.counted_share
    assert q == pytest.approx(0.945 * 0.998)
    assert p.kept_share == pytest.approx(0.95)
    two = pd.DataFrame({"expected_orders": [1 / q, 2 / q], "mean_total": [10.0, 40.0]})
    truth = type(shop.truth)(p, two)
    buyers = 1 - math.exp(-1) + 1 - math.exp(-2)
    assert truth.purchase_frequency == pytest.approx(3 / buyers)
    twice = 1 - 2 * math.exp(-1) + 1 - 3 * math.exp(-2)
    assert truth.repeat_purchase_rate == pytest.approx(twice / buyers)
    guests = 3 * 0.12
    median = 0.60 * 45 + 0.25 * 24 + 0.15 * 85
    mean = median * math.exp((0.45**2 + 0.60**2) / 2)
    expected = 0.95 * (10 + 80 + guests * mean) / (3 + guests)
    assert truth.average_order_value == pytest.approx(expected)


def test_reading_is_recovered_where_it_can_be_seen(shop: Shop) -> None:
    truth = shop.truth.customers.set_index("customer_id")
    events = shop.emails[shop.emails["sent_at"] < AFTER - pd.Timedelta(days=60)]
    delivered = events[events["type"] == "delivered"]
    opened = shop.emails.loc[shop.emails["type"] == "opened", "message_id"]
    hidden = delivered["customer_id"].map(truth["uses_privacy_proxy"] | truth["blocks_images"])
    visible = delivered[~hidden.astype(bool)]
    seen = visible["message_id"].isin(opened).mean()
    expected = visible["customer_id"].map(truth["read_probability"]).mean()
    assert seen == pytest.approx(expected, abs=0.01)
