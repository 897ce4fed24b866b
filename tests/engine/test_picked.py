"""The last answer of each respondent, or the first, in every window."""

# ruff: noqa: ANN401

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import duckdb
import polars as pl
import pytest

import engagement_metrics

# Type checkers would refuse some of what is asked here.
em: Any = engagement_metrics

JANUARY, FEBRUARY, MARCH = date(2025, 1, 10), date(2025, 2, 10), date(2025, 3, 10)
AS_OF = date(2025, 3, 31)


def surveys(*answers: tuple[str | None, date, float | None], **more: Any) -> pl.DataFrame:
    """Answers to a survey of satisfaction."""
    names = ["respondent_id", "responded_at", "score"]
    frame = pl.DataFrame(answers, schema=names, orient="row")
    return frame.with_columns(survey=pl.lit("csat"), **more)


# ada was content at first, ben at last, cleo in between.
THREE = surveys(
    ("ada", JANUARY, 5), ("ada", FEBRUARY, 2), ("ben", JANUARY, 1), ("ben", MARCH, 4),
    ("cleo", JANUARY, 1), ("cleo", FEBRUARY, 5), ("cleo", MARCH, 2),
)  # fmt: skip


def to_duckdb(frame: pl.DataFrame) -> Any:
    return duckdb.from_df(frame.to_pandas())


ENGINES: list[Callable[[pl.DataFrame], Any]] = [pl.DataFrame.lazy, to_duckdb]


@pytest.mark.parametrize("make", ENGINES)
def test_one_answer_of_each(make: Callable[[pl.DataFrame], Any]) -> None:
    rows = make(THREE)
    last, first = (em.csat(rows, answers=which, as_of=AS_OF) for which in ("last", "first"))
    assert (last, last.units, last.rows) == (1 / 3, 3, 3)
    assert last.excluded == {"not_counted": 4}
    # Each respondent counts once, so it is the exact interval of Wilson, of one of three.
    assert (last.low, last.high) == pytest.approx((0.0615, 0.7923), abs=5e-5)
    assert (first, first.numerator, first.rows) == (1 / 3, 1, 3)
    assert em.csat(rows, as_of=AS_OF) == 3 / 7


@pytest.mark.parametrize("make", ENGINES)
def test_no_window_looks_beyond_its_ends(make: Callable[[pl.DataFrame], Any]) -> None:
    rows = make(THREE)

    def history(which: str, window: str | None) -> list[float]:
        table = em.csat(rows, answers=which, window=window, every="1mo", as_of=AS_OF)
        return list(table["csat"])

    # In January ada 5, ben 1, cleo 1; in February ada 2, cleo 5; in March ben 4, cleo 2.
    assert history("last", "1mo") == pytest.approx([1 / 3, 1 / 2, 1 / 2])
    assert history("first", "1mo") == pytest.approx([1 / 3, 1 / 2, 1 / 2])
    # Until February ada 2, ben 1, cleo 5; of two months until March ada 2, ben 4, cleo 2.
    assert history("last", "2mo") == pytest.approx([1 / 3, 1 / 3, 1 / 3])
    assert history("first", "2mo") == pytest.approx([1 / 3, 1 / 3, 2 / 3])
    assert history("last", None) == pytest.approx([1 / 3, 1 / 3, 1 / 3])
    assert history("first", None) == pytest.approx([1 / 3, 1 / 3, 1 / 3])
    table = em.csat(rows, answers="last", window="2mo", every="1mo", as_of=AS_OF, detail=True)
    assert list(table["rows"]) == [3, 3, 3]
    assert list(table["excluded"]) == [0, 2, 1]


@pytest.mark.parametrize("make", ENGINES)
@pytest.mark.parametrize("which", ["first", "last"])
def test_the_window_before_has_answers_of_its_own(
    make: Callable[[pl.DataFrame], Any], which: str
) -> None:
    change = em.csat.using(answers=which) - em.csat.using(answers=which).previous
    question: dict[str, Any] = {"window": "28d"}
    for day in (date(2025, 2, 28), date(2025, 3, 15), AS_OF):
        here = em.csat(THREE, answers=which, as_of=day, **question)
        before = em.csat.using(answers=which).previous(THREE, as_of=day, **question)
        assert change(make(THREE), as_of=day, **question) == pytest.approx(here - before)
    dates = change(make(THREE), every="1mo", as_of=AS_OF, **question)["value"]
    assert list(dates)[-1] == pytest.approx(float(change(THREE, as_of=AS_OF, **question)))
    everything = em.csat.using(answers=which).before
    found = everything(make(THREE), window="1mo", every="1mo", as_of=AS_OF)["value"]
    # Before March ada 5 and 2, ben 1, cleo 1 and 5: one of three is content either way.
    assert list(found)[-1] == pytest.approx(1 / 3)


@pytest.mark.parametrize("make", ENGINES)
def test_answers_of_one_day_have_one_last_among_them(make: Callable[[pl.DataFrame], Any]) -> None:
    rows = surveys(
        ("ada", JANUARY, 5), ("ada", JANUARY, 1), ("ada", JANUARY, 3),
        response_id=pl.Series(["r2", "r1", "r3"]),
    )  # fmt: skip
    mean = em.mean_survey_score
    for frame in (rows, rows.reverse()):
        assert mean(make(frame), answers="last") == 3
        assert mean(make(frame), answers="first") == 1
        table = mean(make(frame), answers="first", every="1d", window="1d")
        assert list(table["mean_survey_score"]) == [1]
    # Without ids it is a matter of the answers themselves, not of the order of rows.
    bare = rows.drop("response_id")
    one, other = (mean(make(frame), answers="last") for frame in (bare, bare.reverse()))
    assert one == other


@pytest.mark.parametrize("make", ENGINES)
def test_anonymous_and_unfinished_answers(make: Callable[[pl.DataFrame], Any]) -> None:
    rows = surveys(
        ("ada", JANUARY, 5), ("ada", FEBRUARY, None), (None, JANUARY, 1), (None, JANUARY, 4)
    )  # fmt: skip
    one = em.csat(make(rows), answers="last")
    assert (one, one.rows) == (2 / 3, 3)
    table = em.csat(make(rows), answers="last", every="1mo", window=None)
    assert list(table["csat"]) == pytest.approx([2 / 3, 2 / 3])


def test_other_surveys_are_other_questions() -> None:
    rows = pl.concat(
        [THREE, THREE.with_columns(survey=pl.lit("nps"), responded_at=date(2025, 3, 30))]
    )
    assert em.csat(rows, answers="last", as_of=AS_OF) == 1 / 3
    both = em.summarize(
        surveys=rows,
        metrics=[em.csat.using(answers="last"), em.nps.using(answers="first")],
        as_of=AS_OF,
    )
    alone = [em.csat(rows, answers="last", as_of=AS_OF), em.nps(rows, answers="first", as_of=AS_OF)]
    assert both["value"].to_list() == pytest.approx([float(one) for one in alone])


def test_groups_and_selections_have_answers_of_their_own() -> None:
    rows = THREE.with_columns(
        touchpoint=pl.Series(["shop", "help"] + ["help", "shop"] + ["shop"] * 3)
    )
    table = em.csat(rows, answers="last", by="touchpoint", as_of=AS_OF)
    # Help: ada 2, ben 1. Shop: ada 5, ben 4, cleo 2.
    assert table["csat"].to_list() == [0, pytest.approx(2 / 3)]
    selected = em.csat(rows, answers="last", where={"touchpoint": "shop"}, as_of=AS_OF)
    assert selected == pytest.approx(2 / 3)


def test_an_instant_ends_a_window_too() -> None:
    noon, evening = datetime(2025, 3, 10, 12), datetime(2025, 3, 10, 18)  # noqa: DTZ001
    rows = surveys(("ada", noon, 5), ("ada", evening, 1))
    assert em.csat(rows, answers="last", as_of="2025-03-10T15:00") == 1
    assert em.csat(rows, answers="last", as_of="2025-03-10T19:00") == 0
    assert em.csat(rows, answers="first", window="2d", as_of="2025-03-12T17:00") == 0


def test_states_know_no_order_of_answers() -> None:
    last = em.csat.using(answers="last")
    with pytest.raises(em.InvalidArgumentError, match="read record by record"):
        em.reduce(surveys=THREE, metrics=[last])
    state = em.reduce(surveys=THREE, metrics=[em.csat])
    with pytest.raises(em.InvalidArgumentError, match="the last record of each of respondents"):
        last(state)


def test_which_answers_are_known() -> None:
    with pytest.raises(em.InvalidArgumentError, match="answers='latest' is not known"):
        em.nps(THREE, answers="latest")


def test_it_is_explained() -> None:
    told = str(em.explain(em.csat.using(answers="last"), to_duckdb(THREE)))
    assert "last surveys" in told
    assert "LEAD" in told.upper() or "LAG" in told.upper()
