"""The report says what became of every row, in notebooks and in JSON, and shows no value."""

import json
from datetime import date
from typing import Any

import polars as pl
import pytest

import engagement_metrics
from engagement_metrics.records.accepting.report import Report
from tests.accepting.test_accepting import COLUMNS, RAW
from tests.records.tables import SECRET

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics


def test_the_report_shows_itself() -> None:
    report: Report = em.as_orders(pl.DataFrame(RAW), columns=COLUMNS, invalid="drop")[1]

    assert str(report).splitlines() == [
        "order: 4 rows in, 1 out, 3 rejected, 0 merged",
        "  ordered_at: no time in 1 row, first at position 2",
        "  amount: nothing is there in 1 row, first at position 3",
        "  amount: less than 0 in 1 row, first at position 1",
    ]
    assert repr(report) == str(report)
    assert json.loads(json.dumps(report.to_dict()))["problems"][0] == {
        "rule": "not_a_time", "column": "ordered_at", "count": 1, "first_positions": [2],
    }  # fmt: skip
    assert report.problems.columns == ["rule", "column", "count", "first_positions"]
    assert report.problems.rows()[0] == ("not_a_time", "ordered_at", 1, "2")
    page = report._repr_html_()
    assert "<td>not_a_time</td>" in page


def test_the_report_of_a_source_says_what_it_did_and_escapes_it() -> None:
    report = Report(
        record="order",
        rows_in=5,
        rows_out=2,
        rows_merged=1,
        left_out={"<b>refund</b>": 2},
        policies={"tz": "Europe/Paris", "kept": {"a"}, "rate": {1: None}, "day": date(2025, 3, 1)},
        notes=("<script>",),
    )  # fmt: skip

    assert report.rows_rejected == 2
    page = report._repr_html_()
    assert "<b>" not in page
    assert "<script>" not in page
    assert "<table>" not in page
    assert "<b>refund</b>: 2 rows left out" in str(report)
    assert report.to_dict()["policies"] == {
        "tz": "Europe/Paris", "kept": ["a"], "rate": {"1": None}, "day": "2025-03-01",
    }  # fmt: skip


def test_no_message_shows_a_value() -> None:
    names = [name for name in em.Order.model_fields if name != "ordered_at"]
    frame = pl.DataFrame({"ordered_at": [SECRET], **{name: [SECRET] for name in names}})

    with pytest.raises(em.InvalidRecordsError) as refused:
        em.as_orders(frame)
    report = em.as_orders(frame, invalid="drop")[1]

    for text in (
        str(refused.value),
        str(report),
        report._repr_html_(),
        json.dumps(report.to_dict()),
    ):
        assert SECRET not in text
