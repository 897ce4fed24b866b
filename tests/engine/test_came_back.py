"""Who came back within some days of first coming, by hand and on published records."""

import math
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

import engagement_metrics

# Type checkers would refuse some of what is asked here.
em: Any = engagement_metrics

END = date(2024, 12, 31)


def orders(*rows: tuple[str | None, int], **more: Any) -> pl.DataFrame:
    """Orders of customers, so many days before the end."""
    return pl.DataFrame(
        {
            "customer_id": [who for who, _ in rows],
            "ordered_at": [END - timedelta(days=ago) for _, ago in rows],
        },
        schema={"customer_id": pl.String, "ordered_at": pl.Date},
    ).with_columns(**more)


# a came back on days 1, 7 and 30, b on day 7, c never, d on the same day, and e came yesterday.
FIVE = orders(
    ("a", 100), ("a", 99), ("a", 93), ("a", 70), ("b", 50), ("b", 43), ("c", 40), ("d", 20),
    ("d", 20), ("e", 1), ("e", 0),
)  # fmt: skip


def row(frame: pl.DataFrame, first: int) -> dict[str, Any]:
    return frame.row(by_predicate=pl.col("first_day") == first, named=True)


def test_days_by_hand() -> None:
    curve = em.retention_curve(FIVE, days=[0, 1, 2, 7, 30])

    assert curve.columns == [
        "first_day", "last_day", "customers", "returned", "retention", "retention_low",
        "retention_high", "not_observed",
    ]  # fmt: skip
    assert curve["last_day"].to_list() == [0, 1, 2, 7, 30]
    assert curve["returned"].to_list() == [1, 2, 0, 2, 1]
    # Day 1 of e is the last day; her day 2 is not over, d has been watched for 20 days.
    assert curve["customers"].to_list() == [5, 5, 4, 4, 3]
    assert curve["not_observed"].to_list() == [0, 0, 1, 1, 2]
    assert row(curve, 7)["retention"] == 0.5


def test_on_or_after_and_brackets_by_hand() -> None:
    later = em.retention_curve(FIVE, kind="on_or_after", days=[1, 7, 8, 31])
    ranges = em.retention_curve(FIVE, kind="bracket", days=[(1, 6), [2, 29], (0, 100), (0, 101)])

    assert later["last_day"].null_count() == 4
    assert later["returned"].to_list() == [3, 2, 1, 0]
    assert later["customers"].to_list() == [5, 4, 4, 3]
    assert ranges["returned"].to_list() == [1, 2, 1, 0]
    assert ranges["customers"].to_list() == [4, 3, 1, 0]
    # Nobody has been watched for so long, which is not a share of 0.
    assert ranges["retention"].to_list() == [0.25, pytest.approx(2 / 3), 1.0, None]
    assert ranges["retention_high"].to_list()[-1] is None


def test_who_has_not_been_watched_long_enough_is_not_lost() -> None:
    growing = orders(("a", 90), ("a", 80), *((f"new{i}", i) for i in range(20)))

    rate = em.repeat_rate_within(growing, days=30)

    assert (rate, rate.units, rate.numerator, rate.denominator) == (1.0, 1, 1, 1)
    assert rate.excluded == {"not_counted": 1, "not_observed": 20}
    assert em.repeat_purchase_rate(growing) == 1 / 21
    soon = em.repeat_rate_within(growing, days=200)
    assert math.isnan(soon)
    assert math.isnan(soon.low)
    assert soon.excluded == {"not_counted": 1, "not_observed": 21}


def test_the_last_day_of_the_horizon_counts() -> None:
    rows = orders(("a", 30), ("a", 0))

    assert em.repeat_rate_within(rows, days=30) == 1.0
    assert em.repeat_rate_within(rows, days=29) == 0.0
    before = em.repeat_rate_within(rows, days=30, as_of=END - timedelta(days=1))
    assert math.isnan(before)
    assert before.excluded["not_observed"] == 1


def test_new_is_whose_first_order_of_all_is_in_the_window() -> None:
    rows = orders(("old", 400), ("old", 100), ("old", 90), ("new", 100), (None, 100))

    rate = em.repeat_rate_within(rows, days=30, as_of=END)

    assert (rate, rate.units) == (0.0, 1)
    assert rate.excluded == {"guest": 1, "not_counted": 2}
    assert em.repeat_rate_within(rows, days=300, window=None) == 1.0


def test_wilsons_interval() -> None:
    # Newcombe 1998: 15 of 148.
    rows = [(f"c{i}", 200) for i in range(148)] + [(f"c{i}", 150) for i in range(15)]

    rate = em.repeat_rate_within(orders(*rows), as_of=END)

    assert (rate.low, rate.high) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert rate.std_error == pytest.approx(math.sqrt(15 / 148 * 133 / 148 / 148))
    bare = em.repeat_rate_within(orders(*rows), as_of=END, confidence=None)
    assert bare == rate
    assert math.isnan(bare.low)
    assert "retention_low" not in em.retention_curve(orders(*rows), days=1, confidence=None)


def test_the_rate_of_cdnow() -> None:
    """The same customers, counted by hand in pandas."""
    frame = engagement_metrics.datasets.cdnow_orders()
    first = frame.groupby("customer_id")["ordered_at"].min()
    second = frame.sort_values("ordered_at").groupby("customer_id")["ordered_at"].nth(1)
    second.index = frame.loc[second.index, "customer_id"]
    within = (second - first.loc[second.index]).dt.days <= 90

    rate = em.repeat_rate_within(frame, window=None)

    assert (rate.numerator, rate.denominator) == (within.sum(), 2357)
    # In a cohort all of which has been watched for a year and more, nobody is censored.
    curve = em.return_curve(frame, window=None).set_index("day")
    assert rate == pytest.approx(curve.loc[90, "returned"], rel=1e-12)


def test_groups_and_dates_are_counted_by_themselves() -> None:
    web = ["web", "app", "web", "web", "app", "app", "web", "web", "web", None, None]
    rows = FIVE.with_columns(channel=pl.Series(web))

    table = em.retention_curve(rows, days=[1, 7], by="channel")
    assert table["channel"].to_list() == ["app", "app", "web", "web", None, None]
    # a's first order by app is on day 1 of hers, and her next one is not by app.
    assert table["returned"].to_list() == [0, 1, 0, 1, 1, 0]
    assert table["customers"].to_list() == [2, 2, 3, 3, 1, 0]
    assert table["not_observed"].to_list() == [0, 0, 0, 0, 0, 1]

    history = em.repeat_rate_within(rows, days=7, by="channel", every="1mo", window="90d")
    for one in history.to_dicts():
        alone = rows.filter(pl.col("channel").eq_missing(one["channel"]))
        there = em.repeat_rate_within(alone, days=7, window="90d", as_of=one["as_of"])
        assert [one["repeat_rate_within"]] == [None if math.isnan(there) else there]


def test_groups_too_small_to_show_are_blank() -> None:
    table = em.repeat_rate_within(
        FIVE.with_columns(channel=pl.lit("web")), days=7, by="channel", min_units=5, detail=True
    )
    shown = table.row(0, named=True)
    assert (shown["repeat_rate_within"], shown["numerator"], shown["units"]) == (None, None, 4)


def test_days_of_an_instant_are_24_hours() -> None:
    night, dawn = datetime(2024, 12, 30, 23, 30), datetime(2024, 12, 31, 0, 30)  # noqa: DTZ001
    rows = pl.DataFrame({"customer_id": ["a", "a"], "ordered_at": [night, dawn]})

    assert em.retention_curve(rows, days=[0, 1])["returned"].to_list() == [0, 1]
    watched = em.retention_curve(rows, days=[0, 1], as_of="2025-01-01T12:00")
    assert watched["returned"].to_list() == [1, 0]
    assert watched["customers"].to_list() == [1, 0]


def test_any_kind_of_record() -> None:
    social = pl.DataFrame(
        {
            "actor_id": ["a", "a", "b"],
            "type": ["like", "share", "like"],
            "occurred_at": [END - timedelta(days=ago) for ago in (9, 8, 5)],
        }
    )
    curve = em.retention_curve(social, records=em.SocialEvent, days=2)
    assert curve["returned"].to_list() == [1, 0]
    likes = em.retention_curve(social, records=em.SocialEvent, days=2, where={"type": "like"})
    assert likes["returned"].to_list() == [0, 0]

    events = pd.DataFrame(
        {
            "device_id": ["d", "d"],
            "name": "page_view",
            "occurred_at": pd.to_datetime([END, END - timedelta(days=1)]),
        }
    )
    found = em.n_day_retention(events, of="web_events")
    assert (found, found.units) == (1.0, 1)


def test_the_same_on_duckdb() -> None:
    frame = FIVE.to_pandas()
    here = em.retention_curve(frame, kind="on_or_after", days=[0, 7])
    there = em.retention_curve(duckdb.from_df(frame), kind="on_or_after", days=[0, 7])
    pd.testing.assert_frame_equal(here, there, check_dtype=False)


def test_nothing_at_all() -> None:
    curve = em.retention_curve(orders(), days=[1, 2])
    assert curve["customers"].to_list() == [0, 0]
    assert len(em.retention_curve(orders(channel=pl.lit("web")), days=[1], by="channel")) == 0
    assert math.isnan(em.repeat_rate_within(orders()))


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"kind": "rolling"}, "it is one of 'n_day', 'on_or_after', 'bracket'"),
        ({"kind": "bracket"}, r"days=30 is not what kind='bracket' asks for; write days=\[\(1, 7"),
        ({"kind": "bracket", "days": [(1, 2, 3)]}, "asks for"),
        ({"kind": "bracket", "days": [(8, 7)]}, "day 7 is before day 8"),
        ({"days": 0}, r"write days=30, or \[1, 7, 30\]"),
        ({"days": "30"}, "write days=30"),
        ({"days": True}, "write days=30"),
        ({"days": [-1]}, "whole number of days after the first record"),
        ({"days": [1.5]}, "whole number of days after the first record"),
        ({"days": [True]}, "whole number of days after the first record"),
        ({"by": "returned"}, "also the name of a column of the answer"),
    ],
)
def test_what_cannot_be_asked(question: dict[str, Any], message: str) -> None:
    with pytest.raises(em.InvalidArgumentError, match=message):
        em.retention_curve(FIVE, **question)


def test_activity_is_seen_in_sessions_or_events() -> None:
    with pytest.raises(em.InvalidArgumentError, match="of='visits' is not known"):
        em.n_day_retention(FIVE, of="visits")


def test_it_stands_alone() -> None:
    with pytest.raises(em.DefinitionError, match="a share that came back is no arithmetic"):
        _ = 2 * em.repeat_rate_within
    with pytest.raises(em.DefinitionError, match="a share that came back is read in one window"):
        em.repeat_rate_within.previous(FIVE)
    with pytest.raises(em.DefinitionError, match="customers have no time, and a share that came"):
        em.came_back(em.Customer, 0, 1)
    with pytest.raises(em.InvalidArgumentError, match="read record by record"):
        em.repeat_rate_within(em.reduce(orders=FIVE.with_columns(amount=1.0)))


def test_its_formula_is_written_as_words() -> None:
    table = em.catalogue().set_index("name")["formula"]
    assert table["repeat_rate_within"] == "came_back(orders, days 0 to 90)"
    assert table["n_day_retention"] == "came_back(sessions, day 1)"
    assert table["unbounded_retention"] == "came_back(sessions, day 1 or later)"
