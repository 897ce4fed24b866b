"""What goes in comes out as the kind of frame that it was, with every row accounted for."""

# ruff: noqa: ANN401

from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import engagement_metrics
from engagement_metrics.records.accepting.acceptor import Acceptor
from engagement_metrics.records.models import MODULES
from tests.engines.frames import ENGINES

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

RAW: dict[str, list[Any]] = {
    "Order": [1, 2, 3, 4],
    "Customer": ["ada", "bob", "", "eve"],
    "Created": ["2025-03-01", "2025-03-02 10:00", "soon", "2025-03-04"],
    "Total": ["1.50", "-2", "3", None],
    "Plan": ["a", "b", "c", "d"],
}
COLUMNS = {
    "order_id": "Order", "customer_id": "Customer", "ordered_at": "Created", "amount": "Total",
}  # fmt: skip
BROKEN = [
    ("ordered_at", "not_a_time", (2,)),
    ("amount", "missing", (3,)),
    ("amount", "too_small", (1,)),
]


def brought(frame: Any) -> pl.DataFrame:
    """Any frame on Polars."""
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame
    return pl.DataFrame(
        pl.from_arrow(frame) if isinstance(frame, pa.Table) else pl.from_pandas(frame)
    )


@pytest.fixture(params=[*ENGINES, "list"])
def raw(request: pytest.FixtureRequest) -> Any:
    if request.param == "list":
        return pl.DataFrame(RAW).to_dicts()
    return ENGINES[request.param](RAW)


def kind(frame: Any) -> type:
    return pd.DataFrame if isinstance(frame, list) else type(frame)


def test_broken_rows_are_refused_by_default(raw: Any) -> None:
    with pytest.raises(em.InvalidRecordsError) as refused:
        em.as_orders(raw, columns=COLUMNS)

    message = str(refused.value)
    assert "3 of 4 rows of orders break a rule" in message
    assert "ordered_at: no time in 1 row, first at position 2" in message
    assert "amount: less than 0 in 1 row, first at position 1" in message
    assert "invalid='drop'" in message
    assert "dates='day_first'" in message


def test_broken_rows_are_dropped_and_handed_back(raw: Any) -> None:
    frame, report = em.as_orders(raw, columns=COLUMNS, invalid="drop")

    assert type(frame) is kind(raw)
    assert brought(frame).to_dicts() == [
        {
            "order_id": "1", "customer_id": "ada", "ordered_at": pd.Timestamp("2025-03-01"),
            "amount": 1.5, "Plan": "a",
        }
    ]  # fmt: skip
    assert (report.rows_in, report.rows_out, report.rows_rejected, report.rows_merged) == (
        4,
        1,
        3,
        0,
    )
    assert [(one.column, one.rule, one.positions) for one in report.broken] == BROKEN
    rejected = brought(report.rejected)
    assert type(report.rejected) is kind(raw)
    assert rejected.columns == [*RAW, "broken_row", "broken_rules"]
    assert rejected["Total"].to_list() == ["-2", "3", None]
    assert rejected["broken_row"].to_list() == [1, 2, 3]
    assert rejected["broken_rules"].to_list() == [
        "amount: too_small", "ordered_at: not_a_time", "amount: missing",
    ]  # fmt: skip


def test_broken_rows_are_kept_with_a_report(raw: Any) -> None:
    frame, report = em.as_orders(raw, columns=COLUMNS, invalid="keep")

    assert type(frame) is kind(raw)
    assert brought(frame)["amount"].to_list() == [1.5, -2.0, 3.0, None]
    assert brought(frame)["ordered_at"].null_count() == 1
    assert (report.rows_in, report.rows_out, report.rows_rejected) == (4, 4, 0)
    assert report.rejected is None
    assert [(one.column, one.rule, one.positions) for one in report.broken] == BROKEN


def test_the_data_stays_as_it_was(raw: Any) -> None:
    before = brought(pd.DataFrame(raw) if isinstance(raw, list) else raw)

    em.as_orders(raw, columns=COLUMNS, invalid="drop")

    assert brought(pd.DataFrame(raw) if isinstance(raw, list) else raw).equals(before)


def test_clean_data_comes_back_alone_and_feeds_metrics(raw: Any) -> None:
    clean = em.as_orders(raw, columns=COLUMNS, invalid="drop")[0]

    again = em.as_orders(clean)

    assert brought(again).equals(brought(clean))
    assert em.average_order_value(again) == 1.5


def test_columns_keep_the_type_that_their_frame_gave_them() -> None:
    frame = pd.DataFrame(
        {
            "amount": [1.0, 2.0],
            "ordered_at": pd.to_datetime(["2025-03-01", "2025-03-02"]),
            "status": ["Completed", "pending"],
            "tier": pd.Categorical(["low", "high"], ["low", "high"], ordered=True),
        },
        index=[7, 3],
    )

    answer = em.as_orders(frame)

    assert answer["tier"].dtype == frame["tier"].dtype
    assert answer["ordered_at"].dtype == frame["ordered_at"].dtype
    assert answer["status"].tolist() == ["completed", "pending"]
    assert answer.index.tolist() == [7, 3]
    assert list(answer.columns) == ["ordered_at", "amount", "status", "tier"]
    assert em.as_orders(frame.drop(columns="status"))["amount"].tolist() == [1.0, 2.0]


def relation(query: str) -> duckdb.DuckDBPyRelation:
    return duckdb.connect().sql(query)


SQL = """
select * from (values
    (1, 'ada', timestamp '2025-03-01', '3.50', 'completed', 'yes'),
    (2, ' ', timestamp '2025-03-02', '-1', 'Pending', 'no'),
    (3, 'bob', timestamp '2025-03-03', 'x', 'done', null)
) as orders (order_id, customer_id, ordered_at, amount, status, is_test)
"""


def test_relations_stay_relations() -> None:
    frame, report = em.as_orders(relation(SQL), invalid="drop")

    assert isinstance(frame, duckdb.DuckDBPyRelation)
    assert frame.fetchall() == [
        ("1", "ada", pd.Timestamp("2025-03-01").to_pydatetime(), 3.5, "completed", True)
    ]
    assert isinstance(report.rejected, duckdb.DuckDBPyRelation)
    assert sorted(row[-1] for row in report.rejected.fetchall()) == [
        "amount: not_a_number; status: unknown_word", "amount: too_small",
    ]  # fmt: skip
    assert report.rows_in == 3
    assert {one.positions for one in report.broken} == {()}


def test_relations_with_repeated_ids() -> None:
    twice = relation(f"{SQL} union all {SQL}")

    _, report = em.as_orders(twice, invalid="keep")

    assert [(one.rule, one.count) for one in report.broken if one.column == "order_id"] == [
        ("repeated", 6)
    ]


def test_what_only_local_frames_can_do() -> None:
    texts = relation("select '2025-03-01' as ordered_at, 1.0 as amount")
    numbers = relation("select 1740830400 as ordered_at, 1.0 as amount")

    with pytest.raises(em.InvalidRecordsError, match=r"ordered_at .*text.*CAST"):
        em.as_orders(texts)
    with pytest.raises(em.InvalidRecordsError, match=r"ordered_at .*CAST"):
        em.as_orders(numbers, dates="unix")
    with pytest.raises(em.InvalidArgumentError, match="tz="):
        em.as_orders(relation(SQL), tz="Europe/Paris")


def test_copies_are_merged_and_conflicts_refused() -> None:
    rows = {
        "order_id": ["a", "a", "b", "b", None, None],
        "ordered_at": pd.to_datetime(["2025-03-01"] * 6),
        "amount": [1.0, 1.0, 2.0, 3.0, 4.0, 4.0],
    }

    for frame in (pd.DataFrame(rows), pl.DataFrame(rows), pl.LazyFrame(rows)):
        answer, report = em.as_orders(frame, invalid="drop")

        assert brought(answer)["amount"].to_list() == [1.0, 4.0, 4.0]
        assert (report.rows_in, report.rows_out) == (6, 3)
        assert (report.rows_merged, report.rows_rejected) == (1, 2)
        assert [(one.rule, one.positions) for one in report.broken] == [("repeated", (2, 3))]


def test_ids_of_two_platforms_do_not_clash() -> None:
    frame = pl.DataFrame(
        {
            "order_id": ["a", "a"],
            "source": ["shopify", "stripe"],
            "ordered_at": [pd.Timestamp("2025-03-01")] * 2,
            "amount": [1.0, 2.0],
        }
    )

    assert len(em.as_orders(frame)) == 2


def test_records_without_an_id_are_all_their_own() -> None:
    likes = pl.DataFrame({"type": ["like"] * 2, "occurred_at": [pd.Timestamp("2025-03-01")] * 2})

    assert len(em.as_social_events(likes)) == 2


def test_ratings_stay_within_their_scale() -> None:
    day = pd.Timestamp("2025-03-01")
    reviews = pl.DataFrame(
        {"rating": [5, 6, 0, None], "rating_max": [5, 5, None, 5], "created_at": [day] * 4}
    )

    _, report = em.as_reviews(reviews, invalid="drop")

    assert [(one.rule, one.limit, one.positions) for one in report.broken] == [
        ("out_of_order", "rating_max", (1,)),
    ]


def test_columns_that_are_missing_are_explained() -> None:
    frame = pl.DataFrame({"Date": ["2025-03-01"]})

    with pytest.raises(em.MissingColumnError) as refused:
        em.as_orders(frame)
    message = str(refused.value)
    assert "ordered_at: When it was placed" in message
    assert "amount: What the order is worth" in message
    assert "Its columns are Date" in message
    assert "columns={'ordered_at': 'your_column', 'amount': 'your_column'}" in message

    with pytest.raises(em.MissingColumnError, match=r"'Datum'.*Date"):
        em.as_orders(frame, columns={"ordered_at": "Datum"})
    with pytest.raises(em.InvalidArgumentError, match="Date for more than one"):
        em.as_orders(frame, columns={"ordered_at": "Date", "amount": "Date"})
    with pytest.raises(em.MissingColumnError, match="Its columns are none"):
        em.as_orders(pl.DataFrame())


def test_a_named_column_stands_before_one_of_the_same_name() -> None:
    frame = pl.DataFrame(
        {"amount": [1.0], "Total": [2.0], "ordered_at": [pd.Timestamp("2025-03-01")], "Seg": ["a"]}
    )

    answer = em.as_orders(frame, columns={"amount": "Total", "segment": "Seg"})

    assert answer.columns == ["ordered_at", "amount", "segment"]
    assert answer["amount"].to_list() == [2.0]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"invalid": "ignore"}, em.InvalidArgumentError),
        ({"colums": {}}, em.ArgumentTypeError),
        ({"columns": ["amount"]}, em.ArgumentTypeError),
        ({"columns": {"amount": 1}}, em.ArgumentTypeError),
        ({"values": {"status": "completed"}}, em.ArgumentTypeError),
        ({"values": ["status"]}, em.ArgumentTypeError),
        ({"decimal": ";"}, em.InvalidArgumentError),
        ({"dates": "european"}, em.InvalidArgumentError),
        ({"dates": {"ordered_at": "european"}}, em.InvalidArgumentError),
        ({"dates": 1}, em.ArgumentTypeError),
        ({"tz": "Europe/Berlim"}, em.InvalidArgumentError),
    ],
)
def test_options_that_cannot_be_used(options: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        em.as_orders(pl.DataFrame(RAW), **options)


def test_data_that_is_none() -> None:
    for data in ("text", 3, None, [1], [{}, "x"]):
        with pytest.raises(em.UnsupportedFrameError):
            em.as_orders(data)
    with pytest.raises(em.InvalidRecordsError, match="named by text"):
        em.as_orders(pd.DataFrame({0: [1]}))
    with pytest.raises(em.InvalidRecordsError, match="named by text"):
        em.as_orders([{0: 1}])


def test_records_are_taken_as_they_are() -> None:
    order = em.Order(order_id=1, ordered_at="2025-03-01", amount=5, channel="web")

    assert em.as_orders([order]).to_dict("records") == [
        {"order_id": "1", "ordered_at": pd.Timestamp("2025-03-01"), "amount": 5.0, "channel": "web"}
    ]


def test_no_rows() -> None:
    frame, report = em.as_orders(pl.DataFrame(RAW).clear(), columns=COLUMNS, invalid="drop")

    assert frame.shape == (0, 5)
    assert (report.rows_in, report.rows_out, report.broken) == (0, 0, ())


def test_every_model_has_its_way_in() -> None:
    ways = [getattr(em, name) for name in em.__all__ if name.startswith("as_")]

    assert {way.model_name for way in ways} == set(MODULES) - {"EmailMessage"}
    for way in ways:
        assert isinstance(way, Acceptor)
        assert way.model is getattr(em, way.model_name)
        with pytest.raises(em.MissingColumnError, match=way.model.row_source.kind.argument):
            way(pl.DataFrame({"x": [1]}))


def test_rows_with_numbers_of_any_size_are_handed_back() -> None:
    raw = [{"ordered_at": "2025-03-01", "amount": -1, "till": 2**70}]

    _, report = em.as_orders(raw, invalid="drop")

    assert report.rejected["till"].tolist() == [str(2**70)]
