"""Exports that are larger than memory are scanned, for every source, and give the same records."""

import csv
import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.sources import (
    test_ga4,
    test_magento,
    test_mailgun,
    test_postmark,
    test_segment,
    test_sendgrid,
    test_shopify,
    test_stripe,
    test_woocommerce,
)
from tests.sources.samples import em


def table(header: str, rows: Sequence[str]) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        # Shops hand out one file a month.
        for number, row in enumerate(rows):
            (folder / f"{number:02}.csv").write_text(f"{header}\n{row}\n", encoding="utf-8-sig")
        return folder

    return write


def lines(documents: Sequence[dict[str, Any]]) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        half = len(documents) // 2
        text = ["\n".join(map(json.dumps, some)) for some in (documents[:half], documents[half:])]
        (folder / "a.jsonl").write_text(text[0] + "\n", encoding="utf-8")
        (folder / "b.jsonl.gz").write_bytes(gzip.compress(text[1].encode()))
        return folder

    return write


def columns(documents: Sequence[dict[str, Any]]) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        frame = pl.DataFrame(documents, infer_schema_length=None)
        frame.write_parquet(folder / "events.parquet")
        return folder

    return write


SHOP = [test_segment.FIRST, test_segment.SECOND, test_segment.PART, test_segment.CANCELLED]
EXPORTS: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "shopify": ("shopify_orders", table(test_shopify.HEADER, test_shopify.ROWS)),
    "stripe": ("stripe_payments", table(test_stripe.HEADER, test_stripe.COMMA)),
    "magento": ("magento_orders", lines([test_magento.ROW, test_magento.GUEST])),
    "woocommerce": (
        "woocommerce_orders", lines([test_woocommerce.order(1), test_woocommerce.order(2)])
    ),
    "woocommerce reviews": (
        "woocommerce_reviews", lines([test_woocommerce.review(1), test_woocommerce.review(2)])
    ),
    "segment": ("segment_orders", lines(SHOP)),
    "segment refunds": ("segment_refunds", lines(SHOP)),
    "sendgrid": ("sendgrid_events", lines(test_sendgrid.POSTED)),
    "postmark": ("postmark_events", lines(test_postmark.POSTED)),
    "mailgun": ("mailgun_events", lines(test_mailgun.EVENTS)),
    "ga4": ("ga4_events", columns(test_ga4.ROWS)),
    "ga4 sessions": ("ga4_sessions", columns(test_ga4.ROWS)),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_scanned_exports_give_the_same_records(name: str, tmp_path: Path) -> None:
    source, write = EXPORTS[name]
    read = getattr(em.sources, source)
    path = write(tmp_path)

    at_once, report = read(path, invalid="drop")
    scanned, told = read(em.sources.scan(path), invalid="drop")

    # Sessions are made of all their events.
    assert isinstance(scanned, pl.DataFrame if name == "ga4 sessions" else pl.LazyFrame)
    assert told.to_dict() == report.to_dict()
    assert report.rows_out > 0
    found = scanned.lazy().collect()
    assert set(found.columns) == set(at_once.columns)
    expected = pl.from_pandas(at_once)
    assert len(found) == report.rows_out
    for column in found.columns:
        assert found[column].cast(pl.String).to_list() == [
            None if value is None else value
            for value in expected[column].cast(found.schema[column]).cast(pl.String)
        ]


def test_only_columns_that_are_used_are_read(tmp_path: Path) -> None:
    header = [*next(csv.reader([test_shopify.HEADER])), "Cart note"]
    rows = [[*row, "unread"] for row in csv.reader(test_shopify.ROWS)]
    with (tmp_path / "a.csv").open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([header, *rows])

    orders = em.sources.shopify_orders(em.sources.scan(tmp_path))

    plan = orders.explain()
    assert "PROJECT" in plan
    assert "Cart note" not in plan
    assert len(orders.collect()) == len(em.sources.shopify_orders(tmp_path))


def test_what_cannot_be_scanned(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(test_sendgrid.POSTED))
    with pytest.raises(em.UnreadableFileError, match=r"one JSON document.*as \.jsonl"):
        em.sources.scan(tmp_path)

    for text in (
        '{"a": 1}\n[',
        '{"a": [1]}\n{"a": {"b": 1}}',
        "3\n",
        '{"a": "\ud800"}',
        '\ufeff{"a": 1}',
    ):
        path.unlink(missing_ok=True)
        path = tmp_path / "a.jsonl"
        path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
        with pytest.raises(em.UnreadableFileError, match=r"line by line.*the path itself"):
            em.sources.scan(tmp_path)
    with pytest.raises(em.UnreadableFileError, match="is not there"):
        em.sources.scan(tmp_path / "b.csv")


def test_an_empty_file_beside_others_is_of_no_importance(tmp_path: Path) -> None:
    lines(test_sendgrid.POSTED)(tmp_path)
    (tmp_path / "c.jsonl").write_text("\n\n")

    scanned = em.sources.sendgrid_events(em.sources.scan(tmp_path)).collect()

    assert len(scanned) == len(em.sources.sendgrid_events(tmp_path))
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.jsonl").write_text("")
    with pytest.raises(em.UnreadableFileError, match="is empty"):
        em.sources.scan(tmp_path / "d")


def test_separators_are_found_or_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a;b\n1;2\n")

    assert em.sources.scan(path).collect().to_dicts() == [{"a": "1", "b": "2"}]
    assert em.sources.scan(path, separator=",").collect_schema().names() == ["a;b"]


def test_exports_whose_lines_are_too_long_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join([test_shopify.HEADER, *test_shopify.ROWS * 3, "x," * 99 + "secret"]))

    for read in (em.sources.scan, em.sources.shopify_orders):
        with pytest.raises(
            em.UnreadableFileError, match="more values than the header in 1 row"
        ) as refused:
            read(path)
        assert f"position {3 * len(test_shopify.ROWS)}" in str(refused.value)
        assert "secret" not in str(refused.value)
