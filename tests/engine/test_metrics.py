"""Metrics: how they combine, their parameters, names, bounds and guests."""

import inspect
import itertools
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

import engagement_metrics as em
from engagement_metrics.engine.formulas import Formula
from tests.engine.ten_days import FRAME, WINDOW

orders, revenue, likes = em.measures.orders, em.measures.revenue, em.measures.likes

metric: Any = em.purchase_frequency


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        (em.purchase_frequency + 1, 8 / 3),
        (1 + em.purchase_frequency, 8 / 3),
        (em.purchase_frequency - 1, 2 / 3),
        (1 - em.repeat_purchase_rate, 2 / 3),
        (em.purchase_frequency * 2, 10 / 3),
        (2 * em.purchase_frequency, 10 / 3),
        (em.purchase_frequency / 2, 5 / 6),
        (1 / em.purchase_frequency, 3 / 5),
        (-em.purchase_frequency, -5 / 3),
        (em.purchase_frequency * em.average_order_value, 146 / 3),
        (em.average_order_value / em.purchase_frequency, 146 / 5 / (5 / 3)),
        (em.purchase_frequency - em.purchase_frequency.previous, 1 / 6),
        (em.purchase_frequency.previous, 3 / 2),
        (em.purchase_frequency.before, 3 / 2),
        (em.repeat_purchase_rate.using(at_least=3), 1 / 3),
    ],
    ids=itertools.count(),
)
def test_metrics_combine(metric: em.Metric, value: float) -> None:
    assert metric(FRAME, **WINDOW) == pytest.approx(value, rel=1e-14)


def test_compounds_have_the_parameters_of_their_parts() -> None:
    change = em.repeat_purchase_rate - em.repeat_purchase_rate.previous
    assert change(FRAME, **WINDOW, at_least=3) == pytest.approx(1 / 3 - 0)
    assert change(FRAME, **WINDOW) == pytest.approx(1 / 3 - 1 / 2)
    strict = em.repeat_purchase_rate.using(at_least=3)
    assert (strict - strict.previous)(FRAME, **WINDOW) == pytest.approx(1 / 3)
    with pytest.raises(em.DefinitionError, match="at_least"):
        _ = em.repeat_purchase_rate - strict
    both = em.repeat_purchase_rate.using(at_least=3) / em.purchase_frequency
    assert both(FRAME, **WINDOW) == pytest.approx(1 / 5)


def test_a_metric_is_not_divided_by_zero() -> None:
    with pytest.raises(em.DefinitionError, match="zero"):
        _ = em.purchase_frequency / 0


def test_using_refuses_what_the_metric_has_not() -> None:
    call: Any = em.repeat_purchase_rate
    with pytest.raises(em.ArgumentTypeError, match="at_leest"):
        call.using(at_leest=3)
    with pytest.raises(em.ArgumentTypeError, match="no parameters"):
        metric.using(at_least=3)
    with pytest.raises(em.ArgumentTypeError, match="at_least"):
        call(FRAME, at_leest=3)


def test_names() -> None:
    spend = em.purchase_frequency * em.average_order_value
    assert spend(FRAME, **WINDOW).metric == "value"
    assert "value" in spend(FRAME, **WINDOW, by="channel").columns
    named = spend.named("spend", unit="EUR")
    one = named(FRAME, **WINDOW)
    assert (one.metric, one.unit, one) == ("spend", "EUR", pytest.approx(146 / 3))
    assert named(FRAME, **WINDOW, by="channel").columns == [
        "channel", "spend", "spend_low", "spend_high"
    ]  # fmt: skip
    bad: Any
    for bad in ("two words", "", 3, "1st"):
        with pytest.raises(em.DefinitionError, match="name"):
            spend.named(bad)
    assert "spend" in repr(named)
    assert "at_least=2" in repr(em.repeat_purchase_rate)


def test_bounds_make_a_share() -> None:
    share = em.total(orders >= 2) / em.total(orders >= 1)

    @em.metric(bounds=(0, 1))
    def bounded() -> Formula:
        return share

    @em.metric()
    def unbounded() -> Formula:
        return share

    with_bounds, without = bounded(FRAME, **WINDOW), unbounded(FRAME, **WINDOW)
    # Wilson of 1 of 3, against Student's t with two degrees of freedom.
    assert with_bounds.low == pytest.approx(0.0614919, abs=1e-6)
    assert without.low < 0
    assert without.high > 1
    again = (unbounded * 1).named("again", bounds=(0, 1))
    assert again(FRAME, **WINDOW).low == pytest.approx(with_bounds.low)
    wide = (unbounded + 0).named("wide", bounds=(0.0, 10.0))(FRAME, **WINDOW)
    assert (wide.low, wide.high) == (0.0, pytest.approx(without.high))


def test_guests_count_where_they_count_in_every_part() -> None:
    guest = pl.DataFrame(
        {"customer_id": [None], "ordered_at": [date(2024, 1, 16)], "amount": [1000.0]},
        schema_overrides={"customer_id": pl.String},
    )
    frame = pl.concat([FRAME.select(guest.columns), guest])
    value, known = em.average_order_value(frame, **WINDOW), 146 / 5
    assert (value, value.units) == (1146 / 6, 4)
    change = (em.average_order_value - em.average_order_value.previous)(frame, **WINDOW)
    assert change == pytest.approx(1146 / 6 - 35 / 3)
    assert change.units == 4
    mixed = (em.average_order_value + 0 * em.purchase_frequency)(frame, **WINDOW)
    assert mixed == pytest.approx(known)
    assert mixed.excluded["guest"] == 1
    doubled = (2 * em.average_order_value)(frame, **WINDOW)
    assert doubled == pytest.approx(2 * 1146 / 6)


@pytest.mark.parametrize("every", [None, "1mo"])
def test_nothing_precedes_a_window_without_a_beginning(every: Any) -> None:  # noqa: ANN401
    for metric in (em.purchase_frequency.previous, em.purchase_frequency.before):
        with pytest.raises(em.DefinitionError, match="window"):
            metric(FRAME, window=None, every=every)


def test_a_definition_with_a_parameter_that_has_no_default_is_refused() -> None:
    with pytest.raises(em.DefinitionError, match="at_least"):

        @em.metric()
        def made(at_least: int) -> Formula:
            return em.total(orders >= at_least)


@pytest.mark.parametrize("name", ["window", "by", "data", "customers", "orders", "detail", "tz"])
def test_the_names_of_arguments_are_taken(name: str) -> None:
    names: dict[str, Any] = {"em": em, "orders": orders}
    source = f"def made({name}=1):\n    return em.total(orders)"
    exec(source, names)  # noqa: S102
    with pytest.raises(em.DefinitionError, match=name):
        em.metric()(names["made"])


def test_a_definition_must_be_a_formula() -> None:
    wrong: Any
    for wrong in (orders, "orders", None):
        with pytest.raises(em.DefinitionError):
            em.metric()(lambda wrong=wrong: wrong)


def test_a_metric_shows_its_documentation() -> None:
    @em.metric(unit="orders")
    def many(at_least: int = 2) -> Formula:
        """Orders of people with many."""
        return em.total(orders * (orders >= at_least))

    made: Any = many
    assert made.__name__ == "many"
    assert made.__doc__.startswith("Orders of people with many.")
    assert made.named("more").__doc__.startswith("Orders of people with many.")
    parameters = inspect.signature(made).parameters
    assert parameters["at_least"].default == 2
    assert parameters["window"].default == "365d"
    assert made(FRAME, **WINDOW, at_least=3) == 3.0


def test_two_kinds_of_record() -> None:
    @em.metric()
    def likes_per_order() -> Formula:
        return em.total(likes) / em.total(orders)

    social = pl.DataFrame(
        {
            "type": ["like", "like", "share", "like"],
            "occurred_at": [
                date(2024, 1, 12),
                date(2024, 1, 13),
                date(2024, 1, 13),
                date(2024, 1, 1),
            ],
            "customer_id": ["a", "z", "a", "a"],
        }
    )
    call: Any = likes_per_order
    one = call(orders=FRAME, social=social, **WINDOW)
    assert (one, one.units) == (0.4, 4)
    with pytest.raises(em.ArgumentTypeError, match="orders="):
        call(FRAME, **WINDOW)
    with pytest.raises(em.ArgumentTypeError, match="social"):
        call(orders=FRAME, **WINDOW)
    with pytest.raises(em.InvalidArgumentError, match="customer_id"):
        call(orders=FRAME, social=social.rename({"customer_id": "actor_id"}), **WINDOW)
    with pytest.raises(em.ArgumentTypeError, match="twice"):
        metric(FRAME, orders=FRAME)
    assert metric(orders=FRAME, **WINDOW) == pytest.approx(5 / 3)


def test_previous_is_the_window_that_ends_where_this_one_begins() -> None:
    shifted = date.fromisoformat(WINDOW["as_of"]) + timedelta(days=10)
    earlier = em.purchase_frequency.previous(FRAME, window="10d", as_of=shifted)
    assert earlier == pytest.approx(5 / 3)
    assert earlier.rows == 0
