"""Everything that can be computed from what was given, in one table."""

# Naive times are what many exports hold.
# ruff: noqa: DTZ001

from collections import Counter
from datetime import date, datetime
from types import ModuleType
from typing import Any

import polars as pl
import pytest

import engagement_metrics as em
from engagement_metrics.engine import points, probe, sweep
from tests.engine.catalogue import METRICS
from tests.oracle.comparison import assert_same, estimate_row, frame_rows, plain
from tests.oracle.frames import to_polars
from tests.oracle.shops import Shop, shop

FIVE = [
    "purchase_frequency", "average_order_value", "repeat_purchase_rate", "newsletter_open_rate",
    "social_interaction_score",
]  # fmt: skip
LONG = [
    "as_of", "metric", "value", "low", "high", "std_error", "numerator", "denominator", "units",
    "rows", "excluded", "start", "complete", "unit",
]  # fmt: skip
KINDS = ("orders", "emails", "social", "customers")


def frames_of(of: Shop) -> dict[str, Any]:
    return {kind: to_polars(of.data[kind], kind, clock=of.clock) for kind in KINDS}


@pytest.fixture(scope="module")
def messy() -> Shop:
    return shop(21, size=80)


@pytest.fixture
def small() -> dict[str, pl.DataFrame]:
    orders = pl.DataFrame(
        {
            "customer_id": ["a", "a", "b", "c"],
            "ordered_at": [date(2024, 1, d) for d in (1, 2, 3, 20)],
            "amount": [10.0, 20.0, 30.0, 60.0],
        }
    )
    social = pl.DataFrame(
        {
            "type": ["like", "like", "share"],
            "occurred_at": [datetime(2024, 2, 5), datetime(2024, 2, 28, 23), datetime(2023, 12, 1)],
            "customer_id": ["a", "b", "b"],
        }
    )
    customers = pl.DataFrame({"customer_id": ["a", "b", "c"], "segment": ["x", "y", "y"]})
    return {"orders": orders, "social": social, "customers": customers}


def test_long_has_one_row_a_metric(messy: Shop) -> None:
    table = em.summarize(**frames_of(messy), tz=messy.tz)
    assert table.columns == LONG
    assert table["metric"].to_list() == FIVE
    assert table["unit"].to_list() == [
        "orders per buyer", "currency per order", "fraction", "fraction", "points per person"
    ]  # fmt: skip
    types: dict[str, Any] = {
        **dict.fromkeys(LONG[2:8], pl.Float64),
        **dict.fromkeys(LONG[8:11], pl.Int64),
    }
    types |= {"as_of": pl.Date, "start": pl.Date, "complete": pl.Boolean, "metric": pl.String}
    assert {name: table.schema[name] for name in types} == types


@pytest.mark.parametrize(
    ("given", "metrics"),
    [
        (("orders",), FIVE[:3]),
        (("emails",), FIVE[3:4]),
        (("social", "customers"), FIVE[4:]),
        (("orders", "social"), [*FIVE[:3], FIVE[4]]),
    ],
)
def test_what_can_be_computed_is(messy: Shop, given: tuple[str, ...], metrics: list[str]) -> None:
    frames: dict[str, Any] = {kind: frames_of(messy)[kind] for kind in given}
    assert em.summarize(**frames, tz=messy.tz)["metric"].to_list() == metrics


def test_the_date_is_that_of_the_latest_record_of_all(small: dict[str, Any]) -> None:
    table = em.summarize(**small)
    assert set(table["as_of"]) == {date(2024, 2, 28)}
    assert set(table["start"]) == {date(2023, 3, 1)}
    monthly = em.summarize(**small, window="1mo", every="1mo")
    last = monthly.filter(pl.col("as_of") == date(2024, 2, 28))
    assert last["metric"].to_list() == [*FIVE[:3], FIVE[4]]
    # In February nobody ordered.
    assert last["value"].to_list() == [None, None, None, 1.0]


def test_the_answer_to_each_metric_is_that_of_its_call(messy: Shop) -> None:
    frames: dict[str, Any] = {
        kind: to_polars(rows, kind, clock=messy.clock) for kind, rows in messy.data.items()
    }
    table = em.summarize(**frames, metrics=list(METRICS.values()), tz=messy.tz)
    (as_of,) = set(table["as_of"])
    for row in frame_rows(table):
        metric: Any = METRICS[row["metric"]]
        kinds = {*metric.definition({}).argument_names, "customers"}
        one = metric(**{kind: frames[kind] for kind in kinds}, as_of=as_of, tz=messy.tz)
        expected = estimate_row(one)
        reasons = {**expected["excluded"], "after_as_of": 0}
        expected["excluded"] = sum(reasons.values())
        assert_same(
            [expected], [row], 1e-12, fields=[n for n in LONG if n not in ("metric", "unit")]
        )
        assert row["unit"] == one.unit


def test_groups_of_different_records_stand_in_order(small: dict[str, Any]) -> None:
    customers = small["customers"].with_columns(segment=pl.Series(["z", "y", "x"]))
    given = {
        "orders": small["orders"].filter(pl.col("customer_id") == "a"),
        "social": small["social"].filter(pl.col("customer_id") == "b"),
    }
    metrics = [em.purchase_frequency, em.social_interaction_score]
    table = em.summarize(**given, customers=customers, by="segment", metrics=metrics)
    assert table.select("segment", "metric").rows() == [
        ("y", "social_interaction_score"), ("z", "purchase_frequency")
    ]  # fmt: skip


@pytest.mark.parametrize("every", ["1mo", "1q"])
def test_histories_and_groups_are_those_of_the_calls(messy: Shop, every: Any) -> None:  # noqa: ANN401
    frames = frames_of(messy)
    question: dict[str, Any] = {"by": "segment", "every": every, "window": "90d", "tz": messy.tz}
    table = em.summarize(**frames, **question)
    last = table["as_of"].max()
    for name in FIVE:
        metric: Any = METRICS[name]
        (kind,) = metric.definition({}).argument_names
        single = metric(
            frames[kind], customers=frames["customers"], as_of=last, detail=True, **question
        )
        rows = table.filter(pl.col("metric") == name)
        fields = ["value", "low", "high", "units", "rows", "excluded", "start", "complete"]
        assert_same(
            frame_rows(single, name),
            frame_rows(rows),
            1e-12,
            keys=["segment", "as_of"],
            fields=fields,
        )


def test_a_metric_of_two_kinds_changes_nothing_about_the_others(small: dict[str, Any]) -> None:
    """The social events begin a month before the first order."""
    question: dict[str, Any] = {"window": "5w", "as_of": "2024-01-20"}
    frequency, likes = em.purchase_frequency, METRICS["likes_per_buyer"]
    alone = em.purchase_frequency(small["orders"], **question)
    assert not alone.complete
    together = em.summarize(**small, metrics=[frequency, likes], **question)
    assert together["complete"].to_list() == [False, True]
    question = {"window": "1w", "every": "1mo"}
    history = em.summarize(**small, metrics=[frequency, likes], as_of="2024-01-20", **question)
    dates = history.filter(pl.col("metric") == "purchase_frequency")["as_of"].to_list()
    assert dates == [date(2024, 1, 20)]


def test_wide_has_one_column_a_metric(small: dict[str, Any]) -> None:
    long = em.summarize(**small, by="segment")
    wide = em.summarize(**small, by="segment", shape="wide")
    assert wide.columns == ["segment", "as_of", *FIVE[:3], FIVE[4]]
    assert wide["segment"].to_list() == ["x", "y"]
    for name in wide.columns[2:]:
        assert wide[name].to_list() == long.filter(pl.col("metric") == name)["value"].to_list()
    history = em.summarize(
        orders=small["orders"], every="1mo", shape="wide", as_of="2024-02-28", window="1mo"
    )
    assert history.columns == ["as_of", *FIVE[:3]]
    assert history["as_of"].to_list() == [date(2024, 1, 31), date(2024, 2, 28)]
    assert history["average_order_value"].to_list() == [30.0, None]


def test_rows_are_sorted_by_group_date_and_metric(messy: Shop) -> None:
    table = em.summarize(
        **frames_of(messy), by=["country", "segment"], every="1q", tz=messy.tz, window="1q"
    )
    assert table.columns == ["country", "segment", *LONG]
    order = [
        (*((value is None, value or "") for value in row[:2]), row[2], FIVE.index(row[3]))
        for row in table.select("country", "segment", "as_of", "metric").rows()
    ]
    assert order == sorted(order)
    assert len(set(order)) == len(order)


def test_metrics_of_ones_own(small: dict[str, Any]) -> None:
    strict = em.repeat_purchase_rate.using(at_least=3).named("three_or_more")
    spend = (em.purchase_frequency * em.average_order_value).named("spend", unit="EUR per buyer")
    table = em.summarize(
        **small, metrics=[spend, METRICS["likes_per_buyer"], strict], as_of="2024-02-28"
    )
    assert table["metric"].to_list() == ["spend", "likes_per_buyer", "three_or_more"]
    assert table["value"].to_list() == pytest.approx([40.0, 2 / 3, 0.0])
    assert table["unit"].to_list() == ["EUR per buyer", "likes per buyer", "fraction"]


def test_an_audience_keeps_to_itself(small: dict[str, Any]) -> None:
    roster = em.social_interaction_score.using(audience="customers").named("per_customer")
    stranger = pl.DataFrame(
        {"type": ["like"], "occurred_at": [datetime(2024, 2, 1)], "customer_id": ["stranger"]}
    )
    frames = {**small, "social": pl.concat([small["social"], stranger])}
    table = em.summarize(**frames, metrics=[em.social_interaction_score, roster])
    assert table["numerator"].to_list() == [4.0, 3.0]
    assert table["denominator"].to_list() == [3.0, 3.0]


@pytest.mark.parametrize(
    ("question", "error", "message"),
    [
        ({"metrics": [em.purchase_frequency * 2]}, em.InvalidArgumentError, "named"),
        ({"metrics": [em.purchase_frequency] * 2}, em.InvalidArgumentError, "purchase_frequency"),
        ({"metrics": []}, em.ArgumentTypeError, "metrics"),
        ({"metrics": "purchase_frequency"}, em.ArgumentTypeError, "list of metrics"),
        ({"metrics": [print]}, em.ArgumentTypeError, "not builtin"),
        ({"metrics": ["churn"]}, em.InvalidArgumentError, "Did you mean 'churn_rate'"),
        ({"metrics": ["zzz"]}, em.InvalidArgumentError, "'zzz'[.] em.catalogue"),
        ({"metrics": [em.newsletter_open_rate]}, em.ArgumentTypeError, "emails"),
        ({"shape": "tall"}, em.InvalidArgumentError, "shape"),
        ({"by": "metric"}, em.InvalidArgumentError, "metric"),
    ],
)
def test_what_makes_no_sense_is_refused(
    small: dict[str, Any], question: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        em.summarize(**small, **question)


def test_something_must_be_given(small: dict[str, Any]) -> None:
    with pytest.raises(em.ArgumentTypeError, match="orders="):
        em.summarize()
    with pytest.raises(em.ArgumentTypeError, match="orders="):
        em.summarize(customers=small["customers"])


def test_lists_of_records_give_a_pandas_frame(small: dict[str, Any]) -> None:
    rows = {name: frame.to_dicts() for name, frame in small.items()}
    table = em.summarize(**rows, by="segment")
    assert type(table).__module__.startswith("pandas")
    expected = frame_rows(em.summarize(**small, by="segment"))
    fields = ["value", "low", "high", "units", "rows", "excluded", "start", "complete"]
    assert_same(expected, frame_rows(table), 1e-12, keys=["segment", "metric"], fields=fields)


def test_nothing_happened() -> None:
    nothing: dict[str, Any] = {kind: to_polars([], kind) for kind in KINDS}
    table = em.summarize(**nothing)
    assert table["metric"].to_list() == FIVE
    assert table["value"].is_null().all()
    assert em.summarize(**nothing, every="1mo").is_empty()


def test_nothing_happened_and_the_columns_are_there_all_the_same() -> None:
    nothing: dict[str, Any] = {kind: to_polars([], kind) for kind in KINDS}
    wide = em.summarize(**nothing, by="country", shape="wide")
    assert wide.columns == ["country", "as_of", *FIVE]


def test_small_groups_are_blank_and_intervals_optional(small: dict[str, Any]) -> None:
    table = em.summarize(**small, by="segment", min_units=2, metrics=[em.average_order_value])
    assert [plain(v) for v in table["value"]] == [None, 45.0]
    bare = em.summarize(orders=small["orders"], confidence=None)
    assert bare.columns == LONG
    assert bare["low"].is_null().all()


@pytest.mark.parametrize("every", [None, "1mo"])
def test_each_frame_is_looked_at_once_and_reduced_once(
    messy: Shop,
    small: dict[str, Any],
    every: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collects = Counter[str]()

    def counting(module: ModuleType, name: str) -> None:
        original = getattr(module, name)

        def counted(frames: Any, **options: Any) -> Any:  # noqa: ANN401
            collects[module.__name__.rpartition(".")[2]] += 1
            return original(frames, **options)

        monkeypatch.setattr(module, name, counted)

    counting(probe, "collected_together")
    counting(probe, "collected")
    counting(points, "collected")
    counting(sweep, "collected_together")
    frames = {name: frame.lazy() for name, frame in frames_of(messy).items()}
    customers = frames.pop("customers")
    purchases = [m for m in METRICS.values() if m.definition({}).argument_names == ("orders",)]
    assert len(purchases) > 10
    reduction = "points" if every is None else "sweep"
    for metrics in (purchases[:1], purchases):
        collects.clear()
        em.summarize(orders=frames["orders"], metrics=metrics, every=every, tz=messy.tz)
        assert collects == {"probe": 1, reduction: 1}
    collects.clear()
    em.summarize(orders=small["orders"], every=every)
    # A few rows that are held here are looked at without a query.
    assert collects == {reduction: 1}
    collects.clear()
    question: dict[str, Any] = {"customers": customers, "by": "segment"}
    em.summarize(**frames, every=every, tz=messy.tz, **question)
    # Where interactions may be nobody's, their table is looked at more closely.
    missing = {
        name for row in messy.social for name in ("customer_id", "actor_id") if not row[name]
    }
    closer = len(missing) == 2 and "count" in messy.social[0]
    assert collects == {"probe": 3 + closer, reduction: 3}
