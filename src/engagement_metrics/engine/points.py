"""The reduction at one date: rows -> units -> totals, one pass over each table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import numpy as np

from engagement_metrics.engine.inputs import Input, rule_holds, stranger
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.plan import Plan
from engagement_metrics.engine.probe import Probe
from engagement_metrics.engine.question import Question
from engagement_metrics.engine.reduced import (
    FIRST_REASON,
    GUEST,
    KNOWN,
    LATER,
    STRANGER,
    Reduced,
    flag,
    measure_names,
    state_of,
)
from engagement_metrics.engine.windows import bounds

if TYPE_CHECKING:
    import polars as pl

Range = tuple[int | None, int]


def reduce_point(plan: Plan, inputs: Sequence[Input], question: Question, known: Probe) -> Reduced:
    """The totals of every term at `as_of`, by group."""
    names = measure_names(plan.measures)
    by = [f"em_by_{i}" for i in range(len(question.by))]
    reasons = _reasons(inputs)
    units: list[nw.LazyFrame[Any]] = []
    left_out: list[nw.LazyFrame[Any]] = []
    for one in inputs:
        rows = one.joined(one.raw(), known.looks[one.kind.argument].events_seen)
        if question.where is not None:
            rows = rows.filter(one.selected())
        rows = one.grouped(rows)
        units.extend(_units(one, rows, by, names, known, several=len(inputs) > 1))
        left_out.extend(_left_out(one, rows, by, reasons, known))
    merged = units[0] if len(units) == 1 else nw.concat(units, how="vertical")
    if len(inputs) > 1:
        owned = merged.filter(nw.col("em_population") == KNOWN)
        owned = owned.group_by("em_unit", *by, "em_population").agg(
            *(nw.col(name).sum() for name in names.values())
        )
        guests = merged.filter(nw.col("em_population") == GUEST).select(
            "em_unit", *by, "em_population", *names.values()
        )
        merged = nw.concat([owned, guests], how="vertical")
    totals = _totals(merged, plan, by, names, known)
    if left_out:
        padded = [
            frame.with_columns(
                *(nw.lit(0).cast(nw.Float64).alias(f"em_t{i}") for i in range(len(plan.columns)))
            ).select(*by, "em_population", "em_rows", *_term_names(plan))
            for frame in left_out
        ]
        totals = nw.concat([totals, *padded], how="vertical")
    collected: pl.DataFrame = totals.collect("polars").to_native()
    return reduced_of(collected, plan, by, reasons)


def _units(
    one: Input,
    rows: nw.LazyFrame[Any],
    by: Sequence[str],
    names: Mapping[Measure, str],
    known: Probe,
    *,
    several: bool,
) -> list[nw.LazyFrame[Any]]:
    """The measures of each unit, and of each row that has none."""
    ranges = {m: _range(m, one, known) for m in one.measures}
    rows = _within(one, rows.filter(one.qualifies()) if one.rules else rows, ranges, known)
    if one.roster and one.kind.time is not None:
        rows = rows.filter(~stranger())
    whole = _hull(ranges.values())
    columns = {names[m]: _measured(one, m, ranges[m], whole, known) for m in one.measures}
    absent = [name for measure, name in names.items() if measure not in one.measures]
    rows = rows.select("em_unit", *by, *(column.alias(name) for name, column in columns.items()))
    zeros = [nw.lit(0).cast(nw.Float64).alias(name) for name in absent]
    unowned = one.kind.time is not None and known.looks[one.kind.argument].unowned
    population = nw.lit(KNOWN).cast(nw.Int64).alias("em_population")
    owned = rows.filter(~nw.col("em_unit").is_null()) if unowned else rows
    frames = [
        owned.group_by("em_unit", *by)
        .agg(*(nw.col(name).sum() for name in columns))
        .with_columns(*zeros, population)
        .select("em_unit", *by, "em_population", *names.values())
    ]
    if unowned:
        frames.append(
            rows.filter(nw.col("em_unit").is_null())
            .with_columns(*zeros, nw.lit(GUEST).cast(nw.Int64).alias("em_population"))
            .select("em_unit", *by, "em_population", *names.values())
        )
    return frames


def _left_out(
    one: Input,
    rows: nw.LazyFrame[Any],
    by: Sequence[str],
    reasons: Mapping[str, int],
    known: Probe,
) -> list[nw.LazyFrame[Any]]:
    """The numbers of rows that do not count, by group and reason."""
    found = known.looks.get(one.kind.argument)
    if one.kind.time is None or found is None:
        return []
    frames: list[nw.LazyFrame[Any]] = []
    inside = _inside(one, (_start(one, known), known.end), known)
    kinds: list[tuple[int, nw.Expr]] = []
    if found.excluded:
        passed = nw.lit(value=True)
        for rule in one.rules:
            kinds.append((reasons[rule.reason], passed & ~rule_holds(rule) & inside))
            passed = passed & rule_holds(rule)
    if one.roster:
        kinds.append((reasons[STRANGER], one.qualifies() & stranger() & inside))
    if found.last is not None and found.last >= known.end:
        kinds.append((LATER, one.qualifies() & ~_before(one, known.end)))
    for population, condition in kinds:
        frames.append(
            rows.filter(condition)
            .with_columns(nw.lit(population).cast(nw.Int64).alias("em_population"))
            .group_by(*by, "em_population")
            .agg(nw.len().cast(nw.Float64).alias("em_rows"))
        )
    return frames


def _totals(
    units: nw.LazyFrame[Any],
    plan: Plan,
    by: Sequence[str],
    names: Mapping[Measure, str],
    known: Probe,
) -> nw.LazyFrame[Any]:
    state = state_of(names, known)
    terms = units.select(
        *by,
        "em_population",
        *(term.compile(state).alias(f"em_t{i}") for i, term in enumerate(plan.columns)),
    )
    return (
        terms.group_by(*by, "em_population")
        .agg(*(nw.col(name).sum() for name in _term_names(plan)))
        .with_columns(nw.lit(0).cast(nw.Float64).alias("em_rows"))
        .select(*by, "em_population", "em_rows", *_term_names(plan))
    )


def reduced_of(
    collected: pl.DataFrame, plan: Plan, by: Sequence[str], reasons: Mapping[str, int]
) -> Reduced:
    """The small table of totals as arrays."""
    import polars as pl

    keys: pl.DataFrame | None = None
    index = np.zeros(collected.height, dtype=np.int64)
    groups = 1
    if by:
        keys = collected.filter(pl.col("em_population").is_in([KNOWN, GUEST])).select(by)
        keys = keys.unique().sort(by, nulls_last=True).with_row_index("em_group")
        index = (
            collected.join(keys, on=list(by), how="left", nulls_equal=True, maintain_order="left")
            .get_column("em_group")
            .fill_null(keys.height)
            .to_numpy()
        )
        groups = keys.height
        keys = keys.drop("em_group")
    population = collected.get_column("em_population").to_numpy()
    totals = {}
    for i, term in enumerate(plan.columns):
        # Rows of groups that count nothing fall into a place after the last group.
        array = np.zeros((2, groups + 1, 1))
        values = collected.get_column(f"em_t{i}").fill_null(0.0).to_numpy()
        counted = population <= GUEST
        np.add.at(array, (population[counted], index[counted], 0), values[counted])
        totals[term] = array[:, :groups]
    excluded = {}
    rows = collected.get_column("em_rows").to_numpy()
    for reason, code in {**reasons, "after_as_of": LATER}.items():
        counts = np.zeros((groups + 1, 1))
        here = population == code
        np.add.at(counts, (index[here], 0), rows[here])
        excluded[reason] = counts[:groups]
    return Reduced(keys, totals, excluded)


def _reasons(inputs: Sequence[Input]) -> dict[str, int]:
    names = [rule.reason for one in inputs for rule in one.rules]
    names += [STRANGER for one in inputs if one.roster]
    return {name: FIRST_REASON + i for i, name in enumerate(dict.fromkeys(names))}


def _term_names(plan: Plan) -> list[str]:
    return [f"em_t{i}" for i in range(len(plan.columns))]


def _range(measure: Measure, one: Input, known: Probe) -> Range | None:
    if measure.timeless:
        return None
    return bounds(one.question.window, known.end, lag=measure.lag, before=measure.earlier)


def _start(one: Input, known: Probe) -> int | None:
    return bounds(one.question.window, known.end, lag=0, before=False)[0]


def _hull(ranges: Any) -> Range | None:
    timed = [found for found in ranges if found is not None]
    if not timed:
        return None
    starts = [start for start, _ in timed]
    start = None if None in starts else min(start for start in starts if start is not None)
    return start, max(end for _, end in timed)


def _within(
    one: Input, rows: nw.LazyFrame[Any], ranges: Mapping[Measure, Range | None], known: Probe
) -> nw.LazyFrame[Any]:
    whole = _hull(ranges.values())
    return rows if whole is None else rows.filter(_inside(one, whole, known))


def _inside(one: Input, reach: Range, known: Probe) -> nw.Expr:
    start, end = reach
    inside = _before(one, end)
    if start is None or (known.first is not None and start <= known.first):
        return inside
    return inside & ~_before(one, start)


def _before(one: Input, position: int) -> nw.Expr:
    if one.derived:
        return nw.col("em_day") < position
    return nw.col(one.time) < one.clock.literal(position)


def _measured(
    one: Input, measure: Measure, reach: Range | None, whole: Range | None, known: Probe
) -> nw.Expr:
    conditions: list[nw.Expr] = []
    if measure.where is not None:
        conditions.append(measure.where.compile(one.read))
    if reach is not None and reach != whole:
        conditions.append(_inside(one, reach, known))
    if measure.presence is not None:
        known_from, known_until = measure.presence
        conditions.append(nw.col(known_from) < known.end)
        if known_until is not None:
            until = nw.col(known_until)
            conditions.append(until.is_null() | (until >= known.end))
    value = one.value(measure)
    if not conditions:
        return value
    combined = conditions[0]
    for also in conditions[1:]:
        combined = combined & also
    return flag(combined, value)
