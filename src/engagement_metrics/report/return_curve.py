"""The curve by which customers come back, day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar, overload

from engagement_metrics.engine.answer import given_back, refuse_repeated
from engagement_metrics.engine.columns import RowExpression
from engagement_metrics.engine.given import tables_of
from engagement_metrics.engine.plan import Definition
from engagement_metrics.engine.question import question
from engagement_metrics.engine.returning import After, curve_rows, days_to_next
from engagement_metrics.engine.run import prepare
from engagement_metrics.engine.statistic import Asked
from engagement_metrics.records.kinds import ORDERS

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    _Frame = TypeVar("_Frame", pd.DataFrame, pl.DataFrame)


@overload
def return_curve(
    orders: _Frame,
    *,
    after: After = ...,
    window: str | timedelta | None = ...,
    as_of: date | datetime | str | None = ...,
    by: str | Sequence[str] | None = ...,
    where: Mapping[str, object] | RowExpression | None = ...,
    customers: object = ...,
    confidence: float | None = ...,
    tz: str | None = ...,
    checks: bool = ...,
) -> _Frame: ...


@overload
def return_curve(
    orders: object,
    *,
    after: After = ...,
    window: str | timedelta | None = ...,
    as_of: date | datetime | str | None = ...,
    by: str | Sequence[str] | None = ...,
    where: Mapping[str, object] | RowExpression | None = ...,
    customers: object = ...,
    confidence: float | None = ...,
    tz: str | None = ...,
    checks: bool = ...,
) -> Any: ...  # noqa: ANN401 (a frame of any kind)


def return_curve(
    orders: object,
    *,
    after: After = "first",
    window: str | timedelta | None = "365d",
    as_of: date | datetime | str | None = None,
    by: str | Sequence[str] | None = None,
    where: Mapping[str, object] | RowExpression | None = None,
    customers: object = None,
    confidence: float | None = 0.95,
    tz: str | None = None,
    checks: bool = True,
) -> Any:
    """Which share of customers has ordered again, by days since their first order.

    The Kaplan-Meier curve: customers who have not come back by `as_of` count for as long as they
    have been watched. `time_to_second_order` and `time_between_orders` say
    when it reaches a share.

    Args:
        orders: Orders, in any kind of frame.
        after: "first" watches each customer from the first order of all, if that is in the window;
            "each" from every order of the window to the customer's next one.
        window: In which days the orders lie from which customers are watched.
        as_of: The last day on which they are watched. Default: that of the last order.
        by: The column or columns to group by.
        where: Which orders to read.
        customers: One row a customer; lends its columns to `by` and `where`.
        confidence: The level of the interval; None for none.
        tz: The IANA zone in which days begin.
        checks: Whether checks that cost a pass of their own are made.

    Returns:
        A frame of the kind that came in, one row a group and day from 0 to the last one on which
        anybody is watched: the keys, `day` (Int64), `returned`, `returned_low` and `returned_high`
        (Float64, shares from 0 to 1; no interval where nobody or everybody has come back) and
        `at_risk` (Int64), how many are watched on that day and have not come back before.

    Raises:
        EngagementError: The data or the question cannot be answered; the message says why.

    Examples:
        >>> import engagement_metrics as em
        >>> curve = em.return_curve(em.datasets.cdnow_orders(), window=None)
        >>> curve[curve["day"].isin([0, 30, 90, 180, 365])].round(3)
             day  returned  returned_low  returned_high  at_risk
        0      0     0.014         0.010          0.020     2357
        30    30     0.185         0.170          0.201     1928
        90    90     0.299         0.281          0.318     1653
        180  180     0.382         0.363          0.402     1456
        365  365     0.461         0.441          0.482     1272
    """
    definition = Definition("returned", days_to_next(ORDERS, after=after), "fraction")
    asked = question(
        window=window, as_of=as_of, by=by, every=None, where=where, confidence=confidence, tz=tz,
        week_start="monday", checks=checks, min_units=None, detail=False,
    )  # fmt: skip
    names = ["day", "returned", "returned_low", "returned_high", "at_risk"]
    refuse_repeated([*asked.by, *names])
    tables = tables_of(definition, orders, {"customers": customers})
    prepared = prepare([definition], tables, asked)
    (one,) = prepared.inputs
    reading = Asked(one, asked, prepared.known, dates=None, guests=False)
    (rows,) = definition.measures
    keys, found = curve_rows(reading, rows, after)
    import polars as pl

    grouped = (
        {}
        if keys is None
        else {name: keys[f"em_by_{i}"].gather(found.group) for i, name in enumerate(asked.by)}
    )
    interval = (
        {}
        if confidence is None
        else {
            "returned_low": pl.Series(found.low).fill_nan(None),
            "returned_high": pl.Series(found.high).fill_nan(None),
        }
    )
    curve = pl.DataFrame(
        {
            **grouped,
            "day": found.day,
            "returned": found.returned,
            **interval,
            "at_risk": found.at_risk,
        }
    )
    return given_back(curve, tables["orders"].flavour)
