"""Each record is a pydantic model: what it takes, what it makes of it, what it refuses."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

import engagement_metrics as em
from engagement_metrics.records.models import MODULES

STATUSES = ("completed", "pending", "cancelled", "failed", "draft")
NOON = datetime(2025, 3, 1, 12)  # noqa: DTZ001 (naive, as many exports are)

MINIMAL: list[tuple[type[BaseModel], dict[str, Any]]] = [
    (em.Order, {"ordered_at": NOON, "amount": 19.9}),
    (
        em.EmailEvent,
        {"type": "opened", "occurred_at": NOON, "message_id": "m1", "recipient": "r1"},
    ),
    (em.EmailMessage, {"recipient": "r1", "sent_at": NOON, "opened": True}),
    (em.SocialEvent, {"type": "like", "occurred_at": NOON}),
    (em.Customer, {"customer_id": "ada"}),
    (em.OrderLine, {"order_id": "o1"}),
    (em.Refund, {"order_id": "o1", "refunded_at": NOON, "amount": 2.0}),
    (em.PostStats, {"post_id": "p1", "published_at": NOON}),
    (em.Review, {"created_at": NOON}),
    (em.SurveyResponse, {"survey": "nps", "responded_at": NOON}),
    (em.WebEvent, {"name": "page_view", "occurred_at": NOON}),
    (em.WebSession, {"session_id": "s1", "started_at": NOON}),
    (em.LoyaltyEvent, {"customer_id": "a", "type": "earn", "points": 1.0, "occurred_at": NOON}),
]
each_model = pytest.mark.parametrize(
    ("model", "fields"), MINIMAL, ids=[model.__name__ for model, _ in MINIMAL]
)


@each_model
def test_the_required_fields_are_enough(model: type[BaseModel], fields: dict[str, Any]) -> None:
    record = model(**fields)

    assert record.model_dump(exclude_unset=True) == fields


@each_model
def test_each_required_field_is_required(model: type[BaseModel], fields: dict[str, Any]) -> None:
    for name in fields:
        with pytest.raises(ValidationError, match=name):
            model.model_validate({key: fields[key] for key in fields if key != name})


@each_model
def test_records_do_not_change(model: type[BaseModel], fields: dict[str, Any]) -> None:
    record = model(**fields)

    for name, value in fields.items():
        with pytest.raises(ValidationError, match="frozen"):
            setattr(record, name, value)


@each_model
def test_other_fields_are_kept(model: type[BaseModel], fields: dict[str, Any]) -> None:
    record = model(**fields, channel="web")

    assert record.model_dump()["channel"] == "web"


@each_model
def test_records_survive_json(model: type[BaseModel], fields: dict[str, Any]) -> None:
    record = model(**fields)

    assert model.model_validate_json(record.model_dump_json()) == record


@each_model
def test_models_describe_themselves_as_json_schema(
    model: type[BaseModel], fields: dict[str, Any]
) -> None:
    schema = model.model_json_schema()

    assert set(schema["required"]) == set(fields)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(19.9, 19.9), ("19.90", 19.9), (Decimal("19.90"), 19.9), (0, 0.0), (1, 1.0)],
)
def test_amounts(amount: object, expected: float) -> None:
    order = em.Order.model_validate({"ordered_at": NOON, "amount": amount})

    assert order.amount == expected
    assert type(order.amount) is float


@pytest.mark.parametrize("amount", [-0.01, float("nan"), float("inf"), "much", None])
def test_amounts_that_are_none(amount: object) -> None:
    with pytest.raises(ValidationError, match="amount"):
        em.Order.model_validate({"ordered_at": NOON, "amount": amount})


@pytest.mark.parametrize("number", [7, "7"], ids=["number", "text"])
def test_ids_are_text(number: object) -> None:
    order = em.Order.model_validate(
        {"order_id": number, "customer_id": number, "ordered_at": NOON, "amount": 1}
    )

    assert (order.order_id, order.customer_id) == ("7", "7")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2025-03-01", datetime(2025, 3, 1)),  # noqa: DTZ001
        ("2025-03-01T12:00", NOON),
        ("2025-03-01T12:00Z", NOON.replace(tzinfo=UTC)),
        (NOON, NOON),
    ],
)
def test_moments(moment: object, expected: datetime) -> None:
    order = em.Order.model_validate({"ordered_at": moment, "amount": 1})

    assert order.ordered_at == expected
    assert order.ordered_at.tzinfo == expected.tzinfo


def test_moments_keep_their_offset() -> None:
    order = em.Order.model_validate({"ordered_at": "2025-03-01T12:00+02:00", "amount": 1})

    assert order.ordered_at.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize("currency", ["eur", "EURO", "€", ""])
def test_currencies_are_iso_codes(currency: str) -> None:
    with pytest.raises(ValidationError, match="currency"):
        em.Order.model_validate({"ordered_at": NOON, "amount": 1, "currency": currency})


@pytest.mark.parametrize("status", [*STATUSES, None])
def test_statuses_of_the_vocabulary(status: str | None) -> None:
    order = em.Order.model_validate({"ordered_at": NOON, "amount": 1, "status": status})

    assert order.status == status


def test_the_vocabulary_of_statuses_is_that_of_the_model() -> None:
    literal, _ = get_args(em.Order.model_fields["status"].annotation)

    assert get_args(literal) == STATUSES


@pytest.mark.parametrize("kind", get_args(em.SocialEvent.model_fields["type"].annotation))
def test_interactions_of_the_vocabulary(kind: str) -> None:
    event = em.SocialEvent.model_validate({"type": kind, "occurred_at": NOON})

    assert (event.type, event.count) == (kind, 1)


@pytest.mark.parametrize("kind", get_args(em.EmailEvent.model_fields["type"].annotation))
def test_email_events_of_the_vocabulary(kind: str) -> None:
    event = em.EmailEvent.model_validate(
        {"type": kind, "occurred_at": NOON, "message_id": "m1", "recipient": "r1"}
    )

    assert event.type == kind


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (em.Order, {"ordered_at": NOON, "amount": 1, "status": "done"}),
        (em.SocialEvent, {"type": "likes", "occurred_at": NOON}),
        (em.SocialEvent, {"type": "like", "occurred_at": NOON, "count": -1}),
        (em.SocialEvent, {"type": "like", "occurred_at": NOON, "count": 1.5}),
        (
            em.EmailEvent,
            {"type": "open", "occurred_at": NOON, "message_id": "m1", "recipient": "r1"},
        ),
    ],
)
def test_values_outside_the_vocabulary(model: type[BaseModel], fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(fields)


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (em.Review, {"rating": 6, "created_at": NOON}),
        (em.Review, {"rating": 0.5, "created_at": NOON}),
        (em.SurveyResponse, {"survey": "nps", "score": 11, "scale_max": 10, "responded_at": NOON}),
        (
            em.WebSession,
            {"session_id": 1, "started_at": NOON, "ended_at": NOON - timedelta(seconds=1)},
        ),
        (
            em.WebSession,
            {"session_id": 1, "started_at": NOON, "ended_at": NOON.replace(tzinfo=UTC)},
        ),
    ],
)
def test_fields_in_order(model: type[BaseModel], fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=r"greater than|only one has a zone"):
        model.model_validate(fields)


def test_fields_say_what_they_mean_and_are_counted_in() -> None:
    for name in sorted(set(em.__all__) & set(MODULES)):
        schema = getattr(em, name).model_json_schema()
        assert all(field["description"] for field in schema["properties"].values()), name
    order = em.Order.model_json_schema()["properties"]

    assert order["amount"]["unit"] == "units of the currency"
    assert order["customer_id"]["anyOf"][0]["personal"] is True


@pytest.mark.parametrize("name", ["order_id", "customer_id"])
def test_ids_are_not_empty(name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        em.Order.model_validate({"ordered_at": NOON, "amount": 1, name: ""})
