"""What few questions reach."""

import math
from datetime import datetime
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import engagement_metrics as em
from engagement_metrics.engine.tables import _unreadable, table_of
from engagement_metrics.engine.windows import Window

orders, revenue = em.measures.orders, em.measures.revenue


def orders_of(*rows: tuple[Any, float]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "customer_id": [customer for customer, _ in rows],
            "ordered_at": [datetime(2024, 1, 1 + i) for i in range(len(rows))],  # noqa: DTZ001
            "amount": [amount for _, amount in rows],
        }
    )


def test_ids_far_apart() -> None:
    # Too far apart to share one integer with a row's number, and then with a day, too.
    for far in (2**58, 2**62):
        table = em.purchase_frequency(orders_of((0, 1.0), (far, 1.0), (0, 1.0)), every="1d")
        assert table["purchase_frequency"].to_list() == [1.0, 1.0, 1.5]


def test_amounts_whose_sum_is_beyond_all_numbers() -> None:
    # Each of them is a number, so none is refused; that there is no average must be said.
    rows = orders_of(("a", 1e308), ("b", 1e308))
    for frame in (rows, rows.lazy()):
        assert math.isnan(em.average_order_value(frame))
        assert em.purchase_frequency(frame) == 1.0


def test_a_threshold_finer_than_amounts_are_kept() -> None:
    @em.metric(unit="fraction", bounds=(0, 1))
    def paying() -> em.Formula:
        return em.total(revenue >= 0.00001) / em.total(orders >= 1)

    assert paying(orders_of(("a", 0.0), ("b", 0.01))) == 0.5


def test_a_metric_over_an_audience_in_the_window_before() -> None:
    social = [
        {"type": "like", "occurred_at": f"2024-01-{day:02}", "actor_id": "a"} for day in (1, 2, 4)
    ]
    before = em.social_interaction_score.using(audience=10).previous
    assert before(social, window="2d", as_of="2024-01-04") == 0.2
    one = em.social_interaction_score(social)
    assert "1 person" in repr(one)


def test_a_product_of_shares_is_no_share() -> None:
    squared = (em.repeat_purchase_rate * em.repeat_purchase_rate).named("squared", bounds=(0, 1))
    rate = em.repeat_purchase_rate(em.datasets.cdnow_orders())
    both = squared(em.datasets.cdnow_orders())
    # The delta method: the derivative of p * p is 2 p.
    assert both.std_error == pytest.approx(2 * rate * rate.std_error, rel=1e-12)


def test_a_metric_that_adds_up_nothing_is_refused() -> None:
    with pytest.raises(em.DefinitionError, match="adds up nothing"):

        @em.metric()
        def seven() -> em.Formula:
            formula: Any = 7
            return formula  # type: ignore[no-any-return]


def test_rows_are_counted_once_where_two_measures_read_the_same() -> None:
    large = {"channel": "web"}
    spread = em.sum_of(em.Order, "amount", where=large), em.count(em.Order, where=large)

    @em.metric()
    def difference() -> em.Formula:
        return em.total(spread[0]) - em.total(spread[1])

    data = orders_of(("a", 5.0), ("b", 7.0)).with_columns(channel=pl.Series(["web", "store"]))
    assert difference(data) == 4.0
    assert difference(data).rows == 1


def test_expressions_are_compared_by_what_they_say() -> None:
    amount = em.column("amount")
    assert (amount >= 1) == (amount >= 1)
    assert (amount >= 1) != (amount >= 2)
    assert len({amount >= 1, amount >= 1, amount >= 2}) == 2
    other = em.count(em.Order, where=em.column("channel") != "web")
    data = orders_of(("a", 5.0), ("b", 7.0)).with_columns(channel=pl.Series(["web", "store"]))

    @em.metric()
    def elsewhere() -> em.Formula:
        return em.total(other) / em.total(orders)

    assert elsewhere(data) == 0.5


def test_nothing_leaves_a_window_without_a_beginning() -> None:
    rows: Any = None
    words: Any = None
    with pytest.raises(em.DefinitionError, match="nothing leaves"):
        Window().leaving(rows, "em_day", "em_next", words)


def test_the_models_are_listed_before_they_are_imported() -> None:
    assert {"Order", "Customer", "summarize"} <= set(dir(em))
    name = "NoSuchThing"
    assert {"Shop", "simulate_shop", "cdnow_orders"} <= set(dir(em.datasets))
    for module in (em, em.datasets):
        with pytest.raises(AttributeError, match="NoSuchThing"):
            getattr(module, name)


def test_a_query_that_does_not_run_is_said_to() -> None:
    broken = pl.LazyFrame({"a": [1]}).select("b")
    with pytest.raises(em.InvalidRecordsError, match="does its query run"):
        em.purchase_frequency(broken)


def test_a_frame_of_which_each_column_is_readable() -> None:
    assert _unreadable(nw.from_native(pd.DataFrame({"a": [1]}))) == "a column"


@pytest.mark.parametrize(
    "make", [pl.DataFrame, pd.DataFrame, pa.table], ids=["polars", "pandas", "pyarrow"]
)
def test_types_of_a_frame_that_is_held_are_known_before_it_is_read(make: Any) -> None:  # noqa: ANN401
    schema = table_of(make({"a": [1], "b": [0.5]}), "orders").schema
    assert dict(schema) == {"a": nw.Int64, "b": nw.Float64}
    assert len(schema) == 2


def test_copies_of_interactions_are_refused_without_talk_of_lines() -> None:
    copies = [{"type": "like", "occurred_at": "2024-01-01", "actor_id": "a", "event_id": "e"}] * 2
    with pytest.raises(em.InvalidRecordsError, match=r"each row must be one interaction\. If they"):
        em.social_interaction_score(copies)
