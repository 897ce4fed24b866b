"""The reduction at one date: rows -> units -> totals, one pass over each table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from engagement_metrics.engine.days import date_of, day_by_day
from engagement_metrics.engine.inputs import Input, stranger
from engagement_metrics.engine.left_out import LATER, conditions, counted, reasons_of
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.picked import (
    Neighbours,
    is_picked,
    neighbours_of,
    with_neighbours,
)
from engagement_metrics.engine.plan import Plan
from engagement_metrics.engine.probe import Probe
from engagement_metrics.engine.question import Question
from engagement_metrics.engine.reduced import (
    GUEST,
    KNOWN,
    Columns,
    Places,
    Reduced,
    columns_of,
    flag,
    groups_of,
)
from engagement_metrics.engine.windows import bounds
from engagement_metrics.engine.words import Expression, Rows, collected, one_row

if TYPE_CHECKING:
    import polars as pl

Reach: TypeAlias = tuple[int | None, int]

# In the one small table that comes back, the rows left out stand below the totals, as populations
# that begin with this number.
FIRST_REASON = 2


def reduce_point(plan: Plan, inputs: Sequence[Input], question: Question, known: Probe) -> Reduced:
    """The totals of every term at `as_of`, by group."""
    state = columns_of(inputs[0].words, plan)
    by = [f"em_by_{i}" for i in range(len(question.by))]
    together = point_query(plan, inputs, known, state, by)
    totals = collected(together, few=all(one.table.few for one in inputs))
    return _reduced(totals, plan, state, by, reasons_of(inputs))


def point_query(
    plan: Plan, inputs: Sequence[Input], known: Probe, state: Columns, by: Sequence[str]
) -> Rows:
    """The one query that `reduce_point` brings the answer of."""
    words, question = state.words, inputs[0].question
    names, centres = state.names, list(state.centres.values())
    reasons = reasons_of(inputs)
    units: dict[int, list[Units]] = {KNOWN: [], GUEST: []}
    left_out: list[Rows] = []
    for one in inputs:
        rows = one.joined(one.raw(), known.looks[one.kind.argument].events_seen)
        if question.where is not None:
            rows = rows.filter(one.selected())
        rows = one.grouped(rows)
        for population, part in _units(one, rows, by, names, known).items():
            units[population].append(part)
        left_out += _left_out(one, rows, by, reasons, known)
    parts = []
    for population, found in units.items():
        if not found:
            continue
        merged, rows = found[0].units, found[0].rows
        if len(found) > 1:
            rows = words.concat([one.rows for one in found], how="vertical")
            merged = words.concat([one.units for one in found], how="vertical")
            if population == KNOWN:
                sums = (words.col(name).sum() for name in names.values())
                merged = merged.group_by("em_unit", *by).agg(*sums)
        if centres:
            merged = state.centred(merged, rows, by, local=inputs[0].table.local)
        parts.append(_added(inputs[0], merged, state, by, population))
    for frame in left_out:
        reason = words.col("em_reason").alias("em_population")
        numbers = (*centres, *(f"em_t{i}" for i in range(len(plan.columns))))
        zeros = (words.lit(0).cast(words.Float64).alias(name) for name in numbers)
        parts.append(frame.select(*by, *zeros, reason, "em_rows"))
    return parts[0] if len(parts) == 1 else words.concat(parts, how="vertical")


def _added(one: Input, units: Rows, state: Columns, by: Sequence[str], population: int) -> Rows:
    """The totals of units of one population, marked as such."""
    totals, marks = state.totals, state.marks[population]
    if not one.table.local:
        added = units.group_by(*by).agg(*totals) if by else units.select(*totals)
        return added.with_columns(*marks)
    # On Polars a constant beside totals is no step of its own.
    together = (*totals, *marks)
    if by:
        return units.group_by(*by).agg(*together)
    return one_row(units, together, few=one.table.few)


@dataclass(frozen=True)
class Units:
    """The measures of each unit.

    Attributes:
        units: One row a unit.
        rows: What adds up to the same, and costs SQL engines less to add up once more.
    """

    units: Rows
    rows: Rows


def _units(
    one: Input, rows: Rows, by: Sequence[str], names: Mapping[Measure, str], known: Probe
) -> dict[int, Units]:
    """The measures of each unit, and of each row that has none."""
    words = one.words
    reaches = {measure: _reach(measure, one, known) for measure in one.measures}
    whole = _hull(reaches.values())
    if one.rules:
        rows = rows.filter(one.qualifies())
    if whole is not None:
        rows = rows.filter(inside(one, whole, known))
    if one.roster and one.kind.time is not None:
        rows = rows.filter(~stranger(words))
    beside = neighbours_of(names)
    rows = with_neighbours(one, rows, by, beside)
    values = {
        names[measure]: _value(
            one, measure, reaches[measure], whole=whole, known=known, beside=beside
        )
        for measure in one.measures
    }
    # Counting rows is cheaper than adding up ones.
    counts = [name for name, value in values.items() if value is None]
    sums = {name: value for name, value in values.items() if value is not None}
    missing = [name for name in names.values() if name not in values]
    zeros = [words.lit(0).cast(words.Float64).alias(name) for name in missing]
    date = [date_of(one).alias("em_date")] if one.by_day else []
    rows = rows.select("em_unit", *by, *date, *(value.alias(n) for n, value in sums.items()))
    unowned = one.kind.time is not None and known.looks[one.kind.argument].unowned
    owned = rows.filter(~words.col("em_unit").is_null()) if unowned else rows
    ones = [words.lit(1).cast(words.Float64).alias(name) for name in counts]

    def each(rows: Rows) -> Rows:
        """Rows as units of their own."""
        numbered = rows.select("em_unit", *by, *sums, *ones, *zeros)
        return numbered.select("em_unit", *by, *names.values())

    alike: Rows | None = None if one.table.local or one.by_day else each(owned)
    if one.by_day:
        owned = day_by_day(words, owned, ["em_unit", *by, "em_date"], names)
    elif one.table.few and not by:
        # Polars groups a few rows that stand in order several times as fast as others.
        owned = owned.sort("em_unit")
    known_units = owned.group_by("em_unit", *by).agg(
        *(
            words.len().cast(words.Float64).alias(name) if value is None else words.col(name).sum()
            for name, value in values.items()
        )
    )
    if zeros:
        known_units = known_units.with_columns(*zeros).select("em_unit", *by, *names.values())
    parts = {KNOWN: Units(known_units, known_units if alike is None else alike)}
    if unowned:
        guests = each(rows.filter(words.col("em_unit").is_null()))
        parts[GUEST] = Units(guests, guests)
    return parts


def _left_out(
    one: Input, rows: Rows, by: Sequence[str], reasons: Sequence[str], known: Probe
) -> list[Rows]:
    """The numbers of rows in the window that do not count, and of rows after it."""
    reach = bounds(one.question.window, known.end, lag=0, before=False)
    found = {
        reason: condition & _between(one, *reach)
        for reason, condition in conditions(one, known).items()
    }
    look = known.looks[one.kind.argument]
    if look.last is not None and look.last >= known.end:
        found[LATER] = one.qualifies() & ~_before(one, known.end)
    return [
        counted(one, rows, condition, FIRST_REASON + reasons.index(reason), by)
        for reason, condition in found.items()
    ]


def _reduced(
    totals: pl.DataFrame, plan: Plan, state: Columns, by: Sequence[str], reasons: Sequence[str]
) -> Reduced:
    """The small table of totals as arrays."""
    population = totals.get_column("em_population").to_numpy()
    keys, group = groups_of(totals, by, population < FIRST_REASON)
    places = Places(
        (population, group), (FIRST_REASON + len(reasons), 1 if keys is None else keys.height)
    )
    names = [*(f"em_t{i}" for i in range(len(plan.columns))), *state.centres.values(), "em_rows"]
    *placed, rows = places.totals(totals[names])[..., None]
    terms, centres = placed[: len(plan.columns)], placed[len(plan.columns) :]
    return Reduced(
        keys,
        {term: found[:FIRST_REASON] for term, found in zip(plan.columns, terms, strict=True)},
        {
            centred.measure: found[:FIRST_REASON]
            for centred, found in zip(state.centres, centres, strict=True)
        },
        dict(zip(reasons, rows[FIRST_REASON:], strict=True)),
    )


def _reach(measure: Measure, one: Input, known: Probe) -> Reach | None:
    if measure.timeless:
        return None
    return bounds(one.question.window, known.end, lag=measure.lag, before=measure.earlier)


def _hull(reaches: Iterable[Reach | None]) -> Reach | None:
    """What several reaches cover together."""
    timed = [reach for reach in reaches if reach is not None]
    if not timed:
        return None
    starts = [start for start, _ in timed if start is not None]
    return (
        min(starts) if len(starts) == len(timed) else None,
        max(end for _, end in timed),
    )


def inside(one: Input, reach: Reach, known: Probe) -> Expression:
    """Whether a row lies in a reach."""
    start, end = reach
    # No row that counts is earlier than the first one; rows that do not count may be.
    if start is not None and known.first is not None and start <= known.first:
        start = None
    return _between(one, start, end)


def _between(one: Input, start: int | None, end: int) -> Expression:
    if start is None:
        return _before(one, end)
    # Polars takes two conditions for two steps, each of which copies the rows.
    return _when(one).is_between(_mark(one, start), _mark(one, end), closed="left")


def _before(one: Input, position: int) -> Expression:
    return _when(one) < _mark(one, position)


def _when(one: Input) -> Expression:
    return one.words.col("em_day" if one.derived else one.time)


def _mark(one: Input, position: int) -> Expression:
    """A position as the rows hold times."""
    return one.words.lit(position) if one.derived else one.clock.moment(position, one.words)


def _value(
    one: Input,
    measure: Measure,
    reach: Reach | None,
    *,
    whole: Reach | None,
    known: Probe,
    beside: Neighbours,
) -> Expression | None:
    """What a row adds to a measure; None for a 1 that every row adds."""
    words = one.words
    conditions_met: list[Expression] = []
    if measure.where is not None:
        conditions_met.append(measure.where.compile(one.read))
    if reach is not None and reach != whole:
        conditions_met.append(inside(one, reach, known))
    if measure.pick is not None and reach is not None:
        conditions_met.append(is_picked(words, measure, beside, reach))
    if measure.presence is not None:
        known_from, known_until = measure.presence
        conditions_met.append(words.col(known_from) < known.end)
        until = words.col(known_until)
        conditions_met.append(until.is_null() | (until >= known.end))
    if not conditions_met:
        every_one = measure.value is None and not one.weighted and not one.by_day
        return None if every_one else one.value(measure)
    combined = conditions_met[0]
    for also in conditions_met[1:]:
        combined = combined & also
    return flag(words, combined, one.value(measure))
