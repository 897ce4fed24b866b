"""Metrics on engines that hold the rows elsewhere give the numbers of the brute force.

Here that is DuckDB; `tests/warehouses` has the engines that take long to start.
"""

# Chance is not secrecy here.
# ruff: noqa: S311

import random

import pytest

from tests.engine.cases import Case, random_case
from tests.engine.catalogue import METRICS
from tests.engines.elsewhere import Engine
from tests.oracle.shops import Shop, shop
from tests.thorough import first


def seeded(name: str, seed: int, *, history: bool) -> tuple[Case, Shop]:
    """A question and a shop to ask it about."""
    rng = random.Random(f"{name} {seed} {history}")
    chosen = shop(rng.randrange(10**6), size=rng.choice((5, 40, 80)))
    return random_case(name, rng, chosen, history=history), chosen


@pytest.mark.parametrize("name", first(METRICS))
def test_points(elsewhere: Engine, name: str) -> None:
    case, of = seeded(name, 0, history=False)
    case.asked_with(elsewhere.make, of, keeps_zones=elsewhere.keeps_zones).check(of)


@pytest.mark.parametrize("name", first(METRICS))
def test_histories(elsewhere: Engine, name: str) -> None:
    case, of = seeded(name, 0, history=True)
    case.asked_with(elsewhere.make, of, keeps_zones=elsewhere.keeps_zones).check(of)
