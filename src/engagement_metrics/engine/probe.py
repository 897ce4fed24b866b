"""The probe: one look at each table before anything is added up.

It finds the first and the last day, and what is wrong with the data. It answers in one row a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from engagement_metrics.engine import checks, repeats
from engagement_metrics.engine.clock import Clock
from engagement_metrics.engine.glance import ends, glance, statistics, suffices, zoned
from engagement_metrics.engine.inputs import Input, rule_holds
from engagement_metrics.engine.limits import limited, outside, refuse_outside
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.question import Question
from engagement_metrics.engine.words import Expression, Rows, Words, collected_together
from engagement_metrics.engine.zones import Years
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.records.kind import RowSource


@dataclass(frozen=True)
class Look:
    """What one table shows.

    Attributes:
        first: The position of the first row that counts; None where there is none.
        last: The position of the last one.
        currency: The one currency of the amounts; None where there are several or none is given.
        excluded: Whether any row does not count by the rules of its kind.
        unowned: Whether any row has no unit.
        events_seen: The types of event that matter to how messages are judged.
        years: The first and the last year of its times, where they were asked for.
    """

    first: int | None = None
    last: int | None = None
    currency: str | None = None
    excluded: bool = False
    unowned: bool = False
    events_seen: frozenset[str] = frozenset()
    years: Years | None = None


@dataclass(frozen=True)
class Probe:
    """What is known of the data before it is reduced.

    Attributes:
        looks: What each table shows, by argument.
        first: The position of the first row that counts; None where there is none.
        as_of: The position of the last day, or instant, of the question; None where there is none.
        end: The first position after the window.
    """

    looks: Mapping[str, Look]
    first: int | None
    as_of: int | None
    end: int

    @property
    def currency(self) -> str | None:
        """The one currency of the amounts, where there is one."""
        named = {look.currency for look in self.looks.values()} - {None}
        return named.pop() if len(named) == 1 else None


def probe(inputs: Sequence[Input], question: Question) -> Probe:
    """Look at each table once.

    Raises:
        InvalidRecordsError: Rows that count cannot be computed with; the message says which.
    """
    as_of, end = reached_by(question, inputs)
    by_argument = by_table(inputs)
    looks = {name: look(alike, question, end) for name, alike in by_argument.items()}
    firsts = [one.first for one in looks.values() if one.first is not None]
    lasts = [one.last for one in looks.values() if one.last is not None]
    if as_of is None:
        as_of = max(lasts, default=None)
    if end is None:
        end = 0 if as_of is None else as_of + 1
    return Probe(looks, min(firsts, default=None), as_of, end)


def by_table(inputs: Sequence[Input]) -> dict[str, list[Input]]:
    """The sources of rows that each table is read for, by the table's argument."""
    found: dict[str, list[Input]] = {}
    for one in inputs:
        found.setdefault(one.kind.argument, []).append(one)
    return found


def reached_by(question: Question, inputs: Sequence[Input]) -> tuple[int | None, int | None]:
    """The position of the `as_of` that the caller gave and the first one after the window."""
    as_of = _given(question, inputs)
    return as_of, None if as_of is None else as_of + (0 if question.instants else 1)


@dataclass(frozen=True)
class Asked:
    """What is asked of one table at first.

    Attributes:
        rows: Its rows.
        values: What is added up over them.
        watched: The types of event that are looked for.
        counts: Whether a row counts.
        reached: Whether it lies before the end of the window.
        seen: The query of one row: statistics of whole columns, or numbers of judged rows.
        ids: The query of the ids that must differ; None where there are none, or where their
            numbers are part of that row.
        flags: What is judged of each row; None where statistics are asked for.
    """

    rows: Rows
    values: Sequence[tuple[Input, Measure]]
    watched: tuple[str, ...]
    counts: Expression
    reached: Expression
    seen: Rows
    ids: Rows | None
    flags: dict[str, Expression] | None

    @property
    def queries(self) -> list[Rows]:
        """The queries, in the order in which they are answered."""
        return [self.seen] if self.ids is None else [self.seen, self.ids]


def asked_of(inputs: Sequence[Input], end: int | None) -> Asked:
    """What a look at one table begins with.

    Raises:
        InvalidRecordsError: A column is of a type that cannot be computed with.
    """
    first, *_ = inputs
    for one in inputs:
        checks.numbers_only(one)
        checks.words_only(one)
    rows = first.raw()
    values = _sums([one for one in inputs if not one.derived and one.table.kept is None])
    watched = _watched(inputs)
    time = first.words.col(first.time)
    # What lies after as_of is judged by nothing but its time: there is no looking ahead.
    reached = (
        first.words.lit(value=True) if end is None else time < first.clock.moment(end, first.words)
    )
    counts = ~time.is_null() & first.qualifies()
    ids: Rows | None = None
    flags: dict[str, Expression] | None = None
    at_once = first.table.few
    if suffices(first, values) and not any(limited(one) for one in inputs if not one.derived):
        also = repeats.counted_ids(first, counts & reached) if at_once else []
        seen = rows.select(*statistics(first, values, watched), *also)
    else:
        at_once = False
        rows, flags, seen = _thorough(inputs, rows, values, counts, reached)
    if not at_once:
        ids = repeats.identities(first, first.raw(), counts & reached)
    if ids is not None and not first.table.local:
        # Both are one row: one query elsewhere is cheaper than two.
        seen, ids = seen.join(ids, how="cross"), None
    return Asked(rows, values, watched, counts, reached, seen, ids, flags)


def look(inputs: Sequence[Input], question: Question, end: int | None) -> Look:
    """Look at one table, which several sources of rows may be read from."""
    first, *_ = inputs
    if first.kind.time is None:
        repeats.one_row_each(first)
        return Look()
    asked = asked_of(inputs, end)
    rows, flags, values, watched = asked.rows, asked.flags, asked.values, asked.watched
    row, *found = collected_together(asked.queries, few=first.table.few)
    if "em_ids" in row.columns:
        found = [row]
    seen: Mapping[str, Any] | None = row.row(0, named=True)
    if flags is None:
        seen = glance(first, row.row(0, named=True), values)
    if seen is None:
        rows, flags, prepared = _thorough(inputs, rows, values, asked.counts, asked.reached)
        (row,) = collected_together([prepared], few=first.table.few)
        seen = row.row(0, named=True)
    if flags is not None:
        checks.raise_for(seen, inputs, rows, flags=flags, values=values, question=question)
        for one in inputs:
            if not one.derived:
                refuse_outside(one, seen, rows, flags)
    for one_column in found:
        repeats.refuse_repeats(first, one_column, asked.counts & asked.reached)
    kept = first.table.kept
    return Look(
        first=kept.first if kept else _position(seen["em_first"], first.clock),
        last=kept.last if kept else _position(seen["em_last"], first.clock),
        currency=seen.get("em_currency_first"),
        excluded=any(seen[f"em_rule_{i}"] for i in range(len(first.rules))),
        unowned=bool(seen["em_no_unit"]),
        events_seen=frozenset(name for name in watched if seen[f"em_saw_{name}"]),
        years=_years(seen),
    )


def _thorough(
    inputs: Sequence[Input],
    rows: Rows,
    values: Sequence[tuple[Input, Measure]],
    counts: Expression,
    reached: Expression,
) -> tuple[Rows, dict[str, Expression], Rows]:
    """Every row judged by every rule: the rows, the flags, and one row of their numbers."""
    first, *_ = inputs
    words = first.words
    plain = [one for one in inputs if not one.derived]
    if plain and (plain[0].attributes or first.question.where is not None):
        rows = plain[0].joined(rows)
    read = counts & reached & (plain[0].selected() if plain else words.lit(value=True))
    flags = _row_flags(first, reached, read)
    for i, (one, measure) in enumerate(values):
        here = read if measure.where is None else read & measure.where.compile(one.read)
        flags[f"em_bad_{i}"] = here & checks.not_a_number(one, measure)
        flags[f"em_negative_{i}"] = here & checks.negative(one, measure)
    for one in plain:
        for i, (named, measures) in enumerate(limited(one).items()):
            flags[f"em_outside_{i}"] = outside(one, named, measures, read)
    kept: dict[str, Expression] = {"em_time": words.when(counts).then(words.col(first.time))}
    currency = next((one.currency for one in plain if one.currency), None)
    if currency:
        kept["em_currency"] = words.when(read).then(words.col(currency).cast(words.String))
        flags["em_no_currency"] = read & words.col(currency).is_null()
    for name in _watched(inputs):
        flags[f"em_saw_{name}"] = words.col("type") == name
    for i, name in enumerate(zoned(first)):
        kept[f"em_at_{i}"] = words.col(name)
    return rows, flags, _one_row(words, rows, flags, kept)


def _years(seen: Mapping[str, Any]) -> Years | None:
    """The first and the last year of all columns of instants."""
    ends = [moment for name, moment in seen.items() if name.startswith("em_at_") and moment]
    return (min(ends).year, max(ends).year) if ends else None


def _row_flags(first: Input, reached: Expression, read: Expression) -> dict[str, Expression]:
    """What is wrong or unusual about each row, whatever the metrics read."""
    words = first.words
    time = words.col(first.time)
    flags: dict[str, Expression] = {}
    flags["em_no_time"] = time.is_null()
    flags["em_no_unit"] = read & _no_unit(first)
    for i, rule in enumerate(first.rules):
        flags[f"em_rule_{i}"] = ~rule_holds(words, rule)
        if rule.vocabulary:
            named = words.col(rule.column)
            flags[f"em_word_{i}"] = reached & ~named.is_null() & ~named.is_in(rule.vocabulary)
    return flags


def _one_row(
    words: Words,
    rows: Rows,
    flags: Mapping[str, Expression],
    kept: Mapping[str, Expression],
) -> Rows:
    ones = {
        name: words.when(flag).then(words.lit(1)).otherwise(words.lit(0)).cast(words.Float64)
        for name, flag in flags.items()
    }
    prepared = rows.select(*(expr.alias(name) for name, expr in {**ones, **kept}.items()))
    answers = [
        *(words.col(name).sum() for name in ones),
        words.col("em_time").min().alias("em_first"),
        words.col("em_time").max().alias("em_last"),
    ]
    for name in kept:
        if name.startswith("em_at_"):
            answers += ends(words, name, name)
    if "em_currency" in kept:
        answers += ends(words, "em_currency", "em_currency")
    return prepared.select(*answers)


def _sums(inputs: Sequence[Input]) -> list[tuple[Input, Measure]]:
    sums: dict[Measure, Input] = {}
    for one in inputs:
        for measure in one.measures:
            if measure.value is not None:
                sums.setdefault(Measure(measure.source, measure.value, measure.where), one)
    return [(one, measure) for measure, one in sums.items()]


def _watched(inputs: Sequence[Input]) -> tuple[str, ...]:
    derived = any(type(one.source) is not RowSource for one in inputs)
    return ("delivered",) if derived and "type" in inputs[0].table.schema else ()


def _no_unit(one: Input) -> Expression:
    missing = [one.words.col(name).is_null() for name in one.unit_columns]
    combined = missing[0]
    for also in missing[1:]:
        combined = combined & also
    return combined


def _position(moment: date | datetime | None, clock: Clock) -> int | None:
    return None if moment is None else clock.position_of(moment)


def _given(question: Question, inputs: Sequence[Input]) -> int | None:
    """The position of the `as_of` that the caller gave."""
    as_of = question.as_of
    if as_of is None:
        return None
    if not isinstance(as_of, datetime):
        return Clock("date").position_of(as_of)
    clock = next(one.clock for one in inputs if one.kind.time is not None)
    if clock.form == "aware" and as_of.tzinfo is None:
        if question.tz is None:
            message = (
                "as_of has a time of day but no zone, while the data has one; pass tz=... or an "
                "aware as_of"
            )
            raise InvalidArgumentError(message)
        as_of = as_of.replace(tzinfo=ZoneInfo(question.tz))
    if clock.form == "naive" and as_of.tzinfo is not None:
        if question.tz is None:
            message = (
                "as_of has a zone, while the times of the data have none; pass tz=..., the zone "
                "that they are local times of, or an as_of without zone"
            )
            raise InvalidArgumentError(message)
        as_of = as_of.astimezone(ZoneInfo(question.tz)).replace(tzinfo=None)
    return clock.position_of(as_of)
