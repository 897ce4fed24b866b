"""One run: tables and metrics in, finished numbers out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.engine import repeats
from engagement_metrics.engine.answer import clock_of_inputs, empty_frame, long_frame
from engagement_metrics.engine.days import Days
from engagement_metrics.engine.finish import Finished, finish
from engagement_metrics.engine.gather import inputs_of
from engagement_metrics.engine.inputs import Input
from engagement_metrics.engine.plan import Definition, Plan, plan_of
from engagement_metrics.engine.points import reduce_point
from engagement_metrics.engine.probe import Probe, probe
from engagement_metrics.engine.question import Question
from engagement_metrics.engine.reduced import Reduced
from engagement_metrics.engine.statistic import completed, read_statistics
from engagement_metrics.engine.sweep import grid_of, reduce_history
from engagement_metrics.engine.windows import bounds

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from engagement_metrics.engine.tables import Table


@dataclass(frozen=True)
class Prepared:
    """Metrics that share one reduction, after one look at their data.

    Attributes:
        plan: What is to be reduced.
        question: What was asked.
        inputs: The rows to read.
        known: What the probe saw.
    """

    plan: Plan
    question: Question
    inputs: tuple[Input, ...]
    known: Probe

    @property
    def dates(self) -> NDArray[np.int64] | None:
        """The grid; None for one date."""
        return None if self.question.every is None else grid_of(self.question, self.known)

    def as_of(self, position: int | None) -> Prepared:
        """The same with another default date."""
        if position is None or self.question.as_of is not None:
            return self
        return replace(self, known=replace(self.known, as_of=position, end=position + 1))

    def long_frames(self) -> list[pl.DataFrame]:
        """One long frame a metric: all that is known of it, one row a group and date."""
        import polars as pl

        found: list[list[pl.DataFrame]] = [[] for _ in self.plan.definitions]
        for keys, finished in self.chunks():
            for i, (definition, numbers) in enumerate(
                zip(self.plan.definitions, finished, strict=True)
            ):
                found[i].append(
                    long_frame(
                        definition, numbers, keys=keys, dates=self.dates, question=self.question,
                        known=self.known, inputs=self.inputs,
                    )
                )  # fmt: skip
        return [
            pl.concat(frames) if frames else empty_frame(self.question, self.inputs)
            for frames in found
        ]

    def chunks(self) -> Iterator[tuple[pl.DataFrame | None, list[Finished]]]:
        """For some groups at a time, their keys and the numbers of each metric."""
        reductions: Iterable[Reduced]
        if self.question.every is None:
            reductions = [reduce_point(self.plan, self.inputs, self.question, self.known)]
        else:
            reductions = reduce_history(self.plan, self.inputs, self.question, self.known)
        plan, question = self.plan, self.question
        read = read_statistics(plan.definitions, self.inputs, question, self.known, self.dates)
        ends = np.array([self.known.end]) if self.dates is None else self.dates + 1
        step = clock_of_inputs(self.inputs).step

        def days(of: Days) -> NDArray[np.float64]:
            return of.length(question, self.known, ends, step)

        for reduced in reductions:
            finished = [
                finish(
                    definition, needs, reduced,
                    confidence=question.confidence, min_units=question.min_units, days=days,
                )
                for definition, needs in zip(plan.definitions, plan.needs, strict=True)
            ]  # fmt: skip
            yield (
                reduced.keys,
                [
                    completed(numbers, statistic, reduced.keys, min_units=question.min_units)
                    for numbers, statistic in zip(finished, read, strict=True)
                ],
            )


def prepare(
    definitions: Sequence[Definition], tables: Mapping[str, Table], question: Question
) -> Prepared:
    """Plan one reduction for some metrics and look at the data once.

    Raises:
        EngagementError: The data or the question cannot be answered; the message says why.
    """
    return looked_at(*planned(definitions, tables, question))


def looked_at(plan: Plan, inputs: tuple[Input, ...]) -> Prepared:
    """What is planned, after one look at the data.

    Raises:
        InvalidRecordsError: The data cannot be computed with; the message says why.
    """
    question = inputs[0].question
    lender = next((one for one in inputs if one.lenders is not None), None)
    if lender is not None:
        repeats.one_row_each(lender)
    known = probe(inputs, question)
    return Prepared(plan, question, with_years(inputs, known), known)


def with_years(inputs: tuple[Input, ...], known: Probe) -> tuple[Input, ...]:
    """The rows to read elsewhere, knowing of which years zones have to be told."""
    if inputs[0].table.local:
        return inputs
    return tuple(replace(one, years=known.looks[one.kind.argument].years) for one in inputs)


def planned(
    definitions: Sequence[Definition], tables: Mapping[str, Table], question: Question
) -> tuple[Plan, tuple[Input, ...]]:
    """One reduction for some metrics and the rows that it reads, none of which is looked at yet.

    Raises:
        EngagementError: The question cannot be asked of such data; the message says why.
    """
    plan = plan_of(tuple(definitions), intervals=question.confidence is not None)
    for measure in plan.measures:
        # Asked for its error: a window without a beginning has none before it.
        bounds(question.window, 0, lag=measure.lag, before=measure.earlier)
    return plan, inputs_of(plan, tables, question)
