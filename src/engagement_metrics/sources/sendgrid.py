"""SendGrid: the Event Webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.records.accepting.options import Invalid, Options
from engagement_metrics.sources.opened import opened
from engagement_metrics.sources.translated import Translation, accepted, folded, worded

if TYPE_CHECKING:
    import polars as pl

# The documented names of events, and what they are in the vocabulary of Anymail.
EVENTS = {
    "processed": "queued",
    "dropped": "rejected",
    "delivered": "delivered",
    "deferred": "deferred",
    "bounce": "bounced",
    "blocked": "bounced",
    "open": "opened",
    "click": "clicked",
    "spamreport": "complained",
    "unsubscribe": "unsubscribed",
    "group_unsubscribe": "unsubscribed",
    "group_resubscribe": "subscribed",
}
BOUNCES = {"bounce": "hard", "blocked": "soft"}
REASONS = {
    "invalid": "invalid",
    "bounced address": "bounced",
    "unsubscribed address": "unsubscribed",
    "spam reporting address": "spam",
    "spam content (if spam checker app enabled)": "spam",
    "recipient list over package quota": "blocked",
    "invalid smtpapi header": "invalid",
}


def sendgrid_events(raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]) -> Any:  # noqa: ANN401 (a frame of any kind)
    """E-mail events from what SendGrid's Event Webhook posts.

    - An event that was posted twice is one: `sg_event_id` tells.
    - A message is the part of `sg_message_id` before the first dot; what follows differs from one
      server to the next.
    - A `bounce` is hard, and soft where its `type` is `blocked`.
    - `sg_machine_open` becomes `is_machine`.

    Args:
        raw: A frame of any kind, the posted documents as dicts, or the path of a file or folder.
        invalid: What becomes of rows that break a rule, as in `as_email_events`.
        **options: How the data is to be read, as in `as_email_events`; `columns` can name further
            columns, such as {"customer_id": "user_id"} for a unique argument of yours.

    Returns:
        Canonical e-mail events, as `as_email_events` returns them.

    Raises:
        MissingColumnError: A column of the webhook is not there.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> posted = {
        ...     "event": "open",
        ...     "timestamp": 1740823200,
        ...     "email": "Ada@example.org",
        ...     "sg_message_id": "m1.filter0001.1",
        ...     "sg_machine_open": True,
        ... }
        >>> events = em.sources.sendgrid_events([posted, posted])
        >>> events[["type", "message_id", "recipient", "is_machine"]].to_dict("records")
        [{'type': 'opened', 'message_id': 'm1', 'recipient': 'ada@example.org', 'is_machine': True}]

    Definition:
        Twilio SendGrid, "Event Webhook reference".
    """
    import polars as pl

    data = opened(raw, "emails", "SendGrid")
    data.needs("event", "timestamp", "email", "sg_message_id")
    kind = data.text("event")
    fields: dict[str, pl.Expr] = {
        "type": worded(kind, EVENTS, "unknown"),
        "occurred_at": data.plain("timestamp"),
        "message_id": data.text("sg_message_id").str.split(".").list.first(),
        "recipient": folded(data.text("email")),
        **data.present(
            event_id="sg_event_id",
            is_machine="sg_machine_open",
            url="url",
            user_agent="useragent",
            ip="ip",
        ),
        "bounce_type": pl.when(kind == "blocked")
        .then(pl.lit("soft"))
        .when(kind == "bounce")
        .then(worded(data.text("type").fill_null("bounce"), BOUNCES, "undetermined")),
        "reject_reason": pl.when(kind == "dropped").then(
            worded(data.text("reason"), REASONS, "other")
        ),
        "source": pl.lit("sendgrid"),
    }
    campaign = data.text("singlesend_id", "marketing_campaign_id")
    if "singlesend_id" in data or "marketing_campaign_id" in data:
        fields["campaign_id"] = campaign
    translation = Translation(fields, dates={"occurred_at": "unix"})
    return accepted("EmailEvent", data, translation, invalid, options)
