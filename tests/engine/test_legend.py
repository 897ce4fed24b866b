"""The legend says what a total is of, as its author would."""

import pytest

import engagement_metrics as em
from engagement_metrics.engine.legend import spelled

ORDERS, REVENUE = em.measures.orders, em.measures.revenue
LARGE = em.count(em.Order, where=em.column("amount") >= 100)
UNKNOWN = em.count(em.Order, where=~em.column("channel").is_null())


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (ORDERS, "orders"),
        (REVENUE, "amount"),
        (LARGE, "[orders where (amount >= 100)]"),
        (UNKNOWN, "[orders where not channel is missing]"),
        (em.sum_of(em.Order, em.column("net price") * 2), "[('net price' * 2)]"),
        (ORDERS.previous, "[orders 1 window earlier]"),
        (ORDERS.previous.previous, "[orders 2 windows earlier]"),
        (ORDERS.before, "[orders before the window]"),
        (REVENUE >= 99.5, "(amount >= 99.5)"),
        ((ORDERS >= 1) & ~(ORDERS >= 3), "((orders >= 1) and (not (orders >= 3)))"),
        ((ORDERS >= 3) | (REVENUE > 10), "((orders >= 3) or (amount > 10))"),
        (REVENUE * (ORDERS >= 2), "amount * (orders >= 2)"),
        (2 * ORDERS - LARGE, "(1 * (2 * orders) + -1 * [orders where (amount >= 100)])"),
    ],
)
def test_terms(term: em.Term, text: str) -> None:
    assert spelled(term) == text
