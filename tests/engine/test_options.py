"""What the options of a call do to the answer."""

# Naive times are what many exports hold, and chance is not secrecy here.

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest

import engagement_metrics as em
from tests.engine.cases import LIBRARIES, Library, as_frame, column_names, polars_of
from tests.engine.catalogue import METRICS
from tests.engine.small_orders import orders_of
from tests.oracle.comparison import assert_same, estimate_row
from tests.oracle.frames import COLUMNS
from tests.oracle.ledger import unit_of
from tests.oracle.shops import shop
from tests.thorough import THOROUGH

Row = dict[str, Any]

ALL = (
    "value", "low", "high", "std_error", "numerator", "denominator", "units", "rows", "excluded",
    "start", "complete",
)  # fmt: skip


@pytest.mark.parametrize("every", [None, "1y"])
def test_small_groups_are_blank(every: Any) -> None:  # noqa: ANN401
    orders = orders_of(["a", "b", "c", "c"], [1.0, 2.0, 3.0, 4.0]).with_columns(
        channel=pl.Series(["web", "web", "app", "app"])
    )
    question: dict[str, Any] = {"by": "channel", "every": every, "detail": True}
    table = em.average_order_value(orders, min_units=2, **question)
    assert table["channel"].to_list() == ["app", "web"]
    assert table["units"].to_list() == [1, 2]
    assert table["average_order_value"].to_list() == [None, 1.5]
    for name in ("average_order_value_low", "average_order_value_high", "numerator", "denominator"):
        assert table[name].is_null().to_list() == [True, False]
    whole = em.average_order_value(orders, min_units=1, **question)
    assert whole["average_order_value"].to_list() == [3.5, 1.5]
    assert math.isnan(em.average_order_value(orders, min_units=4))
    assert em.average_order_value(orders, min_units=3) == 2.5


def test_detail_shows_what_numbers_are_made_of() -> None:
    orders = orders_of(["a", "b", None], [1.0, 2.0, 6.0])
    plain = ["average_order_value", "average_order_value_low", "average_order_value_high"]
    more = ["numerator", "denominator", "units", "rows", "excluded", "start"]
    table = em.average_order_value(orders, by="amount", detail=True)
    assert table.columns == ["amount", *plain, *more, "complete"]
    table = em.average_order_value(orders, every="1d", detail=True)
    assert table.columns == ["as_of", "complete", *plain, *more]
    assert table.select(more).row(0) == (9.0, 3.0, 3, 3, 0, date(2023, 1, 2))
    assert em.average_order_value(orders, every="1d").columns == ["as_of", "complete", *plain]


@THOROUGH
def test_without_confidence_there_is_no_interval() -> None:
    of = shop(2, size=60)
    for name, metric in METRICS.items():
        kinds = {*metric.definition({}).argument_names, "customers"}
        frames: dict[str, Any] = {kind: polars_of(of, kind) for kind in kinds}
        with_one, without = (metric(**frames, tz=of.tz, confidence=level) for level in (0.95, None))
        same = [field for field in ALL if field not in ("low", "high", "std_error")]
        assert_same([estimate_row(with_one)], [estimate_row(without)], 1e-12, fields=same)
        assert math.isnan(without.low)
        assert math.isnan(without.std_error)
        table = metric(**frames, tz=of.tz, confidence=None, every="1q")
        assert table.columns == ["as_of", "complete", name]


def test_customers_lend_their_columns() -> None:
    orders = orders_of(["a", "a", "b", "c", None], [1.0, 3.0, 5.0, 7.0, 9.0])
    customers = pl.DataFrame(
        {"customer_id": ["a", "b", "z"], "segment": ["vip", "new", "vip"], "amount": [0.0] * 3}
    )
    question: dict[str, Any] = {"customers": customers}
    table = em.average_order_value(orders, by="segment", detail=True, **question)
    # c is no known customer and the guest has no row either: both lack a segment.
    assert table["segment"].to_list() == ["new", "vip", None]
    assert table["average_order_value"].to_list() == [5.0, 2.0, 8.0]
    assert table["units"].to_list() == [1, 1, 2]
    vips = em.average_order_value(orders, where={"segment": "vip"}, **question)
    assert (vips, vips.rows) == (2.0, 2)
    rest = em.average_order_value(orders, where={"segment": [None, "new"]}, **question)
    assert (rest, rest.rows) == (7.0, 3)
    # A column that both have is that of the orders.
    assert em.average_order_value(orders, by="amount", **question).height == 5


def test_ids_of_different_types_are_the_same_customers() -> None:
    orders = orders_of(["1", "1", "2"], [1.0, 3.0, 5.0])
    customers = pl.DataFrame({"customer_id": [1, 2], "segment": ["vip", "new"]})
    table = em.average_order_value(orders, by="segment", customers=customers)
    assert table["average_order_value"].to_list() == [5.0, 2.0]


def test_the_caller_keeps_their_frame() -> None:
    of = shop(5, size=40)
    for library in LIBRARIES:
        orders = as_frame(of.orders, "orders", of.clock, library)
        customers = as_frame(of.customers, "customers", of.clock, library)
        before = [column_names(orders), column_names(customers)] if library != "lazy" else None
        em.summarize(orders=orders, customers=customers, by="segment", every="1mo", tz=of.tz)
        if before:
            assert [column_names(orders), column_names(customers)] == before
    assert {"orders", "customers"} <= set(COLUMNS)


@pytest.mark.parametrize("library", LIBRARIES)
def test_frames_come_back_as_the_kind_that_came_in(library: Library) -> None:
    kinds = {
        "pandas": "pandas", "polars": "polars", "lazy": "polars", "pyarrow": "pyarrow"
    }  # fmt: skip
    of = shop(5, size=40)
    orders = as_frame(of.orders, "orders", of.clock, library)
    for table in (
        em.purchase_frequency(orders, every="1q", tz=of.tz),
        em.summarize(orders=orders, tz=of.tz),
    ):
        assert type(table).__module__.partition(".")[0] == kinds[library]
        assert not isinstance(table, pl.LazyFrame)


def test_rows_after_the_date_are_counted() -> None:
    orders = pl.DataFrame(
        {
            "customer_id": ["a", "a", None, "b", "c"],
            "ordered_at": [datetime(2024, 1, d, 12, tzinfo=UTC) for d in (1, 2, 3, 4, 5)],
            "amount": [1.0] * 5,
            "channel": ["web", "web", "web", "app", "web"],
        }
    )
    web = {"channel": "web"}
    one = em.purchase_frequency(orders, as_of="2024-01-02", where=web)
    assert (one.rows, dict(one.excluded)) == (2, {"after_as_of": 2})
    later = em.purchase_frequency(orders, as_of="2024-01-03", where=web)
    assert dict(later.excluded) == {"after_as_of": 1, "guest": 1}


def units_in(rows: Sequence[Row], kind: str) -> set[Any]:
    """Whose rows they are, for the tests above."""
    return {unit_of(kind, row, set(row)) for row in rows} - {None}


def test_the_units_of_all_time_are_all_customers() -> None:
    for seed in range(5):
        of = shop(seed, size=60)
        counted = [row for row in of.social if row["type"] == "like" and row.get("count", 1) > 0]
        score = em.social_interaction_score(
            polars_of(of, "social"), weights={"like": 1}, window=None, tz=of.tz
        )
        assert score.units == len(units_in(counted, "social"))
