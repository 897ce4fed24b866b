"""E-mail events: what became of each message, one row an event."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal, get_args

from engagement_metrics.records.kind import Kind, RowSource
from engagement_metrics.records.record import Record

EmailEventType = Literal[
    "queued",
    "sent",
    "rejected",
    "failed",
    "bounced",
    "deferred",
    "delivered",
    "autoresponded",
    "opened",
    "clicked",
    "complained",
    "unsubscribed",
    "subscribed",
    "unknown",
]
EVENT_TYPES: tuple[str, ...] = get_args(EmailEventType)


class EmailEvent(Record):
    """One thing that happened to one message to one recipient.

    Attributes:
        type: What happened, in the vocabulary of Anymail.
        occurred_at: When.
        message_id: The message, as sent to this recipient.
        recipient: The address or profile that it went to.
        customer_id: The customer behind the recipient, where known.
        campaign_id: The newsletter that it belongs to.
        is_machine: Whether a privacy proxy or scanner did it; None is unknown.
        sent_at: When the message was sent, where events carry it.
        event_id: The event's id.

    Examples:
        >>> from engagement_metrics import EmailEvent
        >>> EmailEvent(
        ...     type="opened", occurred_at="2025-03-01T12:00", message_id="m1", recipient="r1"
        ... ).is_machine is None
        True
    """

    row_source: ClassVar[RowSource] = RowSource(
        Kind(
            argument="emails",
            record="e-mail event",
            time="occurred_at",
            unit=("customer_id", "recipient"),
            unit_noun="recipients",
            without_unit="no_recipient",
            personal=("customer_id", "recipient"),
        )
    )

    type: EmailEventType
    occurred_at: datetime
    message_id: str
    recipient: str
    customer_id: str | None = None
    campaign_id: str | None = None
    is_machine: bool | None = None
    sent_at: datetime | None = None
    event_id: str | None = None
