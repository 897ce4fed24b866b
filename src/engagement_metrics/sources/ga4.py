"""Google Analytics 4: the export of events to BigQuery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.records.accepting.options import Invalid, Options
from engagement_metrics.sources.opened import Opened, is_plain, opened
from engagement_metrics.sources.translated import Translation, accepted, accepted_with_report

if TYPE_CHECKING:
    import polars as pl

# A parameter's value stands in one of these.
VALUES = ("string_value", "int_value", "double_value", "float_value")
AGAIN = "purchases reported again"
NOT_SET = ("", "(not set)")


def ga4_events(raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Web events from the tables `events_YYYYMMDD` of Google Analytics 4.

    - `event_timestamp` is in microseconds and UTC, unlike `event_date`.
    - `ga_session_id` is a time and belongs to a device: `session_id` is both together. Without
      consent there is no device, and so no session.
    - An event that stands in a table of the day and in an intraday one is one.
    - A purchase that is reported again, under the same `transaction_id`, is left out and counted.
    - `value` is `ecommerce.purchase_revenue`, else the parameter `value`.

    Args:
        raw: A frame of any kind, rows as dicts, or the path of a JSON or Parquet file or a folder.
        invalid: What becomes of rows that break a rule, as in `as_web_events`.
        **options: How the data is to be read, as in `as_web_events`.

    Returns:
        Canonical web events, as `as_web_events` returns them.

    Raises:
        MissingColumnError: A column of the export is not there.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> row = {
        ...     "event_name": "page_view",
        ...     "event_timestamp": "1740823200000000",
        ...     "user_pseudo_id": "d1",
        ...     "event_params": [{"key": "ga_session_id", "value": {"int_value": "1740823199"}}],
        ... }
        >>> em.sources.ga4_events([row])[["name", "session_id"]].to_dict("records")
        [{'name': 'page_view', 'session_id': 'd1.1740823199'}]

    Definition:
        Google, "[GA4] BigQuery Export schema".
    """
    data = _opened(raw)
    return accepted("WebEvent", data, _translation(data), invalid, options)


def ga4_sessions(
    raw: object,
    *,
    key_events: Sequence[str] = ("purchase",),
    invalid: Invalid = "raise",
    **options: Unpack[Options],
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Sessions from the events of Google Analytics 4, by its own session ids.

    A session is engaged where `session_engaged` says so, or where it lasted 10 seconds, had a key
    event, or two page views.

    Args:
        raw: The export, as for `ga4_events`.
        key_events: The names of events that the company counts as a success.
        invalid: What becomes of events that break a rule, as in `as_web_events`; the report is
            about sessions, into which events are merged.
        **options: How the data is to be read, as in `as_web_events`.

    Returns:
        Canonical sessions, as `as_web_sessions` returns them. Events without a session are left
        out and counted.

    Raises:
        MissingColumnError: A column of the export is not there.
        InvalidRecordsError: Rows break a rule.

    Examples:
        >>> import engagement_metrics as em
        >>> rows = [
        ...     {
        ...         "event_name": name,
        ...         "event_timestamp": 1740823200000000 + i * 1_000_000,
        ...         "user_pseudo_id": "d1",
        ...         "event_params": [{"key": "ga_session_id", "value": {"int_value": 7}}],
        ...     }
        ...     for i, name in enumerate(["session_start", "page_view", "page_view"])
        ... ]
        >>> em.sources.ga4_sessions(rows)[["session_id", "page_views", "is_engaged"]]
          session_id  page_views  is_engaged
        0       d1.7           2        True

    Definition:
        Google, "[GA4] BigQuery Export schema" and "About Analytics sessions".
    """
    from engagement_metrics.records.sessions import on_polars, sessions_of

    data = _opened(raw)
    translation = _translation(data)
    engaged = _parameter(data, "session_engaged").is_in(["1", "true"]).fill_null(value=False)
    told = {**translation.fields, "em_engaged": engaged}
    translated = replace(translation, fields=told)
    events = accepted_with_report("WebEvent", data, translated, invalid, options)
    return sessions_of(on_polars(events.frame), events.report, data.table, key_events, invalid)


def _opened(raw: object) -> Opened:
    data = opened(raw, "web_events", "Google Analytics 4")
    data.needs("event_name", "event_timestamp", "event_params", "user_pseudo_id")
    return data


def _translation(data: Opened) -> Translation:
    import polars as pl

    device, session = data.text("user_pseudo_id"), _parameter(data, "ga_session_id")
    transaction = pl.coalesce(
        data.text("ecommerce.transaction_id"), _parameter(data, "transaction_id")
    )
    purchase = data.text("event_name") == "purchase"
    told = pl.when(purchase & ~transaction.is_in(NOT_SET)).then(transaction)
    again = told.is_not_null() & ~pl.struct(told.alias("em_told")).is_first_distinct()
    value = pl.coalesce(data.text("ecommerce.purchase_revenue"), _parameter(data, "value"))
    return Translation(
        {
            "name": data.text("event_name"),
            "occurred_at": data.plain("event_timestamp"),
            "device_id": device,
            **data.present(user_id="user_id"),
            "session_id": pl.concat_str(device, session, separator="."),
            "page": _parameter(data, "page_location"),
            "engagement_ms": _parameter(data, "engagement_time_msec"),
            "value": value,
            "currency": _parameter(data, "currency"),
            "source": pl.lit("ga4"),
        },
        dates={"occurred_at": "unix_us"},
        leave_out={AGAIN: again},
        identity=("device_id", "name", "occurred_at", "em_parameters"),
        # Events that were sent together have one time; what else they say tells them apart.
        beside={"em_parameters": _everything(data)},
    )


def _everything(data: Opened) -> pl.Expr:
    """All that an event says about itself, as one value."""
    import polars as pl

    known = ("event_params", "event_bundle_sequence_id", "batch_event_index", "items")
    return pl.struct(*(name for name in known if name in data)).hash()


def _parameter(data: Opened, key: str) -> pl.Expr:
    """A parameter's value as text; missing where an event has none of that name."""
    import polars as pl

    dtype = data.schema["event_params"]
    inner = dtype.inner if isinstance(dtype, pl.List) else None
    fields = {one.name: one.dtype for one in inner.fields} if isinstance(inner, pl.Struct) else {}
    kinds = fields.get("value")
    if not is_plain(fields.get("key", pl.Binary)) or not isinstance(kinds, pl.Struct):
        return pl.lit(None, dtype=pl.String)
    here = pl.element().filter(pl.element().struct.field("key") == key).struct.field("value")
    names = [one.name for one in kinds.fields if is_plain(one.dtype)]
    values = [
        pl.col("event_params").list.eval(here.struct.field(name).cast(pl.String)).list.first()
        for name in VALUES
        if name in names
    ]
    return pl.coalesce(values) if values else pl.lit(None, dtype=pl.String)
