"""Mailchimp: no sendings among the events, people and not links, proxies told apart."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.sources.samples import KINDS, em, given, rows_of


def member(name: str, **more: Any) -> dict[str, Any]:
    return {
        "campaign_id": "c1", "list_id": "l1", "email_id": f"hash-{name}",
        "email_address": f"{name.title()}@Example.org", **more,
    }  # fmt: skip


def at(minute: int, action: str, **more: str) -> dict[str, str]:
    return {"action": action, "timestamp": f"2025-03-01T11:{minute:02}:00+00:00", **more}


CLICK = at(2, "click", url="https://example.org/a", ip="192.0.2.1")
EMAILS = [
    member("ada", activity=[at(1, "open", ip="192.0.2.1"), CLICK, CLICK]),
    member("bob", activity=[at(3, "bounce", type="hard")]),
    member("eve", activity=[]),
]
SENT_TO = [member(name, status="sent", open_count=0) for name in ("ada", "eve", "kim")]
SENT_TO.append(member("bob", status="hard", open_count=0))
REPORT: dict[str, Any] = {
    "id": "c1",
    "send_time": "2025-03-01T10:00:00+00:00",
    "emails_sent": 105,
    "abuse_reports": 1,
    "unsubscribed": 2,
    "bounces": {"hard_bounces": 3, "soft_bounces": 2, "syntax_errors": 0},
    "opens": {
        "opens_total": 60, "unique_opens": 40, "open_rate": 0.4,
        "proxy_excluded_opens": 30, "proxy_excluded_unique_opens": 25,
    },
    "clicks": {"clicks_total": 30, "unique_clicks": 4, "unique_subscriber_clicks": 10},
}  # fmt: skip
ADA, BOB = "ada@example.org", "bob@example.org"
HAPPENED = [("opened", ADA, None), ("clicked", ADA, None), ("bounced", BOB, "hard")]
SENT = [("sent", f"{name}@example.org", None) for name in ("ada", "eve", "kim", "bob")]


@pytest.mark.parametrize("kind", KINDS)
def test_activity_and_recipients_become_events(kind: str, tmp_path: Path) -> None:
    events, report = em.sources.mailchimp_email_events(
        given([{"emails": EMAILS, "total_items": 3}], kind, tmp_path),
        sent_to={"sent_to": SENT_TO},
        reports={"reports": [REPORT]},
        invalid="drop",
    )

    assert rows_of(events, "type", "recipient", "bounce_type") == [*HAPPENED, *SENT]
    assert (report.rows_in, report.rows_merged, report.rows_out) == (9, 1, 7)
    assert report.left_out == {"recipients without activity": 1}
    assert report.notes == ()
    assert events["occurred_at"][3] == datetime(2025, 3, 1, 10, tzinfo=UTC)
    assert set(events["message_id"]) == {"c1"}
    # Four were sent, one bounced, one of the other three opened.
    rate = em.newsletter_open_rate(events, as_of="2025-03-31")
    assert (rate.numerator, rate.denominator) == (1, 3)


def test_without_recipients_the_report_says_so() -> None:
    events, report = em.sources.mailchimp_email_events({"emails": EMAILS}, invalid="drop")

    assert rows_of(events, "type", "recipient", "bounce_type") == HAPPENED
    assert "Mailchimp exports no sendings" in report.notes[0]


def test_members_of_a_connector_and_recipients_are_named_alike() -> None:
    rows = [
        {
            "action": "bounce", "campaign_id": "c1", "member_id": "hash-bob",
            "timestamp": "2025-03-01 11:03:00+00:00", "bounce_type": "soft", "ip": None,
        }
    ]  # fmt: skip

    events = em.sources.mailchimp_email_events(rows, sent_to=SENT_TO, reports=REPORT)

    assert rows_of(events, "type", "recipient", "bounce_type") == [
        ("bounced", "hash-bob", "soft"),
        *(("sent", f"hash-{name}", None) for name in ("ada", "eve", "kim", "bob")),
    ]


def test_recipients_without_a_time_of_sending_are_refused() -> None:
    with pytest.raises(em.InvalidArgumentError, match="give both"):
        em.sources.mailchimp_email_events(EMAILS, sent_to=SENT_TO)
    with pytest.raises(em.InvalidRecordsError, match="occurred_at: nothing is there in 4 rows"):
        em.sources.mailchimp_email_events(
            EMAILS, sent_to=SENT_TO, reports={**REPORT, "id": "another"}
        )


@pytest.mark.parametrize("kind", KINDS)
def test_reports_have_rates_of_people(kind: str, tmp_path: Path) -> None:
    nobody = {**REPORT, "id": "c2", "emails_sent": 5}

    numbers = em.sources.mailchimp_reports(given([REPORT, nobody], kind, tmp_path))

    assert rows_of(numbers, "campaign_id", "delivered", "bounces") == [
        ("c1", 100, 5), ("c2", 0, 5),
    ]  # fmt: skip
    assert rows_of(numbers, "open_rate", "open_rate_without_proxies", "click_rate") == [
        (0.4, 0.25, 0.1), (None, None, None),
    ]  # fmt: skip
    assert rows_of(numbers, "click_to_open_rate", "unsubscribe_rate", "complaint_rate")[0] == (
        0.25, 0.02, 0.01,
    )  # fmt: skip
    assert rows_of(numbers, "bounce_rate", "delivery_rate") == [(5 / 105, 100 / 105), (1, 0)]
    assert numbers["sent_at"][0] == datetime(2025, 3, 1, 10, tzinfo=UTC)


def test_recipients_without_an_address_are_named_by_their_hash() -> None:
    hashed = [{name: one[name] for name in one if name != "email_address"} for one in SENT_TO]
    events = em.sources.mailchimp_email_events(EMAILS, sent_to=hashed, reports=REPORT)

    # Otherwise who opened would be nobody who was sent to.
    assert {*events["recipient"]} == {f"hash-{name}" for name in ("ada", "bob", "eve", "kim")}
    rate = em.newsletter_open_rate(events, as_of="2025-03-31")
    assert (rate.numerator, rate.denominator) == (1, 3)
