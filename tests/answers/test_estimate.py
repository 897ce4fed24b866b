"""An estimate is a float that knows its uncertainty, and goes wherever floats go."""

import copy
import json
import math
import operator
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import engagement_metrics as em
from tests.answers.estimates import NAN, USUAL, estimate, shop, undefined


def same(left: em.Estimate, right: em.Estimate) -> bool:
    """Whether two estimates agree in all they know, NaN with NaN."""
    return type(left) is type(right) is em.Estimate and repr(
        {name: getattr(left, name) for name in ("real", *USUAL)}
    ) == repr({name: getattr(right, name) for name in ("real", *USUAL)})


def pickled(protocol: int) -> Callable[[em.Estimate], Any]:
    return lambda original: pickle.loads(pickle.dumps(original, protocol))  # noqa: S301


COPIES: dict[str, Callable[[em.Estimate], Any]] = {
    **{f"pickle {protocol}": pickled(protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)},
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "deepcopy in a list": lambda e: copy.deepcopy([e])[0],
}


@pytest.mark.parametrize("how", COPIES.values(), ids=COPIES)
@pytest.mark.parametrize("original", [estimate(), undefined()], ids=["usual", "undefined"])
def test_copies_know_all(how: Callable[[em.Estimate], Any], original: em.Estimate) -> None:
    assert same(how(original), original)


def test_computed_estimates_survive_too() -> None:
    for asked in (em.purchase_frequency, em.average_order_value, em.repeat_purchase_rate):
        original = asked(shop(), as_of="2024-04-30")
        for how in COPIES.values():
            assert same(how(original), original)


def test_json() -> None:
    assert json.dumps(estimate()) == "36.082394"
    assert json.loads(json.dumps({"value": estimate()})) == {"value": 36.082394}


def test_to_dict_holds_native_types_only() -> None:
    fields = em.average_order_value(shop(), as_of="2024-04-30").to_dict()

    assert json.loads(json.dumps(fields, allow_nan=False)) == fields
    assert fields["as_of"] == "2024-04-30"
    assert fields["start"] == "2023-05-02"
    assert fields["metric"] == "average_order_value"
    assert set(fields) == {"value", *USUAL}
    for name, value in fields.items():
        assert type(value) in {str, float, int, bool, dict, list, type(None)}, name
    assert type(fields["value"]) is float


def test_to_dict_of_what_is_undefined() -> None:
    fields = undefined().to_dict()

    assert [fields[name] for name in ("value", "low", "high", "std_error")] == [None] * 4
    assert fields["numerator"] == 0.0
    json.dumps(fields, allow_nan=False)


def test_to_dict_of_instants() -> None:
    moment = datetime(2025, 1, 1, 12, tzinfo=UTC)

    assert estimate(as_of=moment).to_dict()["as_of"] == "2025-01-01T12:00:00+00:00"


def test_to_dict_is_the_callers_own() -> None:
    original = estimate()
    fields = original.to_dict()

    fields["excluded"]["guest"] = 99

    assert original.excluded == {"guest": 2, "after_as_of": 1}


def test_numpy_holds_plain_floats() -> None:
    values = [estimate(), undefined()]

    array = np.array(values)
    assert array.dtype == np.float64
    assert np.isnan(array[1])
    assert np.asarray(values[0]).dtype == np.float64
    assert np.array(values[0]).shape == ()
    assert type((np.ones(2) * values[0])[0]) is np.float64
    assert np.float64(values[0]) == values[0]
    assert np.full(2, values[0]).dtype == np.float64
    assert np.mean([values[0]]) == values[0]


def test_pandas_holds_plain_floats() -> None:
    values = [estimate(), undefined()]

    assert pd.Series(values).dtype == np.float64
    assert pd.Series(values[0], index=[1, 2]).dtype == np.float64
    assert pd.DataFrame({"aov": values}).dtypes.tolist() == [np.float64]
    assert pd.DataFrame([{"aov": values[0]}]).dtypes.tolist() == [np.float64]
    assert pd.DataFrame({"shop": ["a"]}).assign(aov=values[0])["aov"].dtype == np.float64
    assert (pd.Series([1.0]) * values[0]).dtype == np.float64


def test_polars_holds_plain_floats() -> None:
    values = [estimate(), undefined()]

    assert pl.Series(values).dtype == pl.Float64
    assert pl.Series("aov", values, dtype=pl.Float64).to_list()[0] == values[0]
    assert pl.DataFrame({"aov": values}).schema == {"aov": pl.Float64}
    assert pl.DataFrame([{"aov": values[0]}]).schema == {"aov": pl.Float64}
    assert pl.DataFrame([(values[0],)], schema=["aov"], orient="row").schema == {"aov": pl.Float64}
    assert pl.DataFrame({"shop": ["a"]}).with_columns(aov=values[0]).schema["aov"] == pl.Float64
    assert pl.select(pl.lit(values[0])).dtypes == [pl.Float64]


def test_arrow_holds_plain_floats() -> None:
    values = [estimate(), undefined()]

    assert pa.array(values).type == pa.float64()
    assert pa.scalar(values[0]).type == pa.float64()
    assert pa.table({"aov": values}).schema.field("aov").type == pa.float64()
    assert pa.Table.from_pylist([{"aov": values[0]}]).schema.field("aov").type == pa.float64()


@pytest.mark.parametrize(
    "operation",
    [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod,
     operator.pow],
    ids=lambda operation: operation.__name__,
)  # fmt: skip
@pytest.mark.parametrize("other", [2, 2.5], ids=["int", "float"])
def test_arithmetic_gives_plain_floats(
    operation: Callable[[Any, Any], object], other: float
) -> None:
    one = estimate()

    assert type(operation(one, other)) is float
    assert type(operation(other, one)) is float
    assert operation(one, other) == operation(float(one), other)


def test_arithmetic_of_two_and_of_one() -> None:
    one = estimate()

    assert type(one - one) is float
    assert type(-one) is float
    assert type(+one) is float
    assert type(abs(one)) is float
    assert type(round(one, 2)) is float
    assert type(float(one)) is float
    assert type(sum([one, one])) is float
    assert round(one) == int(one) == math.floor(one) == 36
    assert divmod(one, 5) == (7.0, pytest.approx(1.082394))


def test_comparisons_are_those_of_floats() -> None:
    one = estimate()

    assert one == 36.082394
    assert one > 36 > one - 1
    assert one == estimate(units=1)
    assert one != estimate(36.0)
    assert undefined() != undefined()
    assert hash(one) == hash(36.082394)
    assert len({one, estimate(), 36.082394}) == 1
    assert {36.082394: "found"}[one] == "found"
    assert sorted([estimate(2.0), estimate(1.0)]) == [1.0, 2.0]
    assert max(one, estimate(99.0)).units == 1812


def test_it_is_a_float() -> None:
    assert isinstance(estimate(), float)
    assert math.isnan(undefined())
    assert not estimate(0.0)
    assert f"{estimate():.2f}" == "36.08"
    assert f"{estimate():,.1f}" == "36.1"
    assert "%.3f" % estimate() == "36.082"  # noqa: UP031 (works too)
    assert estimate().is_integer() is False


@pytest.mark.parametrize("name", [*USUAL, "real", "more"])
def test_it_does_not_change(name: str) -> None:
    one = estimate()

    with pytest.raises(AttributeError):
        setattr(one, name, 1)
    with pytest.raises(AttributeError):
        delattr(one, name)
    assert same(one, estimate())


def test_what_was_left_out_does_not_change() -> None:
    counts: dict[str, int] = {"guest": 2}
    one = estimate(excluded=counts)

    counts["guest"] = 3

    assert one.excluded == {"guest": 2}
    with pytest.raises(TypeError):
        one.excluded["guest"] = 4  # type: ignore[index]


def test_every_field_is_there() -> None:
    one = em.average_order_value(shop(), as_of="2024-04-15", window="60d")

    assert one == pytest.approx((5 + 15 + 25) / 3)
    assert one.low < one < one.high
    assert one.std_error > 0
    assert (one.numerator, one.denominator) == (45.0, 3.0)
    assert (one.units, one.rows, one.excluded) == (3, 3, {"after_as_of": 2})
    assert (one.start, one.as_of) == (date(2024, 2, 16), date(2024, 4, 15))
    assert one.complete is True
    assert (one.metric, one.unit) == ("average_order_value", "currency per order")
    assert (one.confidence, one.currency, one.unit_noun) == (0.95, None, "customers")
    assert (type(one.units), type(one.rows), type(one.low)) == (int, int, float)


def test_without_confidence_there_is_no_interval() -> None:
    one = em.average_order_value(shop(), confidence=None)

    assert one == 22.5
    assert [math.isnan(end) for end in (one.low, one.high, one.std_error)] == [True] * 3
    assert one.confidence is None
    assert "CI" not in repr(one)


TEXTS = {
    "average_order_value 36.1 USD (95 % CI 34.1 to 38.0, 1,812 customers, "
    "1997-07-01 to 1998-06-30)": estimate(low=34.12),
    "purchase_frequency 3.34 (90 % CI 3.05 to 3.64, 812 customers, 1997-07-01 to 1998-06-30)": (
        estimate(
            3.343596, low=3.048, high=3.639, units=812, metric="purchase_frequency",
            unit="orders per buyer", confidence=0.9,
        )
    ),
    "average_order_value 36.1 (95 % CI 34.1 to 38.0, 1,812 customers, "
    "1997-07-01 to 1998-06-30; incomplete)": estimate(low=34.12, currency=None, complete=False),
    "average_order_value undefined (0 customers, 1997-07-01 to 1998-06-30)": undefined(),
    "average_order_value undefined (0 customers, no records; incomplete)": estimate(
        NAN, low=NAN, high=NAN, units=0, start=None, as_of=None, complete=False
    ),
    "average_order_value 36.08 USD (1,812 customers, 1997-07-01 to 1998-06-30)": estimate(
        low=NAN, high=NAN, confidence=None
    ),
    "average_order_value 36.1 USD (99.9 % CI 34.1 to 38.0, 1,812 customers, to 1998-06-30)": (
        estimate(low=34.12, confidence=0.999, start=None)
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), TEXTS.items(), ids=range(len(TEXTS)))
def test_it_shows_itself(text: str, shown: em.Estimate) -> None:
    assert repr(shown) == text
    assert str(shown) == text.removeprefix(f"{shown.metric} ")


@pytest.mark.parametrize(
    ("value", "half", "text"),
    [
        (1234567.891, 1000.0, "1,234,568 "),
        (0.000123456, 0.0000012, "0.0001235 "),
        (5.0, 0.0, "5.000 "),
        (0.0, 0.0, "0.00 "),
        (-3.456, 0.5, "-3.46 "),
        (float("inf"), NAN, "inf "),
    ],
    ids=["large", "small", "certain", "zero", "negative", "infinite"],
)
def test_it_shows_as_many_digits_as_it_knows(value: float, half: float, text: str) -> None:
    shown = estimate(value, low=value - half, high=value + half, currency=None)

    assert str(shown).startswith(text)


def test_instants_are_shown() -> None:
    asked = em.purchase_frequency(shop(), as_of="2024-04-02T12:00", window="30d")

    assert "2024-03-03 12:00:00 to 2024-04-02 12:00:00" in repr(asked)
