"""Every metric of the catalogue says the same on pandas, Polars and DuckDB."""

from functools import cache
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

import engagement_metrics as em
from engagement_metrics.report.catalogue import metrics
from tests.engines.frames import rows_of


@cache
def shop() -> dict[str, pl.DataFrame]:
    """A shop with all that any metric reads: parts of prices, kinds of bounce, views of posts."""
    made = em.datasets.simulate_shop(customers=60, start="2024-01-01", seed=3)
    orders, emails = pl.from_pandas(made.orders), pl.from_pandas(made.emails)
    social = pl.from_pandas(made.social)
    views = social.filter(pl.col("type") == "like").with_columns(
        type=pl.lit("view"), event_id=pl.format("view {}", "event_id"), count=pl.lit(20)
    )
    return {
        "orders": orders.with_columns(gross_sales=pl.col("total") + 1, discount=pl.lit(1.0)),
        "emails": emails.with_columns(
            bounce_type=pl.when(pl.col("type") == "bounced").then(
                pl.when(pl.col("message_id").str.ends_with("1"))
                .then(pl.lit("hard"))
                .otherwise(pl.lit("soft"))
            )
        ),
        "social": pl.concat([social.with_columns(count=pl.lit(1)), views], how="diagonal_relaxed"),
    }


def to_duckdb(frame: pl.DataFrame) -> Any:  # noqa: ANN401 (DuckDB tells no type)
    return duckdb.from_df(frame.to_pandas())


def answers(name: str, make: Any, question: dict[str, Any]) -> Any:  # noqa: ANN401
    metric: Any = metrics()[name]
    records = {kind: make(shop()[kind]) for kind in metric.definition({}).argument_names}
    return metric(**records, **question)


@pytest.mark.parametrize("name", metrics())
def test_every_engine_says_the_same(name: str) -> None:
    question: dict[str, Any] = {"window": "180d", "as_of": "2024-10-31"}
    here = answers(name, lambda frame: frame, question)
    assert here.units > 0
    assert here.rows > 0
    for make in (pl.DataFrame.to_pandas, to_duckdb):
        there = answers(name, make, question)
        assert there.to_dict().keys() == here.to_dict().keys()
        for field in ("value", "low", "high", "std_error", "numerator", "denominator"):
            one, other = (float(getattr(e, field, e)) for e in (here, there))
            assert other == pytest.approx(one, rel=1e-11, abs=1e-13, nan_ok=True), field
        assert (there.units, there.rows, dict(there.excluded)) == (
            here.units, here.rows, dict(here.excluded),
        )  # fmt: skip
    question = {"window": "1q", "every": "1q", "detail": True}
    table = rows_of(answers(name, lambda frame: frame, question))
    other = answers(name, pl.DataFrame.to_pandas, question)
    assert isinstance(other, pd.DataFrame)
    assert rows_of(other) == table
    assert rows_of(answers(name, to_duckdb, question)) == table
