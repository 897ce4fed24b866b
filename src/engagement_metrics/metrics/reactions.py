"""What recipients do with newsletters beside opening them, and what that is worth."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import Measure
from engagement_metrics.measures import orders, revenue
from engagement_metrics.metrics.email import messages_judged, messages_that, one_of
from engagement_metrics.records.messages import Denominator

Openers: TypeAlias = Literal["exclude", "include"]


def _share(outcome: str, denominator: Denominator, open_days: int | None) -> Formula:
    messages = messages_judged(denominator, open_days=open_days, click_implies_open=True)
    return total(messages_that(messages, outcome)) / total(messages_that(messages, "counts"))


def _delivered(open_days: int | None) -> Measure:
    messages = messages_judged("delivered", open_days=open_days, click_implies_open=True)
    return messages_that(messages, "counts")


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="unique clicks / delivered, as at SendGrid, HubSpot, Klaviyo and Braze",
)
def click_rate(
    denominator: Denominator = "delivered",
    *,
    unsubscribe_links: bool = False,
    open_days: int | None = 7,
) -> Formula:
    """Which share of delivered messages a person clicked a link in.

    `messages clicked by a person / messages delivered`, of the messages sent in the window; clicks
    by scanners (`is_machine`) do not count, and ten clicks in a message are one.

    Args:
        denominator: "delivered", or "sent" for every message that left.
        unsubscribe_links: Whether a click on the link to unsubscribe (`is_unsubscribe_link`)
            counts, as at Braze; HubSpot and SendGrid leave it out.
        open_days: For how many days after sending clicks count; None for as it looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = em.datasets.simulate_shop(customers=300, seed=1).emails
        >>> 0 < em.click_rate(emails) < em.newsletter_open_rate(emails)
        True
    """
    outcome = "clicked_any_link" if unsubscribe_links else "clicked"
    return _share(outcome, denominator, open_days)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="Klaviyo `click_to_open_rate`, Mailchimp clicks per unique opens; HubSpot calls it "
    "click-through rate",
)
def click_to_open_rate(
    machine_opens: Openers = "exclude",
    *,
    unsubscribe_links: bool = False,
    open_days: int | None = 7,
) -> Formula:
    """Which share of opened messages a person clicked a link in.

    `messages clicked by a person / messages opened`. A click implies an open, so that it is never
    above 1.

    Args:
        machine_opens: "exclude" takes messages that a person opened; "include" also those that
            only a machine did, which lowers the rate for readers behind privacy proxies.
        unsubscribe_links: Whether a click on the link to unsubscribe counts.
        open_days: For how many days after sending opens and clicks count; None for as it looked on
            `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = em.datasets.simulate_shop(customers=300, seed=1).emails
        >>> ratio = em.click_rate(emails) / em.newsletter_open_rate(emails)
        >>> round(em.click_to_open_rate(emails) - ratio, 12)
        0.0
    """
    one_of("machine_opens", machine_opens, get_args(Openers))
    messages = messages_judged("delivered", open_days=open_days, click_implies_open=True)
    clicked = messages_that(messages, "clicked_any_link" if unsubscribe_links else "clicked")
    opened = messages_that(messages, "opened")
    if machine_opens == "include":
        return total(clicked) / total(opened + messages_that(messages, "machine_only"))
    return total(clicked) / total(opened)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=False,
    source="unique unsubscriptions / delivered, as at Braze and Klaviyo",
)
def unsubscribe_rate(
    denominator: Denominator = "delivered", *, open_days: int | None = 7
) -> Formula:
    """Which share of delivered messages made their recipient unsubscribe.

    `messages unsubscribed from / messages delivered`, of the messages sent in the window.

    Args:
        denominator: "delivered", or "sent" for every message that left.
        open_days: For how many days after sending unsubscriptions count; None for as it looked on
            `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = em.datasets.simulate_shop(customers=300, seed=1).emails
        >>> 0 < em.unsubscribe_rate(emails) < em.click_rate(emails)
        True
    """
    return _share("unsubscribed", denominator, open_days)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=False,
    source="complaints / delivered; Braze divides by sends, Gmail Postmaster by the mail in the "
    "inboxes of active users",
)
def complaint_rate(denominator: Denominator = "delivered", *, open_days: int | None = 7) -> Formula:
    """Which share of delivered messages was reported as spam.

    `messages complained about / messages delivered`, of the messages sent in the window. Gmail asks
    bulk senders to stay below 0.1 % and never to reach 0.3 % of its own, narrower count.

    Args:
        denominator: "delivered", or "sent" for every message that left.
        open_days: For how many days after sending complaints count; None for as it looked on
            `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = em.datasets.simulate_shop(customers=300, seed=1).emails
        >>> em.complaint_rate(emails) <= em.unsubscribe_rate(emails)
        True
    """
    return _share("complained", denominator, open_days)


@metric(
    unit="currency per message",
    higher_is_better=True,
    source="Klaviyo, revenue per recipient: attributed revenue / delivered",
)
def revenue_per_message(*, open_days: int | None = 7) -> Formula:
    """How much money recipients spent for each message that they were delivered.

    `revenue of those who were delivered a message / messages delivered`, both of the window. No
    order is attributed to a message: pass the orders that you attribute, or all of them.

    Args:
        open_days: After how many days the fate of a message is taken for settled; None for as it
            looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> shop = em.datasets.simulate_shop(customers=300, seed=1)
        >>> em.revenue_per_message(orders=shop.orders, emails=shop.emails) > 0
        True
    """
    delivered = _delivered(open_days)
    return total(revenue * (delivered >= 1)) / total(delivered)


@metric(
    unit="currency per recipient",
    higher_is_better=True,
    source="revenue of recipients / distinct recipients; Klaviyo's is `revenue_per_message`",
)
def revenue_per_recipient(*, open_days: int | None = 7) -> Formula:
    """How much money the average recipient spent.

    `revenue of those who were delivered a message / those who were delivered one`, both of the
    window. A recipient of many messages is one.

    Args:
        open_days: After how many days the fate of a message is taken for settled; None for as it
            looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> shop = em.datasets.simulate_shop(customers=300, seed=1)
        >>> records = {"orders": shop.orders, "emails": shop.emails}
        >>> em.revenue_per_recipient(**records) > em.revenue_per_message(**records)
        True
    """
    delivered = _delivered(open_days)
    return total(revenue * (delivered >= 1)) / total(delivered >= 1)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="Klaviyo, placed order rate: recipients who ordered / recipients; Braze, conversion "
    "rate: primary conversions / unique recipients",
)
def message_conversion_rate(*, open_days: int | None = 7) -> Formula:
    """Which share of those who were delivered a message ordered.

    `recipients who ordered / those who were delivered a message`, both of the window. No order is
    attributed to a message: pass the orders that you attribute, or all of them.

    Args:
        open_days: After how many days the fate of a message is taken for settled; None for as it
            looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> shop = em.datasets.simulate_shop(customers=300, seed=1)
        >>> 0 < em.message_conversion_rate(orders=shop.orders, emails=shop.emails) < 1
        True
    """
    received = _delivered(open_days) >= 1
    return total((orders >= 1) * received) / total(received)


@metric(
    unit="orders per recipient",
    higher_is_better=True,
    source="orders of recipients / unique recipients, the placed order rate where every order "
    "counts",
)
def orders_per_recipient(*, open_days: int | None = 7) -> Formula:
    """How often the average recipient ordered.

    `orders of those who were delivered a message / those who were delivered one`, both of the
    window. Where `message_conversion_rate` counts a recipient of two orders once, this one counts
    both orders.

    Args:
        open_days: After how many days the fate of a message is taken for settled; None for as it
            looked on `as_of`.

    Examples:
        >>> import engagement_metrics as em
        >>> shop = em.datasets.simulate_shop(customers=300, seed=1)
        >>> records = {"orders": shop.orders, "emails": shop.emails}
        >>> em.orders_per_recipient(**records) >= em.message_conversion_rate(**records)
        True
    """
    received = _delivered(open_days) >= 1
    return total(orders * received) / total(received)
