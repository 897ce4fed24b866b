"""Events become sessions by the time between them."""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
import polars as pl
import pytest

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

START = datetime(2025, 3, 1, tzinfo=UTC)


def made(number: int) -> list[dict[str, Any]]:
    chance = random.Random(number)  # noqa: S311 (nothing secret)
    return [
        {
            "name": chance.choice(["page_view", "purchase", "scroll"]),
            "occurred_at": START + timedelta(minutes=chance.randrange(600)),
            "device_id": chance.choice(["a", "b", "c", None]),
            "value": float(chance.randrange(5)),
            "engagement_ms": chance.randrange(9000),
            "page": f"/{row}",
        }
        for row in range(200)
    ]


def by_hand(rows: list[dict[str, Any]], most: timedelta) -> list[tuple[Any, ...]]:
    """Sessions by a plain loop."""
    owned: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["occurred_at"]):
        if row["device_id"] is not None:
            owned[row["device_id"]].append(row)
    found = []
    for device, events in owned.items():
        visits = [[events[0]]]
        for before, event in pairwise(events):
            if event["occurred_at"] - before["occurred_at"] > most:
                visits.append([])
            visits[-1].append(event)
        for number, visit in enumerate(visits, start=1):
            names = [event["name"] for event in visit]
            views, bought = names.count("page_view"), names.count("purchase")
            spent = sum(event["engagement_ms"] for event in visit)
            found.append(
                (
                    f"{device}.{number}", visit[0]["occurred_at"], visit[-1]["occurred_at"],
                    views, len(visit), bought,
                    sum(event["value"] for event in visit if event["name"] == "purchase"),
                    spent, views > 1 or bought > 0 or spent >= 10_000, visit[0]["page"],
                )
            )  # fmt: skip
    return sorted(found)


COLUMNS = (
    "session_id", "started_at", "ended_at", "page_views", "events", "key_events", "revenue",
    "engagement_ms", "is_engaged", "landing_page",
)  # fmt: skip


@pytest.mark.parametrize(
    ("timeout", "most"), [("30m", 1800), ("90s", 90), ("1h", 3600)], ids=["minutes", "seconds", "h"]
)
def test_sessions_are_those_of_a_plain_loop(timeout: str, most: int) -> None:
    rows = made(most)

    sessions = em.sessionize(pl.DataFrame(rows), timeout=timeout)

    assert isinstance(sessions, pl.DataFrame)
    assert sorted(sessions.select(COLUMNS).rows()) == by_hand(rows, timedelta(seconds=most))


def test_a_lazy_frame_and_a_list_have_the_same_sessions() -> None:
    rows = made(1)

    listed = em.sessionize(rows)
    lazy = em.sessionize(pl.LazyFrame(rows))

    assert isinstance(listed, pd.DataFrame)
    assert isinstance(lazy, pl.LazyFrame | pl.DataFrame)
    assert len(listed) == len(by_hand(rows, timedelta(minutes=30)))
    assert lazy.lazy().collect()["session_id"].to_list() == listed["session_id"].to_list()


def test_users_stand_for_devices_and_few_columns_are_enough() -> None:
    row = {"name": "login", "occurred_at": "2025-03-01T10:00Z", "user_id": "u1"}

    sessions = em.sessionize([row], key_events=["login"])

    assert sessions[["session_id", "key_events"]].to_dict("records") == [
        {"session_id": "u1.1", "key_events": 1}
    ]


def test_every_event_is_accounted_for() -> None:
    at = "2025-03-01T10:00Z"
    rows = [
        {"name": "a", "occurred_at": at, "device_id": "d1"},
        {"name": "b", "occurred_at": at, "device_id": "d1"},
        {"name": "c", "occurred_at": at, "device_id": None},
        {"name": "d", "occurred_at": "soon", "device_id": "d1"},
    ]

    sessions, report = em.sessionize(rows, invalid="drop")

    assert (len(sessions), report.rows_in, report.rows_out, report.rows_merged) == (1, 4, 1, 1)
    assert report.left_out == {"events that break a rule": 1, "events without a session": 1}


def test_what_cannot_be_used_is_refused() -> None:
    row = {"name": "login", "occurred_at": "2025-03-01T10:00Z", "user_id": "u1"}

    for timeout in ("soon", "0m", 30):
        with pytest.raises(em.InvalidArgumentError, match="such as '30m'"):
            em.sessionize([row], timeout=timeout)
    with pytest.raises(em.ArgumentTypeError, match="a list of names"):
        em.sessionize([row], key_events="login")
    with pytest.raises(em.MissingColumnError, match="no device_id and no user_id"):
        em.sessionize([{"name": "login", "occurred_at": "2025-03-01T10:00Z"}])
