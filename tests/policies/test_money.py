"""What orders are worth: from their parts, in one currency, less what was refunded."""

from datetime import date
from typing import Any

import pandas as pd
import polars as pl
import pytest

from tests.policies.orders import broken, decided, em, raw, refused

PARTS: dict[str, list[Any]] = {
    "gross_sales": [100.0, 50.0, 20.0],
    "discount": [10.0, None, 0.0],
    "tax": [17.1, 9.5, 3.8],
    "shipping": [5.0, 0.0, 5.0],
    "refunded": [None, 50.0, 5.0],
    "total": [112.1, 59.5, 28.8],
}


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("gross", [100.0, 50.0, 20.0]),
        ("net_of_discounts", [90.0, 50.0, 20.0]),
        ("net", [90.0, 0.0, 15.0]),
        ("total", [112.1, 59.5, 28.8]),
    ],
)
def test_revenue(basis: str, expected: list[float]) -> None:
    frame, report = decided(raw(**PARTS), revenue=basis)

    assert frame["amount"].to_list() == pytest.approx(expected)
    assert report.policies == {"revenue": basis}
    again, report = decided(raw(**PARTS, amount=[1.0] * 3), revenue=basis)
    assert again["amount"].to_list() == pytest.approx(expected)
    assert report.notes == ("amount: computed",)


@pytest.mark.parametrize(
    ("basis", "expected"), [("net_of_discounts", [90.0, 50.0, 20.0]), ("net", [90.0, 0.0, 15.0])]
)
def test_revenue_from_totals(basis: str, expected: list[float]) -> None:
    parts = {name: PARTS[name] for name in ("total", "tax", "shipping", "refunded")}

    assert decided(raw(**parts), revenue=basis)[0]["amount"].to_list() == pytest.approx(expected)


def test_tax_that_sales_include_is_no_revenue() -> None:
    table = raw(gross_sales=[119.0, 119.0, 119.0], tax=[19.0] * 3, tax_included=["yes", "no", None])

    assert decided(table, revenue="gross")[0]["amount"].to_list() == [100.0, 119.0, 119.0]


def test_equal_sums_of_cents_leave_no_debt() -> None:
    """0.30 - 0.10 - 0.20 is a little less than nothing for a computer."""
    given = raw(gross_sales=[0.3] * 5, discount=[0.1] * 5, refunded=[0.2] * 5)

    frame, report = decided(given, revenue="net")

    assert frame["amount"].to_list() == [0.0] * 5
    assert broken(report) == []


@pytest.mark.parametrize(
    ("columns", "own"),
    [
        ({"gross_sales": ["dear", None, "5"]}, {"revenue": "gross"}),
        ({"amount": ["dear", None, "5"]}, {"refunds": "order"}),
        ({"amount": ["dear", None, "5"]}, {"grain": "line"}),
    ],
)
def test_what_cannot_be_read_is_not_missing(columns: dict[str, Any], own: dict[str, Any]) -> None:
    given = {"order_id": ["a", "b", "c"], "ordered_at": ["2025-03-01"] * 3, **columns}
    name = next(iter(columns))

    _, report = decided(given, **own)

    assert broken(report) == [(name, "not_a_number", (0,)), (name, "missing", (1,))]


def test_revenue_needs_its_parts() -> None:
    said = refused(em.MissingColumnError, raw(gross_sales=[1.0]), revenue="net")

    assert "(gross_sales, discount, refunded) or (total, tax, shipping, refunded)" in said
    _, report = decided(
        raw(gross_sales=[1.0, None, 1.0], discount=[0.0, 0.0, 2.0]), revenue="net_of_discounts"
    )
    assert broken(report) == [
        ("gross_sales", "missing", (1,)), ("amount", "more_than_all", (2,)),
    ]  # fmt: skip


def refunds(**columns: list[Any]) -> dict[str, list[Any]]:
    return raw(amount=[100.0, 50.0, -30.0, -20.0, -9.0], **columns)


def test_negative_rows_are_no_orders() -> None:
    assert broken(decided(refunds())[1]) == [("amount", "too_small", (2, 3, 4))]

    frame, report = decided(refunds(), refunds="refund")
    assert frame["amount"].to_list() == [100.0, 50.0]
    assert report.left_out == {"refund": 3}
    assert report.notes == ("refunds are read with as_refunds, dated at themselves",)


def test_refunds_are_taken_off_their_orders() -> None:
    table = refunds(refund_of=["0", None, "o0", "o0", "elsewhere"])

    frame, report = decided(table, refunds="order")

    assert frame["amount"].to_list() == [50.0, 50.0]
    assert frame["refunded"].to_list() == [50.0, None]
    assert "refund_of" not in frame.columns
    assert (report.rows_merged, report.left_out) == (2, {"refund_without_order": 1})
    net, _ = decided(
        {**table, "gross_sales": [120.0, 50.0, 0, 0, 0], "discount": [20.0, 0, 0, 0, 0],
         "refunded": [None] * 5},
        refunds="order", revenue="net",
    )  # fmt: skip
    assert net["amount"].to_list() == [50.0, 50.0]
    every = {name: values[:4] for name, values in table.items()}
    assert decided(every, refunds="order")[1].left_out == {}


def test_refunds_that_orders_have_beside_their_parts() -> None:
    parts = raw(gross_sales=[10.0, 20.0], discount=[0.0, 0.0], refunded=[1.0, None])

    assert decided(parts, refunds="order", revenue="net")[0]["amount"].to_list() == [9.0, 20.0]
    # Rows that are refunds say what was given back as their amount.
    named = {**parts, "refund_of": [None, "o0"]}
    assert "no amount" in refused(em.MissingColumnError, named, refunds="order", revenue="net")


def test_refunds_that_bear_the_id_of_their_order() -> None:
    table = {**refunds(), "order_id": ["a", "b", "a", "b", "c"]}

    frame, report = decided(table, refunds="order")

    assert frame["amount"].to_list() == [70.0, 30.0]
    assert report.left_out == {"refund_without_order": 1}
    twice = {**refunds(), "order_id": ["a", "a", "a", "b", "c"]}
    assert broken(decided(twice, refunds="order")[1]) == [("order_id", "repeated", (0, 1))]


@pytest.mark.parametrize("dated", ["order", "refund"])
def test_copies_beside_refunds_are_merged(dated: str) -> None:
    rows: dict[str, list[Any]] = {
        "order_id": ["a", "a", "b", "b", "r", "r", "a", "a"],
        "ordered_at": ["2025-03-01"] * 8,
        "amount": [9.0, 9.0, 5.0, 7.0, -2.0, -2.0, -1.0, -1.0],
        "refund_of": [None, None, None, None, "b", "b", None, None],
    }

    # Refunds with an id of their own can be copies; two of one euro under their order's cannot.
    _, report = decided(rows, refunds=dated)
    assert broken(report) == [("order_id", "repeated", (2, 3))]
    assert (report.rows_in, report.rows_merged) == (8, 2 + 2 * (dated == "order"))

    for stands, worth in {"first": 5.0, "last": 7.0}.items():
        frame, report = decided(rows, refunds=dated, duplicates=stands)
        less = [2.0, 2.0] if dated == "order" else [0.0, 0.0]
        assert frame["order_id"].to_list() == ["a", "b"]
        assert frame["amount"].to_list() == [9.0 - less[0], worth - less[1]]
        assert report.left_out["superseded"] == 1
        assert broken(report) == []


def test_refunds_of_an_order_that_stands_twice_are_counted_once() -> None:
    table = {**refunds(), "order_id": ["a", "a", "a", "a", "c"]}

    _, report = decided(table, invalid="keep", refunds="order")

    assert (report.rows_out, report.rows_merged) == (2, 2)
    assert report.left_out == {"refund_without_order": 1}


def test_refunds_of_two_platforms_do_not_mix() -> None:
    table = {**refunds(source=["x", "y", "y", "y", "x"]), "order_id": ["a", "a", "a", "b", "b"]}

    frame, _ = decided(table, refunds="order")

    assert frame["amount"].to_list() == [100.0, 20.0]


def test_refunds_beside_orders() -> None:
    table = raw(amount=[100.0, 50.0, None, 10.0], refunded=[25.0, None, 1.0, 11.0])

    frame, report = decided(table, refunds="order")

    assert frame["amount"].to_list() == [75.0, 50.0]
    assert broken(report) == [("amount", "missing", (2,))]
    assert report.left_out == {"refunded_more_than_ordered": 1}
    assert decided(table, refunds="refund")[0]["amount"].to_list() == [100.0, 50.0, 10.0]


def test_refunds_without_ids() -> None:
    days = pl.DataFrame({"ordered_at": ["2025-03-01"] * 2, "amount": [5.0, -5.0]})

    frame, report = em.as_orders(days, refunds="order", invalid="drop")

    assert frame["amount"].to_list() == [5.0]
    assert report.left_out == {"refund_without_order": 1}


def test_refunds_that_contradict_something() -> None:
    assert "themselves" in refused(
        em.InvalidArgumentError, raw(**PARTS), revenue="net", refunds="refund"
    )
    refused(em.InvalidArgumentError, refunds(), grain="line", refunds="order")
    assert "no amount" in refused(em.MissingColumnError, raw(**PARTS), refunds="order")


MONEY: dict[str, list[Any]] = {
    "amount": [10.0, 10.0, 10.0, 10.0],
    "tax": [1.0, 1.0, None, 1.0],
    "currency": ["EUR", "usd", "GBP", "USD"],
}


def test_other_currencies_are_refused() -> None:
    _, report = decided(raw(**MONEY), currency="EUR")

    assert broken(report) == [("currency", "other_currency", (1, 2, 3))]
    assert "rates=" in refused(em.InvalidRecordsError, raw(**MONEY), currency="EUR")
    frame, _ = decided(raw(amount=[1.0]), currency="EUR")
    assert frame["currency"].to_list() == ["EUR"]


def test_amounts_are_converted() -> None:
    frame, report = decided(raw(**MONEY), currency="EUR", rates={"USD": 0.5})

    assert frame["amount"].to_list() == [10.0, 5.0, 5.0]
    assert frame["tax"].to_list() == [1.0, 0.5, 0.5]
    assert frame["currency"].to_list() == ["EUR"] * 3
    assert broken(report) == [("currency", "no_rate", (2,))]
    assert report.notes == ("orders converted to EUR: 2",)


@pytest.mark.parametrize(
    "make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame], ids=["pandas", "polars", "lazy"]
)
def test_amounts_are_converted_at_the_rate_of_the_day(make: Any) -> None:  # noqa: ANN401
    rates = make(
        {
            "currency": ["USD", "GBP", "USD", "USD"],
            "date": [date(2025, 3, 4), date(2025, 3, 2), date(2025, 3, 3), date(2020, 1, 1)],
            "rate": [0.9, 2.0, 0.7, 0.5],
        }
    )

    frame, report = decided(raw(**MONEY), currency="EUR", rates=rates)

    # USD on the 2nd is still at the rate of 2020; on the 4th it is at that day's.
    assert frame["amount"].to_list() == [10.0, 5.0, 20.0, 9.0]
    assert report.broken == ()
    late = pl.DataFrame({"currency": ["USD"], "date": ["2025-03-03"], "rate": [1.0]})
    _, report = decided(raw(**MONEY), currency="EUR", rates=late)
    assert broken(report) == [("currency", "no_rate", (1, 2))]


@pytest.mark.parametrize(
    ("policies", "error"),
    [
        ({"currency": "euro"}, em.InvalidArgumentError),
        ({"currency": 1}, em.InvalidArgumentError),
        ({"rates": {"USD": 1}}, em.InvalidArgumentError),
        ({"currency": "EUR", "rates": {"USD": 0}}, em.InvalidArgumentError),
        ({"currency": "EUR", "rates": {"USD": float("nan")}}, em.InvalidArgumentError),
        ({"currency": "EUR", "rates": {"USD": "1"}}, em.InvalidArgumentError),
        ({"currency": "EUR", "rates": {1: 1.0}}, em.ArgumentTypeError),
        ({"currency": "EUR", "rates": 3}, em.UnsupportedFrameError),
        ({"currency": "EUR", "rates": pl.DataFrame({"rate": [1.0]})}, em.MissingColumnError),
        (
            {"currency": "EUR",
             "rates": pl.DataFrame({"currency": ["USD"], "date": ["x"], "rate": [1.0]})},
            em.InvalidArgumentError,
        ),
    ],
)  # fmt: skip
def test_rates_that_cannot_be_used(policies: dict[str, Any], error: type[Exception]) -> None:
    refused(error, raw(**MONEY), **policies)


def test_orders_without_a_currency() -> None:
    table = raw(amount=[1.0, 1.0], currency=["EUR", None])

    assert broken(decided(table, currency="EUR")[1]) == [("currency", "missing", (1,))]
    refused(em.MissingColumnError, raw(amount=[1.0]), currency="EUR", rates={"USD": 1.0})
