"""Every metric of the catalogue says the same on PostgreSQL and on Spark."""

from collections.abc import Callable
from functools import cache
from typing import Any

import polars as pl
import pytest

from engagement_metrics.report.catalogue import metrics
from tests.catalogue.test_engines import NUMBERS, answer, as_it_is
from tests.warehouses.servers import Make

QUESTION = {"window": "330d", "as_of": "2024-10-31"}
PAIRS = [
    *(pytest.param("Ibis on PostgreSQL", name, marks=pytest.mark.postgresql) for name in metrics()),
    *(pytest.param("PySpark", name, marks=pytest.mark.java) for name in metrics()),
]


@pytest.fixture(scope="session")
def held(started: Callable[[str], Make]) -> Callable[[str], Make]:
    """How an engine's frames are made, each of them once."""

    @cache
    def made_by(engine: str) -> Make:
        make, kept = started(engine), {}

        def made(frame: pl.DataFrame) -> Any:  # noqa: ANN401 (no engine's frames have a type)
            # The frames are the same objects in every test, and stay.
            if id(frame) not in kept:
                kept[id(frame)] = make(frame)
            return kept[id(frame)]

        return made

    return made_by


@pytest.mark.parametrize(("engine", "name"), PAIRS)
def test_warehouses_say_the_same(engine: str, name: str, held: Callable[[str], Make]) -> None:
    here = answer(name, as_it_is, QUESTION).to_dict()
    there = answer(name, held(engine), QUESTION).to_dict()
    assert here["rows"] > 0
    for field in NUMBERS:
        assert there[field] == (
            None if here[field] is None else pytest.approx(here[field], rel=1e-11, abs=1e-13)
        )
    for field in ("units", "rows", "excluded", "start", "as_of", "complete"):
        assert there[field] == here[field]
