"""Documents within rows keep all of their fields, and only those that are read are looked at."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import engagement_metrics
from engagement_metrics.records.accepting.nested import Wanted, frame_of_documents
from tests.sources import test_shopify_api

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

ORDERED: dict[str, Any] = {"ordered_at": "2025-03-01", "amount": 1}
ROWS = [
    {**ORDERED, "lines": [{"sku": "a", "tax": {"rate": 1}}], "device": {"os": "x"}},
    {**ORDERED, "lines": [{"sku": "b", "tax": {"zone": "z"}}, {"gift": True}]},
    {**ORDERED, "lines": [], "device": {"app": {"version": 2}}},
]
LINES: list[list[dict[str, Any]]] = [
    [{"sku": "a", "tax": {"rate": 1, "zone": None}, "gift": None}],
    [
        {"sku": "b", "tax": {"rate": None, "zone": "z"}, "gift": None},
        {"sku": None, "tax": None, "gift": True},
    ],
    [],
]
DEVICES = [{"os": "x", "app": None}, None, {"os": None, "app": {"version": 2}}]


@pytest.mark.parametrize("kind", ["documents", "pandas", "json", "lines"])
def test_fields_that_only_later_documents_have_are_kept(kind: str, tmp_path: Path) -> None:
    path = tmp_path / ("a.json" if kind == "json" else "a.jsonl")
    path.write_text(json.dumps(ROWS) if kind == "json" else "\n".join(map(json.dumps, ROWS)))

    if kind in ("json", "lines"):
        orders = em.read_orders(path, frame="polars")
    elif kind == "pandas":
        orders = pl.from_pandas(em.as_orders(pd.DataFrame(ROWS)))
    else:
        orders = pl.from_pandas(em.as_orders(ROWS))

    lines = orders["lines"].to_list()
    assert [[{**dict.fromkeys(LINES[0][0]), **one} for one in row] for row in lines] == LINES
    if kind != "pandas":
        assert lines == LINES
        assert orders["device"].to_list() == DEVICES


def test_only_what_is_wanted_is_read() -> None:
    documents = [
        {"ID": 1, "lines": [{"sku": "a", "price": {"net": 1, "tax": 2}}], "meta": {"x": 1}},
        {"ID": 2, "lines": [{"note": "b"}], "a.b": 3, "a": {"b": 4, "c": 5}},
    ]
    wanted = Wanted(frozenset({"id", "lines.price.net", "a.b"}))

    found = frame_of_documents(documents, "orders", wanted)

    assert found.to_dicts() == [
        {"ID": 1, "lines": [{"price": {"net": 1}}], "a.b": None, "a": None},
        {"ID": 2, "lines": [{"price": None}], "a.b": 3, "a": {"b": 4}},
    ]


def test_documents_of_which_nothing_is_read_are_there_none_the_less() -> None:
    bare = [{"title": "shirt"}, {"title": "hat"}]
    order = test_shopify_api.order(1, line_items=bare)
    whole = test_shopify_api.order(2)
    alone = em.sources.shopify_api_orders([order])
    beside = em.sources.shopify_api_orders([order, whole])

    # Two lines without a quantity are not none.
    assert alone["n_items"].isna().tolist() == [True]
    assert beside["n_items"].tolist()[1] == 3
    assert beside["n_items"].isna().tolist() == [True, False]
    assert alone["is_gift_card_only"].tolist() == [False]


def test_what_is_not_read_is_listed_where_something_is_missing() -> None:
    order = {**test_shopify_api.order(1), "gift_note": "x"}
    del order["total_tax"]

    with pytest.raises(em.MissingColumnError, match="gift_note"):
        em.sources.shopify_api_orders([order])
