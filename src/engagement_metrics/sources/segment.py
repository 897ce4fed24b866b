"""The Segment specification, which RudderStack shares: its envelope, e-mail and reviews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.records.accepting.options import Asked, Invalid, Options
from engagement_metrics.sources.export import Export
from engagement_metrics.sources.layout import Layout
from engagement_metrics.sources.opened import POSITION
from engagement_metrics.sources.reading import as_written, heights, text
from engagement_metrics.sources.source import Source, Translated, records_of

if TYPE_CHECKING:
    import polars as pl

ENVELOPE: Mapping[str, tuple[str, ...]] = {
    "event": ("event",),
    "delivery": ("messageId",),
    "user": ("userId",),
    "anonymous": ("anonymousId",),
    "at": ("timestamp", "originalTimestamp"),
}
NEEDED: Mapping[str, str] = {
    "event": "what happened",
    "delivery": "which deliveries are of the same event",
    "at": "when it happened",
}
OTHER = "another event"

TITLE = "list of events in the Segment specification"

EMAILS = Layout(
    platform="segment",
    title=TITLE,
    columns={
        **ENVELOPE,
        "message": ("properties.email_id",),
        "campaign_id": ("properties.campaign_id",),
        "url": ("properties.link_url",),
        "email": ("context.traits.email",),
    },
    needed={**NEEDED, "message": "which message it is about"},
)
EMAIL_TYPES: Mapping[str, str] = {
    "email delivered": "delivered",
    "email opened": "opened",
    "email link clicked": "clicked",
    "email bounced": "bounced",
    "email marked as spam": "complained",
    "unsubscribed": "unsubscribed",
}
NOTE = "Segment has no event of sending, and does not say which opens a machine made."
REVIEWS = Layout(
    platform="segment",
    title=TITLE,
    columns={
        **ENVELOPE,
        "review_id": ("properties.review_id",),
        "product_id": ("properties.product_id",),
        "rating": ("properties.rating",),
    },
    needed={**NEEDED, "rating": "how many stars were given"},
)


def delivered_once(export: Export) -> tuple[pl.LazyFrame, int]:
    """The events with `em_event` and `em_who`, each once, and how many were delivered again."""
    import polars as pl

    # Warehouses write order_completed where the specification has Order Completed.
    event = text(export, "event").str.to_lowercase().str.replace_all("_", " ", literal=True)
    rows = export.rows.with_columns(
        em_event=event,
        em_who=pl.coalesce(text(export, "user"), text(export, "anonymous")),
        em_delivery=text(export, "delivery"),
    )
    again = pl.col("em_delivery").is_not_null() & ~pl.col("em_delivery").is_first_distinct()
    once = rows.filter(~again)
    every, delivered = heights(rows, once)
    return once, every - delivered


def emails(export: Export, asked: Asked) -> Translated:
    """Events of messages; a message is one e-mail to one recipient."""
    import polars as pl

    rows, again = delivered_once(export)
    found = rows.filter(pl.col("em_event").is_in(list(EMAIL_TYPES)))
    recipient = pl.coalesce(text(export, "email").str.to_lowercase(), pl.col("em_who"))
    named = found.select(
        POSITION,
        *as_written(export, "campaign_id", "url"),
        *export.beside(asked),
        pl.col("em_event").replace_strict(EMAIL_TYPES, default=None).alias("type"),
        pl.col("at").alias("occurred_at"),
        pl.col("message").alias("message_id"),
        recipient.alias("recipient"),
        text(export, "user").alias("customer_id"),
        pl.col("em_delivery").alias("event_id"),
    )
    every, ours = heights(rows, found)
    left_out = {OTHER: every - ours}
    return Translated(named, merged=again, left_out=left_out, notes=(NOTE,))


def reviews(export: Export, asked: Asked) -> Translated:
    """Reviews of products."""
    import polars as pl

    rows, again = delivered_once(export)
    found = rows.filter(pl.col("em_event") == "product reviewed")
    named = found.select(
        POSITION,
        *as_written(export, "review_id", "product_id", "rating"),
        *export.beside(asked),
        text(export, "user").alias("customer_id"),
        pl.col("em_who").alias("reviewer"),
        pl.col("at").alias("created_at"),
    )
    every, ours = heights(rows, found)
    return Translated(named, merged=again, left_out={OTHER: every - ours})


def segment_emails(raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]) -> Any:  # noqa: ANN401 (a frame of any kind)
    """E-mail events from events in the Segment specification.

    - There is no event of sending, and none says whether a machine opened a message; the report
      notes both.
    - The recipient is the address among the traits, else who the event is about.
    - An event is its `messageId`; other events are left out and counted.

    Args:
        raw: A frame of any kind, the objects as dicts, answers of the API, or the path of a file or
            folder.
        invalid: What becomes of rows that break a rule, as in `as_email_events`.
        **options: How it is to be read and what is decided about it, as in `as_email_events`.
            `columns` also names columns that are called otherwise than here, and keeps further
            ones, as in columns={"subject": "properties.email_subject"}.

    Returns:
        Canonical e-mail events, as `as_email_events` returns them.

    Raises:
        MissingColumnError: A column that is needed is not there; the message says for what.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> opened = {
        ...     "event": "Email Opened",
        ...     "messageId": "m1",
        ...     "userId": "ada",
        ...     "timestamp": "2025-03-01T10:00:00Z",
        ...     "properties": {"email_id": "e1", "campaign_id": "c1"},
        ... }
        >>> events = em.sources.segment_emails([opened])
        >>> events[["type", "message_id", "recipient"]].to_dict("records")
        [{'type': 'opened', 'message_id': 'e1', 'recipient': 'ada'}]

    Definition:
        Segment, "Email events specification".
    """
    return records_of(raw, Source("EmailEvent", EMAILS, emails), invalid, options)


def segment_reviews(raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Product reviews from events in the Segment specification.

    - A rating is text there, and a number here; say its scale with a column where it is not 1 to 5.
    - An event is its `messageId`; other events are left out and counted.

    Args:
        raw: A frame of any kind, the objects as dicts, answers of the API, or the path of a file or
            folder.
        invalid: What becomes of rows that break a rule, as in `as_reviews`.
        **options: How it is to be read and what is decided about it, as in `as_reviews`. `columns`
            also names columns that are called otherwise than here, and keeps further ones, as in
            columns={"body": "properties.review_body"}.

    Returns:
        Canonical reviews, as `as_reviews` returns them.

    Raises:
        MissingColumnError: A column that is needed is not there; the message says for what.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> reviewed = {
        ...     "event": "Product Reviewed",
        ...     "messageId": "m1",
        ...     "userId": "ada",
        ...     "timestamp": "2025-03-01T10:00:00Z",
        ...     "properties": {"review_id": "r1", "product_id": "p1", "rating": "4"},
        ... }
        >>> reviews = em.sources.segment_reviews([reviewed])
        >>> reviews[["review_id", "product_id", "rating"]].to_dict("records")
        [{'review_id': 'r1', 'product_id': 'p1', 'rating': 4.0}]

    Definition:
        Segment, "Ecommerce events specification", version 2.
    """
    return records_of(raw, Source("Review", REVIEWS, reviews), invalid, options)
