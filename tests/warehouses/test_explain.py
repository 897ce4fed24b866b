"""The SQL for warehouses: it parses there, and where it can run here it gives the totals."""

# Naive times are what many exports hold.
# ruff: noqa: DTZ001

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import ibis
import polars as pl
import pytest
import sqlglot

import engagement_metrics as em

# Ibis asks DuckDB in words that DuckDB has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

COMMENT = re.compile(r"-- (em_\w+): (.*)")
DIALECTS = ["bigquery", "snowflake", "postgres", "duckdb"]
YEAR: dict[str, Any] = {"as_of": "2024-12-31", "window": "1y"}
ORDERS = {
    "order_id": "string", "customer_id": "string", "ordered_at": "timestamp", "amount": "float64",
    "currency": "string", "status": "string", "is_test": "boolean", "channel": "string",
}  # fmt: skip
SOCIAL = {"type": "string", "occurred_at": "timestamp", "customer_id": "string"}
EMAILS = {
    "type": "string", "occurred_at": "timestamp", "message_id": "string", "recipient": "string",
}  # fmt: skip
CUSTOMERS = {"customer_id": "string", "segment": "string"}
# In 2024 ada's 10 and 20.50 and bob's 30 count; a guest spends 5; one order is cancelled, one is a
# test, and cy's comes later.
ROWS = pl.DataFrame(
    {
        "order_id": ["1", "2", "3", "4", "5", "6", "7"],
        "customer_id": ["ada", "ada", "bob", None, "bob", "ada", "cy"],
        "ordered_at": [
            datetime(2024, 1, 1), datetime(2024, 6, 1, 12), datetime(2024, 12, 31, 23),
            datetime(2024, 3, 1), datetime(2024, 4, 1), datetime(2024, 12, 1), datetime(2025, 1, 1),
        ],
        "amount": [10.0, 20.5, 30.0, 5.0, 99.0, 7.0, 1.0],
        "currency": ["EUR"] * 7,
        "status": [*["completed"] * 4, "cancelled", "completed", "completed"],
        "is_test": [*[False] * 5, True, None],
        "channel": ["web", "app", "web", "web", "app", "web", "web"],
    }
)  # fmt: skip
PURCHASES = [em.purchase_frequency, em.average_order_value, em.repeat_purchase_rate]


def unbound(name: str, schema: dict[str, str]) -> Any:  # noqa: ANN401
    return ibis.table(schema, name=name)


def held() -> tuple[duckdb.DuckDBPyConnection, Any]:
    """The rows in DuckDB, and the same table through Ibis."""
    connection = duckdb.connect()
    connection.register("given", ROWS.to_arrow())
    connection.execute("create table orders as select * from given")
    return connection, ibis.duckdb.from_connection(connection).table("orders")


def answers(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, dict[int, float]]:
    """What a query answers, by the meaning of its columns and the number of the population."""
    rows = connection.sql(query).pl().to_dicts()
    return {
        meaning: {row["em_population"]: row[name] for row in rows}
        for name, meaning in COMMENT.findall(query)
    }


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("every", [None, "1mo"])
def test_the_sql_of_purchases_parses_there(dialect: str, every: str | None) -> None:
    orders, customers = unbound("orders", ORDERS), unbound("customers", CUSTOMERS)
    question: dict[str, Any] = {"every": every, "by": ["channel", "segment"], **YEAR}
    query = em.explain(PURCHASES, orders, customers=customers, dialect=dialect, **question)
    assert (query.engine, query.assumed) == ("ibis", True)
    for text in (query.totals, *query.probe.split("\n\n")):
        (parsed,) = sqlglot.parse(text, dialect=dialect)
        assert isinstance(parsed, sqlglot.exp.Query)
        tables = {table.name for table in parsed.find_all(sqlglot.exp.Table)}
        named = {query.alias for query in parsed.find_all(sqlglot.exp.CTE)}
        assert tables - named <= {"orders", "customers"}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("metric", "kind", "schema"),
    [
        (em.newsletter_open_rate, "emails", EMAILS),
        (em.social_interaction_score, "social", SOCIAL),
    ],
    ids=["emails", "social"],
)
def test_the_sql_of_events_parses_there(
    metric: em.Metric, kind: str, schema: dict[str, str], dialect: str
) -> None:
    query = em.explain(metric, unbound(kind, schema), dialect=dialect, **YEAR)
    (parsed,) = sqlglot.parse(query.totals, dialect=dialect)
    assert isinstance(parsed, sqlglot.exp.Query)


@pytest.mark.parametrize("known", ["held", "unbound"])
def test_the_sql_for_duckdb_gives_the_totals_by_hand(known: str) -> None:
    connection, table = held()
    orders = table if known == "held" else unbound("orders", ORDERS)
    query = em.explain(PURCHASES, orders, dialect="duckdb", **YEAR)
    assert query.assumed is (known == "unbound")
    found = answers(connection, query.totals)
    buyers, guests, cancelled, tests, later = range(5)
    assert found["sum of orders"] == {buyers: 3, guests: 1, cancelled: 0, tests: 0, later: 0}
    assert found["sum of amount * 10000"][buyers] == 605_000
    assert found["sum of amount * 10000"][guests] == 50_000
    assert found["sum of (orders >= 1)"][buyers] == 2
    assert found["sum of (orders >= 2)"][buyers] == 1
    left_out = {buyers: 0, guests: 0, cancelled: 1, tests: 1, later: 1}
    assert found["how many rows are left out"] == left_out
    value = em.average_order_value(table, **YEAR)
    assert (value.numerator, value.denominator) == (65.5, 4)
    rate = em.repeat_purchase_rate(table, **YEAR)
    assert (rate.numerator, rate.denominator) == (1, 2)


def test_a_table_can_be_unbound_for_a_model_of_every_day() -> None:
    _, table = held()
    assert not em.explain(em.purchase_frequency, table, **YEAR).assumed
    assert em.explain(em.purchase_frequency, table.unbind(), **YEAR).assumed
    with pytest.raises(em.InvalidArgumentError, match="no last day; pass as_of="):
        em.explain(em.purchase_frequency, table.unbind())


def test_dialects_that_nobody_speaks_are_refused() -> None:
    _, table = held()
    with pytest.raises(em.InvalidArgumentError, match="dialect='lisp' is not known"):
        em.explain(em.purchase_frequency, table, dialect="lisp", **YEAR)


def test_sqlframe_writes_any_dialect(started: Callable[[str], Any]) -> None:
    orders = started("SQLFrame on DuckDB")(ROWS)
    query = em.explain(em.average_order_value, orders, **YEAR)
    assert query.engine == "sqlframe"
    found = answers(orders.sparkSession._conn, query.totals)  # noqa: SLF001 (it shows none)
    assert found["sum of amount * 10000"] == {0: 605_000, 1: 50_000, 2: 0, 3: 0, 4: 0}
    there = em.explain(em.average_order_value, orders, dialect="bigquery", **YEAR)
    (parsed,) = sqlglot.parse(there.totals, dialect="bigquery")
    assert isinstance(parsed, sqlglot.exp.Query)


@pytest.mark.java
def test_spark_shows_its_plan(spark: Any, tmp_path: Path) -> None:  # noqa: ANN401
    ROWS.write_parquet(tmp_path / "orders.parquet")
    orders = spark.read.parquet(str(tmp_path / "orders.parquet"))
    query = em.explain(em.average_order_value, orders, confidence=None, **YEAR)
    assert query.engine == "pyspark"
    assert "== Physical Plan ==" in query.totals
    read = re.findall(r"ReadSchema: (.*)", query.totals)
    assert read
    assert not any("channel" in columns for columns in read)
    assert "PushedFilters" in query.totals


def test_the_documentation_shows_what_happens() -> None:
    page = Path(__file__).parents[2] / "docs" / "explain.md"
    (block,) = re.findall(r"```py\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {"em": em}
    exec(block, names)  # noqa: S102 (the page is ours)
    (parsed,) = sqlglot.parse(names["query"].totals, dialect="bigquery")
    assert isinstance(parsed, sqlglot.exp.Query)
