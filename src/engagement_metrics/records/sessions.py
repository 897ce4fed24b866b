"""Sessions: events on a site or in an app, put together to visits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.errors import ArgumentTypeError, InvalidArgumentError, MissingColumnError
from engagement_metrics.records.accepting.options import Invalid, Options, asked, refuse_unknown_way
from engagement_metrics.records.models import model_named

if TYPE_CHECKING:
    import polars as pl

    from engagement_metrics.engine.tables import Table
    from engagement_metrics.records.accepting.report import Report

UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}
_TIMEOUT = re.compile(r"^([1-9][0-9]{0,8})([smh])$")
# A visit that lasted so long was an engaged one (Google Analytics 4).
ENGAGED_MS = 10_000
NO_SESSION = "events without a session"
BROKEN = "events that break a rule"


def sessionize(
    events: object,
    *,
    timeout: str = "30m",
    key_events: Sequence[str] = ("purchase",),
    invalid: Invalid = "raise",
    **options: Unpack[Options],
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Visits, from events that know no sessions.

    A session is a row of events of one device (or user, where there is no device) in which no two
    events lie further apart than the timeout. Events of nobody belong to no session and are left
    out and counted. A session that the data's beginning or end cuts is shorter than it was.

    Args:
        events: Web events: a frame of any kind, or a list of dicts or records.
        timeout: How long nothing may happen within a session, such as "30m", "90s" or "2h".
        key_events: The names of events that the company counts as a success.
        invalid: What becomes of events that break a rule, as in `as_web_events`; the report is
            about sessions, into which events are merged.
        **options: How the data is to be read, as in `as_web_events`.

    Returns:
        Canonical sessions of the kind of frame that came in: `session_id`, `device_id`, `user_id`,
        `started_at`, `ended_at`, `engagement_ms`, `page_views`, `events`, `key_events`,
        `is_engaged`, `revenue`, `currency`, `landing_page`, as far as the events tell.

    Raises:
        InvalidArgumentError: The timeout is no length of time.
        MissingColumnError: Events have neither `device_id` nor `user_id`.
        InvalidRecordsError: Events break a rule of their record.

    Examples:
        >>> import engagement_metrics as em
        >>> views = [
        ...     {"name": "page_view", "occurred_at": f"2025-03-01T{time}Z", "device_id": "d1"}
        ...     for time in ("10:00", "10:29", "10:59", "11:30")
        ... ]
        >>> em.sessionize(views)[["session_id", "page_views"]].to_dict("records")
        [{'session_id': 'd1.1', 'page_views': 3}, {'session_id': 'd1.2', 'page_views': 1}]

    Definition:
        Google Analytics 4, "About Analytics sessions": a session ends after 30 minutes of
        inactivity.
    """
    import polars as pl

    from engagement_metrics.records.accepting.accept import accept
    from engagement_metrics.records.accepting.raw import raw_table

    refuse_unknown_way(invalid)
    most = _length(timeout)
    table = raw_table(events, "web_events")
    wanted = asked(options)
    # The rows are brought into the order of time, for which they all have to be here.
    model = model_named("WebEvent")
    accepted = accept(model, events, wanted, invalid, argument="web_events")
    rows = on_polars(accepted.frame)
    whose = [name for name in ("device_id", "user_id") if name in rows.columns]
    if not whose:
        message = "web_events has no device_id and no user_id, by which sessions are told apart"
        raise MissingColumnError(message)
    owner = pl.coalesce(whose)
    rows = rows.with_columns(owner.alias("em_owner")).sort("occurred_at", maintain_order=True)
    apart = pl.col("occurred_at").diff().over("em_owner") > most
    number = apart.fill_null(value=False).cum_sum().over("em_owner") + 1
    session = pl.concat_str("em_owner", number.cast(pl.String), separator=".")
    rows = rows.with_columns(session.alias("session_id"))
    return sessions_of(rows, accepted.report, table, key_events, invalid)


def sessions_of(
    events: pl.DataFrame, report: Report, table: Table, key_events: Sequence[str], invalid: Invalid
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Canonical sessions of events, and with "drop" and "keep" what became of all rows.

    Args:
        events: Events that have a `session_id`, if they belong to one.
        report: What became of rows before.
        table: The data as it came.
        key_events: The names of events that the company counts as a success.
        invalid: What became of rows that break a rule.
    """
    import polars as pl

    from engagement_metrics.records.accepting.accept import Before, accept_rows

    known = events.filter(pl.col("session_id").is_not_null())
    sessions = rolled_up(known, key_events)
    broken = report.rows_rejected - sum(report.left_out.values())
    left_out = {**report.left_out, BROKEN: broken, NO_SESSION: events.height - known.height}
    before = Before(
        merged=report.rows_merged + known.height - sessions.height,
        left_out={reason: rows for reason, rows in left_out.items() if rows},
        notes=report.notes,
    )
    model = model_named("WebSession")
    made = accept_rows(model, sessions, table, asked({}), invalid=invalid, before=before)
    return made.answer(invalid)


def rolled_up(events: pl.DataFrame, key_events: Sequence[str]) -> pl.DataFrame:
    """Canonical sessions of events that have a `session_id`, in the order of their beginnings."""
    import polars as pl

    if isinstance(key_events, str):
        message = "key_events takes a list of names of events, as in ['purchase']"
        raise ArgumentTypeError(message)
    have = set(events.columns)
    views = pl.col("name") == "page_view"
    bought = pl.col("name") == "purchase"
    made = [
        pl.col("occurred_at").min().alias("started_at"),
        pl.col("occurred_at").max().alias("ended_at"),
        views.sum().cast(pl.Int64).alias("page_views"),
        pl.len().cast(pl.Int64).alias("events"),
        pl.col("name").is_in(list(key_events)).sum().cast(pl.Int64).alias("key_events"),
    ]
    made += [
        pl.col(name).drop_nulls().first()
        for name in ("device_id", "user_id", "customer_id", "source")
        if name in have
    ]
    if "engagement_ms" in have:
        made.append(pl.col("engagement_ms").sum())
    if "value" in have:
        made.append(pl.col("value").filter(bought).sum().alias("revenue"))
    if "currency" in have:
        made.append(pl.col("currency").filter(bought).drop_nulls().first())
    if "page" in have:
        made.append(pl.col("page").drop_nulls().first().alias("landing_page"))
    if "em_engaged" in have:
        made.append(pl.col("em_engaged").any().alias("em_told"))
    ordered = events.sort("occurred_at", maintain_order=True)
    sessions = ordered.group_by("session_id", maintain_order=True).agg(made)
    engaged = (pl.col("page_views") > 1) | (pl.col("key_events") > 0)
    if "engagement_ms" in have:
        engaged |= pl.col("engagement_ms") >= ENGAGED_MS
    if "em_engaged" in have:
        engaged |= pl.col("em_told")
    return sessions.with_columns(engaged.alias("is_engaged")).drop("em_told", strict=False)


def on_polars(frame: Any) -> pl.DataFrame:  # noqa: ANN401 (a frame of any kind)
    """A canonical frame of events on Polars."""
    import polars as pl

    from engagement_metrics.engine.tables import table_of
    from engagement_metrics.engine.words import collected

    table = table_of(frame, "web_events")
    return pl.DataFrame(collected(table.lazy(table.columns)))


def _length(timeout: object) -> timedelta:
    said = _TIMEOUT.match(timeout) if isinstance(timeout, str) else None
    if said is None:
        message = f"timeout={timeout!r} must be a length of time such as '30m', '90s' or '2h'"
        raise InvalidArgumentError(message)
    return timedelta(**{UNITS[said[2]]: int(said[1])})
