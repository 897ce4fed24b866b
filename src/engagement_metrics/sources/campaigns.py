"""Mailchimp: the reports of campaigns, whose numbers are added up already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engagement_metrics.engine.answer import given_back
from engagement_metrics.sources.opened import Opened, opened
from engagement_metrics.sources.translated import collected_here

if TYPE_CHECKING:
    import polars as pl

# The documented counters, by what they are called here.
COUNTERS = {
    "sent": "emails_sent",
    "hard_bounces": "bounces.hard_bounces",
    "soft_bounces": "bounces.soft_bounces",
    "opens": "opens.opens_total",
    "unique_opens": "opens.unique_opens",
    "unique_opens_without_proxies": "opens.proxy_excluded_unique_opens",
    "clicks": "clicks.clicks_total",
    # `unique_clicks` counts links; these are people.
    "unique_clicks": "clicks.unique_subscriber_clicks",
    "unsubscribes": "unsubscribed",
    "complaints": "abuse_reports",
}
RATES = {
    "delivery_rate": ("delivered", "sent"),
    "bounce_rate": ("bounces", "sent"),
    "open_rate": ("unique_opens", "delivered"),
    "open_rate_without_proxies": ("unique_opens_without_proxies", "delivered"),
    "click_rate": ("unique_clicks", "delivered"),
    "click_to_open_rate": ("unique_clicks", "unique_opens"),
    "unsubscribe_rate": ("unsubscribes", "delivered"),
    "complaint_rate": ("complaints", "delivered"),
}


def mailchimp_reports(raw: object) -> Any:  # noqa: ANN401 (a frame of any kind)
    """The numbers of campaigns from Mailchimp's reports, with the rates by the definitions here.

    - `delivered = sent - hard_bounces - soft_bounces`, as Mailchimp exports no deliveries.
    - `unique_clicks` are people (`unique_subscriber_clicks`), not links.
    - `unique_opens_without_proxies` leaves out opens that only Apple's privacy proxy made: between
      it and `unique_opens` lies the number of people who opened.

    Reports hold no rows of people, so that these rates have no intervals and cannot be added up
    over campaigns; `mailchimp_email_events` gives what metrics are computed from.

    Args:
        raw: Reports: a frame of any kind, dicts, or the path of a file or folder.

    Returns:
        One row a campaign: `campaign_id` (text), `sent_at` (instant), the counters (whole numbers)
        and `bounces` and `delivered`, the rates (0 to 1, missing where nothing is below the line).

    Raises:
        MissingColumnError: A counter that the rates need is not there.

    Examples:
        >>> import engagement_metrics as em
        >>> report = {
        ...     "id": "c1",
        ...     "send_time": "2025-03-01T10:00:00+00:00",
        ...     "emails_sent": 105,
        ...     "bounces": {"hard_bounces": 3, "soft_bounces": 2},
        ...     "opens": {"opens_total": 60, "unique_opens": 40},
        ...     "clicks": {"unique_clicks": 4, "unique_subscriber_clicks": 10},
        ... }
        >>> em.sources.mailchimp_reports([report])[["delivered", "open_rate", "click_rate"]]
           delivered  open_rate  click_rate
        0        100        0.4         0.1

    Definition:
        Mailchimp Marketing API, "Campaign Reports".
    """
    import polars as pl

    data = opened(raw, "reports", "Mailchimp").unwrapped("reports")
    data.needs("id", "send_time", *(COUNTERS[name] for name in ("sent", "unique_opens")))
    data.needs(*(COUNTERS[name] for name in ("hard_bounces", "soft_bounces")))
    bounces = pl.col("hard_bounces") + pl.col("soft_bounces")
    frame = data.rows.select(
        data.text("id").alias("campaign_id"),
        _instant(data, "send_time").alias("sent_at"),
        *(
            data.text(column).cast(pl.Int64, strict=False).alias(name)
            for name, column in COUNTERS.items()
        ),
    ).with_columns(bounces.alias("bounces"), (pl.col("sent") - bounces).alias("delivered"))
    frame = frame.with_columns(
        pl.when(pl.col(below) > 0).then(pl.col(above) / pl.col(below)).alias(name)
        for name, (above, below) in RATES.items()
    )
    return given_back(collected_here(frame), data.table.flavour)


def _instant(data: Opened, name: str) -> pl.Expr:
    from engagement_metrics.records.accepting.moments import from_text

    return from_text(data.text(name).str.strip_chars(), "iso", aware=True, tz=None)
