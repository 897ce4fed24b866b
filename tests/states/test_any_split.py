"""However records are cut into batches, their states say what one run over all records says."""

# Chance is not secrecy here.
# ruff: noqa: S311

import random
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import engagement_metrics as em
from tests.engine.cases import Case, without_customers_of_emails
from tests.oracle.comparison import assert_same, estimate_row, frame_rows
from tests.oracle.shops import Shop, shop
from tests.oracle.strategies import shops
from tests.states.splits import (
    ADDED_UP,
    TOLERANCE,
    Split,
    day_case,
    in_any_order,
    kinds_of,
    split_for,
)
from tests.thorough import first, first_few

SPLITS = 100


@dataclass(frozen=True, kw_only=True)
class FromState(Case):
    """A question that is put to a state instead of records."""

    state: em.State

    def frames(self, shop: Shop) -> dict[str, Any]:
        """The state in place of every kind of record."""
        frames = Case.frames(self, shop)
        return {name: frames[name] if name == "customers" else self.state for name in frames}


def through_states(case: Case, of: Shop, rng: random.Random) -> FromState:
    states = split_for(case, rng).states(of, case.tz, rng)
    return FromState(**vars(case), state=in_any_order(states, rng))


def everything(case: Case, of: Shop) -> list[dict[str, Any]]:
    """All that the library says in answer to a case."""
    metric: Any = case.metric
    answer = metric(
        **case.frames(of), **case.arguments(), **({"detail": True} if case.keys else {})
    )
    if case.keys:
        return frame_rows(answer, case.name)
    texts = {"notes": answer.notes, "currency": answer.currency, "noun": answer.unit_noun}
    return [{**estimate_row(answer), **texts, "shown": repr(answer)}]


def check(case: Case, of: Shop, rng: random.Random) -> None:
    asked = through_states(case, of, rng)
    try:
        once, merged = everything(case, of), everything(asked, of)
        fields = [name for name in (once or [{}])[0] if name not in case.keys]
        assert_same(once, merged, TOLERANCE, keys=case.keys, fields=fields, ordered=True)
    except Exception as error:
        error.add_note(f"{case} of {of.about}")
        raise


@pytest.mark.parametrize("number", first_few(range(SPLITS), 15))
def test_random_splits(number: int) -> None:
    rng = random.Random(f"split {number}")
    name = list(ADDED_UP)[number % len(ADDED_UP)]
    of = shop(rng.randrange(10**6), size=rng.choice((5, 40, 80)))
    check(day_case(name, rng, of, history=number % 2 == 0), of, rng)


@pytest.mark.parametrize("name", first(ADDED_UP))
def test_states_against_plain_python(name: str) -> None:
    rng = random.Random(f"state {name}")
    of = shop(rng.randrange(10**6), size=40)
    case = day_case(name, rng, of, history=rng.random() < 0.5)
    if case.definition.records == ("emails",):
        of = without_customers_of_emails(of)
    through_states(case, of, rng).check(of)


@settings(max_examples=30)
@given(st.sampled_from(list(ADDED_UP)), shops(max_size=40), st.integers(0, 999))
def test_any_question_about_any_split(name: str, of: Shop, seed: int) -> None:
    rng = random.Random(seed)
    check(day_case(name, rng, of, history=rng.random() < 0.5), of, rng)


@settings(max_examples=30)
@given(shops(max_size=60), st.integers(0, 999), st.integers(1, 6))
def test_a_sum_of_states_is_the_state_of_all_rows(of: Shop, seed: int, parts: int) -> None:
    kinds = tuple(kind for kind in ("orders", "emails", "social") if of.data[kind])
    metrics = tuple(m for m in ADDED_UP.values() if kinds_of(m) <= set(kinds))
    split = Split(kinds=kinds, metrics=metrics, by=(), parts=parts)
    rng = random.Random(seed)
    for kind in kinds:
        merged = in_any_order(split.states(of, of.tz, rng), rng).frame(kind)
        (once,) = replace(split, parts=1).states(of, of.tz, rng)
        assert_frame_equal(merged, once.frame(kind), check_row_order=False, check_exact=True)
