"""What a state is made of, and what can be asked of it."""

from datetime import date
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import engagement_metrics as em
from engagement_metrics.errors import InvalidArgumentError
from tests.oracle.comparison import frame_rows

BY_CHANNEL = pl.DataFrame(
    {
        "order_id": [1, 2, 3, 4, 5, 6, 7],
        "customer_id": ["ada", "ada", "ada", "bob", None, None, "bob"],
        "ordered_at": [
            "2025-03-01T09:00", "2025-03-01T22:30", "2025-03-02T09:00", "2025-03-02T10:00",
            "2025-03-02T11:00", "2025-03-02T11:00", "2025-03-03T00:00",
        ],
        "amount": [0.1, 0.2, 30.0, 5.0, 8.0, 8.0, None],
        "status": [*["completed"] * 6, "cancelled"],
        "channel": ["web", "web", "app", "web", "web", "web", "app"],
    }
).with_columns(pl.col("ordered_at").str.to_datetime())  # fmt: skip
PURCHASES = [em.purchase_frequency, em.average_order_value, em.repeat_purchase_rate]


def test_one_row_a_customer_and_day_and_one_a_guest() -> None:
    state = em.reduce(BY_CHANNEL, PURCHASES, batch=date(2025, 3, 3))
    expected = pl.DataFrame(
        {
            "ordered_at": [date(2025, 3, 1), *[date(2025, 3, 2)] * 4, date(2025, 3, 3)],
            "customer_id": ["ada", "ada", "bob", None, None, "bob"],
            "status": [*["completed"] * 5, "cancelled"],
            "em_rows": [2.0, 1.0, 1.0, 1.0, 1.0, 1.0],
            # The amount of an order that does not count may be anything.
            "em_sum_amount": [3_000.0, 300_000.0, 50_000.0, 80_000.0, 80_000.0, 0.0],
        }
    )
    frame = state.frame("orders")
    assert_frame_equal(frame, expected, check_row_order=False, check_column_order=False)
    assert (state.batches, state.arguments) == (("2025-03-03",), ("orders",))
    assert repr(state) == "<state of orders (6 rows, 2025-03-01 to 2025-03-02); 1 batch>"


def test_what_is_left_out_stays_counted() -> None:
    state = em.reduce(BY_CHANNEL, PURCHASES)
    for metric in PURCHASES:
        assert metric(state).to_dict() == metric(BY_CHANNEL).to_dict()
    # As of the third, so that the cancelled order lies in the window.
    frequency = em.purchase_frequency(state, as_of="2025-03-03")
    assert dict(frequency.excluded) == {"not_completed": 1, "guest": 2}
    assert em.average_order_value(state).units == 4


def test_a_metric_that_it_was_not_reduced_for() -> None:
    state = em.reduce(BY_CHANNEL, [em.average_order_value], by="channel")

    @em.metric(unit="fraction", bounds=(0, 1))
    def web_share() -> em.Formula:
        web = em.count(em.Order, where={"channel": "web"})
        return em.total(web) / em.total(em.measures.orders)

    # Of ada's three, bob's one and the guests' two orders.
    assert web_share(state) == 3 / 4
    assert web_share(BY_CHANNEL) == 3 / 4
    for metric in (em.purchase_frequency.previous, em.repeat_purchase_rate.before):
        answers = [metric(data, window="1d", every="1d") for data in (state, BY_CHANNEL)]
        assert answers[0].equals(answers[1], null_equal=True)


def test_customers_lend_their_columns_to_the_batch_or_to_the_question() -> None:
    customers = pl.DataFrame({"customer_id": ["ada", "bob", "cyd"], "country": ["DE", "AR", "DE"]})
    expected = em.purchase_frequency(BY_CHANNEL, by="country", customers=customers)
    lent = em.reduce(BY_CHANNEL, PURCHASES, by="country", customers=customers)
    assert em.purchase_frequency(lent, by="country").equals(expected)
    plain = em.reduce(BY_CHANNEL, PURCHASES)
    assert em.purchase_frequency(plain, by="country", customers=customers).equals(expected)
    german: Any = {"where": {"country": "DE"}, "customers": customers}
    of_germans = em.reduce(BY_CHANNEL, PURCHASES, **german)
    assert of_germans.frame("orders")["customer_id"].to_list() == ["ada", "ada"]
    assert em.purchase_frequency(of_germans) == em.purchase_frequency(plain, **german) == 3.0
    twice = pl.concat([customers, customers])
    with pytest.raises(em.InvalidRecordsError, match="one row a customer"):
        em.reduce(BY_CHANNEL, PURCHASES, by="country", customers=twice)


def test_where_does_not_move_the_window() -> None:
    apps = {"channel": "app"}
    state = em.reduce(BY_CHANNEL, PURCHASES, where=apps)
    assert state.frame("orders").height == 2
    for question in ({}, {"every": "1d", "detail": True}):
        asked: dict[str, Any] = {**question, "window": "1d"}
        of_state = em.average_order_value(state, **asked)
        of_records = em.average_order_value(BY_CHANNEL, **asked, where=apps)
        if question:
            assert frame_rows(of_state) == frame_rows(of_records)
            assert [row["as_of"].day for row in frame_rows(of_state)] == [1, 2]
        else:
            assert of_state.to_dict() == of_records.to_dict()
    nobody = em.reduce(BY_CHANNEL, PURCHASES, where={"channel": "fax"})
    empty = em.average_order_value(nobody, window=None)
    assert (empty.rows, empty.start, empty.as_of) == (0, date(2025, 3, 1), date(2025, 3, 2))
    both = nobody + em.reduce(BY_CHANNEL[:0], PURCHASES, where={"channel": "fax"}, batch="later")
    assert em.average_order_value(both, window=None).to_dict() == empty.to_dict()
    assert (nobody + nobody).frame("orders").height == 0


def test_days_begin_in_the_zone_of_the_state() -> None:
    aware = BY_CHANNEL.with_columns(pl.col("ordered_at").dt.replace_time_zone("UTC"))
    state = em.reduce(aware, PURCHASES, tz="Asia/Tokyo")
    # In Tokyo 22:30 is half past seven of the next day.
    assert sorted(state.frame("orders")["ordered_at"].unique().dt.day()) == [1, 2, 3]
    assert state.frame("orders").filter(pl.col("ordered_at") == date(2025, 3, 1)).height == 1
    for tz in (None, "Asia/Tokyo"):
        assert em.purchase_frequency(state, window="1d", tz=tz) == em.purchase_frequency(
            aware, window="1d", tz="Asia/Tokyo"
        )
    with pytest.raises(InvalidArgumentError, match="begin in Asia/Tokyo"):
        em.purchase_frequency(state, tz="UTC")
    # Times without a zone are read from the clock on the wall, whatever the zone.
    naive = em.reduce(BY_CHANNEL, PURCHASES, tz="Asia/Tokyo")
    assert em.purchase_frequency(naive, tz="UTC") == em.purchase_frequency(BY_CHANNEL)


def test_currencies_lie_in_one_state_but_not_in_one_answer() -> None:
    currencies = pl.Series("currency", ["EUR", "EUR", "USD", *["EUR"] * 4])
    orders = BY_CHANNEL.with_columns(currencies)
    state = em.reduce(orders, PURCHASES)
    answer = em.average_order_value(state, by="currency")
    assert answer.equals(em.average_order_value(orders, by="currency"))
    assert em.average_order_value(state, where={"currency": "USD"}).currency == "USD"
    with pytest.raises(em.InvalidRecordsError, match="more than one currency"):
        em.average_order_value(state)


def test_answers_are_of_the_kind_that_was_reduced() -> None:
    for frame, kind in (
        (BY_CHANNEL, pl.DataFrame),
        (BY_CHANNEL.lazy(), pl.DataFrame),
        (BY_CHANNEL.to_pandas(), pd.DataFrame),
        (BY_CHANNEL.filter(pl.col("amount") > 0).to_dicts(), pd.DataFrame),
    ):
        state = em.reduce(frame, PURCHASES)
        assert isinstance(em.purchase_frequency(state, every="1d"), kind)
        assert isinstance(em.summarize(state), kind)
        assert isinstance(state.frame("orders"), kind)


def test_records_are_added_up_where_they_are() -> None:
    relation = duckdb.from_arrow(BY_CHANNEL.to_arrow())
    state = em.reduce(relation, PURCHASES, by="channel")
    here = em.reduce(BY_CHANNEL, PURCHASES, by="channel")
    frames = [one.parts["orders"].frame for one in (state, here)]
    assert_frame_equal(*frames, check_row_order=False)
    merged = state + em.reduce(BY_CHANNEL[:0], PURCHASES, by="channel", batch="none")
    for metric in PURCHASES:
        assert metric(merged).to_dict() == metric(BY_CHANNEL).to_dict()


def test_by_default_everything_that_the_records_allow() -> None:
    shop = em.datasets.simulate_shop(customers=60, seed=3)
    given: Any = {"orders": shop.orders, "emails": shop.emails, "social": shop.social}
    state = em.reduce(**given)
    assert state.arguments == ("orders", "emails", "social")
    question: Any = {"by": "segment", "customers": shop.customers, "every": "1q"}
    pd.testing.assert_frame_equal(
        em.summarize(state, **question), em.summarize(**given, **question)
    )
    roster: Any = {"audience": "customers", "customers": shop.customers}
    assert em.social_interaction_score(state, **roster) == em.social_interaction_score(
        shop.social, **roster
    )


def test_any_parameters_of_the_open_rate() -> None:
    shop = em.datasets.simulate_shop(customers=60, seed=3)
    state = em.reduce(emails=shop.emails)
    for parameters in (
        {"open_days": 1},
        {"open_days": None},
        {"denominator": "sent", "machine_opens": "impute", "click_implies_open": False},
    ):
        asked: Any = parameters
        of_state = em.newsletter_open_rate(state, every="1mo", **asked)
        pd.testing.assert_frame_equal(
            of_state, em.newsletter_open_rate(shop.emails, every="1mo", **asked)
        )


def test_messages_that_are_rolled_up_already() -> None:
    messages = pl.DataFrame(
        {
            "recipient": ["r1", "r1", "r2", "r3", "r1"],
            "sent_at": [*[date(2025, 3, 1)] * 4, date(2025, 3, 2)],
            "opened": [True, True, False, True, False],
            "delivered": [True, True, True, False, True],
        }
    )
    state = em.reduce(emails=messages[:2], where={"delivered": True}, batch="1")
    state += em.reduce(emails=messages[2:], where={"delivered": True}, batch="2")
    assert state.frame("emails")["em_rows"].to_list().count(2.0) == 1
    answer = em.newsletter_open_rate(state)
    assert (
        answer.to_dict() == em.newsletter_open_rate(messages, where={"delivered": True}).to_dict()
    )
    assert answer == 0.5


def test_events_are_counted_too() -> None:
    @em.metric(unit="fraction", bounds=(0, 1))
    def unsubscribers() -> em.Formula:
        left = em.count(em.EmailEvent, where={"type": "unsubscribed"})
        return em.total(left >= 1) / em.total(em.count(em.EmailEvent) >= 1)

    shop = em.datasets.simulate_shop(customers=60, seed=3)
    state = em.reduce(emails=shop.emails, metrics=[unsubscribers, em.newsletter_open_rate])
    assert unsubscribers(state).to_dict() == unsubscribers(shop.emails).to_dict()
    assert em.newsletter_open_rate(state) == em.newsletter_open_rate(shop.emails)


def test_sums_of_expressions_and_conditions_on_amounts() -> None:
    items = pl.Series("items", [1, 2, 3, 4, 5, 6, 7])
    orders = BY_CHANNEL.with_columns(items)
    spent = em.column("amount") * em.column("items")
    large = em.sum_of(
        em.Order, spent, where=(em.column("amount") >= 8) & ~em.column("gift", default=False)
    )

    @em.metric(unit="currency per order", guests=True)
    def large_value() -> em.Formula:
        return em.total(large) / em.total(em.count(em.Order))

    state = em.reduce(orders, [large_value])
    assert "em_sum_(amount * items)" in state.frame("orders").columns
    # 30 x 3, 8 x 5 and 8 x 6, of six orders.
    assert large_value(state) == pytest.approx((90 + 40 + 48) / 6, rel=1e-12)
    assert large_value(state).to_dict() == large_value(orders).to_dict()
