"""Every number against plain Python, one date and one customer at a time."""

# Chance is not secrecy here.
# ruff: noqa: S311

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.cases import (
    DEFINITIONS,
    GRIDS,
    LIBRARIES,
    Case,
    is_instant,
    random_case,
)
from tests.engine.catalogue import EVERY_METRIC
from tests.oracle.shops import WINDOWS_TO_ASK, Shop, shop
from tests.oracle.strategies import shops
from tests.thorough import THOROUGH, first, first_few

SEEDS = range(3)


def seeded(name: str, seed: int, *, history: bool) -> tuple[Case, Shop]:
    rng = random.Random(f"{name} {seed} {history}")
    chosen = shop(rng.randrange(10**6), size=rng.choice((5, 40, 80)))
    return random_case(name, rng, chosen, history=history), chosen


@pytest.mark.parametrize("seed", first_few(SEEDS))
@pytest.mark.parametrize("name", first(EVERY_METRIC))
def test_points(name: str, seed: int) -> None:
    case, of = seeded(name, seed, history=False)
    case.check(of)


@pytest.mark.parametrize("seed", first_few(SEEDS))
@pytest.mark.parametrize("name", first(EVERY_METRIC))
def test_histories(name: str, seed: int) -> None:
    case, of = seeded(name, seed, history=True)
    case.check(of)


@settings(max_examples=40)
@given(st.sampled_from(list(EVERY_METRIC)), shops(max_size=40), st.randoms())
def test_any_question_about_any_shop(name: str, of: Shop, rng: random.Random) -> None:
    random_case(name, rng, of, history=rng.random() < 0.5).check(of)


def test_both_catalogues_are_of_the_same_metrics() -> None:
    assert set(EVERY_METRIC) == set(DEFINITIONS)


@THOROUGH
def test_the_seeds_ask_every_kind_of_question() -> None:
    drawn = [
        seeded(name, seed, history=history)
        for name in EVERY_METRIC
        for seed in SEEDS
        for history in (False, True)
    ]
    cases = [case for case, _ in drawn]
    assert {of.clock for _, of in drawn} == {"naive", "utc", "berlin"}
    assert {of.tz for _, of in drawn} == {None, "UTC", "Europe/Berlin", "America/New_York"}
    windows = {case.window for case in cases}
    assert windows >= {*WINDOWS_TO_ASK, None, timedelta(days=45)}
    assert {case.every for case in cases} == {*GRIDS, None}
    assert {case.every for case in cases if case.every == case.window} >= set(GRIDS)
    assert {case.library for case in cases} == set(LIBRARIES)
    assert {case.confidence for case in cases} == {0.95, 0.8}
    assert {case.week_start for case in cases} == {"monday", "sunday", "thursday"}
    assert {len(case.by) for case in cases} == {0, 1, 2}
    assert {next(iter(case.where)) for case in cases if case.where} >= {"channel", "segment"}
    assert any(is_instant(case.as_of) for case in cases)
    assert {case.through_summarize for case in cases} == {True, False}
