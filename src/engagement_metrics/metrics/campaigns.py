"""What newsletters do in the average campaign, small ones and large ones alike."""

from __future__ import annotations

from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula
from engagement_metrics.engine.mean_of import over_units
from engagement_metrics.metrics.delivery import delivery_rate
from engagement_metrics.metrics.email import newsletter_open_rate
from engagement_metrics.metrics.reactions import click_rate, unsubscribe_rate
from engagement_metrics.records.messages import Denominator

CAMPAIGN = "campaign_id"


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="the mean of campaigns' open rates, as tables of benchmarks have it",
)
def mean_open_rate_of_campaigns(
    denominator: Denominator = "delivered", *, open_days: int | None = 7
) -> Formula:
    """What the open rate of the average campaign is.

    `sum over campaigns of (messages opened by a person / messages delivered) / campaigns`. A
    campaign to a hundred recipients weighs as much as one to a million; in `newsletter_open_rate`,
    which pools all messages, it does not. Units are campaigns (`campaign_id`): the interval is
    Student's t across them, and messages of no campaign are left out and counted.

    Args:
        denominator: "delivered", or "sent" for every message that left.
        open_days: For how many days after sending opens count; None for as it looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = em.datasets.simulate_shop(customers=300, seed=1).emails
        >>> one = em.mean_open_rate_of_campaigns(emails)
        >>> of_each = em.newsletter_open_rate(emails, by="campaign_id")["newsletter_open_rate"]
        >>> one.units == len(of_each), round(one - of_each.mean(), 9)
        (True, 0.0)
    """
    pooled = newsletter_open_rate.formula(denominator=denominator, open_days=open_days)
    return over_units(pooled, "newsletter_open_rate", CAMPAIGN)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="the mean of campaigns' click rates",
)
def mean_click_rate_of_campaigns(
    denominator: Denominator = "delivered", *, open_days: int | None = 7
) -> Formula:
    """What the click rate of the average campaign is.

    `sum over campaigns of (messages clicked in / messages delivered) / campaigns`; `click_rate`
    pools all messages.

    Args:
        denominator: "delivered", or "sent" for every message that left.
        open_days: For how many days after sending clicks count; None for as it looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = em.datasets.simulate_shop(customers=300, seed=1).emails
        >>> 0 < em.mean_click_rate_of_campaigns(emails) < em.mean_open_rate_of_campaigns(emails)
        True
    """
    pooled = click_rate.formula(denominator=denominator, open_days=open_days)
    return over_units(pooled, "click_rate", CAMPAIGN)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=False,
    source="the mean of campaigns' unsubscribe rates",
)
def mean_unsubscribe_rate_of_campaigns(
    denominator: Denominator = "delivered", *, open_days: int | None = 7
) -> Formula:
    """What the unsubscribe rate of the average campaign is.

    `sum over campaigns of (messages that ended a subscription / messages delivered) / campaigns`.

    Args:
        denominator: "delivered", or "sent" for every message that left.
        open_days: For how many days after sending it counts; None for as it looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = em.datasets.simulate_shop(customers=300, seed=1).emails
        >>> 0 <= em.mean_unsubscribe_rate_of_campaigns(emails) < 0.1
        True
    """
    pooled = unsubscribe_rate.formula(denominator=denominator, open_days=open_days)
    return over_units(pooled, "unsubscribe_rate", CAMPAIGN)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="the mean of campaigns' delivery rates",
)
def mean_delivery_rate_of_campaigns(*, open_days: int | None = 7) -> Formula:
    """Which share of its messages the average campaign delivers.

    `sum over campaigns of (messages delivered / messages sent) / campaigns`.

    Args:
        open_days: After how many days the fate of a message is taken for settled; None for as it
            looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = em.datasets.simulate_shop(customers=300, seed=1).emails
        >>> 0.9 < em.mean_delivery_rate_of_campaigns(emails) <= 1
        True
    """
    return over_units(delivery_rate.formula(open_days=open_days), "delivery_rate", CAMPAIGN)
