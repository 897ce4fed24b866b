"""Formulas: arithmetic over totals."""

import itertools
import math

import numpy as np
import pytest

import engagement_metrics as em
from engagement_metrics.engine.formulas import Formula
from tests.engine.ten_days import computed

orders, revenue, likes = em.measures.orders, em.measures.revenue, em.measures.likes


frequency = em.total(orders) / em.total(orders >= 1)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (frequency, 5 / 3),
        (frequency + 1, 8 / 3),
        (1 + frequency, 8 / 3),
        (frequency - 1, 2 / 3),
        (1 - frequency, -2 / 3),
        (2 * frequency, 10 / 3),
        (frequency * 2, 10 / 3),
        (frequency / 2, 5 / 6),
        (1 / frequency, 3 / 5),
        (-frequency, -5 / 3),
        (frequency * frequency, 25 / 9),
        (frequency / frequency, 1),
        (frequency - frequency.previous, 5 / 3 - 3 / 2),
        (frequency.previous, 3 / 2),
        (frequency.before, 3 / 2),
        ((1 + frequency).previous, 5 / 2),
        ((frequency + frequency * frequency).before, 3 / 2 + 9 / 4),
        (em.total(orders) / 2, 5 / 2),
        (em.total(orders) * em.total(revenue), 730),
        (em.total(orders) - em.total(orders.previous), 2),
        ((em.total(revenue) + em.total(revenue.previous)) / em.total(orders), 181 / 5),
    ],
    ids=itertools.count(),
)
def test_formulas(formula: Formula, value: float) -> None:
    assert computed(formula) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("formula", "degree"),
    [
        (em.total(orders), 1),
        (em.total(orders) - em.total(orders.previous), 1),
        (em.total(orders) * em.total(revenue), 2),
        (frequency, 0),
        (frequency + 1, 0),
        (frequency * em.total(orders), 1),
        (1 / em.total(orders), -1),
        (em.total(orders) + 1, None),
        ((em.total(orders) + 1) / em.total(orders), None),
        (em.total(orders) + em.total(orders) * em.total(orders), None),
        (frequency / frequency, 0),
    ],
)
def test_only_what_does_not_grow_with_the_shop_has_an_interval(
    formula: Formula, degree: int | None
) -> None:
    assert formula.degree() == degree
    one = computed(formula)
    assert math.isnan(one.low) is (degree != 0)
    assert math.isnan(one.high) is (degree != 0)
    assert math.isnan(one.std_error) is (degree != 0)


def test_the_interval_of_a_scaled_metric_is_scaled() -> None:
    one, other = computed(frequency), computed(100 * frequency - 7)
    assert other.std_error == pytest.approx(100 * one.std_error)
    assert other.low == pytest.approx(100 * one.low - 7)


def test_equal_factors_cancel() -> None:
    value = em.total(revenue) / em.total(orders)
    buyers = em.total(orders >= 1)
    assert frequency * value == em.total(revenue) / buyers
    assert frequency * buyers == em.total(orders) * 1
    assert value / (em.total(revenue) / em.total(orders)) == value / value
    nothing = computed(frequency / frequency, as_of="2024-06-30")
    assert math.isnan(nothing)


def test_nothing_over_nothing_is_undefined() -> None:
    for formula in (frequency, frequency + 1, 1 / em.total(orders), em.total(revenue) / frequency):
        assert math.isnan(computed(formula, as_of="2024-06-30"))
    some_over_nothing = em.total(orders) / em.total(orders.previous.previous)
    one = computed(some_over_nothing)
    assert math.isnan(one)
    assert all(math.isnan(x) for x in (one.low, one.high, one.std_error))


def test_roots_follow_their_squares() -> None:
    frequency = em.purchase_frequency.formula()
    root = em.sqrt(frequency)
    assert root.degree() == 0
    assert em.sqrt(em.total(em.measures.orders)).degree() is None
    assert root.previous == em.sqrt(frequency.previous)
    assert em.sqrt(4).evaluate(lambda _total: np.array([1.0])).value == 2
    with pytest.raises(em.DefinitionError, match="a quantile is no arithmetic"):
        em.sqrt(em.quantile(em.Order, "amount", 0.5))


def test_the_interval_of_a_root_is_that_of_its_square_by_the_chain_rule() -> None:
    @em.metric(unit="square root of orders")
    def root_of_frequency() -> em.Formula:
        return em.sqrt(em.purchase_frequency.formula())

    orders = em.datasets.cdnow_orders()
    square, root = em.purchase_frequency(orders), root_of_frequency(orders)
    assert root == pytest.approx(float(square) ** 0.5)
    assert root.std_error == pytest.approx(square.std_error / (2 * float(square) ** 0.5))
