"""What will run: the queries behind a number, for a review, a model or a colleague."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from typing import Any

from engagement_metrics.engine.columns import RowExpression
from engagement_metrics.engine.explain import explained
from engagement_metrics.engine.given import tables_of
from engagement_metrics.engine.metric import Metric
from engagement_metrics.engine.plan import sharing_records
from engagement_metrics.engine.question import Every, WeekStart, question
from engagement_metrics.engine.tables import Table
from engagement_metrics.errors import ArgumentTypeError
from engagement_metrics.records.kinds import DATA


@dataclass(frozen=True, repr=False)
class Explanation:
    """The queries that compute some metrics, as text; its text is all of them.

    Attributes:
        metrics: The names of the metrics.
        engine: What runs the queries, such as "duckdb", "ibis" or "polars".
        probe: What is asked of the data first: its first and last day, and what is wrong with it.
        totals: What is asked then: the totals of which the numbers are made, with a comment on
            what each column means. On SQL engines it runs as it stands.
        assumed: Whether what the probe would find was assumed, since there is no data to ask.
    """

    metrics: tuple[str, ...]
    engine: str
    probe: str
    totals: str
    assumed: bool

    def __str__(self) -> str:
        return "\n\n".join(f"-- {title}\n\n{text}" for title, text in self._parts())

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return "".join(
            f"<details{' open' if text == self.totals else ''}><summary>{escape(title)}</summary>"
            f"<pre>{escape(text)}</pre></details>"
            for title, text in self._parts()
        )

    def _parts(self) -> tuple[tuple[str, str], tuple[str, str]]:
        names = ", ".join(self.metrics)
        found = "its answer is assumed" if self.assumed else "it is asked first"
        return (
            (f"The probe of {names} on {self.engine}; {found}", self.probe),
            (f"The totals of {names} on {self.engine}", self.totals),
        )


def explain(
    metric: Metric | Sequence[Metric],
    data: object = None,
    *,
    dialect: str | None = None,
    window: str | timedelta | None = "365d",
    as_of: date | datetime | str | None = None,
    by: str | Sequence[str] | None = None,
    every: Every | None = None,
    where: Mapping[str, object] | RowExpression | None = None,
    customers: object = None,
    confidence: float | None = 0.95,
    tz: str | None = None,
    week_start: WeekStart = "monday",
    checks: bool = True,
    min_units: int | None = None,
    detail: bool = False,
    **parameters: Any,
) -> Explanation:
    """Show the queries that a call of a metric runs.

    A call asks twice: a probe finds the first and the last day and what is wrong with the data,
    then one query brings the totals of which the numbers are made. `explain` runs the probe,
    since the second query depends on what it finds, and only writes out the other.

    An unbound Ibis table (`ibis.table(schema)`, or `table.unbind()`) holds no data to probe. The
    query is then one that fits whatever the data holds: rows without a customer, rows that do not
    count, rows after `as_of`, and, of e-mails, delivered events. Such a query suits a model that
    runs every day.

    Args:
        metric: A metric, or a list of metrics that are computed together.
        data: The records, as the metric takes them; several kinds go by name.
        dialect: Whose SQL to write, from an Ibis table: "bigquery", "snowflake", "postgres",
            "duckdb" and the others that Ibis knows. Default: that of the data's own engine.
        window: As in a call of the metric.
        as_of: As in a call of the metric; needed where the table is unbound.
        by: As in a call of the metric.
        every: As in a call of the metric.
        where: As in a call of the metric.
        customers: As in a call of the metric.
        confidence: As in a call of the metric; None leaves out what intervals need.
        tz: As in a call of the metric.
        week_start: As in a call of the metric.
        checks: As in a call of the metric.
        min_units: As in a call of the metric.
        detail: As in a call of the metric.
        **parameters: The metric's own parameters; for metrics over several kinds of record also
            the records of each kind by name (`orders=`, `emails=`, ...).

    Returns:
        An `Explanation`: the SQL of DuckDB, Ibis and SQLFrame; the plan of Polars and PySpark.
        Frames in memory are read by Polars, whose plan is shown as it improves it for many rows.

    Raises:
        ArgumentTypeError: Parameters are given beside a list of metrics.
        InvalidArgumentError: There is no such query: a dialect is asked for of an engine that
            has its own, or `as_of` is missing for an unbound table.
        EngagementError: The data or the question cannot be answered; the message says why.

    Examples:
        >>> import engagement_metrics as em
        >>> query = em.explain(em.purchase_frequency, em.datasets.cdnow_orders(), confidence=None)
        >>> query.engine
        'polars'
        >>> for line in query.totals.splitlines()[:4]:
        ...     print(line)
        -- em_population: 0 is customers, 1 is guest; of rows left out, 2 is after_as_of
        -- em_rows: how many rows are left out
        -- em_t0: sum of orders
        -- em_t1: sum of (orders >= 1)
    """
    metrics = [metric] if isinstance(metric, Metric) else list(metric)
    if not metrics or not all(isinstance(one, Metric) for one in metrics):
        message = "explain takes a metric such as em.purchase_frequency, or a list of metrics"
        raise ArgumentTypeError(message)
    given = {name: parameters.pop(name) for name in DATA if name in parameters}
    if parameters and not isinstance(metric, Metric):
        message = f"set {', '.join(parameters)} of the metric that has it, with .using(...)"
        raise ArgumentTypeError(message)
    definitions = [one.definition(parameters) for one in metrics]
    asked = question(
        window=window, as_of=as_of, by=by, every=every, where=where, confidence=confidence, tz=tz,
        week_start=week_start, checks=checks, min_units=min_units, detail=detail,
    )  # fmt: skip
    groups = sharing_records(definitions)
    if data is not None and len(groups) > 1:
        message = "the metrics read several kinds of record; pass them by name, as in orders=..."
        raise ArgumentTypeError(message)
    tables: dict[str, Table] = {}
    for group in groups:
        tables |= tables_of(group[0], data, {**given, "customers": customers})
    found = [explained(group, tables, asked, dialect) for group in groups]
    return Explanation(
        tuple(one.name for one in definitions),
        found[0].engine,
        "\n\n".join(dict.fromkeys(text for one in found for text in one.probe)),
        ";\n\n".join(one.totals for one in found),
        assumed=found[0].assumed,
    )
