"""Whether the list of a newsletter grows."""

from __future__ import annotations

from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import count
from engagement_metrics.records.kinds import EMAIL_EVENTS

_SUBSCRIBED = count(EMAIL_EVENTS, where={"type": "subscribed"})
_UNSUBSCRIBED = count(EMAIL_EVENTS, where={"type": "unsubscribed"})


@metric(
    unit="subscribers",
    higher_is_better=True,
    source="subscriptions - unsubscriptions, as in Klaviyo's list growth",
)
def net_subscribers() -> Formula:
    """How many subscribers were won, less those lost.

    `events of type subscribed - events of type unsubscribed`, over the window, on the day on which
    they happened. Each event must be a change: who unsubscribes twice is lost twice. A total has no
    interval.

    Examples:
        >>> import engagement_metrics as em
        >>> def change(kind, day, who):
        ...     return {"type": kind, "occurred_at": day, "recipient": who, "message_id": None}
        >>> emails = [
        ...     change("subscribed", "2025-03-01", "r1"),
        ...     change("subscribed", "2025-03-02", "r2"),
        ...     change("unsubscribed", "2025-04-02", "r1"),
        ... ]
        >>> float(em.net_subscribers(emails))
        1.0
    """
    return total(_SUBSCRIBED - _UNSUBSCRIBED)


@metric(
    unit="fraction",
    higher_is_better=True,
    source="(new subscribers - unsubscribers) / subscribers at the start of the period",
)
def list_growth_rate() -> Formula:
    """By how much the list of a newsletter grew over the window.

    `(subscribed - unsubscribed) / (subscribed - unsubscribed before the window)`. It needs the
    whole history: who subscribed before the first record is not known.

    Examples:
        >>> import engagement_metrics as em
        >>> days = {"r1": "2025-03-01", "r2": "2025-03-02", "r3": "2025-04-02"}
        >>> emails = [
        ...     {"type": "subscribed", "occurred_at": day, "recipient": who, "message_id": None}
        ...     for who, day in days.items()
        ... ]
        >>> float(em.list_growth_rate(emails, window="1mo", as_of="2025-04-30"))
        0.5
    """
    won = total(_SUBSCRIBED - _UNSUBSCRIBED)
    return won / won.before
