"""A folder of Parquet files, read lazily: less memory than rows, and the same answers."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

import engagement_metrics as em

FILES, ROWS = 5, 60_000
BEGIN = date(2024, 1, 1)


def part(number: int) -> dict[str, Any]:
    """The orders of one file: some of guests, each with a text that no metric reads."""
    chance = np.random.default_rng(number)
    customers = chance.integers(0, 40_000, ROWS)
    return {
        "customer_id": [f"customer {c:08}" if c % 10 else None for c in customers.tolist()],
        "day": chance.integers(0, 400, ROWS).tolist(),
        "amount": (chance.integers(0, 10_000, ROWS) / 100).tolist(),
    }


@pytest.fixture(scope="module")
def parts() -> list[dict[str, Any]]:
    return [part(number) for number in range(FILES)]


@pytest.fixture(scope="module")
def folder(parts: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("orders")
    for number, columns in enumerate(parts):
        frame = pl.DataFrame(columns).with_columns(
            ordered_at=pl.lit(BEGIN) + pl.duration(days="day"), note=pl.lit("unread " * 20)
        )
        frame.drop("day").write_parquet(path / f"{number}.parquet", row_group_size=10_000)
    return path


def by_hand(parts: list[dict[str, Any]]) -> tuple[int, int, float, int]:
    """In the last 90 days: orders of customers, customers, revenue, and all orders."""
    seen: dict[str, int] = {}
    revenue = orders = 0
    last = max(max(columns["day"]) for columns in parts)
    for columns in parts:
        for customer, day, amount in zip(*columns.values(), strict=True):
            if last - 90 < day <= last:
                orders += 1
                revenue += round(amount * 100)
                if customer is not None:
                    seen[customer] = seen.get(customer, 0) + 1
    return sum(seen.values()), len(seen), revenue / 100, orders


@pytest.fixture
def scanned(folder: Path) -> pl.LazyFrame:
    return pl.scan_parquet(folder / "*.parquet")


@pytest.fixture
def in_duckdb(folder: Path) -> Iterator[Any]:
    """The files in a DuckDB that may hold far less than they do."""
    with duckdb.connect(config={"memory_limit": "64MB", "threads": 2}) as connection:
        yield connection.read_parquet(str(folder / "*.parquet"))


@pytest.mark.parametrize("read", ["scanned", "in_duckdb"])
def test_a_folder(parts: list[dict[str, Any]], read: str, request: pytest.FixtureRequest) -> None:
    rows = request.getfixturevalue(read)
    orders, buyers, revenue, of_all = by_hand(parts)
    frequency = em.purchase_frequency(rows, window="90d")
    assert (frequency.numerator, frequency.denominator) == (orders, buyers)
    assert frequency.as_of == BEGIN + timedelta(days=399)
    value = em.average_order_value(rows, window="90d")
    assert (value.numerator, value.denominator) == (revenue, of_all)


def test_histories_of_a_folder_agree(scanned: Any, in_duckdb: Any) -> None:  # noqa: ANN401
    question: dict[str, Any] = {"every": "1mo", "window": "90d", "detail": True}
    here = em.purchase_frequency(scanned, **question).to_pandas()
    there = em.purchase_frequency(in_duckdb, **question)
    numbers = there.select_dtypes("number").columns
    assert len(there) == 14
    assert len(numbers) > 5
    np.testing.assert_allclose(there[numbers], here[numbers], rtol=1e-9)
