"""Measures, terms, totals and metrics: what can be written, what is refused, and what it means."""

import inspect
import itertools
import math
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

import engagement_metrics as em
from engagement_metrics.engine.formulas import Formula
from engagement_metrics.engine.terms import Term

orders, revenue, likes = em.measures.orders, em.measures.revenue, em.measures.likes

# Two windows of ten days. In the first one a ordered twice, b once; in the second one a once, b
# three times and c once.
DAYS = [1, 2, 3, 11, 12, 13, 14, 15]
FRAME = pl.DataFrame(
    {
        "customer_id": ["a", "a", "b", "a", "b", "b", "b", "c"],
        "ordered_at": [date(2024, 1, day) for day in DAYS],
        "amount": [10.0, 20.0, 5.0, 40.0, 1.0, 2.0, 3.0, 100.0],
        "channel": ["web", "web", "app", "app", "web", None, "web", "app"],
        "items": [1, 2, 3, 4, 5, 6, 7, 8],
    }
)
WINDOW: dict[str, Any] = {"window": "10d", "as_of": "2024-01-20"}


def computed(formula: Formula, **question: Any) -> em.Estimate:
    """The value of a formula over the second window, the same in a point and in a history."""

    @em.metric()
    def made() -> Formula:
        return formula

    asked = {**WINDOW, **question}
    one: em.Estimate = made(FRAME, **asked)
    table = made(FRAME, **asked, every="1d", detail=True)
    told = table.row(table.height - 1, named=True)
    for name, value in (("made", float(one)), ("made_low", one.low), ("made_high", one.high)):
        shown = math.nan if told[name] is None else told[name]
        assert shown == pytest.approx(value, nan_ok=True)
    assert (told["units"], told["rows"]) == (one.units, one.rows)
    return one


# --- terms -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (orders, 5),
        (revenue, 146),
        (orders >= 1, 3),
        (orders >= 2, 1),
        (orders > 1, 1),
        (orders == 1, 2),
        (orders != 0, 3),
        ((orders >= 1) & (orders <= 2), 2),
        ((orders >= 1) & (orders < 3), 2),
        ((orders == 3) | (orders == 1), 3),
        ((orders >= 1) & ~(orders >= 2), 2),
        (revenue >= 40, 2),
        (revenue * (orders >= 2), 6),
        (orders * 2, 10),
        (2 * orders, 10),
        (0.5 * revenue, 73),
        (orders + (orders >= 1), 8),
        (revenue - orders, 141),
        (-orders, -5),
        (orders * orders, 1 + 9 + 1),
        (orders * revenue, 40 + 18 + 100),
        (orders.previous, 3),
        (orders.before, 3),
        (revenue.previous, 35),
        (orders.previous.previous, 0),
        ((orders >= 1) & (orders.previous >= 1), 2),
        ((orders.previous >= 1) & ~(orders >= 1), 0),
        ((orders >= 1) & ~(orders.before >= 1), 1),
        ((orders >= orders.at_zero() + 2).previous, 1),
        (revenue + revenue.previous >= 50, 2),
        (revenue - revenue.previous, 111),
        ((revenue - revenue.previous) * (orders >= 1), 111),
    ],
    ids=itertools.count(),
)
def test_terms(term: Any, value: float) -> None:  # noqa: ANN401
    assert computed(em.total(term)) == value


@pytest.mark.parametrize(
    "term",
    [
        orders < 3, orders <= 0, orders == 0, orders >= 0, orders != 1, ~(orders >= 1),
        (orders >= 1) | (orders < 1), (orders < 3) & (revenue < 100),
    ],
    ids=itertools.count(),
)  # fmt: skip
def test_a_term_that_counts_people_without_rows_is_refused(term: Term) -> None:
    with pytest.raises(em.DefinitionError, match="without any rows"):
        em.total(term)


def test_a_term_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="&"):
        bool(orders >= 1)
    with pytest.raises(TypeError, match="truth"):
        _ = anything.__ge__(1) and anything <= 3


NAN = math.nan
# The type checkers refuse most of these, too.
anything: Any = orders
mask: Any = orders >= 1
total: Any = em.total(orders)
metric: Any = em.purchase_frequency


@pytest.mark.parametrize(
    "refused",
    [
        lambda: anything + 1,
        lambda: anything - 1,
        lambda: anything >= "2",
        lambda: anything >= NAN,
        lambda: anything * math.inf,
        lambda: anything * "2",
        lambda: anything * True,
        lambda: anything & mask,
        lambda: mask & anything,
        lambda: mask | 1,
        lambda: anything.before.before,
        lambda: total + anything,
        lambda: total * math.nan,
        lambda: total / 0,
        lambda: total / "2",
        lambda: metric + anything,
        lambda: metric + "1",
    ],
    ids=itertools.count(),
)
def test_what_makes_no_sense_is_refused(refused: Any) -> None:  # noqa: ANN401
    with pytest.raises((em.DefinitionError, TypeError)):
        refused()


@pytest.mark.parametrize("thing", [FRAME, [1, 2], 3, em.purchase_frequency, em.Order])
def test_total_of_something_else_says_where_measures_are(thing: Any) -> None:  # noqa: ANN401
    with pytest.raises(em.ArgumentTypeError, match=r"em\.measures"):
        em.total(thing)


def test_terms_that_are_written_alike_are_the_same() -> None:
    assert (orders >= 2) == (em.count(em.Order) >= 2)
    assert (orders >= 2) != (orders >= 3)
    assert orders != revenue
    assert hash(orders >= 2) == hash(em.count(em.Order) >= 2)
    assert em.total(orders >= 2) == em.total(em.measures.orders >= 2)
    web = em.count(em.Order, where={"channel": "web"})
    assert web == em.count(em.Order, where={"channel": "web"})
    assert web != em.count(em.Order, where={"channel": "app"})
    assert web != orders


# --- measures ----------------------------------------------------------------------------------

amount, items, channel = (em.column(name) for name in ("amount", "items", "channel"))


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ({"channel": "web"}, 2),
        ({"channel": ["web", "app"]}, 4),
        ({"channel": None}, 1),
        ({"channel": ["web", None]}, 3),
        ({"channel": [None]}, 1),
        ({"channel": "web", "items": 5}, 1),
        ({}, 5),
        (amount >= 3, 3),
        (amount > 3, 2),
        (amount < 3, 2),
        (amount <= 3, 3),
        (items == 4, 1),
        (items != 4, 4),
        (channel.is_null(), 1),
        (~channel.is_null() & (amount >= 3), 3),
        ((amount == 1) | (amount == 2), 2),
        (channel.is_in(["app"]), 2),
        (amount / items < 1, 3),
        (amount - items > 30, 2),
        (50 - amount < 11, 2),
        (2 * amount + items >= 20, 2),
    ],
    ids=itertools.count(),
)
def test_conditions_on_rows(where: Any, count: float) -> None:  # noqa: ANN401
    assert computed(em.total(em.count(em.Order, where=where))) == count


@pytest.mark.parametrize(
    ("value", "total"),
    [
        ("amount", 146),
        ("items", 30),
        (amount, 146),
        (amount * items, 160 + 5 + 12 + 21 + 800),
        (amount + items, 176),
        (amount - items, 116),
        (items - amount, -116),
        (1 + items, 35),
        (10 - items, 20),
        (2 * items, 60),
        (items / 2, 15),
        (-items, -30),
        (em.column("gifts", default=2), 10),
    ],
    ids=itertools.count(),
)
def test_sums_of_expressions(value: Any, total: float) -> None:  # noqa: ANN401
    assert computed(em.total(em.sum_of(em.Order, value))) == pytest.approx(total, abs=1e-9)


def test_sums_with_conditions_are_rates() -> None:
    web = em.sum_of(em.Order, "amount", where={"channel": "web"})
    assert computed(em.total(web) / em.total(revenue)) == pytest.approx(4 / 146)
    both = computed(em.total(web) / em.total(em.count(em.Order, where={"channel": "web"})))
    assert (both, both.rows, both.units) == (2.0, 2, 1)
    assert both.excluded["not_counted"] == 3


@pytest.mark.parametrize(
    "refused",
    [
        lambda: em.count(em.Estimate),  # type: ignore[arg-type]
        lambda: em.count("orders"),  # type: ignore[arg-type]
        lambda: em.sum_of(em.Order, amount > 3),
        lambda: em.sum_of(em.Order, 3),  # type: ignore[arg-type]
        lambda: em.count(em.Order, where=amount + 1),
        lambda: em.count(em.Order, where="web"),  # type: ignore[arg-type]
        lambda: (amount > 3) & (items + 1),
        lambda: ~(items + 1),
        lambda: amount == [1, 2],
        lambda: amount + {"a": 1},
    ],
    ids=itertools.count(),
)
def test_measures_that_make_no_sense_are_refused(refused: Any) -> None:  # noqa: ANN401
    with pytest.raises(em.EngagementError):
        refused()


def test_a_condition_on_rows_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="&"):
        bool(amount > 3)


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(em.MissingColumnError, match="gifts"):
        computed(em.total(em.sum_of(em.Order, "gifts")))


# --- formulas ----------------------------------------------------------------------------------

frequency = em.total(orders) / em.total(orders >= 1)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (frequency, 5 / 3),
        (frequency + 1, 8 / 3),
        (1 + frequency, 8 / 3),
        (frequency - 1, 2 / 3),
        (1 - frequency, -2 / 3),
        (2 * frequency, 10 / 3),
        (frequency * 2, 10 / 3),
        (frequency / 2, 5 / 6),
        (1 / frequency, 3 / 5),
        (-frequency, -5 / 3),
        (frequency * frequency, 25 / 9),
        (frequency / frequency, 1),
        (frequency - frequency.previous, 5 / 3 - 3 / 2),
        (frequency.previous, 3 / 2),
        (frequency.before, 3 / 2),
        (em.total(orders) / 2, 5 / 2),
        (em.total(orders) * em.total(revenue), 730),
        (em.total(orders) - em.total(orders.previous), 2),
        ((em.total(revenue) + em.total(revenue.previous)) / em.total(orders), 181 / 5),
    ],
    ids=itertools.count(),
)
def test_formulas(formula: Formula, value: float) -> None:
    assert computed(formula) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("formula", "degree"),
    [
        (em.total(orders), 1),
        (em.total(orders) - em.total(orders.previous), 1),
        (em.total(orders) * em.total(revenue), 2),
        (frequency, 0),
        (frequency + 1, 0),
        (frequency * em.total(orders), 1),
        (1 / em.total(orders), -1),
        (em.total(orders) + 1, None),
        ((em.total(orders) + 1) / em.total(orders), None),
        (em.total(orders) + em.total(orders) * em.total(orders), None),
        (frequency / frequency, 0),
    ],
)
def test_only_what_does_not_grow_with_the_shop_has_an_interval(
    formula: Formula, degree: int | None
) -> None:
    assert formula.degree() == degree
    one = computed(formula)
    assert math.isnan(one.low) is (degree != 0)
    assert math.isnan(one.high) is (degree != 0)
    assert math.isnan(one.std_error) is (degree != 0)


def test_the_interval_of_a_scaled_metric_is_scaled() -> None:
    one, other = computed(frequency), computed(100 * frequency - 7)
    assert other.std_error == pytest.approx(100 * one.std_error)
    assert other.low == pytest.approx(100 * one.low - 7)


def test_equal_factors_cancel() -> None:
    value = em.total(revenue) / em.total(orders)
    buyers = em.total(orders >= 1)
    assert frequency * value == em.total(revenue) / buyers
    assert frequency * buyers == em.total(orders) * 1
    assert value / (em.total(revenue) / em.total(orders)) == value / value
    nothing = computed(frequency / frequency, as_of="2024-06-30")
    assert math.isnan(nothing)


def test_nothing_over_nothing_is_undefined() -> None:
    for formula in (frequency, frequency + 1, 1 / em.total(orders), em.total(revenue) / frequency):
        assert math.isnan(computed(formula, as_of="2024-06-30"))
    some_over_nothing = em.total(orders) / em.total(orders.previous.previous)
    one = computed(some_over_nothing)
    assert math.isnan(one)
    assert all(math.isnan(x) for x in (one.low, one.high, one.std_error))


# --- metrics -----------------------------------------------------------------------------------


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
