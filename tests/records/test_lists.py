"""A list of records or of dicts works wherever a frame does."""

# ruff: noqa: ANN401

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

import engagement_metrics
from tests.records.tables import SECRET

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

ROWS: list[dict[str, Any]] = [
    {"order_id": 1, "customer_id": "ada", "ordered_at": "2024-02-01T10:00", "amount": "1.00"},
    {"order_id": 2, "customer_id": "ada", "ordered_at": "2024-03-01", "amount": Decimal("2.00")},
    {"order_id": 3, "customer_id": None, "ordered_at": "2024-12-31", "amount": 6},
]
RECORDS = [em.Order.model_validate(row) for row in ROWS]


def with_each(rows: Sequence[dict[str, Any]], **fields: Sequence[object]) -> list[dict[str, Any]]:
    """The rows with more fields, each given row by row."""
    return [
        {**row, **{name: values[i] for name, values in fields.items()}}
        for i, row in enumerate(rows)
    ]


@pytest.mark.parametrize(
    "data",
    [ROWS, tuple(ROWS), RECORDS, tuple(RECORDS), [RECORDS[0], *ROWS[1:]], [ROWS[0], *RECORDS[1:]]],
    ids=["dicts", "tuple of dicts", "records", "tuple of records", "mixed", "mixed again"],
)
def test_lists_are_data(data: object) -> None:
    value = em.average_order_value(data)
    frequency = em.purchase_frequency(data)

    assert (value, value.units, value.rows) == (3.0, 2, 3)
    assert (frequency, frequency.units, frequency.excluded) == (2.0, 1, {"guest": 1})


def test_other_fields_group_and_filter() -> None:
    data = with_each(ROWS, channel=["web", "shop", "web"])

    by_channel = em.average_order_value(data, by="channel", confidence=None)

    assert isinstance(by_channel, pd.DataFrame)
    assert by_channel.to_dict("list") == {
        "channel": ["shop", "web"],
        "average_order_value": [2.0, 3.5],
    }
    assert em.average_order_value(data, where={"channel": "shop"}) == 2.0


def test_fields_that_only_some_rows_have_are_missing_in_the_others() -> None:
    data = [{**ROWS[0], "channel": "web"}, *ROWS[1:]]

    by_channel = em.average_order_value(data, by="channel", confidence=None)

    assert by_channel["average_order_value"].tolist() == [1.0, 4.0]
    assert by_channel["channel"].isna().tolist() == [False, True]


def test_other_fields_add_up() -> None:
    tax = em.total(em.sum_of(em.Order, "tax")) / em.total(em.measures.orders)

    @engagement_metrics.metric(guests=True)
    def tax_per_order() -> Any:
        return tax

    data = with_each(ROWS, tax=[Decimal("0.10"), Decimal("0.20"), 0])

    assert tax_per_order(data) == pytest.approx(0.1)
    assert tax_per_order([em.Order.model_validate(row) for row in data]) == pytest.approx(0.1)


def test_fields_that_no_metric_reads_hold_anything() -> None:
    data = with_each(ROWS, items=[[1, 2], {"sku": "x"}, object()])

    assert em.average_order_value(data) == 3.0


def test_a_field_that_no_row_has_is_a_missing_column() -> None:
    data = [{name: row[name] for name in row if name != "customer_id"} for row in ROWS]

    with pytest.raises(em.MissingColumnError, match="'customer_id'"):
        em.average_order_value(data)
    with pytest.raises(em.MissingColumnError, match="'customer_id'"):
        em.average_order_value([em.Order.model_validate(row) for row in data])


def test_policies_apply_to_lists() -> None:
    data = with_each(
        ROWS, status=["pending", "completed", "completed"], is_test=[None, True, False]
    )

    estimate = em.average_order_value(data)

    assert (estimate, estimate.rows) == (6.0, 1)
    assert estimate.excluded == {"not_completed": 1, "test": 1}


def test_aware_times_of_different_offsets_are_the_same_instants() -> None:
    offsets = [UTC, timezone(timedelta(hours=-5)), ZoneInfo("Europe/Berlin")]
    midnight = datetime(2024, 12, 31, 0, 30, tzinfo=UTC)
    data = with_each(ROWS, ordered_at=[midnight.astimezone(offset) for offset in offsets])

    for tz, day in (("UTC", "2024-12-31"), ("America/New_York", "2024-12-30")):
        estimate = em.average_order_value(data, window="1d", tz=tz)
        assert (estimate, estimate.rows, str(estimate.as_of)) == (3.0, 3, day)


def test_naive_times_are_wall_times_whatever_the_zone() -> None:
    for tz in (None, "UTC", "America/New_York", "Pacific/Auckland"):
        assert str(em.average_order_value(ROWS, tz=tz).as_of) == "2024-12-31"


def test_naive_times_are_not_mixed_with_aware_ones() -> None:
    data = [ROWS[0], {**ROWS[1], "ordered_at": "2024-03-01T00:00Z"}, ROWS[2]]

    with pytest.raises(em.InvalidRecordsError, match="ordered_at"):
        em.average_order_value(data)


def test_no_rows() -> None:
    assert em.average_order_value([]) != em.average_order_value([])
    assert em.purchase_frequency(()).units == 0
    assert len(em.average_order_value([], every="1mo")) == 0
    assert len(em.average_order_value([], by="customer_id")) == 0
    assert len(em.newsletter_open_rate([], every="1mo")) == 0
    assert em.newsletter_open_rate([]).units == 0
    assert em.social_interaction_score([]).units == 0
    table = em.summarize(orders=[], emails=[], social=[], customers=[])
    assert table["metric"].tolist() == [
        "purchase_frequency", "average_order_value", "repeat_purchase_rate",
        "newsletter_open_rate", "social_interaction_score",
    ]  # fmt: skip
    assert table["value"].isna().all()


def test_lists_of_every_kind() -> None:
    emails = [
        {"type": kind, "occurred_at": "2024-12-01", "message_id": message, "recipient": message}
        for kind, message in (("delivered", "m1"), ("delivered", "m2"), ("opened", "m1"))
    ]
    messages = [
        {"recipient": "m1", "sent_at": "2024-12-01", "opened": True},
        {"recipient": "m2", "sent_at": "2024-12-01", "opened": False},
    ]
    social = [
        {"type": "like", "occurred_at": "2024-12-01", "actor_id": "ada", "count": 3},
        {"type": "comment", "occurred_at": "2024-12-02", "actor_id": "bob", "count": 1},
        {"type": "comment", "occurred_at": "2024-12-02", "actor_id": None, "count": 1},
    ]

    assert em.newsletter_open_rate(emails) == 0.5
    assert em.newsletter_open_rate([em.EmailEvent.model_validate(row) for row in emails]) == 0.5
    assert em.newsletter_open_rate(messages) == 0.5
    assert em.newsletter_open_rate([em.EmailMessage.model_validate(row) for row in messages]) == 0.5
    assert em.social_interaction_score(social) == 2.0
    assert em.social_interaction_score(social).excluded == {"anonymous": 1}
    assert (
        em.social_interaction_score([em.SocialEvent.model_validate(row) for row in social]) == 2.0
    )


@pytest.mark.parametrize("as_records", [False, True])
def test_lists_of_customers_lend_their_fields(*, as_records: bool) -> None:
    customers: Any = [{"customer_id": "ada", "plan": "free"}, {"customer_id": "bob", "plan": "x"}]
    if as_records:
        customers = [em.Customer.model_validate(row) for row in customers]

    by_plan = em.purchase_frequency(ROWS[:2], customers=customers, by="plan", confidence=None)

    assert by_plan.to_dict("list") == {"plan": ["free"], "purchase_frequency": [2.0]}


def test_problems_are_counted_and_located_without_their_values() -> None:
    data = [
        ROWS[0],
        {"order_id": SECRET, "customer_id": [SECRET], "ordered_at": SECRET, "amount": 1},
        {"customer_id": SECRET, "ordered_at": "2024-01-01", "amount": -1},
        {"customer_id": SECRET, "ordered_at": SECRET, "amount": SECRET},
        {"customer_id": SECRET, "email": SECRET},
    ]

    with pytest.raises(em.InvalidRecordsError) as refused:
        em.average_order_value(data)

    message = str(refused.value)
    assert SECRET not in message
    assert "orders" in message
    assert "Order" in message
    lines = [line for line in message.splitlines() if "ordered_at" in line]
    assert any("2 records" in line and "positions 1, 3" in line for line in lines)
    assert any("amount" in line and "position 2" in line for line in message.splitlines())
    assert any("customer_id" in line and "position 1" in line for line in message.splitlines())
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None


def test_only_the_first_positions_are_shown() -> None:
    data = [{**ROWS[0], "amount": None}] * 1000

    with pytest.raises(em.InvalidRecordsError, match=r"1,?000 records.* 0, 1, 2, 3, 4") as refused:
        em.average_order_value(data)

    assert len(str(refused.value)) < 500


@pytest.mark.parametrize(
    ("item", "named"),
    [
        (3, "int"),
        (SECRET, "str"),
        (None, "NoneType"),
        ([1], "list"),
        (em.Customer(customer_id=SECRET), "Customer"),
        (em.SocialEvent.model_validate({"type": "like", "occurred_at": "2024-01-01"}), "SocialEve"),
        (pd.Series([1]), "Series"),
    ],
    ids=["int", "str", "None", "list", "customer", "social event", "series"],
)
def test_items_that_are_no_such_record(item: object, named: str) -> None:
    with pytest.raises(em.UnsupportedFrameError, match=f"orders .*position 1.*{named}") as refused:
        em.average_order_value([ROWS[0], item])

    assert SECRET not in str(refused.value)


def test_defaults_stand_in_where_only_some_rows_have_a_field() -> None:
    likes = {"type": "like", "occurred_at": "2024-12-01"}
    rows = [{**likes, "actor_id": "ada", "count": 3}, {**likes, "actor_id": "bob"}]

    assert em.social_interaction_score(rows) == 2.0
    assert em.social_interaction_score(rows[::-1]) == 2.0
    assert em.social_interaction_score([em.SocialEvent.model_validate(row) for row in rows]) == 2.0


def test_keys_that_are_not_text() -> None:
    with pytest.raises(em.EngagementError):
        em.average_order_value([dict([*ROWS[0].items(), (1, 2)])])


def test_dicts_stay_as_they_were() -> None:
    rows = [dict(row) for row in ROWS]

    em.average_order_value(rows, every="1mo")

    assert rows == ROWS


def test_one_kind_of_message_list_whatever_comes_first() -> None:
    messages: list[Any] = [
        {"recipient": "m1", "sent_at": "2024-12-01", "opened": True},
        {"recipient": "m2", "sent_at": "2024-12-01", "opened": False, "delivered": True},
    ]

    assert em.newsletter_open_rate(messages) == em.newsletter_open_rate(messages[::-1]) == 0.5


def test_decimals_of_further_fields_are_numbers() -> None:
    @engagement_metrics.metric()
    def tip_per_order() -> Any:
        return em.total(em.sum_of(em.Order, "tip")) / em.total(em.measures.orders)

    day = {"ordered_at": "2025-03-01", "amount": 20}
    orders = [
        {"customer_id": "ada", "tip": Decimal("1.50"), **day},
        {"customer_id": "bob", "tip": Decimal("2.00"), **day},
    ]

    assert tip_per_order(orders) == 1.75
