"""Cumulative counters become what came between two readings."""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

START = datetime(2025, 3, 1, 12, tzinfo=UTC)
TYPES = {"likes": "like", "comments": "comment", "views": "view"}


def snapshots(*readings: int | None, post: str = "p1", **more: Any) -> list[dict[str, Any]]:
    """A post's likes, read once a day."""
    return [
        {
            "post_id": post,
            "published_at": START,
            "snapshot_at": START + timedelta(days=day),
            "likes": likes,
            **more,
        }
        for day, likes in enumerate(readings)
    ]


def counts(events: Any) -> list[int]:  # noqa: ANN401
    return [int(number) for number in events["count"]]


def by_hand(rows: list[dict[str, Any]], decreases: str, first: str) -> list[tuple[Any, ...]]:
    """Increments by a plain loop."""
    readings: dict[tuple[Any, ...], list[tuple[datetime, int]]] = defaultdict(list)
    for row in rows:
        for counter, kind in TYPES.items():
            if row[counter] is not None:
                readings[row["network"], row["post_id"], kind].append(
                    (row["snapshot_at"], row[counter])
                )
    found = []
    for (network, post, kind), seen in readings.items():
        before = highest = None
        for moment, value in sorted(seen):
            if before is None or highest is None:
                new = value if first == "count" else 0
            elif decreases == "zero":
                new = max(value - highest, 0)
            else:
                new = value - before if value >= before else value
            if new > 0:
                found.append((network, post, kind, moment, new))
            before, highest = value, max(value, highest or 0)
    return sorted(found, key=str)


@pytest.mark.parametrize("first", ["count", "baseline"])
@pytest.mark.parametrize("decreases", ["zero", "restart"])
@pytest.mark.parametrize("number", range(3))
def test_against_a_plain_loop(number: int, decreases: str, first: str) -> None:
    chance = random.Random(number)  # noqa: S311 (nothing secret)
    moments = [START + timedelta(hours=hour) for hour in range(60)]
    rows = [
        {
            "post_id": chance.choice(["p1", "p2"]),
            "network": chance.choice(["instagram", "tiktok"]),
            "published_at": START,
            "snapshot_at": moment,
            **{name: chance.choice([None, *range(hour + 3)]) for name in TYPES},
        }
        for hour, moment in enumerate(moments)
    ]
    chance.shuffle(rows)
    events, report = em.counter_increments(
        pl.DataFrame(rows), decreases=decreases, first=first, invalid="drop"
    )
    found = events.select("network", "object_id", "type", "occurred_at", "count").rows()
    assert sorted(found, key=str) == by_hand(rows, decreases, first)
    known = sum(row[name] is not None for row in rows for name in TYPES)
    assert report.rows_in == known
    assert report.rows_out + report.rows_rejected == known
    assert sum(report.left_out.values()) == report.rows_rejected
    assert any("lower than in the snapshot before" in note for note in report.notes)


def test_adding_snapshots_up_would_count_twice() -> None:
    rows = snapshots(50, 70, 75)
    assert sum(row["likes"] for row in rows) == 195
    events = em.counter_increments(rows)
    assert counts(events) == [50, 20, 5]
    assert em.interaction_count(events) == 75
    assert list(events["type"]) == ["like"] * 3
    assert list(events["object_id"]) == ["p1"] * 3


def test_undone_interactions_and_counters_that_begin_again() -> None:
    rows = snapshots(50, 48, 49, 60, 3)
    with pytest.raises(em.InvalidRecordsError, match="lower than in the snapshot before: 2 of 5"):
        em.counter_increments(rows)
    # Of the 60, 50 were there before, whatever was undone and done again.
    undone, report = em.counter_increments(rows, decreases="zero", invalid="drop")
    assert counts(undone) == [50, 10]
    assert report.left_out == {"counters that went back": 2, "counters with nothing new": 1}
    assert report.notes == ("counters lower than in the snapshot before: 2 (decreases='zero')",)
    assert counts(em.counter_increments(rows, decreases="restart")) == [50, 48, 1, 11, 3]


def test_posts_that_are_older_than_the_snapshots() -> None:
    events, report = em.counter_increments(snapshots(900, 910), first="baseline", invalid="keep")
    assert counts(events) == [10]
    assert report.left_out == {"first readings, from which increments are counted": 1}


def test_posts_networks_and_accounts_are_counted_by_themselves() -> None:
    rows = [
        *snapshots(5, 8, account_id="own", network="x"),
        *snapshots(7, 7, account_id="own", network="tiktok"),
        *snapshots(1, 2, account_id="rival", network="x"),
        *snapshots(4, 9, post="p2", account_id="own", network="x", source="export"),
    ]
    events = em.counter_increments(pd.DataFrame(rows))
    assert em.interaction_count(events) == 8 + 7 + 2 + 9
    share = em.share_of_voice(events, types=["like"])
    assert share == 24 / 26
    assert set(events["source"].dropna()) == {"export"}


def test_counters_that_are_unknown_are_passed_over() -> None:
    assert counts(em.counter_increments(snapshots(5, None, 9))) == [5, 4]


def test_every_counter_has_its_type() -> None:
    names = {
        "likes": "like", "comments": "comment", "shares": "share", "saves": "save",
        "clicks": "click", "follows": "follow", "profile_visits": "profile_visit", "views": "view",
    }  # fmt: skip
    values = {name: place + 1 for place, name in enumerate(names)}
    events = em.counter_increments([snapshots(0)[0] | values | {"reach": 99, "impressions": 99}])
    assert dict(zip(events["type"], counts(events), strict=True)) == {
        names[name]: value for name, value in values.items()
    }


def test_the_same_on_duckdb() -> None:
    frame = pd.DataFrame(snapshots(50, 70, 75)).assign(
        published_at=pd.Timestamp("2025-03-01"),
        snapshot_at=pd.to_datetime(["2025-03-01", "2025-03-02", "2025-03-03"]),
    )
    assert counts(em.counter_increments(duckdb.from_df(frame))) == [50, 20, 5]


def test_snapshots_that_break_a_rule() -> None:
    rows = [*snapshots(5, 8), *snapshots(-1, post="p2")]
    with pytest.raises(em.InvalidRecordsError, match="likes"):
        em.counter_increments(rows)
    events, report = em.counter_increments(rows, invalid="drop")
    assert counts(events) == [5, 3]
    assert report.left_out == {"snapshots that break a rule": 1}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"decreases": "drop"}, "decreases='drop' is not known; it is one of 'raise', 'zero'"),
        ({"first": "skip"}, "first='skip' is not known; it is one of 'count', 'baseline'"),
        ({"invalid": "ignore"}, "invalid"),
    ],
)
def test_options_are_known(change: dict[str, Any], message: str) -> None:
    with pytest.raises(em.InvalidArgumentError, match=message):
        em.counter_increments(snapshots(1), **change)


def test_readings_have_a_time_and_a_counter() -> None:
    bare = [{"post_id": "p1", "published_at": START, "likes": 3}]
    with pytest.raises(em.MissingColumnError, match="posts has no snapshot_at"):
        em.counter_increments(bare)
    without = [{"post_id": "p1", "published_at": START, "snapshot_at": START, "reach": 3}]
    with pytest.raises(em.MissingColumnError, match="posts has no counter"):
        em.counter_increments(without)
    with pytest.raises(em.InvalidRecordsError, match="snapshot_at is missing in 1 of 2 rows"):
        em.counter_increments([*snapshots(1), *bare])
