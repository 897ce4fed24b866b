"""Rows of orders as platforms export them: one a line, or refunds among the orders."""

from __future__ import annotations

from typing import ClassVar

from engagement_metrics.records.fields import Count, Identifier, Moment, Money, Number
from engagement_metrics.records.order import Order


class OrderOnLines(Order):
    """One line of an order, which repeats what the order's other lines say of it too."""

    key: ClassVar[tuple[str, ...]] = ("order_id", "line_id")

    order_id: Identifier  # pyright: ignore[reportGeneralTypeIssues, reportIncompatibleVariableOverride]
    """The order that the line belongs to."""

    ordered_at: Moment | None = None  # type: ignore[assignment]
    """When the order was placed; on one of its lines at least."""

    amount: Money | None = None  # type: ignore[assignment]
    """What the line is worth."""

    line_id: Identifier | None = None
    """The line's id, unique in its order."""

    quantity: Count | None = None
    """How many pieces."""

    unit_price: Money | None = None
    """The price of one piece, before discounts."""


class OrderOrRefund(Order):
    """An order, or a refund that a platform lists among them."""

    amount: Number | None = None  # type: ignore[assignment]
    """What the order is worth, or what was given back."""

    refund_of: Identifier | None = None
    """The order that the row refunds; missing, or 0, in orders."""
