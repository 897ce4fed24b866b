"""Amazon SES: recipients only in the mail, envelopes of SNS, times of events and of sending."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.sources.samples import KINDS, em, given, rows_of


def at(second: int) -> str:
    return f"2025-03-01T10:00:{second:02}.570Z"


MAIL: dict[str, Any] = {
    "timestamp": "2025-03-01T09:00:00.000Z",
    "messageId": "m1",
    "source": "shop@example.org",
    "destination": ["Ada@Example.org"],
    "tags": {"campaign": ["march"], "ses:from-domain": ["example.org"]},
}
TWO = {**MAIL, "messageId": "m2", "destination": ["bob@example.org", "eve@example.org"]}
POSTED: list[dict[str, Any]] = [
    {"eventType": "Send", "mail": MAIL, "send": {}},
    {
        "eventType": "Delivery",
        "mail": MAIL,
        "delivery": {"timestamp": at(1), "recipients": ["ada@example.org"]},
    },
    {
        "eventType": "Open",
        "mail": MAIL,
        "open": {"timestamp": at(2), "ipAddress": "192.0.2.1", "userAgent": "Mozilla/5.0"},
    },
    {
        "eventType": "Click",
        "mail": MAIL,
        "click": {
            "timestamp": at(3),
            "ipAddress": "192.0.2.2",
            "userAgent": "U",
            "link": "https://example.org/a",
            "linkTags": None,
        },
    },
    {"eventType": "Send", "mail": TWO, "send": {}},
    {
        "eventType": "Bounce",
        "mail": TWO,
        "bounce": {
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "timestamp": at(4),
            "feedbackId": "f1",
            "bouncedRecipients": [{"emailAddress": "bob@example.org", "status": "5.1.1"}],
        },
    },
    {
        "eventType": "Open",
        "mail": TWO,
        "open": {"timestamp": at(5), "userAgent": "U", "ipAddress": "192.0.2.3"},
    },
    {
        "notificationType": "Complaint",
        "mail": MAIL,
        "complaint": {
            "complainedRecipients": [{"emailAddress": "ada@example.org"}],
            "timestamp": at(6),
        },
    },
    {
        "eventType": "Bounce",
        "mail": MAIL,
        "bounce": {
            "bounceType": "Transient",
            "timestamp": at(7),
            "bouncedRecipients": [{"emailAddress": "ada@example.org"}],
        },
    },
    {"eventType": "Rendering Failure", "mail": MAIL, "failure": {"templateName": "t"}},
]
ADA, BOB, EVE = "ada@example.org", "bob@example.org", "eve@example.org"
EXPECTED = [
    ("sent", "m1", ADA, None),
    ("delivered", "m1", ADA, None),
    ("opened", "m1", ADA, None),
    ("clicked", "m1", ADA, None),
    ("sent", "m2", BOB, None),
    ("sent", "m2", EVE, None),
    ("bounced", "m2", BOB, "hard"),
    ("complained", "m1", ADA, None),
    ("bounced", "m1", ADA, "soft"),
    ("failed", "m1", ADA, None),
]
SHOWN = ("type", "message_id", "recipient", "bounce_type")
UNNAMED = {"opened or clicked by one of several recipients": 1}


def wrapped(document: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "Type": "Notification",
        "MessageId": f"sns-{number}",
        "TopicArn": "arn:aws:sns:x",
        "Message": json.dumps(document),
        "Timestamp": "2025-03-01T10:01:00.000Z",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_notifications_become_events_of_recipients(kind: str, tmp_path: Path) -> None:
    events, report = em.sources.ses_events(given(POSTED, kind, tmp_path), invalid="drop")

    assert rows_of(events, *SHOWN) == EXPECTED
    assert report.left_out == UNNAMED
    assert (report.rows_in, report.rows_out) == (11, 10)
    # The time of the open, not that of the message.
    assert events["occurred_at"][2] == datetime(2025, 3, 1, 10, 0, 2, 570_000, tzinfo=UTC)
    assert events["sent_at"][2] == datetime(2025, 3, 1, 9, tzinfo=UTC)
    assert rows_of(events, "url", "user_agent", "ip")[2:4] == [
        (None, "Mozilla/5.0", "192.0.2.1"),
        ("https://example.org/a", "U", "192.0.2.2"),
    ]


def test_envelopes_are_opened_and_a_second_delivery_is_a_copy(tmp_path: Path) -> None:
    posted = [wrapped(document, number) for number, document in enumerate(POSTED)]
    path = given([*posted, wrapped(POSTED[3], 99)], "lines", tmp_path)

    events, report = em.sources.ses_events(path, invalid="drop")

    assert rows_of(events, *SHOWN) == EXPECTED
    assert (report.rows_merged, report.left_out) == (1, UNNAMED)


@pytest.mark.parametrize("message", ["no JSON", "[]", None])
def test_an_envelope_that_holds_no_notification_is_a_broken_row(message: str | None) -> None:
    posted = [wrapped(POSTED[0], 0), {**wrapped(POSTED[0], 1), "Message": message}]

    with pytest.raises(
        em.InvalidRecordsError, match="message_id: nothing is there in 1 row, first at position 1"
    ):
        em.sources.ses_events(posted)


def test_a_tag_can_be_the_campaign_and_an_address_stand_alone() -> None:
    alone = {**MAIL, "destination": "ada@example.org"}
    posted = [{"eventType": "Open", "mail": alone, "open": {"timestamp": at(1)}}]

    events = em.sources.ses_events(posted, columns={"campaign_id": "mail.tags.campaign"})

    assert rows_of(events, "recipient", "campaign_id") == [(ADA, "march")]


def test_documents_without_an_address_are_broken_rows() -> None:
    odd = {**MAIL, "destination": [{"name": "x"}]}

    _, report = em.sources.ses_events([{"eventType": "Send", "mail": odd}], invalid="drop")

    assert [(one.column, one.rule) for one in report.broken] == [("recipient", "missing")]


@pytest.mark.parametrize("recipients", [[["ada@example.org"]], [{"emailAddress": ["ada"]}], [{}]])
def test_recipients_that_are_no_addresses_are_missing(recipients: list[Any]) -> None:
    sent = {"eventType": "Send", "mail": {**MAIL, "destination": recipients}, "send": {}}

    events, report = em.sources.ses_events([sent], invalid="drop")

    assert len(events) == 0
    assert [(one.column, one.rule) for one in report.broken] == [("recipient", "missing")]
