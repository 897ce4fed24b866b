"""Limits: a score outside the scale that a metric is told of is refused, not averaged."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any

from engagement_metrics.engine.checks import positions
from engagement_metrics.engine.columns import Column
from engagement_metrics.errors import InvalidRecordsError

if TYPE_CHECKING:
    from engagement_metrics.engine.inputs import Input
    from engagement_metrics.engine.measures import Measure
    from engagement_metrics.engine.words import Expression, Rows


def limited(one: Input) -> dict[Column, list[Measure]]:
    """The columns that have limits, each with the measures that read it so.

    Raises:
        InvalidRecordsError: Such a column holds no numbers.
    """
    found: dict[Column, list[Measure]] = {}
    for measure in one.measures:
        for expression in (measure.value, measure.where):
            for named in [] if expression is None else expression.columns():
                if named.within is not None and named.name in one.table.schema:
                    found.setdefault(named, []).append(measure)
    for named in found:
        dtype = one.table.schema[named.name]
        if not (dtype.is_numeric() or dtype.is_decimal()):
            data = one.kind.argument
            message = (
                f"{named.name} of {data} holds {dtype}, not numbers; convert it first, for "
                f"example with pandas.to_numeric({data}['{named.name}'])"
            )
            raise InvalidRecordsError(message)
    return found


def outside(one: Input, named: Column, measures: list[Measure], read: Expression) -> Expression:
    """Whether a row that one of the measures reads is outside the limits."""
    value = one.read(named)
    low, high = named.within or (0.0, 0.0)
    read_by = [
        one.words.lit(value=True) if measure.where is None else measure.where.compile(one.read)
        for measure in measures
    ]
    any_reads = reduce(lambda left, right: left | right, read_by)
    beyond = ((value < low) | (value > high)).fill_null(value=False)
    return read & any_reads & beyond


def refuse_outside(
    one: Input, seen: Mapping[str, Any], rows: Rows, flags: Mapping[str, Expression]
) -> None:
    """Raise where a row that counts is outside the limits.

    Raises:
        InvalidRecordsError: One is; the message says how many, where, and what to do.
    """
    for i, named in enumerate(limited(one)):
        flag = f"em_outside_{i}"
        if seen[flag]:
            low, high = named.within or (0.0, 0.0)
            number = int(seen[flag])
            message = (
                f"{named.name} of {one.kind.argument} is outside {low:g} to {high:g} in {number} "
                f"row{'' if number == 1 else 's'} that would count"
                f"{positions(one, rows, flags[flag])}; if your scale is another one, say so where "
                "the metric has a parameter for it, or convert the scores; if the number means "
                "that nothing was said, make it missing"
            )
            raise InvalidRecordsError(message)
