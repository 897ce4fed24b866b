"""When customers come back, against a published example and by hand."""

# ruff: noqa: ANN401

import math
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engagement_metrics
from engagement_metrics.engine import returning
from engagement_metrics.engine.spells import Seen
from engagement_metrics.engine.survival import clustered, curve_of
from tests.oracle.order_statistics import Spell, curve

# Type checkers would refuse some of what is asked here.
em: Any = engagement_metrics

END = date(2024, 12, 31)

# Weeks in remission of 21 children treated with 6-MP, and whether they relapsed (Freireich and
# others, 1963): the first example of most textbooks on survival.
REMISSIONS = (
    (6, True), (6, True), (6, True), (6, False), (7, True), (9, False), (10, True), (10, False),
    (11, False), (13, True), (16, True), (17, False), (19, False), (20, False), (22, True),
    (23, True), (25, False), (32, False), (32, False), (34, False), (35, False),
)  # fmt: skip
# At risk, the share in remission, and its 95 % interval on the scale of log(-log), as Stata's
# `sts list` and R's `survfit(conf.type = "log-log")` print it.
PUBLISHED = {
    6: (21, 0.8571, 0.6197, 0.9516),
    7: (17, 0.8067, 0.5631, 0.9228),
    10: (15, 0.7529, 0.5032, 0.8894),
    13: (12, 0.6902, 0.4316, 0.8491),
    16: (11, 0.6275, 0.3675, 0.8049),
    22: (7, 0.5378, 0.2678, 0.7468),
    23: (6, 0.4482, 0.1881, 0.6801),
}


def remissions() -> pl.DataFrame:
    """Each child as a customer who is watched, and perhaps orders again."""
    rows = []
    for child, (weeks, relapsed) in enumerate(REMISSIONS):
        first = END - timedelta(days=weeks)
        rows += [(child, first)] + [(child, END)] * relapsed
    return pl.DataFrame(rows, schema=["customer_id", "ordered_at"], orient="row")


def orders(*rows: tuple[str | None, int], **more: Any) -> pl.DataFrame:
    """Orders of customers, so many days before the end."""
    return pl.DataFrame(
        {
            "customer_id": [who for who, _ in rows],
            "ordered_at": [END - timedelta(days=ago) for _, ago in rows],
        },
        schema={"customer_id": pl.String, "ordered_at": pl.Date},
    ).with_columns(**more)


def test_the_curve_of_the_textbooks() -> None:
    found = em.return_curve(remissions())

    assert found["day"].to_list() == list(range(36))
    for day, (at_risk, away, low, high) in PUBLISHED.items():
        row = found.row(day, named=True)
        assert row["at_risk"] == at_risk
        assert 1 - row["returned"] == pytest.approx(away, abs=5e-5)
        assert 1 - row["returned_high"] == pytest.approx(low, abs=5e-5)
        assert 1 - row["returned_low"] == pytest.approx(high, abs=5e-5)
    # 18 / 21 x 16 / 17 x 14 / 15 x 11 / 12 x 10 / 11 x 6 / 7 x 5 / 6, and nobody after that.
    last = 18 / 21 * 16 / 17 * 14 / 15 * 11 / 12 * 10 / 11 * 6 / 7 * 5 / 6
    assert found["returned"][35] == pytest.approx(1 - last, rel=1e-12)
    assert found["returned"].is_sorted()
    # Nobody has come back before day 6, so that nothing is known of how much that varies.
    assert found["returned"][5] == 0
    assert found["returned_low"][5] is None


def test_the_median_of_the_textbooks() -> None:
    found = em.time_to_second_order(remissions())

    assert (found, found.low, found.high) == (23, 13, math.inf)
    assert (found.units, found.rows) == (21, 21)
    assert math.isnan(found.std_error)
    assert found.excluded == {"not_counted": 9}


def test_a_share_that_has_not_come_back_is_undefined() -> None:
    found = em.time_to_second_order(remissions(), share=0.6)

    assert math.isnan(found)
    assert (found.low, found.high) == (16, math.inf)
    assert str(found).startswith("undefined (95 % CI 16.00 to inf, 21 customers")
    assert found.to_dict()["high"] is None

    nobody = em.time_to_second_order(remissions(), share=0.99)
    assert math.isnan(nobody.low)
    assert math.isnan(nobody.high)


def test_leaving_out_who_has_not_come_back_would_be_faster() -> None:
    came_back = [weeks for weeks, relapsed in REMISSIONS if relapsed]

    assert np.median(came_back) == 10 < em.time_to_second_order(remissions())


def test_first_orders_are_the_first_of_all() -> None:
    rows = orders(("a", 400), ("a", 30), ("a", 20), ("b", 100), ("b", 60), ("c", 50))

    found = em.time_to_second_order(rows)

    # a came before the window. b came back after 40 days, c is watched for 50.
    assert (found, found.units, found.rows) == (40, 2, 2)
    assert found.excluded == {"not_counted": 3}
    everybody = em.time_to_second_order(rows, window=None, share=0.6)
    assert (everybody, everybody.units) == (370, 3)


def test_every_order_of_the_window_begins_a_gap() -> None:
    rows = orders(("a", 400), ("a", 30), ("a", 20), ("b", 100), ("b", 60), ("c", 50))

    found = em.return_curve(rows, after="each", as_of=END)

    # Gaps 10 and 40; 20, 60 and 50 go on. At risk: 5, after 10 days 5, after 40 days 3.
    by_day = {row["day"]: row for row in found.to_dicts()}
    assert max(by_day) == 60
    assert by_day[9]["returned"] == 0
    assert by_day[10]["returned"] == pytest.approx(1 / 5)
    assert by_day[40]["returned"] == pytest.approx(1 - 4 / 5 * 2 / 3)
    assert [by_day[day]["at_risk"] for day in (0, 10, 20, 21, 40, 60)] == [5, 5, 4, 3, 3, 1]


def test_orders_on_one_day_are_0_days_apart() -> None:
    found = em.time_between_orders(orders(("a", 10), ("a", 10), ("b", 5), ("b", 5)))

    assert (found, found.units, found.rows) == (0, 2, 4)


def test_what_is_known_on_a_day_does_not_look_ahead() -> None:
    rows = orders(("a", 30), ("a", 10), ("b", 25), ("b", 24), ("c", 12))
    for ago in range(31):
        as_of = END - timedelta(days=ago)
        known = rows.filter(pl.col("ordered_at") <= as_of)
        for metric in (em.time_to_second_order, em.time_between_orders, em.days_since_last_order):
            here, there = metric(rows, as_of=as_of), metric(known, as_of=as_of)
            assert [here, here.low, here.high] == pytest.approx(
                [there, there.low, there.high], nan_ok=True
            )


def test_days_since_the_last_order_count_customers() -> None:
    rows = orders(("a", 0), ("a", 3), ("a", 200), ("b", 10), ("c", 31), ("c", 40), (None, 1))

    found = em.days_since_last_order(rows)

    # a 0, b 10, c 31 days ago.
    assert (found, found.units, found.rows) == (10, 3, 6)
    assert found.excluded == {"guest": 1}
    assert em.days_since_last_order(rows, q=0.75) == 20.5
    assert em.days_since_last_order(rows, window="30d") == 5
    with_date = em.days_since_last_order(rows, as_of=END - timedelta(days=1))
    assert (with_date, with_date.units) == (9, 3)


def test_days_of_an_instant_are_24_hours() -> None:
    rows = orders(("a", 2), ("a", 0), ("b", 5)).with_columns(
        pl.col("ordered_at").cast(pl.Datetime("us")) + pl.duration(hours=6)
    )
    noon, dawn = "2024-12-31T12:00", "2024-12-31T05:00"

    assert em.days_since_last_order(rows, as_of=noon, q=0.999) == pytest.approx(5, abs=0.01)
    assert em.days_since_last_order(rows, as_of=dawn) == (1 + 4) / 2
    assert em.time_between_orders(rows, as_of=noon, window="3d") == 2


@pytest.mark.parametrize("after", ["second", None])
def test_unknown_beginnings_are_refused(after: object) -> None:
    with pytest.raises(em.InvalidArgumentError, match="it is 'first' or 'each'"):
        em.return_curve(remissions(), after=after)


def test_curves_of_groups() -> None:
    rows = orders(
        ("a", 9),
        ("a", 5),
        ("b", 3),
        ("c", 2),
        ("c", 1),
        channel=pl.Series(["web", "web", None, "app", "app"]),
    )

    found = em.return_curve(rows, by="channel", confidence=None, as_of=END)

    assert found.columns == ["channel", "day", "returned", "at_risk"]
    assert found["channel"].unique(maintain_order=True).to_list() == ["app", "web", None]
    by_group = {keys: frame for (keys,), frame in found.group_by("channel", maintain_order=True)}
    assert by_group["app"].rows() == [("app", 0, 0, 1), ("app", 1, 1, 1)]
    assert by_group["web"]["returned"].to_list() == [0, 0, 0, 0, 1]
    assert by_group[None].rows() == [(None, day, 0, 1) for day in range(4)]


def test_groups_are_taken_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = em.datasets.simulate_shop(customers=100, seed=5).orders
    question = {"by": ["country", "channel"], "window": None}
    expected = em.return_curve(shop, after="each", **question)
    medians = em.time_between_orders(shop, every="1y", **question)
    monkeypatch.setattr(returning, "CELLS", 1)

    pd.testing.assert_frame_equal(em.return_curve(shop, after="each", **question), expected)
    pd.testing.assert_frame_equal(em.time_between_orders(shop, every="1y", **question), medians)


def test_curves_of_nothing() -> None:
    nothing = em.return_curve(orders(channel=pl.lit("web")), by="channel")

    assert nothing.height == 0
    assert nothing.columns == [
        "channel", "day", "returned", "returned_low", "returned_high", "at_risk",
    ]  # fmt: skip


def test_a_column_of_the_answer_is_no_key() -> None:
    with pytest.raises(em.InvalidArgumentError, match="by=day is also the name of a column"):
        em.return_curve(orders(("a", 1), day=pl.lit(1)), by="day")


def test_the_metrics_are_where_the_curve_reaches_a_share() -> None:
    shop = em.datasets.simulate_shop(customers=300, seed=2)
    for after, metric in (("first", em.time_to_second_order), ("each", em.time_between_orders)):
        for share in (0.1, 0.25, 0.5):
            found = em.return_curve(shop.orders, after=after, window=None)
            number = metric(shop.orders, window=None, share=share)

            def reaches(column: str, share: float = share, found: Any = found) -> float:
                return float(found.loc[found[column] >= share - 1e-12, "day"].min())

            assert number == reaches("returned")
            assert number.low == reaches("returned_high")
            assert number.high == reaches("returned_low")


@st.composite
def spells(draw: st.DrawFn) -> list[Spell]:
    one = st.builds(Spell, st.integers(0, 4), st.integers(0, 6), st.booleans())
    return draw(st.lists(one, min_size=2, max_size=15))


def seen(drawn: list[Spell]) -> Seen:
    units = [spell.unit for spell in drawn]
    return Seen(
        np.zeros(len(drawn), dtype=np.int64),
        np.array([units.index(unit) for unit in units]),
        np.array([spell.days for spell in drawn]),
        np.array([spell.ended for spell in drawn]),
    )


@given(spells())
def test_variances_by_going_through_units_and_days(drawn: list[Spell]) -> None:
    found = curve_of(seen(drawn), 1, 7)
    of_units = clustered(found, seen(drawn))
    units = len({spell.unit for spell in drawn})

    for day, away, variance in curve(drawn, first=True):
        assert found.away[0, day] == pytest.approx(float(away), abs=1e-12)
        if away > 0:
            assert found.greenwood[0, day] == pytest.approx(float(variance), abs=1e-12)
    for day, away, variance in curve(drawn, first=False):
        if away > 0 and units > 1:
            corrected = of_units[0, day] * units / (units - 1)
            assert corrected == pytest.approx(float(variance), rel=1e-9, abs=1e-12)


@given(spells())
def test_units_with_one_spell_each_give_greenwoods_formula(drawn: list[Spell]) -> None:
    alone = [Spell(number, spell.days, spell.ended) for number, spell in enumerate(drawn)]
    found = curve_of(seen(alone), 1, 7)

    assert clustered(found, seen(alone)) == pytest.approx(
        found.greenwood, rel=1e-9, abs=1e-12, nan_ok=True
    )


def test_customers_who_order_often_make_the_interval_wider() -> None:
    """Ten customers, each with ten gaps of their own length: as much is known as of ten gaps."""
    rows = [(f"c{who}", who * 2 + step * (who + 1)) for who in range(10) for step in range(11)]

    found = em.time_between_orders(orders(*rows))
    alone = em.time_between_orders(orders(*rows), by="customer_id", confidence=None)

    assert alone["time_between_orders"].to_list() == list(range(1, 11))
    assert found.low <= 3
    assert found.high >= 7
