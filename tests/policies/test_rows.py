"""What a row is: a line of an order, one of several orders of a day, an event by a machine."""

from typing import Any

import duckdb
import polars as pl
import pytest

from tests.policies.orders import broken, decided, em, raw, refused

LINES: dict[str, list[Any]] = {
    "order_id": ["a", "a", "b", "c", "c"],
    "customer_id": ["ada", None, "bob", "eve", "eve"],
    "ordered_at": ["2025-03-01 10:00", None, "2025-03-02", "2025-03-03 09:00", "2025-03-03 08:00"],
    "unit_price": [5.0, 2.5, 8.0, 1.0, 1.0],
    "quantity": [2, 4, None, 1, 1],
    "discount": [1.0, None, 0.0, 0.0, 0.0],
    "currency": ["EUR", "", "EUR", "EUR", "EUR"],
    "sku": ["x", "y", "x", "z", "z"],
}


def test_lines_are_rolled_up() -> None:
    frame, report = decided(LINES, grain="line")

    assert frame["order_id"].to_list() == ["a", "b", "c"]
    # 2 x 5 - 1 + 4 x 2.50 = 19; the two lines of c are two pieces, not a copy.
    assert frame["amount"].to_list() == [19.0, 8.0, 2.0]
    assert frame["gross_sales"].to_list() == [20.0, 8.0, 2.0]
    assert frame["n_items"].to_list() == [6, None, 2]
    assert frame["customer_id"].to_list() == ["ada", "bob", "eve"]
    assert [str(one) for one in frame["ordered_at"]] == [
        "2025-03-01 10:00:00", "2025-03-02 00:00:00", "2025-03-03 08:00:00",
    ]  # fmt: skip
    assert (report.rows_in, report.rows_out, report.rows_merged) == (5, 3, 2)
    assert report.policies == {"grain": "line"}
    assert "unit_price" not in frame.columns


def test_what_one_line_says_holds_for_all_of_them() -> None:
    rates = {"EUR": 1.0}

    frame, report = decided(LINES, grain="line", currency="EUR", rates=rates, guests="error")

    assert frame["currency"].to_list() == ["EUR"] * 3
    assert report.broken == ()


def test_lines_with_amounts_and_ids() -> None:
    lines: dict[str, list[Any]] = {
        "order_id": ["a", "a", "a"],
        "line_id": ["1", "2", "2"],
        "ordered_at": ["2025-03-01"] * 3,
        "amount": [5.0, 7.0, 7.0],
        "total": [15.0, None, None],
        "shipping": [3.0] * 3,
        "source": ["x"] * 3,
    }

    frame, report = decided(lines, grain="line")

    # The line 2 was exported twice; shipping is of the order, not of each line.
    assert frame["amount"].to_list() == [12.0]
    assert (frame["total"].to_list(), frame["shipping"].to_list()) == ([15.0], [3.0])
    assert report.rows_merged == 2
    assert decided(lines, grain="line", revenue="total")[0]["amount"].to_list() == [15.0]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("customer_id", ["ada", "bob"]),
        ("currency", ["EUR", "USD"]),
        ("ordered_at", ["2025-03-01", "2025-03-02"]),
        ("total", [1.0, 2.0]),
    ],
)
def test_lines_that_contradict_each_other(column: str, said: list[Any]) -> None:
    table = raw(amount=[1.0, 2.0, 3.0])
    table = {**table, "order_id": ["a", "a", "b"], "ordered_at": ["2025-03-01"] * 3}
    table[column] = [*said, said[0]]

    frame, report = decided(table, grain="line")

    assert frame["order_id"].to_list() == ["b"]
    assert broken(report) == [(column, "conflicting", (0, 1))]


def test_an_order_of_which_a_line_is_broken_is_not_added_up() -> None:
    table = raw(amount=["1", "x", "3", "4"])
    table["order_id"] = ["a", "a", "b", None]
    table["ordered_at"] = ["2025-03-01", "2025-03-01", None, "2025-03-01"]

    frame, report = decided(table, grain="line")

    assert frame.height == 0
    assert broken(report) == [
        ("order_id", "missing", (3,)),
        ("amount", "not_a_number", (1,)),
        ("ordered_at", "missing", (2,)),
        ("order_id", "beside_a_broken_line", (0,)),
    ]
    kept, _ = decided({**table, "order_id": ["a", "a", "b", "c"]}, invalid="keep", grain="line")
    assert kept["amount"].to_list() == [None, 3.0, 4.0]


def test_lines_need_their_columns() -> None:
    said = refused(em.MissingColumnError, raw(tax=[1.0]), grain="line")
    assert "what a line is worth (amount)" in said
    frame = pl.DataFrame({"order_id": ["a"], "amount": [1.0]})
    with pytest.raises(em.MissingColumnError, match="no ordered_at"):
        em.as_orders(frame, grain="line")
    assert em.as_orders(pl.DataFrame(raw(unit_price=[2.0])), grain="line")["amount"][0] == 2.0


def test_orders_of_a_day_are_merged() -> None:
    table: dict[str, list[Any]] = {
        "order_id": list("abcdefg"),
        "customer_id": ["ada", "ada", "ada", None, None, "ada", "bob"],
        "ordered_at": ["2025-03-01 10:00", "2025-03-01 23:59", *["2025-03-02"] * 3,
                       "2025-03-02", "2025-03-01"],
        "amount": [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0],
        "tax": [1.0, 1.0, 1.0, 1.0, 1.0, None, 1.0],
        "currency": ["EUR"] * 7,
    }  # fmt: skip

    frame, report = decided(table, same_day="merge")

    assert frame["order_id"].to_list() == ["a", "c", "d", "e", "g"]
    assert frame["amount"].to_list() == [3.0, 36.0, 8.0, 16.0, 64.0]
    assert frame["tax"].to_list() == [2.0, None, 1.0, 1.0, 1.0]
    assert (report.rows_merged, report.rows_out) == (2, 5)
    # In Auckland the second order is of the next day.
    moved = {**table, "ordered_at": [f"{one[:10]}T{one[11:] or '00:00'}Z"
                                     for one in table["ordered_at"]]}  # fmt: skip
    assert decided(moved, same_day="merge", tz="Pacific/Auckland")[0]["amount"].to_list() == [
        1.0, 38.0, 8.0, 16.0, 64.0,
    ]  # fmt: skip
    two = {**table, "currency": ["EUR", "USD", *["EUR"] * 5]}
    assert decided(two, same_day="merge")[0].height == 6
    refused(em.MissingColumnError, raw(amount=[1.0]), same_day="merge")
    # An address stands for the customer.
    alone = {**table, "email": [f"{one}@x.de" for one in table.pop("customer_id")]}
    assert decided(alone, same_day="merge")[0].height == 4


EVENTS: dict[str, list[Any]] = {
    "type": ["delivered", "opened", "opened", "clicked", "clicked", "sent", "clicked", "clicked"],
    "occurred_at": [f"2025-03-01 10:00:{second:02}" for second in (0, 1, 2, 3, 40, 0, 2, 2)],
    "message_id": ["m", "m", "m", "m", "m", "n", "n", "o"],
    "recipient": ["ada"] * 8,
    "user_agent": [None, "Mozilla/5.0", "Mozilla/5.0 (iPhone)", None, None, None, None, None],
    "is_machine": [None, None, None, None, None, None, True, None],
}


def test_opens_by_proxies() -> None:
    frame, report = em.as_email_events(pl.DataFrame(EVENTS), invalid="drop", machine_opens="mark")

    assert frame["is_machine"].to_list() == [None, True, *[None] * 4, True, None]
    assert report.notes == ("opens marked as by machines: 1",)
    frame, report = em.as_email_events(
        pl.DataFrame(EVENTS), invalid="drop", machine_opens="exclude"
    )
    assert frame["type"].to_list().count("opened") == 1
    assert report.left_out == {"machine_open": 1}
    kept = em.as_email_events(pl.DataFrame(EVENTS), machine_opens="keep")
    assert kept["is_machine"].to_list() == EVENTS["is_machine"]


def test_opens_that_nothing_tells_apart() -> None:
    events = pl.DataFrame(EVENTS).drop("user_agent")

    with pytest.raises(em.MissingColumnError, match="no user_agent"):
        em.as_email_events(events, machine_opens="mark")
    with pytest.raises(em.MissingColumnError, match="no user_agent"):
        em.as_email_events(events.drop("is_machine"), machine_opens="exclude")
    assert em.as_email_events(events, machine_opens="exclude").height == 8


def test_clicks_by_scanners() -> None:
    events = pl.DataFrame(EVENTS)

    frame, report = em.as_email_events(events, invalid="drop", scanner_clicks=5)

    assert frame["is_machine"].to_list() == [None, None, None, True, None, None, True, None]
    assert report.policies == {"scanner_clicks": "within 5 s of delivery"}
    # The message o is known to be sent only by the events themselves.
    sent = events.drop("is_machine").with_columns(sent_at=pl.lit("2025-03-01 10:00:00"))
    frame = em.as_email_events(sent, scanner_clicks=5)
    assert frame["is_machine"].to_list() == [None, None, None, True, None, None, True, True]
    for given, error in [("5", em.ArgumentTypeError), (True, em.ArgumentTypeError),
                         (-1, em.InvalidArgumentError)]:  # fmt: skip
        with pytest.raises(error):
            em.as_email_events(events, scanner_clicks=given)


def test_policies_need_rows_that_are_here() -> None:
    orders: Any = duckdb.sql(
        "select timestamp '2025-03-01' as ordered_at, 1.0 as amount, 'A@x' as email"
    )

    with pytest.raises(em.InvalidArgumentError, match=r"grain.*Polars"):
        em.as_orders(orders.select("*, 'a' as order_id"), grain="line")
    with pytest.raises(em.InvalidArgumentError, match="pseudonymise"):
        em.as_orders(orders, pseudonymise="a key of sixteen bytes")
    with pytest.raises(em.InvalidArgumentError, match="duplicates"):
        em.as_orders(orders.select("*, 'a' as order_id"), duplicates="first")
    assert em.as_orders(orders).fetchall()[0][0] == "a@x"
