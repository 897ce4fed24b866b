"""PostgreSQL copies what columns are made of, unless it is kept from it."""

from collections.abc import Callable
from typing import Any

import pytest

import engagement_metrics as em
from tests.engines.abilities import ORDERS


@pytest.mark.postgresql
def test_calendars_do_not_grow_there(started: Callable[[str], Any]) -> None:
    orders = started("Ibis on PostgreSQL")(ORDERS)
    change = em.average_order_value - em.average_order_value.previous
    question: dict[str, Any] = {"every": "1w", "window": "12mo", "tz": "Europe/Berlin"}
    query = em.explain(change, orders, **question).totals
    plan = orders.get_backend().raw_sql(f"EXPLAIN VERBOSE {query}").fetchall()
    # Without limits a line has millions of characters, and the answer takes minutes and gigabytes.
    assert max(len(line) for (line,) in plan) < 20_000
