"""Rows that a source has translated are accepted as the kind of frame that came in."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import polars as pl
import pytest

import engagement_metrics
from engagement_metrics.records.accepting.accept import Before, accept_rows
from engagement_metrics.records.accepting.options import Asked
from engagement_metrics.records.accepting.raw import raw_table

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

LINES = {
    "Name": ["#1", "#1", "#2", "note", "#3"],
    "Total": ["5.00", None, "x", None, "7"],
    "Day": ["2025-03-01", None, "2025-03-02", None, "2025-03-03"],
}


def translated(frame: pl.DataFrame) -> pl.DataFrame:
    """Orders of lines: the first row of each, with where it stood."""
    rows = frame.with_row_index("em_row").filter(pl.col("Total").is_not_null())
    return rows.rename({"Name": "order_id", "Total": "amount", "Day": "ordered_at"})


@pytest.mark.parametrize(
    "make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame], ids=["pandas", "polars", "lazy"]
)
def test_rows_of_a_source_are_accounted_for(make: Callable[..., Any]) -> None:
    table = raw_table(make(LINES), "orders")
    rows = translated(pl.DataFrame(LINES))
    before = Before(merged=1, left_out={"no order": 1}, policies={"grain": "line"}, notes=("n",))

    given = rows.lazy() if make is pl.LazyFrame else rows
    accepted = accept_rows(em.Order, given, table, Asked(), invalid="drop", before=before)
    frame, report = accepted.answer("drop")

    assert type(frame) is type(make())
    assert len(frame.collect() if isinstance(frame, pl.LazyFrame) else frame) == 2
    assert (report.rows_in, report.rows_out) == (5, 2)
    assert (report.rows_merged, report.rows_rejected) == (1, 2)
    assert [(one.rule, one.positions) for one in report.broken] == [("not_a_number", (2,))]
    assert (report.left_out, report.policies, report.notes) == (
        {"no order": 1}, {"grain": "line"}, ("n",),
    )  # fmt: skip


def test_rows_without_a_position_are_numbered_anew() -> None:
    table = raw_table(pl.DataFrame(LINES), "orders")
    rows = translated(pl.DataFrame(LINES)).drop("em_row")

    with pytest.raises(em.InvalidRecordsError, match="position 1"):
        accept_rows(em.Order, rows, table, Asked())
    frame = accept_rows(em.Order, rows.filter(pl.col("amount") != "x"), table, Asked()).answer(
        "raise"
    )
    assert frame["amount"].to_list() == [5.0, 7.0]
