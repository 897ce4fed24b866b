"""The engines that take long to start: each is started when first asked for, and once."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest

from tests.engines.elsewhere import Engine
from tests.warehouses.servers import ENGINES, PARAMETERS, Make


@pytest.fixture(scope="session")
def started() -> Iterator[Callable[[str], Make]]:
    """How an engine's frames are made, by the engine's name."""
    with ExitStack() as running:
        yield cache(lambda name: running.enter_context(ENGINES[name]()))


@pytest.fixture(scope="session", params=PARAMETERS)
def elsewhere(request: pytest.FixtureRequest, started: Callable[[str], Make]) -> Engine:
    """Each of the engines in turn."""
    return Engine(request.param, started(request.param))


@pytest.fixture(scope="session")
def spark(started: Callable[[str], Make]) -> Any:  # noqa: ANN401 (PySpark tells no type)
    """The session of all tests on Spark."""
    from pyspark.sql import SparkSession

    started("PySpark")
    return SparkSession.getActiveSession()
