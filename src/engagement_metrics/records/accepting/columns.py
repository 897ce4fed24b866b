"""Columns: which of the data's columns is which field."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engagement_metrics.errors import InvalidArgumentError, MissingColumnError
from engagement_metrics.records.accepting.alike import suggested
from engagement_metrics.records.field import fields_of

if TYPE_CHECKING:
    from engagement_metrics.records.record import Record


# So many columns are named in a message.
MANY = 60
_NAME = re.compile(r"^[^\x00-\x1f\x7f]{0,60}$")
_VALUE = re.compile(r"""[@{}"=<>]|\d{4}""")


@dataclass(frozen=True)
class Chosen:
    """Which column is read for what.

    Attributes:
        fields: The column of the data for each field that it has, in the model's order.
        others: The columns of the data that are kept beside, by their names in the answer.
    """

    fields: Mapping[str, str]
    others: Mapping[str, str]


def chosen(
    model: type[Record],
    have: Sequence[str],
    columns: Mapping[str, str],
    argument: str,
    supplied: Collection[str] = (),
) -> Chosen:
    """Find the column of each field.

    Args:
        model: What the rows are.
        have: The columns of the data.
        columns: What the caller says about them: the column of each field.
        argument: What the data is called in messages.
        supplied: The fields that the data need not have.

    Raises:
        MissingColumnError: A column that is named or needed is not there.
        InvalidArgumentError: One column is named for two fields.
    """
    for name, column in columns.items():
        if column not in have:
            message = (
                f"columns names {column!r} for {name}, but {argument} has no such column; its "
                f"columns are {shown(have)}"
            )
            raise MissingColumnError(message)
    fields = fields_of(model)
    taken = set(columns.values())
    found = {
        name: columns.get(name, name)
        for name in fields
        if name in columns or (name in have and name not in taken)
    }
    twice = sorted({one for one in columns.values() if [*columns.values()].count(one) > 1})
    if twice:
        message = f"columns names {', '.join(twice)} for more than one field"
        raise InvalidArgumentError(message)
    needed = [name for name, field in fields.items() if field.required and name not in supplied]
    missing = [name for name in needed if name not in found]
    if missing:
        raise MissingColumnError(_missing(model, missing, have, argument))
    renamed = {name: column for name, column in columns.items() if name not in fields}
    kept = {
        name: name
        for name in have
        if name not in found.values() and name not in found and name not in taken
    }
    return Chosen(found, {**kept, **renamed})


def _missing(
    model: type[Record], missing: Sequence[str], have: Sequence[str], argument: str
) -> str:
    fields = fields_of(model)
    lines = "\n".join(f"  {name}: {fields[name].meaning}" for name in missing)
    proposed = suggested(fields, missing, have)
    example = ", ".join(f"{name!r}: 'your_column'" for name in missing)
    return (
        f"{argument} has no column for\n{lines}\nIts columns are {shown(have)}. Say "
        f"which one it is, as in columns={{{example}}}{proposed}"
    )


def shown(names: Sequence[str]) -> str:
    """The names of columns, for messages.

    A file without a header has the values of its first row as names; what looks like one of those
    is not shown.
    """
    told = [name if _NAME.match(name) and not _VALUE.search(name) else "…" for name in names[:MANY]]
    more = [f"and {len(names) - MANY:,} more"] if len(names) > MANY else []
    return ", ".join([*told, *more]) or "none"
