"""Stripe's CSV of payments: a charge is an order only where it was paid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engagement_metrics.records.accepting.options import Asked, Decimal
from engagement_metrics.sources.export import ROW, Export
from engagement_metrics.sources.layout import Layout
from engagement_metrics.sources.reading import as_written, number, text, utc, worded
from engagement_metrics.sources.source import Source, Translated

if TYPE_CHECKING:
    import polars as pl

LAYOUT = Layout(
    platform="stripe",
    title="CSV of payments from Stripe's dashboard",
    columns={
        "order_id": ("id",),
        "customer_id": ("Customer ID",),
        "email": ("Customer Email",),
        "ordered_at": ("Created date (UTC)", "Created (UTC)"),
        "total": ("Amount",),
        "refunded": ("Amount Refunded",),
        "refunded_at": ("Refunded date (UTC)",),
        "currency": ("Currency",),
        "status": ("Status",),
    },
    needed={
        "order_id": "the payment's id",
        "ordered_at": "when the payment was made",
        "total": "what was paid, in units of the currency",
        "status": "whether the payment succeeded",
    },
)
STATUS: Mapping[str, str] = {
    "paid": "completed",
    "refunded": "completed",
    "partial refund": "completed",
    "partially refunded": "completed",
    "failed": "failed",
    "blocked": "failed",
    "incomplete": "failed",
    "canceled": "cancelled",
    "cancelled": "cancelled",
    "pending": "pending",
    "uncaptured": "pending",
    "requires_payment_method": "failed",
}
FINANCIAL: Mapping[str, str] = {
    "paid": "paid",
    "refunded": "refunded",
    "partial refund": "partially_refunded",
    "partially refunded": "partially_refunded",
    "uncaptured": "authorized",
    "pending": "pending",
}
NOTE = (
    "Each payment is taken for an order; instalments and renewals of a subscription are payments "
    "of their own."
)
# One or two digits behind it: no separator of thousands.
_COMMA, _POINT = r",[0-9]{1,2}$", r"\.[0-9]{1,2}$"


def translate(export: Export, asked: Asked) -> Translated:
    """Payments as orders, with the decimal comma of some exports."""
    decimal = asked.decimal or _decimal(export)
    said = text(export, "status").str.to_lowercase()
    amount = number(export, "total", decimal)
    rows = export.rows.select(
        ROW,
        *as_written(export, "order_id", "customer_id", "email", "currency"),
        *(name for name in asked.columns.values() if name in export.rows.columns),
        utc(export, "ordered_at").alias("ordered_at"),
        amount.alias("amount"),
        amount.alias("total"),
        worded(said, STATUS, asked, "status").alias("status"),
        said.replace_strict(FINANCIAL, default="unknown").alias("financial_status"),
        *_given_back(export, decimal),
    )
    return Translated(rows, notes=(NOTE,), said=("status",))


def _given_back(export: Export, decimal: Decimal | None) -> list[pl.Expr]:
    found = []
    if export.has("refunded"):
        found.append(number(export, "refunded", decimal).alias("refunded"))
    if export.has("refunded_at"):
        found.append(utc(export, "refunded_at").alias("refunded_at"))
    return found


def _decimal(export: Export) -> Decimal | None:
    """A comma, where all amounts that have cents show them behind one."""
    amount = text(export, "total")
    comma, point = export.rows.select(
        amount.str.contains(_COMMA).any().alias("comma"),
        amount.str.contains(_POINT).any().alias("point"),
    ).row(0)
    return "," if comma and not point else None


stripe_payments = Source("Order", LAYOUT, translate)
"""Orders from Stripe's CSV of payments (Payments > Export)."""
