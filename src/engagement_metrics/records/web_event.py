"""Events on a site or in an app: pages viewed, products looked at, checkouts begun."""

from __future__ import annotations

from typing import ClassVar

from engagement_metrics.records.fields import (
    Currency,
    Identifier,
    Milliseconds,
    Moment,
    Money,
    PersonalId,
)
from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import WEB_EVENTS
from engagement_metrics.records.record import Record


class WebEvent(Record):
    """One event on a site or in an app.

    Examples:
        >>> from engagement_metrics import WebEvent
        >>> WebEvent(name="page_view", occurred_at="2025-03-01T12:00Z", device_id="d1").name
        'page_view'
    """

    row_source: ClassVar[RowSource] = WEB_EVENTS
    key: ClassVar[tuple[str, ...]] = ("event_id",)

    event_id: Identifier | None = None
    """The event's id, unique in the data."""

    name: Identifier
    """What happened: page_view, add_to_cart, purchase, ..."""

    occurred_at: Moment
    """When."""

    device_id: PersonalId | None = None
    """The browser or installation; missing without consent."""

    user_id: PersonalId | None = None
    """The account that was logged in."""

    customer_id: PersonalId | None = None
    """The customer, where known."""

    session_id: Identifier | None = None
    """The session that it belongs to."""

    page: str | None = None
    """The page's address or path."""

    engagement_ms: Milliseconds | None = None
    """For how long the page was in front since the event before."""

    value: Money | None = None
    """What it was worth."""

    currency: Currency | None = None
    """The currency of the value."""

    source: str | None = None
    """Which platform the record is from."""
