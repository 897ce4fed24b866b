"""The same rows give the same numbers on every engine."""

# ruff: noqa: ANN401

import math
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

import engagement_metrics
from tests.engines.frames import Columns, rows_of, to_polars

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

# Naive times are what many exports hold, and chance is not secrecy here.
# ruff: noqa: DTZ001, S311

Make = Callable[[Columns], Any]

BEGIN = datetime(2023, 12, 1)


def shop(number: int = 400, seed: int = 7) -> dict[str, list[Any]]:
    """Random orders with guests, missing keys, ties, and orders that do not count."""
    chance = random.Random(seed)
    return {
        "order_id": [f"o{i}" for i in range(number)],
        "customer_id": [
            None if chance.random() < 0.1 else f"c{chance.randrange(number // 8)}"
            for _ in range(number)
        ],
        "ordered_at": [
            BEGIN + timedelta(minutes=chance.randrange(60 * 24 * 450)) for _ in range(number)
        ],
        "amount": [round(chance.lognormvariate(3, 1), 2) for _ in range(number)],
        "status": chance.choices(["completed", "cancelled", None], [8, 1, 1], k=number),
        "is_test": chance.choices([None, False, True], [4, 4, 1], k=number),
        "channel": chance.choices(["web", "app", None], k=number),
        "country": chance.choices(["DE", "FR"], k=number),
    }


def customers() -> dict[str, list[Any]]:
    """Half of the customers, with what is known of them."""
    return {
        "customer_id": [f"c{i}" for i in range(25)],
        "plan": ["free", "paid", None, "free", "paid"] * 5,
    }


def retention() -> Any:
    """A metric of two windows."""
    orders = em.measures.orders

    @engagement_metrics.metric(unit="fraction", bounds=(0, 1))
    def retained() -> Any:
        return em.total((orders >= 1) & (orders.previous >= 1)) / em.total(orders.previous >= 1)

    return retained


METRICS: dict[str, Any] = {
    "average_order_value": em.average_order_value,
    "retention": retention(),
    "median_order_value": em.median_order_value,
    "days_since_last_order": em.days_since_last_order,
    "time_between_orders": em.time_between_orders.using(share=0.3),
}
each_metric = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)


def close(left: object, right: object) -> bool:
    """Whether two values are equal, floats to the last digits."""
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-11, abs_tol=1e-12)
    return left == right


def assert_same(left: Any, right: Any) -> None:
    """Two answers agree to the last digits, rows in the same order."""
    one, other = rows_of(left), rows_of(right)
    assert len(one) == len(other)
    for mine, theirs in zip(one, other, strict=True):
        assert mine.keys() == theirs.keys()
        assert {n: (mine[n], theirs[n]) for n in mine if not close(mine[n], theirs[n])} == {}


def assert_equal(left: Any, right: Any) -> None:
    """Two estimates agree in all that they know."""
    one, other = left.to_dict(), right.to_dict()
    assert one.keys() == other.keys()
    assert {
        name: (one[name], other[name]) for name in one if not close(one[name], other[name])
    } == {}


@each_metric
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"window": "2mo", "as_of": "2024-10-31"},
        {"where": {"channel": ["web", None]}, "confidence": 0.9},
        {"as_of": "2024-06-30T12:00", "window": "90d"},
    ],
    ids=str,
)
def test_points(make: Make, metric: Any, options: dict[str, Any]) -> None:
    expected = metric(to_polars(shop()), **options)
    found = metric(make(shop()), **options)

    assert_equal(found, expected)


@each_metric
@pytest.mark.parametrize("by", ["channel", ["plan", "country"]], ids=str)
def test_groups(make: Make, metric: Any, by: Any) -> None:
    expected = metric(to_polars(shop()), by=by, customers=to_polars(customers()), detail=True)
    found = metric(make(shop()), by=by, customers=make(customers()), detail=True)

    assert_same(found, expected)


@each_metric
@pytest.mark.parametrize(
    "options",
    [
        {"every": "1w", "window": "30d", "by": "channel"},
        {"every": "1q", "window": "1q", "by": ["plan", "country"]},
        {"every": "1mo", "window": "3mo", "week_start": "sunday", "confidence": None},
    ],
    ids=str,
)
def test_histories(make: Make, metric: Any, options: dict[str, Any]) -> None:
    expected = metric(to_polars(shop()), customers=to_polars(customers()), detail=True, **options)
    found = metric(make(shop()), customers=make(customers()), detail=True, **options)

    assert len(rows_of(found)) > 4
    assert_same(found, expected)


def emails() -> dict[str, list[Any]]:
    """Random e-mail events, of machines too."""
    chance = random.Random(3)
    rows: list[tuple[int, str, datetime, bool | None]] = []
    for number in range(120):
        sent = BEGIN + timedelta(hours=chance.randrange(24 * 100))
        rows.append((number, "delivered" if chance.random() < 0.9 else "bounced", sent, None))
        if chance.random() < 0.5:
            opened = sent + timedelta(hours=chance.randrange(24 * 10))
            rows.append((number, "opened", opened, chance.choice([True, False, None])))
        if chance.random() < 0.2:
            rows.append((number, "clicked", sent + timedelta(hours=3), False))
    return {
        "message_id": [f"m{number}" for number, *_ in rows],
        "recipient": [f"r{number % 40}" for number, *_ in rows],
        "type": [kind for _, kind, _, _ in rows],
        "occurred_at": [moment for _, _, moment, _ in rows],
        "is_machine": [machine for *_, machine in rows],
        "customer_id": [f"c{number % 40}" for number, *_ in rows],
    }


def social() -> dict[str, list[Any]]:
    """Random interactions, some anonymous."""
    chance = random.Random(5)
    return {
        "type": chance.choices(["like", "comment", "unfollow", "view"], k=150),
        "occurred_at": [BEGIN + timedelta(hours=chance.randrange(24 * 100)) for _ in range(150)],
        "actor_id": [f"c{chance.randrange(30)}" for _ in range(150)],
        "customer_id": [
            f"c{chance.randrange(30)}" if chance.random() < 0.7 else None for _ in range(150)
        ],
        "count": chance.choices([1, 2, 5], k=150),
    }


@pytest.mark.parametrize("options", [{}, {"every": "1mo", "by": "plan"}], ids=str)
def test_summaries(make: Make, options: dict[str, Any]) -> None:
    tables = {"orders": shop(), "emails": emails(), "social": social(), "customers": customers()}

    expected = em.summarize(**{name: to_polars(table) for name, table in tables.items()}, **options)
    found = em.summarize(**{name: make(table) for name, table in tables.items()}, **options)

    assert {row["metric"] for row in rows_of(found)} == {
        "purchase_frequency", "average_order_value", "repeat_purchase_rate",
        "newsletter_open_rate", "social_interaction_score",
    }  # fmt: skip
    assert_same(found, expected)


@pytest.mark.parametrize("machine_opens", ["include", "exclude_recipients", "impute"])
def test_emails(make: Make, machine_opens: Any) -> None:
    for options in ({}, {"open_days": None, "every": "1w"}):
        expected = em.newsletter_open_rate(
            to_polars(emails()), machine_opens=machine_opens, by="recipient", **options
        )
        found = em.newsletter_open_rate(
            make(emails()), machine_opens=machine_opens, by="recipient", **options
        )
        assert_same(found, expected)


def test_a_given_audience_and_a_roster(make: Make) -> None:
    events = social()
    roster = {"customer_id": [f"c{i}" for i in range(20)], "plan": ["a", "b"] * 10}

    for options in ({}, {"every": "1mo"}, {"by": "plan"}):
        for audience in (500, "customers"):
            expected = em.social_interaction_score(
                to_polars(events), audience=audience, customers=to_polars(roster), **options
            )
            found = em.social_interaction_score(
                make(events), audience=audience, customers=make(roster), **options
            )
            if options:
                assert_same(found, expected)
            else:
                assert_equal(found, expected)


# One customer with two orders, one with one, and a guest.
IDS: dict[str, list[Any]] = {
    "text": ["a", "a", "b", None],
    "digits": ["007", "007", "7", None],
    "UUIDs": ["8f14e45f-ceea-467f-a0e6-1b3c4d5e6f70"] * 2
    + ["8F14E45F-CEEA-467F-A0E6-1B3C4D5E6F70", None],
    "integers": [1, 1, 2, None],
    "large integers": [2**53 + 1, 2**53 + 1, 2**53 + 3, None],
    "negative integers": [-1, -1, 0, None],
}


@pytest.mark.parametrize("kind", IDS)
def test_ids(make: Make, kind: str) -> None:
    ids = IDS[kind]
    days = [datetime(2024, 1, day) for day in (1, 2, 3, 4)]
    if kind == "large integers" and make.__name__ == "to_pandas":
        # NumPy has no missing integers; without the guest they stay whole.
        ids, days = ids[:3], days[:3]
    frame = make({"customer_id": ids, "ordered_at": days, "amount": [1.0] * len(ids)})

    assert em.purchase_frequency(frame) == 1.5
    assert em.repeat_purchase_rate(frame, every="1d")["repeat_purchase_rate"][2].__float__() == 0.5
    assert em.average_order_value(frame).units == len(ids) - 1


@pytest.mark.parametrize("kind", ["text", "integers"])
def test_customers_are_found_by_ids_of_another_type(make: Make, kind: str) -> None:
    ids = ["1", "1", "2", None] if kind == "text" else [1, 1, 2, None]
    lent = [1, 2] if kind == "text" else ["1", "2"]
    frame = make(
        {
            "customer_id": ids,
            "ordered_at": [datetime(2024, 1, day) for day in (1, 2, 3, 4)],
            "amount": [1.0] * 4,
        }
    )

    table = em.purchase_frequency(
        frame, customers=make({"customer_id": lent, "plan": ["x", "y"]}), by="plan",
        confidence=None,
    )  # fmt: skip

    assert [(row["plan"], row["purchase_frequency"]) for row in rows_of(table)][:2] == [
        ("x", 2.0), ("y", 1.0),
    ]  # fmt: skip


@pytest.mark.parametrize("dtype", [pl.Categorical, pl.Enum(["app", "web", "shop"])], ids=str)
def test_categories(make: Make, dtype: Any) -> None:
    plain = shop()
    columns = {
        **plain,
        "channel": pl.Series(plain["channel"], dtype=dtype),
        "customer_id": pl.Series(plain["customer_id"], dtype=pl.Categorical),
        "status": pl.Series(plain["status"], dtype=pl.Categorical),
    }

    for options in ({}, {"every": "1mo"}):
        assert_same(
            em.average_order_value(make(columns), by="channel", **options),
            em.average_order_value(to_polars(plain), by="channel", **options),
        )
    assert em.purchase_frequency(make(columns), where={"channel": ["web"]}) == (
        em.purchase_frequency(to_polars(plain), where={"channel": ["web"]})
    )


def test_decimal_amounts(make: Make) -> None:
    plain = shop()
    decimals = [Decimal(str(amount)) for amount in plain["amount"]]
    columns = {**plain, "amount": pl.Series(decimals, dtype=pl.Decimal(12, 2))}

    expected = em.average_order_value(to_polars(plain))
    found = em.average_order_value(make(columns))

    assert_equal(found, expected)
    assert_same(
        em.average_order_value(make(columns), every="1mo", by="country"),
        em.average_order_value(to_polars(plain), every="1mo", by="country"),
    )


def test_whole_amounts(make: Make) -> None:
    plain = shop()
    whole = [round(amount) for amount in plain["amount"]]

    expected = em.average_order_value(
        to_polars({**plain, "amount": [float(amount) for amount in whole]})
    )
    assert_equal(em.average_order_value(make({**plain, "amount": whole})), expected)


def berlin(moments: list[datetime]) -> pl.Series:
    """Wall times of Berlin as instants of its zone."""
    return pl.Series(moments, dtype=pl.Datetime("us")).dt.replace_time_zone(
        "Europe/Berlin", ambiguous="earliest", non_existent="null"
    )


@pytest.mark.parametrize(
    ("zone", "unit"), [("naive", "ms"), ("UTC", "us"), ("Europe/Berlin", "ns")]
)
def test_times(make: Make, zone: str, unit: Any) -> None:
    minutes = [datetime(2024, 3, 30, 20) + timedelta(minutes=30 * i) for i in range(96)]
    local = berlin(minutes).drop_nulls()
    days = [moment.date() for moment in local.to_list()]
    columns = {
        "naive": local.dt.replace_time_zone(None),
        "UTC": local.dt.convert_time_zone("UTC"),
        "Europe/Berlin": local,
    }
    frame = make(
        {
            "customer_id": ["ada"] * len(days),
            "ordered_at": columns[zone].dt.cast_time_unit(unit),
            "amount": [1.0] * len(days),
        }
    )
    tz = "Europe/Berlin" if zone == "UTC" else None

    table = em.average_order_value(frame, every="1d", window="1d", tz=tz, detail=True)

    assert {row["as_of"]: row["rows"] for row in rows_of(table)} == {
        day: days.count(day) for day in days
    }
    for day in set(days):
        point = em.average_order_value(frame, as_of=day, window="1d", tz=tz)
        assert (point.rows, point.as_of) == (days.count(day), day)
    if zone != "naive":
        noon = datetime(2024, 3, 31, 12, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
        rows = em.average_order_value(frame, as_of=noon, window="1d", tz=tz).rows
        assert rows == sum(noon - timedelta(days=1) <= moment < noon for moment in local.to_list())


@pytest.mark.parametrize(
    "zone", ["America/New_York", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "EST5EDT"]
)
def test_zones_of_every_spelling(make: Make, zone: str) -> None:
    instants = pl.Series(
        [datetime(2024, 1, 1, 23, tzinfo=UTC), datetime(2024, 1, 2, 1, tzinfo=UTC)]
    )
    frame = make(
        {
            "customer_id": ["a", "b"],
            "ordered_at": instants.dt.convert_time_zone(zone),
            "amount": [1.0, 2.0],
        }
    )

    assert em.average_order_value(frame).as_of == date(2024, 1, 1)


def test_dates(make: Make) -> None:
    columns = {
        "customer_id": ["a", "a", "b"],
        "ordered_at": [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 1)],
        "amount": [1.0, 2.0, 3.0],
    }
    if make.__name__ in ("to_pandas", "to_nullable"):
        # pandas holds dates as times at midnight.
        columns["ordered_at"] = [datetime(2024, 1, 31), datetime(2024, 2, 29), datetime(2024, 3, 1)]

    table = em.average_order_value(make(columns), every="1mo", window="1mo", confidence=None)

    assert [row["average_order_value"] for row in rows_of(table)] == [1.0, 2.0, 3.0]
    assert em.average_order_value(make(columns), window="1d").as_of == date(2024, 3, 1)


def test_missing_keys_are_a_group_of_their_own(make: Make) -> None:
    columns = {
        "customer_id": ["a", "a", "b", "c"],
        "ordered_at": [datetime(2024, 1, day) for day in (1, 2, 3, 4)],
        "amount": [1.0, 2.0, 4.0, 8.0],
        "number": [1, None, None, 1],
        "word": [None, "x", None, "x"],
        "flag": [True, None, True, None],
    }

    for by, expected in {
        "number": [(1, 9.0), (None, 6.0)],
        "word": [("x", 10.0), (None, 5.0)],
        "flag": [(True, 5.0), (None, 10.0)],
    }.items():
        table = em.average_order_value(make(columns), by=by, detail=True)
        assert [(row[by], row["numerator"]) for row in rows_of(table)] == expected
        last = em.average_order_value(make(columns), by=by, every="1d", detail=True)
        assert [(r[by], r["numerator"]) for r in rows_of(last)][3::4] == expected


def test_more_rows_than_one_morsel(make: Make) -> None:
    many = shop(33_000)

    frequency = em.purchase_frequency(make(many))
    buyers: dict[str, int] = {}
    last = max(
        moment
        for moment, status, test in zip(
            many["ordered_at"], many["status"], many["is_test"], strict=True
        )
        if status == "completed" and test is not True
    ).date()
    for customer, moment, status, test in zip(
        many["customer_id"], many["ordered_at"], many["status"], many["is_test"], strict=True
    ):
        inside = 0 <= (last - moment.date()).days < 365
        if customer and inside and status == "completed" and test is not True:
            buyers[customer] = buyers.get(customer, 0) + 1

    assert (frequency.numerator, frequency.denominator) == (sum(buyers.values()), len(buyers))
    history = em.purchase_frequency(make(many), every="1mo")
    final = rows_of(history)[-1]
    assert final["purchase_frequency"] == pytest.approx(float(frequency), rel=1e-12)
    assert final["purchase_frequency_low"] == pytest.approx(frequency.low, rel=1e-9)


def test_nothing_at_all(make: Make) -> None:
    some = shop(10)
    frame = to_polars(some).clear()
    empty = make({name: frame[name] for name in frame.columns})

    assert math.isnan(em.average_order_value(empty))
    assert rows_of(em.average_order_value(empty, by="channel")) == []
    assert rows_of(em.average_order_value(empty, every="1mo")) == []
