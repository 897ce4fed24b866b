"""E-mail: what became of each message, one row an event, or one row a message."""

from __future__ import annotations

from typing import ClassVar

from engagement_metrics.records.fields import (
    Identifier,
    Moment,
    PersonalId,
    PersonalText,
    Recipient,
)
from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import EMAIL_EVENTS, EMAIL_MESSAGES
from engagement_metrics.records.record import Record
from engagement_metrics.records.vocabulary import BounceType, EmailEventType, RejectReason


class EmailEvent(Record):
    """One thing that happened to one message to one recipient.

    Examples:
        >>> from engagement_metrics import EmailEvent
        >>> EmailEvent(
        ...     type="opened", occurred_at="2025-03-01T12:00", message_id="m1", recipient="r1"
        ... ).is_machine is None
        True
    """

    row_source: ClassVar[RowSource] = EMAIL_EVENTS
    key: ClassVar[tuple[str, ...]] = ("event_id",)

    type: EmailEventType
    """What happened, in the vocabulary of Anymail."""

    occurred_at: Moment
    """When."""

    message_id: Identifier
    """The message, as sent to this recipient."""

    recipient: Recipient
    """The address or profile that it went to."""

    customer_id: PersonalId | None = None
    """The customer behind the recipient, where known."""

    campaign_id: Identifier | None = None
    """The newsletter that it belongs to."""

    is_machine: bool | None = None
    """Whether a privacy proxy or scanner did it; missing is unknown."""

    sent_at: Moment | None = None
    """When the message was sent, where events carry it."""

    event_id: Identifier | None = None
    """The event's id; the same event delivered twice has it twice."""

    bounce_type: BounceType | None = None
    """Whether a bounce is for good (hard) or for now (soft)."""

    reject_reason: RejectReason | None = None
    """Why a message was not sent, in the vocabulary of Anymail."""

    url: str | None = None
    """The link that was clicked."""

    is_unsubscribe_link: bool | None = None
    """Whether that link was the one to unsubscribe."""

    user_agent: PersonalText | None = None
    """The program that opened or clicked."""

    ip: PersonalText | None = None
    """The address from which it did."""

    source: str | None = None
    """Which platform the record is from; ids of two platforms never clash."""


class EmailSend(Record):
    """One message to one recipient with what became of it: what events are rolled up to.

    Examples:
        >>> from engagement_metrics import EmailSend
        >>> EmailSend(recipient="r1", sent_at="2025-03-01", delivered=True, opened=False).opened
        False
    """

    row_source: ClassVar[RowSource] = EMAIL_MESSAGES
    key: ClassVar[tuple[str, ...]] = ("message_id", "recipient")

    recipient: Recipient
    """The address or profile that it went to."""

    sent_at: Moment
    """When it was sent; it belongs to that day."""

    delivered: bool = True
    """Whether it arrived."""

    opened: bool
    """Whether a person opened it."""

    machine_opened: bool = False
    """Whether a privacy proxy or scanner opened it."""

    clicked: bool = False
    """Whether a person clicked a link in it."""

    message_id: Identifier | None = None
    """The message's id."""

    customer_id: PersonalId | None = None
    """The customer behind the recipient, where known."""

    campaign_id: Identifier | None = None
    """The newsletter that it belongs to."""

    bounce_type: BounceType | None = None
    """How it bounced, if it did."""

    unsubscribed: bool = False
    """Whether the recipient unsubscribed through it."""

    complained: bool = False
    """Whether the recipient reported it as spam."""

    source: str | None = None
    """Which platform the record is from."""


# The name that it had first.
EmailMessage = EmailSend
