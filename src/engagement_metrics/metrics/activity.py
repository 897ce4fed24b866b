"""Whether the people who use a site or an app keep using it."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from engagement_metrics.engine.came_back import came_back
from engagement_metrics.engine.columns import RowExpression, column
from engagement_metrics.engine.days import days_in_window
from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import count, count_days
from engagement_metrics.metrics.email import one_of
from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import SESSIONS, WEB_EVENTS

Activity: TypeAlias = Literal["sessions", "web_events"]
Active: TypeAlias = Literal["present", "engaged"]


def _activity(of: Activity) -> RowSource:
    one_of("of", of, get_args(Activity))
    return SESSIONS if of == "sessions" else WEB_EVENTS


def _active(active: Active, of: Activity) -> RowExpression | None:
    """Which rows make a visitor active."""
    one_of("active", active, get_args(Active))
    if active == "present":
        return None
    engaged: RowExpression = column("engagement_ms") > 0
    if of == "sessions":
        engaged = column("is_engaged") == True  # noqa: E712 (a condition on rows)
    return engaged


@metric(
    unit="people",
    higher_is_better=True,
    source="Statsig: distinct people active in the last 1, 7 or 28 days; GA4's 1-, 7- and 28-day "
    "active users, who are engaged",
)
def active_user_count(active: Active = "present", *, of: Activity = "sessions") -> Formula:
    """How many different people were active in the window.

    `people with a session`. With `window="1d"`, `"7d"` and `"28d"` and `every="1d"` these are
    daily, weekly and monthly active users; they do not add up over days. A total has no interval.

    Args:
        active: "present" for everybody who came; "engaged" for those with an engaged session
            (`is_engaged`), or of events those in front of whom the page was (`engagement_ms`).
        of: Where activity is seen: "sessions", which belong to the day they began on, or
            "web_events", each of which belongs to its own.

    Raises:
        InvalidArgumentError: `active` or `of` is unknown.

    Examples:
        >>> import engagement_metrics as em
        >>> came = [("a", 1), ("a", 2), ("b", 1), ("c", 3)]
        >>> sessions = [
        ...     {"session_id": n, "device_id": who, "started_at": f"2025-03-0{day}"}
        ...     for n, (who, day) in enumerate(came)
        ... ]
        >>> daily = em.active_user_count(sessions, window="1d", every="1d")
        >>> list(daily["active_user_count"]), float(em.active_user_count(sessions, window="7d"))
        ([2.0, 1.0, 1.0], 3.0)
    """
    return total(count(_activity(of), where=_active(active, of)) >= 1)


@metric(
    unit="people per day",
    higher_is_better=True,
    source="DAU: the mean over the days of a period of the people active on each",
)
def daily_active_users(active: Active = "present", *, of: Activity = "sessions") -> Formula:
    """How many people are active on the average day of the window.

    `days on which people were active, added up over people / days of the window`. A total has no
    interval.

    Args:
        active: Whose day counts, as in `active_user_count`.
        of: Where activity is seen: "sessions", or "web_events".

    Raises:
        InvalidArgumentError: `active` or `of` is unknown.

    Examples:
        >>> import engagement_metrics as em
        >>> came = [("a", 1), ("a", 1), ("a", 2), ("b", 1), ("c", 4)]
        >>> sessions = [
        ...     {"session_id": n, "device_id": who, "started_at": f"2025-03-0{day}"}
        ...     for n, (who, day) in enumerate(came)
        ... ]
        >>> float(em.daily_active_users(sessions, window="4d"))
        1.0
    """
    return total(count_days(_activity(of), where=_active(active, of))) / days_in_window()


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="DAU / MAU: mean daily active users of a period / people active in it; with 7 days "
    "DAU / WAU",
)
def stickiness(active: Active = "present", *, of: Activity = "sessions") -> Formula:
    """On which share of the days the average active person is there: DAU / MAU.

    `days on which people were active, added up over people / (active people x days of the
    window)`, which is the mean number of daily active users over the number of people active in
    the window. Take `window="28d"` for a month, `"7d"` for a week. The interval is Student's t,
    clustered by person.

    Args:
        active: Whose day counts, as in `active_user_count`.
        of: Where activity is seen: "sessions", or "web_events".

    Raises:
        InvalidArgumentError: `active` or `of` is unknown.

    Examples:
        >>> import engagement_metrics as em
        >>> came = [("a", 1), ("a", 1), ("a", 2), ("b", 1), ("c", 4)]
        >>> sessions = [
        ...     {"session_id": n, "device_id": who, "started_at": f"2025-03-0{day}"}
        ...     for n, (who, day) in enumerate(came)
        ... ]
        >>> one = em.stickiness(sessions, window="4d")
        >>> round(one, 3), round(one * 3, 12) == em.daily_active_users(sessions, window="4d")
        (0.333, True)
    """
    days = count_days(_activity(of), where=_active(active, of))
    return total(days) / (total(days >= 1) * days_in_window())


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source='Amplitude: N-day retention; Mixpanel: "on"',
)
def n_day_retention(day: int = 1, *, of: Activity = "sessions") -> Formula:
    """Which share of new visitors came on exactly that day after their first one.

    `new visitors with a session on day n / new visitors for whom day n is over`. New is whose first
    session of all lies in the window; day 0 is that of the first session. Who came too recently is
    no part of it, and counted as `not_observed`. `retention_curve` has all days at once.

    Args:
        day: Which day.
        of: Where activity is seen: "sessions", or "web_events" where there are no sessions.

    Raises:
        InvalidArgumentError: `day` is no whole number, or `of` is unknown.

    Examples:
        >>> import engagement_metrics as em
        >>> came = [("a", 1), ("a", 2), ("b", 1), ("c", 3)]
        >>> sessions = [
        ...     {"session_id": n, "device_id": who, "started_at": f"2025-03-0{day}"}
        ...     for n, (who, day) in enumerate(came)
        ... ]
        >>> one = em.n_day_retention(sessions)
        >>> float(one), one.units, one.excluded["not_observed"]
        (0.5, 2, 1)
    """
    return came_back(_activity(of), day, day)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source='Mixpanel: "on or after", its default; Amplitude: unbounded retention',
)
def unbounded_retention(day: int = 1, *, of: Activity = "sessions") -> Formula:
    """Which share of new visitors came on that day after their first one, or on any later one.

    `new visitors with a session on day n or later / new visitors for whom day n is over`. It is
    never final: visitors may still return, and those watched for longer had more time.

    Args:
        day: From which day on.
        of: Where activity is seen: "sessions", or "web_events" where there are no sessions.

    Raises:
        InvalidArgumentError: `day` is no whole number, or `of` is unknown.

    Examples:
        >>> import engagement_metrics as em
        >>> came = [("a", 1), ("a", 3), ("b", 1)]
        >>> sessions = [
        ...     {"session_id": n, "device_id": who, "started_at": f"2025-03-0{day}"}
        ...     for n, (who, day) in enumerate(came)
        ... ]
        >>> float(em.unbounded_retention(sessions)), float(em.n_day_retention(sessions))
        (0.5, 0.0)
    """
    return came_back(_activity(of), day, None)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="Amplitude: bracket retention, custom ranges of days",
)
def bracket_retention(first: int = 1, last: int = 7, *, of: Activity = "sessions") -> Formula:
    """Which share of new visitors came on any day of a range after their first one.

    `new visitors with a session on days 1 to 7 / new visitors for whom day 7 is over`.

    Args:
        first: The first day of the range.
        last: The last one.
        of: Where activity is seen: "sessions", or "web_events" where there are no sessions.

    Raises:
        InvalidArgumentError: A day is no whole number, the last is before the first, or `of` is
            unknown.

    Examples:
        >>> import engagement_metrics as em
        >>> came = [("a", 1), ("a", 3), ("b", 1), ("b", 9)]
        >>> sessions = [
        ...     {"session_id": n, "device_id": who, "started_at": f"2025-03-0{day}"}
        ...     for n, (who, day) in enumerate(came)
        ... ]
        >>> float(em.bracket_retention(sessions))
        0.5
    """
    return came_back(_activity(of), first, last)
