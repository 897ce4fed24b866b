"""Shopify's CSV: lines, blank cells, offsets, taxes; each order once, every row accounted for."""

from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

READ: dict[str, Any] = {"pandas": pd.read_csv, "polars": pl.read_csv, "lazy": pl.scan_csv}
HEADER = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,"
    "Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Zip,"
    "Cancelled at,Refunded Amount,Id,Tags,Source,Device ID"
)
# An order of three lines, tax included; a cancelled one; one with tax on top and a refund.
ROWS = [
    ("#1,ada@example.org,paid,2025-10-07 09:50:28 +0200,EUR,53.91,4.00,8.61,57.91,WELCOME10,10.59,"
    "2025-10-07 09:50:26 +0200,1,Tea,40.00,'75008,,0.00,6001,a,web,"),
    "#1,ada@example.org,,,,,,,,,,2025-10-07 09:50:26 +0200,2,Cup,10.00,,,,,,,",
    "#1,ada@example.org,,,,,,,,,,2025-10-07 09:50:26 +0200,1,Jar,4.50,,,,,,,",
    ("#2,,voided,,EUR,20.00,0.00,0.00,20.00,,0.00,2025-10-08 23:30:00 -0500,1,Tea,20.00,,"
    "2025-10-09 10:00:00 -0500,0.00,6002,,pos,"),
    ("#3,bob@example.org,partially_refunded,,EUR,30.00,5.00,3.00,38.00,,0.00,"
    "2025-10-09 08:00:00 +0200,3,Cup,10.00,,,10.00,6003,,web,"),
]  # fmt: skip


def written(folder: Path, rows: list[str], *, mark: bytes = b"", name: str = "orders.csv") -> Path:
    path = folder / name
    path.write_bytes(mark + "\n".join([HEADER, *rows]).encode())
    return path


def test_lines_are_rolled_up_and_every_row_is_accounted_for(tmp_path: Path) -> None:
    orders, report = em.sources.shopify_orders(written(tmp_path, ROWS), invalid="drop")

    assert orders["order_id"].tolist() == ["6001", "6002", "6003"]
    assert orders["n_items"].tolist() == [4, 1, 3]
    assert (report.rows_in, report.rows_out, report.rows_merged) == (5, 3, 2)
    assert report.left_out == {}
    assert orders["status"].tolist() == ["completed", "cancelled", "completed"]
    assert orders["financial_status"].tolist() == ["paid", "voided", "partially_refunded"]
    assert orders["channel"].tolist() == ["web", "pos", "web"]
    assert set(orders["source"]) == {"shopify"}


def test_amounts_are_without_tax_shipping_and_discounts(tmp_path: Path) -> None:
    orders = em.sources.shopify_orders(written(tmp_path, ROWS))

    # 53.91 holds 8.61 of tax: 53.91 + 4.00 is the total already. 30 + 5 + 3 is the other total.
    assert orders["tax_included"].tolist() == [True, None, False]
    assert orders["amount"].tolist() == [45.30, 20.0, 30.0]
    assert orders["gross_sales"].tolist() == [64.50, 20.0, 30.0]
    assert orders["discount"].tolist() == [10.59, 0.0, 0.0]
    assert orders["refunded"].tolist() == [0.0, 0.0, 10.0]
    assert orders["total"].tolist() == [57.91, 20.0, 38.0]


def test_offsets_without_a_colon_are_instants(tmp_path: Path) -> None:
    orders = em.sources.shopify_orders(written(tmp_path, ROWS))

    assert orders["ordered_at"].dt.tz_convert("UTC").dt.strftime("%d %H:%M:%S").tolist() == [
        "07 07:50:26", "09 04:30:00", "09 06:00:00",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["pandas", "polars", "lazy"])
def test_frames_of_each_kind_give_the_same(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, ROWS)
    raw = READ[kind](path)
    orders = em.sources.shopify_orders(raw)

    if isinstance(orders, pl.LazyFrame):
        orders = orders.collect()
    assert type(orders) is (pd.DataFrame if kind == "pandas" else pl.DataFrame)
    assert list(orders["order_id"]) == ["6001", "6002", "6003"]
    assert list(orders["amount"]) == [45.30, 20.0, 30.0]
    assert list(orders["n_items"]) == [4, 1, 3]


def test_personal_and_unknown_columns_stay_outside_unless_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS)

    assert not {"Billing Zip", "Tags", "name"} & set(em.sources.shopify_orders(path).columns)
    kept = em.sources.shopify_orders(path, columns={"coupon": "Discount Code"})
    assert kept["coupon"].tolist()[0] == "WELCOME10"


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS, mark=b"\xef\xbb\xbf")

    assert len(em.sources.shopify_orders(path)) == 3
    marked = pl.read_csv(written(tmp_path, ROWS), infer_schema=False).rename({"Name": "\ufeffName"})
    assert len(em.sources.shopify_orders(marked)) == 3


def test_an_order_split_across_files_is_one(tmp_path: Path) -> None:
    written(tmp_path, ROWS[:2], name="page-1.csv")
    written(tmp_path, ROWS[2:], name="page-2.csv")

    assert em.sources.shopify_orders(tmp_path)["n_items"].tolist() == [4, 1, 3]


def test_an_order_that_two_files_hold_is_merged_with_its_copy(tmp_path: Path) -> None:
    orders, report = em.sources.shopify_orders(
        written(tmp_path, [*ROWS, *ROWS[:3]]), invalid="drop"
    )

    assert orders["n_items"].tolist() == [4, 1, 3]
    assert (report.rows_in, report.rows_out, report.rows_merged) == (8, 3, 5)


def test_lines_without_their_order_are_counted(tmp_path: Path) -> None:
    _, report = em.sources.shopify_orders(written(tmp_path, [ROWS[1], ROWS[4]]), invalid="drop")

    assert report.left_out == {"line of an order that is not here": 1}
    assert (report.rows_in, report.rows_out, report.rows_merged) == (2, 1, 0)


def test_without_ids_the_name_is_the_id(tmp_path: Path) -> None:
    raw = pd.read_csv(written(tmp_path, ROWS)).drop(columns="Id")

    assert em.sources.shopify_orders(raw)["order_id"].tolist() == ["#1", "#2", "#3"]
    apostrophe = raw.assign(Id=["'0042", "", "", "'43", "'44"])
    assert em.sources.shopify_orders(apostrophe)["order_id"].tolist() == ["0042", "43", "44"]


def test_unclear_taxes_are_said(tmp_path: Path) -> None:
    tipped = ROWS[4].replace("38.00", "40.00")
    orders, report = em.sources.shopify_orders(written(tmp_path, [tipped]), invalid="drop")

    assert orders["amount"].tolist() == [30.0]
    assert any("In 1 order(s)" in note for note in report.notes)
    assert any("tests" in note for note in report.notes)


def test_the_caller_says_what_words_are(tmp_path: Path) -> None:
    path = written(tmp_path, [ROWS[4].replace("partially_refunded", "pending")])

    assert em.sources.shopify_orders(path)["status"].tolist() == ["pending"]
    said = em.sources.shopify_orders(path, values={"status": {"pending": "completed"}})
    assert said["status"].tolist() == ["completed"]


def test_missing_columns_are_named_with_what_they_are_for(tmp_path: Path) -> None:
    raw = pd.read_csv(written(tmp_path, ROWS)).drop(columns=["Total", "Created at"])

    with pytest.raises(em.MissingColumnError) as caught:
        em.sources.shopify_orders(raw)
    assert "Created at: when the order was placed" in str(caught.value)
    assert "Total: what was paid" in str(caught.value)


def test_broken_amounts_are_named_without_values(tmp_path: Path) -> None:
    path = written(tmp_path, [ROWS[4].replace("38.00", "secret")])

    with pytest.raises(em.InvalidRecordsError, match="total: no number") as caught:
        em.sources.shopify_orders(path)
    assert "secret" not in str(caught.value)


def test_a_paid_order_can_be_cancelled_and_payments_expire(tmp_path: Path) -> None:
    expired = ROWS[4].replace("partially_refunded", "expired")
    paid = ROWS[3].replace("voided", "paid")
    orders = em.sources.shopify_orders(written(tmp_path, [paid, expired]))

    assert orders["status"].tolist() == ["cancelled", "failed"]
    assert orders["financial_status"].tolist() == ["paid", "unknown"]


def test_addresses_stand_for_the_customers_that_the_file_does_not_name(tmp_path: Path) -> None:
    path = written(tmp_path, [*ROWS, ROWS[4].replace("#3", "#4").replace("6003", "6004")])

    orders = em.sources.shopify_orders(path)
    assert orders["customer_id"].fillna("nobody").tolist() == [
        "ada@example.org", "nobody", "bob@example.org", "bob@example.org",
    ]  # fmt: skip


def test_lines_that_do_not_add_up_are_said(tmp_path: Path) -> None:
    orders, report = em.sources.shopify_orders(written(tmp_path, ROWS), invalid="drop")

    # 40.00 + 2 * 10.00 + 4.50 are 53.91 + 10.59.
    assert not any("add up" in note for note in report.notes)
    dearer = [ROWS[0], ROWS[1].replace("Cup,10.00", "Cup,11.00"), *ROWS[2:]]
    again, report = em.sources.shopify_orders(written(tmp_path, dearer), invalid="drop")
    assert sum("In 1 order(s) the lines" in note for note in report.notes) == 1
    assert again["gross_sales"].tolist() == orders["gross_sales"].tolist()
