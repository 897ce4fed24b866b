"""Magento: negative discounts, guests, UTC without a zone, and the currency of the shop."""

from typing import Any

import pandas as pd
import polars as pl

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

ROW = {
    "entity_id": 1,
    "increment_id": "000000012",
    "state": "complete",
    "created_at": "2025-03-01 00:30:00",
    "customer_id": 7.0,
    "customer_is_guest": 0,
    "customer_email": "ada@example.org",
    "base_grand_total": "31.0000",
    "grand_total": "35.00",
    "base_subtotal": "30.0000",
    "base_discount_amount": "-5.0000",
    "base_tax_amount": "2.0000",
    "base_shipping_amount": "4.0000",
    "base_total_refunded": None,
    "base_currency_code": "EUR",
    "order_currency_code": "USD",
    "total_qty_ordered": "3.0000",
    "items": [{"sku": "tea"}],
}
GUEST = {**ROW, "increment_id": "000000013", "customer_id": None, "customer_is_guest": 1}


def test_discounts_are_positive_and_taken_off_once() -> None:
    orders = em.sources.magento_orders([ROW])
    row = orders.iloc[0].to_dict()

    assert (row["discount"], row["amount"], row["gross_sales"]) == (5.0, 25.0, 30.0)
    assert (row["tax"], row["shipping"], row["total"]) == (2.0, 4.0, 31.0)
    assert (row["order_id"], row["currency"], row["n_items"]) == ("000000012", "EUR", 3)
    assert row["ordered_at"] == pd.Timestamp("2025-03-01 00:30", tz="UTC")


def test_guests_have_no_id_of_their_own() -> None:
    bob = {"customer_email": "Bob@example.org", "increment_id": "14", "customer_id": 9.0}
    raw = pd.DataFrame([ROW, GUEST, {**GUEST, **bob}])

    # One guest is known by the address of customer 7, the other by an address only.
    orders = em.sources.magento_orders(raw)
    assert orders["customer_id"].tolist() == ["7", "7", "bob@example.org"]
    orders, report = em.sources.magento_orders(raw, guests="exclude", invalid="drop")
    assert orders["customer_id"].tolist() == ["7"]
    assert report.left_out == {"guest": 2}


def test_numbers_of_tables_are_read() -> None:
    numbers = pd.DataFrame([ROW]).astype({"base_subtotal": float, "base_discount_amount": float})

    assert em.sources.magento_orders(numbers)["amount"].tolist() == [25.0]


def test_states_have_the_words_of_here() -> None:
    words = ["processing", "closed", "canceled", "holded", "new", "fraud"]
    rows = [{**ROW, "increment_id": str(i), "state": word} for i, word in enumerate(words)]

    assert em.sources.magento_orders(rows)["status"].tolist() == [
        "completed", "completed", "cancelled", "pending", "pending", "failed",
    ]  # fmt: skip


def test_an_answer_of_the_api_holds_orders_and_an_order_items() -> None:
    answer = {"items": [ROW, GUEST], "total_count": 2}

    assert len(em.sources.magento_orders(answer)) == 2
    assert len(em.sources.magento_orders([ROW, GUEST])) == 2
    assert len(em.sources.magento_orders([answer, {"items": []}])) == 2


def test_tables_of_text_are_read() -> None:
    table = pl.DataFrame({name: [str(ROW[name])] for name in ROW if ROW[name] is not None})

    orders = em.sources.magento_orders(table.drop("items"))
    assert orders["amount"].to_list() == [25.0]
    assert orders["n_items"].to_list() == [3]


def test_customer_0_is_a_guest_where_no_column_says_so() -> None:
    untold = {
        name: ROW[name] for name in ROW if name not in ("customer_is_guest", "customer_email")
    }
    raw = [{**untold, "customer_id": 0}, {**untold, "increment_id": "15"}]

    customers = em.sources.magento_orders(raw)["customer_id"]
    assert customers.fillna("nobody").tolist() == ["nobody", "7"]
