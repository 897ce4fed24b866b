"""The text of a query, as the engine that would run it writes it."""

from __future__ import annotations

import io
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
    native: Any = rows
    if not isinstance(rows, nw.LazyFrame):
        return str(native.explain())
    native = rows.to_native()
    engine = rows.implementation
    if engine.is_duckdb():
        return laid_out(native.sql_query())
    if engine.is_ibis():
        return _from_ibis(native, dialect)
    if engine.is_sqlframe():
        return str(native.sql(dialect=dialect))
    # Spark keeps no SQL; its plan is printed, whichever way it is asked for.
    printed = io.StringIO()
    with redirect_stdout(printed):
        native.explain(mode="formatted")
    return printed.getvalue().strip()


def _from_ibis(native: Any, dialect: str | None) -> str:  # noqa: ANN401 (an Ibis table)
    try:
        return str(import_module("ibis").to_sql(native, dialect=dialect))
    except (AttributeError, ImportError, ValueError) as error:
        message = f"dialect={dialect!r} is none that Ibis knows, such as 'bigquery'"
        raise InvalidArgumentError(message) from error
    except import_module("ibis.common.exceptions").IbisError as error:
        message = f"{dialect or 'this engine'} has no words for this query: {error}"
        raise InvalidArgumentError(message) from error
