"""Rows of which each unit counts with one only: its last in a window, or its first.

Each row knows the one before and the one after it among those of its unit. It is the last of a
window where the one after it is not in the window, and the first where the one before it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from engagement_metrics.engine.columns import spelled
from engagement_metrics.engine.inputs import Input
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.words import Expression, Rows, Words, apart

if TYPE_CHECKING:
    from engagement_metrics.engine.plan import Plan
    from engagement_metrics.engine.windows import Window

Neighbours = Mapping[tuple[object, str], tuple[str, str]]


def neighbours_of(measures: Iterable[Measure]) -> Neighbours:
    """For the rows that are picked from, the columns of what came before each, and after it."""
    found = dict.fromkeys(_key(measure) for measure in measures if measure.pick is not None)
    return {key: (f"em_before_{i}", f"em_after_{i}") for i, key in enumerate(found)}


def neighbour(measure: Measure, neighbours: Neighbours) -> str:
    """The column that says whether a row is picked: of what came after it, or before."""
    before, after = neighbours[_key(measure)]
    return after if measure.pick == "last" else before


def with_neighbours(one: Input, rows: Rows, by: Sequence[str], neighbours: Neighbours) -> Rows:
    """Rows with the positions of the rows before and after them, of the same unit and group.

    Args:
        one: What the rows are.
        rows: The rows, of which those without a unit have no others beside them.
        by: The columns of the groups.
        neighbours: The columns to make.
    """
    words = one.words
    among = {_key(measure): measure.among for measure in one.measures if measure.pick is not None}
    if not among:
        return rows
    have = [name for name in (one.kind.identity,) if name in one.columns]
    # Of answers at the same time, which is the last must not depend on the order of rows.
    order = [one.time, *have, *(n.name for n in one.value_columns if n.name in one.table.schema)]
    order = list(dict.fromkeys(order))
    position = one.clock.position(words.col(one.time), words).cast(words.Int64)
    rows = rows.with_columns(position.alias("em_when"))
    for i, (key, condition) in enumerate(among.items()):
        holds = words.lit(value=True) if condition is None else condition.compile(one.read)
        rows = rows.with_columns(holds.fill_null(value=False).alias(f"em_among_{i}"))
        whose = ["em_unit", *by, f"em_among_{i}"]
        owned = ~words.col("em_unit").is_null()
        rows = rows.with_columns(
            words.when(owned)
            .then(words.col("em_when").shift(step).over(*whose, order_by=order))
            .alias(name)
            for name, step in zip(neighbours[key], (1, -1), strict=True)
        )
    return rows


def is_picked(
    words: Words, measure: Measure, neighbours: Neighbours, reach: tuple[int | None, int]
) -> Expression:
    """Whether a row in the reach of a measure is the one that counts."""
    start, end = reach
    other = words.col(neighbour(measure, neighbours))
    if measure.pick == "last":
        return other.is_null() | (other >= end)
    return other.is_null() if start is None else other.is_null() | (other < start)


def with_stays(
    rows: Rows,
    plan: Plan,
    window: Window,
    words: Words,
    *,
    over: Expression,
    boundary: Callable[[int], str],
) -> Rows:
    """Rows with the days on which picked ones enter what a measure adds up, and leave it.

    They are called `em_enters_<n>` and `em_leaves_<n>` by the number of the measure.

    Args:
        rows: The rows, with the days on which they pass from one window to the one before it.
        plan: What is to be reduced.
        window: The window.
        words: What expressions are built from.
        over: The day after the last one.
        boundary: The column of the day on which a row passes into the window so many windows back.
    """
    beside = neighbours_of(plan.measures)
    passed_by: dict[str, int] = {}
    for i, measure in enumerate(plan.measures):
        if measure.pick is None:
            continue
        index = measure.lag + measure.earlier
        endless = measure.earlier or window.endless
        other, own = neighbour(measure, beside), words.col(boundary(index))
        leaves = over if endless else words.col(boundary(index + 1))
        # A row is the last one until the next one has come into the window, and the first one once
        # that before it has left.
        passes = index if measure.pick == "last" else index + 1
        if measure.pick == "first" and endless:
            alone = words.when(words.col(other).is_null())
            enters = alone.then(own).otherwise(over)
        else:
            for step in range(passed_by.get(other, 0), passes):
                begin, end = _passed(other, step), _passed(other, step + 1)
                rows = window.leaving(apart(rows), begin, end, words)
            passed_by[other] = max(passes, passed_by.get(other, 0))
            passed = words.col(_passed(other, passes))
            if measure.pick == "last":
                leaves, enters = words.min_horizontal(leaves, passed), own
            else:
                enters = words.max_horizontal(own, passed)
        rows = rows.with_columns(
            words.min_horizontal(enters, leaves).alias(f"em_enters_{i}"),
            leaves.alias(f"em_leaves_{i}"),
        )
    return rows


def _passed(name: str, windows: int) -> str:
    return f"{name}_{windows}" if windows else name


def _key(measure: Measure) -> tuple[object, str]:
    return measure.source, "" if measure.among is None else spelled(measure.among)
