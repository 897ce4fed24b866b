"""The table of what each engine can do says what is found here."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from tests.engines.abilities import row_found, rows_on_the_page
from tests.engines.elsewhere import to_relation

HERE: dict[str, Callable[[pl.DataFrame], Any]] = {
    "Polars": lambda frame: frame,
    "Polars, lazy": pl.DataFrame.lazy,
    "pandas": pl.DataFrame.to_pandas,
    "pandas, nullable": lambda frame: frame.to_pandas().convert_dtypes(),
    "pandas on Arrow": lambda frame: frame.to_pandas(use_pyarrow_extension_array=True),
    "PyArrow": pl.DataFrame.to_arrow,
    "DuckDB": to_relation,
}


@pytest.mark.parametrize("name", HERE)
def test_the_page_says_what_an_engine_can_do(name: str) -> None:
    assert rows_on_the_page().get(name) == row_found(name, HERE[name])
