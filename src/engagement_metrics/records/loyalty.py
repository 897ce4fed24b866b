"""Loyalty programmes: points that members earn and redeem."""

from __future__ import annotations

from typing import ClassVar

from engagement_metrics.records.fields import Identifier, Moment, Number, PersonalId
from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import LOYALTY
from engagement_metrics.records.record import Record
from engagement_metrics.records.vocabulary import Points


class LoyaltyEvent(Record):
    """One change of a member's points.

    Examples:
        >>> from engagement_metrics import LoyaltyEvent
        >>> LoyaltyEvent(customer_id="ada", type="earn", points=50, occurred_at="2025-03-01").points
        50.0
    """

    row_source: ClassVar[RowSource] = LOYALTY
    key: ClassVar[tuple[str, ...]] = ("event_id",)

    event_id: Identifier | None = None
    """The event's id, unique in the data."""

    customer_id: PersonalId
    """The member."""

    type: Points
    """Whether points were earned, redeemed, expired or adjusted."""

    points: Number
    """How many; what is redeemed or expires is a positive number too."""

    occurred_at: Moment
    """When."""

    order_id: Identifier | None = None
    """The order for which they were earned or redeemed."""

    source: str | None = None
    """Which platform the record is from."""
