"""Social interactions: who did what with the brand on a network."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import SOCIAL_EVENTS
from engagement_metrics.records.record import Record
from engagement_metrics.records.vocabulary import Interaction


class SocialEvent(Record):
    """One interaction, or a counter of equal ones.

    Attributes:
        type: What was done.
        occurred_at: When.
        actor_id: Who did it, as the network knows them; None is anonymous.
        customer_id: The customer behind the actor, where known.
        count: How many equal interactions the row stands for.
        event_id: The event's id, unique in the data.
        network: Where: instagram, facebook, ...
        object_id: The post that it was done to.

    Examples:
        >>> from engagement_metrics import SocialEvent
        >>> SocialEvent(type="share", occurred_at="2025-03-01T12:00", actor_id="ada").count
        1
    """

    row_source: ClassVar[RowSource] = SOCIAL_EVENTS

    type: Interaction
    occurred_at: datetime
    actor_id: str | None = None
    customer_id: str | None = None
    count: int = Field(default=1, ge=0)
    event_id: str | None = None
    network: str | None = None
    object_id: str | None = None
