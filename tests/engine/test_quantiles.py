"""Quantiles as users ask for them."""

# ruff: noqa: ANN401

import math
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

import engagement_metrics
from engagement_metrics.engine import sweep
from tests.thorough import first_few

# Type checkers would refuse some of what is asked here.
em: Any = engagement_metrics

DAY = date(2024, 6, 30)


def orders(*rows: tuple[str | None, float], day: date = DAY, **more: Any) -> pl.DataFrame:
    schema = {"customer_id": pl.String, "ordered_at": pl.Date, "amount": pl.Float64}
    data = {
        "customer_id": [who for who, _ in rows],
        "ordered_at": [day] * len(rows),
        "amount": [float(amount) for _, amount in rows],
    }
    return pl.DataFrame(data, schema=schema).with_columns(**more)


def shop(number: int = 500, seed: int = 3) -> pl.DataFrame:
    chance = random.Random(seed)  # noqa: S311
    return pl.DataFrame(
        {
            "customer_id": [
                None if chance.random() < 0.1 else chance.randrange(40) for _ in range(number)
            ],
            "ordered_at": [DAY - timedelta(days=chance.randrange(500)) for _ in range(number)],
            "amount": [round(chance.lognormvariate(3, 1)) / 1.0 for _ in range(number)],
            "channel": chance.choices(["web", "app", None], k=number),
        }
    )


def test_the_middle_of_an_odd_and_of_an_even_number_of_orders() -> None:
    three = orders(("a", 1), ("b", 5), ("c", 100))

    assert em.median_order_value(three) == 5
    assert em.median_order_value(pl.concat([three, orders(("d", 6))])) == 5.5


@pytest.mark.parametrize("q", [0.1, 0.25, 0.5, 0.9, 0.999])
def test_numpy_has_the_same_definition(q: float) -> None:
    amounts = shop()["amount"]

    found = em.order_value_percentile(shop(), window=None, q=q)

    assert found == np.quantile(amounts.to_numpy(), q)
    assert found == pytest.approx(amounts.quantile(q, "linear"), rel=1e-15)


def test_by_hand() -> None:
    """Woodruff's interval, step by step.

    Customers a, b, c have orders 10, 20 | 30 | 40, 50 and the median is 30. Up to it lie 2 of 2,
    1 of 1 and 0 of 2: a share of 3/5, from which the customers differ by 4/5, 2/5 and -6/5. Their
    squares add up to 56/25; over 5 x 5, times 3/2, is 0.1344. Student's t with 2 degrees of freedom
    is 4.302653, so that the ends are at 0.5 -/+ 1.577, which is clipped to 0 and 1.
    """
    few = orders(("a", 10), ("a", 20), ("b", 30), ("c", 40), ("c", 50))

    found = em.median_order_value(few)

    assert (found, found.low, found.high) == (30, 10, 50)
    # With a confidence of 20 % t is 0.288675: 0.5 -/+ 0.105830, the places 1.576682 and 2.423318.
    narrow = em.median_order_value(few, confidence=0.2)
    assert narrow.low == pytest.approx(25.76682, abs=1e-4)
    assert narrow.high == pytest.approx(34.23318, abs=1e-4)
    assert narrow.std_error == pytest.approx((34.23318 - 25.76682) / 2 / 0.288675, rel=1e-4)
    assert (narrow.units, narrow.rows, narrow.unit_noun) == (3, 5, "customers")


def test_equal_amounts_leave_no_doubt() -> None:
    found = em.median_order_value(orders(("a", 7), ("b", 7), ("c", 7)))

    assert (found, found.low, found.high, found.std_error) == (7, 7, 7, 0)


def test_one_customer_has_a_value_and_no_interval() -> None:
    found = em.median_order_value(orders(("a", 7), ("a", 8)))

    assert found == 7.5
    assert math.isnan(found.low)
    assert math.isnan(found.std_error)


@pytest.mark.parametrize("every", [None, "1mo"])
@pytest.mark.parametrize("by", [None, "channel"])
def test_no_orders(every: str | None, by: str | None) -> None:
    nothing = orders(channel=pl.lit("web"))

    found = em.median_order_value(nothing, every=every, by=by)

    if every is None and by is None:
        assert math.isnan(found)
        assert (found.units, found.rows) == (0, 0)
    else:
        assert found.height == 0
        assert {"median_order_value", "median_order_value_low"} <= set(found.columns)


def test_a_window_without_orders_is_missing_in_a_history() -> None:
    gap = pl.concat([orders(("a", 1)), orders(("b", 3), day=date(2024, 9, 30))])

    found = em.median_order_value(gap, every="1mo", window="1mo")

    assert found["median_order_value"].to_list() == [1, None, None, 3]


def test_guests_are_units_of_their_own_where_they_count() -> None:
    with_guests = orders(("a", 1), ("a", 1), (None, 5), (None, 7), (None, 9))

    found = em.median_order_value(with_guests)

    assert (found, found.units, found.unit_noun) == (5, 4, "customers and guests")

    @engagement_metrics.metric(unit="currency")
    def of_known() -> Any:
        return em.quantile(em.Order, "amount", 0.5)

    assert of_known(with_guests) == 1
    assert of_known(with_guests).excluded == {"guest": 3}
    assert of_known(with_guests, by="amount")["of_known"].to_list() == [1, None, None, None]


def test_rows_that_the_definition_leaves_out_are_counted() -> None:
    @engagement_metrics.metric(unit="currency")
    def median_of_large() -> Any:
        return em.quantile(em.Order, em.column("amount") * 2, 0.5, where=em.column("amount") > 10)

    found = median_of_large(orders(("a", 1), ("b", 20), ("c", 30)))

    assert found == 50
    assert (found.rows, found.units) == (2, 2)
    assert found.excluded == {"not_counted": 1}


@pytest.mark.parametrize("window", first_few(["30d", "365d", "1mo", "12mo", None]))
@pytest.mark.parametrize("by", [None, "channel"])
@pytest.mark.parametrize("confidence", [0.9, None])
def test_each_date_of_a_history_is_the_number_of_that_date(
    window: str | None, by: str | None, confidence: float | None
) -> None:
    question = {"window": window, "by": by, "confidence": confidence}
    history = em.order_value_percentile(shop(), every="1w", q=0.7, detail=True, **question)

    for as_of in history["as_of"].unique():
        here = history.filter(pl.col("as_of") == as_of)
        if by is not None:
            there = em.order_value_percentile(
                shop(), q=0.7, as_of=as_of, detail=True, **question
            ).select(pl.exclude("start", "complete"))
            here = here.filter(pl.col("rows") > 0).select(there.columns)
            assert here.equals(there.filter(pl.col("rows") > 0))
        else:
            there = em.order_value_percentile(shop(), q=0.7, as_of=as_of, **question)
            assert here["order_value_percentile"].item() == there
            if confidence is not None:
                assert here["order_value_percentile_low"].item() == there.low
                assert here["order_value_percentile_high"].item() == there.high


def test_groups_are_computed_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    question = {"every": "1mo", "by": "channel", "detail": True}
    expected = em.median_order_value(shop(), **question)
    monkeypatch.setattr(sweep, "CHUNK", 1)

    assert em.median_order_value(shop(), **question).equals(expected)


@pytest.mark.parametrize(
    "question", [{}, {"by": "channel"}, {"every": "1w"}, {"every": "1q", "by": "channel"}], ids=str
)
def test_the_order_of_rows_does_not_matter(question: dict[str, Any]) -> None:
    rows = shop()
    for metric in (em.median_order_value, em.days_since_last_order, em.time_between_orders):
        found = [metric(one, **question) for one in (rows, rows.reverse(), rows.sort("amount"))]
        if question:
            assert found[0].equals(found[1])
            assert found[0].equals(found[2])
        else:
            assert len({(float(one), one.low, one.high) for one in found}) == 1


def test_small_groups_are_blank() -> None:
    few = orders(("a", 1), ("b", 2), ("c", 9), channel=pl.Series(["web", "web", "app"]))

    found = em.median_order_value(few, by="channel", min_units=2)

    assert found["median_order_value"].to_list() == [None, 1.5]
    assert found["median_order_value_low"].to_list() == [None, 1]


def test_an_instant() -> None:
    moments = [datetime(2024, 6, 30, hour) for hour in (9, 12, 18)]  # noqa: DTZ001
    rows = orders(("a", 1), ("b", 2), ("c", 9), ordered_at=pl.Series(moments))

    found = em.median_order_value(rows, as_of="2024-06-30T18:00", window="1d")

    assert (found, found.rows) == (1.5, 2)
    assert found.excluded == {"after_as_of": 1}


def test_what_is_wrong_with_amounts_is_refused() -> None:
    with pytest.raises(em.InvalidRecordsError, match="is negative in 1 row"):
        em.median_order_value(orders(("a", 1), ("b", -2)))
    with pytest.raises(em.InvalidRecordsError, match="missing, NaN or infinite"):
        em.median_order_value(orders(("a", 1), ("b", math.nan)))
    with pytest.raises(em.MissingColumnError, match="'amount'"):
        em.median_order_value(orders(("a", 1)).drop("amount"))


def test_a_quantile_stands_alone() -> None:
    median, mean = em.median_order_value, em.average_order_value
    combinations: tuple[Callable[[], object], ...] = (
        lambda: median - median,
        lambda: mean - median,
        lambda: 1 - median,
        lambda: median / mean,
        lambda: mean / median,
        lambda: 2 * median,
        lambda: -median,
        lambda: median + 0,
        lambda: em.time_to_second_order - em.time_between_orders,
    )
    for combine in combinations:
        with pytest.raises(em.DefinitionError, match="no arithmetic over totals"):
            combine()


@pytest.mark.parametrize("when", ["previous", "before"])
def test_a_quantile_is_of_this_window(when: str) -> None:
    with pytest.raises(em.DefinitionError, match="customers have no time"):
        em.quantile(em.Customer, "age", 0.5)
    with pytest.raises(em.DefinitionError, match=r"read in one window; .* every="):
        getattr(em.median_order_value, when)(shop())
    with pytest.raises(em.DefinitionError, match="read in one window"):
        em.median_order_value - getattr(em.median_order_value, when)


@pytest.mark.parametrize("q", [0, 1, -0.5, 90, "0.5", None, True, math.nan])
def test_shares_lie_between_0_and_1(q: object) -> None:
    hint = "; write 0.9" if q == 90 else ""
    for metric in (em.order_value_percentile, em.days_since_last_order):
        with pytest.raises(em.InvalidArgumentError, match=rf"q=.* between 0 and 1.*{hint}$"):
            metric(shop(), q=q)
    with pytest.raises(em.InvalidArgumentError, match=r"share=.* between 0 and 1"):
        em.time_to_second_order(shop(), share=q)


def test_names_and_bound_parameters() -> None:
    quartile = em.order_value_percentile.using(q=0.25).named("first_quartile", unit="EUR")

    found = quartile(shop(), window=None)

    assert found == np.quantile(shop()["amount"].to_numpy(), 0.25)
    assert (found.metric, found.unit) == ("first_quartile", "EUR")
    assert repr(quartile) == "<metric first_quartile(q=0.25), EUR>"


def test_summaries_hold_quantiles_beside_other_metrics() -> None:
    metrics = [em.average_order_value, em.median_order_value, em.days_since_last_order]
    question = {"by": "channel", "every": "1q"}

    table = em.summarize(orders=shop(), metrics=metrics, **question)

    for metric in metrics:
        own = metric(shop(), detail=True, **question)
        here = table.filter(pl.col("metric") == metric.name)
        assert here["value"].equals(own[metric.name], null_equal=True)
        assert here["low"].equals(own[f"{metric.name}_low"], null_equal=True)
        assert here.select("units", "rows", "excluded").equals(
            own.select("units", "rows", "excluded")
        )


def test_more_than_one_currency() -> None:
    mixed = orders(("a", 1), ("b", 2), currency=pl.Series(["EUR", "USD"]))

    with pytest.raises(em.InvalidRecordsError, match="more than one currency"):
        em.median_order_value(mixed)
    assert em.median_order_value(mixed, by="currency")["median_order_value"].to_list() == [1, 2]
