"""The Segment specification, which RudderStack shares: orders, refunds, e-mail and reviews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engagement_metrics.records.accepting.options import Asked
from engagement_metrics.sources.export import ROW, Export
from engagement_metrics.sources.layout import Layout, summed
from engagement_metrics.sources.reading import as_written, number, text
from engagement_metrics.sources.source import Source, Translated

if TYPE_CHECKING:
    import polars as pl

ENVELOPE: Mapping[str, tuple[str, ...]] = {
    "event": ("event",),
    "delivery": ("messageId",),
    "user": ("userId",),
    "anonymous": ("anonymousId",),
    "at": ("timestamp", "originalTimestamp"),
}
NEEDED: Mapping[str, str] = {
    "event": "what happened",
    "delivery": "which deliveries are of the same event",
    "at": "when it happened",
}
COMPLETED, CANCELLED, REFUNDED = "order completed", "order cancelled", "order refunded"
OTHER = "another event"
NO_ORDER = "refund or cancellation of an order that is not here"

ORDERS = Layout(
    platform="segment",
    title="list of events in the Segment specification",
    columns={
        **ENVELOPE,
        "order_id": ("properties.order_id",),
        "currency": ("properties.currency",),
        "revenue": ("properties.revenue",),
        "subtotal": ("properties.subtotal",),
        "discount": ("properties.discount",),
        "tax": ("properties.tax",),
        "shipping": ("properties.shipping",),
        "total": ("properties.total",),
        "products": ("properties.products",),
        "n_items": ("properties.products",),
        "email": ("context.traits.email",),
        "channel": ("properties.affiliation",),
    },
    needed={**NEEDED, "order_id": "which order it is about"},
    derived={
        "products": summed("price", times="quantity"),
        "n_items": summed("quantity", missing=1.0),
    },
)
REFUNDS = Layout(
    platform="segment",
    title=ORDERS.title,
    columns={name: ORDERS.columns[name] for name in (*ENVELOPE, "order_id", "currency", "total")},
    needed={**NEEDED, "order_id": "which order it is about", "total": "what was given back"},
)
EMAILS = Layout(
    platform="segment",
    title=ORDERS.title,
    columns={
        **ENVELOPE,
        "message": ("properties.email_id",),
        "campaign_id": ("properties.campaign_id",),
        "url": ("properties.link_url",),
        "email": ("context.traits.email",),
    },
    needed={**NEEDED, "message": "which message it is about"},
)
EMAIL_TYPES: Mapping[str, str] = {
    "email delivered": "delivered",
    "email opened": "opened",
    "email link clicked": "clicked",
    "email bounced": "bounced",
    "email marked as spam": "complained",
    "unsubscribed": "unsubscribed",
}
NOTE = "Segment has no event of sending, and does not say which opens a machine made."
REVIEWS = Layout(
    platform="segment",
    title=ORDERS.title,
    columns={
        **ENVELOPE,
        "review_id": ("properties.review_id",),
        "product_id": ("properties.product_id",),
        "rating": ("properties.rating",),
    },
    needed={**NEEDED, "rating": "how many stars were given"},
)


def delivered_once(export: Export) -> tuple[pl.DataFrame, int]:
    """The events with `em_event` and `em_who`, each once, and how many were delivered again."""
    import polars as pl

    # Warehouses write order_completed where the specification has Order Completed.
    event = text(export, "event").str.to_lowercase().str.replace_all("_", " ", literal=True)
    rows = export.rows.with_columns(
        em_event=event,
        em_who=pl.coalesce(text(export, "user"), text(export, "anonymous")),
        em_delivery=text(export, "delivery"),
    )
    again = pl.col("em_delivery").is_not_null() & ~pl.col("em_delivery").is_first_distinct()
    once = rows.filter(~again)
    return once, rows.height - once.height


def beside(export: Export, asked: Asked) -> list[str]:
    """The further columns that the caller asks for."""
    return [name for name in asked.columns.values() if name in export.rows.columns]


def orders(export: Export, asked: Asked) -> Translated:
    """Completed orders, with what later events say of them."""
    import polars as pl

    rows, again = delivered_once(export)
    order_id = text(export, "order_id")
    rows = rows.with_columns(em_order=order_id, em_total=number(export, "total", asked.decimal))
    done = rows.filter(pl.col("em_event") == COMPLETED)
    later = rows.filter(pl.col("em_event").is_in([CANCELLED, REFUNDED]))
    ours = later.filter(pl.col("em_order").is_in(done["em_order"].drop_nulls().unique().implode()))
    told = ours.group_by("em_order").agg(
        cancelled=(pl.col("em_event") == CANCELLED).any(),
        refunds=(pl.col("em_event") == REFUNDED).sum(),
        # A refund without an amount is one of everything.
        whole=((pl.col("em_event") == REFUNDED) & pl.col("em_total").is_null()).any(),
        back=pl.col("em_total").filter(pl.col("em_event") == REFUNDED).sum(),
        cancelled_at=pl.col("at").filter(pl.col("em_event") == CANCELLED).max(),
        refunded_at=pl.col("at").filter(pl.col("em_event") == REFUNDED).max(),
    )
    found = done.join(told, on="em_order", how="left", maintain_order="left")
    parts = {
        name: number(export, name, asked.decimal) for name in ("subtotal", "revenue", "discount")
    }
    amount = pl.coalesce(parts["subtotal"], parts["revenue"])
    gross = pl.coalesce(number(export, "products"), amount + parts["discount"].fill_null(0.0))
    cancelled = pl.col("cancelled").fill_null(value=False)
    given_back = pl.when("whole").then(pl.coalesce("em_total", amount)).otherwise(pl.col("back"))
    named = found.select(
        ROW,
        *as_written(export, "currency", "discount", "tax", "shipping", "total", "n_items"),
        *as_written(export, "email", "channel"),
        *beside(export, asked),
        pl.col("em_order").alias("order_id"),
        pl.col("em_who").alias("customer_id"),
        pl.col("at").alias("ordered_at"),
        amount.round(6).alias("amount"),
        gross.round(6).alias("gross_sales"),
        given_back.fill_null(0.0).alias("refunded"),
        pl.when(cancelled).then(pl.lit("cancelled")).otherwise(pl.lit("completed")).alias("status"),
        "cancelled_at",
        "refunded_at",
    )
    left_out = {
        OTHER: rows.height - done.height - later.height,
        NO_ORDER: later.height - ours.height,
    }
    return Translated(named, merged=again + ours.height, left_out=left_out)


def refunds(export: Export, asked: Asked) -> Translated:
    """Refunds, each an event of its own."""
    import polars as pl

    rows, again = delivered_once(export)
    found = rows.filter(pl.col("em_event") == REFUNDED)
    named = found.select(
        ROW,
        *as_written(export, "currency", "order_id"),
        *beside(export, asked),
        pl.col("em_delivery").alias("refund_id"),
        pl.col("em_who").alias("customer_id"),
        pl.col("at").alias("refunded_at"),
        pl.col("total").alias("amount"),
    )
    return Translated(named, merged=again, left_out={OTHER: rows.height - found.height})


def emails(export: Export, asked: Asked) -> Translated:
    """Events of messages; a message is one e-mail to one recipient."""
    import polars as pl

    rows, again = delivered_once(export)
    found = rows.filter(pl.col("em_event").is_in(list(EMAIL_TYPES)))
    recipient = pl.coalesce(text(export, "email").str.to_lowercase(), pl.col("em_who"))
    named = found.select(
        ROW,
        *as_written(export, "campaign_id", "url"),
        *beside(export, asked),
        pl.col("em_event").replace_strict(EMAIL_TYPES, default=None).alias("type"),
        pl.col("at").alias("occurred_at"),
        pl.col("message").alias("message_id"),
        recipient.alias("recipient"),
        text(export, "user").alias("customer_id"),
        pl.col("em_delivery").alias("event_id"),
    )
    left_out = {OTHER: rows.height - found.height}
    return Translated(named, merged=again, left_out=left_out, notes=(NOTE,))


def reviews(export: Export, asked: Asked) -> Translated:
    """Reviews of products."""
    import polars as pl

    rows, again = delivered_once(export)
    found = rows.filter(pl.col("em_event") == "product reviewed")
    named = found.select(
        ROW,
        *as_written(export, "review_id", "product_id", "rating"),
        *beside(export, asked),
        text(export, "user").alias("customer_id"),
        pl.col("em_who").alias("reviewer"),
        pl.col("at").alias("created_at"),
    )
    return Translated(named, merged=again, left_out={OTHER: rows.height - found.height})


segment_orders = Source("Order", ORDERS, orders)
"""Orders from events in the Segment specification, with what was cancelled and refunded."""

segment_refunds = Source("Refund", REFUNDS, refunds)
"""Refunds from events in the Segment specification."""

segment_emails = Source("EmailEvent", EMAILS, emails)
"""E-mail events from events in the Segment specification."""

segment_reviews = Source("Review", REVIEWS, reviews)
"""Product reviews from events in the Segment specification."""
