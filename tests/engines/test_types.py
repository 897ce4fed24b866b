"""Ids, amounts and groups of the types that databases and files hold, where engines have them."""

# ruff: noqa: DTZ001, ANN401

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from itertools import product
from typing import Any
from uuid import UUID

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import engagement_metrics as em
from tests.engines.abilities import rows_of

ADA, BOB = UUID(int=1), UUID(int=2**100)
# Two orders of one customer, one of another, and one of a guest.
IDS = [ADA, ADA, BOB, None]
TIMES = [datetime(2024, 1, day) for day in (1, 2, 3, 4)]
AMOUNTS = [Decimal("1.10"), Decimal("2.20"), Decimal("3.30"), Decimal("0.01")]
CHANNELS = ["web", "app", "web", None]


def in_pandas() -> Any:
    """Objects, as drivers of databases give them."""
    columns = {"customer_id": IDS, "ordered_at": TIMES, "amount": AMOUNTS}
    return pd.DataFrame(columns).assign(channel=pd.Categorical(CHANNELS))


def in_pyarrow() -> Any:
    """Arrow's own types."""
    raw = [None if one is None else one.bytes for one in IDS]
    return pa.table(
        {
            "customer_id": pa.array(raw, pa.uuid()),
            "ordered_at": pa.array(TIMES),
            "amount": pa.array(AMOUNTS, pa.decimal128(12, 2)),
            "channel": pa.array(CHANNELS).dictionary_encode(),
        }
    )


def in_polars() -> Any:
    """What Polars makes of them."""
    return pl.from_arrow(in_pyarrow())


def in_duckdb() -> Any:
    """DuckDB's own types."""
    texts = [None if one is None else str(one) for one in IDS]
    rows = in_pandas().assign(customer_id=texts, channel=CHANNELS)
    return duckdb.from_df(rows).project(
        "customer_id::uuid as customer_id, ordered_at, amount::decimal(12, 2) as amount, "
        "channel::enum('app', 'web') as channel"
    )


@pytest.mark.parametrize("made", [in_pandas, in_pyarrow, in_polars, in_duckdb])
def test_uuids_decimals_and_categories(made: Callable[[], Any]) -> None:
    orders = made()
    frequency = em.purchase_frequency(orders)
    assert (frequency.numerator, frequency.denominator) == (3, 2)
    value = em.average_order_value(orders)
    assert (value.numerator, value.units) == (6.61, 3)
    every: Any
    for every in (None, "1y"):
        table = em.average_order_value(orders, by="channel", detail=True, every=every)
        found = {row["channel"]: row["numerator"] for row in rows_of(table)}
        assert found == {"web": 4.4, "app": 2.2, None: 0.01}
    assert float(em.median_order_value(orders, confidence=None)) == pytest.approx(1.65)
    assert em.average_order_value(em.reduce(orders, [em.average_order_value])).numerator == 6.61
    assert em.purchase_frequency(orders, where={"channel": "web"}).numerator == 2


@pytest.mark.parametrize("made", [in_pandas, in_pyarrow, in_polars])
def test_uuids_are_not_compared_with_text(made: Callable[[], Any]) -> None:
    customers = pl.DataFrame({"customer_id": [str(ADA), str(BOB)], "plan": ["paid", "free"]})
    with pytest.raises(em.InvalidRecordsError, match=r"orders holds Binary, .* holds String"):
        em.purchase_frequency(made(), customers=customers, by="plan")


def test_uuids_of_duckdb_are_compared_with_text() -> None:
    customers: Any = duckdb.sql(f"select '{ADA}' as customer_id, 'paid' as plan")
    orders = duckdb.sql(f"select '{ADA}'::uuid as customer_id, date '2024-01-01' as ordered_at")
    table = em.purchase_frequency(orders, customers=customers, by="plan")
    assert rows_of(table)[0]["plan"] == "paid"


KINDS = [pl.String, pl.Categorical, pl.Enum(["ada", "bob"])]


@pytest.mark.parametrize(("of_orders", "of_customers"), list(product(KINDS, KINDS)), ids=str)
def test_categories_are_compared_with_text(of_orders: Any, of_customers: Any) -> None:
    orders = pl.DataFrame(
        {
            "customer_id": pl.Series(["ada", "bob", "ada"], dtype=of_orders),
            "ordered_at": TIMES[:3],
            "amount": [1.0, 2.0, 4.0],
        }
    )
    customers = pl.DataFrame(
        {"customer_id": pl.Series(["ada", "bob"], dtype=of_customers), "plan": ["paid", "free"]}
    )
    table = em.average_order_value(orders, customers=customers, by="plan", detail=True)
    assert {row["plan"]: row["numerator"] for row in rows_of(table)} == {"paid": 5.0, "free": 2.0}
