"""Postmark: the webhooks for deliveries, bounces, opens, clicks, complaints and subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.records.accepting.options import Invalid, Options
from engagement_metrics.sources.opened import opened
from engagement_metrics.sources.translated import Translation, accepted, folded, worded

if TYPE_CHECKING:
    import polars as pl

# The documented record types, and what they are in the vocabulary of Anymail.
RECORDS = {
    "Delivery": "delivered",
    "Bounce": "bounced",
    "Open": "opened",
    "Click": "clicked",
    "SpamComplaint": "complained",
}
# The bounce types that are no bounces, and those that are for now.
NO_BOUNCES = {
    "Transient": "deferred",
    "Unsubscribe": "unsubscribed",
    "Subscribe": "subscribed",
    "AutoResponder": "autoresponded",
    "AddressChange": "autoresponded",
    "OpenRelayTest": "unknown",
    "ChallengeVerification": "autoresponded",
    "SpamComplaint": "complained",
    "InboundError": "unknown",
    "SMTPApiError": "failed",
    "TemplateRenderingFailed": "failed",
}
BOUNCES = {"HardBounce": "hard", "BadEmailAddress": "hard", "ManuallyDeactivated": "hard"}
SOFT = ("SoftBounce", "DnsError", "Blocked", "SpamNotification", "VirusNotification", "DMARCPolicy")
TIMES = ("DeliveredAt", "BouncedAt", "ReceivedAt", "ChangedAt")


def postmark_events(raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]) -> Any:  # noqa: ANN401 (a frame of any kind)
    """E-mail events from what Postmark's webhooks post.

    - The recipient is `Recipient`, and `Email` for bounces and complaints.
    - A `Transient` bounce is a delay, `AutoResponder` an answer; neither is a bounce.
    - Only bounces have an id. Other events that were posted twice are told by message, recipient,
      type, time and link.
    - A `SubscriptionChange` unsubscribes where `SuppressSending` is true, else subscribes again.

    Args:
        raw: A frame of any kind, the posted documents as dicts, or the path of a file or folder.
        invalid: What becomes of rows that break a rule, as in `as_email_events`.
        **options: How the data is to be read, as in `as_email_events`.

    Returns:
        Canonical e-mail events, as `as_email_events` returns them.

    Raises:
        MissingColumnError: A field of the webhooks is not there.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> posted = {
        ...     "RecordType": "Open",
        ...     "MessageID": "m1",
        ...     "Recipient": "ada@example.org",
        ...     "ReceivedAt": "2025-03-01T10:00:00.1234567Z",
        ...     "FirstOpen": True,
        ... }
        >>> events = em.sources.postmark_events([posted])
        >>> events[["type", "message_id", "occurred_at"]].astype(str).to_dict("records")
        [{'type': 'opened', 'message_id': 'm1', 'occurred_at': '2025-03-01 10:00:00.123456+00:00'}]

    Definition:
        Postmark, "Webhooks overview".
    """
    import polars as pl

    data = opened(raw, "emails", "Postmark")
    data.needs("RecordType", "MessageID", ("Recipient", "Email"), TIMES)
    record, kind = data.text("RecordType"), data.text("Type")
    is_bounce = record == "Bounce"
    bounce = worded(kind, NO_BOUNCES, "bounced").fill_null("bounced")
    stopped = data.text("SuppressSending").str.to_lowercase().is_in(["true", "1"])
    changed = pl.when(stopped).then(pl.lit("unsubscribed")).otherwise(pl.lit("subscribed"))
    happened = pl.when(is_bounce).then(bounce).when(record == "SubscriptionChange").then(changed)
    hardness = pl.when(kind.is_in(SOFT)).then(pl.lit("soft"))
    identifier = data.text("ID")
    fields: dict[str, pl.Expr] = {
        "type": happened.otherwise(worded(record, RECORDS, "unknown")),
        "occurred_at": data.text(*TIMES),
        "message_id": data.text("MessageID"),
        "recipient": folded(data.text("Recipient", "Email")),
        "event_id": pl.when(is_bounce & (identifier != "0")).then(identifier),
        "bounce_type": pl.when(is_bounce & (bounce == "bounced")).then(
            hardness.otherwise(worded(kind, BOUNCES, "undetermined"))
        ),
        "source": pl.lit("postmark"),
        **data.present(
            campaign_id="Tag",
            url="OriginalLink",
            user_agent="UserAgent",
            ip="Geo.IP",
        ),
    }
    return accepted("EmailEvent", data, Translation(fields), invalid, options)
