"""WooCommerce: guests are no customer 0, refunds no orders, times without a zone are UTC."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics


def order(number: int, **fields: object) -> dict[str, Any]:
    """An order of two cups and one tea: 30.00, 5.00 off, 5.00 shipping, 6.00 tax, as documented."""
    return {
        "id": number,
        "parent_id": 0,
        "number": str(number),
        "created_via": "checkout",
        "status": "processing",
        "currency": "eur",
        "date_created": "2025-03-01T01:30:00",
        "date_created_gmt": "2025-03-01T00:30:00",
        "discount_total": "5.00",
        "discount_tax": "1.00",
        "shipping_total": "5.00",
        "cart_tax": "5.00",
        "total": "36.00",
        "total_tax": "6.00",
        "prices_include_tax": True,
        "customer_id": 7,
        "billing": {"first_name": "Ada", "email": "Ada@Example.org"},
        "line_items": [
            {"product_id": 1, "quantity": 2, "subtotal": "20.00", "total": "16.00"},
            {"product_id": 2, "quantity": 1, "subtotal": "10.00", "total": "9.00"},
        ],
        "refunds": [],
        **fields,
    }


def test_amounts_are_without_tax_shipping_and_discounts() -> None:
    orders = em.sources.woocommerce_orders([order(1)])
    row = orders.iloc[0].to_dict()

    assert row["amount"] == 25.0
    assert (row["gross_sales"], row["discount"]) == (30.0, 5.0)
    assert (row["tax"], row["shipping"], row["total"]) == (6.0, 5.0, 36.0)
    assert (row["n_items"], row["currency"], row["refunded"]) == (3, "EUR", 0.0)
    assert (row["order_id"], row["status"], row["channel"]) == ("1", "completed", "checkout")
    assert not row["tax_included"]


def test_guests_are_nobody_rather_than_customer_0() -> None:
    bob = {"email": "Bob@example.org"}
    guests = [order(1, customer_id=0, billing=bob), order(2, customer_id="0"), order(3)]

    # One guest is known by an address only, the other by that of customer 7.
    orders = em.sources.woocommerce_orders(guests)
    assert orders["customer_id"].tolist() == ["bob@example.org", "7", "7"]
    assert orders["email"].tolist() == ["bob@example.org", "ada@example.org", "ada@example.org"]
    orders, report = em.sources.woocommerce_orders(guests, guests="exclude", invalid="drop")
    assert orders["order_id"].tolist() == ["3"]
    assert report.left_out == {"guest": 2}
    assert report.policies["guests"] == "exclude"


def test_policies_are_those_of_orders() -> None:
    raw = [order(1, refunds=[{"id": 9, "total": "-4.00"}]), order(2, status="failed")]

    orders = em.sources.woocommerce_orders(raw, revenue="net", statuses="completed")
    # Lines of 30.00, 5.00 off, 4.00 given back.
    assert orders["amount"].tolist() == [21.0]
    assert em.sources.woocommerce_orders(raw, revenue="total")["amount"].tolist() == [36.0, 36.0]
    assert em.sources.woocommerce_orders(raw, refunds="order")["amount"].tolist() == [21.0, 25.0]


def test_times_without_a_zone_are_utc() -> None:
    orders = em.sources.woocommerce_orders([order(1)])

    assert orders["ordered_at"][0] == pd.Timestamp("2025-03-01 00:30", tz="UTC")
    local = em.sources.woocommerce_orders([order(1)], tz="America/New_York")
    assert local["ordered_at"][0].isoformat() == "2025-02-28T19:30:00-05:00"
    typed = pd.DataFrame([order(1)])
    typed["date_created_gmt"] = pd.to_datetime(typed["date_created_gmt"])
    assert em.sources.woocommerce_orders(typed)["ordered_at"][0] == orders["ordered_at"][0]


def test_refunds_are_no_orders_and_are_positive() -> None:
    raw = [
        order(1, refunds=[{"id": 9, "reason": "", "total": "-4.50"}, {"id": 8, "total": "-1.00"}]),
        order(9, parent_id=1, total="-4.50", total_tax="0", shipping_total="0"),
        order(2, status="refunded"),
    ]
    orders, report = em.sources.woocommerce_orders(raw, invalid="drop")

    assert orders["order_id"].tolist() == ["1", "2"]
    assert orders["refunded"].tolist() == [5.5, 36.0]
    assert orders["status"].tolist() == ["completed", "completed"]
    assert report.left_out == {"refund of another order": 1}
    assert (report.rows_in, report.rows_out) == (3, 2)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("on-hold", "pending"), ("pending", "pending"), ("failed", "failed"),
        ("trash", "cancelled"), ("cancelled", "cancelled"), ("checkout-draft", "draft"),
    ],
)  # fmt: skip
def test_statuses_have_the_words_of_here(word: str, status: str) -> None:
    assert em.sources.woocommerce_orders([order(1, status=word)])["status"].tolist() == [status]


def test_words_of_the_callers_come_first_and_unknown_ones_are_refused() -> None:
    said = em.sources.woocommerce_orders(
        [order(1, status="on-hold"), order(2, status="packed")],
        values={"status": {"on-hold": "completed", "packed": "completed"}},
    )

    assert said["status"].tolist() == ["completed", "completed"]
    with pytest.raises(em.InvalidRecordsError, match="status"):
        em.sources.woocommerce_orders([order(1, status="packed")])


def test_without_lines_the_gross_is_made_of_the_net() -> None:
    flat = pd.json_normalize([order(1)]).drop(columns=["line_items", "refunds"])
    orders = em.sources.woocommerce_orders(flat)

    assert orders["gross_sales"].tolist() == [30.0]
    assert orders["email"].tolist() == ["ada@example.org"]
    assert "n_items" not in orders


def test_frames_of_objects_and_files_of_json_give_the_same(tmp_path: Path) -> None:
    raw = [order(1), order(2, billing=None, line_items=[])]
    (tmp_path / "orders.json").write_text(json.dumps(raw), encoding="utf-8-sig")
    (tmp_path / "orders.jsonl").write_text("\n".join(map(json.dumps, raw)))
    pd.DataFrame(raw).to_parquet(tmp_path / "orders.parquet")
    expected = em.sources.woocommerce_orders(raw)

    assert expected["n_items"].tolist() == [3, 0]
    for given in (
        pd.DataFrame(raw),
        tmp_path / "orders.json",
        tmp_path / "orders.jsonl",
        tmp_path / "orders.parquet",
    ):
        pd.testing.assert_frame_equal(em.sources.woocommerce_orders(given), expected)


def test_ids_beyond_2_to_the_53_keep_their_digits() -> None:
    great = 2**53 + 1
    orders = em.sources.woocommerce_orders([order(great), order(2, customer_id=great)])

    assert orders["order_id"].tolist()[0] == str(great)
    assert orders["customer_id"].tolist()[1] == str(great)
    lossy = pd.DataFrame([order(1)]).assign(customer_id=float(great))
    with pytest.raises(em.InvalidRecordsError, match="customer_id"):
        em.sources.woocommerce_orders(lossy)


def review(number: int, **fields: object) -> dict[str, Any]:
    return {
        "id": number,
        "date_created_gmt": "2025-03-05T10:00:00",
        "product_id": 11,
        "status": "approved",
        "reviewer": "Ada",
        "reviewer_email": "Ada@example.org",
        "review": "<p>Good</p>",
        "rating": 5,
        "verified": True,
        **fields,
    }


def test_reviews_without_stars_have_no_rating() -> None:
    reviews = em.sources.woocommerce_reviews(
        [review(1), review(2, rating=0, status="hold"), review(3, status="trash", rating=1)]
    )

    assert reviews["rating"].isna().tolist() == [False, True, False]
    assert reviews["status"].tolist() == ["published", "pending", "rejected"]
    assert reviews["reviewer"].tolist() == ["ada@example.org"] * 3
    assert reviews["created_at"][0] == pd.Timestamp("2025-03-05 10:00", tz="UTC")
    assert "review" not in reviews


def test_lines_that_cannot_be_read_are_not_guessed() -> None:
    lines = [{"quantity": "two", "subtotal": None}]
    row = em.sources.woocommerce_orders([order(1, line_items=lines)]).iloc[0].to_dict()

    # The gross of the order is then its net and what was taken off.
    assert pd.isna(row["n_items"])
    assert row["gross_sales"] == 30.0
    assert em.sources.woocommerce_orders([order(1, line_items="x")])["gross_sales"][0] == 30.0


def test_lists_where_text_should_be_break_a_rule() -> None:
    _, report = em.sources.woocommerce_orders([order(1, id=[1]), order(2, id=[2])], invalid="drop")

    assert [(one.column, one.rule, one.positions) for one in report.broken] == [
        ("order_id", "not_text", (0, 1))
    ]
