"""GA4: microseconds, nested parameters, sessions of devices, purchases and tables that repeat."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sources.samples import KINDS, em, given, rows_of

START = 1740823200000000


def event(
    second: int, name: str, device: str | None = "d1", session: int = 100, **more: Any
) -> dict[str, Any]:
    parameters = [
        {"key": "ga_session_id", "value": {"int_value": str(session)}},
        {"key": "page_location", "value": {"string_value": f"https://example.org/{second}"}},
        *(more.pop("params", ())),
    ]
    return {
        "event_date": "20250301", "event_timestamp": str(START + second * 1_000_000),
        "event_name": name, "user_pseudo_id": device, "event_params": parameters, **more,
    }  # fmt: skip


def bought(second: int, transaction: str, revenue: float) -> dict[str, Any]:
    params = [
        {"key": "currency", "value": {"string_value": "EUR"}},
        {"key": "value", "value": {"double_value": 99.0}},
        {"key": "engagement_time_msec", "value": {"int_value": "1500"}},
    ]
    commerce = {"purchase_revenue": revenue, "transaction_id": transaction}
    return event(second, "purchase", params=params, ecommerce=commerce)


ENGAGED = {"key": "session_engaged", "value": {"string_value": "1"}}
ROWS = [
    event(0, "page_view"),
    event(5, "page_view"),
    bought(9, "T1", 30.5),
    # The thank-you page was loaded again.
    bought(20, "T1", 30.5),
    # The same number of a session on another device is another session.
    event(3, "page_view", "d2"),
    event(4, "page_view", None),
    # The intraday table has it too.
    event(5, "page_view"),
    event(30, "scroll", "d3", 300, params=[ENGAGED]),
]


@pytest.mark.parametrize("kind", KINDS)
def test_rows_become_events(kind: str, tmp_path: Path) -> None:
    events, report = em.sources.ga4_events(given(ROWS, kind, tmp_path), invalid="drop")

    assert rows_of(events, "name", "session_id", "value", "currency", "engagement_ms") == [
        ("page_view", "d1.100", None, None, None),
        ("page_view", "d1.100", None, None, None),
        ("purchase", "d1.100", 30.5, "EUR", 1500),
        ("page_view", "d2.100", None, None, None),
        ("page_view", None, None, None, None),
        ("scroll", "d3.300", None, None, None),
    ]
    assert (report.rows_in, report.rows_merged) == (8, 1)
    assert report.left_out == {"purchases reported again": 1}
    assert events["occurred_at"][1] == datetime(2025, 3, 1, 10, 0, 5, tzinfo=UTC)
    assert events["page"][1] == "https://example.org/5"


def test_events_sent_together_are_not_copies() -> None:
    views = [
        event(0, "view_item", params=[{"key": "item", "value": {"string_value": item}}])
        for item in "ab"
    ]

    assert len(em.sources.ga4_events(views)) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_sessions_are_those_of_a_device(kind: str, tmp_path: Path) -> None:
    sessions = em.sources.ga4_sessions(given(ROWS, kind, tmp_path))

    assert rows_of(
        sessions, "session_id", "page_views", "events", "key_events", "revenue", "is_engaged"
    ) == [
        ("d1.100", 2, 3, 1, 30.5, True),
        ("d2.100", 1, 1, 0, 0, False),
        ("d3.300", 0, 1, 0, 0, True),
    ]
    assert rows_of(sessions, "landing_page", "engagement_ms", "currency")[0] == (
        "https://example.org/0", 1500, "EUR",
    )  # fmt: skip
    assert sessions["ended_at"][0] == datetime(2025, 3, 1, 10, 0, 9, tzinfo=UTC)


def test_parameters_that_are_none_are_missing() -> None:
    for params in (None, [], ["x"], [{"key": "a"}], [{"key": "ga_session_id", "value": {"x": 1}}]):
        row = {**ROWS[0], "event_params": params}
        events = em.sources.ga4_events([row])
        assert rows_of(events, "name", "session_id") == [("page_view", None)]


def test_a_lazy_frame_of_the_export_is_read_lazily() -> None:
    value = pl.Struct({"string_value": pl.String, "int_value": pl.Int64})
    schema = {"event_params": pl.List(pl.Struct({"key": pl.String, "value": value}))}
    rows = pl.LazyFrame(
        {
            "event_name": ["page_view"], "event_timestamp": [START], "user_pseudo_id": ["d1"],
            "event_params": [[{"key": "ga_session_id", "value": {"int_value": 7}}]],
        },
        schema_overrides=schema,
    )  # fmt: skip

    events = em.sources.ga4_events(rows)

    assert isinstance(events, pl.LazyFrame)
    assert rows_of(events, "session_id") == [("d1.7",)]


def test_parameters_that_hold_lists_have_no_value() -> None:
    page = {"key": "page_location", "value": {"string_value": ["/a"]}}

    events = em.sources.ga4_events([event(1, "page_view", event_params=[page])])

    assert events["page"].isna().all()


@pytest.mark.parametrize("key", [["page_location"], {"of": "page_location"}])
def test_parameters_without_a_name_are_none(key: object) -> None:
    page = {"key": key, "value": {"string_value": "/a"}}

    events = em.sources.ga4_events([event(1, "page_view", event_params=[page])])

    assert events["page"].isna().all()


def test_names_that_are_lists_break_a_rule() -> None:
    _, report = em.sources.ga4_events([event(1, ["page_view"])], invalid="drop")  # type: ignore[arg-type]

    assert [(one.column, one.rule) for one in report.broken] == [("name", "not_text")]
