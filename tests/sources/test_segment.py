"""Segment: events delivered twice count once, refunds are no orders, identities fall back."""

from typing import Any

import pandas as pd
import pytest

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics


def event(name: str, delivery: str, day: int = 1, **properties: object) -> dict[str, Any]:
    return {
        "type": "track",
        "event": name,
        "messageId": delivery,
        "userId": "ada",
        "anonymousId": "a-1",
        "timestamp": f"2025-03-{day:02}T10:00:00.123Z",
        "context": {"traits": {"email": "Ada@example.org"}, "ip": "192.0.2.1"},
        "properties": properties,
    }


PRODUCTS = [{"sku": "tea", "price": 10, "quantity": 2}, {"sku": "cup", "price": "5.00"}]
FIRST = event(
    "Order Completed", "m1", order_id="o1", subtotal=22.5, discount=2.5, tax=3, shipping=4,
    total=29.5, currency="usd", products=PRODUCTS,
)  # fmt: skip
SECOND = {**event("Order Completed", "m2", 2, order_id="o2", revenue=10, total=12), "userId": None}
VIEW = event("Product Viewed", "m3")
PART = event("Order Refunded", "m4", 3, order_id="o1", total=9.5)
WHOLE = event("Order Refunded", "m5", 4, order_id="o2")
CANCELLED = event("Order Cancelled", "m6", 5, order_id="o2")
LOST = event("Order Refunded", "m7", 6, order_id="o9", total=1)


def test_every_event_is_accounted_for() -> None:
    raw = [FIRST, SECOND, FIRST, VIEW, PART, PART, WHOLE, CANCELLED, LOST]
    orders, report = em.sources.segment_orders(raw, invalid="drop")

    assert orders["order_id"].tolist() == ["o1", "o2"]
    # Two events delivered again, and three that belong to an order.
    assert (report.rows_in, report.rows_out, report.rows_merged) == (9, 2, 5)
    assert report.left_out == {
        "another event": 1,
        "refund or cancellation of an order that is not here": 1,
    }


def test_refunds_and_cancellations_are_told_of_their_orders() -> None:
    orders = em.sources.segment_orders([FIRST, SECOND, PART, PART, WHOLE, CANCELLED])

    # The same refund delivered twice is given back once; one without an amount is of everything.
    assert orders["refunded"].tolist() == [9.5, 12.0]
    assert orders["status"].tolist() == ["completed", "cancelled"]
    assert orders["refunded_at"].dt.day.tolist() == [3, 4]
    assert orders["cancelled_at"].dt.day.fillna(0).tolist() == [0, 5]


def test_amounts_and_identities() -> None:
    orders = em.sources.segment_orders([FIRST, SECOND])

    assert orders["amount"].tolist() == [22.5, 10.0]
    assert orders["gross_sales"].tolist() == [25.0, 10.0]
    assert orders["n_items"].tolist()[0] == 3
    assert orders["currency"].tolist()[0] == "USD"
    assert orders["customer_id"].tolist() == ["ada", "a-1"]
    assert orders["refunded"].tolist() == [0.0, 0.0]


def test_flat_frames_and_names_of_warehouses_are_read() -> None:
    flat = pd.json_normalize([FIRST, SECOND, PART]).assign(
        event=["order_completed", "order_completed", "order_refunded"]
    )
    orders = em.sources.segment_orders(flat)

    assert orders["amount"].tolist() == [22.5, 10.0]
    assert orders["refunded"].tolist() == [9.5, 0.0]


def test_the_same_order_in_two_events_is_refused() -> None:
    again = {**FIRST, "messageId": "m8", "timestamp": "2025-03-01T10:00:05Z"}

    with pytest.raises(em.InvalidRecordsError, match="order_id"):
        em.sources.segment_orders([FIRST, again])


def test_refunds_are_records_of_their_own() -> None:
    refunds, report = em.sources.segment_refunds([FIRST, PART, PART, LOST], invalid="drop")

    assert refunds["amount"].tolist() == [9.5, 1.0]
    assert refunds["refund_id"].tolist() == ["m4", "m7"]
    assert report.left_out == {"another event": 1}
    assert report.rows_merged == 1


def test_email_events_have_the_words_of_here() -> None:
    names = [
        "Email Delivered", "Email Opened", "Email Link Clicked", "Email Bounced",
        "Email Marked as Spam", "Unsubscribed",
    ]  # fmt: skip
    raw = [
        event(name, f"e{i}", email_id="e1", campaign_id="c1", link_url="https://example.org/")
        for i, name in enumerate(names)
    ]
    emails, report = em.sources.segment_emails([*raw, raw[1], VIEW], invalid="drop")

    assert emails["type"].tolist() == [
        "delivered", "opened", "clicked", "bounced", "complained", "unsubscribed",
    ]  # fmt: skip
    assert set(emails["recipient"]) == {"ada@example.org"}
    assert (report.rows_merged, report.left_out) == (1, {"another event": 1})
    assert "ip" not in emails
    assert any("machine" in note for note in report.notes)


def test_reviews_have_numbers_for_stars() -> None:
    raw = [event("Product Reviewed", "m1", review_id="r1", product_id="p1", rating="4"), VIEW]
    reviews, report = em.sources.segment_reviews(raw, invalid="drop")

    assert reviews["rating"].tolist() == [4.0]
    assert reviews["reviewer"].tolist() == ["ada"]
    assert report.left_out == {"another event": 1}


def test_missing_columns_are_named() -> None:
    with pytest.raises(em.MissingColumnError, match="messageId: which deliveries"):
        em.sources.segment_orders([{"event": "Order Completed", "timestamp": "2025-03-01"}])


def test_what_an_order_is_worth_is_its_subtotal_and_never_its_total() -> None:
    worth: dict[str, Any] = {"order_id": "o1", "subtotal": 20, "revenue": 22, "total": 30}
    orders = em.sources.segment_orders([event("Order Completed", "m1", **worth)])

    assert orders["amount"].tolist() == [20.0]
    only: dict[str, Any] = {"order_id": "o1", "total": 30}
    others = event("Order Completed", "m2", order_id="o2", revenue=5)
    with pytest.raises(em.InvalidRecordsError, match="amount: nothing is there in 1 row"):
        em.sources.segment_orders([event("Order Completed", "m1", **only), others])
    # In updates the total means something else.
    updated = event("Order Updated", "m3", order_id="o2", total=99)
    orders, report = em.sources.segment_orders([others, updated], invalid="drop")
    assert orders["amount"].tolist() == [5.0]
    assert report.left_out == {"another event": 1}


def test_lists_where_times_should_be_are_broken_rows() -> None:
    events = [{**one, "timestamp": [one["timestamp"]]} for one in (FIRST, PART, CANCELLED)]
    orders, report = em.sources.segment_orders(events, invalid="drop")

    # The refund is merged with its order, and the cancellation is of one that is not here.
    assert (len(orders), report.rows_rejected, report.rows_merged) == (0, 2, 1)
