"""Arguments that cannot be used are refused, and the message says what can."""

from datetime import UTC
from typing import Any

import pytest

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

ORDERS = [
    {"customer_id": "ada", "ordered_at": "2024-06-30", "amount": 1, "channel": "web"},
    {"customer_id": "bob", "ordered_at": "2024-06-30", "amount": 1, "channel": None},
]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def refused(kind: type[Exception], **options: Any) -> str:
    """The message with which a metric and a summary refuse an argument."""
    with pytest.raises(kind) as error:
        em.repeat_purchase_rate(ORDERS, **options)
    assert isinstance(error.value, em.EngagementError)
    with pytest.raises(kind) as summary:
        em.summarize(orders=ORDERS, **options)
    assert str(summary.value) == str(error.value)
    return str(error.value)


@pytest.mark.parametrize("every", ["M", "ME", "2d", "month", "", 1, ["1d"], True], ids=repr)
def test_every(every: object) -> None:
    message = refused(em.InvalidArgumentError, every=every)

    assert f"every={every!r}" in message
    for known in ("'1d'", "'1w'", "'1mo'", "'1q'", "'1y'"):
        assert known in message


@pytest.mark.parametrize("week_start", ["Monday", "mon", "", 0, None, ["monday"]], ids=repr)
def test_week_start(week_start: object) -> None:
    message = refused(em.InvalidArgumentError, week_start=week_start)

    assert f"week_start={week_start!r}" in message
    assert ", ".join(WEEKDAYS) in message


@pytest.mark.parametrize("tz", ["Mars", "Europe/Berlni", "", "+02:00", 1], ids=repr)
def test_tz(tz: object) -> None:
    assert "'Europe/Berlin'" in refused(em.InvalidArgumentError, tz=tz)


def test_zones_as_objects() -> None:
    em.repeat_purchase_rate(ORDERS, tz=UTC)


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 2, 95, float("nan"), float("inf")])
def test_confidence(confidence: float) -> None:
    message = refused(em.InvalidArgumentError, confidence=confidence)

    assert "between 0 and 1" in message
    assert ("write 0.95" in message) is (confidence == 95)


@pytest.mark.parametrize("confidence", ["0.95", True, [0.95]], ids=repr)
def test_confidence_that_is_no_number(confidence: object) -> None:
    assert "0.95" in refused(em.ArgumentTypeError, confidence=confidence)


@pytest.mark.parametrize("min_units", [-1, 1.5, True, "3"], ids=repr)
def test_min_units(min_units: object) -> None:
    assert "whole number" in refused(em.InvalidArgumentError, min_units=min_units)


@pytest.mark.parametrize("by", [1, {"channel"}, {"channel": 1}, [1], ["channel", None]], ids=repr)
def test_by(by: object) -> None:
    assert refused(em.ArgumentTypeError, by=by).startswith("by takes")


def test_by_names_each_column_once() -> None:
    assert "channel" in refused(em.InvalidArgumentError, by=["channel", "channel"])


def test_by_without_columns_is_one_number() -> None:
    assert em.repeat_purchase_rate(ORDERS, by=[]) == 0


@pytest.mark.parametrize("where", ["web", [("channel", "web")], 3], ids=repr)
def test_where(where: object) -> None:
    message = refused(em.EngagementError, where=where)

    assert "{'channel': ['web', 'app']}" in message


def test_where_takes_one_value_or_several() -> None:
    for allowed, units in (("web", 1), (["web"], 1), (("web", None), 2), ({"web"}, 1), (None, 1),
                           ([None], 1), ([], 0), (frozenset(["app"]), 0)):  # fmt: skip
        assert em.repeat_purchase_rate(ORDERS, where={"channel": allowed}).units == units
    assert em.repeat_purchase_rate(ORDERS, where={}).units == 2


def test_where_takes_no_nested_data() -> None:
    refused(em.EngagementError, where={"channel": {"web": 1}})


def test_unknown_parameters_name_those_that_exist() -> None:
    with pytest.raises(em.ArgumentTypeError, match=r"at_leest.*it has at_least"):
        em.repeat_purchase_rate(ORDERS, at_leest=3)
    with pytest.raises(em.ArgumentTypeError, match="no parameters of its own"):
        em.purchase_frequency(ORDERS, at_least=3)
    with pytest.raises(em.ArgumentTypeError, match="windw"):
        em.purchase_frequency(ORDERS, windw="1d")
    with pytest.raises(em.ArgumentTypeError, match="at_leest"):
        em.repeat_purchase_rate.using(at_leest=3)
    with pytest.raises(TypeError):
        em.summarize(orders=ORDERS, windw="1d")


def test_options_are_named() -> None:
    with pytest.raises(TypeError):
        em.purchase_frequency(ORDERS, "90d")


@pytest.mark.parametrize("at_least", [0, -1, float("nan"), "2", None], ids=repr)
def test_at_least(at_least: object) -> None:
    with pytest.raises(em.EngagementError):
        em.repeat_purchase_rate(ORDERS, at_least=at_least)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"denominator": "opened"}, "'delivered', 'sent'"),
        ({"machine_opens": "drop"}, "'exclude_numerator'"),
        ({"open_days": -1}, "whole number of days"),
        ({"open_days": 1.5}, "whole number of days"),
        ({"open_days": True}, "whole number of days"),
    ],
)
def test_parameters_of_the_open_rate(options: dict[str, Any], says: str) -> None:
    with pytest.raises(em.InvalidArgumentError, match=says):
        em.newsletter_open_rate([], **options)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"weights": {"lik": 1}}, "lik; the types are like,"),
        ({"weights": {"like": "1"}}, "must be a number"),
        ({"weights": {"like": True}}, "must be a number"),
        ({"weights": {"like": float("inf")}}, "finite"),
        ({"weights": {"like": 0}}, "other than 0"),
        ({"weights": {}}, "other than 0"),
        ({"audience": 0}, "number of people"),
        ({"audience": "everybody"}, "'customers'"),
        ({"audience": 2.5}, "number of people"),
        ({"audience": True}, "number of people"),
    ],
    ids=str,
)
def test_parameters_of_the_social_score(options: dict[str, Any], says: str) -> None:
    with pytest.raises(em.InvalidArgumentError, match=says):
        em.social_interaction_score([], **options)


def test_an_audience_smaller_than_those_who_interacted() -> None:
    likes = [{"type": "like", "occurred_at": "2024-01-01", "actor_id": who} for who in "abc"]

    with pytest.raises(em.InvalidArgumentError, match="audience=2 is smaller than the 3"):
        em.social_interaction_score(likes, audience=2)
    assert em.social_interaction_score(likes, audience=3) == 1.0


def test_summaries_refuse_what_they_cannot_show() -> None:
    with pytest.raises(em.InvalidArgumentError, match="'long' or 'wide'"):
        em.summarize(orders=ORDERS, shape="tall")
    with pytest.raises(em.InvalidArgumentError, match="named"):
        em.summarize(orders=ORDERS, metrics=[em.purchase_frequency * em.average_order_value])
    with pytest.raises(em.InvalidArgumentError, match="two metrics"):
        em.summarize(orders=ORDERS, metrics=[em.purchase_frequency, em.purchase_frequency])
    for metrics in ([], "purchase_frequency", [len]):
        with pytest.raises(em.ArgumentTypeError, match="metrics takes"):
            em.summarize(orders=ORDERS, metrics=metrics)
