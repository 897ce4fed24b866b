"""The caller's frame is never changed, and calls do not get in each other's way."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import polars.testing
import pyarrow as pa
import pytest

import engagement_metrics as em
from tests.answers.estimates import shop

NOTES: list[Any] = [[1], {}, None, "x", 1, 2.5, b"", ()]
PANDAS: dict[str, pd.DataFrame] = {
    "plain": shop(),
    "odd index": shop().set_index(pd.Index([5, 5, 3, 1, 9, 9, 0, -1], name="amount")),
    "multi index": shop().set_index(["country", "channel"], drop=False),
    "categories": shop().astype({"country": "category", "channel": "category"}),
    "view": pd.concat([shop(), shop()], ignore_index=True).iloc[:8],
    "every other row": pd.concat([shop()] * 2).sort_values("order_id").iloc[::2],
    "nullable": shop().convert_dtypes(),
    "arrow": shop().convert_dtypes(dtype_backend="pyarrow"),
    "objects": shop().astype({"customer_id": object, "channel": object}),
    "zoned": shop().assign(ordered_at=shop()["ordered_at"].dt.tz_localize("Europe/Berlin")),
    "nanoseconds": shop().assign(ordered_at=shop()["ordered_at"].astype("datetime64[ns]")),
    "extra": shop().assign(note=pd.Series(NOTES, dtype=object)),
    "numbered columns": shop().assign(x=1).rename(columns={"x": 0}),
}
CALLS: list[dict[str, Any]] = [
    {},
    {"by": "channel", "every": "1mo"},
    {"where": {"country": ["DE", "FR"]}, "as_of": "2024-04-15"},
]


@pytest.mark.parametrize("kind", PANDAS)
def test_pandas_frames_stay_as_they_were(kind: str) -> None:
    frame = PANDAS[kind]
    frame.attrs["source"] = "a test"
    before, columns, index = frame.copy(deep=True), frame.columns, frame.index

    for options in CALLS:
        em.average_order_value(frame, **options)
        em.summarize(orders=frame, **options)

    pd.testing.assert_frame_equal(frame, before, check_freq=True)
    assert frame.columns is columns
    assert frame.index is index
    assert frame.attrs == {"source": "a test"}


@pytest.mark.parametrize("kind", PANDAS)
def test_the_index_and_the_types_of_storage_change_no_number(kind: str) -> None:
    estimate = em.average_order_value(PANDAS[kind])

    assert (estimate, estimate.units, str(estimate.as_of)) == (22.5, 5, "2024-04-30")


def test_read_only_memory_is_enough() -> None:
    amounts = np.array(shop()["amount"])
    amounts.flags.writeable = False
    frame = shop().assign(amount=amounts)

    assert em.average_order_value(frame, every="1mo", confidence=None).shape == (4, 3)


def test_polars_and_arrow_frames_stay_as_they_were() -> None:
    frame = pl.from_pandas(shop())
    before = frame.clone()
    table = frame.to_arrow()

    for options in CALLS:
        em.average_order_value(frame, **options)
        em.average_order_value(frame.lazy(), **options)
        em.average_order_value(table, **options)

    polars.testing.assert_frame_equal(frame, before)
    assert table.equals(before.to_arrow())


def test_arrow_tables_in_chunks() -> None:
    table = pa.Table.from_pandas(shop(), preserve_index=False)
    pieces = pa.concat_tables([table.slice(0, 3), table.slice(3, 2), table.slice(5)])

    assert pieces.column("amount").num_chunks == 3
    assert em.average_order_value(pieces) == 22.5


def test_a_customers_frame_stays_as_it_was() -> None:
    customers = pd.DataFrame({"customer_id": ["ada", "bob"], "plan": ["x", "y"]}, index=[3, 3])
    before = customers.copy(deep=True)

    em.purchase_frequency(shop(), customers=customers, by="plan", every="1mo")

    pd.testing.assert_frame_equal(customers, before)


def test_pipe() -> None:
    piped = shop().pipe(em.average_order_value, by="country")

    pd.testing.assert_frame_equal(piped, em.average_order_value(shop(), by="country"))
    assert pl.from_pandas(shop()).pipe(em.average_order_value) == 22.5


def test_eight_threads_agree() -> None:
    frame = shop()
    asked = [
        (metric, options)
        for metric in (em.purchase_frequency, em.average_order_value, em.repeat_purchase_rate)
        for options in CALLS
    ]

    def answers(_: int) -> list[str]:
        return [
            answer.to_csv() if isinstance(answer, pd.DataFrame) else repr(answer.to_dict())
            for answer in (metric(frame, **options) for metric, options in asked)
        ]

    alone = answers(0)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(answers, range(8)))

    assert together == [alone] * 8
