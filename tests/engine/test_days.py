"""Days on which people are there, and the days of a window, by hand."""

# ruff: noqa: ANN401

import math
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest

import engagement_metrics

# Type checkers would refuse some of what is asked here.
em: Any = engagement_metrics

FIRST = date(2024, 2, 1)


def sessions(*came: tuple[str | None, int], **more: Any) -> pl.DataFrame:
    """Visits of people, so many days after the first day."""
    return pl.DataFrame(
        {
            "session_id": range(len(came)),
            "device_id": [who for who, _ in came],
            "started_at": [FIRST + timedelta(days=after) for _, after in came],
        },
        schema_overrides={"device_id": pl.String, "started_at": pl.Date},
    ).with_columns(**more)


# On days 0 to 3 there are 2, 1, 0 and 1 people; a came twice on day 0.
FOUR = sessions(("a", 0), ("a", 0), ("a", 1), ("b", 0), ("c", 3))


@engagement_metrics.metric(unit="days")
def days_in_all() -> Any:
    return em.total(em.count_days(em.WebSession))


@engagement_metrics.metric(unit="visits per day")
def visits_per_day() -> Any:
    return em.total(em.measures.visits) / em.days_in_window()


def test_the_mean_of_daily_users_over_all_users() -> None:
    daily = em.active_user_count(FOUR, window="1d", every="1d")["active_user_count"]
    assert daily.to_list() == [2, 1, 0, 1]
    assert em.daily_active_users(FOUR, window="4d") == daily.mean() == 1.0
    assert em.active_user_count(FOUR, window="4d") == 3
    one = em.stickiness(FOUR, window="4d")
    assert one == pytest.approx(1 / 3)
    # Who came on 2, 1 and 1 of 4 days: the mean of three shares, and their standard error.
    shares = [0.5, 0.25, 0.25]
    mean = sum(shares) / 3
    error = math.sqrt(sum((share - mean) ** 2 for share in shares) / 2 / 3)
    assert one.std_error == pytest.approx(error)
    # Student's t with 2 degrees of freedom at 97.5 %, as in every table of it.
    assert (one.low, one.high) == pytest.approx(
        (max(mean - 4.302653 * error, 0), mean + 4.302653 * error), abs=1e-6
    )
    assert (one.numerator, one.denominator, one.units, one.rows) == (4, 12, 3, 5)


def test_everybody_on_every_day() -> None:
    rows = sessions(*((who, day) for who in "abc" for day in range(7)))
    assert em.stickiness(rows, window="7d") == 1.0
    assert em.stickiness(rows, window="14d") == 0.5


def test_nobody_is_undefined() -> None:
    assert math.isnan(em.stickiness(FOUR.head(0), window="28d"))
    later = em.stickiness(FOUR, window="2d", as_of=FIRST + timedelta(days=30))
    assert (math.isnan(later), later.units) == (True, 0)
    assert em.daily_active_users(FOUR, window="2d", as_of=FIRST + timedelta(days=30)) == 0


def test_engaged_people_are_active_in_a_narrower_sense() -> None:
    rows = FOUR.with_columns(is_engaged=pl.Series([True, False, False, None, True]))
    assert em.active_user_count(rows, active="engaged") == 2
    assert em.daily_active_users(rows, window="4d", active="engaged") == 2 / 4
    events = FOUR.select(
        "device_id",
        occurred_at="started_at",
        name=pl.lit("page_view"),
        engagement_ms=pl.Series([0, 5, 0, None, 700]),
    )
    assert em.active_user_count(events, of="web_events") == 3
    assert em.active_user_count(events, of="web_events", active="engaged") == 2


@pytest.mark.parametrize("question", [{"active": "awake"}, {"of": "visits"}])
def test_senses_are_known(question: dict[str, str]) -> None:
    with pytest.raises(em.InvalidArgumentError, match="is not known; it is one of"):
        em.stickiness(FOUR, **question)


def test_a_visit_over_midnight_is_one_day_of_sessions_and_two_of_events() -> None:
    night = datetime(2024, 2, 1, 23, 50)  # noqa: DTZ001
    events = pl.DataFrame(
        {
            "device_id": "a",
            "name": "page_view",
            "occurred_at": [night, night + timedelta(minutes=20)],
        }
    )
    assert em.daily_active_users(events, window="2d", of="web_events") == 1.0
    assert em.daily_active_users(em.sessionize(events), window="1d", as_of=FIRST) == 1.0
    assert em.daily_active_users(em.sessionize(events), window="2d", as_of="2024-02-02") == 0.5


def test_windows_of_months_have_their_own_number_of_days() -> None:
    # Once a day from February 2024, a leap year, to the middle of April.
    rows = sessions(*(("a", day) for day in range(29 + 31 + 15)))
    table = visits_per_day(rows, window="1mo", every="1mo", detail=True)
    assert table["denominator"].to_list() == [29, 31, 15]
    assert table["visits_per_day"].to_list() == [1, 1, 1]
    assert table["complete"].to_list() == [True, True, False]
    trailing = visits_per_day(rows, window="1mo", as_of="2024-03-31")
    assert trailing.denominator == 31
    assert visits_per_day(rows, window="2mo", as_of="2024-03-31").denominator == 60
    assert visits_per_day(rows, window=None).denominator == 75
    history = visits_per_day(rows, window=None, every="1mo", detail=True)
    assert history["denominator"].to_list() == [29, 60, 75]


def test_the_days_of_other_windows() -> None:
    rows = sessions(*(("a", day) for day in range(29 + 31)))
    question: dict[str, Any] = {"window": "1mo", "as_of": "2024-03-31"}
    assert visits_per_day.previous(rows, **question).denominator == 29
    assert visits_per_day.before(rows, **question).denominator == 29
    growth = visits_per_day - visits_per_day.previous
    assert growth(rows, **question) == 0.0
    with pytest.raises(em.DefinitionError, match="no window before it"):
        visits_per_day.previous(rows, window=None)


def test_a_number_that_does_not_vary_adds_nothing_to_the_interval() -> None:
    one = em.stickiness(FOUR, window="4d")
    days = em.count_days(em.WebSession)

    @engagement_metrics.metric(unit="days per person")
    def days_per_person() -> Any:
        return em.total(days) / em.total(days >= 1)

    per_person = days_per_person(FOUR, window="4d")
    assert per_person.std_error == pytest.approx(4 * one.std_error)
    # A number of people that varies is another matter: a total has no interval.
    assert math.isnan(em.daily_active_users(FOUR, window="4d").low)


def test_groups_have_days_of_their_own() -> None:
    rows = FOUR.with_columns(channel=pl.Series(["web", "app", "web", "web", "app"]))
    assert days_in_all(rows) == 4
    table = days_in_all(rows, by="channel")
    assert dict(table.select("channel", "days_in_all").iter_rows()) == {"web": 3, "app": 2}
    assert days_in_all(rows, where={"channel": ["web", "app"]}) == 4
    history = days_in_all(rows, by="channel", every="1d", window="2d")
    assert history.filter(channel="web")["days_in_all"].to_list() == [2, 3, 1, 0]
    assert history.filter(channel="app")["days_in_all"].to_list() == [1, 1, 0, 1]


def test_visits_of_nobody_are_each_their_own() -> None:
    @engagement_metrics.metric(unit="days", guests=True)
    def days_of_all() -> Any:
        return em.total(em.count_days(em.WebSession))

    rows = sessions(("a", 0), ("a", 0), (None, 0), (None, 0), (None, 1))
    assert days_of_all(rows) == 4
    assert days_of_all(rows, every="1d", window="1d")["days_of_all"].to_list() == [3, 1]
    assert days_of_all(duckdb.from_df(rows.to_pandas()), every="1d", window="1d")[
        "days_of_all"
    ].to_list() == [3, 1]
    one = days_in_all(rows)
    assert one == 1
    assert one.excluded == {"no_device": 3}


def test_days_beside_sums_and_counts() -> None:
    @engagement_metrics.metric(unit="currency per day")
    def spend_per_day() -> Any:
        return em.total(em.measures.revenue) / em.total(em.count_days(em.Order))

    orders = pl.DataFrame(
        {
            "customer_id": ["a", "a", "a", "b"],
            "ordered_at": [FIRST, FIRST, FIRST + timedelta(days=1), FIRST],
            "amount": [1.0, 2.0, 3.0, 6.0],
        }
    )
    for make in (lambda frame: frame, lambda frame: duckdb.from_df(frame.to_pandas())):
        one = spend_per_day(make(orders))
        assert (one, one.rows, one.units) == (4.0, 4, 2)
        history = spend_per_day(make(orders), every="1d", window="1d")
        assert list(history["spend_per_day"]) == [4.5, 3.0]
    state = em.reduce(orders, [spend_per_day])
    assert spend_per_day(state) == 4.0
    assert spend_per_day(state).rows == 4


def test_days_of_an_instant_are_those_of_the_calendar() -> None:
    night = datetime(2024, 2, 1, 23, 50)  # noqa: DTZ001
    rows = pl.DataFrame(
        {
            "session_id": ["s1", "s2", "s3"],
            "device_id": "a",
            "started_at": [night, night + timedelta(minutes=20), night + timedelta(hours=2)],
        }
    )
    assert days_in_all(rows, window="1d", as_of="2024-02-02T02:00") == 2
    assert visits_per_day(rows, window="36d", as_of="2024-02-02T02:00").denominator == 36


def test_days_with_messages() -> None:
    @engagement_metrics.metric(unit="days")
    def days_with_messages() -> Any:
        return em.total(em.count_days(engagement_metrics.measures.delivered.source))

    emails = pl.DataFrame(
        {
            "recipient": ["a", "a", "a"],
            "message_id": ["m1", "m2", "m3"],
            "sent_at": [datetime(2024, 2, day, 9) for day in (1, 1, 2)],  # noqa: DTZ001
            "opened": False,
        }
    )
    assert days_with_messages(emails) == 2
    assert days_with_messages(emails, window="9d", as_of="2024-02-02T12:00") == 2


def test_it_is_written_as_words() -> None:
    table = em.catalogue().set_index("name")["formula"]
    assert table["stickiness"] == (
        "total(days(sessions)) / (total(days(sessions) >= 1) * days in the window)"
    )
    told = str(em.explain(em.stickiness, duckdb.from_df(FOUR.to_pandas())))
    assert "sum of [days of sessions]" in told
