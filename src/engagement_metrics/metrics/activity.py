"""Whether the people who use a site or an app keep using it."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from engagement_metrics.engine.came_back import came_back
from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula
from engagement_metrics.metrics.email import one_of
from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import SESSIONS, WEB_EVENTS

Activity: TypeAlias = Literal["sessions", "web_events"]


def _activity(of: Activity) -> RowSource:
    one_of("of", of, get_args(Activity))
    return SESSIONS if of == "sessions" else WEB_EVENTS


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
