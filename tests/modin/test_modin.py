"""Modin, in an environment of its own: it holds pandas back at an older version."""

from typing import Any

import modin.pandas
import polars as pl
import pytest

import engagement_metrics as em
from tests.engines.abilities import ORDERS, row_found, rows_on_the_page

# Modin says what it leaves to pandas.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:modin")


def in_modin(frame: pl.DataFrame) -> Any:  # noqa: ANN401 (Modin tells no type)
    return modin.pandas.DataFrame(frame.to_pandas())


def test_the_page_says_what_modin_can_do() -> None:
    assert rows_on_the_page()["Modin"] == row_found("Modin", in_modin)


def test_answers_are_modin_s_too() -> None:
    table = em.average_order_value(in_modin(ORDERS), by="channel")
    assert isinstance(table, modin.pandas.DataFrame)
