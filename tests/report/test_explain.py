"""The queries that are shown are those that run."""

# Naive times are what many exports hold.
# ruff: noqa: DTZ001

import dataclasses
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

import engagement_metrics as em
from engagement_metrics.engine import explain as explaining
from engagement_metrics.engine import points

COMMENT = re.compile(r"-- (em_\w+): (.*)")

# Two of ada's orders and bob's only one count in 2024, a guest's and one that was cancelled lie in
# it too, one lies before and one after.
ORDERS = {
    "order_id": ["1", "2", "3", "4", "5", "6", "7"],
    "customer_id": ["ada", "ada", "bob", None, "bob", "ada", "cy"],
    "ordered_at": [
        datetime(2024, 1, 1), datetime(2024, 6, 1, 12), datetime(2024, 12, 31, 23),
        datetime(2024, 3, 1), datetime(2024, 4, 1), datetime(2023, 12, 31), datetime(2025, 1, 1),
    ],
    "amount": [10.0, 20.5, 30.0, 5.0, 99.0, 7.0, 1.0],
    "status": [*["completed"] * 4, "cancelled", "completed", "completed"],
    "channel": ["web", "app", "web", "web", "app", "web", "web"],
}  # fmt: skip
YEAR: dict[str, Any] = {"as_of": "2024-12-31", "window": "1y"}
EVENTS = {
    "type": ["like", "share"],
    "occurred_at": [datetime(2024, 2, 5), datetime(2024, 2, 28)],
    "customer_id": ["ada", "bob"],
}


def table(columns: Mapping[str, Any] = ORDERS) -> tuple[duckdb.DuckDBPyConnection, Any]:
    made = duckdb.connect()
    made.register("given", pl.DataFrame(columns).to_arrow())
    made.execute("create table orders as select * from given")
    return made, made.table("orders")


def answers(found: duckdb.DuckDBPyConnection, query: str) -> dict[str, dict[int, float]]:
    """What a query answers, by the meaning of its columns and the number of the population."""
    meanings = dict(COMMENT.findall(query))
    rows = found.sql(query).pl().to_dicts()
    return {
        meaning: {row["em_population"]: row[name] for row in rows}
        for name, meaning in meanings.items()
    }


def test_the_sql_of_duckdb_gives_the_totals_by_hand() -> None:
    connection, orders = table()
    query = em.explain(em.average_order_value, orders, **YEAR)
    assert query.engine == "duckdb"
    assert not query.assumed
    found = answers(connection, query.totals)
    # Ada's 10 and 20.50 and bob's 30; the guest's 5; in units of 1e-4.
    assert found["sum of amount * 10000"] == {0: 605_000, 1: 50_000, 2: 0, 3: 0}
    assert found["sum of orders"] == {0: 3, 1: 1, 2: 0, 3: 0}
    # A cancelled order in the window, and one order after it.
    assert found["how many rows are left out"] == {0: 0, 1: 0, 2: 1, 3: 1}
    estimate = em.average_order_value(orders, **YEAR)
    assert (estimate.numerator, estimate.denominator) == (65.5, 4)


def test_thresholds_and_parameters_are_in_the_query() -> None:
    connection, orders = table()
    query = em.explain(em.repeat_purchase_rate, orders, at_least=3, confidence=None, **YEAR)
    found = answers(connection, query.totals)
    assert found["sum of (orders >= 3)"][0] == 0
    assert found["sum of (orders >= 1)"][0] == 2


def test_groups_and_conditions_are_in_the_query() -> None:
    connection, orders = table()
    question: dict[str, Any] = {**YEAR, "by": "channel", "where": {"status": "completed"}}
    query = em.explain(em.purchase_frequency, orders, **question)
    meanings = dict(COMMENT.findall(query.totals))
    assert meanings["em_by_0"] == "channel"
    orders_column = next(name for name, text in meanings.items() if text == "sum of orders")
    rows = connection.sql(query.totals).pl().filter(pl.col("em_population") == 0)
    assert dict(rows.select("em_by_0", orders_column).rows()) == {"app": 1, "web": 2}


def test_the_probe_of_duckdb_is_one_row_of_sql() -> None:
    connection, orders = table()
    query = em.explain(em.purchase_frequency, orders, **YEAR)
    first = query.probe.split("-- orders")[1]
    row = connection.sql(first).pl()
    assert row.height == 1
    assert row["em_first"].item() == datetime(2023, 12, 31)
    assert row["em_last"].item() == datetime(2025, 1, 1)


def test_without_data_the_query_fits_whatever_the_data_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(explaining, "is_unbound", lambda _: True)
    tidy = pl.DataFrame(ORDERS).filter(pl.col("customer_id") == "ada").to_dict(as_series=False)
    connection, orders = table(tidy)
    metrics = [em.purchase_frequency, em.average_order_value]
    query = em.explain(metrics, orders, **YEAR)
    assert query.assumed
    # The query of ada's tidy orders is right about the orders of all.
    connection.execute("drop table orders")
    connection.register("all_given", pl.DataFrame(ORDERS).to_arrow())
    connection.execute("create table orders as select * from all_given")
    found = answers(connection, query.totals)
    assert found["sum of amount * 10000"] == {0: 605_000, 1: 50_000, 2: 0, 3: 0}
    assert found["how many rows are left out"] == {0: 0, 1: 0, 2: 1, 3: 1}
    with pytest.raises(em.InvalidArgumentError, match="no last day; pass as_of="):
        em.explain(metrics, orders)


def test_without_data_deliveries_are_assumed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explaining, "is_unbound", lambda _: True)
    shop = em.datasets.simulate_shop(customers=60, start="2024-01-01", seed=2)
    frames = {"emails": shop.emails, "customers": shop.customers}
    relations: dict[str, Any] = {name: duckdb.from_df(frame) for name, frame in frames.items()}
    query = em.explain(em.newsletter_open_rate, by="segment", as_of="2024-06-30", **relations)
    assert query.assumed
    assert query.probe.count("-- customers") == 1
    assert "'delivered'" in query.totals


def test_nothing_is_reduced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(points, "collected")
    orders = pl.DataFrame(ORDERS)
    assert em.explain(em.purchase_frequency, orders).totals
    with pytest.raises(NameError):
        em.purchase_frequency(orders)


@pytest.mark.parametrize("kind", ["eager", "lazy", "pandas"])
def test_polars_shows_its_plan(kind: str) -> None:
    frame = pl.DataFrame(ORDERS)
    orders: Any = {"eager": frame, "lazy": frame.lazy(), "pandas": frame.to_pandas()}[kind]
    query = em.explain(em.average_order_value, orders, confidence=None, **YEAR)
    assert query.engine == "polars"
    assert "FILTER" in query.totals
    assert "2025-01-01" in query.totals
    assert "channel" not in query.totals


def test_the_plan_of_a_folder_reads_only_what_is_needed(tmp_path: Any) -> None:  # noqa: ANN401
    pl.DataFrame(ORDERS).write_parquet(tmp_path / "orders.parquet")
    query = em.explain(em.purchase_frequency, pl.scan_parquet(tmp_path / "*.parquet"), **YEAR)
    scan = query.totals.partition("Parquet SCAN")[2]
    assert "SELECTION:" in scan
    assert re.search(r"PROJECT 3/6 COLUMNS", scan)


def test_histories_show_the_rows_that_are_swept() -> None:
    query = em.explain(em.purchase_frequency, pl.DataFrame(ORDERS), every="1mo", **YEAR)
    assert "em_day" in query.totals
    # The second query counts the rows left out.
    assert query.totals.count("FILTER") >= 2


def test_metrics_of_several_kinds_have_queries_of_their_own() -> None:
    orders, social = pl.DataFrame(ORDERS), pl.DataFrame(EVENTS)
    metrics = [em.purchase_frequency, em.social_interaction_score, em.average_order_value]
    query = em.explain(metrics, orders=orders, social=social, **YEAR)
    assert query.metrics == tuple(metric.name for metric in metrics)
    one, other = query.totals.split(";\n\n")
    assert "sum of orders" in one
    assert "sum of amount" in one
    assert "sum of orders" not in other
    assert query.probe.count("-- orders") >= 1
    assert query.probe.count("-- social") >= 1
    with pytest.raises(em.ArgumentTypeError, match="pass them by name"):
        em.explain(metrics, orders)


def test_a_roster_is_probed_too() -> None:
    customers = pl.DataFrame({"customer_id": ["ada", "bob", "cy"], "segment": ["x", "y", "y"]})
    social = pl.DataFrame(EVENTS)
    question: dict[str, Any] = {"social": social, "customers": customers, "by": "segment", **YEAR}
    query = em.explain(em.social_interaction_score, audience="customers", **question)
    assert query.probe.count("-- customers") == 1
    assert "em_distinct" in query.probe
    assert "not_in_customers" in query.totals


def test_the_sql_of_a_history_gives_the_changes_of_each_day() -> None:
    connection, orders = table()
    query = em.explain(em.purchase_frequency, orders, every="1mo", as_of="2024-12-31", window=None)
    rows = connection.sql(query.totals).pl()
    column = {meaning: name for name, meaning in COMMENT.findall(query.totals)}["sum of orders"]
    known = rows.filter(pl.col("em_population") == 0).sort("em_day")
    # Ada's three orders and bob's one, each on a day of its own; nothing leaves an endless window.
    assert known.filter(pl.col(column) != 0)[column].to_list() == [1, 1, 1, 1]
    # Bob's cancelled order.
    assert rows.filter(pl.col("em_population") > 1)["em_rows"].to_list() == [1]


def test_what_is_wrong_with_the_data_is_said() -> None:
    orders = pl.DataFrame(ORDERS).with_columns(amount=-pl.col("amount"))
    with pytest.raises(em.InvalidRecordsError, match="negative"):
        em.explain(em.average_order_value, orders)
    repeated = pl.DataFrame({"customer_id": ["ada", "ada"], "segment": ["x", "y"]})
    with pytest.raises(em.InvalidRecordsError, match="one row a customer"):
        em.explain(em.purchase_frequency, orders, customers=repeated, by="segment")


def test_only_what_can_be_shown_is_shown() -> None:
    _, relation = table()
    frame = pl.DataFrame(ORDERS)
    with pytest.raises(em.InvalidArgumentError, match="needs an Ibis table, not data on duckdb"):
        em.explain(em.purchase_frequency, relation, dialect="bigquery")
    with pytest.raises(em.ArgumentTypeError, match="set at_least of the metric that has it"):
        em.explain([em.repeat_purchase_rate], frame, at_least=3)
    nothing: Any = []
    with pytest.raises(em.ArgumentTypeError, match="explain takes a metric"):
        em.explain(nothing, frame)
    number: Any = [1]
    with pytest.raises(em.ArgumentTypeError, match="explain takes a metric"):
        em.explain(number, frame)


def test_it_shows_itself_as_text_and_in_a_notebook() -> None:
    frame = pl.DataFrame(ORDERS)
    query = em.explain(em.purchase_frequency, frame, where={"channel": "<b>"}, **YEAR)
    text = str(query)
    assert repr(query) == text
    assert text.startswith("-- The probe of purchase_frequency on polars; it is asked first\n")
    assert query.probe in text
    assert text.endswith(query.totals)
    html = query._repr_html_()
    assert "<b>" not in html
    assert "&lt;b&gt;" in html
    assert html.count("<details") == html.count("</details>") == 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(query, "totals", "")  # noqa: B010


def test_no_text_of_a_condition_ends_a_comment() -> None:
    orders = em.column("channel")
    odd = em.count(em.Order, where=(orders == "x\nselect 1") | (em.column("a\nb", default=1) > 1))

    @em.metric()
    def share() -> em.Formula:
        return em.total(odd) / em.total(em.measures.orders)

    connection, relation = table()
    query = em.explain(share, relation, **YEAR)
    comments = [line for line in query.totals.splitlines() if line.startswith("-- ")]
    assert any("'x\\nselect 1'" in line for line in comments)
    assert any("'a\\nb'" in line for line in comments)
    assert connection.sql(query.totals).pl().height > 0


def test_pandas_rows_are_not_changed() -> None:
    frame = pl.DataFrame(ORDERS).to_pandas()
    before = frame.copy(deep=True)
    em.explain(em.average_order_value, frame, by="channel", **YEAR)
    pd.testing.assert_frame_equal(frame, before)
