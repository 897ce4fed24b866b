"""Every metric of the catalogue says the same on pandas, Polars and DuckDB."""

from collections.abc import Callable
from functools import cache
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from engagement_metrics.report.catalogue import metrics
from tests.engines.frames import rows_of
from tests.oracle.frames import to_polars
from tests.oracle.shops import shop
from tests.thorough import THOROUGH, first

Make = Callable[[pl.DataFrame], Any]
NUMBERS = ("value", "low", "high", "std_error", "numerator", "denominator")


@cache
def records() -> dict[str, pl.DataFrame]:
    """A messy shop whose times have no zone, with every kind of record."""
    found = next(
        one for one in (shop(seed, size=120) for seed in range(20)) if one.clock == "naive"
    )
    return {kind: to_polars(rows, kind) for kind, rows in found.data.items()}


def as_it_is(frame: pl.DataFrame) -> pl.DataFrame:
    return frame


def to_duckdb(frame: pl.DataFrame) -> Any:  # noqa: ANN401 (DuckDB tells no type)
    return duckdb.from_df(frame.to_pandas())


def answer(name: str, make: Make, question: dict[str, Any]) -> Any:  # noqa: ANN401
    metric: Any = metrics()[name]
    read = metric.definition({}).argument_names
    return metric(**{kind: make(records()[kind]) for kind in read}, **question)


@pytest.mark.parametrize("make", [pl.DataFrame.to_pandas, to_duckdb])
@pytest.mark.parametrize("name", first(metrics()))
def test_every_engine_says_the_same(name: str, make: Make) -> None:
    question: dict[str, Any] = {"window": "330d", "as_of": "2024-10-31"}
    here, there = answer(name, as_it_is, question), answer(name, make, question)
    assert here.rows > 0
    one, other = (each.to_dict() for each in (here, there))
    for field in NUMBERS:
        assert other[field] == (
            None if one[field] is None else pytest.approx(one[field], rel=1e-11, abs=1e-13)
        )
    for field in ("units", "rows", "excluded", "start", "as_of", "complete"):
        assert other[field] == one[field]


@THOROUGH
@pytest.mark.parametrize("name", metrics())
def test_every_engine_tells_the_same_history(name: str) -> None:
    question: dict[str, Any] = {"window": "1q", "every": "1q", "detail": True}
    table = rows_of(answer(name, as_it_is, question))
    from_pandas = answer(name, pl.DataFrame.to_pandas, question)
    assert len(table) > 3
    assert isinstance(from_pandas, pd.DataFrame)
    assert rows_of(from_pandas) == table
    # Lazy relations of no kind of their own give pandas back, from which numbers may be missing.
    from_duckdb = rows_of(answer(name, to_duckdb, question))
    assert [row["as_of"] for row in from_duckdb] == [row["as_of"] for row in table]
    for row, expected in zip(from_duckdb, table, strict=True):
        told = {field: number for field, number in expected.items() if isinstance(number, float)}
        assert {field: row[field] for field in told} == pytest.approx(told, rel=1e-11, abs=1e-13)
