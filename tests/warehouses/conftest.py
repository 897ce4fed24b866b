"""Each shared test runs on all the engines that take long to start."""

from collections.abc import Iterator

import pytest

from tests.engines.elsewhere import Engine
from tests.warehouses.servers import ENGINES


@pytest.fixture(scope="session", params=list(ENGINES))
def elsewhere(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine that holds the rows elsewhere."""
    with ENGINES[request.param]() as make:
        yield Engine(request.param, make)
