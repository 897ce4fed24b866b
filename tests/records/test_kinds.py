"""Every kind of record can be measured: counted, added up, told apart by whose it is."""

# ruff: noqa: ANN401

from datetime import datetime
from typing import Any

import pandas as pd
import polars as pl
import pytest

import engagement_metrics
from engagement_metrics.records.kinds import DATA
from engagement_metrics.records.models import ARGUMENTS, MODULES

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

DAY = datetime(2025, 3, 1)  # noqa: DTZ001 (naive, as many exports are)
# Of each kind three records of two units, the second of which is known by a fallback.
RECORDS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "order_lines": (
        "OrderLine",
        [
            {"order_id": order, "line_id": line, "customer_id": who, "ordered_at": DAY}
            for order, line, who in (("1", "a", "ada"), ("1", "b", "ada"), ("2", "a", "bob"))
        ],
    ),
    "refunds": (
        "Refund",
        [
            {"order_id": i, "refund_id": i, "customer_id": w, "refunded_at": DAY, "amount": 1}
            for i, w in enumerate(("ada", "ada", "bob"))
        ],
    ),
    "posts": (
        "PostStats",
        [{"post_id": i, "published_at": DAY, "likes": i} for i in ("1", "2")],
    ),
    "reviews": (
        "Review",
        [
            {"review_id": "1", "customer_id": "ada", "rating": 5, "created_at": DAY},
            {"review_id": "2", "customer_id": "ada", "rating": 4, "created_at": DAY},
            {"review_id": "3", "reviewer": "bob", "rating": 3, "created_at": DAY},
            {"review_id": "4", "reviewer": "eve", "created_at": DAY, "status": "spam"},
        ],
    ),
    "surveys": (
        "SurveyResponse",
        [
            {"survey": "nps", "score": score, "responded_at": DAY, **who}
            for score, who in (
                (9, {"customer_id": "ada"}),
                (7, {"customer_id": "ada"}),
                (1, {"respondent_id": "bob"}),
            )
        ],
    ),
    "web_events": (
        "WebEvent",
        [
            {"name": "page_view", "occurred_at": DAY, **who}
            for who in ({"user_id": "ada"}, {"user_id": "ada"}, {"device_id": "d1"})
        ],
    ),
    "sessions": (
        "WebSession",
        [
            {"session_id": i, "started_at": DAY, "page_views": 2, **who}
            for i, who in enumerate(({"user_id": "ada"}, {"user_id": "ada"}, {"device_id": "d1"}))
        ],
    ),
    "loyalty": (
        "LoyaltyEvent",
        [
            {"customer_id": who, "type": "earn", "points": 10, "occurred_at": DAY}
            for who in ("ada", "ada", "bob")
        ],
    ),
}
each_kind = pytest.mark.parametrize("argument", RECORDS)


def per_unit(argument: str) -> Any:
    """The records of a kind per unit that has any."""
    counted = em.count(getattr(em, RECORDS[argument][0]))
    return em.metric()(named("per_unit", em.total(counted) / em.total(counted >= 1)))


def named(name: str, formula: Any) -> Any:
    """A function of a name that returns a formula."""

    def function() -> Any:
        return formula

    function.__name__ = name
    return function


@each_kind
def test_dicts_records_and_frames_of_each_kind(argument: str) -> None:
    model, rows = RECORDS[argument]
    records = [getattr(em, model).model_validate(row) for row in rows]
    expected = 1.0 if argument == "posts" else 1.5

    ask = per_unit(argument)

    for data in (rows, records, pd.DataFrame(rows), pl.DataFrame(rows), pl.LazyFrame(rows)):
        estimate = ask(data)
        assert (estimate, estimate.units) == (expected, 2)
        assert ask(**{argument: data}) == expected


@each_kind
def test_summaries_take_each_kind(argument: str) -> None:
    rows = pl.DataFrame(RECORDS[argument][1])

    table = em.summarize(**{argument: rows}, metrics=[per_unit(argument).named("ours")])

    assert isinstance(table, pl.DataFrame)
    assert table["metric"].to_list() == ["ours"]
    assert table["units"].to_list() == [2]


def test_two_kinds_are_joined_by_customer() -> None:
    orders = pd.DataFrame(
        {"customer_id": ["ada", "ada", "bob"], "ordered_at": pd.to_datetime([DAY] * 3)}
    )
    reviews = [{"customer_id": "ada", "rating": 5, "created_at": DAY}]
    written, ordered = em.count(em.Review), em.measures.orders
    share = em.metric()(
        named("share", em.total((written >= 1) & (ordered >= 1)) / em.total(ordered >= 1))
    )

    assert share(orders=orders, reviews=reviews) == 0.5
    with pytest.raises(em.ArgumentTypeError, match=r"reviews=.*orders=|orders=.*reviews="):
        share(orders)


def test_reviews_that_are_not_published_do_not_count() -> None:
    assert per_unit("reviews")(RECORDS["reviews"][1]).excluded == {"not_published": 1}


def test_money_of_each_kind_is_of_one_currency() -> None:
    revenue = em.sum_of(em.WebSession, "revenue")
    per_session = em.metric()(
        named("per_session", em.total(revenue) / em.total(em.count(em.WebSession)))
    )
    rows = [
        {"session_id": i, "started_at": DAY, "user_id": "ada", "revenue": 1.0, "currency": code}
        for i, code in enumerate(("EUR", "USD"))
    ]

    with pytest.raises(em.InvalidRecordsError, match=r"EUR.*USD"):
        per_session(rows)


def test_what_to_do_about_repeated_ids_fits_the_kind() -> None:
    post = RECORDS["posts"][1][0]

    with pytest.raises(em.InvalidRecordsError, match="latest snapshot"):
        per_unit("posts")([post, post])


def test_every_model_can_be_had_and_every_argument_has_one() -> None:
    assert set(MODULES) <= set(em.__all__)
    assert set(ARGUMENTS) == set(DATA)
    for argument, names in ARGUMENTS.items():
        for name in names:
            assert getattr(em, name).row_source.kind.argument == argument


def test_names_of_data_are_no_names_of_parameters() -> None:
    for argument in DATA:
        namespace: dict[str, Any] = {"em": em}
        exec(f"def own({argument}=1): ...", namespace)  # noqa: S102

        with pytest.raises(em.DefinitionError, match=argument):
            em.metric()(namespace["own"])
