"""The table of what each engine can do, of the engines that take long to start."""

from tests.engines.abilities import row_found, rows_on_the_page
from tests.engines.elsewhere import Engine
from tests.engines.test_abilities import HERE
from tests.warehouses.servers import ENGINES


def test_the_page_says_what_an_engine_can_do(elsewhere: Engine) -> None:
    assert rows_on_the_page().get(elsewhere.name) == row_found(elsewhere.name, elsewhere.make)


def test_the_page_lists_the_engines_that_are_tested() -> None:
    assert rows_on_the_page().keys() == {*HERE, *ENGINES, "Modin"}
