"""What visitors of a site or an app do in their visits."""

from __future__ import annotations

from typing import get_args

from engagement_metrics.engine.columns import RowExpression, column
from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import Measure, count, sum_of
from engagement_metrics.measures import visits
from engagement_metrics.metrics.email import one_of
from engagement_metrics.metrics.engaged import (
    MILLISECONDS,
    PAGES,
    Engaged,
    Sense,
    is_known,
    whether_engaged,
)
from engagement_metrics.records.kinds import SESSIONS


def _that(condition: RowExpression) -> Measure:
    return count(SESSIONS, where=condition)


@metric(unit="visits", guests=True, source="GA4: sessions; seen one by one they do not add up")
def visit_count() -> Formula:
    """How many visits there were.

    `sessions`. A bare total has no interval.

    Examples:
        >>> import engagement_metrics as em
        >>> sessions = [
        ...     {"session_id": n, "device_id": "d1", "started_at": "2025-03-01"} for n in range(3)
        ... ]
        >>> em.visit_count(sessions, window="1d")
        visit_count 3 (1 visitor, 2025-03-01 to 2025-03-01)
    """
    return total(visits)


@metric(unit="visitors", source="unique users; days and weeks of them do not add up")
def visitor_count() -> Formula:
    """How many different people came.

    `people with a session`, known by the customer, the account or the device, whichever the data
    has. With `window="1d", every="1d"` these are daily active users, with "28d" monthly ones.

    Examples:
        >>> import engagement_metrics as em
        >>> sessions = [
        ...     {"session_id": n, "device_id": "d1", "started_at": "2025-03-01"} for n in range(3)
        ... ]
        >>> em.visitor_count(sessions, window="1d")
        visitor_count 1 (1 visitor, 2025-03-01 to 2025-03-01)
    """
    return total(visits >= 1)


@metric(unit="visits per visitor", source="GA4: sessions per user")
def visits_per_visitor() -> Formula:
    """How often the average visitor came.

    `sessions / people with a session`.

    Examples:
        >>> import engagement_metrics as em
        >>> sessions = [
        ...     {"session_id": n, "device_id": f"d{n % 2}", "started_at": "2025-03-01"}
        ...     for n in range(3)
        ... ]
        >>> float(em.visits_per_visitor(sessions))
        1.5
    """
    return total(visits) / total(visits >= 1)


@metric(unit="pages per visit", guests=True, source="GA4: views per session")
def pages_per_visit() -> Formula:
    """How many pages the average visit has.

    `pages viewed / sessions of which it is known`.

    Examples:
        >>> import engagement_metrics as em
        >>> sessions = [
        ...     {"session_id": n, "device_id": n, "started_at": "2025-03-01", "page_views": pages}
        ...     for n, pages in enumerate([1, 2, 6])
        ... ]
        >>> float(em.pages_per_visit(sessions))
        3.0
    """
    known = is_known("page_views")
    return total(sum_of(SESSIONS, "page_views", where=known)) / total(_that(known))


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    higher_is_better=True,
    source="GA4 help, answer 12798876: longer than 10 seconds, a key event, or 2 page views",
)
def engaged_visit_rate(engaged: Engaged = "flag", *, seconds: float = 10) -> Formula:
    """Which share of the visits was more than a glance.

    `engaged sessions / sessions of which it is known`.

    Args:
        engaged: "flag" trusts the column `is_engaged`, as exports of GA4 have it; "computed" takes
            `engagement_ms`, `key_events` and `page_views`, where the clock is that of the page in
            front.
        seconds: From how many seconds on a session is engaged, if it is computed.

    Examples:
        >>> import engagement_metrics as em
        >>> sessions = [
        ...     {"session_id": n, "device_id": n, "started_at": "2025-03-01", "is_engaged": n > 0}
        ...     for n in range(4)
        ... ]
        >>> float(em.engaged_visit_rate(sessions))
        0.75
    """
    yes, known = whether_engaged(engaged, seconds)
    return total(_that(known & yes)) / total(_that(known))


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    higher_is_better=False,
    source="GA4: 1 - engagement rate; Universal Analytics: sessions of a single page / sessions",
)
def visit_bounce_rate(
    sense: Sense = "not_engaged", *, engaged: Engaged = "flag", seconds: float = 10
) -> Formula:
    """Which share of the visits ended at once.

    `sessions that were not engaged / sessions of which it is known`. Of e-mail, see `bounce_rate`.

    Args:
        sense: "not_engaged", as in GA4; "single_page" for the older sense, in which a visitor who
            reads one page for ten minutes has bounced.
        engaged: How it is known whether a session was engaged, as for `engaged_visit_rate`.
        seconds: From how many seconds on a session is engaged, if it is computed.

    Examples:
        >>> import engagement_metrics as em
        >>> sessions = [
        ...     {
        ...         "session_id": n,
        ...         "device_id": n,
        ...         "started_at": "2025-03-01",
        ...         "is_engaged": n > 0,
        ...         "page_views": 1 + n // 2,
        ...     }
        ...     for n in range(4)
        ... ]
        >>> float(em.visit_bounce_rate(sessions))
        0.25
        >>> float(em.visit_bounce_rate(sessions, sense="single_page"))
        0.5
    """
    one_of("sense", sense, get_args(Sense))
    yes, known = whether_engaged(engaged, seconds)
    if sense == "single_page":
        known = is_known("page_views")
        return total(_that(known & (column("page_views") < PAGES))) / total(_that(known))
    return total(_that(known & ~yes)) / total(_that(known))


@metric(
    unit="seconds per visit",
    guests=True,
    source="GA4: engagement time / sessions, where the export has engagement_time_msec",
)
def time_on_site() -> Formula:
    """How long the site is in front of a visitor in the average visit.

    `seconds of engagement / sessions of which it is known`. It is not the last event less the
    first: that is 0 for visits of one page, and knows nothing of the time on the last page.

    Examples:
        >>> import engagement_metrics as em
        >>> sessions = [
        ...     {"session_id": n, "device_id": n, "started_at": "2025-03-01", "engagement_ms": ms}
        ...     for n, ms in enumerate([0, 30_000, 90_000])
        ... ]
        >>> float(em.time_on_site(sessions))
        40.0
    """
    known = is_known("engagement_ms")
    time = sum_of(SESSIONS, column("engagement_ms") / MILLISECONDS, where=known)
    return total(time) / total(_that(known))


@metric(
    unit="seconds per visitor",
    source="GA4: average engagement time, which divides by active users, not by sessions",
)
def time_per_visitor() -> Formula:
    """How long the site is in front of the average visitor, over all visits.

    `seconds of engagement / people with a session of which it is known`.

    Examples:
        >>> import engagement_metrics as em
        >>> sessions = [
        ...     {
        ...         "session_id": n,
        ...         "device_id": "d1",
        ...         "started_at": "2025-03-01",
        ...         "engagement_ms": ms,
        ...     }
        ...     for n, ms in enumerate([0, 30_000, 90_000])
        ... ]
        >>> float(em.time_per_visitor(sessions))
        120.0
    """
    known = is_known("engagement_ms")
    time = sum_of(SESSIONS, column("engagement_ms") / MILLISECONDS, where=known)
    return total(time) / total(_that(known) >= 1)


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    higher_is_better=True,
    source="Shopify: sessions that lead to an order / sessions; GA4: session key event rate",
)
def conversion_rate() -> Formula:
    """Which share of the visits succeeded.

    `sessions with a key event / sessions of which it is known`. A key event is what the company
    counts as a success, such as a purchase.

    Examples:
        >>> import engagement_metrics as em
        >>> sessions = [
        ...     {"session_id": n, "device_id": "d1", "started_at": "2025-03-01", "key_events": k}
        ...     for n, k in enumerate([0, 0, 0, 2])
        ... ]
        >>> float(em.conversion_rate(sessions))
        0.25
    """
    known = is_known("key_events")
    return total(_that(known & (column("key_events") >= 1))) / total(_that(known))


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="GA4: user key event rate, converting users / users",
)
def visitor_conversion_rate() -> Formula:
    """Which share of the visitors succeeded at least once.

    `people with a converting session / people with a session of which it is known`. It is higher
    than `conversion_rate`, and the longer the window, the more so.

    Examples:
        >>> import engagement_metrics as em
        >>> sessions = [
        ...     {"session_id": n, "device_id": "d1", "started_at": "2025-03-01", "key_events": k}
        ...     for n, k in enumerate([0, 0, 0, 2])
        ... ]
        >>> float(em.visitor_conversion_rate(sessions))
        1.0
    """
    known = is_known("key_events")
    return total(_that(known & (column("key_events") >= 1)) >= 1) / total(_that(known) >= 1)
