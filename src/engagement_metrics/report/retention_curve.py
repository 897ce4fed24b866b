"""Retention by days since customers first came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, get_args, overload

import numpy as np

from engagement_metrics.engine.answer import given_back, refuse_repeated
from engagement_metrics.engine.came_back import (
    CameBack,
    Counted,
    DaysAfter,
    Newcomers,
    days_checked,
)
from engagement_metrics.engine.columns import RowExpression
from engagement_metrics.engine.dated_rows import dated_rows
from engagement_metrics.engine.given import tables_of
from engagement_metrics.engine.measures import Countable, count
from engagement_metrics.engine.plan import Definition
from engagement_metrics.engine.question import question
from engagement_metrics.engine.run import prepare
from engagement_metrics.engine.statistic import Asked
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.records.kinds import ORDERS

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    _Frame = TypeVar("_Frame", pd.DataFrame, pl.DataFrame)

RetentionKind: TypeAlias = Literal["n_day", "on_or_after", "bracket"]
DayChoice: TypeAlias = int | Sequence[int] | Sequence[tuple[int, int]]
NAMES = (
    "first_day", "last_day", "customers", "returned", "retention", "retention_low",
    "retention_high", "not_observed",
)  # fmt: skip


@overload
def retention_curve(
    data: _Frame,
    *,
    records: Countable = ...,
    kind: RetentionKind = ...,
    days: DayChoice = ...,
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
def retention_curve(
    data: object,
    *,
    records: Countable = ...,
    kind: RetentionKind = ...,
    days: DayChoice = ...,
    window: str | timedelta | None = ...,
    as_of: date | datetime | str | None = ...,
    by: str | Sequence[str] | None = ...,
    where: Mapping[str, object] | RowExpression | None = ...,
    customers: object = ...,
    confidence: float | None = ...,
    tz: str | None = ...,
    checks: bool = ...,
) -> Any: ...  # noqa: ANN401 (a frame of any kind)


def retention_curve(
    data: object,
    *,
    records: Countable = ORDERS,
    kind: RetentionKind = "n_day",
    days: DayChoice = 30,
    window: str | timedelta | None = "365d",
    as_of: date | datetime | str | None = None,
    by: str | Sequence[str] | None = None,
    where: Mapping[str, object] | RowExpression | None = None,
    customers: object = None,
    confidence: float | None = 0.95,
    tz: str | None = None,
    checks: bool = True,
) -> Any:
    """Which share of new customers came back, by days since they first came.

    `new customers with another record on those days / new customers for whom those days are over`.
    New is whose first record of all lies in the window. Who has not been watched for so long is no
    part of the share, and is counted in `not_observed`.

    Args:
        data: The records, in any kind of frame.
        records: What kind of record they are, such as `em.WebSession`; orders by default.
        kind: "n_day" for that day itself; "on_or_after" for that day or any later one, which rises
            as time passes; "bracket" for any day of a range.
        days: Which days: 30 for every day from 1 to 30; a list of days; for "bracket" a list of
            ranges such as [(1, 7), (8, 30)].
        window: In which days the first records lie of those who are watched.
        as_of: The last day on which they are watched. Default: that of the last record. With a time
            of day, days are periods of 24 hours from each one's first record.
        by: The column or columns to group by.
        where: Which records to read.
        customers: One row a customer; lends its columns to `by` and `where`.
        confidence: The level of the interval; None for none.
        tz: The IANA zone in which days begin.
        checks: Whether checks that cost a pass of their own are made.

    Returns:
        A frame of the kind that came in, one row a group and day, or range: the keys, `first_day`
        and `last_day` (Int64; `last_day` is null for "on_or_after"), `customers` who have been
        watched so long and those `returned` (Int64), `retention` with `retention_low` and
        `retention_high` (Float64, shares from 0 to 1; Wilson's interval; null where nobody has been
        watched so long) and `not_observed` (Int64), the new customers whose days are not over.

    Raises:
        InvalidArgumentError: `kind` or `days` cannot be used; or any other argument.
        EngagementError: The data cannot be computed with; the message says why.

    Examples:
        >>> import engagement_metrics as em
        >>> orders = em.datasets.cdnow_orders()
        >>> curve = em.retention_curve(
        ...     orders, kind="bracket", days=[(1, 30), (31, 90)], window=None
        ... )
        >>> print(curve.drop(columns=["retention_low", "retention_high"]).round(3).to_string())
           first_day  last_day  customers  returned  retention  not_observed
        0          1        30       2357       410      0.174             0
        1         31        90       2357       454      0.193             0

    References:
        Amplitude, "Interpret your retention analysis": N-day, unbounded and bracket retention.
        Mixpanel, "Retention": "on" and "on or after".
    """
    ranges = _ranges(kind, days)
    definition = Definition("retention", CameBack(count(records), ranges[0]), "fraction")
    asked = question(
        window=window, as_of=as_of, by=by, every=None, where=where, confidence=confidence, tz=tz,
        week_start="monday", checks=checks, min_units=None, detail=False,
    )  # fmt: skip
    refuse_repeated([*asked.by, *NAMES])
    tables = tables_of(definition, data, {"customers": customers})
    prepared = prepare([definition], tables, asked)
    (one,) = prepared.inputs
    (measure,) = definition.measures
    reading = Asked(one, asked, prepared.known, dates=None, guests=False)
    rows = dated_rows(reading, measure, whole=True)
    newcomers = Newcomers(rows, reading)
    frame = _frame(ranges, [newcomers.counted(chosen) for chosen in ranges], confidence)
    if rows.keys is not None:
        import polars as pl

        group = np.repeat(np.arange(rows.keys.height), len(ranges))
        keys = [rows.keys[f"em_by_{i}"].gather(group).alias(n) for i, n in enumerate(asked.by)]
        frame = pl.DataFrame([*keys, *frame.get_columns()])
    return given_back(frame, tables[one.kind.argument].flavour)


def _ranges(kind: str, days: object) -> list[DaysAfter]:
    """The days that are asked for."""
    if kind not in get_args(RetentionKind):
        choices = ", ".join(map(repr, get_args(RetentionKind)))
        message = f"kind={kind!r} is not known; it is one of {choices}"
        raise InvalidArgumentError(message)
    listed: list[Any] = []
    if isinstance(days, Sequence) and not isinstance(days, str):
        listed = list(days)
    elif kind != "bracket" and isinstance(days, int) and not isinstance(days, bool):
        listed = list(range(1, days + 1))
    pairs = [isinstance(day, tuple | list) and len(day) == len(("first", "last")) for day in listed]
    if not listed or (kind == "bracket" and not all(pairs)):
        example = "[(1, 7), (8, 30)]" if kind == "bracket" else "30, or [1, 7, 30]"
        message = f"days={days!r} is not what kind={kind!r} asks for; write days={example}"
        raise InvalidArgumentError(message)
    if kind == "bracket":
        return [days_checked(first, last) for first, last in listed]
    return [days_checked(day, day if kind == "n_day" else None) for day in listed]


def _frame(
    ranges: Sequence[DaysAfter], counted: Sequence[Counted], confidence: float | None
) -> pl.DataFrame:
    """One row a group and range, group by group."""
    import polars as pl

    groups = len(counted[0].observed)

    def number(name: str) -> pl.Series:
        whole = np.stack([getattr(one, name)[:, 0] for one in counted], axis=1)
        return pl.Series(whole.ravel()).cast(pl.Int64)

    def share(values: Sequence[Any]) -> pl.Series:
        return pl.Series(np.stack([v[:, 0] for v in values], axis=1).ravel()).fill_nan(None)

    columns: dict[str, pl.Series] = {
        "first_day": pl.Series([one.first for one in ranges] * groups, dtype=pl.Int64),
        "last_day": pl.Series([one.last for one in ranges] * groups, dtype=pl.Int64),
        "customers": number("observed"),
        "returned": number("returned"),
        "retention": share([one.share for one in counted]),
    }
    if confidence is not None:
        lows, highs = zip(*(one.limits(confidence) for one in counted), strict=True)
        columns |= {"retention_low": share(lows), "retention_high": share(highs)}
    columns["not_observed"] = number("begun") - columns["customers"]
    return pl.DataFrame(columns)
