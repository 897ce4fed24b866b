"""Stripe's CSV of payments: a charge is an order only where it was paid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.records.accepting.options import Asked, Decimal, Invalid, Options
from engagement_metrics.sources.export import Export
from engagement_metrics.sources.layout import Layout
from engagement_metrics.sources.opened import POSITION
from engagement_metrics.sources.reading import as_written, number, text, utc, worded
from engagement_metrics.sources.source import Source, Translated, records_of
from engagement_metrics.sources.translated import collected_here

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
        POSITION,
        *as_written(export, "order_id", "customer_id", "email", "currency"),
        *export.beside(asked),
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
    seen = export.rows.select(
        amount.str.contains(_COMMA).any().alias("comma"),
        amount.str.contains(_POINT).any().alias("point"),
    )
    comma, point = collected_here(seen).row(0)
    return "," if comma and not point else None


def stripe_payments(raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Orders from Stripe's CSV of payments (Payments > Export).

    - Each payment is taken for an order. Failed ones, which the file holds too, have the status
      `failed` and count in no metric.
    - Amounts are in units of the currency, unlike those of the API, which are refused. Where all
      cents stand behind a comma, it is a decimal comma; say `decimal` where that cannot be seen.
    - Times are UTC.

    Args:
        raw: The path of the file, of a folder of such files or a pattern, or a frame of any kind.
        invalid: What becomes of rows that break a rule, as in `as_orders`.
        **options: How it is to be read and what is decided about it, as in `as_orders`. `columns`
            also names columns that are called otherwise than here, and keeps further ones, as in
            columns={"fee": "Fee"}.

    Returns:
        Canonical orders, as `as_orders` returns them.

    Raises:
        MissingColumnError: A column that is needed is not there; the message says for what.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> payment = {
        ...     "id": "ch_1",
        ...     "Created date (UTC)": "2025-03-01 23:30:15",
        ...     "Amount": "53,91",
        ...     "Currency": "eur",
        ...     "Status": "Paid",
        ...     "Customer ID": "cus_1",
        ... }
        >>> orders = em.sources.stripe_payments([payment])
        >>> orders[["order_id", "amount", "currency", "status"]].to_dict("records")
        [{'order_id': 'ch_1', 'amount': 53.91, 'currency': 'EUR', 'status': 'completed'}]

    Definition:
        Stripe, "Export payments".
    """
    return records_of(raw, Source("Order", LAYOUT, translate), invalid, options)
