"""SQLFrame gives the same numbers, slowly: it plans each query in Python for many seconds."""

from tests.engines.test_against_the_oracle import seeded
from tests.warehouses.servers import sqlframe_on_duckdb


def test_a_number_and_a_history() -> None:
    with sqlframe_on_duckdb() as make:
        for history in (False, True):
            case, of = seeded("purchase_frequency", 0, history=history)
            case.asked_with(make, of, keeps_zones=False).check(of)
