"""Steps: the days on which each row enters a window and leaves it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from engagement_metrics.engine.days import day_by_day
from engagement_metrics.engine.inputs import Input, stranger
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.picked import neighbours_of, with_neighbours, with_stays
from engagement_metrics.engine.plan import Plan
from engagement_metrics.engine.probe import Probe
from engagement_metrics.engine.question import Question
from engagement_metrics.engine.reduced import GUEST, KNOWN, flag
from engagement_metrics.engine.windows import Window
from engagement_metrics.engine.words import Expression, Rows, Words, apart

Change: TypeAlias = dict[Measure, Expression]
# The columns of the days on which a row enters and leaves; None where it never leaves.
Stay: TypeAlias = tuple[str, str | None]


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
    beside = neighbours_of(plan.measures)
    rows = with_neighbours(one, rows, by, beside)
    days = [(source, column, name) for (source, column), name in presence_names(plan).items()]
    days += [(source, name, name) for (source, _), pair in beside.items() for name in pair]
    for source, column, name in days:
        read = source == one.source
        day = words.col(column) if read else words.lit(None, dtype=words.Int64)
        added.append(day.alias(name))
    population = words.lit(KNOWN)
    if one.kind.time is not None and known.looks[one.kind.argument].unowned:
        unowned = words.when(words.col("em_unit").is_null())
        population = unowned.then(words.lit(GUEST)).otherwise(words.lit(KNOWN))
    rows = rows.select(
        "em_unit", *by, population.cast(words.Int64).alias("em_population"), "em_day", *added
    )
    if not one.by_day:
        return rows
    columns = rows.collect_schema().names()
    keys = [name for name in columns if name not in names.values()]
    owned = words.col("em_population") == KNOWN
    # A row without a unit is one of its own.
    parts = [day_by_day(words, rows.filter(owned), keys, names), rows.filter(~owned)]
    return words.concat([part.select(*columns) for part in parts], how="vertical")


def steps(
    words: Words,
    rows: Rows,
    keys: Sequence[str],
    plan: Plan,
    *,
    names: Mapping[Measure, str],
    question: Question,
    known: Probe,
    closing: bool = True,
) -> list[Rows]:
    """The entering and leaving steps of each row.

    Steps after the last date happen on the day after it, so that every state ends at zero; unless
    `closing`, they are left out.
    """
    rows = with_days(words, rows, plan, question, known)
    over = words.lit(known.end).cast(words.Int64)
    moves: dict[str | None, Change] = {}
    for measure, (enters, leaves) in stays(plan, question.window).items():
        value = words.col(names[measure])
        moves.setdefault(enters, {})[measure] = value
        moves.setdefault(leaves, {})[measure] = -value
    if not closing:
        moves.pop(None, None)
    zero = words.lit(0).cast(words.Float64)
    found = []
    for name, change in moves.items():
        day = over if name is None else words.min_horizontal(words.col(name), over)
        reached = rows if closing or name is None else rows.filter(words.col(name) < over)
        found.append(
            reached.select(
                *keys,
                day.alias("em_day"),
                *(change.get(m, zero).alias(column) for m, column in names.items()),
            )
        )
    return found


def stays(plan: Plan, window: Window) -> dict[Measure, Stay]:
    """The columns of the days on which a row enters what a measure adds up, and leaves it."""
    found: dict[Measure, Stay] = {}
    for i, measure in enumerate(plan.measures):
        index = 0 if measure.timeless else measure.lag + measure.earlier
        endless = measure.timeless or measure.earlier or window.endless
        leaves = None if endless else boundary(index + 1)
        if measure.presence is not None or measure.pick is not None:
            found[measure] = (f"em_enters_{i}", f"em_leaves_{i}")
        else:
            found[measure] = (boundary(index), leaves)
    return found


def with_days(words: Words, rows: Rows, plan: Plan, question: Question, known: Probe) -> Rows:
    """The rows with every day on which one of them enters or leaves a window."""
    window = question.window
    reach = max(measure.lag + measure.earlier + 1 for measure in plan.measures)
    timed = any(not measure.timeless for measure in plan.measures)
    for index in range(0 if window.endless or not timed else reach):
        rows = window.leaving(apart(rows), boundary(index), boundary(index + 1), words)
    over = words.lit(known.end).cast(words.Int64)
    days = _of_presences(words, plan, question, over)
    rows = rows.with_columns(*days) if days else rows
    return apart(with_stays(rows, plan, window, words, over=over, boundary=boundary))


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
    words: Words, plan: Plan, question: Question, over: Expression
) -> list[Expression]:
    """The days of rows that are known only from some day on, or only until some day."""
    columns = presence_names(plan)
    days: list[Expression] = []
    for i, measure in enumerate(plan.measures):
        if measure.presence is None:
            continue
        known_from, known_until = measure.presence
        index = measure.lag + measure.earlier
        leave = over
        if not measure.earlier and not question.window.endless:
            leave = words.col(boundary(index + 1))
        leave = words.min_horizontal(leave, words.col(columns[measure.source, known_until]))
        enter = words.col(columns[measure.source, known_from])
        enter = words.max_horizontal(words.col(boundary(index)), enter)
        days.append(words.min_horizontal(enter, leave).alias(f"em_enters_{i}"))
        days.append(leave.alias(f"em_leaves_{i}"))
    return days
