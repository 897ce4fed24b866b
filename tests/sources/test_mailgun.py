"""Mailgun: events in envelopes, failures that are delays, opens by programs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.sources.samples import KINDS, em, given, rows_of


def event(kind: str, number: int, message: str = "m1@example.org", **more: Any) -> dict[str, Any]:
    return {
        "event": kind,
        "id": f"e{number}",
        "timestamp": 1740823200.25 + number,
        "recipient": "Ada@Example.org",
        "message": {"headers": {"message-id": message, "subject": "x"}, "size": 5},
        "user-variables": {"a": 1},
        **more,
    }


CLICK = event("clicked", 4, url="https://example.org/a", ip="192.0.2.1")
EVENTS = [
    event("accepted", 1),
    event("delivered", 2),
    {**event("opened", 3), "client-info": {"bot": "apple", "user-agent": "Mozilla/5.0"}},
    {**CLICK, "client-info": {"bot": "", "user-agent": "U"}},
    {**CLICK, "client-info": {"bot": "", "user-agent": "U"}},
    event("failed", 5, "m2", severity="permanent", reason="bounce"),
    event("failed", 6, "m3", severity="temporary", reason="generic"),
    event("failed", 7, "m4", severity="permanent", reason="suppress-bounce"),
    event("failed", 8, "m5", severity="permanent", reason="suppress-unsubscribe"),
    event("complained", 9),
    event("unsubscribed", 10),
    event("rejected", 11, "m6", reject={"reason": "Sandbox"}),
    event("stored", 12),
]
EXPECTED = [
    ("e1", "queued", None, None, None),
    ("e2", "delivered", None, None, None),
    ("e3", "opened", True, None, None),
    ("e4", "clicked", False, None, None),
    ("e5", "bounced", None, "hard", None),
    ("e6", "deferred", None, None, None),
    ("e7", "rejected", None, None, "bounced"),
    ("e8", "rejected", None, None, "unsubscribed"),
    ("e9", "complained", None, None, None),
    ("e10", "unsubscribed", None, None, None),
    ("e11", "rejected", None, None, "other"),
    ("e12", "unknown", None, None, None),
]
SHOWN = ("event_id", "type", "is_machine", "bounce_type", "reject_reason")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["webhook", "api"])
def test_events_are_taken_out_of_their_envelopes(kind: str, way: str, tmp_path: Path) -> None:
    signature = {"timestamp": "1", "token": "t", "signature": "s"}
    posted: list[dict[str, Any]] = [{"signature": signature, "event-data": one} for one in EVENTS]
    pages: list[dict[str, Any]] = [
        {"items": EVENTS[:6], "paging": {"next": "x"}},
        {"items": EVENTS[6:], "paging": {}},
    ]

    raw = given(posted if way == "webhook" else pages, kind, tmp_path)
    events, report = em.sources.mailgun_events(raw, invalid="drop")

    assert rows_of(events, *SHOWN) == EXPECTED
    assert (report.rows_in, report.rows_merged) == (13, 1)
    assert events["occurred_at"][0] == datetime(2025, 3, 1, 10, 0, 1, 250_000, tzinfo=UTC)
    assert rows_of(events, "message_id", "recipient", "url")[3] == (
        "m1@example.org", "ada@example.org", "https://example.org/a",
    )  # fmt: skip


def test_events_without_envelopes_and_clients_are_read() -> None:
    events = em.sources.mailgun_events(EVENTS[0])

    assert rows_of(events, "type", "source") == [("queued", "mailgun")]
    assert "is_machine" not in events
