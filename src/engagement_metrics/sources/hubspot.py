"""HubSpot: the Email Events API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.records.accepting.options import Invalid, Options
from engagement_metrics.sources.opened import opened
from engagement_metrics.sources.translated import Translation, accepted, folded, worded

if TYPE_CHECKING:
    import polars as pl

# The documented types, and what they are in the vocabulary of Anymail.
EVENTS = {
    "SENT": "sent",
    "PROCESSED": "queued",
    "DELIVERED": "delivered",
    "DEFERRED": "deferred",
    "DROPPED": "rejected",
    "BOUNCE": "bounced",
    "OPEN": "opened",
    "CLICK": "clicked",
    "SPAMREPORT": "complained",
}
UNSUBSCRIBED = "UNSUBSCRIBED"
REASONS = {
    "PREVIOUSLY_BOUNCED": "bounced",
    "PREVIOUS_SPAM": "spam",
    "PREVIOUSLY_UNSUBSCRIBED_MESSAGE": "unsubscribed",
    "PREVIOUSLY_UNSUBSCRIBED_PORTAL": "unsubscribed",
    "PREVIOUSLY_UNSUBSCRIBED_BUSINESS_UNIT": "unsubscribed",
    "INVALID_TO_ADDRESS": "invalid",
}


def hubspot_email_events(
    raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """E-mail events from HubSpot.

    - A message is what `sentBy` names, the event of its sending, together with the recipient; that
      event is its own. `sentBy.created` is `sent_at`.
    - Ids repeat over time: an event is its `id` and `created`.
    - `filteredEvent` becomes `is_machine`; `excludeFilteredEvents=true` leaves such events out.
    - A `STATUSCHANGE` is an unsubscription where `portalSubscriptionStatus` says so.

    Args:
        raw: A frame of any kind, the events as dicts (or pages with `events`), or the path of a
            file or folder.
        invalid: What becomes of rows that break a rule, as in `as_email_events`.
        **options: How the data is to be read, as in `as_email_events`.

    Returns:
        Canonical e-mail events, as `as_email_events` returns them.

    Raises:
        MissingColumnError: A field of the events is not there.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> opened = {
        ...     "id": "e2",
        ...     "created": 1740823200000,
        ...     "type": "OPEN",
        ...     "filteredEvent": False,
        ...     "recipient": "ada@example.org",
        ...     "sentBy": {"id": "e1", "created": 1740819600000},
        ... }
        >>> events = em.sources.hubspot_email_events({"events": [opened]})
        >>> events[["type", "message_id", "is_machine"]].to_dict("records")
        [{'type': 'opened', 'message_id': 'e1', 'is_machine': False}]

    Definition:
        HubSpot, "Email Events API".
    """
    import polars as pl

    data = opened(raw, "emails", "HubSpot").unwrapped("events")
    data.needs("id", "created", "type", "recipient")
    kind = data.text("type")
    status = data.text("portalSubscriptionStatus")
    gone = (kind == "STATUSCHANGE") & (status == UNSUBSCRIBED)
    own = pl.when(kind == "SENT").then(data.text("id"))
    fields: dict[str, pl.Expr] = {
        "type": pl.when(gone)
        .then(pl.lit("unsubscribed"))
        .otherwise(worded(kind, EVENTS, "unknown")),
        "occurred_at": data.plain("created"),
        "message_id": pl.coalesce(data.text("sentBy.id"), own, data.text("emailCampaignId")),
        "recipient": folded(data.text("recipient")),
        "event_id": pl.concat_str(data.text("id"), data.text("created"), separator=":"),
        "reject_reason": pl.when(kind == "DROPPED").then(
            worded(data.text("dropReason"), REASONS, "other")
        ),
        "source": pl.lit("hubspot"),
        **data.present(
            campaign_id="emailCampaignId",
            is_machine="filteredEvent",
            sent_at="sentBy.created",
            url="url",
            user_agent="userAgent",
            ip="ipAddress",
        ),
    }
    ways = {"occurred_at": "unix_ms", "sent_at": "unix_ms"}
    return accepted("EmailEvent", data, Translation(fields, dates=ways), invalid, options)
