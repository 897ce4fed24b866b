"""The random shops, the history over them, and the comparison."""

import math
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given

from tests.thorough import first

from . import strategies
from .brute_force import point, sweep
from .catalogue import catalogue
from .comparison import assert_same, estimate_row, expected_rows, frame_rows, only
from .frames import COLUMNS, to_pandas, to_polars
from .shops import Shop, shop
from .windows import local_day

Row = dict[str, Any]


CATALOGUE = catalogue()
BY = {
    "orders": "channel", "emails": "campaign_id", "social": "network", "reviews": "product_id",
    "surveys": "touchpoint", "web_events": "page", "sessions": "channel", "loyalty": "source",
    "posts": "account_id", "order_lines": "channel",
}  # fmt: skip


@pytest.mark.parametrize("name", first(CATALOGUE))
def test_a_history_is_the_points_at_its_dates(name: str) -> None:
    shop_ = shop(7, size=60)
    definition = CATALOGUE[name]
    by = [BY[definition.records[0]]] if len(definition.records) == 1 else ["segment"]
    rows = sweep(definition, shop_.data, window="90d", every="1q", by=by, tz=shop_.tz)
    assert rows
    for row in rows:
        points = point(definition, shop_.data, window="90d", by=by, as_of=row["as_of"], tz=shop_.tz)
        key = (row[by[0]],)
        if key in points:
            assert_same([row], [{**points[key], by[0]: key[0]}], keys=[*by, "as_of"])


@given(strategies.order_rows(), strategies.wall_times())
def test_what_comes_later_changes_nothing(orders: list[Row], moment: datetime) -> None:
    as_of = moment.date()
    past: dict[str, list[Row]] = {"orders": [o for o in orders if o["ordered_at"].date() <= as_of]}
    for name in ("average_order_value", "retention", "big_spenders"):
        now = sweep(CATALOGUE[name], {"orders": orders}, window="1mo", every="1q", as_of=as_of)
        then = sweep(CATALOGUE[name], past, window="1mo", every="1q", as_of=as_of)
        assert_same(now, then, keys=["as_of"])


@given(strategies.email_rows(), strategies.social_rows(), strategies.shops(max_size=20))
def test_shares_and_limits_keep_their_order(
    emails: list[Row], social: list[Row], shop_: Shop
) -> None:
    data: dict[str, list[Row]] = {**shop_.data, "emails": emails, "social": social}
    for name in ("newsletter_open_rate", "social_interaction_score_roster", "likes_per_buyer"):
        found = only(point(CATALOGUE[name], data))
        if not math.isnan(found["low"]):
            assert found["low"] <= found["value"] <= found["high"]


@pytest.mark.parametrize("name", ["spend_per_buyer", "order_value_change", "returning_share"])
@pytest.mark.parametrize("seed", range(3))
def test_nothing_looks_ahead(name: str, seed: int) -> None:
    shop_ = shop(seed)
    as_of = date(2024, 6, 30)
    past = {
        **shop_.data,
        "orders": [o for o in shop_.orders if local_day(o["ordered_at"], shop_.tz) <= as_of],
    }
    now = point(CATALOGUE[name], shop_.data, window="1q", as_of=as_of, tz=shop_.tz)
    then = point(CATALOGUE[name], past, window="1q", as_of=as_of, tz=shop_.tz)
    assert_same(expected_rows(now, []), expected_rows(then, []))


def test_shops_are_messy_and_reproducible() -> None:
    shops_ = [shop(seed) for seed in range(20)]
    assert shops_[3].data == shop(3).data
    orders = [row for each in shops_ for row in each.orders]
    emails = [row for each in shops_ for row in each.emails]
    assert {each.clock for each in shops_} == {"naive", "utc", "berlin"}
    assert {row["customer_id"] is None for row in orders} == {True, False}
    assert {row.get("channel", "absent") for row in orders} >= {None, "absent", "web"}
    assert {row.get("status", "absent") for row in orders} >= {None, "absent", "cancelled"}
    assert 0.0 in {row["amount"] for row in orders}
    assert any(ties(each) for each in shops_)
    assert {row["type"] for row in emails} >= {"queued", "sent", "bounced", "opened", "clicked"}
    assert {any(e["type"] == "delivered" for e in each.emails) for each in shops_} == {True, False}
    assert any(row["customer_id"] is None for each in shops_ for row in each.emails)


def ties(shop_: Shop) -> bool:
    seen = [(row["customer_id"], row["ordered_at"]) for row in shop_.orders]
    return len(set(seen)) < len(seen)


@pytest.mark.parametrize("clock", ["naive", "utc", "berlin"])
@pytest.mark.parametrize("kind", COLUMNS)
def test_empty_frames_have_the_right_types(kind: str, clock: str) -> None:
    polars, pandas = to_polars([], kind, clock=clock), to_pandas([], kind, clock=clock)
    assert list(polars.columns) == list(pandas.columns) == list(COLUMNS[kind])
    for column in COLUMNS[kind]:
        if column.endswith("_at"):
            assert str(pandas[column].dtype).startswith("datetime64[us")
            assert polars.schema[column].is_temporal()


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kind", ["orders", "emails", "social", "customers"])
def test_frames_hold_the_rows(seed: int, kind: str) -> None:
    shop_ = shop(seed, size=40)
    rows = shop_.data[kind]
    as_pandas = to_pandas(rows, kind, clock=shop_.clock).astype(object)
    as_pandas = as_pandas.where(as_pandas.notna(), None)
    assert frame_rows(to_polars(rows, kind, clock=shop_.clock)) == rows
    # Python holds times of the hour that comes twice for unequal between objects of one zone.
    assert [in_utc(row) for row in frame_rows(as_pandas)] == [in_utc(row) for row in rows]


def in_utc(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.astimezone(UTC) if getattr(value, "tzinfo", None) else value
        for name, value in row.items()
    }


def test_the_comparison_notices() -> None:
    row: Row = {"k": None, "value": 1.0, "low": 0.5, "high": math.nan, "units": 3, "complete": True}
    assert_same([row], [{**row, "k": math.nan, "high": None, "value": 1 + 1e-12}], keys=["k"])
    for change in ({"value": 1.1}, {"low": None}, {"high": 0.0}, {"units": 4}, {"complete": False}):
        with pytest.raises(AssertionError, match=next(iter(change))):
            assert_same([row], [{**row, **change}], keys=["k"])
    with pytest.raises(AssertionError, match="missing"):
        assert_same([row], [], keys=["k"])
    with pytest.raises(AssertionError, match="extra"):
        assert_same([], [row], keys=["k"])
    with pytest.raises(AssertionError, match="twice"):
        assert_same([row], [row, row], keys=["k"])


def test_wide_frames_and_estimates_become_rows() -> None:
    wide = to_polars([{"channel": "web"}], "orders").with_columns(
        aov=1.5, aov_low=1.0, aov_high=2.0
    )
    assert frame_rows(wide, "aov") == [{"channel": "web", "value": 1.5, "low": 1.0, "high": 2.0}]

    class Estimate(float):
        low, high, std_error, numerator, denominator = 1.0, 2.0, 0.5, 3.0, 2.0
        units, rows, excluded, start, complete = 2, 3, (), None, True
        as_of = date(2024, 1, 1)

    assert estimate_row(Estimate(1.5))["value"] == 1.5
    assert estimate_row(Estimate(1.5))["as_of"] == date(2024, 1, 1)


def test_every_shape_is_in_the_catalogue() -> None:
    assert [d.name for d in CATALOGUE.values()] == list(CATALOGUE)
    assert {d.lags for d in CATALOGUE.values()} == {0, 1}
    assert any(d.before for d in CATALOGUE.values())
    assert any(len(d.records) == 2 for d in CATALOGUE.values())
