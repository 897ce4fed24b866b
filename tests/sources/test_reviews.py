"""Google spells its stars, with nanoseconds; Trustpilot nests who wrote."""

from typing import Any

import pandas as pd
import pytest

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics


def google(number: int, **fields: object) -> dict[str, Any]:
    return {
        "reviewId": f"g{number}",
        "reviewer": {"displayName": "Ada", "isAnonymous": False},
        "starRating": "FIVE",
        "comment": "Good",
        "createTime": "2025-03-01T10:00:00.123456789Z",
        "updateTime": "2025-03-01T10:00:00Z",
        **fields,
    }


def test_stars_are_numbers() -> None:
    words = ["ONE", "TWO", "THREE", "FOUR", "FIVE", "STAR_RATING_UNSPECIFIED"]
    answer = {"reviews": [google(i, starRating=word) for i, word in enumerate(words)]}
    reviews, report = em.sources.google_reviews(answer, invalid="drop")

    assert reviews["rating"].tolist()[:5] == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert pd.isna(reviews["rating"].tolist()[5])
    assert reviews["created_at"][0] == pd.Timestamp("2025-03-01 10:00:00.123456", tz="UTC")
    assert reviews["reviewer"].nunique() == 6
    assert any("does not say who" in note for note in report.notes)
    assert not {"comment", "displayName"} & set(reviews.columns)


def test_replies_are_dated() -> None:
    reply = {"comment": "Thanks", "updateTime": "2025-03-02T00:00:00Z"}
    reviews = em.sources.google_reviews([google(1, reviewReply=reply), google(2)])

    assert reviews["replied_at"][0] == pd.Timestamp("2025-03-02", tz="UTC")
    assert pd.isna(reviews["replied_at"][1])


def test_unknown_stars_are_refused() -> None:
    with pytest.raises(em.InvalidRecordsError, match="rating"):
        em.sources.google_reviews([google(1, starRating="SIX")])


def test_trustpilot_is_read() -> None:
    one = {
        "id": "t1",
        "consumer": {"id": "c1", "displayName": "Ada"},
        "stars": 4,
        "title": "Fine",
        "text": "Good",
        "language": "en",
        "createdAt": "2025-03-01T10:00:00Z",
        "updatedAt": None,
        "companyReply": {"text": "Thanks", "createdAt": "2025-03-03T10:00:00Z"},
        "referenceId": 2**53 + 1,
        "isVerified": True,
    }
    row = em.sources.trustpilot_reviews({"reviews": [one]}).iloc[0].to_dict()

    assert (row["rating"], row["reviewer"], row["order_id"]) == (4.0, "c1", str(2**53 + 1))
    assert row["replied_at"] == pd.Timestamp("2025-03-03 10:00", tz="UTC")
    assert not {"title", "text", "body"} & set(row)
    with pytest.raises(em.InvalidRecordsError, match="rating"):
        em.sources.trustpilot_reviews([{**one, "stars": 6}])
