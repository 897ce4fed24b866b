"""No rows, one row, one customer, nobody known, and nothing in the window."""

# Naive times are what many exports hold, and chance is not secrecy here.
# ruff: noqa: DTZ001

import math
from datetime import date, datetime
from typing import Any

import pytest

import engagement_metrics as em
from tests.engine.cases import LIBRARIES, Library, as_frame, column_names
from tests.engine.catalogue import METRICS
from tests.engine.small_orders import orders_of
from tests.oracle.comparison import frame_rows
from tests.thorough import first

Row = dict[str, Any]


def empty(kind: str, library: Library) -> Any:  # noqa: ANN401
    return as_frame([], kind, "naive", library)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("name", first(METRICS))
def test_empty_frames(name: str, library: Library) -> None:
    metric: Any = METRICS[name]
    kinds = {*metric.definition({}).argument_names, "customers"}
    frames = {kind: empty(kind, library) for kind in kinds}
    one = metric(**frames, window="30d")
    assert math.isnan(one) or metric.formula().degree() != 0 or "audience" in name
    assert (one.rows, one.as_of, one.start, dict(one.excluded)) == (0, None, None, {})
    for question in ({"by": "country"}, {"every": "1mo"}, {"every": "1w", "by": "country"}):
        table = metric(**frames, window="30d", **question)
        assert frame_rows(table) == []
        expected = [*(["country"] if "by" in question else [])]
        expected += ["as_of", "complete"] if "every" in question else []
        assert column_names(table) == [*expected, name, f"{name}_low", f"{name}_high"]


def test_a_history_in_which_nothing_is_selected() -> None:
    orders, nobody = orders_of(["a", "b"], [12.5, 10.0]), {"customer_id": "nobody"}
    table = em.purchase_frequency(orders, every="1d", where=nobody)
    assert table["purchase_frequency"].to_list() == [None]
    grouped = em.purchase_frequency(orders, by="customer_id", every="1d", where=nobody)
    assert frame_rows(grouped) == []


def test_empty_lists() -> None:
    assert math.isnan(em.purchase_frequency([]))
    assert math.isnan(em.newsletter_open_rate([]))
    assert math.isnan(em.social_interaction_score([]))


@pytest.mark.parametrize("every", [None, "1d"])
def test_one_row(every: Any) -> None:  # noqa: ANN401
    orders = orders_of(["a"], [12.5])
    for metric, value in ((em.purchase_frequency, 1.0), (em.average_order_value, 12.5)):
        table = metric(orders, every=every, by="customer_id")
        assert table[metric.name].to_list() == [value]
        # One unit says nothing about how units differ.
        assert table[f"{metric.name}_low"].to_list() == [None]
    rate = em.repeat_purchase_rate(orders)
    # Wilson of 0 of 1: high is z^2 / (1 + z^2).
    assert (rate, rate.low, rate.units) == (0.0, 0.0, 1)
    assert rate.high == pytest.approx(3.841458820694124 / 4.841458820694124, abs=1e-12)
    assert math.isnan(rate.std_error)


def test_one_customer() -> None:
    orders = orders_of(["a", "a", "a"], [10.0, 20.0, 60.0])
    value = em.average_order_value(orders)
    assert (value, value.units, value.rows) == (30.0, 1, 3)
    assert math.isnan(value.low)
    assert math.isnan(value.std_error)
    rate = METRICS["revenue_from_repeat_buyers"](orders)
    # A unit that counts more than once, alone: the share could be anything.
    assert (rate, rate.low, rate.high) == (1.0, 0.0, 1.0)


@pytest.mark.parametrize("every", [None, "1mo"])
def test_all_guests(every: Any) -> None:  # noqa: ANN401
    orders = orders_of([None] * 3, [10.0, 20.0, 60.0])
    table = em.summarize(orders=orders, every=every)
    assert table["value"].to_list() == [None, 30.0, None]
    assert table["units"].to_list() == [0, 3, 0]
    assert table["excluded"].to_list() == [3, 0, 3]
    assert table["low"].to_list()[0] is None
    assert dict(em.purchase_frequency(orders).excluded) == {"guest": 3}


def test_each_guest_is_a_customer_of_their_own() -> None:
    orders = orders_of(["a", "a", None, None], [10.0, 30.0, 20.0, 20.0])
    one = em.average_order_value(orders)
    assert (one, one.units, one.rows) == (20.0, 3, 4)
    # Influences on the average: (40 - 2 * 20) / 4, and twice (20 - 20) / 4: all of them zero.
    assert one.std_error == 0.0
    spread = em.average_order_value(orders_of(["a", "a", None, None], [10.0, 20.0, 20.0, 30.0]))
    # The average is 20; influences (30 - 40) / 4, 0 and (30 - 20) / 4; 3/2 * 2 * 6.25.
    assert spread.std_error == pytest.approx(math.sqrt(18.75), rel=1e-12)


def test_nothing_in_the_window() -> None:
    orders = orders_of(["a", "b"], [1.0, 2.0], days=[0, 100])
    one = em.average_order_value(orders, window="30d", as_of="2024-03-01")
    assert math.isnan(one)
    assert all(math.isnan(x) for x in (one.low, one.high, one.std_error))
    assert (one.units, one.rows, dict(one.excluded)) == (0, 0, {"after_as_of": 1})
    assert one.as_of == date(2024, 3, 1)
    assert em.average_order_value(
        orders, window="30d", as_of="2024-03-01", by="customer_id"
    ).is_empty()
    before = em.purchase_frequency(orders, as_of="2023-01-01")
    assert math.isnan(before)
    assert before.excluded["after_as_of"] == 2
    assert em.purchase_frequency(orders, as_of="2023-01-01", every="1mo").is_empty()


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("every", [None, "1mo"])
def test_null_keys_are_a_group_and_come_last(library: Library, every: Any) -> None:  # noqa: ANN401
    rows: list[Row] = [
        {"customer_id": c, "ordered_at": datetime(2024, 1, 5), "amount": a, "channel": channel}
        for c, a, channel in (
            ("a", 1.0, None), ("b", 2.0, "web"), (None, 4.0, None), ("b", 6.0, "app")
        )
    ]  # fmt: skip
    frame = as_frame(rows, "orders", "naive", library)
    table = frame_rows(em.average_order_value(frame, by="channel", every=every))
    found = [(row["channel"], row["average_order_value"]) for row in table]
    assert found[:2] == [("app", 6.0), ("web", 2.0)]
    assert len(found) == 3
    assert found[2][0] is None or found[2][0] != found[2][0]
    assert found[2][1] == 2.5
