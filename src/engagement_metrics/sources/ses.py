"""Amazon SES: event publishing and feedback notifications, also as SNS wraps them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.records.accepting.nested import flat, frame_of_documents
from engagement_metrics.records.accepting.options import Invalid, Options
from engagement_metrics.sources.opened import POSITION, Opened, is_plain, opened
from engagement_metrics.sources.translated import Translation, accepted, folded, worded

if TYPE_CHECKING:
    import polars as pl

# The documented types of events, and what they are in the vocabulary of Anymail.
EVENTS = {
    "Send": "sent",
    "Delivery": "delivered",
    "Bounce": "bounced",
    "Complaint": "complained",
    "Reject": "rejected",
    "Open": "opened",
    "Click": "clicked",
    "Rendering Failure": "failed",
    "RenderingFailure": "failed",
    "DeliveryDelay": "deferred",
    "Subscription": "unsubscribed",
}
BOUNCES = {"Permanent": "hard", "Transient": "soft", "Undetermined": "undetermined"}
# Where an event has its time and the recipients that it is about.
PARTS = {
    "Delivery": ("delivery", "recipients"),
    "Bounce": ("bounce", "bouncedRecipients"),
    "Complaint": ("complaint", "complainedRecipients"),
    "DeliveryDelay": ("deliveryDelay", "delayedRecipients"),
    "Open": ("open", ""),
    "Click": ("click", ""),
    "Subscription": ("subscription", ""),
}
MANY = "em_recipients"


def ses_events(raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]) -> Any:  # noqa: ANN401 (a frame of any kind)
    """E-mail events from Amazon SES, one row for each recipient that an event is about.

    - Notifications that SNS wrapped are unwrapped; one that was delivered twice is one.
    - The time is that of the event; `mail.timestamp` is when the message was sent, `sent_at`.
    - Bounces, complaints, deliveries and delays name their recipients. Opens and clicks do not:
      theirs is the message's only one. Where a message has several, nobody knows who opened it;
      such events are left out and counted.

    Args:
        raw: A frame of any kind, the notifications as dicts, or the path of a file or folder.
        invalid: What becomes of rows that break a rule, as in `as_email_events`.
        **options: How the data is to be read, as in `as_email_events`; a tag of yours can be the
            campaign, as in columns={"campaign_id": "mail.tags.campaign"}.

    Returns:
        Canonical e-mail events, as `as_email_events` returns them. Reports count rows after
        notifications about several recipients became one row for each.

    Raises:
        MissingColumnError: A field of the notifications is not there.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> mail = {
        ...     "timestamp": "2025-03-01T09:59:00.000Z",
        ...     "messageId": "m1",
        ...     "destination": ["ada@example.org"],
        ... }
        >>> clicked = {
        ...     "eventType": "Click",
        ...     "mail": mail,
        ...     "click": {"timestamp": "2025-03-01T10:00:00.000Z", "link": "https://example.org/a"},
        ... }
        >>> em.sources.ses_events([clicked])[["type", "recipient", "url"]].to_dict("records")
        [{'type': 'clicked', 'recipient': 'ada@example.org', 'url': 'https://example.org/a'}]

    Definition:
        Amazon SES Developer Guide, "Contents of event data that Amazon SES publishes to SNS".
    """
    import polars as pl

    data = _unwrapped(opened(raw, "emails", "Amazon SES"))
    data.needs(("eventType", "notificationType"), "mail.messageId", "mail.destination")
    kind = data.text("eventType", "notificationType")
    when: pl.Expr = pl.lit(None, dtype=pl.String)
    for event, (part, _) in PARTS.items():
        when = pl.when(kind == event).then(data.text(f"{part}.timestamp")).otherwise(when)
    several = _listed(data, "mail.destination").list.len() > 1
    unnamed = kind.is_in(["Open", "Click"]) & several
    recipients = pl.when(~unnamed).then(_recipients(data, kind))
    rows = data.rows.with_columns(recipients.alias(MANY), unnamed.alias("em_unnamed"))
    data = data.with_rows(rows).spread(MANY, keep=True)
    fields: dict[str, pl.Expr] = {
        "type": worded(kind, EVENTS, "unknown"),
        "occurred_at": pl.coalesce(when, data.text("mail.timestamp")),
        "message_id": data.text("mail.messageId"),
        "recipient": folded(data.text(MANY)),
        "bounce_type": pl.when(kind == "Bounce").then(
            worded(data.text("bounce.bounceType"), BOUNCES, "undetermined")
        ),
        "sent_at": data.text("mail.timestamp"),
        "source": pl.lit("ses"),
        **data.present(url="click.link"),
    }
    for field, part in (("user_agent", "userAgent"), ("ip", "ipAddress")):
        if f"open.{part}" in data or f"click.{part}" in data:
            fields[field] = data.text(f"click.{part}", f"open.{part}")
    translation = Translation(
        fields, leave_out={"opened or clicked by one of several recipients": pl.col("em_unnamed")}
    )
    return accepted("EmailEvent", data, translation, invalid, options)


def _recipients(data: Opened, kind: pl.Expr) -> pl.Expr:
    """The addresses that each event is about; those of the message where it names none."""
    import polars as pl

    found = _listed(data, "mail.destination")
    for event, (part, name) in PARTS.items():
        column = f"{part}.{name}"
        if not name or column not in data:
            continue
        named = _listed(data, column)
        there = (kind == event) & (named.list.len() > 0)
        found = pl.when(there).then(named).otherwise(found)
    return found


def _listed(data: Opened, column: str) -> pl.Expr:
    """The addresses in a column of lists of them, or of documents that hold one each."""
    import polars as pl

    dtype = data.schema[column]
    if not isinstance(dtype, pl.List):
        return pl.concat_list(data.text(column))
    inside = pl.element()
    if isinstance(dtype.inner, pl.Struct):
        kinds = {field.name: field.dtype for field in dtype.inner.fields}
        known = is_plain(kinds.get("emailAddress", pl.Binary))
        inside = inside.struct.field("emailAddress") if known else pl.lit(None)
    elif not is_plain(dtype.inner):
        inside = pl.lit(None)
    return pl.col(column).list.eval(inside.cast(pl.String))


def _unwrapped(data: Opened) -> Opened:
    """Notifications without the envelope of SNS, whose `Message` is JSON as text."""
    import polars as pl

    if "Message" not in data or "mail.messageId" in data or not is_plain(data.schema["Message"]):
        return data
    rows = data.rows.select(POSITION, "Message").collect()
    documents = [_document(text) for text in rows["Message"].cast(pl.String)]
    inner = frame_of_documents(documents, data.table.argument).with_columns(rows[POSITION])
    return data.with_rows(flat(inner.lazy()))


def _document(text: str | None) -> Mapping[str, object]:
    """The notification that an envelope holds; what is none has no fields."""
    try:
        found = json.loads(text or "")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}
