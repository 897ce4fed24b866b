"""Magento and Adobe Commerce: orders as the table `sales_order` and the REST API hold them."""

from __future__ import annotations

from collections.abc import Mapping

from engagement_metrics.records.accepting.options import Asked
from engagement_metrics.sources.export import ROW, Export
from engagement_metrics.sources.layout import Layout
from engagement_metrics.sources.reading import as_written, number, text, utc, worded
from engagement_metrics.sources.source import Source, Translated

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
        ROW,
        *as_written(
            export, "order_id", "email", "currency", "gross_sales", "tax", "shipping", "refunded",
            "total", "n_items",
        ),
        *(name for name in asked.columns.values() if name in export.rows.columns),
        pl.when(customer != "0").then(customer).alias("customer_id"),
        utc(export, "ordered_at").alias("ordered_at"),
        discount.alias("discount"),
        amount.round(6).alias("amount"),
        pl.lit(value=False).alias("tax_included"),
        worded(text(export, "state"), STATUS, asked, "status").alias("status"),
    )  # fmt: skip
    return Translated(rows, said=("status",))


magento_orders = Source("Order", LAYOUT, translate)
"""Orders from Magento or Adobe Commerce (`sales_order`, or `/V1/orders`)."""
