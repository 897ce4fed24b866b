"""The text of a query, as the engine that would run it writes it."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from importlib import import_module
from typing import Any

import narwhals.stable.v2 as nw

from engagement_metrics.engine.layout import laid_out
from engagement_metrics.engine.tables import Table
from engagement_metrics.engine.words import Rows
from engagement_metrics.errors import InvalidArgumentError

_SPEAKS_DIALECTS = ("ibis", "sqlframe")


def engine_of(table: Table) -> str:
    """What reads a table's rows: "polars", "duckdb", "ibis", "pyspark", ..."""
    return "polars" if table.local else str(table.frame.implementation.value)


def check_dialect(dialect: str | None, engine: str) -> None:
    """Raise where an engine knows no SQL but its own.

    Raises:
        InvalidArgumentError: A dialect is asked for all the same.
    """
    if dialect is not None and engine not in _SPEAKS_DIALECTS:
        message = (
            f"dialect={dialect!r} needs an Ibis table, not data on {engine}; ibis.table(schema) "
            "makes one without any connection"
        )
        raise InvalidArgumentError(message)


def is_unbound(table: Table) -> bool:
    """Whether a table is an Ibis table that no engine holds."""
    if not table.frame.implementation.is_ibis():
        return False
    native: Any = table.frame.to_native()
    return bool(native.op().find(import_module("ibis.expr.operations").UnboundTable))


def text_of(rows: Rows, dialect: str | None) -> str:
    """A query as text: SQL where the engine has it, else its plan.

    Args:
        rows: The query.
        dialect: Whose SQL; None for the engine's own.

    Raises:
        InvalidArgumentError: The dialect is unknown, or has no words for the query.
    """
    if not isinstance(rows, nw.LazyFrame):
        local: Any = rows
        return str(local.explain())
    write = _WRITERS.get(str(rows.implementation.value), plan_printed)
    return write(rows.to_native(), dialect)


def from_duckdb(native: Any, dialect: str | None) -> str:  # noqa: ANN401, ARG001
    """The SQL of a DuckDB relation."""
    return laid_out(native.sql_query())


def from_sqlframe(native: Any, dialect: str | None) -> str:  # noqa: ANN401
    """The SQL of a SQLFrame.

    Raises:
        InvalidArgumentError: The dialect is unknown.
    """
    # Left to itself it writes Spark's SQL, whatever it runs on.
    try:
        return str(native.sql(dialect=dialect or native.sparkSession.execution_dialect))
    except ValueError as error:
        raise _unknown(dialect) from error


def from_ibis(native: Any, dialect: str | None) -> str:  # noqa: ANN401
    """The SQL of an Ibis table.

    Raises:
        InvalidArgumentError: The dialect is unknown, or has no words for the query.
    """
    try:
        return str(import_module("ibis").to_sql(native, dialect=dialect))
    except import_module("ibis.common.exceptions").IbisError as error:
        message = f"{dialect or 'this engine'} has no words for this query: {error}"
        raise InvalidArgumentError(message) from error
    except ValueError as error:
        raise _unknown(dialect) from error


def plan_printed(native: Any, dialect: str | None) -> str:  # noqa: ANN401, ARG001
    """The plan of a Spark frame: it keeps no SQL, and prints its plan rather than give it."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        native.explain(mode="formatted")
    return printed.getvalue().strip()


_WRITERS: dict[str, Callable[[Any, str | None], str]] = {
    "duckdb": from_duckdb,
    "ibis": from_ibis,
    "sqlframe": from_sqlframe,
}


def _unknown(dialect: str | None) -> InvalidArgumentError:
    return InvalidArgumentError(
        f"dialect={dialect!r} is not known; it is one such as 'bigquery' or 'snowflake'"
    )
