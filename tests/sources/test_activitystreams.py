"""ActivityStreams: undone is not done, ids or documents, delivered to many, addressed to some."""

from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from tests.sources.samples import KINDS, em, given, rows_of

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ADA, BOB, BRAND = "https://a.example/ada", "https://a.example/bob", "https://b.example/brand"
POST = f"{BRAND}/1"


def activity(number: int, kind: str, what: object, actor: object = ADA, **more: object) -> Any:  # noqa: ANN401
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": f"https://a.example/act/{number}",
        "type": kind,
        "actor": actor,
        "object": what,
        "published": f"2025-03-01T10:00:{number:02}Z",
        **more,
    }


def note(number: int, **fields: object) -> dict[str, Any]:
    return {"id": f"https://a.example/note/{number}", "type": "Note", "to": [PUBLIC], **fields}


LIKE, SHARE = activity(1, "Like", POST), activity(2, "Announce", {"id": POST, "type": "Note"}, BOB)
FOLLOW = activity(3, "Follow", BRAND, {"id": BOB, "type": "Person"})


@pytest.mark.parametrize("kind", KINDS)
def test_activities_are_interactions(kind: str, tmp_path: Path) -> None:
    raw = [LIKE, SHARE, FOLLOW, LIKE, activity(4, "Accept", FOLLOW["id"], BRAND)]
    events, report = em.sources.activitystreams_events(
        given(raw, kind, tmp_path), network="mastodon", invalid="drop"
    )

    assert rows_of(events, "type", "actor_id", "object_id", "network") == [
        ("like", ADA, POST, "mastodon"),
        ("share", BOB, POST, "mastodon"),
        ("follow", BOB, BRAND, "mastodon"),
    ]
    assert (report.rows_in, report.rows_merged, report.rows_out) == (5, 1, 3)
    assert report.left_out == {"no interaction": 1}


def test_what_was_undone_was_not_done() -> None:
    raw = [
        LIKE,
        SHARE,
        activity(5, "Undo", {"id": LIKE["id"], "type": "Like", "object": POST}),
        # A stranger cannot take back what another one did.
        activity(6, "Undo", {"id": SHARE["id"], "type": "Announce", "object": POST}, ADA),
        activity(7, "Like", POST),
    ]
    events, report = em.sources.activitystreams_events(raw, invalid="drop")

    assert rows_of(events, "type", "event_id") == [
        ("share", SHARE["id"]),
        ("like", "https://a.example/act/7"),
    ]
    assert report.left_out == {"taken back later": 1, "taking back another activity": 2}
    assert report.rows_in == 5


@pytest.mark.parametrize("embedded", [True, False])
def test_to_undo_a_follow_is_to_unfollow(*, embedded: bool) -> None:
    what = {"id": FOLLOW["id"], "type": "Follow", "object": BRAND} if embedded else FOLLOW["id"]
    events = em.sources.activitystreams_events([FOLLOW, activity(8, "Undo", what, BOB)])

    assert events["type"].tolist() == ["follow", "unfollow"]
    assert events["actor_id"].tolist() == [BOB, BOB]
    if embedded:
        assert events["object_id"].tolist() == [BRAND, BRAND]
    followers = em.net_followers(events, as_of="2025-03-31")
    assert followers == 0


def test_an_undo_of_what_is_not_here_is_no_interaction() -> None:
    events, report = em.sources.activitystreams_events(
        [LIKE, activity(9, "Undo", "https://a.example/act/99")], invalid="drop"
    )

    assert events["type"].tolist() == ["like"]
    assert report.left_out == {"taking back another activity": 1}


def test_what_is_created_is_told_apart() -> None:
    mention = {"type": "Mention", "href": BRAND}
    raw = [
        activity(10, "Create", note(1, inReplyTo=POST)),
        activity(11, "Create", note(2, to=[BRAND], tag=[mention])),
        activity(12, "Create", note(3, tag=[mention, {"type": "Hashtag"}])),
        activity(13, "Create", note(4)),
        activity(14, "Create", note(5, type="Review", inReplyTo=POST)),
        activity(15, "Create", note(6, inReplyTo=POST)),
        activity(16, "Delete", note(6)),
    ]
    events, report = em.sources.activitystreams_events(raw, invalid="drop")

    assert rows_of(events, "type", "object_id") == [
        ("comment", POST),
        ("message", "https://a.example/note/2"),
        ("mention", "https://a.example/note/3"),
        ("review", POST),
    ]
    assert report.left_out == {
        "taken back later": 1,
        "taking back another activity": 1,
        "no interaction": 1,
    }


def test_an_audience_may_be_one_and_a_note_have_none() -> None:
    private = {"id": "https://a.example/note/7", "type": "Note", "to": BRAND}
    untold = {"id": "https://a.example/note/8", "type": "Note", "inReplyTo": POST}
    events = em.sources.activitystreams_events([activity(17, "Create", private)])

    assert events["type"].tolist() == ["message"]
    events = em.sources.activitystreams_events([activity(18, "Create", untold)])
    assert events["type"].tolist() == ["comment"]
    tagged = {**untold, "inReplyTo": None, "tag": ["a"]}
    raw = [LIKE, activity(19, "Create", tagged)]
    assert em.sources.activitystreams_events(raw)["type"].tolist() == ["like"]


def test_ambassadors_are_followed_apart() -> None:
    raw = [FOLLOW, activity(20, "Follow", BOB)]
    events = em.sources.activitystreams_events(raw, ambassadors=[BOB])

    assert events["type"].tolist() == ["follow", "ambassador_follow"]


def test_collections_full_names_and_several_objects_are_read() -> None:
    raw = {
        "type": "OrderedCollection",
        "orderedItems": [
            activity(21, "https://www.w3.org/ns/activitystreams#Like", POST),
            activity(22, "as:Flag", [{"id": BOB}, {"id": POST}]),
            activity(23, "Dislike", POST, {"id": ADA}),
        ],
    }
    events = em.sources.activitystreams_events(raw)

    assert events["type"].tolist() == ["like", "report", "dislike"]
    assert events["object_id"].tolist() == [POST, BOB, POST]
    assert events["occurred_at"][0] == pd.Timestamp("2025-03-01 10:00:21", tz="UTC")


def test_without_ids_copies_are_told_by_what_happened() -> None:
    bare = [{name: one[name] for name in one if name != "id"} for one in (LIKE, LIKE, SHARE)]
    events, report = em.sources.activitystreams_events(bare, invalid="drop")

    assert events["type"].tolist() == ["like", "share"]
    assert report.rows_merged == 1


def test_a_lazy_frame_stays_lazy() -> None:
    undo = activity(24, "Undo", LIKE["id"])
    raw = pl.LazyFrame([LIKE, activity(25, "Like", POST, BOB), undo])
    events = em.sources.activitystreams_events(raw)

    assert isinstance(events, pl.LazyFrame)
    assert rows_of(events, "type", "actor_id") == [("like", BOB)]


def test_activities_without_a_time_or_a_type_are_broken_rows() -> None:
    with pytest.raises(em.InvalidRecordsError, match="occurred_at: nothing is there"):
        em.sources.activitystreams_events([LIKE, {**SHARE, "published": None}])
    with pytest.raises(em.InvalidRecordsError, match="type: nothing is there"):
        em.sources.activitystreams_events([LIKE, {**SHARE, "type": None}])
    with pytest.raises(em.MissingColumnError, match="no published"):
        em.sources.activitystreams_events([{"type": "Like", "actor": ADA, "object": POST}])
