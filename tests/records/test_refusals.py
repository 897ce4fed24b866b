"""Data that cannot be answered for: each kind of it has its error, which says what to do."""

# ruff: noqa: ANN401

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import engagement_metrics
from tests.records.tables import customers, orders

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics


def refused(kind: type[Exception], ask: Callable[[], object]) -> str:
    """The message with which a question is refused."""
    with pytest.raises(kind) as error:
        ask()
    assert isinstance(error.value, em.EngagementError)
    return str(error.value)


@pytest.mark.parametrize(
    ("error", "built_in"),
    [
        (em.InvalidArgumentError, ValueError),
        (em.ArgumentTypeError, TypeError),
        (em.InvalidRecordsError, ValueError),
        (em.MissingColumnError, KeyError),
        (em.DefinitionError, ValueError),
        (em.UnsupportedFrameError, TypeError),
    ],
)
def test_errors_are_the_built_in_that_fits(error: type[Exception], built_in: type) -> None:
    assert issubclass(error, em.EngagementError)
    assert issubclass(error, built_in)
    assert str(error("line\nline")) == "line\nline"


@pytest.mark.parametrize(
    ("column", "purpose"),
    [("customer_id", "whose each order is"), ("ordered_at", "when each order"), ("amount", "adds")],
)
def test_a_missing_column_is_named(column: str, purpose: str) -> None:
    message = refused(
        em.MissingColumnError, lambda: em.average_order_value(orders(without=(column,)))
    )

    assert repr(column) in message
    assert purpose in message
    assert f"rename(columns={{'your_column': '{column}'}})" in message
    for name in ("order_id", "channel"):
        assert name in message


def test_a_column_that_differs_by_case_is_suggested() -> None:
    raw = orders().rename(columns={"customer_id": "Customer_ID"})

    message = refused(em.MissingColumnError, lambda: em.purchase_frequency(raw))

    assert "rename(columns={'Customer_ID': 'customer_id'})" in message


def test_columns_to_group_and_select_by_are_named() -> None:
    asked = orders()

    by = refused(em.MissingColumnError, lambda: em.purchase_frequency(asked, by="chanel"))
    where = refused(
        em.MissingColumnError, lambda: em.purchase_frequency(asked, where={"chanel": "web"})
    )
    lent = refused(
        em.MissingColumnError,
        lambda: em.purchase_frequency(asked, by="chanel", customers=customers()),
    )

    assert "'chanel'" in by
    assert "by" in by
    assert "where" in where
    assert "plan" in lent


def test_a_frame_without_columns() -> None:
    assert "customer_id" in refused(
        em.MissingColumnError, lambda: em.purchase_frequency(pd.DataFrame())
    )


def test_only_the_columns_that_are_needed_are_looked_at() -> None:
    frame = orders(without=("amount", "order_id"), status=[None] * 3, note=[{}, 1, "x"])

    assert em.purchase_frequency(frame.drop(columns="status")) == 1.5
    assert em.repeat_purchase_rate(orders(amount=[None, np.inf, -1.0])) == 0.5


EUROS_AND_DOLLARS = ["EUR", "USD", "EUR"]


def test_currencies_are_not_added() -> None:
    mixed = orders(currency=EUROS_AND_DOLLARS)

    message = refused(em.InvalidRecordsError, lambda: em.average_order_value(mixed))

    assert "'EUR', 'USD'" in message
    assert "by='currency'" in message


def test_currencies_are_not_added_within_a_group() -> None:
    mixed = orders(currency=["EUR", "EUR", "USD"])

    message = refused(em.InvalidRecordsError, lambda: em.average_order_value(mixed, by="channel"))

    assert "1 group" in message
    assert "EUR" in message
    assert "USD" in message


def test_currencies_are_not_added_over_time() -> None:
    mixed = orders(currency=["EUR", "EUR", "USD"])

    for by in (None, "channel"):
        refused(em.InvalidRecordsError, partial(em.average_order_value, mixed, every="1mo", by=by))
        refused(em.InvalidRecordsError, partial(em.summarize, orders=mixed, by=by))


def test_groups_of_one_currency_each_are_fine() -> None:
    mixed = orders(currency=EUROS_AND_DOLLARS)

    by_currency = em.average_order_value(mixed, by="currency", confidence=None)
    by_channel = em.average_order_value(mixed, by="channel", confidence=None)
    by_both = em.average_order_value(mixed, by=["channel", "currency"], confidence=None)

    assert by_currency["average_order_value"].tolist() == [3.5, 2.0]
    assert by_channel["average_order_value"].tolist() == [2.0, 3.5]
    assert by_both["average_order_value"].tolist() == [2.0, 3.5]


def test_currencies_of_rows_that_do_not_count_do_not_matter() -> None:
    mixed = orders(currency=["EUR", "USD", "EUR"], status=["completed", "cancelled", "completed"])

    assert em.average_order_value(mixed).currency == "EUR"
    assert em.average_order_value(mixed, where={"channel": "web"}) == 3.5
    assert em.average_order_value(mixed, by="channel", confidence=None).shape == (1, 2)
    only = em.average_order_value(orders(currency=EUROS_AND_DOLLARS), where={"currency": "USD"})
    assert (only, only.currency) == (2.0, "USD")
    before = em.average_order_value(orders(currency=["EUR", "EUR", "USD"]), as_of="2024-06-30")
    assert (before, before.currency) == (1.5, "EUR")


def test_metrics_without_money_add_whatever_the_currency() -> None:
    assert em.purchase_frequency(orders(currency=EUROS_AND_DOLLARS)) == 1.5


def test_a_missing_currency_among_others() -> None:
    message = refused(
        em.InvalidRecordsError,
        lambda: em.average_order_value(orders(currency=["EUR", None, "EUR"])),
    )

    assert "currency" in message
    assert "1 row " in message
    assert em.average_order_value(orders(currency=pd.Series([pd.NA] * 3, dtype="str"))) == 3.0


def test_a_repeated_order_id() -> None:
    lines = orders(order_id=["o1", "o1", "o2"])

    message = refused(em.InvalidRecordsError, lambda: em.purchase_frequency(lines))

    assert "3 rows hold 2 distinct ids" in message
    assert "orders.groupby('order_id', as_index=False).agg(" in message
    assert "checks=False" in message
    assert "'o1'" not in message
    assert em.purchase_frequency(lines, checks=False) == 1.5
    refused(em.InvalidRecordsError, lambda: em.purchase_frequency(lines, every="1mo"))
    refused(em.InvalidRecordsError, lambda: em.summarize(orders=lines))
    assert len(em.summarize(orders=lines, checks=False)) == 3


def test_order_ids_that_do_not_matter() -> None:
    status = ["cancelled", "completed", "completed"]

    assert em.purchase_frequency(orders(without=("order_id",))) == 1.5
    assert em.purchase_frequency(orders(order_id=["o1", None, None])) == 1.5
    assert em.purchase_frequency(orders(order_id=["o1", "o1", "o2"], status=status)) == 1.0


def test_a_repeated_event_id() -> None:
    likes = [
        {"type": "like", "occurred_at": "2024-01-01", "actor_id": "ada", "event_id": "e"},
        {"type": "like", "occurred_at": "2024-01-02", "actor_id": "ada", "event_id": "e"},
    ]

    message = refused(em.InvalidRecordsError, lambda: em.social_interaction_score(likes))

    assert "2 rows hold 1 distinct" in message


def test_a_negative_amount() -> None:
    refund = orders(amount=[1.0, -2.0, 6.0])

    message = refused(em.InvalidRecordsError, lambda: em.average_order_value(refund))

    assert "1 row " in message
    assert "position 1" in message
    assert "refund is not an order" in message
    assert "drop" in message
    assert "-2" not in message


def test_negative_amounts_among_rows_that_do_not_count() -> None:
    status = ["completed", "cancelled", "completed"]
    refund = orders(amount=[1.0, -2.0, 6.0])

    assert em.average_order_value(orders(amount=[1.0, -2.0, 6.0], status=status)) == 3.5
    assert em.average_order_value(orders(amount=[1.0, -2.0, 6.0], is_test=[False, True, None]))
    assert em.average_order_value(refund, where={"channel": "web"}) == 3.5
    assert em.average_order_value(refund, as_of="2024-02-15") == 1.0


def test_a_status_outside_the_vocabulary() -> None:
    frame = orders(status=["done", "COMPLETED", "completed"])

    message = refused(em.InvalidRecordsError, lambda: em.purchase_frequency(frame))

    assert "'COMPLETED', 'done'" in message
    assert "2 rows" in message
    assert "completed, pending, cancelled, failed, draft" in message
    assert "orders['status'].replace({" in message


@pytest.mark.parametrize(
    "columns",
    [
        {"status": [1, 2, 3]},
        {"is_test": ["yes", "no", "no"]},
        {"ordered_at": [1, 2, 3]},
        {"ordered_at": ["2024-02-01", "2024-03-01", "2024-12-31"]},
        {"amount": ["1,00", "2", "6"]},
    ],
    ids=lambda columns: (
        f"{next(iter(columns))} of {type(next(iter(columns.values()))[0]).__name__}"
    ),
)
def test_a_column_of_the_wrong_type(columns: dict[str, Any]) -> None:
    message = refused(
        em.InvalidRecordsError, lambda: em.average_order_value(orders(**columns), every="1mo")
    )

    assert next(iter(columns)) in message
    assert len(message) < 500


def test_text_times_are_refused_with_the_conversion() -> None:
    frame = orders(ordered_at=["2024-02-01", "2024-03-01", "2024-12-31"])

    message = refused(em.InvalidRecordsError, lambda: em.purchase_frequency(frame))

    assert "to_datetime" in message


def test_orders_that_do_not_count_are_left_out_and_counted() -> None:
    status: Any = ["completed", "pending", None, "failed", "completed", "completed"]
    frame = pd.concat([orders(), orders()], ignore_index=True).assign(
        order_id=list("abcdef"),
        status=status,
        is_test=pd.Series([pd.NA, True, pd.NA, False, True, False], dtype="boolean"),
    )

    estimate = em.average_order_value(frame)

    assert (estimate, estimate.rows) == (3.5, 2)
    assert estimate.excluded == {"not_completed": 3, "test": 1}
    table = em.average_order_value(frame, by="channel", detail=True)
    # Of the web, the third and fourth; nothing from the shop counts, so that it is no group.
    assert table[["channel", "excluded"]].to_numpy().tolist() == [["web", 2]]


@pytest.mark.parametrize("make", [pd.DataFrame, pl.from_pandas], ids=["pandas", "polars"])
def test_an_amount_that_is_infinite_among_others(make: Callable[[pd.DataFrame], object]) -> None:
    frame = make(orders(amount=[1.0, 2.0, np.inf]))

    message = refused(em.InvalidRecordsError, lambda: em.average_order_value(frame))

    assert "in 1 row that would count, first at row position 2" in message


@pytest.mark.parametrize(
    "amounts",
    [
        [np.nan, 2.0, np.inf],
        pd.array([pd.NA, 2.0, -np.inf], dtype="Float64"),
        pd.array([np.nan, 2.0, np.nan], dtype="float64[pyarrow]"),
    ],
    ids=["numpy", "nullable", "arrow"],
)
def test_amounts_that_are_no_numbers(amounts: Any) -> None:
    message = refused(
        em.InvalidRecordsError, lambda: em.average_order_value(orders(amount=amounts))
    )

    assert "2 rows" in message
    assert "positions 0, 2" in message


def test_missing_amounts_in_polars() -> None:
    frame = pl.from_pandas(orders()).with_columns(amount=pl.Series([1.0, None, float("nan")]))

    assert "positions 1, 2" in refused(
        em.InvalidRecordsError, lambda: em.average_order_value(frame)
    )
    assert "positions 1, 2" in refused(
        em.InvalidRecordsError, lambda: em.average_order_value(frame.lazy())
    )


def test_only_the_first_positions_are_shown() -> None:
    many = pd.concat([orders(amount=[np.nan] * 3)] * 2000, ignore_index=True)

    message = refused(
        em.InvalidRecordsError,
        lambda: em.average_order_value(many.drop(columns="order_id")),
    )

    assert "6000 rows" in message.replace(",", "", 1) or "6,000 rows" in message
    assert "positions 0, 1, 2, 3, 4;" in message


def test_missing_times() -> None:
    moments = pd.Series(pd.to_datetime(["2024-02-01", "NaT", "2024-12-31"]))

    message = refused(
        em.InvalidRecordsError, lambda: em.purchase_frequency(orders(ordered_at=moments))
    )

    assert "ordered_at is missing in 1 row" in message
    assert "position 1" in message


def test_times_of_which_some_have_a_zone() -> None:
    moments = [datetime(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 1)]  # noqa: DTZ001
    mixed = orders(ordered_at=pd.Series(moments, dtype=object))

    assert "ordered_at" in refused(em.InvalidRecordsError, lambda: em.purchase_frequency(mixed))


def test_dates_as_python_objects_are_refused_or_right() -> None:
    mixed = orders(ordered_at=[date(2024, 1, 1), date(2024, 2, 1), date(2024, 12, 31)])

    try:
        assert em.purchase_frequency(mixed, window=None) == 1.5
    except em.InvalidRecordsError as error:
        assert "ordered_at" in str(error)  # noqa: PT017 (either is right)


class DataFrame:
    """A frame that says it is from Dask."""


DataFrame.__module__ = "dask.dataframe.core"


def test_dask_is_refused() -> None:
    message = refused(em.UnsupportedFrameError, lambda: em.purchase_frequency(DataFrame()))

    assert ".compute()" in message


@pytest.mark.parametrize(
    "data",
    [
        pd.Series([1]),
        pl.Series([1]),
        pa.chunked_array([[1]]),
        3,
        "orders.csv",
        b"orders",
        {"customer_id": ["ada"]},
        np.zeros((2, 2)),
        iter([]),
        object(),
        orders().groupby("channel"),
    ],
    ids=lambda data: f"{type(data).__module__}.{type(data).__name__}",
)
def test_what_is_no_frame(data: object) -> None:
    for ask in (
        lambda: em.purchase_frequency(data),
        lambda: em.summarize(orders=data),
        lambda: em.purchase_frequency(orders(), customers=data, by="plan"),
    ):
        message = refused(em.UnsupportedFrameError, ask)
        assert "frame" in message
        assert "orders.csv" not in message


@pytest.mark.parametrize("column", ["customer_id", "order_id"])
@pytest.mark.parametrize(
    "ids", [["x", 1, 2.5], [1, "x", 2], [1, 2, b"x"], [1, Decimal("1.5"), "x"]]
)
def test_ids_of_mixed_types(column: str, ids: list[object]) -> None:
    changed: dict[str, Any] = {column: pd.Series(ids, dtype=object)}
    frame = orders(**changed)

    message = refused(em.InvalidRecordsError, lambda: em.purchase_frequency(frame))

    assert column in message
    assert "orders" in message
    assert ".astype(str)" in message


def test_a_column_that_stands_twice() -> None:
    frame = orders()
    twice = pd.concat([frame, frame[["amount"]]], axis="columns")

    assert "amount" in refused(em.InvalidRecordsError, lambda: em.average_order_value(twice))

    whole = pa.Table.from_pandas(frame, preserve_index=False)
    arrow = whole.append_column("customer_id", whole["customer_id"])
    message = refused(em.InvalidRecordsError, lambda: em.average_order_value(arrow))
    assert message.startswith("customer_id stands more than once among the columns of orders")
    assert not any(customer in message for customer in set(frame["customer_id"].dropna()))


def test_customers_that_stand_twice() -> None:
    twice = pd.DataFrame({"customer_id": ["ada", "ada", "bob"], "plan": ["free", "paid", "paid"]})

    message = refused(
        em.InvalidRecordsError, lambda: em.purchase_frequency(orders(), customers=twice, by="plan")
    )

    assert "3 rows hold 2 distinct" in message
    assert "ada" not in message
    roster = refused(
        em.InvalidRecordsError,
        lambda: em.social_interaction_score([], audience="customers", customers=twice),
    )
    assert "3 rows hold 2 distinct" in roster


def test_customers_without_an_id() -> None:
    nameless = customers().rename(columns={"customer_id": "id"})

    message = refused(
        em.MissingColumnError,
        lambda: em.purchase_frequency(orders(), customers=nameless, by="plan"),
    )

    assert "'customer_id'" in message
    assert "id, plan" in message


def test_a_roster_that_is_not_there() -> None:
    refused(em.ArgumentTypeError, lambda: em.social_interaction_score([], audience="customers"))


@pytest.mark.parametrize(
    ("column", "options"),
    [
        ("purchase_frequency", {}),
        ("purchase_frequency_low", {}),
        ("purchase_frequency_high", {}),
        ("as_of", {"every": "1mo"}),
        ("complete", {"every": "1mo"}),
        ("units", {"detail": True}),
        ("start", {"detail": True}),
    ],
)
def test_columns_called_like_those_of_the_answer(column: str, options: dict[str, Any]) -> None:
    keys: dict[str, Any] = {column: ["a", "b", "a"]}
    frame = orders(**keys)

    message = refused(
        em.InvalidArgumentError, lambda: em.purchase_frequency(frame, by=column, **options)
    )

    assert column in message
    assert "rename" in message


@pytest.mark.parametrize("column", ["as_of", "metric", "value", "units", "unit", "start"])
def test_columns_called_like_those_of_the_summary(column: str) -> None:
    keys: dict[str, Any] = {column: ["a", "b", "a"]}
    frame = orders(**keys)

    assert column in refused(em.InvalidArgumentError, lambda: em.summarize(orders=frame, by=column))


def test_columns_of_the_answer_that_it_does_not_have_are_free() -> None:
    frame = orders(as_of=["a", "b", "a"], units=["a", "b", "a"])

    assert len(em.purchase_frequency(frame, by=["as_of", "units"])) == 2
    low = orders(purchase_frequency_low=["a", "b", "a"])
    assert len(em.purchase_frequency(low, by="purchase_frequency_low", confidence=None)) == 2


def test_a_frame_is_no_term() -> None:
    message = refused(em.ArgumentTypeError, lambda: em.total(orders()))

    assert "DataFrame" in message
    assert "em.measures.orders" in message


def test_a_list_is_no_term() -> None:
    refused(em.ArgumentTypeError, lambda: em.total([]))


def test_no_data() -> None:
    for ask in (
        em.purchase_frequency,
        lambda: em.purchase_frequency(None),
        lambda: em.purchase_frequency(emails=orders()),
    ):
        assert "orders=" in refused(em.ArgumentTypeError, ask)
    assert "orders=" in refused(em.ArgumentTypeError, em.summarize)
    refused(em.ArgumentTypeError, lambda: em.purchase_frequency(orders(), orders=orders()))


@pytest.mark.parametrize("missing", ["type", "occurred_at", "message_id", "recipient"])
def test_email_events_need_their_columns(missing: str) -> None:
    events = pd.DataFrame(
        {
            "type": ["delivered"], "occurred_at": pd.to_datetime(["2024-01-01"]),
            "message_id": ["m"], "recipient": ["r"],
        }
    )  # fmt: skip

    message = refused(
        em.MissingColumnError, lambda: em.newsletter_open_rate(events.drop(columns=missing))
    )

    assert "emails" in message
