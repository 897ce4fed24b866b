"""Mailgun: webhooks and the Events API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.records.accepting.options import Invalid, Options
from engagement_metrics.sources.opened import opened
from engagement_metrics.sources.translated import Translation, accepted, folded, worded

if TYPE_CHECKING:
    import polars as pl

# The documented events, and what they are in the vocabulary of Anymail.
EVENTS = {
    "accepted": "queued",
    "rejected": "rejected",
    "delivered": "delivered",
    "failed": "bounced",
    "opened": "opened",
    "clicked": "clicked",
    "unsubscribed": "unsubscribed",
    "complained": "complained",
}
# A failure without these was at the recipient's server.
SUPPRESSED = {
    "suppress-bounce": "bounced",
    "suppress-complaint": "spam",
    "suppress-unsubscribe": "unsubscribed",
}


def mailgun_events(raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]) -> Any:  # noqa: ANN401 (a frame of any kind)
    """E-mail events from Mailgun's webhooks or its Events API.

    - `event-data` of a webhook and `items` of the API are unwrapped.
    - `failed` is a hard bounce where `severity` is permanent; a temporary failure is tried again
      and is a delay. A message that Mailgun did not send for an earlier bounce, complaint or
      unsubscription is rejected.
    - `client-info.bot` becomes `is_machine`: it names the program that opened or clicked, if any.
    - An event that was posted twice is one: `id` tells.

    Args:
        raw: A frame of any kind, the documents as dicts, or the path of a file or folder.
        invalid: What becomes of rows that break a rule, as in `as_email_events`.
        **options: How the data is to be read, as in `as_email_events`.

    Returns:
        Canonical e-mail events, as `as_email_events` returns them.

    Raises:
        MissingColumnError: A field of the events is not there.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> failed = {
        ...     "event": "failed",
        ...     "severity": "permanent",
        ...     "timestamp": 1740823200.25,
        ...     "id": "e1",
        ...     "recipient": "ada@example.org",
        ...     "message": {"headers": {"message-id": "m1"}},
        ... }
        >>> events = em.sources.mailgun_events([{"signature": {}, "event-data": failed}])
        >>> events[["type", "bounce_type", "message_id"]].to_dict("records")
        [{'type': 'bounced', 'bounce_type': 'hard', 'message_id': 'm1'}]

    Definition:
        Mailgun, "Tracking Messages: Event Structure".
    """
    import polars as pl

    data = opened(raw, "emails", "Mailgun").unwrapped("items").unwrapped("event-data")
    data.needs("event", "timestamp", "recipient", "message.headers.message-id")
    event, reason = data.text("event"), data.text("reason")
    suppressed = (event == "failed") & reason.is_in(list(SUPPRESSED))
    temporary = (event == "failed") & (data.text("severity") == "temporary")
    failed = pl.when(suppressed).then(pl.lit("rejected"))
    happened = failed.when(temporary).then(pl.lit("deferred"))
    kind = happened.otherwise(worded(event, EVENTS, "unknown"))
    hard = pl.when(data.text("severity") == "permanent").then(pl.lit("hard"))
    refused = pl.when(suppressed).then(worded(reason, SUPPRESSED))
    fields: dict[str, pl.Expr] = {
        "type": kind,
        "occurred_at": data.plain("timestamp"),
        "message_id": data.text("message.headers.message-id"),
        "recipient": folded(data.text("recipient")),
        "bounce_type": pl.when(kind == "bounced").then(hard.otherwise(pl.lit("undetermined"))),
        "reject_reason": refused.when(event == "rejected").then(pl.lit("other")),
        "source": pl.lit("mailgun"),
        **data.present(
            event_id="id",
            url="url",
            ip="ip",
            user_agent="client-info.user-agent",
        ),
    }
    if "client-info.bot" in data:
        # Without a bot the field is there, and empty.
        bot = data.plain("client-info.bot").cast(pl.String)
        fields["is_machine"] = pl.when(bot.is_not_null()).then(bot != "")
    translation = Translation(fields, dates={"occurred_at": "unix"})
    return accepted("EmailEvent", data, translation, invalid, options)
