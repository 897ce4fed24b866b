"""WooCommerce's REST API: orders, of which every guest is customer 0, and product reviews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.records.accepting.options import Asked, Invalid, Options
from engagement_metrics.sources.export import Export
from engagement_metrics.sources.layout import Layout, summed
from engagement_metrics.sources.opened import POSITION
from engagement_metrics.sources.reading import as_written, heights, number, text, utc, worded
from engagement_metrics.sources.reviews import scale
from engagement_metrics.sources.source import Source, Translated, records_of

if TYPE_CHECKING:
    import polars as pl

ORDERS = Layout(
    platform="woocommerce",
    title="list of orders from WooCommerce's REST API",
    columns={
        "order_id": ("id",),
        "parent": ("parent_id",),
        "customer": ("customer_id",),
        "email": ("billing.email",),
        "ordered_at": ("date_created_gmt",),
        "currency": ("currency",),
        "status": ("status",),
        "total": ("total",),
        "tax": ("total_tax",),
        "shipping": ("shipping_total",),
        "discount": ("discount_total",),
        "gross_sales": ("line_items",),
        "n_items": ("line_items",),
        "given_back": ("refunds",),
        "channel": ("created_via",),
    },
    needed={
        "order_id": "the order's id",
        "customer": "who ordered; 0 for guests",
        "ordered_at": "when the order was placed, in UTC",
        "status": "what became of the order",
        "total": "what was paid, with tax and shipping",
        "tax": "the tax in the total",
        "shipping": "the shipping in the total",
    },
    derived={
        "gross_sales": summed("subtotal"),
        "n_items": summed("quantity"),
        "given_back": summed("total"),
    },
)
STATUS: Mapping[str, str] = {
    "processing": "completed",
    "completed": "completed",
    "refunded": "completed",
    "pending": "pending",
    "on-hold": "pending",
    "cancelled": "cancelled",
    "trash": "cancelled",
    "failed": "failed",
    "checkout-draft": "draft",
    "auto-draft": "draft",
}
REFUND_ROW = "refund of another order"

REVIEWS = Layout(
    platform="woocommerce",
    title="list of product reviews from WooCommerce's REST API",
    columns={
        "review_id": ("id",),
        "product_id": ("product_id",),
        "reviewer": ("reviewer_email",),
        "rating": ("rating",),
        "created_at": ("date_created_gmt",),
        "status": ("status",),
        "verified": ("verified",),
    },
    needed={
        "created_at": "when the review was written, in UTC",
        "reviewer": "who wrote it",
        "rating": "how many stars it gives; 0 for none",
    },
)
REVIEW_STATUS: Mapping[str, str] = {
    "approved": "published",
    "hold": "pending",
    "spam": "spam",
    "unspam": "published",
    "trash": "rejected",
    "untrash": "published",
}


def orders(export: Export, asked: Asked) -> Translated:
    """Orders without rows that are refunds, and without one customer who is all guests."""
    import polars as pl

    refund = (number(export, "parent").fill_null(0) != 0).alias("em_refund")
    rows = export.rows.with_columns(refund)
    found = rows.filter(~pl.col("em_refund"))
    customer = text(export, "customer")
    worth = [number(export, name, asked.decimal) for name in ("total", "tax", "shipping")]
    amount = (worth[0] - worth[1] - worth[2]).round(6)
    taken_off = number(export, "discount", asked.decimal).fill_null(0.0)
    gross = pl.coalesce(number(export, "gross_sales"), (amount + taken_off).round(6))
    named = found.select(
        POSITION,
        *as_written(
            export, "order_id", "currency", "discount", "tax", "shipping", "total", "channel",
            "n_items", "email",
        ),
        *export.beside(asked),
        pl.when(customer != "0").then(customer).alias("customer_id"),
        utc(export, "ordered_at").alias("ordered_at"),
        worded(text(export, "status"), STATUS, asked, "status").alias("status"),
        amount.alias("amount"),
        gross.alias("gross_sales"),
        # Subtotals of lines are without tax, whatever the shop shows.
        pl.lit(value=False).alias("tax_included"),
        _refunded(export, worth[0]).alias("refunded"),
    )  # fmt: skip
    every, sold = heights(rows, found)
    return Translated(named, left_out={REFUND_ROW: every - sold}, said=("status",))


def _refunded(export: Export, total: pl.Expr) -> pl.Expr:
    """What was given back, a positive number; everything where only the status says so."""
    import polars as pl

    listed = number(export, "given_back").abs()
    whole = text(export, "status").str.to_lowercase() == "refunded"
    return pl.when(whole & (listed.fill_null(0.0) == 0)).then(total).otherwise(listed)


def reviews(export: Export, asked: Asked) -> Translated:
    """Reviews; a rating of 0 is none."""
    import polars as pl

    rating = number(export, "rating", asked.decimal)
    rows = export.rows.select(
        POSITION,
        *as_written(export, "review_id", "product_id", "verified"),
        *export.beside(asked),
        text(export, "reviewer").str.to_lowercase().alias("reviewer"),
        pl.when(rating == 0).then(None).otherwise(pl.col("rating")).alias("rating"),
        *scale(),
        utc(export, "created_at").alias("created_at"),
        worded(text(export, "status"), REVIEW_STATUS, asked, "status").alias("status"),
    )
    return Translated(rows, said=("status",))


def woocommerce_orders(
    raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Orders from WooCommerce's REST API (`/wc/v3/orders`).

    - Customer 0 is every guest: such orders have no customer's id of their own, and `guests` says
      whose they are.
    - `amount` is `total` without tax and shipping. Refunds are taken from the list in each order,
      where they are negative; rows that are refunds of another order are left out and counted.
    - `date_created_gmt` is UTC, although it does not say so.

    Args:
        raw: A frame of any kind, the objects as dicts, answers of the API, or the path of a file or
            folder.
        invalid: What becomes of rows that break a rule, as in `as_orders`.
        **options: How it is to be read and what is decided about it, as in `as_orders`. `columns`
            also names columns that are called otherwise than here, and keeps further ones, as in
            columns={"coupon": "coupon_lines"}.

    Returns:
        Canonical orders, as `as_orders` returns them.

    Raises:
        MissingColumnError: A column that is needed is not there; the message says for what.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> order = {
        ...     "id": 1,
        ...     "parent_id": 0,
        ...     "customer_id": 0,
        ...     "billing": {"email": "Ada@example.org"},
        ...     "status": "processing",
        ...     "currency": "EUR",
        ...     "date_created_gmt": "2025-03-01T09:30:00",
        ...     "total": "36.00",
        ...     "total_tax": "6.00",
        ...     "shipping_total": "5.00",
        ... }
        >>> orders = em.sources.woocommerce_orders([order])
        >>> orders[["customer_id", "amount", "status"]].to_dict("records")
        [{'customer_id': 'ada@example.org', 'amount': 25.0, 'status': 'completed'}]

    Definition:
        WooCommerce REST API, "Orders".
    """
    return records_of(raw, Source("Order", ORDERS, orders), invalid, options)


def woocommerce_reviews(
    raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Product reviews from WooCommerce's REST API (`/wc/v3/products/reviews`).

    - A rating of 0 is none.
    - `date_created_gmt` is UTC, although it does not say so.
    - What was written is not read; reviewers are told by their address.

    Args:
        raw: A frame of any kind, the objects as dicts, answers of the API, or the path of a file or
            folder.
        invalid: What becomes of rows that break a rule, as in `as_reviews`.
        **options: How it is to be read and what is decided about it, as in `as_reviews`. `columns`
            also names columns that are called otherwise than here, and keeps further ones, as in
            columns={"body": "review"}.

    Returns:
        Canonical reviews, as `as_reviews` returns them.

    Raises:
        MissingColumnError: A column that is needed is not there; the message says for what.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> review = {
        ...     "id": 1,
        ...     "date_created_gmt": "2025-03-05T10:00:00",
        ...     "product_id": 11,
        ...     "status": "approved",
        ...     "reviewer_email": "Ada@example.org",
        ...     "rating": 5,
        ...     "verified": True,
        ... }
        >>> reviews = em.sources.woocommerce_reviews([review, {**review, "id": 2, "rating": 0}])
        >>> reviews["status"].tolist(), reviews["rating"].isna().tolist()
        (['published', 'published'], [False, True])

    Definition:
        WooCommerce REST API, "Product reviews".
    """
    return records_of(raw, Source("Review", REVIEWS, reviews), invalid, options)
