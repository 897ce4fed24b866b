"""Sessions: visits to a site or an app, each with what was done in it."""

from __future__ import annotations

from typing import ClassVar

from engagement_metrics.records.fields import (
    Count,
    Currency,
    Identifier,
    Milliseconds,
    Moment,
    Money,
    PersonalId,
)
from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import SESSIONS
from engagement_metrics.records.record import Record


class WebSession(Record):
    """One visit to a site or an app.

    Examples:
        >>> from engagement_metrics import WebSession
        >>> WebSession(session_id="s1", started_at="2025-03-01T12:00Z", page_views=3).page_views
        3
    """

    row_source: ClassVar[RowSource] = SESSIONS
    key: ClassVar[tuple[str, ...]] = ("session_id",)
    ordered: ClassVar[tuple[tuple[str, str], ...]] = (("started_at", "ended_at"),)

    session_id: Identifier
    """The session's id; GA4 numbers sessions per device, so that both make the id."""

    user_id: PersonalId | None = None
    """The account that was logged in."""

    device_id: PersonalId | None = None
    """The browser or installation; missing without consent."""

    customer_id: PersonalId | None = None
    """The customer, where known."""

    started_at: Moment
    """When it began; it belongs to that day."""

    ended_at: Moment | None = None
    """When its last event happened."""

    engagement_ms: Milliseconds | None = None
    """For how long the site was in front."""

    page_views: Count | None = None
    """How many pages were viewed."""

    events: Count | None = None
    """How many events it has."""

    key_events: Count | None = None
    """How many of them the company counts as a success."""

    is_engaged: bool | None = None
    """Whether it lasted 10 seconds, had a key event, or two pages or more."""

    revenue: Money | None = None
    """What was bought in it."""

    currency: Currency | None = None
    """The currency of the revenue."""

    landing_page: str | None = None
    """The page on which it began."""

    channel: str | None = None
    """Where the visitor came from."""

    source: str | None = None
    """Which platform the record is from."""
