"""Shopify's Admin API: orders as JSON, of REST or of GraphQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from engagement_metrics.records.accepting.options import Asked, Invalid, Options
from engagement_metrics.sources.export import Export
from engagement_metrics.sources.layout import Layout, amount_of, objects, summed
from engagement_metrics.sources.opened import POSITION
from engagement_metrics.sources.reading import as_written, number, text, worded
from engagement_metrics.sources.shopify import FINANCIAL, STATUS
from engagement_metrics.sources.source import Source, Translated, records_of


def refunded(value: object) -> object:
    """What was given back by an order's refunds; other movements of money are none."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value
    paid_out = [
        amount_of(move.get("amount"))
        for refund in objects(value)
        for move in objects(refund.get("transactions"))
        if move.get("kind") == "refund" and move.get("status") in (None, "success")
    ]
    return sum(paid_out)


def last_refund(value: object) -> object:
    """When an order was refunded last."""
    told = [str(one["created_at"]) for one in objects(value) if one.get("created_at")]
    return max(told, default=None)


def only_gift_cards(value: object) -> object:
    """Whether all lines of an order are gift cards; missing where there are no lines."""
    lines = objects(value)
    return all(one.get("gift_card") is True for one in lines) if lines else None


LAYOUT = Layout(
    platform="shopify",
    title="list of orders from Shopify's Admin API",
    columns={
        "order_id": ("id",),
        "customer_id": ("customer.id", "customer_id"),
        "email": ("email", "contact_email", "customer.email"),
        "processed": ("processed_at", "processedAt"),
        "created": ("created_at", "createdAt"),
        "currency": ("currency", "totalPriceSet.shopMoney.currencyCode", "currencyCode"),
        "subtotal": ("subtotal_price", "subtotalPriceSet.shopMoney.amount"),
        "gross_sales": ("total_line_items_price",),
        "discount": ("total_discounts", "totalDiscountsSet.shopMoney.amount"),
        "tax": ("total_tax", "totalTaxSet.shopMoney.amount"),
        "shipping": (
            "total_shipping_price_set.shop_money.amount",
            "totalShippingPriceSet.shopMoney.amount",
        ),
        "total": ("total_price", "totalPriceSet.shopMoney.amount"),
        "refunded": ("refunds", "totalRefundedSet.shopMoney.amount"),
        "refunded_at": ("refunds",),
        "tax_included": ("taxes_included", "taxesIncluded"),
        "financial_status": ("financial_status", "displayFinancialStatus"),
        "cancelled_at": ("cancelled_at", "cancelledAt"),
        "is_test": ("test",),
        "channel": ("source_name", "sourceName"),
        "n_items": ("line_items",),
        "is_gift_card_only": ("line_items",),
    },
    needed={
        "order_id": "the order's id",
        "created": "when the order was placed",
        "subtotal": "what the order is worth, after discounts and without shipping",
        "tax": "the tax on it",
        "tax_included": "whether the subtotal holds the tax",
        "financial_status": "whether the order is paid",
        "cancelled_at": "whether the order was cancelled",
        "is_test": "whether the order is a test",
    },
    derived={
        "refunded": refunded,
        "refunded_at": last_refund,
        "n_items": summed("quantity"),
        "is_gift_card_only": only_gift_cards,
    },
    inside="orders",
    within={
        "line_items": ("quantity", "gift_card"),
        "refunds": (
            "created_at", "transactions.amount", "transactions.kind", "transactions.status",
        ),
    },
)  # fmt: skip
# What stands before the number of an id in GraphQL.
_GLOBAL = r"^gid://shopify/[A-Za-z]+/"


def translate(export: Export, asked: Asked) -> Translated:
    """Orders, dated when they were processed, as Shopify's reports are."""
    import polars as pl

    subtotal, tax = (number(export, name, asked.decimal) for name in ("subtotal", "tax"))
    included = text(export, "tax_included").str.to_lowercase().is_in(["true", "1", "yes"])
    inside = pl.when(included).then(tax.fill_null(0.0)).otherwise(0.0)
    discount = number(export, "discount", asked.decimal).fill_null(0.0)
    gross = pl.coalesce(number(export, "gross_sales", asked.decimal), subtotal + discount)
    paid = text(export, "financial_status")
    status = worded(paid.fill_null("paid"), STATUS, asked, "status")
    cancelled = text(export, "cancelled_at").is_not_null()
    ids = [name for name in ("order_id", "customer_id") if export.has(name)]
    rows = export.rows.select(
        POSITION,
        *as_written(
            export,
            "email", "currency", "discount", "tax", "shipping", "total", "refunded", "refunded_at",
            "tax_included", "cancelled_at", "is_test", "channel", "n_items", "is_gift_card_only",
        ),
        *export.beside(asked),
        *(text(export, name).str.replace(_GLOBAL, "").alias(name) for name in ids),
        pl.coalesce(text(export, "processed"), text(export, "created")).alias("ordered_at"),
        (subtotal - inside).round(6).alias("amount"),
        gross.round(6).alias("gross_sales"),
        pl.when(cancelled).then(pl.lit("cancelled")).otherwise(status).alias("status"),
        worded(paid, FINANCIAL, asked, "financial_status").alias("financial_status"),
    )  # fmt: skip
    return Translated(rows, said=("status", "financial_status"))


def shopify_api_orders(
    raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Orders from Shopify's Admin API, of REST (`/orders.json`) or nodes of GraphQL.

    - Orders are dated when they were processed, as in Shopify's reports; imported ones were created
      later.
    - `amount` is the subtotal, less the tax where `taxes_included`. Amounts are in the currency of
      the shop, not in the one that the customer saw.
    - `refunded` is what was given back: successful transactions of the kind `refund`.
    - Test orders keep their mark, by which metrics leave them out.

    Args:
        raw: A frame of any kind, the objects as dicts, answers of the API, or the path of a file or
            folder.
        invalid: What becomes of rows that break a rule, as in `as_orders`.
        **options: How it is to be read and what is decided about it, as in `as_orders`. `columns`
            also names columns that are called otherwise than here, and keeps further ones, as in
            columns={"tags": "tags"}.

    Returns:
        Canonical orders, as `as_orders` returns them.

    Raises:
        MissingColumnError: A column that is needed is not there; the message says for what.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> order = {
        ...     "id": 6001,
        ...     "customer": {"id": 42},
        ...     "created_at": "2025-03-01T10:00:00+01:00",
        ...     "processed_at": "2025-03-01T10:00:00+01:00",
        ...     "currency": "EUR",
        ...     "subtotal_price": "45.00",
        ...     "total_tax": "9.00",
        ...     "taxes_included": True,
        ...     "financial_status": "paid",
        ...     "cancelled_at": None,
        ...     "test": False,
        ... }
        >>> orders = em.sources.shopify_api_orders({"orders": [order]})
        >>> orders[["order_id", "customer_id", "amount", "status"]].to_dict("records")
        [{'order_id': '6001', 'customer_id': '42', 'amount': 36.0, 'status': 'completed'}]

    Definition:
        Shopify, "Admin API: Order".
    """
    return records_of(raw, Source("Order", LAYOUT, translate), invalid, options)
