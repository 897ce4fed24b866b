"""Each test of engines runs on all of them."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.engines.elsewhere import DUCKDB, Engine
from tests.engines.frames import ENGINES, Columns


@pytest.fixture(params=list(ENGINES))
def make(request: pytest.FixtureRequest) -> Callable[[Columns], Any]:
    """How the engine's frames are made of columns."""
    return ENGINES[request.param]


@pytest.fixture
def elsewhere() -> Engine:
    """An engine that holds the rows elsewhere."""
    return DUCKDB
