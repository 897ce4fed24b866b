"""The social score with every parameter, counted by hand."""

import math
from datetime import datetime
from typing import Any

import polars as pl
import pytest

import engagement_metrics as em

DAY = datetime(2024, 5, 1, 12)  # noqa: DTZ001


def events(*rows: tuple[str, str | None], count: list[int] | None = None) -> pl.DataFrame:
    frame = pl.DataFrame(
        {
            "type": [kind for kind, _ in rows],
            "occurred_at": [DAY] * len(rows),
            "actor_id": pl.Series([who for _, who in rows], dtype=pl.String),
        },
        schema_overrides={"type": pl.String, "occurred_at": pl.Datetime("us")},
    )
    return frame if count is None else frame.with_columns(count=pl.Series(count))


@pytest.fixture
def social() -> pl.DataFrame:
    return events(
        ("like", "ada"), ("like", "ada"), ("share", "ada"), ("follow", "bob"), ("view", "cem"),
        ("unfollow", "bob"), ("like", None),
    )  # fmt: skip


def test_each_interaction_weighs_one(social: pl.DataFrame) -> None:
    one = em.social_interaction_score(social)
    assert (one, one.numerator, one.denominator) == (2.0, 4.0, 2.0)
    assert (one.units, one.rows) == (2, 4)
    assert dict(one.excluded) == {"anonymous": 1, "not_counted": 2}
    # Influences (3 - 2) / 2 and (1 - 2) / 2: the variance is 2 / 1 * 1 / 2.
    assert one.std_error == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize(
    ("kind", "weight"),
    [
        *((kind, 1) for kind in (
            "like", "comment", "share", "save", "follow", "ambassador_follow", "review", "message",
            "mention",
        )),
        *((kind, 0) for kind in (
            "unfollow", "click", "profile_visit", "view", "dislike", "hide", "report", "other",
        )),
    ],
)  # fmt: skip
def test_default_weights(kind: str, weight: int) -> None:
    one = em.social_interaction_score(events((kind, "ada")))
    assert (one.numerator, one.denominator, one.units) == (weight, weight, weight)
    assert math.isnan(one) is (weight == 0)


@pytest.mark.parametrize("every", [None, "1d"])
def test_weights(social: pl.DataFrame, every: Any) -> None:  # noqa: ANN401
    weighted = em.social_interaction_score.using(weights={"like": 0.5, "share": 3, "view": 2})
    # ada 0.5 + 0.5 + 3, cem 2; bob's follow is not named, so it weighs nothing.
    table = em.summarize(social=social, metrics=[weighted], every=every)
    row = table.row(0, named=True)
    assert (row["value"], row["numerator"], row["denominator"]) == (3.0, 6.0, 2.0)
    assert (row["units"], row["rows"]) == (2, 4)


def test_a_weight_of_zero_is_no_interaction(social: pl.DataFrame) -> None:
    one = em.social_interaction_score(social, weights={"like": 0, "follow": 2})
    assert (one, one.units, one.rows) == (2.0, 1, 1)


def test_a_negative_weight_counts_against_the_score(social: pl.DataFrame) -> None:
    one = em.social_interaction_score(social, weights={"follow": 1, "unfollow": -1})
    assert (one, one.units, one.rows) == (0.0, 1, 2)


def test_rows_may_stand_for_several_interactions() -> None:
    counted = events(("like", "ada"), ("like", "bob"), ("like", "cem"), count=[5, 1, 0])
    one = em.social_interaction_score(counted)
    # cem's row stands for nothing at all.
    assert (one, one.numerator, one.units) == (3.0, 6.0, 2)


def test_an_audience_counts_the_silent_too(social: pl.DataFrame) -> None:
    one = em.social_interaction_score(social, audience=10)
    assert (one, one.denominator, one.units) == (0.4, 10.0, 10)
    # Influences (3 - 0.4) / 10, (1 - 0.4) / 10 and eight times -0.4 / 10.
    squares = (2.6**2 + 0.6**2 + 8 * 0.4**2) / 100
    assert one.std_error == pytest.approx(math.sqrt(10 / 9 * squares), rel=1e-12)
    nobody = em.social_interaction_score(events(("view", "ada")), audience=10)
    assert (nobody, nobody.low, nobody.high) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("every", [None, "1d"])
def test_a_roster_is_the_audience(social: pl.DataFrame, every: Any) -> None:  # noqa: ANN401
    customers = pl.DataFrame(
        {"customer_id": ["ada", "dan", "eve", "cem"], "segment": ["x", "x", "y", "y"]}
    )
    score = em.social_interaction_score.using(audience="customers")
    one = score(social, customers=customers)
    # bob is in no roster; of the four who are, only ada interacted.
    assert (one, one.numerator, one.denominator) == (0.75, 3.0, 4.0)
    assert (one.units, one.rows) == (4, 3)
    assert dict(one.excluded) == {"anonymous": 1, "not_counted": 1, "not_in_customers": 2}
    squares = ((3 - 0.75) ** 2 + 3 * 0.75**2) / 16
    assert one.std_error == pytest.approx(math.sqrt(4 / 3 * squares), rel=1e-12)
    table = score(social, customers=customers, by="segment", every=every, detail=True)
    # The anonymous like has a group of its own, in which there is nobody to interact.
    assert table["segment"].to_list() == ["x", "y", None]
    assert table["social_interaction_score"].to_list() == [1.5, 0.0, None]
    assert table["units"].to_list() == [2, 2, 0]
    with pytest.raises(em.ArgumentTypeError, match="customers"):
        score(social)


def test_whose_an_event_is() -> None:
    # Ada has two accounts.
    known = events(("like", "ada1"), ("like", "ada2"), ("like", "bob")).with_columns(
        customer_id=pl.Series(["ada", "ada", None])
    )
    one = em.social_interaction_score(known)
    assert (one, one.units) == (1.5, 2)
    assert em.social_interaction_score(known.drop("customer_id")) == 1.0
    assert em.social_interaction_score(known.drop("actor_id")).excluded["anonymous"] == 1


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ({"weights": {"like": 1, "poke": 2}}, "poke"),
        ({"weights": {"like": "much"}}, "number"),
        ({"weights": {"like": True}}, "number"),
        ({"weights": {"like": math.inf}}, "finite"),
        ({"weights": {"like": 0}}, "at least one"),
        ({"weights": {}}, "at least one"),
        ({"audience": 0}, "audience"),
        ({"audience": -3}, "audience"),
        ({"audience": True}, "audience"),
        ({"audience": "everybody"}, "audience"),
        ({"audience": 2.5}, "audience"),
        ({"audience": 1}, "smaller than the 2"),
    ],
)
def test_what_makes_no_sense_is_refused(
    social: pl.DataFrame, own: dict[str, Any], message: str
) -> None:
    with pytest.raises(em.InvalidArgumentError, match=message):
        em.social_interaction_score(social, **own)
