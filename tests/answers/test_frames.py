"""With groups or dates the answer is a frame of the kind that came in."""

# ruff: noqa: ANN401

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import polars.testing
import pyarrow as pa
import pytest

import engagement_metrics
from tests.answers.estimates import shop

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

KEYED: list[tuple[dict[str, Any], list[str]]] = [
    ({"by": "channel"}, ["channel"]),
    ({"by": ["country", "channel"]}, ["country", "channel"]),
    ({"every": "1mo"}, ["as_of", "complete"]),
    ({"by": "channel", "every": "1mo"}, ["channel", "as_of", "complete"]),
    ({"by": ("channel",), "every": "1w", "window": "1w"}, ["channel", "as_of", "complete"]),
]
DETAIL = ["numerator", "denominator", "units", "rows", "excluded", "start"]
asked = pytest.mark.parametrize(("options", "keys"), KEYED, ids=[str(o) for o, _ in KEYED])

MAKERS: dict[str, tuple[Callable[[pd.DataFrame], Any], type]] = {
    "pandas": (lambda frame: frame, pd.DataFrame),
    "polars": (pl.from_pandas, pl.DataFrame),
    "polars lazy": (lambda frame: pl.from_pandas(frame).lazy(), pl.DataFrame),
    "pyarrow": (lambda frame: pa.Table.from_pandas(frame, preserve_index=False), pa.Table),
    "dicts": (lambda frame: frame.astype(object).where(frame.notna(), None).to_dict("records"),
              pd.DataFrame),
}  # fmt: skip


def as_polars(frame: Any) -> pl.DataFrame:
    """Any answer as a Polars frame."""
    if isinstance(frame, pl.DataFrame):
        return frame
    lifted = pl.from_arrow(frame) if isinstance(frame, pa.Table) else pl.from_pandas(frame)
    assert isinstance(lifted, pl.DataFrame)
    return lifted


@asked
@pytest.mark.parametrize("kind", MAKERS)
def test_the_kind_that_came_in_comes_out(
    kind: str, options: dict[str, Any], keys: list[str]
) -> None:
    make, expected = MAKERS[kind]

    answer = em.average_order_value(make(shop()), **options)

    assert type(answer) is expected
    in_polars = as_polars(answer)
    assert in_polars.columns == [
        *keys, "average_order_value", "average_order_value_low", "average_order_value_high",
    ]  # fmt: skip
    reference = em.average_order_value(pl.from_pandas(shop()), **options)
    polars.testing.assert_frame_equal(in_polars, reference, check_dtypes=False)


@asked
def test_columns_and_their_order(options: dict[str, Any], keys: list[str]) -> None:
    frame = pl.from_pandas(shop())
    interval = ["repeat_purchase_rate_low", "repeat_purchase_rate_high"]

    plain = em.repeat_purchase_rate(frame, confidence=None, **options)
    detail = em.repeat_purchase_rate(frame, detail=True, **options)
    named = em.repeat_purchase_rate.named("loyal")(frame, **options)
    unnamed = (em.purchase_frequency * em.average_order_value)(frame, **options)

    assert plain.columns == [*keys, "repeat_purchase_rate"]
    assert [name for name in detail.columns if name != "complete"] == [
        *(key for key in keys if key != "complete"), "repeat_purchase_rate", *interval, *DETAIL,
    ]  # fmt: skip
    assert named.columns == [*keys, "loyal", "loyal_low", "loyal_high"]
    assert unnamed.columns == [*keys, "value", "value_low", "value_high"]


def test_types_in_polars() -> None:
    answer = em.average_order_value(
        pl.from_pandas(shop()), by=["country", "channel"], every="1mo", detail=True
    )

    assert answer.schema == {
        "country": pl.String, "channel": pl.String, "as_of": pl.Date, "complete": pl.Boolean,
        "average_order_value": pl.Float64, "average_order_value_low": pl.Float64,
        "average_order_value_high": pl.Float64, "numerator": pl.Float64, "denominator": pl.Float64,
        "units": pl.Int64, "rows": pl.Int64, "excluded": pl.Int64, "start": pl.Date,
    }  # fmt: skip


def test_types_in_pandas() -> None:
    answer = em.average_order_value(shop(), by="country", every="1mo", detail=True)

    numbers = ["average_order_value", "average_order_value_low", "average_order_value_high",
               "numerator", "denominator"]  # fmt: skip
    assert (answer[numbers].dtypes == np.float64).all()
    assert (answer[["units", "rows", "excluded"]].dtypes == np.int64).all()
    assert answer["complete"].dtype == np.bool_
    assert pd.api.types.is_datetime64_dtype(answer["as_of"])
    assert pd.api.types.is_datetime64_dtype(answer["start"])
    assert answer["country"].dtype == shop()["country"].dtype


def test_types_in_pyarrow() -> None:
    answer = em.average_order_value(
        pa.Table.from_pandas(shop(), preserve_index=False), by="country", every="1mo"
    )

    assert answer.schema.field("as_of").type == pa.date32()
    assert answer.schema.field("complete").type == pa.bool_()
    assert answer.schema.field("average_order_value").type == pa.float64()
    assert answer.schema.metadata is None


@asked
def test_pandas_answers_have_no_index_of_their_own(
    options: dict[str, Any], keys: list[str]
) -> None:
    answer = em.average_order_value(shop().set_index("order_id", drop=False), **options)

    assert isinstance(answer.index, pd.RangeIndex)
    assert (answer.index.start, answer.index.step) == (0, 1)
    assert answer.attrs == {}
    assert answer.columns.name is None
    assert list(answer.columns[: len(keys)]) == keys


def test_rows_are_sorted_by_their_keys_with_missing_ones_last() -> None:
    shuffled = shop().sample(frac=1.0, random_state=3)

    answer = em.average_order_value(pl.from_pandas(shuffled), by=["country", "channel"])
    dated = em.average_order_value(pl.from_pandas(shuffled), by="channel", every="1mo")

    assert answer.select("country", "channel").rows() == [
        ("DE", "app"), ("DE", "web"), ("FR", "app"), ("FR", "web"), ("FR", None),
    ]  # fmt: skip
    ends = [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]
    assert dated.select("channel", "as_of").rows() == [
        (channel, end) for channel in ("app", "web", None) for end in ends
    ]


def test_keys_keep_their_values_and_types() -> None:
    frame = pl.from_pandas(shop()).with_columns(
        number=pl.Series([3, 1, 2, 3, 1, 2, 3, 1], dtype=pl.Int16),
        flag=pl.Series([True, False] * 4),
        day=pl.col("ordered_at").cast(pl.Date),
        kind=pl.col("country").cast(pl.Categorical),
    )

    for name in ("number", "flag", "day", "kind"):
        answer = em.average_order_value(frame, by=name)
        assert answer.schema[name] == frame.schema[name]
        assert answer[name].to_list() == sorted(frame[name].unique().to_list())


def test_categories_of_pandas_stay_categories() -> None:
    frame = shop().astype({"country": "category"})

    answer = em.average_order_value(frame, by="country")

    assert isinstance(answer["country"].dtype, pd.CategoricalDtype)
    assert answer["country"].tolist() == ["DE", "FR"]


def test_each_row_is_the_point_call() -> None:
    frame = shop()

    for row in em.average_order_value(frame, every="1mo", detail=True).itertuples():
        point = em.average_order_value(frame, as_of=row.as_of)
        assert (row.average_order_value, row.units, row.rows) == (point, point.units, point.rows)
        assert row.average_order_value_low == pytest.approx(point.low, nan_ok=True)
        assert row.start.date() == point.start
        assert row.complete == point.complete
    for row in em.average_order_value(frame, by="country", detail=True).itertuples():
        point = em.average_order_value(frame, where={"country": row.country})
        assert (row.average_order_value, row.numerator) == (point, point.numerator)


def test_what_is_undefined_is_null() -> None:
    answer = em.average_order_value(
        pl.from_pandas(shop()), every="1mo", window="1mo", by="country", detail=True
    )

    march = answer.filter(pl.col("as_of") == date(2024, 3, 31))
    assert march["average_order_value"].to_list() == [None, None]
    assert march["average_order_value_low"].to_list() == [None, None]
    assert march["denominator"].to_list() == [0.0, 0.0]
    assert march["units"].to_list() == [0, 0]
    assert not answer["average_order_value"].is_nan().any()


def test_groups_too_small_to_show_are_blank() -> None:
    answer = em.average_order_value(pl.from_pandas(shop()), by="channel", min_units=3, detail=True)

    assert answer["channel"].to_list() == ["app", "web", None]
    assert answer["average_order_value"].to_list() == [25.0, 25.0, None]
    assert answer["average_order_value_low"].to_list()[2] is None
    assert answer["numerator"].to_list()[2] is None


def test_without_rows_there_is_a_frame_without_rows() -> None:
    for kind, (make, expected) in MAKERS.items():
        if kind == "dicts":
            continue
        nothing = make(shop().iloc[:0])
        for options, keys in KEYED:
            answer = em.average_order_value(nothing, **options)
            assert type(answer) is expected
            in_polars = as_polars(answer)
            assert in_polars.height == 0
            assert in_polars.columns[: len(keys)] == keys


def test_summaries_are_of_the_kind_that_came_in() -> None:
    columns = [
        "metric", "value", "low", "high", "std_error", "numerator", "denominator", "units", "rows",
        "excluded", "start", "complete", "unit",
    ]  # fmt: skip
    for make, expected in MAKERS.values():
        long = em.summarize(orders=make(shop()), by="country", every="1mo")
        wide = em.summarize(orders=make(shop()), by="country", shape="wide")
        assert type(long) is type(wide) is expected
        assert as_polars(long).columns == ["country", "as_of", *columns]
        assert as_polars(long).height == 2 * 4 * 3
        assert as_polars(wide).columns == [
            "country", "as_of", "purchase_frequency", "average_order_value", "repeat_purchase_rate",
        ]  # fmt: skip
