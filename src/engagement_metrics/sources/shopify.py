"""Shopify's CSV of orders: one row a line of an order, of which only the first has its amounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.records.accepting.options import Asked, Invalid, Options
from engagement_metrics.sources.export import Export
from engagement_metrics.sources.layout import Layout
from engagement_metrics.sources.opened import POSITION
from engagement_metrics.sources.reading import as_written, heights, number, text, worded
from engagement_metrics.sources.source import Source, Translated, records_of

if TYPE_CHECKING:
    import polars as pl

LAYOUT = Layout(
    platform="shopify",
    title="CSV of orders from Shopify",
    columns={
        "name": ("Name",),
        "order_id": ("Id",),
        "email": ("Email",),
        "ordered_at": ("Created at",),
        "currency": ("Currency",),
        "subtotal": ("Subtotal",),
        "discount": ("Discount Amount",),
        "tax": ("Taxes",),
        "shipping": ("Shipping",),
        "refunded": ("Refunded Amount",),
        "total": ("Total",),
        "financial_status": ("Financial Status",),
        "cancelled_at": ("Cancelled at",),
        "channel": ("Source",),
        "quantity": ("Lineitem quantity",),
        "price": ("Lineitem price",),
    },
    needed={
        "name": "to which order a row belongs",
        "ordered_at": "when the order was placed",
        "subtotal": "what the order is worth, after discounts and without shipping",
        "total": "what was paid; only the first row of an order has it",
    },
)
# What becomes of an order that is not cancelled, by how far it is paid.
STATUS: Mapping[str, str] = {
    "paid": "completed",
    "partially_paid": "completed",
    "authorized": "completed",
    "partially_refunded": "completed",
    "refunded": "completed",
    "pending": "pending",
    "voided": "cancelled",
    "expired": "failed",
}
FINANCIAL: Mapping[str, str] = {"expired": "unknown"}
NO_TEST = "A CSV from Shopify does not say which orders are tests."
NO_PARENT = "line of an order that is not here"
# Half of the smallest coin.
HALF_A_CENT = 0.005


def translate(export: Export, asked: Asked) -> Translated:
    """Orders of lines."""
    import polars as pl

    first = text(export, "total").is_not_null() | text(export, "financial_status").is_not_null()
    rows = export.rows.with_columns(text(export, "name").alias("name"), em_first=first)
    # An order that two files hold stands twice, each time with its lines below.
    rows = rows.with_columns(em_block=pl.col("em_first").cum_sum())
    held = pl.col("em_first").sum().over("name")
    pieces = number(export, "quantity", asked.decimal)
    listed = pieces * number(export, "price", asked.decimal)
    rows = rows.with_columns(
        em_pieces=_of_order(pieces, held), em_listed=_of_order(listed, held), em_held=held
    )
    orders = rows.filter("em_first")
    lost = rows.filter(~pl.col("em_first") & (pl.col("em_held") == 0))
    every, sold, alone = heights(rows, orders, lost)
    orders, notes = _valued(export, orders, asked)
    return Translated(
        _named(export, orders, asked),
        merged=every - sold - alone,
        left_out={NO_PARENT: alone},
        notes=(NO_TEST, *notes),
        said=("status", "financial_status"),
    )


def _of_order(value: pl.Expr, held: pl.Expr) -> pl.Expr:
    """What the lines of an order add up to."""
    import polars as pl

    once = pl.when(held == 1).then(value.sum().over("name"))
    return once.otherwise(value.sum().over("name", "em_block"))


def _valued(
    export: Export, orders: pl.LazyFrame, asked: Asked
) -> tuple[pl.LazyFrame, tuple[str, ...]]:
    """Orders with what they are worth without tax, shipping and discounts, and what to know."""
    import polars as pl

    subtotal, total = (number(export, name, asked.decimal) for name in ("subtotal", "total"))
    tax, shipping, discount = (
        number(export, name, asked.decimal).fill_null(0.0)
        for name in ("tax", "shipping", "discount")
    )
    rest = total - subtotal - shipping
    included = pl.when(tax > 0).then(
        pl.when(rest.abs() < HALF_A_CENT)
        .then(pl.lit(value=True))
        .when((rest - tax).abs() < HALF_A_CENT)
        .then(pl.lit(value=False))
    )
    orders = orders.with_columns(
        em_taxed=tax > 0, tax_included=included, gross_sales=subtotal + discount
    )
    inside = pl.when(pl.col("tax_included").fill_null(value=False)).then(tax).otherwise(0.0)
    orders = orders.with_columns(amount=(subtotal - inside).round(6))
    unlike = (pl.col("em_listed") - pl.col("gross_sales")).abs() >= HALF_A_CENT
    told = export.has("price") and export.has("quantity")
    unclear, differing = heights(
        orders.filter(pl.col("em_taxed") & pl.col("tax_included").is_null()),
        orders.filter(unlike if told else pl.lit(value=False)),
    )
    lines = (
        f"In {differing} order(s) the lines, quantity times price, do not add up to Subtotal + "
        "Discount Amount, which gross_sales is."
    )
    said = (
        f"In {unclear} order(s) neither Subtotal + Shipping nor Subtotal + Shipping + Taxes is "
        "Total; their Subtotal is taken to be without tax."
    )
    notes = ((said, unclear), (lines, differing))
    return orders, tuple(note for note, number in notes if number)


def _named(export: Export, orders: pl.LazyFrame, asked: Asked) -> pl.LazyFrame:
    import polars as pl

    paid = text(export, "financial_status")
    status = worded(paid.fill_null("paid"), STATUS, asked, "status")
    cancelled = text(export, "cancelled_at").is_not_null()
    # A spreadsheet's apostrophe keeps a number text, and is no part of it.
    order_id = pl.coalesce(text(export, "order_id"), pl.col("name")).str.strip_prefix("'")
    return orders.select(
        POSITION,
        "amount",
        "gross_sales",
        "tax_included",
        *as_written(
            export,
            "ordered_at", "currency", "email", "discount", "tax", "shipping", "refunded", "total",
            "cancelled_at", "channel",
        ),
        order_id.alias("order_id"),
        pl.when(cancelled).then(pl.lit("cancelled")).otherwise(status).alias("status"),
        worded(paid, FINANCIAL, asked, "financial_status").alias("financial_status"),
        *([pl.col("em_pieces").alias("n_items")] if export.has("quantity") else []),
        *export.beside(asked),
    )  # fmt: skip


def shopify_orders(raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Orders from Shopify's CSV (Orders > Export), rolled up from its lines.

    - The file has one row a line of an order, of which only the first has the order's amounts.
      Lines are merged with their order; those whose order is not there are left out and counted.
    - `amount` is `Subtotal`, which is after discounts and without shipping, less the tax where
      prices include it. Whether they do is told by what adds up to `Total`.
    - There is no customer id: guests and customers are told by their address.
    - The file does not say which orders are tests.

    Args:
        raw: The path of the file, of a folder of such files or a pattern, or a frame of any kind.
        invalid: What becomes of rows that break a rule, as in `as_orders`.
        **options: How it is to be read and what is decided about it, as in `as_orders`. `columns`
            also names columns that are called otherwise than here, and keeps further ones, as in
            columns={"country": "Shipping Country"}.

    Returns:
        Canonical orders, as `as_orders` returns them.

    Raises:
        MissingColumnError: A column that is needed is not there; the message says for what.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> first = {
        ...     "Name": "#1",
        ...     "Id": "6001",
        ...     "Email": "Ada@example.org",
        ...     "Financial Status": "paid",
        ...     "Currency": "EUR",
        ...     "Subtotal": "50.00",
        ...     "Shipping": "4.00",
        ...     "Taxes": "8.62",
        ...     "Total": "54.00",
        ...     "Created at": "2025-10-07 09:50:26 +0200",
        ...     "Lineitem quantity": "1",
        ... }
        >>> second = {"Name": "#1", "Lineitem quantity": "2"}
        >>> orders = em.sources.shopify_orders([first, second])
        >>> orders[["order_id", "customer_id", "amount", "n_items"]].to_dict("records")
        [{'order_id': '6001', 'customer_id': 'ada@example.org', 'amount': 41.38, 'n_items': 3}]

    Definition:
        Shopify Help Center, "Exporting orders".
    """
    return records_of(raw, Source("Order", LAYOUT, translate), invalid, options)
