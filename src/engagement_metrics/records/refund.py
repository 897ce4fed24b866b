"""Refunds: what was given back, when."""

from __future__ import annotations

from typing import ClassVar

from engagement_metrics.records.fields import Currency, Identifier, Moment, Money, PersonalId
from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import REFUNDS
from engagement_metrics.records.record import Record


class Refund(Record):
    """Money given back for one order; never an order of its own.

    Examples:
        >>> from engagement_metrics import Refund
        >>> Refund(order_id=1, refunded_at="2025-03-09", amount="9.90").amount
        9.9
    """

    row_source: ClassVar[RowSource] = REFUNDS
    key: ClassVar[tuple[str, ...]] = ("refund_id",)

    refund_id: Identifier | None = None
    """The refund's id, unique in the data."""

    order_id: Identifier
    """The order that is refunded."""

    customer_id: PersonalId | None = None
    """Who had ordered; missing for a guest."""

    refunded_at: Moment
    """When the money was given back."""

    amount: Money
    """What was given back, a positive number."""

    currency: Currency | None = None
    """The currency of the amount."""

    reason: str | None = None
    """Why."""

    source: str | None = None
    """Which platform the record is from."""
