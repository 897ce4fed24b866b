"""What becomes of newsletters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import Measure, count
from engagement_metrics.engine.terms import Term
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.records.kinds import EMAIL_MESSAGES
from engagement_metrics.records.messages import Denominator, MachineOpens, Messages
from engagement_metrics.records.outcomes import presence_of


def messages_judged(
    denominator: Denominator = "delivered",
    *,
    open_days: int | None,
    click_implies_open: bool = True,
) -> Messages:
    """The messages, judged by the parameters of a metric.

    Raises:
        InvalidArgumentError: A parameter has a value that it cannot have.
    """
    one_of("denominator", denominator, get_args(Denominator))
    days: object = open_days
    if days is not None and (isinstance(days, bool) or not isinstance(days, int) or days < 0):
        message = f"open_days={open_days!r} must be a whole number of days, or None"
        raise InvalidArgumentError(message)
    return Messages(
        EMAIL_MESSAGES.kind,
        denominator=denominator,
        click_implies_open=bool(click_implies_open),
        open_days=open_days,
    )


def one_of(name: str, value: object, allowed: Sequence[object]) -> None:
    """Refuse what a parameter cannot be.

    Raises:
        InvalidArgumentError: The value is not among those allowed.
    """
    if value not in allowed:
        message = f"{name}={value!r} is not known; it is one of {', '.join(map(repr, allowed))}"
        raise InvalidArgumentError(message)


def messages_that(messages: Messages, outcome: str) -> Measure:
    """How many messages had an outcome; where `open_days` is None, as it looked on each day."""
    counted = count(messages, where={outcome: True})
    if messages.open_days is not None:
        return counted
    return replace(counted, presence=presence_of(outcome))


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="unique opens / delivered, as at SendGrid, HubSpot, Klaviyo and Braze; the "
    "documentation's page on this metric says how others differ",
)
def newsletter_open_rate(
    denominator: Denominator = "delivered",
    machine_opens: MachineOpens = "exclude_numerator",
    *,
    click_implies_open: bool = True,
    open_days: int | None = 7,
) -> Formula:
    """Which share of delivered messages a person opened.

    `messages opened by a person / messages delivered`, of the messages sent in the window; an open
    counts if it comes within `open_days` of sending. Events are rolled up to one row per message
    and recipient, so that a message opened ten times is opened once.

    Args:
        denominator: "delivered", or "sent" for every message that left. Where the data has no
            delivered event at all, what was sent and did not bounce counts as delivered.
        machine_opens: What opens by privacy proxies and scanners (`is_machine`) do:
            "exclude_numerator" does not count them, a lower bound; "include" counts them, an upper
            bound; "exclude_recipients" leaves out messages that only a machine opened; "impute"
            lets those be opened at the rate of the others.
        click_implies_open: Whether a click counts as an open.
        open_days: For how many days after sending opens count; None for as it looked on `as_of`.

    Returns:
        An `Estimate`, or with `by` or `every` a frame with the columns `newsletter_open_rate`,
        `newsletter_open_rate_low` and `newsletter_open_rate_high` (Float64, a fraction from 0 to
        1, null where nothing was delivered). Units are recipients; the interval is Wilson's on the
        effective number of recipients. `complete` is False while messages can still be opened.

    Raises:
        InvalidArgumentError: A parameter has a value that it cannot have.
        MissingColumnError: `type`, `occurred_at`, `message_id` or `recipient` is missing; of
            messages that are already rolled up, `sent_at`, `recipient` or `opened`.

    Examples:
        >>> import engagement_metrics as em
        >>> shop = em.datasets.simulate_shop(customers=300, seed=1)
        >>> rate = em.newsletter_open_rate(shop.emails)
        >>> upper = em.newsletter_open_rate(shop.emails, machine_opens="include")
        >>> 0 < rate < upper < 1
        True
    """
    one_of("machine_opens", machine_opens, get_args(MachineOpens))
    messages = messages_judged(
        denominator, click_implies_open=click_implies_open, open_days=open_days
    )
    delivered, opened, machine_only = (
        messages_that(messages, outcome) for outcome in ("counts", "opened", "machine_only")
    )
    trackable: Term = delivered - machine_only
    if open_days is not None:
        trackable = count(messages, where={"counts": True, "machine_only": False})
    if machine_opens == "include":
        return total(opened + machine_only) / total(delivered)
    if machine_opens == "exclude_recipients":
        return total(opened) / total(trackable)
    if machine_opens == "impute":
        imputed = total(machine_only) * total(opened) / total(trackable)
        return (total(opened) + imputed) / total(delivered)
    return total(opened) / total(delivered)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="Mailchimp `proxy_excluded_open_rate`: opens by proxies and scanners do not count",
)
def open_rate_lower_bound(*, open_days: int | None = 7) -> Formula:
    """The smallest open rate that the records allow: no machine's open was a person's.

    `messages opened by a person / messages delivered`. Behind a privacy proxy a true open cannot be
    told from a prefetch, so the open rate lies between this bound and `open_rate_upper_bound`; the
    intervals of the two are about chance alone.

    Args:
        open_days: For how many days after sending opens count; None for as it looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = em.datasets.simulate_shop(customers=300, seed=1).emails
        >>> em.open_rate_lower_bound(emails) == em.newsletter_open_rate(emails)
        True
    """
    return newsletter_open_rate.formula(open_days=open_days)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="Mailchimp `open_rate`, Klaviyo and others: every open counts, also those by proxies",
)
def open_rate_upper_bound(*, open_days: int | None = 7) -> Formula:
    """The largest open rate that the records allow: every machine's open was a person's too.

    `messages opened by a person or a machine / messages delivered`.

    Args:
        open_days: For how many days after sending opens count; None for as it looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = em.datasets.simulate_shop(customers=300, seed=1).emails
        >>> em.open_rate_lower_bound(emails) < em.open_rate_upper_bound(emails)
        True
    """
    return newsletter_open_rate.formula(machine_opens="include", open_days=open_days)
