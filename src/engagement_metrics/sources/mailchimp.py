"""Mailchimp: the e-mail activity of campaigns, and whom they were sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.records.accepting.options import Invalid, Options
from engagement_metrics.sources.opened import POSITION, Opened, opened
from engagement_metrics.sources.translated import (
    Translation,
    accepted,
    collected_here,
    folded,
    worded,
)

if TYPE_CHECKING:
    import polars as pl

# The documented actions, and what they are in the vocabulary of Anymail.
ACTIONS = {"open": "opened", "click": "clicked", "bounce": "bounced", "sent": "sent"}
BOUNCES = {"hard": "hard", "soft": "soft"}
NOT_SENT = ("Mailchimp exports no sendings: rates per message need sent_to= and reports=",)
NOTHING = "recipients without activity"
ADDRESS, MEMBER = "email_address", ("email_id", "member_id")


def mailchimp_email_events(
    raw: object,
    *,
    sent_to: object = None,
    reports: object = None,
    invalid: Invalid = "raise",
    **options: Unpack[Options],
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """E-mail events from Mailchimp's e-mail activity, and sendings from its lists of recipients.

    - Mailchimp has no event for sending or delivery. With `sent_to` and `reports` every recipient
      has an event `sent`, at the time of the campaign; what did not bounce then counts as
      delivered.
    - A message is a campaign to a recipient.
    - Recipients without activity are left out and counted.

    Args:
        raw: The activity, `/reports/{id}/email-activity`: a frame of any kind, pages as dicts, or
            the path of a file or folder.
        sent_to: The recipients, `/reports/{id}/sent-to`, in any of these forms.
        reports: The reports of the campaigns, `/reports/{id}`, in any of these forms; they say when
            a campaign was sent.
        invalid: What becomes of rows that break a rule, as in `as_email_events`.
        **options: How the data is to be read, as in `as_email_events`.

    Returns:
        Canonical e-mail events, as `as_email_events` returns them.

    Raises:
        MissingColumnError: A field of the activity, the recipients or the reports is not there.
        InvalidArgumentError: Only one of `sent_to` and `reports` is given.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> ada = {"campaign_id": "c1", "email_id": "a1", "email_address": "ada@example.org"}
        >>> bob = {"campaign_id": "c1", "email_id": "b2", "email_address": "bob@example.org"}
        >>> opened = {"action": "open", "timestamp": "2025-03-01T11:00:00+00:00"}
        >>> events = em.sources.mailchimp_email_events(
        ...     {"emails": [{**ada, "activity": [opened]}]},
        ...     sent_to={"sent_to": [{**ada, "status": "sent"}, {**bob, "status": "sent"}]},
        ...     reports={"id": "c1", "send_time": "2025-03-01T10:00:00+00:00"},
        ... )
        >>> em.newsletter_open_rate(events, as_of="2025-03-31").numerator
        1.0

    Definition:
        Mailchimp Marketing API, "Email Activity Reports", "Sent-to Reports" and "Campaign Reports".
    """
    import polars as pl

    if (sent_to is None) != (reports is None):
        message = "sent_to= says who was sent a campaign and reports= when; give both, or none"
        raise InvalidArgumentError(message)
    activity = opened(raw, "emails", "Mailchimp").unwrapped("emails").spread("activity", keep=True)
    activity.needs(
        "campaign_id", (ADDRESS, *MEMBER), ("activity.action", "action"),
        ("activity.timestamp", "timestamp"),
    )  # fmt: skip
    recipients = None
    if sent_to is not None:
        recipients = opened(sent_to, "sent_to", "Mailchimp").unwrapped("sent_to")
        recipients.needs("campaign_id", (ADDRESS, *MEMBER))
    # Activity and recipients have to name people alike.
    named = ADDRESS in activity and (recipients is None or ADDRESS in recipients)
    who = (ADDRESS,) if named else MEMBER
    activity.needs(who)
    rows = activity.rows.select(POSITION, *_happened(activity, who))
    if recipients is not None:
        recipients.needs(who)
        sent = recipients.with_rows(
            recipients.rows.join(
                _times(reports), on="campaign_id", how="left", maintain_order="left"
            )
        )
        below = collected_here(rows.select(pl.len())).item()
        position = (pl.col(POSITION) + below).cast(pl.get_index_type())
        rows = pl.concat([rows, sent.rows.select(position, *_sent(sent, who))], how="diagonal")
    fields = {name: pl.col(name) for name in rows.collect_schema() if name != POSITION}
    translation = Translation(
        fields,
        leave_out={NOTHING: pl.col("type").is_null() & pl.col("occurred_at").is_null()},
        notes=NOT_SENT if recipients is None else (),
    )
    return accepted("EmailEvent", activity.with_rows(rows), translation, invalid, options)


def _happened(data: Opened, who: tuple[str, ...]) -> list[pl.Expr]:
    import polars as pl

    kind = worded(data.text("activity.action", "action"), ACTIONS, "unknown")
    bounce = worded(data.text("activity.type", "type", "bounce_type"), BOUNCES, "undetermined")
    return [
        kind.alias("type"),
        data.text("activity.timestamp", "timestamp").alias("occurred_at"),
        *_message(data, who),
        pl.when(kind == "bounced").then(bounce.fill_null("undetermined")).alias("bounce_type"),
        data.text("activity.url", "url").alias("url"),
        data.text("activity.ip", "ip").alias("ip"),
    ]


def _sent(data: Opened, who: tuple[str, ...]) -> list[pl.Expr]:
    import polars as pl

    return [
        pl.lit("sent").alias("type"),
        pl.col("em_send_time").alias("occurred_at"),
        *_message(data, who),
    ]


def _message(data: Opened, who: tuple[str, ...]) -> list[pl.Expr]:
    import polars as pl

    campaign = data.text("campaign_id")
    return [
        campaign.alias("message_id"),
        folded(data.text(*who)).alias("recipient"),
        campaign.alias("campaign_id"),
        pl.lit("mailchimp").alias("source"),
    ]


def _times(reports: object) -> pl.LazyFrame:
    """When each campaign was sent."""
    data = opened(reports, "reports", "Mailchimp").unwrapped("reports")
    data.needs("id", "send_time")
    times = data.rows.select(
        data.text("id").alias("campaign_id"), data.text("send_time").alias("em_send_time")
    )
    return times.unique("campaign_id", keep="last", maintain_order=True)
