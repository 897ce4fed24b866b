"""Klaviyo: metrics by id, opens by Apple, orders among the events, flows that send again."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.sources.samples import KINDS, em, given, rows_of

METRICS = {
    "M1": "Received Email", "M2": "Opened Email", "M3": "Clicked Email", "M4": "Bounced Email",
    "M5": "Placed Order", "M6": "Ordered Product", "M7": "Unsubscribed", "M8": "Received SMS",
    "M9": "Subscribed to List",
}  # fmt: skip


def event(number: int, metric: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "event",
        "id": f"e{number}",
        "attributes": {
            "timestamp": 1740823200 + number,
            "datetime": f"2025-03-01T10:00:{number:02}+00:00",
            "uuid": f"u{number}",
            "event_properties": properties,
        },
        "relationships": {
            "profile": {"data": {"type": "profile", "id": "P1"}},
            "metric": {"data": {"type": "metric", "id": metric}},
        },
    }


COHORT = "$_cohort$message_send_cohort"
OPEN = {"$message": "C1", "Campaign Name": "March", "Apple Privacy Open": "True"}
EVENTS = [
    event(1, "M1", **{"$message": "C1", "Campaign Name": "March"}),
    event(2, "M2", **OPEN),
    event(3, "M2", **{**OPEN, "Apple Privacy Open": False, "machine_open": False}),
    event(3, "M2", **{**OPEN, "Apple Privacy Open": False, "machine_open": False}),
    event(4, "M3", **{"$message": "C1", "URL": "https://example.org/a"}),
    event(5, "M4", **{"$message": "C2", "Bounce Type": "Hard"}),
    event(6, "M5", **{"$value": 30.0, "OrderId": "1001", "Items": ["a", "b"]}),
    event(7, "M6", **{"$value": 10.0, "OrderId": "1001", "ProductName": "a"}),
    event(8, "M6", **{"$value": 20.0, "OrderId": "1001", "ProductName": "b"}),
    event(9, "M7", **{"$message": "C1"}),
    event(10, "M8", **{"$message": "S1"}),
    event(11, "M9", List="News"),
    # A flow sends its message to the same profile on two days.
    event(12, "M1", **{"$message": "F1", COHORT: "1740700000:F1"}),
    event(13, "M1", **{"$message": "F1", COHORT: "1740800000:F1"}),
]
EXPECTED = [
    ("delivered", "C1", "C1", None, None),
    ("opened", "C1", "C1", True, None),
    ("opened", "C1", "C1", False, None),
    ("clicked", "C1", "C1", None, None),
    ("bounced", "C2", "C2", None, "hard"),
    ("unsubscribed", "C1", "C1", None, None),
    ("delivered", "1740700000:F1", "F1", None, None),
    ("delivered", "1740800000:F1", "F1", None, None),
]
SHOWN = ("type", "message_id", "campaign_id", "is_machine", "bounce_type")
LEFT_OUT = {"not about e-mail": 4, "subscriptions without a message": 1}


@pytest.mark.parametrize("kind", KINDS)
def test_events_about_messages_are_taken(kind: str, tmp_path: Path) -> None:
    raw = given(EVENTS, kind, tmp_path)
    events, report = em.sources.klaviyo_events(raw, metrics=METRICS, invalid="drop")

    assert rows_of(events, *SHOWN) == EXPECTED
    assert report.left_out == LEFT_OUT
    assert (report.rows_in, report.rows_merged, report.rows_out) == (14, 1, 8)
    assert events["occurred_at"][0] == datetime(2025, 3, 1, 10, 0, 1, tzinfo=UTC)
    assert rows_of(events, "recipient", "url")[3] == ("P1", "https://example.org/a")


def test_pages_say_what_their_metrics_are_called() -> None:
    included = [
        {"type": "metric", "id": metric, "attributes": {"name": name}}
        for metric, name in METRICS.items()
    ]
    other = {"type": "profile", "id": "P1", "attributes": {"email": "ada@example.org"}}
    pages = [
        {"data": EVENTS[:5], "included": [*included[:5], other], "links": {"next": "x"}},
        {"data": EVENTS[5:], "included": included[5:], "links": {"next": None}},
    ]

    events, report = em.sources.klaviyo_events(pages, invalid="drop")

    assert rows_of(events, *SHOWN) == EXPECTED
    assert report.left_out == LEFT_OUT


def test_columns_of_a_connector_are_read_and_properties_kept() -> None:
    row = {
        "id": "e1", "timestamp": 1740823201, "person_id": "P1", "metric_name": "Opened Email",
        "property_message": "C1", "property_machine_open": "false", "property_campaign_name": "M",
    }  # fmt: skip

    columns = {"campaign": "event_properties.Campaign Name"}
    events = em.sources.klaviyo_events([row], columns=columns)

    assert rows_of(events, "type", "message_id", "is_machine", "campaign") == [
        ("opened", "C1", False, "M"),
    ]
    assert events["occurred_at"][0] == datetime(2025, 3, 1, 10, 0, 1, tzinfo=UTC)
    assert "is_machine" not in em.sources.klaviyo_events(
        [{name: row[name] for name in row if name != "property_machine_open"}]
    )
