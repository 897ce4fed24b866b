"""Reducing: records of one batch become a state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from engagement_metrics.engine import repeats
from engagement_metrics.engine.columns import Column, Where, spelled
from engagement_metrics.engine.gather import inputs_of
from engagement_metrics.engine.inputs import Input
from engagement_metrics.engine.kept import ROWS, Kept, only_records, refuse_times, sum_name
from engagement_metrics.engine.metric import Metric
from engagement_metrics.engine.plan import plan_of
from engagement_metrics.engine.probe import probe
from engagement_metrics.engine.question import By, question
from engagement_metrics.engine.run import with_years
from engagement_metrics.engine.statistic import Statistic
from engagement_metrics.engine.tables import table_of
from engagement_metrics.engine.words import Rows, collected
from engagement_metrics.errors import ArgumentTypeError, InvalidArgumentError
from engagement_metrics.records.kind import RowSource
from engagement_metrics.report.chosen import definitions_of
from engagement_metrics.report.summarize import HEADLINES
from engagement_metrics.states.part import Part, added_up
from engagement_metrics.states.state import State

if TYPE_CHECKING:
    from engagement_metrics.engine.plan import Plan
    from engagement_metrics.engine.question import Question
    from engagement_metrics.engine.tables import Table


def reduce(
    data: object = None,
    metrics: Iterable[Metric | str] | None = None,
    *,
    orders: object = None,
    order_lines: object = None,
    refunds: object = None,
    emails: object = None,
    social: object = None,
    posts: object = None,
    reviews: object = None,
    surveys: object = None,
    web_events: object = None,
    sessions: object = None,
    loyalty: object = None,
    customers: object = None,
    by: By | None = None,
    where: Where | None = None,
    tz: str | None = None,
    batch: str | date | None = None,
    checks: bool = True,
) -> State:
    """Add up records by customer and day, to compute metrics from later without them.

    What is kept is one row a customer (recipient, person) and local day for each combination of
    the columns that the metrics select by and of `by`; of e-mail events also the message. Records
    without a customer are kept one by one, since each is a unit of its own.

    Args:
        data: The records, where all metrics read one kind, and orders where none are named;
            several kinds are passed by name.
        metrics: The metrics that the state must be able to answer, or their names in the
            catalogue; by default the five headline metrics, as far as the records allow. Windows,
            dates and most parameters are chosen later, and every other metric that reads the same
            columns can be asked for too.
        orders: Orders, one row each.
        order_lines: Lines of orders, one row each.
        refunds: Refunds, one row each.
        emails: E-mail events, or messages rolled up from them.
        social: Social events.
        posts: Posts with their counters.
        reviews: Reviews.
        surveys: Responses to surveys.
        web_events: Events on a site or in an app.
        sessions: Sessions on a site or in an app.
        loyalty: Points that members earned and redeemed.
        customers: One row a customer; lends its columns to `by` and `where`, as they are now. They
            can as well be passed to the metric later.
        by: The columns to keep, so that metrics can group and select by them.
        where: Which records to keep.
        tz: The IANA zone in which days begin.
        batch: A label of the batch, such as its day: a batch cannot be added twice.
        checks: Whether checks that cost a pass of their own are made (repeated ids, within the
            batch).

    Returns:
        A `State`, to be passed to metrics in place of the records.

    Raises:
        EngagementError: The records cannot be computed with; the message says why.

    Examples:
        >>> import engagement_metrics as em
        >>> state = em.reduce(em.datasets.cdnow_orders(), batch="1997 and 1998")
        >>> state
        <state of orders (6,696 rows, 1997-01-01 to 1998-06-30); 1 batch>
        >>> round(em.average_order_value(state, window="90d"), 2)
        34.96
    """
    given = {
        "orders": orders, "order_lines": order_lines, "refunds": refunds, "emails": emails,
        "social": social, "posts": posts, "reviews": reviews, "surveys": surveys,
        "web_events": web_events, "sessions": sessions, "loyalty": loyalty, "customers": customers,
    }  # fmt: skip
    if data is not None:
        given[_kind_of(metrics, given)] = data
    tables = {name: table_of(value, name) for name, value in given.items() if value is not None}
    plan = plan_of(tuple(definitions_of(metrics, tables, headlines=HEADLINES)), intervals=True)
    for definition in plan.definitions:
        picks = any(measure.pick for measure in definition.measures)
        if isinstance(definition.formula, Statistic) or picks:
            raise InvalidArgumentError(only_records(definition.name))
    read = {measure.kind.argument for measure in plan.measures} - {"customers"}
    for name, table in tables.items():
        if name not in read and name != "customers":
            message = f"none of the metrics reads {name}; leave it out, or add a metric that does"
            raise ArgumentTypeError(message)
        if table.kept is not None:
            message = f"{name} is a state already; states are added with +"
            raise ArgumentTypeError(message)
    asked = question(
        window=None, as_of=None, by=by, every=None, where=where, confidence=None, tz=tz,
        week_start="monday", checks=checks, min_units=None, detail=False,
    )  # fmt: skip
    parts = {name: _reduced(name, plan, tables, asked) for name in given if name in read}
    main = next(tables[name] for name in parts)
    return State(() if batch is None else (str(batch),), main.flavour, parts)


def _kind_of(metrics: Iterable[Metric | str] | None, given: dict[str, object]) -> str:
    """The kind of record of data that is not passed by name: that which the metrics read."""
    chosen = [] if metrics is None else definitions_of(metrics, given, headlines=HEADLINES)
    read = {name for one in chosen for name in one.argument_names} - {"customers"}
    # Without metrics, orders are what most have.
    name = read.pop() if len(read) == 1 else "orders"
    if read:
        message = "the metrics read several kinds of record; pass them by name, as in orders=..."
        raise ArgumentTypeError(message)
    if given[name] is not None:
        message = f"{name} is given twice, as the first argument and by name"
        raise ArgumentTypeError(message)
    return name


def _reduced(argument: str, plan: Plan, tables: dict[str, Table], asked: Question) -> Part:
    """The records of one kind, checked and added up."""
    # Which window a measure is read in, and from when on a message is known, is decided later.
    measures = tuple(
        dict.fromkeys(
            replace(measure, lag=0, earlier=False)
            for measure in plan.measures
            if measure.kind.argument == argument
        )
    )
    # Amounts of different currencies may lie in one state, if not in one answer.
    money = any(measure.reads_money for measure in measures)
    kept_by = asked.by
    table = tables.get(argument)
    if money and table is not None and "currency" in table.schema:
        asked = replace(asked, by=tuple(dict.fromkeys((*asked.by, "currency"))))
    reading = tuple(one for one in plan.definitions if argument in one.argument_names)
    inputs = inputs_of(replace(plan, definitions=reading, measures=measures), tables, asked)
    for one in inputs:
        if one.source.puts_together(one.table.columns):
            _refuse_of_events(one)
    lender = next((one for one in inputs if one.lenders is not None), None)
    if lender is not None:
        repeats.one_row_each(lender)
    known = probe(inputs, asked)
    inputs, look = with_years(inputs, known), known.looks[argument]
    first = inputs[0]
    times = _times(inputs)
    for one in inputs:
        # Records are selected while their times are still known.
        refuse_times(replace(one, question=replace(asked, where=None)), times)
    rows = _rows(inputs, times)
    frame = collected(added_up(rows, first.words, first.unit_columns, unowned=look.unowned))
    import polars as pl

    days = (pl.col(name).cast(pl.Int32).cast(pl.Date) for name in times)
    clocks = {name: first.clock_of(name) for name in times}
    lacking = {
        named.name
        for one in inputs
        if not one.derived
        for named in one.value_columns
        if named.name not in one.table.schema
    }
    kept = Kept(
        by=kept_by,
        where=None if asked.where is None else spelled(asked.where),
        zones={name: c.zone if c.form == "aware" else None for name, c in clocks.items()},
        lacking=tuple(sorted(lacking)),
        first=look.first,
        last=look.last,
    )
    return Part(argument, first.unit_columns, frame.with_columns(days), kept)


def _refuse_of_events(one: Input) -> None:
    """Raise where something is asked that is known of a message only when all its events are.

    Raises:
        InvalidArgumentError: It is.
    """
    data = one.kind.argument
    if one.question.where is not None:
        message = (
            f"where cannot be applied to {data} event by event, since what is known of a message "
            "may come with another of its events, in another batch; keep the columns with by=, and "
            "pass where= to the metric"
        )
        raise InvalidArgumentError(message)
    if one.attributes:
        message = (
            f"{', '.join(one.attributes)} of customers cannot be lent to {data} event by event, "
            "since whose a message is may come with another of its events, in another batch; pass "
            "customers= to the metric instead"
        )
        raise InvalidArgumentError(message)


def _times(inputs: Sequence[Input]) -> tuple[str, ...]:
    """The columns of which only the day is kept."""
    return tuple(
        dict.fromkeys(
            name
            for one in inputs
            for name in one.source.times(one.table.columns)
            if name in one.table.schema
        )
    )


def _rows(inputs: Sequence[Input], times: Sequence[str]) -> Rows:
    """Each record as a row of the state: what tells rows apart, and what it adds."""
    first = inputs[0]
    words = first.words
    # The records as they are, whatever the metrics make of them.
    plain: Input = replace(first, source=RowSource(replace(first.kind, time=first.time)))
    rows = plain.joined(first.table.lazy(first.table.columns))
    if plain.question.where is not None:
        rows = rows.filter(plain.selected())
    others = (name for one in inputs for name in _keys(one))
    keys = dict.fromkeys((*first.unit_columns, *times, *others))
    sums = {
        sum_name(measure.value): plain.value(measure)
        for one in inputs
        for measure in one.measures
        if measure.value is not None
    }
    columns: dict[str, Any] = {name: plain.read(Column("column", (name,))) for name in keys}
    columns |= {name: first.clock_of(name).position(words.col(name), words) for name in times}
    columns[ROWS] = words.lit(1).cast(words.Float64)
    columns |= sums
    return rows.select(*(expression.alias(name) for name, expression in columns.items()))


def _keys(one: Input) -> tuple[str, ...]:
    """What tells the rows of a state apart: all that is read but values, ids and `where`."""
    counts = tuple(measure.count_of_rows for measure in one.measures)
    asked = replace(one.question, where=None, checks=False)
    return (*replace(one, measures=counts, question=asked).columns, *one.question.by)
