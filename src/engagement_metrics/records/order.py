"""Orders: who bought what for how much, one row an order."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import ORDERS
from engagement_metrics.records.record import Record
from engagement_metrics.records.vocabulary import Status


class Order(Record):
    """One order; never one line of it, and never a refund.

    Attributes:
        order_id: The order's id, unique in the data.
        customer_id: Who ordered; None is a guest.
        ordered_at: When it was placed. Days begin at midnight of the call's `tz`.
        amount: What the customer paid, in units of `currency` (not cents), 0 or more.
        currency: The ISO 4217 code, such as EUR.
        status: Only completed orders count; without the field every order does.
        is_test: Test orders never count.

    Examples:
        >>> from engagement_metrics import Order
        >>> Order(order_id=1, customer_id="ada", ordered_at="2025-03-01", amount="19.90").amount
        19.9
    """

    row_source: ClassVar[RowSource] = ORDERS

    order_id: str | None = None
    customer_id: str | None = None
    ordered_at: datetime
    amount: float = Field(ge=0, allow_inf_nan=False)
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")
    status: Status | None = None
    is_test: bool | None = None
