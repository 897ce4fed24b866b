"""Steps: the days on which each row enters a window and leaves it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from engagement_metrics.engine.inputs import Input, stranger
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.plan import Plan
from engagement_metrics.engine.probe import Probe
from engagement_metrics.engine.question import Question
from engagement_metrics.engine.reduced import GUEST, KNOWN, flag
from engagement_metrics.engine.words import Expression, Rows, Words

Change: TypeAlias = dict[Measure, Expression]


def dated(one: Input, question: Question, known: Probe) -> Rows:
    """The rows up to `as_of`, with the columns to group by and the day `em_day`."""
    words = one.words
    rows = one.joined(one.raw(), known.looks[one.kind.argument].events_seen)
    if question.where is not None:
        rows = rows.filter(one.selected())
    if one.kind.time is None:
        day = words.lit(known.first).cast(words.Int64)
        return one.grouped(rows, day.alias("em_day"))
    if one.derived:
        return one.grouped(rows.filter(words.col("em_day") < known.end))
    time = words.col(one.time)
    rows = rows.filter(time < one.clock.moment(known.end, words))
    return one.grouped(rows, one.clock.position(time, words).alias("em_day"))


def values(
    one: Input,
    rows: Rows,
    plan: Plan,
    by: Sequence[str],
    *,
    names: Mapping[Measure, str],
    known: Probe,
) -> Rows:
    """Each row's unit, day and what it adds to each measure while it is in its window."""
    words = one.words
    if one.rules:
        rows = rows.filter(one.qualifies())
    if one.roster and one.kind.time is not None:
        rows = rows.filter(~stranger(words))
    added: list[Expression] = []
    for measure, name in names.items():
        value = words.lit(0).cast(words.Float64)
        if measure in one.measures:
            value = one.value(measure)
            if measure.where is not None:
                value = flag(words, measure.where.compile(one.read), value)
        added.append(value.alias(name))
    for (source, column), name in presence_names(plan).items():
        read = source == one.source
        known_on = words.col(column) if read else words.lit(None, dtype=words.Int64)
        added.append(known_on.alias(name))
    population = words.lit(KNOWN)
    if one.kind.time is not None and known.looks[one.kind.argument].unowned:
        unowned = words.when(words.col("em_unit").is_null())
        population = unowned.then(words.lit(GUEST)).otherwise(words.lit(KNOWN))
    return rows.select(
        "em_unit", *by, population.cast(words.Int64).alias("em_population"), "em_day", *added
    )


def steps(
    words: Words,
    rows: Rows,
    keys: Sequence[str],
    plan: Plan,
    *,
    names: Mapping[Measure, str],
    question: Question,
    known: Probe,
) -> list[Rows]:
    """The entering and leaving steps of each row.

    Steps after the last date happen on the day after it, so that every state ends at zero.
    """
    window = question.window
    over = words.lit(known.end).cast(words.Int64)
    always = [m for m in plan.measures if m.presence is None]
    enters = {m: 0 if m.timeless else m.lag + m.earlier for m in always}
    leaves = {m: None if m.timeless or m.earlier or window.endless else m.lag + 1 for m in always}
    last = max([*enters.values(), *(index or 0 for index in leaves.values())], default=0)
    reach = max([last, *(m.lag + m.earlier + 1 for m in plan.measures if m.presence is not None)])
    for index in range(0 if window.endless else reach):
        rows = window.leaving(rows, boundary(index), boundary(index + 1), words)
    moves: list[tuple[Expression, Change]] = []
    for index in range(last + 1):
        change = {
            m: words.col(names[m]) if enters[m] == index else -words.col(names[m])
            for m in always
            if index in (enters[m], leaves[m])
        }
        moves.append((words.col(boundary(index)), change))
    moves.append((over, {m: -words.col(names[m]) for m in always if leaves[m] is None}))
    moves += _of_presences(words, plan, names, question, over)
    zero = words.lit(0).cast(words.Float64)
    return [
        rows.select(
            *keys,
            words.min_horizontal(day, over).alias("em_day"),
            *(change.get(m, zero).alias(name) for m, name in names.items()),
        )
        for day, change in moves
        if change
    ]


def boundary(index: int) -> str:
    """The column of the day on which a row passes from one window to the one before it."""
    return f"em_boundary_{index}" if index else "em_day"


def presence_names(plan: Plan) -> dict[tuple[Any, str], str]:
    """The columns of the days from which and until which rows are known."""
    found = [
        (measure.source, column)
        for measure in plan.measures
        if measure.presence is not None
        for column in measure.presence
    ]
    return {key: f"em_p{i}" for i, key in enumerate(dict.fromkeys(found))}


def _of_presences(
    words: Words,
    plan: Plan,
    names: Mapping[Measure, str],
    question: Question,
    over: Expression,
) -> list[tuple[Expression, Change]]:
    """Steps of rows that are known only from some day on, or only until some day."""
    columns = presence_names(plan)
    moves: list[tuple[Expression, Change]] = []
    for measure in plan.measures:
        if measure.presence is None:
            continue
        known_from, known_until = measure.presence
        index = measure.lag + measure.earlier
        enter = words.col(boundary(index))
        leave = over
        if not measure.earlier and not question.window.endless:
            leave = words.col(boundary(index + 1))
        leave = words.min_horizontal(leave, words.col(columns[measure.source, known_until]))
        enter = words.max_horizontal(enter, words.col(columns[measure.source, known_from]))
        value = words.col(names[measure])
        moves.append((words.min_horizontal(enter, leave), {measure: value}))
        moves.append((leave, {measure: -value}))
    return moves
