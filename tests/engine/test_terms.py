"""Terms: what is known of one customer, and what is refused."""

import itertools
import math
from typing import Any

import pytest

import engagement_metrics as em
from engagement_metrics.engine.terms import Term
from tests.engine.ten_days import FRAME, computed

orders, revenue, likes = em.measures.orders, em.measures.revenue, em.measures.likes


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (orders, 5),
        (revenue, 146),
        (orders >= 1, 3),
        (orders >= 2, 1),
        (orders > 1, 1),
        (orders == 1, 2),
        (orders != 0, 3),
        ((orders >= 1) & (orders <= 2), 2),
        ((orders >= 1) & (orders < 3), 2),
        ((orders == 3) | (orders == 1), 3),
        ((orders >= 1) & ~(orders >= 2), 2),
        (revenue >= 40, 2),
        (revenue * (orders >= 2), 6),
        (orders * 2, 10),
        (2 * orders, 10),
        (0.5 * revenue, 73),
        (orders + (orders >= 1), 8),
        (revenue - orders, 141),
        (-orders, -5),
        (orders * orders, 1 + 9 + 1),
        (orders * revenue, 40 + 18 + 100),
        (orders.previous, 3),
        (orders.before, 3),
        (revenue.previous, 35),
        (orders.previous.previous, 0),
        (((orders >= 1) & (revenue >= 6)).previous, 1),
        (((orders >= 2) | (revenue >= 5)).before, 2),
        (((orders >= 1) & ~(orders >= 2)).previous, 1),
        ((orders + 2 * orders).previous, 9),
        ((orders * revenue).before, 65),
        ((revenue >= 99.99) & (revenue > 99.999), 1),
        (orders * (revenue + orders), 158 + 11),
        ((orders >= 1) & (orders.previous >= 1), 2),
        ((orders.previous >= 1) & ~(orders >= 1), 0),
        ((orders >= 1) & ~(orders.before >= 1), 1),
        ((orders >= orders.at_zero() + 2).previous, 1),
        (revenue + revenue.previous >= 50, 2),
        (revenue - revenue.previous, 111),
        ((revenue - revenue.previous) * (orders >= 1), 111),
    ],
    ids=itertools.count(),
)
def test_terms(term: Any, value: float) -> None:  # noqa: ANN401
    assert computed(em.total(term)) == value


@pytest.mark.parametrize(
    "term",
    [
        orders < 3, orders <= 0, orders == 0, orders >= 0, orders != 1, ~(orders >= 1),
        (orders >= 1) | (orders < 1), (orders < 3) & (revenue < 100),
    ],
    ids=itertools.count(),
)  # fmt: skip
def test_a_term_that_counts_people_without_rows_is_refused(term: Term) -> None:
    with pytest.raises(em.DefinitionError, match="without any rows"):
        em.total(term)


def test_a_term_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="&"):
        bool(orders >= 1)
    with pytest.raises(TypeError, match="truth"):
        _ = anything.__ge__(1) and anything <= 3


NAN = math.nan
# The type checkers refuse most of these, too.
anything: Any = orders
mask: Any = orders >= 1
total: Any = em.total(orders)
metric: Any = em.purchase_frequency


@pytest.mark.parametrize(
    "refused",
    [
        lambda: anything + 1,
        lambda: anything - 1,
        lambda: anything >= "2",
        lambda: anything >= NAN,
        lambda: anything * math.inf,
        lambda: anything * "2",
        lambda: anything * True,
        lambda: anything & mask,
        lambda: mask & anything,
        lambda: mask | 1,
        lambda: anything.before.before,
        lambda: total + anything,
        lambda: total * math.nan,
        lambda: total / 0,
        lambda: total / "2",
        lambda: metric + anything,
        lambda: metric + "1",
    ],
    ids=itertools.count(),
)
def test_what_makes_no_sense_is_refused(refused: Any) -> None:  # noqa: ANN401
    with pytest.raises((em.DefinitionError, TypeError)):
        refused()


@pytest.mark.parametrize("thing", [FRAME, [1, 2], 3, em.purchase_frequency, em.Order])
def test_total_of_something_else_says_where_measures_are(thing: Any) -> None:  # noqa: ANN401
    with pytest.raises(em.ArgumentTypeError, match=r"em\.measures"):
        em.total(thing)


def test_terms_that_are_written_alike_are_the_same() -> None:
    assert (orders >= 2) == (em.count(em.Order) >= 2)
    assert (orders >= 2) != (orders >= 3)
    assert orders != revenue
    assert hash(orders >= 2) == hash(em.count(em.Order) >= 2)
    assert em.total(orders >= 2) == em.total(em.measures.orders >= 2)
    web = em.count(em.Order, where={"channel": "web"})
    assert web == em.count(em.Order, where={"channel": "web"})
    assert web != em.count(em.Order, where={"channel": "app"})
    assert web != orders
