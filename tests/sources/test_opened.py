"""What every source reads: frames of any engine, files, documents, and hardly anything at all."""

import json
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from tests.sources.samples import em

ORDER: dict[str, Any] = {
    "id": 1,
    "parent_id": 0,
    "status": "completed",
    "currency": "EUR",
    "date_created_gmt": "2025-03-01T09:30:00",
    "total": "36.00",
    "total_tax": "6.00",
    "shipping_total": "5.00",
    "customer_id": 7,
}
LINES = [{"quantity": 2, "subtotal": "20.00"}, {"quantity": 1, "subtotal": "10.00"}]
REVIEW = {"reviewId": "g1", "starRating": "FIVE", "createTime": "2025-03-01T10:00:00Z"}
OPENED = {
    "event": "open",
    "timestamp": 1740823200,
    "email": "ada@example.org",
    "sg_message_id": "m1",
}


def gross(raw: object) -> float:
    """The gross sales of the only order."""
    return float(em.sources.woocommerce_orders(raw)["gross_sales"].item())


@pytest.mark.parametrize("given", [[], {"reviews": []}, [{"reviews": []}, {"reviews": []}]])
def test_nothing_at_all_is_no_record(given: object) -> None:
    reviews, report = em.sources.google_reviews(given, invalid="drop")

    assert len(reviews) == 0
    assert (report.rows_in, report.rows_out) == (0, 0)


def test_pages_of_which_some_are_empty_are_numbered_through() -> None:
    broken = {**REVIEW, "reviewId": "g3", "starRating": "SIX"}
    pages = [{"reviews": [REVIEW, {**REVIEW, "reviewId": "g2"}]}, {"reviews": []}]
    _, report = em.sources.google_reviews([*pages, {"reviews": [broken]}], invalid="drop")

    assert report.problems["first_positions"].tolist() == ["2"]
    assert (report.rows_in, report.rows_out) == (3, 2)


def test_rows_of_sql_engines_are_brought_here() -> None:
    rows = pl.DataFrame([{**ORDER, "line_items": LINES}])
    relation = duckdb.connect().sql("select * from rows where id = 1")

    orders = em.sources.woocommerce_orders(relation)
    assert orders["gross_sales"].to_list() == [30.0]
    assert len(rows) == 1


def test_lists_of_arrow_in_frames_of_pandas_are_lists(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    pd.DataFrame([{**ORDER, "line_items": LINES}]).to_parquet(path)

    read = pd.read_parquet(path)
    assert isinstance(read["line_items"][0], np.ndarray)
    assert gross(read) == 30.0


def test_structs_of_polars_are_documents() -> None:
    raw = pl.DataFrame([{**ORDER, "line_items": LINES, "billing": {"email": "Ada@example.org"}}])

    assert gross(raw) == 30.0
    assert em.sources.woocommerce_orders(raw)["email"].to_list() == ["ada@example.org"]


@pytest.mark.parametrize(
    "lines",
    [
        [{"subtotal": "dear"}],
        [{"subtotal": [1]}],
        [{"subtotal": None}],
        [{"quantity": 1}],
        "lines",
        None,
    ],
)
def test_lines_without_readable_amounts_leave_the_gross_to_the_total(lines: object) -> None:
    # 36.00 less 6.00 and 5.00, without a discount.
    assert gross([{**ORDER, "line_items": lines}]) == 25.0


def test_numbers_need_not_be_text() -> None:
    numbers = {"total": 36, "total_tax": 6.0, "shipping_total": 5, "discount_total": 1}

    assert gross([{**ORDER, **numbers}]) == 26.0
    assert gross(pd.DataFrame([{**ORDER, **numbers, "parent_id": float("nan")}])) == 26.0


def test_a_column_of_the_name_of_ours_is_of_no_importance() -> None:
    assert gross([{**ORDER, "em_row": [{"em_row": 5}]}]) == 25.0
    assert gross(pd.DataFrame([{**ORDER, "em_row": "x"}])) == 25.0


def test_documents_without_a_field_are_refused() -> None:
    with pytest.raises(em.MissingColumnError, match="2 documents, but no field"):
        em.sources.woocommerce_orders([{}, {}])
    with pytest.raises(em.MissingColumnError, match="1 documents, but no field"):
        em.sources.sendgrid_events([{}])


def test_what_is_nested_deeper_than_any_platform_nests_is_missing() -> None:
    within: Any = "deep"
    for _ in range(400):
        within = {"in": [within]}

    assert gross([{**ORDER, "line_items": [within], "meta": within}]) == 25.0
    events = em.sources.sendgrid_events([{**OPENED, "category": within}])
    assert events["type"].tolist() == ["opened"]


def test_times_are_read_as_the_caller_says() -> None:
    written = {**OPENED, "timestamp": "1/3/2025 10:00"}

    for dates in ("day_first", {"occurred_at": "day_first"}):
        events = em.sources.sendgrid_events([written], dates=dates)
        assert events["occurred_at"].tolist() == [pd.Timestamp("2025-03-01 10:00")]


@pytest.mark.parametrize("held", [[1], ["text"], [None]])
def test_what_is_no_object_is_refused(held: list[object], tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    path.write_text(json.dumps(held))

    with pytest.raises(em.UnsupportedFrameError, match="position 0"):
        em.sources.sendgrid_events(held)
    with pytest.raises(em.UnreadableFileError, match="position 0"):
        em.sources.sendgrid_events(path)
