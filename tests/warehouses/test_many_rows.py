"""Many rows with missing keys, on the engines that take long to start."""

import pytest

from tests.engine.cases import Case
from tests.engines.elsewhere import Engine
from tests.engines.test_many_rows import CASES, check_many_rows
from tests.warehouses.servers import PARAMETERS


@pytest.mark.parametrize("elsewhere", PARAMETERS[:3], indirect=True, scope="session")
@pytest.mark.parametrize("case", CASES[::2], ids=lambda case: case.name)
def test_many_rows_with_missing_keys(elsewhere: Engine, case: Case) -> None:
    check_many_rows(elsewhere, case)
