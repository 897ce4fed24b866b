"""The Segment specification, which RudderStack shares: orders, and what was given back of them."""

from __future__ import annotations

from typing import Any, Unpack

from engagement_metrics.records.accepting.options import Asked, Invalid, Options
from engagement_metrics.sources.export import Export
from engagement_metrics.sources.layout import Layout, summed
from engagement_metrics.sources.opened import POSITION
from engagement_metrics.sources.reading import as_written, heights, number, text
from engagement_metrics.sources.segment import (
    ENVELOPE,
    NEEDED,
    OTHER,
    TITLE,
    delivered_once,
)
from engagement_metrics.sources.source import Source, Translated, records_of

COMPLETED, CANCELLED, REFUNDED = "order completed", "order cancelled", "order refunded"
NO_ORDER = "refund or cancellation of an order that is not here"

ORDERS = Layout(
    platform="segment",
    title=TITLE,
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
    title=TITLE,
    columns={name: ORDERS.columns[name] for name in (*ENVELOPE, "order_id", "currency", "total")},
    needed={**NEEDED, "order_id": "which order it is about", "total": "what was given back"},
)


def orders(export: Export, asked: Asked) -> Translated:
    """Completed orders, with what later events say of them."""
    import polars as pl

    rows, again = delivered_once(export)
    order_id = text(export, "order_id")
    rows = rows.with_columns(em_order=order_id, em_total=number(export, "total", asked.decimal))
    done = rows.filter(pl.col("em_event") == COMPLETED)
    later = rows.filter(pl.col("em_event").is_in([CANCELLED, REFUNDED]))
    ours = later.join(done.select("em_order"), on="em_order", how="semi", maintain_order="left")
    # What is no time is found where the order's own is read; lists have no last one.
    at = pl.lit(None, dtype=pl.String) if export.schema["at"].is_nested() else pl.col("at")
    told = ours.group_by("em_order").agg(
        cancelled=(pl.col("em_event") == CANCELLED).any(),
        refunds=(pl.col("em_event") == REFUNDED).sum(),
        # A refund without an amount is one of everything.
        whole=((pl.col("em_event") == REFUNDED) & pl.col("em_total").is_null()).any(),
        back=pl.col("em_total").filter(pl.col("em_event") == REFUNDED).sum(),
        cancelled_at=at.filter(pl.col("em_event") == CANCELLED).max(),
        refunded_at=at.filter(pl.col("em_event") == REFUNDED).max(),
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
        POSITION,
        *as_written(export, "currency", "discount", "tax", "shipping", "total", "n_items"),
        *as_written(export, "email", "channel"),
        *export.beside(asked),
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
    every, first, after, known = heights(rows, done, later, ours)
    left_out = {OTHER: every - first - after, NO_ORDER: after - known}
    return Translated(named, merged=again + known, left_out=left_out)


def refunds(export: Export, asked: Asked) -> Translated:
    """Refunds, each an event of its own."""
    import polars as pl

    rows, again = delivered_once(export)
    found = rows.filter(pl.col("em_event") == REFUNDED)
    named = found.select(
        POSITION,
        *as_written(export, "currency", "order_id"),
        *export.beside(asked),
        pl.col("em_delivery").alias("refund_id"),
        pl.col("em_who").alias("customer_id"),
        pl.col("at").alias("refunded_at"),
        pl.col("total").alias("amount"),
    )
    every, ours = heights(rows, found)
    return Translated(named, merged=again, left_out={OTHER: every - ours})


def segment_orders(raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Orders from events in the Segment specification, with what was cancelled and refunded.

    - An event is its `messageId`, however often it is delivered. Who ordered is `userId`, else
      `anonymousId`.
    - `Order Refunded` and `Order Cancelled` belong to their order and are merged with it; those of
      orders that are not there are left out and counted, as are other events.
    - `amount` is `subtotal`, else `revenue`: after discounts, without shipping and tax.

    Args:
        raw: A frame of any kind, the objects as dicts, answers of the API, or the path of a file or
            folder.
        invalid: What becomes of rows that break a rule, as in `as_orders`.
        **options: How it is to be read and what is decided about it, as in `as_orders`. `columns`
            also names columns that are called otherwise than here, and keeps further ones, as in
            columns={"coupon": "properties.coupon"}.

    Returns:
        Canonical orders, as `as_orders` returns them.

    Raises:
        MissingColumnError: A column that is needed is not there; the message says for what.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> completed = {
        ...     "event": "Order Completed",
        ...     "messageId": "m1",
        ...     "userId": "ada",
        ...     "timestamp": "2025-03-01T10:00:00Z",
        ...     "properties": {
        ...         "order_id": "o1",
        ...         "subtotal": 22.5,
        ...         "discount": 2.5,
        ...         "currency": "EUR",
        ...     },
        ... }
        >>> orders = em.sources.segment_orders([completed, completed])
        >>> orders[["order_id", "customer_id", "amount", "gross_sales"]].to_dict("records")
        [{'order_id': 'o1', 'customer_id': 'ada', 'amount': 22.5, 'gross_sales': 25.0}]

    Definition:
        Segment, "Ecommerce events specification", version 2.
    """
    return records_of(raw, Source("Order", ORDERS, orders), invalid, options)


def segment_refunds(raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Refunds from events in the Segment specification, dated at themselves.

    - An event is its `messageId`, however often it is delivered; it is the refund's id.
    - Other events are left out and counted.

    Args:
        raw: A frame of any kind, the objects as dicts, answers of the API, or the path of a file or
            folder.
        invalid: What becomes of rows that break a rule, as in `as_refunds`.
        **options: How it is to be read and what is decided about it, as in `as_refunds`. `columns`
            also names columns that are called otherwise than here, and keeps further ones, as in
            columns={"reason": "properties.reason"}.

    Returns:
        Canonical refunds, as `as_refunds` returns them.

    Raises:
        MissingColumnError: A column that is needed is not there; the message says for what.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> refunded = {
        ...     "event": "Order Refunded",
        ...     "messageId": "m4",
        ...     "userId": "ada",
        ...     "timestamp": "2025-03-03T10:00:00Z",
        ...     "properties": {"order_id": "o1", "total": 9.5, "currency": "EUR"},
        ... }
        >>> refunds = em.sources.segment_refunds([refunded])
        >>> refunds[["refund_id", "order_id", "amount"]].to_dict("records")
        [{'refund_id': 'm4', 'order_id': 'o1', 'amount': 9.5}]

    Definition:
        Segment, "Ecommerce events specification", version 2.
    """
    return records_of(raw, Source("Refund", REFUNDS, refunds), invalid, options)
