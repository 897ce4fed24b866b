"""Whether newsletters arrive."""

from __future__ import annotations

from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.metrics.email import messages_judged, messages_that


def _share_of_sent(outcome: str, open_days: int | None) -> Formula:
    sent = messages_judged("sent", open_days=open_days)
    return total(messages_that(sent, outcome)) / total(messages_that(sent, "counts"))


@metric(unit="fraction", bounds=(0, 1), higher_is_better=True, source="HubSpot: delivered / sent")
def delivery_rate(*, open_days: int | None = 7) -> Formula:
    """Which share of the messages sent arrived.

    `messages delivered / messages sent`, of the messages sent in the window. A message that was
    delivered stays delivered, whatever comes later.

    Args:
        open_days: After how many days the fate of a message is taken for settled, which is what
            `complete` tells; None for as it looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = em.datasets.simulate_shop(customers=300, seed=1).emails
        >>> round(em.delivery_rate(emails) + em.bounce_rate(emails), 12)
        1.0
    """
    return _share_of_sent("delivered", open_days)


@metric(unit="fraction", bounds=(0, 1), higher_is_better=False, source="Braze: bounces / sends")
def bounce_rate(*, open_days: int | None = 7) -> Formula:
    """Which share of the messages sent came back.

    `messages that bounced and were not delivered / messages sent`. A later delivery ends a bounce;
    a message that is only deferred has not bounced.

    Args:
        open_days: After how many days the fate of a message is taken for settled, which is what
            `complete` tells; None for as it looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = em.datasets.simulate_shop(customers=300, seed=1).emails
        >>> 0 < em.bounce_rate(emails) < 0.1
        True
    """
    return _share_of_sent("bounced", open_days)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=False,
    source="SES `Permanent`, Postmark `HardBounce`, Mailgun `permanent`, Mailchimp `hard` / sent",
)
def hard_bounce_rate(*, open_days: int | None = 7) -> Formula:
    """Which share of the messages sent came back for good: the address is dead.

    `messages with a bounce of type hard / messages sent`, without those delivered.

    Args:
        open_days: After how many days the fate of a message is taken for settled, which is what
            `complete` tells; None for as it looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = em.datasets.simulate_shop(customers=300, seed=1).emails
        >>> hard = em.hard_bounce_rate(emails.assign(bounce_type="hard"))
        >>> hard == em.bounce_rate(emails)
        True
    """
    return _share_of_sent("hard_bounced", open_days)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=False,
    source="SES `Transient`, Postmark `SoftBounce`, Mailgun `temporary`, Mailchimp `soft` / sent",
)
def soft_bounce_rate(*, open_days: int | None = 7) -> Formula:
    """Which share of the messages sent came back for now: the mailbox was full, say.

    `messages with a bounce of type soft and none of type hard / messages sent`, without those
    delivered. Bounces of an undetermined type are in `bounce_rate` only.

    Args:
        open_days: After how many days the fate of a message is taken for settled, which is what
            `complete` tells; None for as it looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = em.datasets.simulate_shop(customers=300, seed=1).emails
        >>> em.soft_bounce_rate(emails.assign(bounce_type="hard")).numerator
        0.0
    """
    return _share_of_sent("soft_bounced", open_days)
