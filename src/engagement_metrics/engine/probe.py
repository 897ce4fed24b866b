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
from engagement_metrics.engine.glance import at_once, glance, statistics, suffices
from engagement_metrics.engine.inputs import Input
from engagement_metrics.engine.judged import judged, watched_events
from engagement_metrics.engine.limits import limited, refuse_outside
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.question import Question
from engagement_metrics.engine.words import Expression, Rows, collected, collected_together
from engagement_metrics.engine.zones import Years
from engagement_metrics.errors import InvalidArgumentError


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


def asked_of(inputs: Sequence[Input], end: int | None, *, thorough: bool = False) -> Asked:
    """What a look at one table begins with.

    Args:
        inputs: What is read from it.
        end: The position where the window ends, where that is known.
        thorough: Whether every row is judged, since a glance has not been enough.

    Raises:
        InvalidRecordsError: A column is of a type that cannot be computed with.
    """
    first, *_ = inputs
    rows, values, watched = first.raw(), _summed(inputs), watched_events(inputs)
    time = first.words.col(first.time)
    # What lies after as_of is judged by nothing but its time: there is no looking ahead.
    reached = (
        first.words.lit(value=True) if end is None else time < first.clock.moment(end, first.words)
    )
    counts = ~time.is_null() & first.qualifies()
    flags: dict[str, Expression] | None = None
    if thorough or not _plain(inputs, values):
        rows, flags, seen = judged(inputs, rows, values, counts, reached)
    else:
        seen = rows.select(*statistics(first, values, watched))
    ids = repeats.identities(first, first.raw(), counts & reached)
    if ids is not None and not first.table.local:
        # Both are one row: one query elsewhere is cheaper than two.
        seen, ids = seen.join(ids, how="cross"), None
    return Asked(rows, values, watched, counts, reached, seen, ids, flags)


def _summed(inputs: Sequence[Input]) -> list[tuple[Input, Measure]]:
    """What is added up over the rows of one table, each with a source that reads it.

    Raises:
        InvalidRecordsError: A column is of a type that cannot be computed with.
    """
    for one in inputs:
        checks.numbers_only(one)
        checks.words_only(one)
    return _sums([one for one in inputs if not one.derived and one.table.kept is None])


def _plain(inputs: Sequence[Input], values: Sequence[tuple[Input, Measure]]) -> bool:
    """Whether a glance can be enough."""
    limits = any(limited(one) for one in inputs if not one.derived)
    return suffices(inputs[0], values) and not limits


def look(inputs: Sequence[Input], question: Question, end: int | None) -> Look:
    """Look at one table, which several sources of rows may be read from."""
    first, *_ = inputs
    if first.kind.time is None:
        repeats.one_row_each(first)
        return Look()
    values, watched = _summed(inputs), watched_events(inputs)
    if first.table.few and _plain(inputs, values):
        seen = at_once(first, values, watched)
        if seen is not None:
            return _seen(first, seen, watched)
    return _seen(first, _answered(inputs, question, end), watched)


def _answered(inputs: Sequence[Input], question: Question, end: int | None) -> Mapping[str, Any]:
    """What the table says when it is asked.

    Raises:
        InvalidRecordsError: Rows that count cannot be computed with; the message says which.
    """
    first, *_ = inputs
    asked = asked_of(inputs, end, thorough=first.table.few)
    rows, flags, values = asked.rows, asked.flags, asked.values
    row, *found = collected_together(asked.queries, few=first.table.few)
    if "em_ids" in row.columns:
        found = [row]
    seen = row.row(0, named=True)
    if flags is None:
        glanced = glance(first, seen, values)
        if glanced is None:
            rows, flags, prepared = judged(inputs, rows, values, asked.counts, asked.reached)
            glanced = collected(prepared).row(0, named=True)
        seen = glanced
    if flags is not None:
        checks.raise_for(seen, inputs, rows, flags=flags, values=values, question=question)
        for one in inputs:
            if not one.derived:
                refuse_outside(one, seen, rows, flags)
    for one_column in found:
        repeats.refuse_repeats(first, one_column, asked.counts & asked.reached)
    return seen


def _seen(first: Input, seen: Mapping[str, Any], watched: Sequence[str]) -> Look:
    """What a look has found, once nothing is wrong."""
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


def _years(seen: Mapping[str, Any]) -> Years | None:
    """The first and the last year of all columns of instants."""
    ends = [moment for name, moment in seen.items() if name.startswith("em_at_") and moment]
    return (min(ends).year, max(ends).year) if ends else None


def _sums(inputs: Sequence[Input]) -> list[tuple[Input, Measure]]:
    sums: dict[Measure, Input] = {}
    for one in inputs:
        for measure in one.measures:
            if measure.value is not None:
                sums.setdefault(Measure(measure.source, measure.value, measure.where), one)
    return [(one, measure) for measure, one in sums.items()]


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
