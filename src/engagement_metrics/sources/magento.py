"""Magento and Adobe Commerce: orders as the table `sales_order` and the REST API hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from engagement_metrics.records.accepting.options import Asked, Invalid, Options
from engagement_metrics.sources.export import Export
from engagement_metrics.sources.layout import Layout
from engagement_metrics.sources.opened import POSITION
from engagement_metrics.sources.reading import as_written, number, text, utc, worded
from engagement_metrics.sources.source import Source, Translated, records_of

LAYOUT = Layout(
    platform="magento",
    title="table of orders from Magento",
    columns={
        "order_id": ("increment_id", "entity_id"),
        "customer": ("customer_id",),
        "guest": ("customer_is_guest",),
        "email": ("customer_email",),
        "ordered_at": ("created_at",),
        "state": ("state", "status"),
        "currency": ("base_currency_code",),
        "gross_sales": ("base_subtotal",),
        "taken_off": ("base_discount_amount",),
        "tax": ("base_tax_amount",),
        "shipping": ("base_shipping_amount",),
        "refunded": ("base_total_refunded",),
        "total": ("base_grand_total",),
        "n_items": ("total_qty_ordered",),
    },
    needed={
        "order_id": "the order's id",
        "ordered_at": "when the order was placed, in UTC",
        "state": "what became of the order",
        "gross_sales": "what the goods cost, in the currency of the shop",
        "taken_off": "what was taken off, a negative number",
    },
    inside="items",
)
STATUS: Mapping[str, str] = {
    "processing": "completed",
    "complete": "completed",
    "closed": "completed",
    "new": "pending",
    "pending": "pending",
    "pending_payment": "pending",
    "payment_review": "pending",
    "holded": "pending",
    "canceled": "cancelled",
    "fraud": "failed",
}


def translate(export: Export, asked: Asked) -> Translated:
    """Orders in the currency of the shop, with discounts as positive numbers."""
    import polars as pl

    discount = number(export, "taken_off", asked.decimal).abs()
    amount = number(export, "gross_sales", asked.decimal) - discount.fill_null(0.0)
    guest = text(export, "guest").str.to_lowercase().is_in(["1", "true", "yes"])
    customer = pl.when(~guest.fill_null(value=False)).then(text(export, "customer"))
    rows = export.rows.select(
        POSITION,
        *as_written(
            export, "order_id", "email", "currency", "gross_sales", "tax", "shipping", "refunded",
            "total", "n_items",
        ),
        *export.beside(asked),
        pl.when(customer != "0").then(customer).alias("customer_id"),
        utc(export, "ordered_at").alias("ordered_at"),
        discount.alias("discount"),
        amount.round(6).alias("amount"),
        pl.lit(value=False).alias("tax_included"),
        worded(text(export, "state"), STATUS, asked, "status").alias("status"),
    )  # fmt: skip
    return Translated(rows, said=("status",))


def magento_orders(raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Orders from Magento or Adobe Commerce (`sales_order`, or `/V1/orders`).

    - Amounts are those in the currency of the shop (`base_...`); discounts, which are negative
      there, are positive here.
    - Guests have no id, also where the table has one for them.
    - Times are UTC, although they do not say so.

    Args:
        raw: A frame of any kind, the objects as dicts, answers of the API, or the path of a file or
            folder.
        invalid: What becomes of rows that break a rule, as in `as_orders`.
        **options: How it is to be read and what is decided about it, as in `as_orders`. `columns`
            also names columns that are called otherwise than here, and keeps further ones, as in
            columns={"store": "store_id"}.

    Returns:
        Canonical orders, as `as_orders` returns them.

    Raises:
        MissingColumnError: A column that is needed is not there; the message says for what.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> order = {
        ...     "increment_id": "000000012",
        ...     "state": "complete",
        ...     "created_at": "2025-03-01 00:30:00",
        ...     "customer_id": 7,
        ...     "base_subtotal": "30.0000",
        ...     "base_discount_amount": "-5.0000",
        ...     "base_currency_code": "EUR",
        ... }
        >>> orders = em.sources.magento_orders({"items": [order]})
        >>> orders[["order_id", "customer_id", "amount", "discount"]].to_dict("records")
        [{'order_id': '000000012', 'customer_id': '7', 'amount': 25.0, 'discount': 5.0}]

    Definition:
        Adobe Commerce, "REST API: Orders".
    """
    return records_of(raw, Source("Order", LAYOUT, translate), invalid, options)
