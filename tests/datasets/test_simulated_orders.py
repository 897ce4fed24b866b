"""Orders of the simulated shop: guests, refunds, and customers as unlike as real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

if TYPE_CHECKING:
    from engagement_metrics.datasets import Shop

AFTER = pd.Timestamp("2025-01-01")
"""Midnight after the last day that is simulated."""


def test_guests_order_on_their_own(shop: Shop) -> None:
    guests = shop.orders["customer_id"].isna()
    ratio = guests.sum() / (~guests).sum()
    assert ratio == pytest.approx(shop.truth.parameters.guest_orders, rel=0.15)


def test_refunds_are_columns_of_orders_and_never_negative_rows(shop: Shop) -> None:
    orders = shop.orders
    assert (orders["total"] > 0).all()
    assert orders["refunded"].between(0, orders["total"]).all()
    assert (orders["amount"] == (orders["total"] - orders["refunded"]).round(2)).all()
    refunds = orders[orders["refunded"] > 0]
    assert set(refunds["status"]) == {"completed"}
    assert (refunds["refunded_at"] > refunds["ordered_at"]).all()
    assert refunds["refunded_at"].max() < AFTER
    assert orders.loc[orders["refunded"] == 0, "refunded_at"].isna().all()
    assert 0 < (refunds["amount"] == 0).sum() < len(refunds)


def test_some_orders_do_not_count(shop: Shop) -> None:
    shares = shop.orders["status"].value_counts(normalize=True)
    assert set(shares.index) == {"completed", "cancelled", "failed", "pending"}
    assert shares["completed"] == pytest.approx(0.945, abs=0.01)
    assert 0 < shop.orders["is_test"].sum() < 60


def test_customers_differ_as_gamma_poisson_customers_do(counted: pd.DataFrame) -> None:
    counts = counted["customer_id"].value_counts()
    # Poisson customers who were all alike would have a variance equal to the mean.
    assert counts.var() > 4 * counts.mean()
    assert (counts == 1).mean() > 0.15
    assert counts.max() > 40


def test_spending_is_log_normal_between_and_within_customers(counted: pd.DataFrame) -> None:
    known = counted[counted["refunded"] == 0].dropna(subset="customer_id")
    logs = np.log(known["total"])
    within = logs.groupby(known["customer_id"]).std().dropna()
    assert within.median() == pytest.approx(0.6, abs=0.08)
    between = logs.groupby(known["customer_id"]).mean()
    assert between.std() > 0.5
    assert abs(logs.skew()) < 0.3


def test_people_stop_and_return(counted: pd.DataFrame) -> None:
    known = counted.dropna(subset="customer_id")
    gaps = known.groupby("customer_id")["ordered_at"].diff().dt.days
    orders = known["customer_id"].map(known["customer_id"].value_counts())
    # At ten orders in three years a steady buyer seldom waits for half a year.
    returned = known.loc[(gaps > 180) & (orders >= 10), "customer_id"].nunique()
    assert returned > 50


def test_some_customers_never_buy_and_some_leave(shop: Shop) -> None:
    buyers = set(shop.orders["customer_id"].dropna())
    assert 0.2 < 1 - len(buyers) / len(shop.customers) < 0.5
    left = shop.truth.customers.set_index("customer_id")["left_at"].dropna()
    assert len(left) > 300
    last = shop.orders.groupby("customer_id")["ordered_at"].max()
    left = left[left.index.isin(last.index)]
    assert (last[left.index].dt.normalize() <= left).all()
