"""Shopify's Admin API: taxes inside or on top, tests, refunds, gift cards, GraphQL."""

from typing import Any

import pandas as pd
import pytest

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics


def order(number: int, **fields: object) -> dict[str, Any]:
    return {
        "id": number,
        "email": "ada@example.org",
        "taxes_included": False,
        "currency": "EUR",
        "presentment_currency": "USD",
        "subtotal_price": "45.00",
        "total_tax": "9.00",
        "total_price": "58.00",
        "total_discounts": "5.00",
        "total_line_items_price": "50.00",
        "total_shipping_price_set": {"shop_money": {"amount": "4.00", "currency_code": "EUR"}},
        "created_at": "2025-03-05T10:00:00+01:00",
        "processed_at": "2025-03-01T10:00:00+01:00",
        "cancelled_at": None,
        "name": f"#{number}",
        "customer": {"id": 2**53 + 1, "first_name": "Ada"},
        "financial_status": "paid",
        "source_name": "web",
        "test": False,
        "line_items": [{"quantity": 2, "gift_card": False}, {"quantity": 1, "gift_card": True}],
        "refunds": [],
        **fields,
    }


def test_orders_of_rest_are_translated() -> None:
    orders = em.sources.shopify_api_orders({"orders": [order(1), order(2, taxes_included=True)]})

    assert orders["amount"].tolist() == [45.0, 36.0]
    assert orders["gross_sales"].tolist() == [50.0, 50.0]
    assert orders["tax_included"].tolist() == [False, True]
    assert orders["shipping"].tolist() == [4.0, 4.0]
    assert orders["customer_id"].tolist() == [str(2**53 + 1)] * 2
    assert orders["n_items"].tolist() == [3, 3]
    assert orders["currency"].tolist() == ["EUR", "EUR"]
    # Imports are created later than they were processed.
    assert orders["ordered_at"][0] == pd.Timestamp("2025-03-01 09:00", tz="UTC")
    assert orders["is_gift_card_only"].tolist() == [False, False]


def test_pages_are_put_together_and_dates_fall_back() -> None:
    pages = [{"orders": [order(1)]}, {"orders": [order(2, processed_at=None)]}]
    orders = em.sources.shopify_api_orders(pages)

    assert orders["ordered_at"].dt.tz_convert("UTC").dt.day.tolist() == [1, 5]


def test_tests_and_cancelled_orders_count_in_no_metric() -> None:
    raw = [
        order(1),
        order(2, test=True),
        order(3, cancelled_at="2025-03-02T00:00:00Z"),
        order(4, financial_status="voided"),
    ]
    orders = em.sources.shopify_api_orders(raw)

    assert orders["status"].tolist() == ["completed", "completed", "cancelled", "cancelled"]
    assert em.order_count(orders, as_of="2025-03-31") == 1


def test_only_money_given_back_is_refunded() -> None:
    refunds = [
        {
            "created_at": "2025-03-07T00:00:00Z",
            "transactions": [
                {"kind": "refund", "status": "success", "amount": "5.00"},
                {"kind": "refund", "status": "failure", "amount": "7.00"},
                {"kind": "void", "status": "success", "amount": "9.00"},
            ],
        },
        {"created_at": "2025-03-09T00:00:00Z", "transactions": [{"kind": "refund", "amount": 1}]},
        # Goods that came back, for which nothing was given.
        {"created_at": "2025-03-08T00:00:00Z"},
    ]
    orders = em.sources.shopify_api_orders([order(1, refunds=refunds), order(2)])

    assert orders["refunded"].tolist() == [6.0, 0.0]
    assert orders["refunded_at"][0] == pd.Timestamp("2025-03-09", tz="UTC")
    assert pd.isna(orders["refunded_at"][1])


def test_gift_cards_alone_are_told() -> None:
    cards = [{"quantity": 1, "gift_card": True}]
    orders = em.sources.shopify_api_orders([order(1, line_items=cards), order(2, line_items=[])])

    assert orders["is_gift_card_only"].tolist()[0] is True
    assert pd.isna(orders["is_gift_card_only"].tolist()[1])


def test_nodes_of_graphql_are_translated() -> None:
    def money(amount: str) -> dict[str, Any]:
        return {"shopMoney": {"amount": amount, "currencyCode": "EUR"}}

    node = {
        "id": "gid://shopify/Order/6001",
        "createdAt": "2025-03-01T10:00:00Z",
        "processedAt": "2025-03-01T10:00:00Z",
        "cancelledAt": None,
        "test": False,
        "displayFinancialStatus": "PARTIALLY_REFUNDED",
        "taxesIncluded": True,
        "subtotalPriceSet": money("60.00"),
        "totalTaxSet": money("10.00"),
        "totalPriceSet": money("64.00"),
        "totalDiscountsSet": money("5.00"),
        "totalRefundedSet": money("12.00"),
        "customer": {"id": "gid://shopify/Customer/42", "numberOfOrders": "3"},
    }
    row = em.sources.shopify_api_orders([node]).iloc[0].to_dict()

    assert (row["order_id"], row["customer_id"], row["currency"]) == ("6001", "42", "EUR")
    assert (row["amount"], row["gross_sales"], row["refunded"]) == (50.0, 65.0, 12.0)
    assert (row["status"], row["financial_status"]) == ("completed", "partially_refunded")


def test_rows_that_are_no_objects_are_refused() -> None:
    with pytest.raises(em.UnsupportedFrameError, match="position 1 holds int"):
        em.sources.shopify_api_orders([order(1), 5])


def test_lines_that_are_no_list_say_nothing() -> None:
    orders = em.sources.shopify_api_orders([order(1, line_items="x", refunds=None)])

    assert pd.isna(orders["is_gift_card_only"][0])


def test_tables_of_a_connector_are_read() -> None:
    table = pd.json_normalize([order(1)]).rename(columns={"customer.id": "customer_id"})
    row = em.sources.shopify_api_orders(table).iloc[0].to_dict()

    assert (row["customer_id"], row["shipping"], row["amount"]) == (str(2**53 + 1), 4.0, 45.0)
