"""Customers are who they are, whatever the type of their ids."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engagement_metrics as em
from engagement_metrics.engine import tables
from engagement_metrics.engine.words import number_of
from tests.engine.cases import polars_of
from tests.engine.catalogue import METRICS
from tests.oracle.comparison import assert_same, frame_rows
from tests.oracle.shops import Shop, shop
from tests.thorough import first_few

ORDERS = [m for m in METRICS.values() if m.definition({}).argument_names == ("orders",)]
NUMBERS = ["value", "low", "high", "std_error", "units", "rows", "excluded", "start", "complete"]


@pytest.fixture(scope="module")
def messy() -> Shop:
    return shop(4, size=80)


# Where ids are close together and where a whole number of 64 bits hardly holds them.
SPREADS = {
    "small": (1, 0, pl.Int64),
    "small and negative": (-3, -5, pl.Int16),
    "unsigned": (7, 1, pl.UInt32),
    "far apart": (2**56, -(2**62), pl.Int64),
    "high": (1, 2**62, pl.Int64),
    "not whole": (1, 0, pl.Float64),
}


def numbered(frame: pl.DataFrame, spread: str) -> pl.DataFrame:
    """The frame with a number for each id."""
    factor, offset, kind = SPREADS[spread]
    numbers = [
        int(name) * factor + offset if name is not None and name.isdigit() else None
        for name in frame["customer_id"]
    ]
    return frame.with_columns(customer_id=pl.Series(numbers, dtype=kind))


@pytest.mark.parametrize("every", [None, "1w"])
@pytest.mark.parametrize("by", first_few(["customer_id", None, "channel"]))
@pytest.mark.parametrize("spread", first_few(SPREADS, 2))
def test_numbers_are_as_good_as_text(messy: Shop, spread: str, by: Any, every: Any) -> None:  # noqa: ANN401
    orders = polars_of(messy, "orders")
    question: dict[str, Any] = {"every": every, "by": by, "window": "60d", "tz": messy.tz}
    texts, numbers = (
        em.summarize(orders=frame, metrics=ORDERS, **question)
        for frame in (orders, numbered(orders, spread))
    )
    if by == "customer_id":
        texts = numbered(texts, spread)
    keys = ["metric", "as_of", *([by] if by else [])]
    assert_same(frame_rows(texts), frame_rows(numbers), 1e-12, keys=keys, fields=NUMBERS)


@pytest.mark.parametrize("every", [None, "1mo"])
@pytest.mark.parametrize("spread", ["small", "not whole"])
def test_numbers_join_with_numbers_and_with_text(messy: Shop, spread: str, every: Any) -> None:  # noqa: ANN401
    orders, customers = polars_of(messy, "orders"), polars_of(messy, "customers")
    customers = customers.filter(pl.col("customer_id").str.contains(r"^\d+$"))
    as_text = pl.col("customer_id").cast(pl.Int64).cast(pl.String)
    orders, customers = orders.with_columns(as_text), customers.with_columns(as_text)
    question: dict[str, Any] = {"every": every, "by": "segment", "tz": messy.tz}
    answers = [
        frame_rows(em.summarize(orders=held(o), customers=held(c), **question))
        for o in (orders, numbered(orders, spread))
        for c in (customers, numbered(customers, spread))
        for held in (pl.DataFrame, pl.DataFrame.lazy)
    ]
    for answer in answers[1:]:
        assert_same(answers[0], answer, 1e-12, keys=["metric", "segment", "as_of"], fields=NUMBERS)


def test_categories_and_text_are_the_same(messy: Shop) -> None:
    orders = polars_of(messy, "orders")
    categories = orders.with_columns(pl.col("customer_id").cast(pl.Categorical))
    for every in (None, "1mo"):
        texts, others = (
            em.summarize(orders=frame, every=every, tz=messy.tz) for frame in (orders, categories)
        )
        assert_same(
            frame_rows(texts), frame_rows(others), 1e-12, keys=["metric", "as_of"], fields=NUMBERS
        )


@given(st.lists(st.none() | st.text(alphabet="ab\0 ", max_size=4) | st.text()))
def test_texts_have_the_same_number_where_they_are_the_same(texts: list[str | None]) -> None:
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    numbers = frame.select(number_of(pl.col("text")))["text"].to_list()  # type: ignore[arg-type]
    assert [number is None for number in numbers] == [text is None for text in texts]
    assert [numbers.index(number) for number in numbers] == [texts.index(text) for text in texts]


def test_both_halves_of_a_number_differ_by_themselves() -> None:
    """Of 300,000 numbers of 32 bits, 10.5 pairs are expected to be the same; here two halves."""
    number = 300_000
    texts = pl.select(pl.format("customer-{}", pl.int_range(number)).alias("text"))
    found = texts.select(number_of(pl.col("text")))["text"].to_list()  # type: ignore[arg-type]
    halves = [[one >> 64 & (2**64 - 1) for one in found], [one & (2**64 - 1) for one in found]]
    assert halves == [texts["text"].hash(seed).to_list() for seed in (1, 2)]
    for low, high in ((0, 64), (48, 112), (20, 90)):
        bits = {((one >> low) & 0xFFFF, (one >> high) & 0xFFFF) for one in found}
        assert 0 <= number - len(bits) <= 40


def test_many_ids_as_text_are_grouped_by_numbers(
    messy: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = polars_of(messy, "orders")
    metric = em.purchase_frequency

    def hashed(frame: Any, **options: Any) -> bool:  # noqa: ANN401
        return "hash()" in str(em.explain(metric, frame, tz=messy.tz, **options))

    assert hashed(orders.lazy())
    numbers = numbered(orders, "small").lazy()
    assert not hashed(numbers)
    assert hashed(numbers, by="segment", customers=polars_of(messy, "customers").lazy())
    assert not hashed(orders)
    monkeypatch.setattr(tables, "FEW", orders.height - 1)
    assert hashed(orders)
    assert hashed(orders.to_pandas())


@pytest.mark.parametrize("every", [None, "1mo"])
@pytest.mark.parametrize("by", [None, "channel", "segment"])
def test_many_ids_are_as_good_as_few(messy: Shop, by: str | None, every: Any) -> None:  # noqa: ANN401
    orders, customers = polars_of(messy, "orders"), polars_of(messy, "customers")
    question: dict[str, Any] = {"metrics": ORDERS, "by": by, "every": every, "tz": messy.tz}
    question["customers"] = customers if by == "segment" else None
    few = em.summarize(orders=orders, **question)
    if by == "segment":
        question["customers"] = customers.lazy()
    many = em.summarize(orders=orders.lazy(), **question)
    keys = ["metric", "as_of", *([by] if by else [])]
    assert_same(frame_rows(few), frame_rows(many), 1e-12, keys=keys, fields=NUMBERS)


@pytest.mark.parametrize("name", ["text", "number"])
def test_repeats_among_many_ids(name: str) -> None:
    number = 120_000
    ids = pl.int_range(number, eager=True)
    orders = pl.DataFrame(
        {
            "order_id": ids if name == "number" else ids.cast(pl.String),
            "customer_id": ids // 3,
            "ordered_at": pl.date_range(
                pl.date(2025, 1, 1), pl.date(2025, 12, 31), eager=True
            ).sample(number, with_replacement=True, seed=1),
            "amount": 1.0,
        }
    )

    assert float(em.purchase_frequency(orders)) == 3.0
    with pytest.raises(em.InvalidRecordsError, match="120001 rows hold 120000 distinct ids"):
        em.purchase_frequency(pl.concat([orders, orders.tail(1)]))


@pytest.mark.parametrize("lazy", [False, True], ids=["eager", "lazy"])
@pytest.mark.parametrize("column", ["customer_id", "segment"])
def test_python_objects_are_refused(column: str, *, lazy: bool) -> None:
    """Polars groups by them, but can neither sort nor join them."""
    held = pl.Series([object(), object()], dtype=pl.Object)
    day = date(2025, 3, 1)
    orders = pl.DataFrame({"customer_id": ["a", "b"], "ordered_at": [day, day]})
    orders = orders.with_columns(held.alias(column))
    with pytest.raises(em.InvalidRecordsError, match=f"{column} of orders holds Python objects"):
        em.purchase_frequency(
            orders.lazy() if lazy else orders, by=column if column == "segment" else None
        )
