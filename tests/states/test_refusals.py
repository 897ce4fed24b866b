"""What cannot be added, reduced or asked, and how the library says so."""

# Naive times are what many exports hold.
# ruff: noqa: DTZ001

import copy
import operator
import pickle
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

import engagement_metrics as em
from engagement_metrics.errors import (
    ArgumentTypeError,
    InvalidArgumentError,
    InvalidRecordsError,
    MissingColumnError,
)

ORDERS = pl.DataFrame(
    {
        "order_id": [1, 2, 3],
        "customer_id": ["ada", "ada", "bob"],
        "ordered_at": [datetime(2025, 3, 1, 9), datetime(2025, 3, 1, 10), datetime(2025, 3, 2)],
        "amount": [10.0, 20.0, 30.0],
        "channel": ["web", "web", "app"],
    }
)
EVENTS = pl.DataFrame(
    {
        "type": ["delivered", "opened"],
        "occurred_at": [datetime(2025, 3, 1), datetime(2025, 3, 2)],
        "message_id": ["m", "m"],
        "recipient": ["ada", "ada"],
        "campaign_id": ["spring", None],
    }
)
VALUE, OPENED = [em.average_order_value], [em.newsletter_open_rate]
STATE = em.reduce(ORDERS, VALUE, batch="monday")


def reduced(**changes: Any) -> em.State:
    return em.reduce(**{"data": ORDERS, "metrics": VALUE, **changes})


def test_a_batch_is_added_once() -> None:
    again = reduced(batch="tuesday") + STATE
    for twice in (STATE, again):
        with pytest.raises(InvalidArgumentError, match="batch 'monday' is in both states"):
            STATE + twice
    # Without a label nobody can know.
    assert em.purchase_frequency(reduced() + reduced()) == 3.0
    with pytest.raises(InvalidRecordsError, match="order_id of orders repeats"):
        reduced(data=pl.concat([ORDERS, ORDERS]))
    assert em.purchase_frequency(reduced(data=pl.concat([ORDERS, ORDERS]), checks=False)) == 3.0


AWARE = ORDERS.with_columns(pl.col("ordered_at").dt.replace_time_zone("UTC"))
GIFTS = em.total(em.count(em.Order, where={"gift": True}))
PRESENTS = em.count(em.Order, where=em.column("gift", default=False) == True)  # noqa: E712


@em.metric(unit="orders")
def presents() -> em.Formula:
    return em.total(PRESENTS)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"by": "channel"}, r"of orders, by is \(\) in one and \('channel',\) in the other"),
        ({"where": {"channel": "web"}}, r"where is None in one and \"\(channel == 'web'\)\""),
        ({"data": AWARE}, r"days begin in {'ordered_at': None} in one and {'ordered_at': 'UTC'}"),
        ({"metrics": [em.purchase_frequency]}, "the sum of amount of orders stands in only one"),
        ({"metrics": [*VALUE, presents]}, r"taken for their defaults are \(\) in one and \('gift"),
        ({"data": ORDERS.with_columns(status=pl.lit("completed"))}, "status of orders stands in"),
        ({"data": ORDERS.with_columns(customer_id=pl.lit(1))}, "customer_id of orders holds "),
        ({"emails": EVENTS, "metrics": [*VALUE, *OPENED], "data": None, "orders": ORDERS},
         "one is of orders, the other of emails and orders"),
    ],
)  # fmt: skip
def test_states_of_different_settings(changes: Any, said: str) -> None:  # noqa: ANN401
    other = reduced(**changes, batch="tuesday")
    with pytest.raises(InvalidArgumentError, match=said):
        STATE + other
    with pytest.raises(InvalidArgumentError, match=r"in one|only one|one is of"):
        other + STATE


def test_columns_of_types_that_can_be_added() -> None:
    category = ORDERS.with_columns(pl.col("customer_id").cast(pl.Categorical))
    guests = ORDERS.with_columns(customer_id=pl.lit(None))
    for other in (category, guests):
        for both in (STATE + reduced(data=other), reduced(data=other) + STATE):
            assert both.parts["orders"].frame["em_rows"].sum() == 6
    whole = reduced(data=ORDERS.with_columns(customer_id=pl.Series([1, 1, 2])))
    floats = reduced(data=ORDERS.with_columns(customer_id=pl.Series([1.0, 1.0, 2.0])))
    assert em.purchase_frequency(whole + floats).units == 2


def test_conditions_that_say_the_same() -> None:
    states = [reduced(where={"channel": names}) for names in (["web", "app"], ["app", "web"])]
    assert em.purchase_frequency(states[0] + states[1]) == 3.0
    assert states[0].parts["orders"].kept.where == "(channel is_in ['app', 'web'])"
    large = ~(em.column("amount") >= 15) | (em.column("net of tax", default=1) * 2 > 3)
    shown = "(~ (amount >= 15) | (('net of tax' or 1 * 2) > 3))"
    taxed = ORDERS.with_columns(pl.lit(2).alias("net of tax"))
    assert reduced(data=taxed, where=large).parts["orders"].kept.where == shown


def test_only_states_are_added_to_states() -> None:
    for other in (1, ORDERS, None):
        with pytest.raises(ArgumentTypeError, match="only states are added to states, not"):
            operator.add(STATE, other)


def test_what_a_state_does_not_hold() -> None:
    with pytest.raises(MissingColumnError, match=r"'channel' is needed for grouping \(by\), but "):
        em.average_order_value(STATE, by="channel")
    with pytest.raises(MissingColumnError, match="it adds up amount by customer_id, ordered_at"):
        em.average_order_value(STATE, where={"channel": "web"})
    with pytest.raises(MissingColumnError, match="'amount' is needed for what the metric adds up"):
        em.average_order_value(reduced(metrics=[em.purchase_frequency]))
    with pytest.raises(MissingColumnError, match="'gift' is needed for what the metric selects by"):
        presents(STATE)
    assert presents(reduced(metrics=[presents])) == 0.0
    with pytest.raises(ArgumentTypeError, match="the state holds orders, but no emails"):
        em.newsletter_open_rate(STATE)
    with pytest.raises(ArgumentTypeError, match="the state holds orders, but no social"):
        STATE.frame("social")


def test_only_days() -> None:
    with pytest.raises(InvalidArgumentError, match="a state holds whole days of orders"):
        em.average_order_value(STATE, as_of="2025-03-02T12:00")
    noon: Any = em.column("ordered_at") >= datetime(2025, 3, 1, 12)
    mornings = em.count(em.Order, where=noon)
    late = em.metric()(_late_orders(mornings))
    for refused in (
        lambda: em.average_order_value(STATE, by="ordered_at"),
        lambda: em.average_order_value(STATE, where=noon),
        lambda: late(STATE),
        lambda: reduced(by="ordered_at"),
        lambda: reduced(metrics=[late]),
    ):
        with pytest.raises(InvalidArgumentError, match="ordered_at of orders cannot be grouped or"):
            refused()
    # Selecting before days are made of times is exact.
    assert (
        em.average_order_value(reduced(where=em.column("ordered_at") < datetime(2025, 3, 2)))
        == 15.0
    )


def _late_orders(measure: em.Term) -> Any:  # noqa: ANN401
    def late_orders() -> em.Formula:
        return em.total(measure)

    return late_orders


def test_what_is_known_of_a_message_may_come_later() -> None:
    with pytest.raises(InvalidArgumentError, match="where cannot be applied to emails event by"):
        em.reduce(EVENTS, OPENED, where={"campaign_id": "spring"})
    segments = pl.DataFrame({"customer_id": ["ada"], "segment": ["vip"]})
    with pytest.raises(InvalidArgumentError, match="segment of customers cannot be lent to emails"):
        em.reduce(EVENTS, OPENED, by="segment", customers=segments)
    state = em.reduce(EVENTS[:1], OPENED, by="campaign_id", batch="delivered")
    state += em.reduce(EVENTS[1:], OPENED, by="campaign_id", batch="opened")
    assert em.newsletter_open_rate(state, where={"campaign_id": "spring"}) == 1.0
    found = em.newsletter_open_rate(state, by="segment", customers=segments)
    assert found["segment"].to_list() == ["vip"]


def test_calls_of_reduce() -> None:
    with pytest.raises(ArgumentTypeError, match="none of the metrics reads social"):
        em.reduce(orders=ORDERS, social=EVENTS, metrics=VALUE)
    with pytest.raises(ArgumentTypeError, match="orders is a state already; states are added with"):
        em.reduce(STATE, VALUE)
    with pytest.raises(ArgumentTypeError, match="orders is given twice"):
        em.reduce(ORDERS, orders=ORDERS)
    with pytest.raises(ArgumentTypeError, match="read several kinds of record; pass them by name"):
        em.reduce(ORDERS, [*VALUE, *OPENED])
    with pytest.raises(ArgumentTypeError, match="reads emails; pass emails="):
        em.reduce(orders=ORDERS, metrics=[*VALUE, *OPENED])
    with pytest.raises(ArgumentTypeError, match="metrics takes metrics and their names"):
        em.reduce(ORDERS, [1])  # type: ignore[list-item]
    with pytest.raises(ArgumentTypeError, match="there are no records that a metric"):
        em.reduce()
    with pytest.raises(InvalidRecordsError, match="amount of orders is missing, NaN or infinite"):
        em.reduce(ORDERS.with_columns(amount=pl.lit(None, dtype=pl.Float64)), VALUE)


def test_calls_of_summarize() -> None:
    with pytest.raises(ArgumentTypeError, match="only a state goes first"):
        em.summarize(ORDERS)  # type: ignore[call-overload]
    with pytest.raises(ArgumentTypeError, match="orders is given twice, in the state and by name"):
        em.summarize(STATE, orders=ORDERS)
    mixed = em.summarize(em.reduce(emails=EVENTS), orders=ORDERS)
    assert mixed.equals(em.summarize(emails=EVENTS, orders=ORDERS))


def test_states_of_nothing() -> None:
    nothing = em.reduce([], VALUE, batch="sunday")
    assert repr(nothing) == "<state of orders (none); 1 batch>"
    assert em.average_order_value(nothing).rows == 0
    assert em.average_order_value(nothing, every="1mo").empty
    for both in (nothing + STATE, STATE + nothing):
        assert both.batches == ("monday", "sunday")
        assert em.average_order_value(both).to_dict() == em.average_order_value(ORDERS).to_dict()
    assert em.average_order_value(nothing + em.reduce([], VALUE)).rows == 0


def test_states_do_not_change() -> None:
    before = copy.deepcopy(ORDERS), STATE.frame("orders")
    shown = STATE.frame("orders")
    shown[0, "em_rows"] = 100.0
    changed: Any = STATE
    changed += reduced(batch="tuesday")
    with pytest.raises(AttributeError):
        STATE.batches = ()  # type: ignore[misc]
    assert (ORDERS.equals(before[0]), STATE.frame("orders").equals(before[1])) == (True, True)
    assert (STATE.batches, changed.batches) == (("monday",), ("monday", "tuesday"))
    again = pickle.loads(pickle.dumps(STATE))  # noqa: S301
    assert em.average_order_value(again).to_dict() == em.average_order_value(STATE).to_dict()
    assert em.average_order_value(STATE).as_of == date(2025, 3, 2)
