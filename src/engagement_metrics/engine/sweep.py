"""The whole history in one pass: every row enters its window once and leaves it once.

The steps of each unit, in order, are cumulated to the unit's state after each step. The terms of a
state count from its step to the next one, so that the changes of a term, added up by day and
cumulated, are its total on every day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import numpy as np

from engagement_metrics.engine.accumulate import accumulate
from engagement_metrics.engine.inputs import Input, rule_holds, stranger
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.plan import Plan
from engagement_metrics.engine.points import _reasons as reasons_of
from engagement_metrics.engine.probe import Probe
from engagement_metrics.engine.question import Question
from engagement_metrics.engine.reduced import (
    GUEST,
    KNOWN,
    STRANGER,
    Reduced,
    flag,
    measure_names,
    state_of,
)
from engagement_metrics.engine.windows import bounds, grid

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

# How many numbers of one chunk of groups are held at a time.
CHUNK = 20_000_000


def grid_of(question: Question, known: Probe) -> NDArray[np.int64]:
    """The dates of the history; none where there is no record."""
    if known.first is None or known.as_of is None or known.first > known.as_of:
        return np.zeros(0, dtype=np.int64)
    return grid(known.first, known.as_of, str(question.every), question.week_start)


def reduce_history(
    plan: Plan, inputs: Sequence[Input], question: Question, known: Probe
) -> Iterator[Reduced]:
    """The totals of every term at each date of the grid, some groups at a time."""
    dates = grid_of(question, known)
    if known.first is None or known.as_of is None or not len(dates):
        return
    names = measure_names(plan.measures)
    by = [f"em_by_{i}" for i in range(len(question.by))]
    reasons = reasons_of(inputs)
    parts: list[nw.LazyFrame[Any]] = []
    left_out: list[nw.LazyFrame[Any]] = []
    for one in inputs:
        rows = _rows(one, question, known)
        parts.append(_values(one, rows, plan, by, names, known))
        left_out.extend(_left_out(one, rows, by, reasons, known))
    rows = parts[0] if len(parts) == 1 else nw.concat(parts, how="vertical")
    state = state_of(names, known)
    terms = {f"em_t{i}": term.compile(state) for i, term in enumerate(plan.columns)}
    deltas = accumulate(
        rows,
        by,
        lambda coded, keys: _steps(coded, keys, plan, names, question, known),
        list(names.values()),
        terms,
        local=all(one.table.local for one in inputs),
        last=known.as_of,
    )
    counts = _collected(left_out)
    yield from _chunks(deltas, counts, plan, by, reasons, dates, question, known)


def _rows(one: Input, question: Question, known: Probe) -> nw.LazyFrame[Any]:
    rows = one.joined(one.raw(), known.looks[one.kind.argument].events_seen)
    if question.where is not None:
        rows = rows.filter(one.selected())
    if one.kind.time is None:
        day = nw.lit(known.first).cast(nw.Int64)
        return one.grouped(rows, day.alias("em_day"))
    if one.derived:
        rows = rows.filter(nw.col("em_day") < known.end)
    else:
        time = nw.col(one.time)
        rows = rows.filter(time < one.clock.literal(known.end))
        rows = rows.with_columns(one.clock.position(time).alias("em_day"))
    return one.grouped(rows)


def _values(
    one: Input,
    rows: nw.LazyFrame[Any],
    plan: Plan,
    by: Sequence[str],
    names: Mapping[Measure, str],
    known: Probe,
) -> nw.LazyFrame[Any]:
    """Each row's unit, day and what it adds to each measure while it is in its window."""
    if one.rules:
        rows = rows.filter(one.qualifies())
    if one.roster and one.kind.time is not None:
        rows = rows.filter(~stranger())
    values: list[nw.Expr] = []
    for measure, name in names.items():
        value = nw.lit(0).cast(nw.Float64)
        if measure in one.measures:
            value = one.value(measure)
            if measure.where is not None:
                value = flag(measure.where.compile(one.read), value)
        values.append(value.alias(name))
    presences = [
        (nw.col(column) if column and source == one.source else nw.lit(None, dtype=nw.Int64)).alias(
            name
        )
        for (source, column), name in _presence_names(plan).items()
    ]
    unowned = one.kind.time is not None and known.looks[one.kind.argument].unowned
    population = nw.lit(KNOWN).cast(nw.Int64)
    if unowned:
        population = (
            nw.when(nw.col("em_unit").is_null())
            .then(nw.lit(GUEST))
            .otherwise(nw.lit(KNOWN))
            .cast(nw.Int64)
        )
    return rows.select(
        "em_unit", *by, population.alias("em_population"), "em_day", *values, *presences
    )


def _presence_names(plan: Plan) -> dict[tuple[Any, str], str]:
    found = [
        (measure.source, column)
        for measure in plan.measures
        if measure.presence is not None
        for column in measure.presence
        if column is not None
    ]
    return {key: f"em_p{i}" for i, key in enumerate(dict.fromkeys(found))}


def _steps(
    rows: nw.LazyFrame[Any],
    keys: Sequence[str],
    plan: Plan,
    names: Mapping[Measure, str],
    question: Question,
    known: Probe,
) -> list[nw.LazyFrame[Any]]:
    """The entering and leaving steps of each row.

    Steps after the last date happen on the day after it, so that every state ends at zero.
    """
    window, over = question.window, known.end
    always = [m for m in plan.measures if m.presence is None]
    enters = {m: 0 if m.timeless else m.lag + m.earlier for m in always}
    leaves = {m: None if m.timeless or m.earlier or window.endless else m.lag + 1 for m in always}
    last = max([*enters.values(), *(index or 0 for index in leaves.values())], default=0)
    reach = max([last, *(m.lag + m.earlier + 1 for m in plan.measures if m.presence is not None)])
    for index in range(0 if window.endless else reach):
        rows = window.leaving(rows, _boundary(index), _boundary(index + 1))
    frames: list[tuple[nw.Expr, dict[Measure, nw.Expr]]] = []
    zero = nw.lit(0).cast(nw.Float64)
    for index in range(last + 1):
        step = {
            m: nw.col(names[m]) if enters[m] == index else -nw.col(names[m])
            for m in always
            if index in (enters[m], leaves[m])
        }
        frames.append((nw.col(_boundary(index)), step))
    staying = {m: -nw.col(names[m]) for m in always if leaves[m] is None}
    if staying:
        frames.append((nw.lit(over).cast(nw.Int64), staying))
    frames.extend(_presence_steps(plan, names, question, over))
    return [
        rows.select(
            *keys,
            nw.min_horizontal(when, nw.lit(over).cast(nw.Int64)).alias("em_day"),
            *(step.get(m, zero).alias(name) for m, name in names.items()),
        )
        for when, step in frames
        if step
    ]


def _boundary(index: int) -> str:
    """The column of the day on which a row passes from one window to the one before it."""
    return f"em_boundary_{index}" if index else "em_day"


def _presence_steps(
    plan: Plan, names: Mapping[Measure, str], question: Question, over: int
) -> list[tuple[nw.Expr, dict[Measure, nw.Expr]]]:
    """Steps of rows that are known only from some day on, or only until some day."""
    columns = _presence_names(plan)
    steps: list[tuple[nw.Expr, dict[Measure, nw.Expr]]] = []
    for measure in plan.measures:
        if measure.presence is None:
            continue
        known_from, known_until = measure.presence
        index = measure.lag + measure.earlier
        enter = nw.col(_boundary(index))
        leave = nw.lit(over).cast(nw.Int64)
        if not measure.earlier and not question.window.endless:
            leave = nw.col(_boundary(index + 1))
        if known_until is not None:
            leave = nw.min_horizontal(leave, nw.col(columns[measure.source, known_until]))
        enter = nw.max_horizontal(enter, nw.col(columns[measure.source, known_from]))
        value = nw.col(names[measure])
        steps.append((nw.min_horizontal(enter, leave), {measure: value}))
        steps.append((leave, {measure: -value}))
    return steps


def _left_out(
    one: Input,
    rows: nw.LazyFrame[Any],
    by: Sequence[str],
    reasons: Mapping[str, int],
    known: Probe,
) -> list[nw.LazyFrame[Any]]:
    """The numbers of rows that do not count, by group, day and reason."""
    if one.kind.time is None:
        return []
    kinds: list[tuple[str, nw.Expr]] = []
    if known.looks[one.kind.argument].excluded:
        passed = nw.lit(value=True)
        for rule in one.rules:
            kinds.append((rule.reason, passed & ~rule_holds(rule)))
            passed = passed & rule_holds(rule)
    if one.roster:
        kinds.append((STRANGER, one.qualifies() & stranger()))
    return [
        rows.filter(condition)
        .with_columns(nw.lit(reasons[reason]).cast(nw.Int64).alias("em_reason"))
        .group_by(*by, "em_reason", "em_day")
        .agg(nw.len().cast(nw.Float64).alias("em_rows"))
        for reason, condition in kinds
    ]


def _collected(frames: Sequence[nw.LazyFrame[Any]]) -> pl.DataFrame | None:
    if not frames:
        return None
    collected: pl.DataFrame = nw.concat(list(frames), how="vertical").collect("polars").to_native()
    return collected


def _chunks(
    deltas: pl.DataFrame,
    counts: pl.DataFrame | None,
    plan: Plan,
    by: Sequence[str],
    reasons: Mapping[str, int],
    dates: NDArray[np.int64],
    question: Question,
    known: Probe,
) -> Iterator[Reduced]:
    import polars as pl

    first, last = known.first or 0, known.as_of or 0
    keys: pl.DataFrame | None = None
    if by:
        keys = deltas.select(by).unique().sort(by, nulls_last=True)
        codes = keys.with_row_index("em_group")
        deltas = _coded(deltas, codes, by)
        counts = None if counts is None else _coded(counts, codes, by)
    else:
        deltas = deltas.with_columns(pl.lit(0).alias("em_group"))
        counts = None if counts is None else counts.with_columns(pl.lit(0).alias("em_group"))
    groups = 1 if keys is None else keys.height
    size = max(1, CHUNK // ((last - first + 1) + len(dates) * 2 * (len(plan.columns) + 1)))
    for begin in range(0, groups, size):
        end = min(begin + size, groups)
        here = deltas.filter(pl.col("em_group").is_between(begin, end, closed="left"))
        place = (
            here["em_population"].to_numpy(),
            here["em_group"].to_numpy().astype(np.int64) - begin,
            here["em_day"].to_numpy() - first,
        )
        totals = {
            term: _daily(here[f"em_t{i}"], place, (2, end - begin, last - first + 1))[
                ..., dates - first
            ]
            for i, term in enumerate(plan.columns)
        }
        excluded = {
            reason: _counted(counts, code, (begin, end), dates, question, known)
            for reason, code in reasons.items()
        }
        yield Reduced(None if keys is None else keys[begin:end], totals, excluded)


def _coded(frame: pl.DataFrame, codes: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    return frame.join(codes, on=list(by), how="inner", nulls_equal=True)


def _daily(
    deltas: pl.Series, place: tuple[Any, ...], shape: tuple[int, int, int]
) -> NDArray[np.float64]:
    array = np.zeros(shape)
    np.add.at(array, place, deltas.to_numpy())
    daily: NDArray[np.float64] = np.cumsum(array, axis=-1)
    return daily


def _counted(
    counts: pl.DataFrame | None,
    code: int,
    groups: tuple[int, int],
    dates: NDArray[np.int64],
    question: Question,
    known: Probe,
) -> NDArray[np.float64]:
    """How many rows left out for a reason lie in the window of each date."""
    import polars as pl

    begin, end = groups
    counted = np.zeros((end - begin, len(dates)))
    if counts is None:
        return counted
    here = counts.filter(
        (pl.col("em_reason") == code) & pl.col("em_group").is_between(begin, end, closed="left")
    )
    reach = [bounds(question.window, int(date) + 1, lag=0, before=False) for date in dates]
    for group, day, rows in here.select("em_group", "em_day", "em_rows").iter_rows():
        for i, (start, stop) in enumerate(reach):
            if (start is None or day >= start) and day < stop:
                counted[group - begin, i] += rows
    return counted
