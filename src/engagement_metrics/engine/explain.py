"""Explaining: the queries of a run, built as they would run and then written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engagement_metrics.engine import repeats
from engagement_metrics.engine.inputs import Input
from engagement_metrics.engine.legend import legend
from engagement_metrics.engine.native_sweep import history_query
from engagement_metrics.engine.plan import Definition
from engagement_metrics.engine.points import point_query
from engagement_metrics.engine.probe import Look, Probe, asked_of, by_table, reached_by
from engagement_metrics.engine.query_text import check_dialect, engine_of, is_unbound, text_of
from engagement_metrics.engine.question import Question
from engagement_metrics.engine.reduced import columns_of
from engagement_metrics.engine.run import Prepared, looked_at, planned
from engagement_metrics.engine.sweep import rows_swept
from engagement_metrics.engine.tables import Table
from engagement_metrics.engine.words import Rows
from engagement_metrics.errors import InvalidArgumentError


@dataclass(frozen=True)
class Explained:
    """The queries of one reduction, as text.

    Attributes:
        engine: What runs them.
        probe: For each table, what is asked of it at first.
        totals: The query of the totals.
        assumed: Whether what the probe would find was assumed.
    """

    engine: str
    probe: tuple[str, ...]
    totals: str
    assumed: bool


def explained(
    definitions: Sequence[Definition],
    tables: Mapping[str, Table],
    question: Question,
    dialect: str | None,
) -> Explained:
    """The queries that compute some metrics together.

    Raises:
        EngagementError: The question cannot be asked of such data, or not in that dialect.
    """
    engine = next(engine_of(table) for table in tables.values())
    check_dialect(dialect, engine)
    plan, inputs = planned(definitions, tables, question)
    assumed = any(is_unbound(table) for table in tables.values())
    # Written before the probe runs, since that ends with what is wrong with the data.
    first = [
        f"-- {name}\n{text_of(rows, dialect)}"
        for name, queries in _first_queries(inputs, question).items()
        for rows in queries
    ]
    if assumed:
        prepared = Prepared(plan, question, inputs, _assumed(inputs, question))
    else:
        prepared = looked_at(plan, inputs)
    return Explained(engine, tuple(first), _totals(prepared, dialect), assumed)


def _first_queries(inputs: Sequence[Input], question: Question) -> dict[str, list[Rows]]:
    """What is asked of each table before anything is added up."""
    _, end = reached_by(question, inputs)
    found: dict[str, list[Rows]] = {}
    for name, alike in by_table(inputs).items():
        one = alike[0]
        if one.kind.time is None:
            found["customers"] = [repeats.customers_counted(one)]
            continue
        found[name] = asked_of(alike, end).queries
        if one.lenders is not None:
            found["customers"] = [repeats.customers_counted(one)]
    return found


def _totals(prepared: Prepared, dialect: str | None) -> str:
    plan, inputs, known = prepared.plan, prepared.inputs, prepared.known
    state = columns_of(inputs[0].words, plan)
    by = [f"em_by_{i}" for i in range(len(prepared.question.by))]
    if prepared.question.every is None:
        query = point_query(plan, inputs, known, state, by)
    else:
        rows, *left_out = swept = rows_swept(plan, inputs, known, state, by)
        if inputs[0].table.local:
            return "\n\n".join(text_of(one, dialect) for one in swept)
        query = history_query(
            rows, left_out, plan, state, by, question=prepared.question, known=known
        )
    comments = "\n".join(f"-- {line}" for line in legend(plan, inputs, state))
    return f"{comments}\n{text_of(query, dialect)}"


def _assumed(inputs: Sequence[Input], question: Question) -> Probe:
    """What a probe would say of data that has everything that data can have.

    Raises:
        InvalidArgumentError: No `as_of` is given, and there are no rows to tell the last day.
    """
    as_of, end = reached_by(question, inputs)
    if as_of is None or end is None:
        message = "a table without data has no last day; pass as_of=..."
        raise InvalidArgumentError(message)
    looks = {}
    for name, alike in by_table(inputs).items():
        timed = alike[0].kind.time is not None
        seen = asked_of(alike, end).watched if timed else ()
        looks[name] = Look(last=end, excluded=True, unowned=timed, events_seen=frozenset(seen))
    return Probe(looks, None, as_of, end)
