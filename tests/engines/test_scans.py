"""Where the rows are elsewhere, two queries are asked, which scan no more than they need."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

import engagement_metrics as em
from tests.engines.counting import queries

NEEDED = {"customer_id", "ordered_at", "status"}
# The window begins after the first order and ends before the last one.
QUESTION: dict[str, Any] = {"as_of": "1998-03-31", "window": "180d"}


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401
    folder = tmp_path_factory.mktemp("orders")
    frame = em.datasets.cdnow_orders().assign(status="completed", channel="web", note="-")
    frame.to_parquet(folder / "orders.parquet")
    return duckdb.read_parquet(str(folder / "*.parquet"))


def scans(query: Any) -> Iterator[tuple[set[str], str]]:  # noqa: ANN401
    """The columns that each scan of a query reads, and the conditions that are pushed into it."""
    explained: Any = duckdb.sql(f"EXPLAIN (FORMAT json) {query.sql_query()}")
    (plan,) = explained.fetchall()
    nodes = json.loads(plan[1])
    while nodes:
        node = nodes.pop()
        nodes += node["children"]
        if "PARQUET" in node["name"]:
            read, pushed = (
                json.dumps(node["extra_info"].get(n)) for n in ("Projections", "Filters")
            )
            columns = re.findall(r"[a-z_]+", read) + re.findall(r"\(?([a-z_]+) ?[<>=]", pushed)
            yield set(columns) - {"null"}, pushed


@pytest.mark.parametrize(
    ("options", "more"),
    [
        ({}, set()),
        ({"by": "channel"}, {"channel"}),
        ({"every": "1mo"}, set()),
        ({"where": {"n_items": 2}, "confidence": None}, {"n_items"}),
    ],
    ids=str,
)
def test_the_probe_and_the_totals_and_no_more(
    orders: Path, options: dict[str, Any], more: set[str]
) -> None:
    with queries() as asked:
        em.purchase_frequency(orders, **QUESTION, **options)
    probe, totals = asked
    for columns, _ in scans(probe):
        assert columns <= {*NEEDED, *more, "order_id"}
    read = list(scans(totals))
    assert read
    for columns, pushed in read:
        assert columns <= {*NEEDED, *more}
        assert "ordered_at" in pushed
        assert "status" in pushed


def test_a_window_is_pushed_into_the_scan(orders: Path) -> None:
    with queries() as asked:
        em.average_order_value(orders, **QUESTION)
    pushed = [conditions for _, conditions in scans(asked[-1])]
    assert any("1997-10-03" in one and "1998-04-01" in one for one in pushed)


def test_customers_are_looked_at_once_more(orders: Path) -> None:
    customers: Any = duckdb.sql("select '00001' as customer_id, 'vip' as segment")
    with queries() as asked:
        em.purchase_frequency(orders, customers=customers, by="segment", **QUESTION)
    assert len(asked) == 3


def test_metrics_of_one_kind_share_their_queries(orders: Path) -> None:
    metrics = [em.purchase_frequency, em.average_order_value, em.repeat_purchase_rate]
    with queries() as asked:
        em.summarize(orders=orders, metrics=metrics, **QUESTION)
    assert len(asked) == 2
