"""Instagram and Facebook: what is not there is not zero, and organic is told from paid."""

from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from tests.sources.samples import KINDS, em, given, rows_of


def metric(post: str, name: str, value: object, period: str = "lifetime") -> dict[str, Any]:
    """One metric, as the interface answers."""
    return {
        "name": name,
        "period": period,
        "values": [{"value": value}],
        "title": name.title(),
        "id": f"{post}/insights/{name}/{period}",
    }


def media(post: str, *insights: dict[str, Any], **fields: object) -> dict[str, Any]:
    return {
        "id": post,
        "timestamp": "2025-03-01T07:56:32+0000",
        "media_type": "IMAGE",
        "permalink": f"https://www.instagram.com/p/{post}/",
        **({"insights": {"data": list(insights)}} if insights else {}),
        **fields,
    }


FULL = media(
    "17900000000000001",
    metric("17900000000000001", "reach", 340),
    metric("17900000000000001", "likes", 20),
    metric("17900000000000001", "comments", 3),
    metric("17900000000000001", "shares", 2),
    metric("17900000000000001", "saved", 4),
    metric("17900000000000001", "total_interactions", 29),
    metric("17900000000000001", "total_likes", 900),
    metric("17900000000000001", "views", 512),
    metric("17900000000000001", "profile_visits", 6),
    like_count=21,
    comments_count=3,
    owner={"id": "178"},
)
CHILD = media("17900000000000002")
OLD = media(
    "17900000000000003", metric("17900000000000003", "plays", 70), like_count=5, comments_count=0
)
POSTS = [FULL, CHILD, OLD]
COUNTERS = ("reach", "views", "likes", "comments", "shares", "saves", "profile_visits")
EXPECTED = [
    (340, 512, 20, 3, 2, 4, 6),
    (None, None, None, None, None, None, None),
    (None, 70, 5, 0, None, None, None),
]


@pytest.mark.parametrize("kind", KINDS)
def test_media_with_their_insights_are_posts(kind: str, tmp_path: Path) -> None:
    posts, report = em.sources.instagram_posts(given(POSTS, kind, tmp_path), invalid="drop")

    # A metric that is not in the answer is missing, not 0; advertisements are not counted.
    assert rows_of(posts, *COUNTERS) == EXPECTED
    assert rows_of(posts, "post_id", "network", "source", "account_id") == [
        ("17900000000000001", "instagram", "instagram", "178"),
        ("17900000000000002", "instagram", "instagram", None),
        ("17900000000000003", "instagram", "instagram", None),
    ]
    assert (report.rows_in, report.rows_out) == (3, 3)
    assert any("organic" in note for note in report.notes)


def test_offsets_without_a_colon_are_instants() -> None:
    posts = em.sources.instagram_posts({"data": [FULL]}, snapshot_at="2025-03-08T00:00Z")

    assert posts["published_at"].tolist() == [pd.Timestamp("2025-03-01 07:56:32", tz="UTC")]
    assert posts["snapshot_at"].tolist() == [pd.Timestamp("2025-03-08", tz="UTC")]


def test_insights_can_come_in_answers_of_their_own() -> None:
    bare = [{name: one[name] for name in one if name != "insights"} for one in POSTS]
    answers = [{"data": one["insights"]["data"]} for one in (FULL, OLD)]
    daily = {"data": [metric("178", "reach", 9000, "day"), metric("1", "reach", 8, "day")]}

    posts = em.sources.instagram_posts(bare, insights=[*answers, daily, {"data": []}])
    assert rows_of(posts, *COUNTERS) == EXPECTED
    # Values of a breakdown stand elsewhere.
    total = {**metric("17900000000000001", "follows", 0), "total_value": {"value": 8}}
    del total["values"]
    posts = em.sources.instagram_posts(bare[:1], insights={"data": [total]})
    assert posts["follows"].tolist() == [8]


def test_insights_of_a_day_are_no_counters() -> None:
    daily = media("1", metric("1", "reach", 50, "day"), metric("1", "likes", 2))
    posts = em.sources.instagram_posts([daily])

    assert posts["likes"].tolist() == [2]
    assert "reach" not in posts or posts["reach"].isna().all()


def test_counters_that_are_none_are_broken_rows() -> None:
    with pytest.raises(em.InvalidRecordsError, match="reach"):
        em.sources.instagram_posts([media("1", metric("1", "reach", "many"))])
    with pytest.raises(em.MissingColumnError, match="timestamp"):
        em.sources.instagram_posts([{"id": "1"}])


def test_posts_without_any_insights_have_their_own_counters() -> None:
    posts = em.sources.instagram_posts([media("1", like_count=3), media("2")])

    assert rows_of(posts, "likes") == [(3,), (None,)]
    assert "reach" not in posts


def test_a_lazy_frame_stays_lazy() -> None:
    posts = em.sources.instagram_posts(pl.LazyFrame([FULL, OLD]))

    assert isinstance(posts, pl.LazyFrame)
    assert rows_of(posts, "likes", "views") == [(20, 512), (5, 70)]


def post(number: int, **fields: object) -> dict[str, Any]:
    return {"id": f"100_{number}", "created_time": "2025-03-01T07:56:32+0000", **fields}


def test_reactions_of_all_kinds_are_likes() -> None:
    name = "100_1"
    insights = [
        metric(name, "post_reactions_by_type_total", {"like": 7, "love": 2}),
        metric(name, "post_impressions", 900),
        metric(name, "post_impressions_unique", 600),
        metric(name, "post_clicks", 11),
    ]
    summary = {"summary": {"total_count": 4}}
    posts = em.sources.facebook_posts(
        {
            "data": [
                post(1, shares={"count": 3}, comments=summary, insights={"data": insights}),
                post(2, reactions=summary),
            ]
        }
    )

    assert rows_of(
        posts, "likes", "comments", "shares", "clicks", "impressions", "reach", "network"
    ) == [
        (9, 4, 3, 11, 900, 600, "facebook"),
        (4, None, None, None, None, None, "facebook"),
    ]
