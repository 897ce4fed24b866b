"""Reviews: published values and the traps of real exports."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

import engagement_metrics as em


def reviews_of(ratings: Sequence[float | None], **columns: Any) -> pd.DataFrame:
    frame = pd.DataFrame({"rating": ratings, **columns})
    return frame.assign(
        reviewer=[f"reviewer {n}" for n in range(len(ratings))],
        created_at=pd.Timestamp("2025-03-01"),
    )


def test_one_review_of_five_stars_on_trustpilot() -> None:
    """Prior of 7 reviews of 3.5 stars: (24.5 + 5) / 8, Trustpilot's TrustScore without decay."""
    assert em.bayesian_mean_rating(reviews_of([5.0])) == 3.6875


@pytest.mark.parametrize(
    ("counts", "bound"),
    [((60, 80, 75, 20, 25), 3.36843), ((1, 0, 0, 0, 0), 2.40366), ((0, 0, 0, 0, 0), 2.04737)],
)
def test_star_ratings_are_ranked_by_what_is_proven(counts: Sequence[int], bound: float) -> None:
    """E. Miller, "Ranking Items With Star Ratings", 2014: counts of 5 stars down to 1."""
    stars = [float(5 - place) for place, number in enumerate(counts) for _ in range(number)]
    rating = em.star_rating_lower_bound(reviews_of(stars).astype({"rating": float}), window=None)
    assert rating == pytest.approx(bound, abs=5e-6)
    assert math.isnan(rating.low)


def test_one_review_of_five_stars_proves_little() -> None:
    frame = reviews_of([5.0] + [5.0, 4.0] * 50, product_id=["new"] + ["old"] * 100)
    table = em.star_rating_lower_bound(frame, by="product_id")
    new, old = table["star_rating_lower_bound"]
    assert new < old < 4.5


@pytest.mark.parametrize("wrong", [{"z": 0}, {"z": True}, {"z": "two"}, {"scale": (0.5, 5)}])
def test_bounds_of_stars_are_asked_for_well(wrong: dict[str, Any]) -> None:
    with pytest.raises(em.InvalidArgumentError):
        em.star_rating_lower_bound.using(**wrong)


def test_without_reviews_the_prior_is_left() -> None:
    assert em.bayesian_mean_rating(reviews_of([]).astype({"rating": float}), prior_mean=3) == 3


def test_wilson_lower_bound_of_eighteen_of_twenty() -> None:
    """The interval of R's binom package, .6989663548 to .9721335188."""
    share = em.positive_review_share(reviews_of([5.0] * 18 + [1.0] * 2))
    assert (share.low, share.high) == pytest.approx((0.6989663548, 0.9721335188), abs=1e-9)


def test_no_star_of_woocommerce_is_refused_where_it_is() -> None:
    with pytest.raises(em.InvalidRecordsError, match=r"outside 1 to 5 in 1 row .* position 1;"):
        em.mean_rating(reviews_of([5, 0, 4]))


def test_stars_of_a_scale_of_ten_are_refused_until_the_scale_is_told() -> None:
    frame = reviews_of([10, 7, 8])
    with pytest.raises(em.InvalidRecordsError, match=r"in 3 rows .* positions 0, 1, 2;"):
        em.mean_rating(frame)
    assert em.mean_rating(frame, scale=(1, 10)) == pytest.approx(25 / 3)


def test_what_does_not_count_may_be_outside_the_scale() -> None:
    frame = reviews_of([5, 0], status=["published", "spam"])
    assert em.mean_rating(frame) == 5


def test_stars_in_words_are_refused() -> None:
    with pytest.raises(em.InvalidRecordsError, match="rating of reviews holds String, not numbers"):
        em.positive_review_share(reviews_of([1]).assign(rating="FIVE"))


def test_reviews_without_stars_are_left_out_and_counted() -> None:
    rating = em.mean_rating(reviews_of([4, None]))
    assert (float(rating), rating.rows, rating.excluded) == (4, 1, {"not_counted": 1})


def test_a_reviewer_of_many_products_is_one_reviewer() -> None:
    frame = reviews_of([5.0, 5.0, 1.0, 1.0]).assign(reviewer=["a", "a", "b", "b"])
    apart = em.mean_rating(reviews_of([5.0, 5.0, 1.0, 1.0]))
    rating = em.mean_rating(frame)
    assert (float(rating), rating.units, apart.units) == (3, 2, 4)
    assert rating.std_error > apart.std_error


def test_anonymous_reviews_are_reviewers_of_their_own() -> None:
    frame = reviews_of([5.0, 1.0]).assign(reviewer=pd.Series([None, None], dtype="str"))
    assert em.mean_rating(frame).units == 2


def test_an_answer_across_the_end_of_summer_time_took_an_hour() -> None:
    frame = reviews_of([5.0]).assign(
        created_at=datetime(2024, 10, 27, 0, 30, tzinfo=UTC),
        replied_at=datetime(2024, 10, 27, 1, 30, tzinfo=UTC),
    )
    for column in ("created_at", "replied_at"):
        frame[column] = frame[column].dt.tz_convert("Europe/Berlin")
    assert em.review_response_time(frame) == 1


def test_reviews_per_order_and_reviewing_buyers() -> None:
    orders = pd.DataFrame({"customer_id": list("aabc"), "amount": 10.0})
    orders["ordered_at"] = pd.Timestamp("2025-03-01")
    reviews = reviews_of([5.0, 4.0, 3.0]).assign(
        customer_id=["a", "a", "stranger"], order_id=pd.Series(["o1", None, "o9"])
    )
    assert em.review_rate(orders=orders, reviews=reviews) == 2 / 4
    assert em.reviewing_buyer_share(orders=orders, reviews=reviews) == pytest.approx(1 / 3)


@pytest.mark.parametrize("scale", [(5, 1), (1,), (1, "5"), (True, 5)])
def test_a_scale_has_two_ends(scale: Any) -> None:  # noqa: ANN401
    with pytest.raises(em.InvalidArgumentError, match="the lowest and the highest score"):
        em.mean_rating(reviews_of([5.0]), scale=scale)


@pytest.mark.parametrize("prior", [{"prior_mean": 6}, {"prior_weight": 0}])
def test_a_prior_is_on_the_scale_and_weighs_something(prior: dict[str, Any]) -> None:
    with pytest.raises(em.InvalidArgumentError, match="must be on the scale from 1 to 5"):
        em.bayesian_mean_rating.using(**prior)
