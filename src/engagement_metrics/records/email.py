"""E-mail: what became of each message, one row an event, or one row a message."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from pydantic import model_validator

from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import EMAIL_EVENTS, EMAIL_MESSAGES
from engagement_metrics.records.record import Record
from engagement_metrics.records.vocabulary import (
    SUBSCRIPTION_CHANGES,
    BounceType,
    EmailEventType,
)


class EmailEvent(Record):
    """One thing that happened to one message to one recipient.

    Attributes:
        type: What happened, in the vocabulary of Anymail.
        occurred_at: When.
        message_id: The message, as sent to this recipient; None for a change of the
            subscription that no message caused.
        recipient: The address or profile that it went to.
        customer_id: The customer behind the recipient, where known.
        campaign_id: The newsletter that it belongs to.
        is_machine: Whether a privacy proxy or scanner did it; None is unknown.
        bounce_type: Of a bounce, whether the address is dead (hard) or the mailbox full (soft).
        is_unsubscribe_link: Of a click, whether the link was the one to unsubscribe.
        sent_at: When the message was sent, where events carry it.
        event_id: The event's id.

    Examples:
        >>> from engagement_metrics import EmailEvent
        >>> EmailEvent(
        ...     type="opened", occurred_at="2025-03-01T12:00", message_id="m1", recipient="r1"
        ... ).is_machine is None
        True
    """

    row_source: ClassVar[RowSource] = EMAIL_EVENTS

    type: EmailEventType
    occurred_at: datetime
    message_id: str | None
    recipient: str
    customer_id: str | None = None
    campaign_id: str | None = None
    is_machine: bool | None = None
    bounce_type: BounceType | None = None
    is_unsubscribe_link: bool | None = None
    sent_at: datetime | None = None
    event_id: str | None = None

    @model_validator(mode="after")
    def _is_about_a_message(self) -> Self:
        if self.message_id is None and self.type not in SUBSCRIPTION_CHANGES:
            message = f"an event of type {self.type} needs a message_id"
            raise ValueError(message)
        return self


class EmailMessage(Record):
    """One message to one recipient with what became of it: what events are rolled up to.

    Attributes:
        recipient: The address or profile that it went to.
        sent_at: When it was sent; it belongs to that day.
        delivered: Whether it arrived.
        opened: Whether a person opened it.
        machine_opened: Whether a privacy proxy or scanner opened it.
        clicked: Whether a person clicked a link in it.
        bounce_type: How it bounced, if it did and was not delivered.
        unsubscribed: Whether it made the recipient unsubscribe.
        complained: Whether it was reported as spam.
        message_id: The message's id.
        customer_id: The customer behind the recipient, where known.
        campaign_id: The newsletter that it belongs to.

    Examples:
        >>> from engagement_metrics import EmailMessage
        >>> EmailMessage(recipient="r1", sent_at="2025-03-01", delivered=True, opened=False).opened
        False
    """

    row_source: ClassVar[RowSource] = EMAIL_MESSAGES

    recipient: str
    sent_at: datetime
    delivered: bool = True
    opened: bool
    machine_opened: bool = False
    clicked: bool = False
    bounce_type: BounceType | None = None
    unsubscribed: bool = False
    complained: bool = False
    message_id: str | None = None
    customer_id: str | None = None
    campaign_id: str | None = None
