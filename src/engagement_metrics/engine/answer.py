"""Answers: finished numbers as an `Estimate`, or as a frame of the kind that came in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import numpy as np

from engagement_metrics.engine.clock import date_of
from engagement_metrics.engine.estimate import Estimate
from engagement_metrics.engine.windows import bounds
from engagement_metrics.engine.words import collected
from engagement_metrics.errors import InvalidArgumentError

if TYPE_CHECKING:
    from datetime import date, datetime

    import polars as pl
    from numpy.typing import NDArray

    from engagement_metrics.engine.clock import Clock
    from engagement_metrics.engine.finish import Finished
    from engagement_metrics.engine.inputs import Input
    from engagement_metrics.engine.plan import Definition
    from engagement_metrics.engine.probe import Probe
    from engagement_metrics.engine.question import Question

NUMBERS = ("value", "low", "high", "std_error", "numerator", "denominator")


def estimate_of(
    definition: Definition,
    finished: Finished,
    question: Question,
    known: Probe,
    inputs: Sequence[Input],
) -> Estimate:
    """One number with its uncertainty."""
    clock = clock_of_inputs(inputs)
    numbers = {name: float(getattr(finished, name)[0, 0]) for name in NUMBERS}
    return Estimate(
        numbers.pop("value"),
        **numbers,
        units=round(float(finished.units[0, 0])),
        rows=round(float(finished.rows[0, 0])),
        excluded={
            reason: round(float(counts[0, 0]))
            for reason, counts in finished.excluded.items()
            if counts[0, 0] > 0
        },
        start=start_of(question, known, known.end, clock),
        as_of=as_of_of(question, known),
        complete=bool(completeness(definition, inputs, question, known, np.array([known.end]))[0]),
        metric=definition.name,
        unit=definition.unit,
        confidence=question.confidence,
        currency=known.currency if definition.reads_money else None,
        unit_noun=unit_noun(definition, guests=bool(finished.guests[0, 0] > 0)),
        notes=tuple(
            dict.fromkeys(note for one in inputs for note in one.source.notes(one.table.columns))
        ),
    )


def long_frame(
    definition: Definition,
    finished: Finished,
    *,
    keys: pl.DataFrame | None,
    dates: NDArray[np.int64] | None,
    question: Question,
    known: Probe,
    inputs: Sequence[Input],
) -> pl.DataFrame:
    """All that is known of a metric, one row a group and date, sorted by them."""
    import polars as pl

    groups, times = finished.value.shape
    columns: list[pl.Series] = []
    if keys is not None:
        index = np.repeat(np.arange(groups), times)
        # Named as in the reduction, since a key may be called like a column that is not shown.
        columns += [keys[name].gather(index) for name in keys_of(question)]
    ends = np.array([known.end]) if dates is None else dates + 1
    if dates is not None:
        days = pl.Series("as_of", np.tile(dates.astype(np.int32), groups)).cast(pl.Date)
    else:
        last = _moments("as_of", [as_of_of(question, known)], question)
        days = last if groups == 1 else last.new_from_index(0, groups)
    columns.append(days)
    for name in NUMBERS:
        array: NDArray[np.float64] = getattr(finished, name)
        columns.append(pl.Series(name, array.reshape(-1), nan_to_null=True))
    left_out = sum(
        (counts for reason, counts in finished.excluded.items() if reason != "after_as_of"),
        np.zeros((groups, times)),
    )
    for name, array in (("units", finished.units), ("rows", finished.rows), ("excluded", left_out)):
        columns.append(pl.Series(name, np.rint(array).reshape(-1).astype(np.int64)))
    clock = clock_of_inputs(inputs)
    starts = _moments(
        "start", [start_of(question, known, int(end), clock) for end in ends], question
    )
    columns.append(starts if groups == 1 else starts.gather(np.tile(np.arange(times), groups)))
    complete = completeness(definition, inputs, question, known, ends)
    columns.append(pl.Series("complete", np.tile(complete, groups)))
    return pl.DataFrame(columns)


def keys_of(question: Question) -> dict[str, str]:
    """The columns of the groups in a reduction, and what they are called in an answer."""
    return {f"em_by_{i}": name for i, name in enumerate(question.by)}


def metric_frame(long: pl.DataFrame, definition: Definition, question: Question) -> pl.DataFrame:
    """The frame that a metric's call returns: keys, dates, the value and its interval."""
    name = definition.name
    keys = keys_of(question)
    numbers = {"value": name}
    if question.confidence is not None:
        numbers |= {"low": f"{name}_low", "high": f"{name}_high"}
    renamed = {**keys, **numbers}
    shown = [*keys, *(["as_of", "complete"] if question.every else []), *numbers]
    if question.detail:
        shown += ["numerator", "denominator", "units", "rows", "excluded", "start"]
        shown += [] if question.every else ["complete"]
    result = [renamed.get(column, column) for column in shown]
    refuse_repeated(result)
    return long.select(shown).rename(renamed)


def empty_frame(question: Question, inputs: Sequence[Input]) -> pl.DataFrame:
    """The long frame where there is no record at all: its columns without rows."""
    import polars as pl

    keys = collected(inputs[0].grouped(inputs[0].joined(inputs[0].raw())).head(0))
    schema: dict[str, Any] = {name: keys.schema[name] for name in keys_of(question)}
    schema |= {"as_of": pl.Date, **dict.fromkeys(NUMBERS, pl.Float64)}
    schema |= dict.fromkeys(("units", "rows", "excluded"), pl.Int64)
    return pl.DataFrame(schema={**schema, "start": pl.Date, "complete": pl.Boolean})


def refuse_repeated(names: Sequence[str]) -> None:
    """Raise where a column of the answer would stand twice.

    Raises:
        InvalidArgumentError: A column to group by is called like a column of the answer.
    """
    repeated = sorted({name for name in names if list(names).count(name) > 1})
    if repeated:
        message = (
            f"by={', '.join(repeated)} is also the name of a column of the answer; rename the "
            "column first"
        )
        raise InvalidArgumentError(message)


def given_back(frame: pl.DataFrame, flavour: str) -> Any:  # noqa: ANN401 (a frame of any kind)
    """A Polars frame as the kind of frame that came in."""
    import polars as pl

    if flavour == "polars":
        return frame
    # Arrow has no whole numbers of 128 bits; their text keeps every digit.
    frame = frame.with_columns(pl.col(pl.Int128).cast(pl.String))
    if flavour == "pandas":
        return frame.to_pandas()
    backend: Any = flavour
    return nw.from_arrow(nw.from_native(frame).to_arrow(), backend=backend).to_native()


def as_of_of(question: Question, known: Probe) -> date | datetime | None:
    """The last day of the window, or the instant that was asked for."""
    if question.instants:
        return question.as_of
    return None if known.as_of is None else date_of(known.as_of)


def _moments(name: str, moments: Sequence[date | datetime | None], question: Question) -> pl.Series:
    import polars as pl

    return pl.Series(name, moments, dtype=None if question.instants else pl.Date)


def start_of(question: Question, known: Probe, end: int, clock: Clock) -> date | datetime | None:
    """The first day of a window; without a beginning, that of the first record."""
    if known.as_of is None:
        return None
    start = bounds(question.window, end, lag=0, before=False)[0]
    if start is None:
        start = known.first
    if start is None:
        return None
    return clock.label(start)


def completeness(
    definition: Definition,
    inputs: Sequence[Input],
    question: Question,
    known: Probe,
    ends: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Whether each number can be compared with its neighbours."""
    window = question.window
    complete = np.full(len(ends), window.endless or known.first is not None)
    lag = max((measure.lag for measure in definition.measures), default=0)
    if not window.endless and known.first is not None:
        starts = ends
        for _ in range(lag + 1):
            starts = window.start(starts)
        complete &= starts >= known.first
    if question.buckets and len(ends):
        complete[-1] &= window.start(int(ends[-1]) + 1) == ends[-1]
    sources = {measure.source for measure in definition.measures}
    for one in inputs:
        settles = one.source.settles_after
        last = known.looks[one.kind.argument].last
        if settles is not None and one.source in sources:
            complete &= last is not None and ends - 1 + settles * one.clock.step <= last
    return complete


def clock_of_inputs(inputs: Sequence[Input]) -> Clock:
    """The clock by which answers are dated."""
    from engagement_metrics.engine.clock import Clock

    return next((one.clock for one in inputs if one.kind.time is not None), Clock("date"))


def unit_noun(definition: Definition, *, guests: bool) -> str:
    """What the units of a metric are called."""
    nouns = {m.kind.unit_noun for m in definition.measures if not m.timeless}
    noun = nouns.pop() if len(nouns) == 1 else "customers"
    return f"{noun} and guests" if guests else noun
