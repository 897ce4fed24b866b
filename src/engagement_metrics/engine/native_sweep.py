"""The whole history where the data is: one query, of which only a small daily table comes back.

It is the sweep in words that every engine has. The steps of a unit are added up by day and
cumulated over its days; what a day changes in a term is the term after it less the term before. A
row without a unit is a unit of its own, whose state on any day is known from its own columns alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from engagement_metrics.engine.reduced import GUEST, KNOWN, flag
from engagement_metrics.engine.steps import Stay, stays, steps, with_days
from engagement_metrics.engine.words import Expression, Rows, Words, collected, with_hash

if TYPE_CHECKING:
    import polars as pl

    from engagement_metrics.engine.measures import Measure
    from engagement_metrics.engine.plan import Plan
    from engagement_metrics.engine.probe import Probe
    from engagement_metrics.engine.question import Question
    from engagement_metrics.engine.reduced import Columns


# In the one small table that comes back, the rows left out stand below the changes, as populations
# that begin with this number.
FIRST_REASON = 2


def changed_there(
    rows: Rows,
    left_out: Sequence[Rows],
    plan: Plan,
    state: Columns,
    by: Sequence[str],
    *,
    question: Question,
    known: Probe,
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """The daily changes of each term, and the rows left out by day and reason.

    Args:
        rows: One row a record, with `em_unit`, groups, `em_population`, `em_day` and measures.
        left_out: The numbers of rows left out, by group, day and reason.
        plan: What is to be reduced.
        state: How terms find their measures.
        by: The columns of the groups.
        question: What is asked.
        known: What the probe saw.
    """
    import polars as pl

    query = history_query(rows, left_out, plan, state, by, question=question, known=known)
    found = collected(query)
    counting = pl.col("em_population") < FIRST_REASON
    changed = found.filter(counting).drop("em_rows")
    if not left_out:
        return changed, None
    number = (pl.col("em_population") - FIRST_REASON).alias("em_reason")
    return changed, found.filter(~counting).select(*by, "em_day", number, "em_rows")


def history_query(
    rows: Rows,
    left_out: Sequence[Rows],
    plan: Plan,
    state: Columns,
    by: Sequence[str],
    *,
    question: Question,
    known: Probe,
) -> Rows:
    """The one query of a history: changes of terms, and below them the rows left out."""
    words = state.words
    changes = daily_changes(rows, plan, state, by, question=question, known=known)
    names = [*state.centres.values(), *(f"em_t{i}" for i in range(len(plan.columns)))]
    zero = words.lit(0).cast(words.Float64)
    keys = [*by, "em_population", "em_day"]
    parts = [changes.select(*keys, zero.alias("em_rows"), *names)]
    for frame in left_out:
        reason = (words.col("em_reason") + FIRST_REASON).alias("em_population")
        zeros = (zero.alias(name) for name in names)
        parts.append(frame.select(*by, reason, "em_day", "em_rows", *zeros))
    return parts[0] if len(parts) == 1 else words.concat(parts, how="vertical")


def daily_changes(
    rows: Rows,
    plan: Plan,
    state: Columns,
    by: Sequence[str],
    *,
    question: Question,
    known: Probe,
) -> Rows:
    """The sum of each term's changes by group, population and day, up to the last day.

    Args:
        rows: One row a record, with `em_unit`, groups, `em_population`, `em_day` and measures.
        plan: What is to be reduced.
        state: How terms find their measures.
        by: The columns of the groups.
        question: What is asked.
        known: What the probe saw.
    """
    words = state.words
    keys = [*by, "em_population"]
    if state.centres:
        rows = rows.with_columns(
            **{name: mean.cast(words.Float64) for name, mean in state.means(keys).items()}
        )
    unowned = any(look.unowned for look in known.looks.values())
    owned = words.col("em_population") == KNOWN
    parts = [
        _of_units(
            rows.filter(owned) if unowned else rows, plan, state, by, question=question, known=known
        )
    ]
    if unowned:
        parts += _of_guests(rows.filter(~owned), plan, state, by, question=question, known=known)
    names = [f"em_t{i}" for i in range(len(plan.columns))]
    together = parts[0] if len(parts) == 1 else words.concat(parts, how="vertical")
    return together.group_by(*keys, "em_day").agg(
        *(words.col(name).max() for name in state.centres.values()),
        *(words.col(name).sum() for name in names),
    )


def _of_units(
    rows: Rows,
    plan: Plan,
    state: Columns,
    by: Sequence[str],
    *,
    question: Question,
    known: Probe,
) -> Rows:
    """The changes on each day of each unit."""
    words, names, centres = state.words, list(state.names.values()), list(state.centres.values())
    unit = ["em_unit", *by]
    moves = steps(
        words, rows, [*unit, *centres], plan,
        names=state.names, question=question, known=known, closing=False,
    )  # fmt: skip
    moved = moves[0] if len(moves) == 1 else words.concat(moves, how="vertical")
    daily = moved.group_by(*unit, "em_day").agg(
        *(words.col(name).sum() for name in names),
        *(words.col(name).max() for name in centres),
    )
    # DuckDB sorts units by a number several times as fast as by text.
    daily, alone = with_hash(daily, "em_unit", "em_hash")
    # The state before a day is the one after it less what the day adds: one window is enough.
    before = _earlier(state).values()
    states = daily.with_columns(
        *(words.col(name).alias(earlier) for name, earlier in zip(names, before, strict=True)),
        *(words.col(name).cum_sum().over(*alone, *by, order_by="em_day") for name in names),
    )
    known_states = states.with_columns(
        *(
            (words.col(name) - words.col(earlier)).alias(earlier)
            for name, earlier in zip(names, before, strict=True)
        )
    )
    return _changed(known_states, plan, state, by, population=KNOWN)


def _of_guests(
    rows: Rows,
    plan: Plan,
    state: Columns,
    by: Sequence[str],
    *,
    question: Question,
    known: Probe,
) -> list[Rows]:
    """The changes on each day of each row that has no unit, one frame for each day it may change.

    Days that coincide count once.
    """
    words, centres = state.words, list(state.centres.values())
    rows = with_days(words, rows, plan, question, known)
    stayed = stays(plan, question.window)
    days = list(dict.fromkeys(day for stay in stayed.values() for day in stay if day is not None))
    last = known.end - 1
    frames = []
    for i, day in enumerate(days):
        here = words.col(day) <= last
        for seen in days[:i]:
            here = here & (words.col(day) != words.col(seen))
        evaluated = rows.filter(here).select(
            *by,
            *centres,
            words.col(day).alias("em_day"),
            *(
                _present(words, state, measure, stayed[measure], words.col(day) + shift).alias(name)
                for shift, names in ((0, state.names), (-1, _earlier(state)))
                for measure, name in names.items()
            ),
        )
        frames.append(_changed(evaluated, plan, state, by, population=GUEST))
    return frames


def _present(
    words: Words,
    state: Columns,
    measure: Measure,
    stay: Stay,
    day: Expression,
) -> Expression:
    """What a row adds to a measure on a day."""
    enters, leaves = stay
    inside = words.col(enters) <= day
    if leaves is not None:
        inside = inside & (words.col(leaves) > day)
    return flag(words, inside, words.col(state.names[measure]))


def _earlier(state: Columns) -> dict[Measure, str]:
    """The column of each measure before a day, beside that after it."""
    return {measure: f"{name}_earlier" for measure, name in state.names.items()}


def _changed(rows: Rows, plan: Plan, state: Columns, by: Sequence[str], *, population: int) -> Rows:
    """What days change: each term after a day less the same before it."""
    words = state.words
    before = replace(state, names=_earlier(state))
    return rows.select(
        *by,
        words.lit(population).cast(words.Int64).alias("em_population"),
        "em_day",
        *state.centres.values(),
        *(
            (term.compile(state) - term.compile(before)).alias(f"em_t{i}")
            for i, term in enumerate(plan.columns)
        ),
    )
