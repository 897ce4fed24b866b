"""Klaviyo: the Events API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.records.accepting.options import Invalid, Options
from engagement_metrics.sources.opened import POSITION, Opened, opened
from engagement_metrics.sources.translated import Translation, accepted, collected_here, worded

if TYPE_CHECKING:
    import polars as pl

# The metrics about e-mail, and what they are in the vocabulary of Anymail.
METRICS = {
    "Received Email": "delivered",
    "Opened Email": "opened",
    "Clicked Email": "clicked",
    "Bounced Email": "bounced",
    "Dropped Email": "rejected",
    "Marked Email as Spam": "complained",
    "Unsubscribed": "unsubscribed",
    "Unsubscribed from Email Marketing": "unsubscribed",
    "Unsubscribed from List": "unsubscribed",
    "Subscribed to List": "subscribed",
    "Subscribed to Email Marketing": "subscribed",
}
BOUNCES = {"hard": "hard", "soft": "soft"}
NO_EMAIL = "not about e-mail"
NO_MESSAGE = "subscriptions without a message"
PROPERTIES = "event_properties."


def klaviyo_events(
    raw: object,
    *,
    metrics: Mapping[str, str] | None = None,
    invalid: Invalid = "raise",
    **options: Unpack[Options],
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """E-mail events from Klaviyo's events.

    - Events name their metric by its id; its name is in `metrics`, in what a page has as
      `included`, or in a column `metric_name`.
    - Only metrics about e-mail are taken. Orders, of which each also has an `Ordered Product` for
      every line, text messages and visits are left out and counted.
    - `Received Email` is a delivery; Klaviyo has no event for sending.
    - `Apple Privacy Open` or `machine_open` becomes `is_machine`.
    - A message of a flow is sent to a profile again and again under one `$message`; the cohort of
      its sending tells them apart.
    - Subscriptions that came from no message are left out and counted.

    Args:
        raw: A frame of any kind, pages or events of the API as dicts, or the path of a file or
            folder.
        metrics: The names of metrics by their ids, as `/metrics` tells them.
        invalid: What becomes of rows that break a rule, as in `as_email_events`.
        **options: How the data is to be read, as in `as_email_events`; `columns` can keep
            properties, as in {"campaign": "event_properties.Campaign Name"}.

    Returns:
        Canonical e-mail events, as `as_email_events` returns them; recipients are profiles.

    Raises:
        MissingColumnError: A field of events is not there.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> event = {
        ...     "type": "event",
        ...     "id": "e1",
        ...     "attributes": {
        ...         "datetime": "2025-03-01T10:00:00+00:00",
        ...         "event_properties": {"$message": "m1", "Apple Privacy Open": True},
        ...     },
        ...     "relationships": {
        ...         "profile": {"data": {"id": "p1"}},
        ...         "metric": {"data": {"id": "x"}},
        ...     },
        ... }
        >>> events = em.sources.klaviyo_events({"data": [event]}, metrics={"x": "Opened Email"})
        >>> events[["type", "message_id", "recipient", "is_machine"]].to_dict("records")
        [{'type': 'opened', 'message_id': 'm1', 'recipient': 'p1', 'is_machine': True}]

    Definition:
        Klaviyo, "Events API overview"; the names of metrics are those of its integrations.
    """
    import polars as pl

    data, names = _events(opened(raw, "emails", "Klaviyo"))
    data.needs(
        "id",
        ("datetime", "timestamp"),
        ("profile_id", "person_id"),
        ("metric_name", "metric_id"),
        f"{PROPERTIES}$message",
    )
    named = {**names, **(metrics or {})}
    by_id = data.text("metric_id").replace_strict(named, default=None, return_dtype=pl.String)
    name = pl.coalesce(data.text("metric_name"), by_id)
    kind = worded(name, METRICS)
    message = data.text(f"{PROPERTIES}$_cohort$message_send_cohort", f"{PROPERTIES}$message")
    opens = ("Apple Privacy Open", "machine_open")
    marks = [_flag(data, one) for one in opens if f"{PROPERTIES}{one}" in data]
    fields: dict[str, pl.Expr] = {
        "type": kind,
        "occurred_at": data.text("datetime", "timestamp"),
        "message_id": message,
        "recipient": data.text("profile_id", "person_id"),
        "campaign_id": data.text(f"{PROPERTIES}$message"),
        "event_id": data.text("id"),
        "bounce_type": pl.when(kind == "bounced").then(
            worded(data.text(f"{PROPERTIES}Bounce Type"), BOUNCES, "undetermined")
        ),
        "source": pl.lit("klaviyo"),
        **data.present(url=f"{PROPERTIES}URL"),
    }
    if marks:
        fields["is_machine"] = pl.any_horizontal(marks)
    without = kind.is_in(["subscribed", "unsubscribed"]) & message.is_null()
    leave_out = {NO_EMAIL: kind.is_null(), NO_MESSAGE: without}
    ways = {} if "datetime" in data else {"occurred_at": "unix"}
    return accepted("EmailEvent", data, Translation(fields, ways, leave_out), invalid, options)


def _flag(data: Opened, name: str) -> pl.Expr:
    """A property that is true or false, also as text; missing where it is not there."""
    import polars as pl

    said = data.text(f"{PROPERTIES}{name}").str.to_lowercase()
    return pl.when(said.is_not_null()).then(said.is_in(["true", "1"]))


def _events(data: Opened) -> tuple[Opened, Mapping[str, str]]:
    """Events with plain names, and the names of metrics that came with them."""
    included = data.unwrapped("included")
    names: dict[str, str] = {}
    if included is not data and "attributes.name" in included:
        found = included.rows.filter(included.text("type") == "metric")
        pairs = collected_here(
            found.select(included.text("id"), included.text("attributes.name").alias("name"))
        )
        names = dict(pairs.iter_rows())
    data = data.unwrapped("data")
    short = {
        "relationships.profile.data.id": "profile_id",
        "relationships.metric.data.id": "metric_id",
    }
    renamed: dict[str, str] = {}
    for column in data.schema:
        new = short.get(column, column.removeprefix("attributes."))
        if new.startswith("property_"):
            new = f"{PROPERTIES}{FLAT.get(new, new.removeprefix('property_'))}"
        if new not in data.schema and new not in renamed.values() and column != POSITION:
            renamed[column] = new
    return data.with_rows(data.rows.rename(renamed)), names


# What connectors make of the properties when they put them into columns.
FLAT = {
    "property_message": "$message",
    "property_bounce_type": "Bounce Type",
    "property_apple_privacy_open": "Apple Privacy Open",
    "property_machine_open": "machine_open",
    "property_url": "URL",
    "property_campaign_name": "Campaign Name",
}
