"""HubSpot: ids that repeat, messages named by the event of their sending, filtered events."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.sources.samples import KINDS, em, given, rows_of

SENT_AT = 1740819600000


def event(number: int, kind: str, sent_by: str = "s1", **more: Any) -> dict[str, Any]:
    return {
        "id": f"e{number}", "created": SENT_AT + number * 1000, "type": kind, "appId": 1,
        "portalId": 62515, "recipient": "Ada@Example.org", "emailCampaignId": 7,
        "sentBy": {"id": sent_by, "created": SENT_AT}, **more,
    }  # fmt: skip


SENT = {name: value for name, value in event(0, "SENT").items() if name != "sentBy"}
EVENTS = [
    {**SENT, "id": "s1"},
    event(1, "DELIVERED"),
    event(2, "OPEN", filteredEvent=True, userAgent="bot", duration=0),
    event(3, "OPEN", filteredEvent=False),
    event(3, "OPEN", filteredEvent=False),
    event(4, "CLICK", url="https://example.org/a", filteredEvent=False),
    # The same id at another time is another event.
    {**event(4, "CLICK", url="https://example.org/a"), "created": SENT_AT + 9000},
    event(5, "BOUNCE", "s2", category="UNKNOWN_USER"),
    event(6, "DROPPED", "s3", dropReason="PREVIOUSLY_BOUNCED"),
    event(7, "SPAMREPORT"),
    event(8, "STATUSCHANGE", portalSubscriptionStatus="UNSUBSCRIBED"),
    event(9, "STATUSCHANGE", portalSubscriptionStatus="SUBSCRIBED"),
    event(10, "PRINT"),
]
EXPECTED = [
    ("sent", "s1", None, None),
    ("delivered", "s1", None, None),
    ("opened", "s1", True, None),
    ("opened", "s1", False, None),
    ("clicked", "s1", False, None),
    ("clicked", "s1", None, None),
    ("bounced", "s2", None, None),
    ("rejected", "s3", None, "bounced"),
    ("complained", "s1", None, None),
    ("unsubscribed", "s1", None, None),
    ("unknown", "s1", None, None),
    ("unknown", "s1", None, None),
]


@pytest.mark.parametrize("kind", KINDS)
def test_events_become_those_of_messages(kind: str, tmp_path: Path) -> None:
    events, report = em.sources.hubspot_email_events(given(EVENTS, kind, tmp_path), invalid="drop")

    assert rows_of(events, "type", "message_id", "is_machine", "reject_reason") == EXPECTED
    assert (report.rows_in, report.rows_merged) == (13, 1)
    assert events["occurred_at"][1] == datetime(2025, 3, 1, 9, 0, 1, tzinfo=UTC)
    assert events["sent_at"][1] == datetime(2025, 3, 1, 9, tzinfo=UTC)
    assert rows_of(events, "event_id", "campaign_id", "recipient")[1] == (
        "e1:1740819601000", "7", "ada@example.org",
    )  # fmt: skip


def test_pages_of_the_interface_are_read() -> None:
    pages = [{"events": EVENTS[:3], "hasMore": True}, {"events": EVENTS[3:4], "hasMore": False}]

    assert len(em.sources.hubspot_email_events(pages)) == 4
