"""Social interactions: who did what with the brand on a network."""

from __future__ import annotations

from typing import ClassVar

from engagement_metrics.records.fields import Count, Identifier, Moment, PersonalId
from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import SOCIAL_EVENTS
from engagement_metrics.records.record import Record
from engagement_metrics.records.vocabulary import Interaction, Network


class SocialEvent(Record):
    """One interaction, or a counter of equal ones.

    Examples:
        >>> from engagement_metrics import SocialEvent
        >>> SocialEvent(type="share", occurred_at="2025-03-01T12:00", actor_id="ada").count
        1
    """

    row_source: ClassVar[RowSource] = SOCIAL_EVENTS
    key: ClassVar[tuple[str, ...]] = ("event_id",)

    type: Interaction
    """What was done."""

    occurred_at: Moment
    """When."""

    actor_id: PersonalId | None = None
    """Who did it, as the network knows them; missing for an anonymous one."""

    customer_id: PersonalId | None = None
    """The customer behind the actor, where known."""

    count: Count = 1
    """How many equal interactions the row stands for."""

    event_id: Identifier | None = None
    """The event's id, unique in the data."""

    network: Network | None = None
    """Where it was done."""

    object_id: Identifier | None = None
    """The post that it was done to."""

    account_id: Identifier | None = None
    """The brand's account that the post belongs to."""

    source: str | None = None
    """Which platform the record is from."""
