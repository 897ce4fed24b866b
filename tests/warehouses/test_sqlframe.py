"""SQLFrame gives the same numbers, slowly: it plans each query in Python for many seconds."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.warehouses.test_against_the_oracle import answered


@pytest.mark.parametrize("history", [False, True], ids=["point", "history"])
def test_a_number_and_a_history(started: Callable[[str], Any], *, history: bool) -> None:
    case, of = answered("purchase_frequency", history=history)
    case.asked_with(started("SQLFrame on DuckDB"), of, keeps_zones=False).check(of)
