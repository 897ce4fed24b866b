"""Postmark: seven digits of a second, recipients under two names, bounces that are none."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.sources.samples import KINDS, em, given, rows_of

BASE: dict[str, Any] = {"MessageID": "m1", "Tag": "news", "Metadata": {"a": "b"}, "ServerID": 23}
AT = "2025-03-01T12:00:0{}.9070259+02:00"
BOUNCE = {**BASE, "RecordType": "Bounce", "Email": "Bob@Example.org", "Name": "x"}
OPEN = {
    **BASE, "RecordType": "Open", "Recipient": "Ada@Example.org", "ReceivedAt": AT.format(2),
    "FirstOpen": True, "UserAgent": "Mozilla/5.0", "Geo": {"IP": "192.0.2.1", "City": "Y"},
}  # fmt: skip
POSTED = [
    {**BASE, "RecordType": "Delivery", "Recipient": "Ada@Example.org", "DeliveredAt": AT.format(1)},
    OPEN,
    OPEN,
    {
        **OPEN,
        "RecordType": "Click",
        "ReceivedAt": AT.format(3),
        "OriginalLink": "https://example.org/a",
    },
    {**BOUNCE, "ID": 692560173, "Type": "HardBounce", "BouncedAt": AT.format(4), "MessageID": "m2"},
    {**BOUNCE, "ID": 692560174, "Type": "SoftBounce", "BouncedAt": AT.format(5), "MessageID": "m3"},
    {**BOUNCE, "ID": 692560175, "Type": "Transient", "BouncedAt": AT.format(6), "MessageID": "m3"},
    {
        **BOUNCE,
        "ID": 692560176,
        "Type": "AutoResponder",
        "BouncedAt": AT.format(7),
        "MessageID": "m3",
    },
    {**BOUNCE, "ID": 692560177, "Type": "Newfangled", "BouncedAt": AT.format(7), "MessageID": "m4"},
    {**BASE, "RecordType": "SpamComplaint", "Email": "ada@example.org", "BouncedAt": AT.format(8)},
    {
        **BASE,
        "RecordType": "SubscriptionChange",
        "Recipient": "ada@example.org",
        "ChangedAt": AT.format(8),
        "SuppressSending": True,
    },
    {
        **BASE,
        "RecordType": "SubscriptionChange",
        "Recipient": "ada@example.org",
        "ChangedAt": AT.format(9),
        "SuppressSending": False,
    },
]
ADA, BOB = "ada@example.org", "bob@example.org"
EXPECTED = [
    ("delivered", "m1", ADA, None, None),
    ("opened", "m1", ADA, None, None),
    ("clicked", "m1", ADA, None, None),
    ("bounced", "m2", BOB, "hard", "692560173"),
    ("bounced", "m3", BOB, "soft", "692560174"),
    ("deferred", "m3", BOB, None, "692560175"),
    ("autoresponded", "m3", BOB, None, "692560176"),
    ("bounced", "m4", BOB, "undetermined", "692560177"),
    ("complained", "m1", ADA, None, None),
    ("unsubscribed", "m1", ADA, None, None),
    ("subscribed", "m1", ADA, None, None),
]


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_posted_becomes_events(kind: str, tmp_path: Path) -> None:
    events, report = em.sources.postmark_events(given(POSTED, kind, tmp_path), invalid="drop")

    shown = rows_of(events, "type", "message_id", "recipient", "bounce_type", "event_id")
    assert shown == EXPECTED
    assert (report.rows_in, report.rows_out, report.rows_merged) == (12, 11, 1)
    assert events["occurred_at"][0] == datetime(2025, 3, 1, 10, 0, 1, 907025, tzinfo=UTC)
    assert rows_of(events, "campaign_id", "url", "ip")[2] == (
        "news", "https://example.org/a", "192.0.2.1",
    )  # fmt: skip


def test_columns_that_are_missing_are_named() -> None:
    with pytest.raises(em.MissingColumnError, match="no Recipient or Email, no DeliveredAt or"):
        em.sources.postmark_events([{"RecordType": "Open", "MessageID": "m1"}])


def test_bounces_without_a_number_of_their_own_are_told_by_what_happened() -> None:
    bounce = {**BOUNCE, "ID": 0, "Type": "HardBounce", "BouncedAt": AT.format(4)}
    rows = [{**bounce, "MessageID": "m2"}, {**bounce, "MessageID": "m3"}]

    events, report = em.sources.postmark_events([*rows, rows[1]], invalid="drop")
    assert events["message_id"].tolist() == ["m2", "m3"]
    assert report.rows_merged == 1
