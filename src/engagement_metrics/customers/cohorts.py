"""Cohorts: customers who came at the same time, and how many of them came again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from engagement_metrics.engine.answer import given_back, refuse_repeated
from engagement_metrics.engine.calendar import first_day_of_period, period_of
from engagement_metrics.engine.clock import date_of
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.intervals import normal_quantile, wilson_interval
from engagement_metrics.engine.kept import SUM
from engagement_metrics.engine.plan import Definition
from engagement_metrics.engine.question import Every, Question, WeekStart, question
from engagement_metrics.engine.reduced import groups_of
from engagement_metrics.engine.run import prepare
from engagement_metrics.engine.tables import table_of
from engagement_metrics.engine.words import collected
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.measures import orders as order_count
from engagement_metrics.measures import revenue

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from engagement_metrics.engine.inputs import Input
    from engagement_metrics.engine.probe import Probe

    Array = NDArray[np.float64]

COLUMNS = (
    "cohort", "period", "start", "customers", "active", "rate", "rate_low", "rate_high", "revenue",
    "complete",
)  # fmt: skip


def cohorts(
    orders: object,
    *,
    every: Every = "1mo",
    periods: int | None = None,
    as_of: date | str | None = None,
    by: str | Sequence[str] | None = None,
    where: Mapping[str, object] | None = None,
    customers: object = None,
    confidence: float | None = 0.95,
    tz: str | None = None,
    week_start: WeekStart = "monday",
    checks: bool = True,
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """How many of the customers who came at the same time came again, period by period.

    A cohort is everybody whose first order is in the same calendar period; `rate` is
    `customers of the cohort with an order in the period / customers of the cohort`. A period that
    has not begun by `as_of` is missing, which is not 0; one that has not ended is not `complete`.
    The first order is the first in the data: customers of before the data begins are taken for new.

    Args:
        orders: Orders, one row each. Guests are left out.
        every: How long periods are: "1d", "1w", "1mo", "1q" or "1y".
        periods: How many periods after the first to show; None for all that have begun.
        as_of: The last day. Default: the day of the last order that counts.
        by: The column or columns to group by. Each group has cohorts of its own: by a column of the
            orders, the first order is the first one in the group.
        where: Which orders to read, such as {"channel": ["web", "app"]}.
        customers: One row a customer; lends its columns to `by` and `where`.
        confidence: The level of the interval; None for none.
        tz: The IANA zone in which days begin.
        week_start: The weekday on which weeks begin.
        checks: Whether checks that cost a pass of their own are made (repeated ids).

    Returns:
        A frame of the kind that came in, one row a group, cohort and period, sorted by them; groups
        have the same cohorts. The keys; `cohort` and `start` (the first day of the cohort's first
        period, and of this one), `period` (0 for the first), `customers` of the cohort and those
        `active` (whole numbers), `rate` with `rate_low` and `rate_high` (Float64, from 0 to 1;
        Wilson's interval; 1 in period 0 by definition), `revenue` (Float64, only where orders have
        an `amount`) and `complete`. What has not happened is null.

    Raises:
        EngagementError: The data or the question cannot be answered; the message says why.

    Examples:
        >>> import engagement_metrics as em
        >>> table = em.cohorts(em.datasets.cdnow_orders(), every="1mo", periods=3)
        >>> columns = ["cohort", "period", "customers", "active", "rate", "complete"]
        >>> table["rate"] = table["rate"].round(3)
        >>> print(table.loc[table["period"] > 0, columns].head(3).to_string(index=False))
            cohort  period  customers  active  rate  complete
        1997-01-01       1        781   124.0 0.159      True
        1997-01-01       2        781    95.0 0.122      True
        1997-01-01       3        781    70.0 0.090      True

    References:
        Mixpanel and Amplitude, retention by calendar interval, where incomplete intervals are
        marked too.
    """
    number: object = periods
    if number is not None and (
        isinstance(number, bool) or not isinstance(number, int) or number < 0
    ):
        message = f"periods={periods!r} must be a whole number, or None for all that have begun"
        raise InvalidArgumentError(message)
    asked = question(
        window=None, as_of=as_of, by=by, every=every, where=where, confidence=confidence,
        tz=tz, week_start=week_start, checks=checks, min_units=None, detail=False,
    )  # fmt: skip
    refuse_repeated([*asked.by, *COLUMNS])
    tables = {"orders": table_of(orders, "orders")}
    if customers is not None:
        tables["customers"] = table_of(customers, "customers")
    formula: Formula = total(order_count)
    with_revenue = not {"amount", f"{SUM}amount"}.isdisjoint(tables["orders"].schema)
    if with_revenue:
        formula = formula + total(revenue)
    prepared = prepare([Definition("cohorts", formula)], tables, asked)
    counted = _counted(prepared.inputs[0], prepared.known)
    triangle = _triangle(counted, prepared.known, asked, periods)
    return given_back(
        triangle if with_revenue else triangle.drop("revenue"), tables["orders"].flavour
    )


def _counted(one: Input, known: Probe) -> pl.DataFrame:
    """How many customers of each cohort have an order in each period, and for how much."""
    words, asked = one.words, one.question
    every = str(asked.every)
    rows = one.joined(one.raw())
    if asked.where is not None:
        rows = rows.filter(one.selected())
    if one.rules:
        rows = rows.filter(one.qualifies())
    rows = rows.filter(
        ~words.col("em_unit").is_null(), words.col(one.time) < one.clock.moment(known.end, words)
    )
    amounts = [one.value(measure) for measure in one.measures if measure.value is not None]
    amount = amounts[0] if amounts else words.lit(0).cast(words.Float64)
    by = [f"em_by_{i}" for i in range(len(asked.by))]
    days = one.grouped(rows).select(
        "em_unit",
        *by,
        one.clock.position(words.col(one.time), words).alias("em_day"),
        amount.alias("em_amount"),
    )
    periods = days.select(
        "em_unit",
        *by,
        "em_amount",
        period_of(words.col("em_day"), every, asked.week_start).alias("em_period"),
    )
    unit = ["em_unit", *by]
    active = periods.group_by(*unit, "em_period").agg(words.col("em_amount").sum())
    cells = active.with_columns(words.col("em_period").min().over(*unit).alias("em_cohort"))
    counted = cells.group_by(*by, "em_cohort", "em_period").agg(
        words.len().alias("em_active"), words.col("em_amount").sum()
    )
    return collected(counted, few=one.table.few)


def _triangle(
    counted: pl.DataFrame, known: Probe, asked: Question, periods: int | None
) -> pl.DataFrame:
    """Every cohort of every group with every period, those that have not happened yet missing."""
    import polars as pl

    every, week_start = str(asked.every), asked.week_start
    cohort = counted.get_column("em_cohort").to_numpy().astype(np.int64)
    period = counted.get_column("em_period").to_numpy().astype(np.int64)
    begun = int(period_of(known.end - 1, every, week_start))
    earliest = int(cohort.min()) if len(cohort) else begun + 1
    size = begun - earliest + 1
    width = size if periods is None else min(periods + 1, size)
    keys, group = groups_of(counted, [f"em_by_{i}" for i in range(len(asked.by))])
    groups = 1 if keys is None else keys.height
    active, spent = np.zeros((groups, size, size)), np.zeros((groups, size, size))
    places = (group, cohort - earliest, period - cohort)
    active[places] = counted.get_column("em_active").to_numpy()
    spent[places] = counted.get_column("em_amount").to_numpy() / revenue.scale
    active, spent = active[..., :width], spent[..., :width]
    shape = (groups, size, width)
    customers = np.broadcast_to(active[..., :1], shape)
    first = np.broadcast_to(np.arange(size)[:, None] + earliest, shape)
    number = np.broadcast_to(np.arange(width), shape)
    starts = first_day_of_period(first + number, every, week_start)
    ends = first_day_of_period(first + number + 1, every, week_start)
    happened = starts < known.end
    rate, low, high = _rates(active, customers, number, asked.confidence)
    columns: dict[str, Any] = {}
    if keys is not None:
        row = np.repeat(np.arange(groups), size * width)
        columns = {name: keys[f"em_by_{i}"].gather(row) for i, name in enumerate(asked.by)}
    columns |= {
        "cohort": _dates(first_day_of_period(first, every, week_start)),
        "period": number.ravel(),
        "start": _dates(starts),
        "customers": customers.ravel().astype(np.int64),
        "active": _where(happened, active).cast(pl.Int64),
        "rate": _where(happened, rate),
        "rate_low": _where(happened, low),
        "rate_high": _where(happened, high),
        "revenue": _where(happened, spent),
        "complete": (ends <= known.end).ravel(),
    }
    if asked.confidence is None:
        del columns["rate_low"], columns["rate_high"]
    return pl.DataFrame(columns)


def _rates(
    active: Array, customers: Array, number: NDArray[np.int64], confidence: float | None
) -> tuple[Array, Array, Array]:
    """The share of each cohort that was active, with Wilson's interval."""
    with np.errstate(all="ignore"):
        rate = active / np.where(customers > 0, customers, np.nan)
        if confidence is None:
            return rate, rate, rate
        low, high = wilson_interval(rate, customers, normal_quantile(confidence))
    # Who belongs to a cohort ordered in its first period: there is nothing to estimate.
    low, high = (np.where(number == 0, rate, end) for end in (low, high))
    return rate, low, high


def _where(happened: NDArray[np.bool_], numbers: Array) -> pl.Series:
    import polars as pl

    known = happened & ~np.isnan(numbers)
    return pl.Series(np.where(known, numbers, np.nan).ravel(), nan_to_null=True)


def _dates(days: NDArray[np.int64]) -> pl.Series:
    import polars as pl

    return pl.Series([date_of(int(day)) for day in days.ravel()], dtype=pl.Date)
