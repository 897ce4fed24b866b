"""Everything that can be computed from what a company has, in one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from engagement_metrics.engine.answer import given_back, keys_of, refuse_repeated
from engagement_metrics.engine.metric import Metric
from engagement_metrics.engine.plan import sharing_records
from engagement_metrics.engine.question import By, Every, WeekStart, question
from engagement_metrics.engine.run import Prepared, prepare
from engagement_metrics.engine.tables import Tables, selection, table_of
from engagement_metrics.errors import ArgumentTypeError, InvalidArgumentError
from engagement_metrics.metrics.email import newsletter_open_rate
from engagement_metrics.metrics.purchases import (
    average_order_value,
    purchase_frequency,
    repeat_purchase_rate,
)
from engagement_metrics.metrics.social import social_interaction_score
from engagement_metrics.report.chosen import definitions_of

if TYPE_CHECKING:
    import polars as pl

    from engagement_metrics.engine.plan import Definition
    from engagement_metrics.states.state import State

HEADLINES: tuple[Metric, ...] = (
    purchase_frequency,
    average_order_value,
    repeat_purchase_rate,
    newsletter_open_rate,
    social_interaction_score,
)
COLUMNS: tuple[str, ...] = (
    "metric", "value", "low", "high", "std_error", "numerator", "denominator", "units", "rows",
    "excluded", "start", "complete", "unit",
)  # fmt: skip


def summarize(
    state: State | None = None,
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
    metrics: Iterable[Metric | str] | None = None,
    shape: Literal["long", "wide"] = "long",
    window: str | timedelta | None = "365d",
    as_of: date | datetime | str | None = None,
    by: By | None = None,
    every: Every | None = None,
    where: Mapping[str, object] | None = None,
    confidence: float | None = 0.95,
    tz: str | None = None,
    week_start: WeekStart = "monday",
    checks: bool = True,
    min_units: int | None = None,
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Compute every metric that the given records allow, in one pass over each of them.

    Args:
        state: A state, made by `reduce`, in place of records.
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
        customers: One row a customer; lends its columns to `by` and `where`.
        metrics: The metrics, or their names in the catalogue, such as "churn_rate"; by default the
            five headline metrics, as far as the records allow. Parameters are set with
            `.using(...)`, compounds need a name.
        shape: "long" has one row a group, date and metric; "wide" one column a metric.
        window: Which days each number is about, as in every metric.
        as_of: The last day. Default: that of the latest record of all kinds.
        by: The column or columns to group by; every kind of record must have them, or `customers`.
        every: The grid of dates.
        where: Which records to read.
        confidence: The level of the intervals; None for none.
        tz: The zone in which days begin.
        week_start: The weekday on which weeks begin.
        checks: Whether checks that cost a pass of their own are made.
        min_units: Groups of fewer units are blank.

    Returns:
        A frame of the kind of the first records in this order. Long: the keys, `as_of`, `metric`
        and `unit` (text), `value`, `low`, `high`, `std_error`, `numerator`, `denominator` (numbers,
        null where undefined), `units`, `rows`, `excluded` (whole numbers), `start` (a date) and
        `complete`. Wide: the keys, `as_of` and one column a metric.

    Raises:
        EngagementError: The data or the question cannot be answered; the message says why.

    Examples:
        >>> import engagement_metrics as em
        >>> table = em.summarize(orders=em.datasets.cdnow_orders(), as_of="1998-06-30")
        >>> table[["metric", "value", "low", "high"]].round(3)
                         metric   value     low    high
        0    purchase_frequency   3.344   3.048   3.639
        1   average_order_value  36.082  34.155  38.010
        2  repeat_purchase_rate   0.599   0.564   0.632
    """
    if shape not in ("long", "wide"):
        message = f"shape={shape!r} is not known; it is 'long' or 'wide'"
        raise InvalidArgumentError(message)
    asked = question(
        window=window, as_of=as_of, by=by, every=every, where=where, confidence=confidence, tz=tz,
        week_start=week_start, checks=checks, min_units=min_units, detail=False,
    )  # fmt: skip
    refuse_repeated([*asked.by, "as_of", *COLUMNS])
    given = {
        "orders": orders, "order_lines": order_lines, "refunds": refunds, "emails": emails,
        "social": social, "posts": posts, "reviews": reviews, "surveys": surveys,
        "web_events": web_events, "sessions": sessions, "loyalty": loyalty, "customers": customers,
    }  # fmt: skip
    if state is not None:
        given = _with_state(state, given)
    tables = {name: table_of(data, name) for name, data in given.items() if data is not None}
    definitions = _chosen(metrics, tables)
    prepared = [prepare(group, tables, asked) for group in sharing_records(definitions)]
    latest = max((p.known.as_of for p in prepared if p.known.as_of is not None), default=None)
    names = [definition.name for definition in definitions]
    table = _in_order([one.as_of(latest) for one in prepared], names, keys_of(asked))
    if shape == "wide":
        refuse_repeated([*asked.by, "as_of", *names])
        table = table.pivot("metric", index=[*asked.by, "as_of"], values="value")
        import polars as pl

        missing = [name for name in names if name not in table.columns]
        table = table.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in missing)
        table = table.select(*asked.by, "as_of", *names)
    flavour = next(one.flavour for name, one in tables.items() if name != "customers")
    return given_back(table, flavour)


def _with_state(state: object, given: Mapping[str, object]) -> dict[str, object]:
    """What is given, with a state for the kinds of record that it holds."""
    if not isinstance(state, Tables):
        message = "summarize takes records by name, as in orders=...; only a state goes first"
        raise ArgumentTypeError(message)
    twice = [name for name in state.arguments if given[name] is not None]
    if twice:
        message = f"{', '.join(twice)} is given twice, in the state and by name"
        raise ArgumentTypeError(message)
    return {**given, **dict.fromkeys(state.arguments, state)}


def _chosen(
    metrics: Iterable[Metric | str] | None, tables: Mapping[str, object]
) -> list[Definition]:
    """The metrics to compute, each under its own name."""
    chosen = definitions_of(metrics, tables, headlines=HEADLINES)
    names = [one.name for one in chosen]
    if "value" in names:
        message = "a compound metric needs a name here; give it one with .named('...')"
        raise InvalidArgumentError(message)
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        message = f"two metrics are called {', '.join(repeated)}; rename one with .named('...')"
        raise InvalidArgumentError(message)
    return chosen


def _in_order(
    prepared: Sequence[Prepared], names: Sequence[str], keys: Mapping[str, str]
) -> pl.DataFrame:
    """One table, sorted by groups, dates and the order of the metrics."""
    import polars as pl

    found = [
        (definition, frame)
        for one in prepared
        for definition, frame in zip(one.plan.definitions, one.long_frames(), strict=True)
    ]
    found.sort(key=lambda one: names.index(one[0].name))
    types = {name: {frame.schema[name] for _, frame in found} for name in keys}
    mixed = [name for name, different in types.items() if len(different) > 1]
    labelled = []
    for definition, frame in found:
        alike = frame.cast(dict.fromkeys(mixed, pl.String)) if mixed else frame
        words = {"metric": definition.name, "unit": definition.unit}
        labels = (pl.Series(name, [word], dtype=pl.String) for name, word in words.items())
        labelled.append(alike.hstack([one.new_from_index(0, frame.height) for one in labels]))
    ranked = pl.concat(labelled)
    if keys or ranked.height > len(found):
        ranked = ranked.sort(*keys, "as_of", nulls_last=True, maintain_order=True)
    ordered = selection(ranked, (*keys, "as_of", *COLUMNS))
    return ordered.rename(keys) if keys else ordered
