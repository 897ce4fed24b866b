"""Engines that hold the rows elsewhere than in this process's frames."""

# ruff: noqa: ANN401 (no engine's frames have a type of their own)

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl


@dataclass(frozen=True)
class Engine:
    """An engine under test.

    Attributes:
        name: How it is called in the documentation.
        make: Its frame of a frame of Polars.
        keeps_zones: Whether it keeps the zone that instants came in.
    """

    name: str
    make: Callable[[pl.DataFrame], Any]
    keeps_zones: bool = False


def to_relation(frame: pl.DataFrame) -> Any:
    """The rows as a DuckDB relation on the default connection."""
    duckdb.execute("SET TimeZone = 'UTC'")
    return duckdb.from_arrow(frame.to_arrow())


DUCKDB = Engine("DuckDB relation", to_relation)
