"""The whole history in one pass: every row enters its window once and leaves it once.

The steps of each unit, in order, are cumulated to the unit's state after each step. The terms of a
state count from its step to the next one, so that the changes of a term, added up by day and
cumulated, are its total on every day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.engine.accumulate import accumulate
from engagement_metrics.engine.inputs import Input
from engagement_metrics.engine.left_out import LATER, conditions, counted, reasons_of
from engagement_metrics.engine.native_sweep import changed_there
from engagement_metrics.engine.plan import Plan
from engagement_metrics.engine.probe import Probe
from engagement_metrics.engine.question import Question
from engagement_metrics.engine.reduced import Columns, Places, Reduced, columns_of, groups_of
from engagement_metrics.engine.steps import dated, steps, values
from engagement_metrics.engine.windows import grid
from engagement_metrics.engine.words import Rows, collected_together

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

# How many numbers are held at a time: groups are finished in chunks of about that size.
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
    if not len(dates):
        return
    words = inputs[0].words
    state = columns_of(words, plan)
    names = state.names
    by = [f"em_by_{i}" for i in range(len(question.by))]
    rows, *left_out = rows_swept(plan, inputs, known, state, by)
    found: tuple[pl.DataFrame, pl.DataFrame | None]
    if inputs[0].table.local:
        few = all(one.table.few for one in inputs)
        here, *excluded = collected_together([rows, *left_out], few=few)
        changes = accumulate(
            here,
            by,
            lambda rows, keys: steps(
                words, rows, keys, plan, names=names, question=question, known=known
            ),
            measures=list(names.values()),
            centres=state.means(),
            terms={f"em_t{i}": term.compile(state) for i, term in enumerate(plan.columns)},
            last=known.end - 1,
        )
        found = changes, excluded[0] if excluded else None
    else:
        found = changed_there(rows, left_out, plan, state, by, question=question, known=known)
    yield from _chunks(
        *found,
        plan,
        state,
        by,
        reasons=reasons_of(inputs),
        dates=dates,
        question=question,
        known=known,
    )


def rows_swept(
    plan: Plan, inputs: Sequence[Input], known: Probe, state: Columns, by: Sequence[str]
) -> list[Rows]:
    """The query of the rows that are swept, and that of the rows left out where there are any."""
    words, question = state.words, inputs[0].question
    names = state.names
    reasons = reasons_of(inputs)
    parts: list[Rows] = []
    left_out: list[Rows] = []
    for one in inputs:
        rows = dated(one, question, known)
        parts.append(values(one, rows, plan, by, names=names, known=known))
        left_out += [
            counted(one, rows, condition, reasons.index(reason), [*by, "em_day"])
            for reason, condition in conditions(one, known).items()
        ]
    together = [parts[0] if len(parts) == 1 else words.concat(parts, how="vertical")]
    if left_out:
        together.append(words.concat(left_out, how="vertical"))
    return together


def _chunks(
    changes: pl.DataFrame,
    left_out: pl.DataFrame | None,
    plan: Plan,
    state: Columns,
    by: Sequence[str],
    *,
    reasons: Sequence[str],
    dates: NDArray[np.int64],
    question: Question,
    known: Probe,
) -> Iterator[Reduced]:
    import polars as pl

    first, days = known.first or 0, known.end - (known.first or 0)
    keys, group = groups_of(changes, by)
    groups = 1 if keys is None else keys.height
    size = max(1, CHUNK // (2 * (days + len(dates) * (len(plan.columns) + 1))))
    population = changes["em_population"].to_numpy()
    day = changes["em_day"].to_numpy() - first
    window = _Window(question, dates, left_out)
    centres = {centred.measure: np.zeros((2, groups, 1)) for centred in state.centres}
    for centred, name in state.centres.items():
        centres[centred.measure][population, group, 0] = changes[name].to_numpy()
    for begin in range(0, groups, size):
        end = min(begin + size, groups)
        shape = (2, end - begin, days)
        chosen = (group >= begin) & (group < end)
        here = changes.filter(pl.Series(chosen))
        places = Places((population[chosen], group[chosen] - begin, day[chosen]), shape)
        totals = {
            term: np.cumsum(places.totals(here[[f"em_t{i}"]])[0], axis=-1)[..., dates - first]
            for i, term in enumerate(plan.columns)
        }
        excluded = {reason: np.zeros((end - begin, len(dates))) for reason in reasons}
        if left_out is not None:
            shown = None if keys is None else keys[begin:end]
            excluded |= window.counts(left_out, by, shown, reasons)
        excluded.pop(LATER)
        means = {measure: array[:, begin:end] for measure, array in centres.items()}
        yield Reduced(None if keys is None else keys[begin:end], totals, means, excluded)


class _Window:
    """How many rows lie in the window of each date."""

    def __init__(
        self, question: Question, dates: NDArray[np.int64], left_out: pl.DataFrame | None
    ) -> None:
        days = np.zeros(0, np.int64) if left_out is None else left_out["em_day"].to_numpy()
        # Rows that do not count may be earlier than the first one that does.
        self.first = int(days.min(initial=dates[0]))
        self.days = int(dates[-1]) + 1 - self.first
        ends = dates + 1
        self.ends = ends - self.first
        self.starts = np.zeros_like(ends)
        if not question.window.endless:
            self.starts = np.clip(question.window.start(ends) - self.first, 0, self.days)

    def counts(
        self,
        left_out: pl.DataFrame,
        by: Sequence[str],
        keys: pl.DataFrame | None,
        reasons: Sequence[str],
    ) -> dict[str, NDArray[np.float64]]:
        """The rows left out for each reason, by group and date."""
        group = np.zeros(left_out.height, dtype=np.int64)
        if keys is not None:
            numbered = keys.with_row_index("em_group")
            joined = left_out.join(
                numbered, on=list(by), how="left", nulls_equal=True, maintain_order="left"
            )
            group = joined["em_group"].cast(int).fill_null(-1).to_numpy()
        place = (
            left_out["em_reason"].to_numpy(),
            group,
            left_out["em_day"].to_numpy() - self.first,
        )
        groups = 1 if keys is None else keys.height
        places = Places(place, (len(reasons), groups, self.days))
        (daily,) = places.totals(left_out[["em_rows"]])
        upto = np.concatenate([np.zeros((*daily.shape[:2], 1)), np.cumsum(daily, axis=-1)], axis=-1)
        inside = upto[..., self.ends] - upto[..., self.starts]
        return {reason: inside[i] for i, reason in enumerate(reasons)}
