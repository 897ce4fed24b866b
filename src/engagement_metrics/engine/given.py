"""What a call is given: the table of each kind of record that a metric reads."""

from __future__ import annotations

from collections.abc import Mapping

from engagement_metrics.engine.plan import Definition
from engagement_metrics.engine.tables import Table, Tables, table_of
from engagement_metrics.errors import ArgumentTypeError


def tables_of(
    definition: Definition, data: object, given: Mapping[str, object]
) -> dict[str, Table]:
    """The tables of a call, by the name of the kind of record that they hold.

    Raises:
        ArgumentTypeError: Data is missing, or given twice.
    """
    needed = [name for name in definition.argument_names if name != "customers"]
    named = {name: value for name, value in given.items() if value is not None}
    if isinstance(data, Tables):
        named = {**dict.fromkeys(needed, data), **named}
    elif data is not None:
        if len(needed) != 1:
            message = (
                f"{definition.name} reads {' and '.join(needed)}; pass them by name, as in "
                f"{definition.name}({', '.join(f'{name}=...' for name in needed)})"
            )
            raise ArgumentTypeError(message)
        if needed[0] in named:
            message = f"{needed[0]} is given twice, as the first argument and by name"
            raise ArgumentTypeError(message)
        named[needed[0]] = data
    for name in definition.argument_names:
        if name not in named:
            message = f"{definition.name} reads {name}; pass {name}=..."
            raise ArgumentTypeError(message)
    return {
        name: table_of(value, name)
        for name, value in named.items()
        if name in needed or name == "customers"
    }
