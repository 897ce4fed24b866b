"""Engagement rates of posts on a published example, and their traps, by hand."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest

import engagement_metrics

# Type checkers would refuse some of what is asked here.
em: Any = engagement_metrics

DAY = date(2025, 3, 1)
BASES = {
    "reach": "engagement_rate_by_reach",
    "followers_at_publish": "engagement_rate_by_followers",
    "impressions": "engagement_rate_by_impressions",
    "views": "post_engagement_rate_by_views",
}


def posts(**columns: Sequence[int | None]) -> pl.DataFrame:
    """Posts of one day."""
    size = len(next(iter(columns.values())))
    return pl.DataFrame({"post_id": range(size), "published_at": [DAY] * size, **columns})


def test_the_mean_of_hootsuite() -> None:
    # Hootsuite, "How to calculate engagement rate": (3.4 % + 3.5 %) / 2 = 3.45 %.
    two = posts(reach=[1000, 200], likes=[34, 7])
    mean = em.mean_engagement_rate_by_reach(two, types=["like"])
    assert mean == pytest.approx(0.0345, abs=1e-12)
    # All interactions over all reach is another number.
    assert em.engagement_rate_by_reach(two, types=["like"]) == 41 / 1200


@pytest.mark.parametrize("base", BASES)
def test_each_base(base: str) -> None:
    two = posts(**{base: [100, 300], "likes": [3, 1], "comments": [1, 0], "shares": [0, 2]})
    rate = getattr(em, BASES[base])
    mean = getattr(em, f"mean_{BASES[base].removeprefix('post_')}")
    types = ["like", "comment", "share"]
    one = rate(two, types=types)
    assert (one, one.numerator, one.denominator, one.units) == (7 / 400, 7, 400, 2)
    assert mean(two, types=types) == pytest.approx((0.04 + 0.01) / 2, abs=1e-12)


def test_the_interval_of_the_mean_is_that_of_posts() -> None:
    rates = [0.01, 0.02, 0.06]
    three = posts(reach=[100, 100, 100], likes=[1, 2, 6])
    mean = em.mean_engagement_rate_by_reach(three, types=["like"])
    average = sum(rates) / 3
    error = math.sqrt(sum((rate - average) ** 2 for rate in rates) / 2 / 3)
    assert mean.std_error == pytest.approx(error)
    # Student's t with 2 degrees of freedom at 97.5 %, as in every table of it.
    assert mean.high == pytest.approx(average + 4.302653 * error, abs=1e-7)


def test_what_is_unknown_is_not_zero() -> None:
    three = posts(reach=[100, 100, None], likes=[5, None, 9], comments=[1, 1, 1])
    one = em.engagement_rate_by_reach(three, types=["like", "comment"])
    assert (one, one.units, one.excluded) == (0.06, 1, {"not_counted": 2})
    assert em.engagement_rate_by_reach(three, types="comment") == 0.01
    with pytest.raises(em.MissingColumnError, match="'shares' is needed"):
        em.engagement_rate_by_reach(three)


@pytest.mark.parametrize("make", [pl.DataFrame.lazy, lambda f: duckdb.from_df(f.to_pandas())])
def test_posts_that_nobody_saw_have_no_rate(make: Any) -> None:  # noqa: ANN401
    two = make(posts(reach=[100, 0], likes=[5, 3]))
    mean = em.mean_engagement_rate_by_reach(two, types=["like"])
    assert mean == pytest.approx(0.05, abs=1e-12)
    assert mean.excluded == {"not_counted": 1}
    assert em.engagement_rate_by_reach(two, types=["like"]) == 0.05
    nobody = make(posts(reach=[0], likes=[5]))
    assert math.isnan(em.mean_engagement_rate_by_reach(nobody, types=["like"]))


def test_the_rate_of_the_average_day() -> None:
    days = [date(2025, 3, 1), date(2025, 3, 1), date(2025, 3, 3)]
    three = posts(followers_at_publish=[100, 100, 200], likes=[2, 4, 1]).with_columns(
        published_at=pl.Series(days)
    )
    # Two posts on the first of March, none on the second, one on the third.
    by_day = [(2 + 4) / 100, 0, 1 / 200]
    rate = em.daily_engagement_rate(three, types=["like"], window="3d")
    assert rate == pytest.approx(sum(by_day) / 3, abs=1e-12)
    assert math.isnan(rate.low)
    history = em.daily_engagement_rate(three, types=["like"], window="1d", every="1d")
    assert history["daily_engagement_rate"].to_list() == pytest.approx(by_day, abs=1e-12)


def test_snapshots_of_a_post_are_not_posts() -> None:
    twice = posts(reach=[100, 110], likes=[5, 6]).with_columns(post_id=pl.lit("p1"))
    with pytest.raises(em.InvalidRecordsError, match="keep its latest snapshot only"):
        em.engagement_rate_by_reach(twice, types=["like"])


@pytest.mark.parametrize("types", [["love"], [], "view"])
def test_types_have_a_counter(types: Any) -> None:  # noqa: ANN401
    with pytest.raises(em.InvalidArgumentError, match="posts count like, comment, share"):
        em.engagement_rate_by_reach(posts(reach=[1], likes=[1]), types=types)


def test_share_of_voice() -> None:
    social = pl.DataFrame(
        {
            "type": ["mention"] * 6 + ["like"],
            "occurred_at": [DAY] * 7,
            "actor_id": ["a", "a", "b", "c", None, "d", "e"],
            "account_id": ["acme", "rival", "acme-support", "rival", "rival", None, "acme"],
        }
    )
    one = em.share_of_voice(social, accounts=["acme", "acme-support"])
    assert (one, one.numerator, one.denominator) == (0.4, 2, 5)
    assert one.excluded == {"not_counted": 2}
    assert em.share_of_voice(social, accounts="acme") == 0.2
    assert em.share_of_voice(social, accounts="acme", types=["like"]) == 1.0
    with pytest.raises(em.InvalidArgumentError, match="unknown types of interaction"):
        em.share_of_voice(social, types=["shout"])
