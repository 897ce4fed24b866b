"""What becomes of newsletters."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import Measure, count
from engagement_metrics.engine.terms import Term
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.records.kinds import EMAIL_MESSAGES
from engagement_metrics.records.messages import Denominator, MachineOpens, Messages


def messages_judged(
    denominator: Denominator,
    machine_opens: MachineOpens,
    *,
    click_implies_open: bool,
    open_days: int | None,
) -> Messages:
    """The messages, judged by the parameters of a metric.

    Raises:
        InvalidArgumentError: A parameter has a value that it cannot have.
    """
    for name, value, allowed in (
        ("denominator", denominator, get_args(Denominator)),
        ("machine_opens", machine_opens, get_args(MachineOpens)),
    ):
        if value not in allowed:
            message = f"{name}={value!r} is not known; it is one of {', '.join(map(repr, allowed))}"
            raise InvalidArgumentError(message)
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


def _messages(messages: Messages, outcome: str) -> Measure:
    counted = count(messages, where={outcome: True})
    if messages.open_days is not None:
        return counted
    known = {
        "counts": ("em_from", "em_until"),
        "opened": ("em_opened_from", "em_until"),
        "machine_only": ("em_machine_from", "em_machine_end"),
    }
    return replace(counted, presence=known[outcome])


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
    messages = messages_judged(
        denominator, machine_opens, click_implies_open=click_implies_open, open_days=open_days
    )
    delivered, opened, machine_only = (
        _messages(messages, outcome) for outcome in ("counts", "opened", "machine_only")
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
