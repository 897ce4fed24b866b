"""Measures: counts and sums over rows, with conditions and expressions of columns."""

import itertools
from typing import Any

import pytest

import engagement_metrics as em
from tests.engine.ten_days import computed

orders, revenue, likes = em.measures.orders, em.measures.revenue, em.measures.likes


amount, items, channel = (em.column(name) for name in ("amount", "items", "channel"))


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ({"channel": "web"}, 2),
        ({"channel": ["web", "app"]}, 4),
        ({"channel": None}, 1),
        ({"channel": ["web", None]}, 3),
        ({"channel": [None]}, 1),
        ({"channel": "web", "items": 5}, 1),
        ({}, 5),
        (amount >= 3, 3),
        (amount > 3, 2),
        (amount < 3, 2),
        (amount <= 3, 3),
        (items == 4, 1),
        (items != 4, 4),
        (channel.is_null(), 1),
        (~channel.is_null() & (amount >= 3), 3),
        ((amount == 1) | (amount == 2), 2),
        (channel.is_in(["app"]), 2),
        (amount / items < 1, 3),
        (amount - items > 30, 2),
        (50 - amount < 11, 2),
        (2 * amount + items >= 20, 2),
    ],
    ids=itertools.count(),
)
def test_conditions_on_rows(where: Any, count: float) -> None:  # noqa: ANN401
    assert computed(em.total(em.count(em.Order, where=where))) == count


@pytest.mark.parametrize(
    ("value", "total"),
    [
        ("amount", 146),
        ("items", 30),
        (amount, 146),
        (amount * items, 160 + 5 + 12 + 21 + 800),
        (amount + items, 176),
        (amount - items, 116),
        (items - amount, -116),
        (1 + items, 35),
        (10 - items, 20),
        (2 * items, 60),
        (items / 2, 15),
        (-items, -30),
        (em.column("gifts", default=2), 10),
    ],
    ids=itertools.count(),
)
def test_sums_of_expressions(value: Any, total: float) -> None:  # noqa: ANN401
    assert computed(em.total(em.sum_of(em.Order, value))) == pytest.approx(total, abs=1e-9)


def test_sums_with_conditions_are_rates() -> None:
    web = em.sum_of(em.Order, "amount", where={"channel": "web"})
    assert computed(em.total(web) / em.total(revenue)) == pytest.approx(4 / 146)
    both = computed(em.total(web) / em.total(em.count(em.Order, where={"channel": "web"})))
    assert (both, both.rows, both.units) == (2.0, 2, 1)
    assert both.excluded["not_counted"] == 3


@pytest.mark.parametrize(
    "refused",
    [
        lambda: em.count(em.Estimate),  # type: ignore[arg-type]
        lambda: em.count("orders"),  # type: ignore[arg-type]
        lambda: em.sum_of(em.Order, amount > 3),
        lambda: em.sum_of(em.Order, 3),  # type: ignore[arg-type]
        lambda: em.count(em.Order, where=amount + 1),
        lambda: em.count(em.Order, where="web"),  # type: ignore[arg-type]
        lambda: (amount > 3) & (items + 1),
        lambda: ~(items + 1),
        lambda: amount == [1, 2],
        lambda: amount + {"a": 1},
    ],
    ids=itertools.count(),
)
def test_measures_that_make_no_sense_are_refused(refused: Any) -> None:  # noqa: ANN401
    with pytest.raises(em.EngagementError):
        refused()


def test_a_condition_on_rows_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="&"):
        bool(amount > 3)


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(em.MissingColumnError, match="gifts"):
        computed(em.total(em.sum_of(em.Order, "gifts")))
