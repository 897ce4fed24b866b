"""SendGrid: posted twice, messages with a suffix, opens by machines, blocks."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sources.samples import KINDS, em, given, rows_of

BASE: dict[str, Any] = {
    "email": "Ada@Example.org",
    "timestamp": 1740823200,
    "smtp-id": "<1@example.org>",
    "category": ["news", "march"],
    "sg_message_id": "aaa.filter0001.16648.5515E0B88.0",
}
POSTED = [
    {**BASE, "event": "processed", "sg_event_id": "e1", "singlesend_id": "march"},
    {
        **BASE,
        "event": "delivered",
        "sg_event_id": "e2",
        "timestamp": 1740823201,
        "sg_message_id": "aaa.recvd-77-x",
        "response": "250 OK",
        "category": "news",
    },
    {
        **BASE,
        "event": "open",
        "sg_event_id": "e3",
        "timestamp": 1740823202,
        "sg_machine_open": True,
        "useragent": "Mozilla/5.0",
        "ip": "192.0.2.1",
    },
    {
        **BASE,
        "event": "open",
        "sg_event_id": "e4",
        "timestamp": 1740823290,
        "sg_machine_open": False,
    },
    {
        **BASE,
        "event": "click",
        "sg_event_id": "e5",
        "timestamp": 1740823300,
        "url": "https://example.org/a",
    },
    # The webhook gives up waiting and posts the click again.
    {
        **BASE,
        "event": "click",
        "sg_event_id": "e5",
        "timestamp": 1740823300,
        "url": "https://example.org/a",
    },
    {
        **BASE,
        "event": "bounce",
        "sg_event_id": "e6",
        "type": "bounce",
        "sg_message_id": "bbb.filter1",
    },
    {
        **BASE,
        "event": "bounce",
        "sg_event_id": "e7",
        "type": "blocked",
        "sg_message_id": "ccc.filter1",
    },
    {
        **BASE,
        "event": "dropped",
        "sg_event_id": "e8",
        "reason": "Bounced Address",
        "sg_message_id": "ddd",
    },
    {**BASE, "event": "group_unsubscribe", "sg_event_id": "e9"},
    {**BASE, "event": "spamreport", "sg_event_id": "e10"},
    {**BASE, "event": "deferred", "sg_event_id": "e11", "attempt": "2"},
    {**BASE, "event": "group_resubscribe", "sg_event_id": "e12"},
    {**BASE, "event": "account_status_change", "sg_event_id": "e13"},
]
EXPECTED = [
    ("e1", "queued", "aaa", None, None, None),
    ("e2", "delivered", "aaa", None, None, None),
    ("e3", "opened", "aaa", True, None, None),
    ("e4", "opened", "aaa", False, None, None),
    ("e5", "clicked", "aaa", None, None, None),
    ("e6", "bounced", "bbb", None, "hard", None),
    ("e7", "bounced", "ccc", None, "soft", None),
    ("e8", "rejected", "ddd", None, None, "bounced"),
    ("e9", "unsubscribed", "aaa", None, None, None),
    ("e10", "complained", "aaa", None, None, None),
    ("e11", "deferred", "aaa", None, None, None),
    ("e12", "subscribed", "aaa", None, None, None),
    ("e13", "unknown", "aaa", None, None, None),
]
SHOWN = ("event_id", "type", "message_id", "is_machine", "bounce_type", "reject_reason")


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_posted_becomes_events(kind: str, tmp_path: Path) -> None:
    events, report = em.sources.sendgrid_events(given(POSTED, kind, tmp_path), invalid="drop")

    assert rows_of(events, *SHOWN) == EXPECTED
    assert (report.rows_in, report.rows_out, report.rows_merged) == (14, 13, 1)
    assert set(events["recipient"]) == {"ada@example.org"}
    assert events["occurred_at"][0] == datetime(2025, 3, 1, 10, tzinfo=UTC)
    assert rows_of(events, "campaign_id", "url")[0] == ("march", None)
    assert events["url"][4] == "https://example.org/a"
    assert set(events.columns).isdisjoint({"smtp-id", "category", "response"})


def test_a_copy_without_an_event_id_is_told_by_what_happened() -> None:
    rows = [{name: row[name] for name in row if name != "sg_event_id"} for row in POSTED]

    events, report = em.sources.sendgrid_events(rows, invalid="drop")

    assert (len(events), report.rows_merged) == (13, 1)


def test_an_event_that_is_posted_again_and_differs_is_one_event() -> None:
    opened = {**BASE, "event": "open", "sg_event_id": "e1", "ip": "192.0.2.1"}
    again = {**opened, "timestamp": BASE["timestamp"] + 60, "ip": "192.0.2.2"}

    events, report = em.sources.sendgrid_events([opened, again], invalid="drop")

    assert events["ip"].tolist() == ["192.0.2.1"]
    assert (report.rows_out, report.rows_merged) == (1, 1)


def test_two_links_in_one_second_are_two_clicks() -> None:
    click = {**BASE, "event": "click"}
    rows = [{**click, "url": "https://example.org/a"}, {**click, "url": "https://example.org/b"}]

    assert len(em.sources.sendgrid_events(rows)) == 2


def test_a_lazy_frame_stays_lazy_and_rows_without_an_id_stay_apart() -> None:
    columns = ("email", "timestamp", "event", "sg_message_id", "sg_event_id")
    rows = pl.DataFrame([{name: row[name] for name in columns} for row in POSTED])
    rows = rows.with_columns(sg_event_id=None, sg_message_id=None)

    events = em.sources.sendgrid_events(
        pl.DataFrame([{name: row[name] for name in columns} for row in POSTED[:4]]).lazy()
    )
    kept, report = em.sources.sendgrid_events(rows, invalid="keep")

    assert isinstance(events, pl.LazyFrame)
    assert rows_of(events, *SHOWN[:3]) == [row[:3] for row in EXPECTED[:4]]
    assert (len(kept), report.rows_merged) == (14, 0)


def test_missing_columns_are_named_without_values() -> None:
    with pytest.raises(em.MissingColumnError) as refused:
        em.sources.sendgrid_events([{"email": "ada@example.org", "event": "open"}])

    assert "no timestamp, no sg_message_id, which the data of SendGrid has" in str(refused.value)
    assert "ada" not in str(refused.value)


def test_a_unique_argument_can_be_the_customer() -> None:
    rows = [{**POSTED[0], "user_id": 17}]

    events = em.sources.sendgrid_events(rows, columns={"customer_id": "user_id"})

    assert rows_of(events, "customer_id", "type") == [("17", "queued")]


def test_open_rates_tell_machines_apart() -> None:
    events = em.sources.sendgrid_events(POSTED[:3])

    assert em.open_rate_lower_bound(events, as_of="2025-03-31").numerator == 0
    assert em.open_rate_upper_bound(events, as_of="2025-03-31").numerator == 1


def test_addresses_differ_in_more_than_capitals() -> None:
    opened = {**BASE, "event": "open"}
    rows = [opened, {**opened, "email": " ada@example.org"}, {**opened, "email": "eve@example.org"}]

    events, report = em.sources.sendgrid_events(rows, invalid="drop")
    assert events["recipient"].tolist() == ["ada@example.org", "eve@example.org"]
    assert report.rows_merged == 1
