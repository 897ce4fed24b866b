"""Small raw orders, and what policies make of them."""

from typing import Any

import pandas as pd
import polars as pl
import pytest

import engagement_metrics

# ruff: noqa: ANN401

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

FRAMES: list[Any] = [pd.DataFrame, pl.DataFrame, pl.LazyFrame]


def raw(**columns: list[Any]) -> dict[str, list[Any]]:
    """Orders of a day each in March, worth 10 each, with some columns changed or added."""
    rows = len(next(iter(columns.values())))
    days = [f"2025-03-{day:02}" for day in range(1, rows + 1)]
    return {"order_id": [f"o{i}" for i in range(rows)], "ordered_at": days, **columns}


def decided(
    table: dict[str, list[Any]], *, invalid: str = "drop", **policies: Any
) -> tuple[pl.DataFrame, Any]:
    """What policies make of orders; the same whatever kind of frame they are in."""
    answers = []
    for make in FRAMES:
        frame, report = em.as_orders(make(table), invalid=invalid, **policies)
        assert type(frame) is type(make({}))
        if isinstance(frame, pd.DataFrame):
            frame = pl.from_pandas(frame)
        found = frame.lazy().collect()
        assert found.height == report.rows_out
        assert report.rows_in == len(table["order_id"])
        assert report.rows_rejected >= sum(report.left_out.values())
        answers.append((found, report))
    for found, report in answers[1:]:
        assert found.to_dicts() == answers[0][0].to_dicts()
        assert report.to_dict() == answers[0][1].to_dict()
    return answers[0]


def broken(report: Any) -> list[tuple[str, str, tuple[int, ...]]]:
    """The rules that rows break, with the rows."""
    return [(one.column, one.rule, one.positions) for one in report.broken]


def refused(error: type[Exception], table: dict[str, list[Any]], **policies: Any) -> str:
    """What the error says that policies end in."""
    with pytest.raises(error) as caught:
        em.as_orders(pl.DataFrame(table), **policies)
    return str(caught.value)
