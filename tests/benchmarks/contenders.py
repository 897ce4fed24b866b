"""The contenders: the same three numbers by this library and written by hand.

Each makes its frame first, which is not timed, and returns what is: a call without arguments.
What is written by hand has no intervals. What the library gives has.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from tests.benchmarks.data import AS_OF

if TYPE_CHECKING:
    import pandas as pd

# The three numbers at each date.
Answer = dict[str, list[float]]
Call = Callable[[], Answer]

DAYS = 365
END = date.fromisoformat(AS_OF) + timedelta(days=1)
START = END - timedelta(days=DAYS)
METRICS = ("purchase_frequency", "average_order_value", "repeat_purchase_rate")


def ours(path: Path, *, kind: str, checks: bool = True) -> Call:
    """This library, from a frame of some kind."""
    import engagement_metrics as em

    frame = _frame(path, kind)

    def call() -> Answer:
        table = em.summarize(orders=frame, as_of=AS_OF, checks=checks)
        return {AS_OF: [float(value) for value in table["value"]]}

    return call


def ours_one_metric(path: Path, *, kind: str) -> Call:
    """One metric by this library, as a service calls it on the orders of one shop."""
    import engagement_metrics as em

    frame = _frame(path, kind)
    return lambda: {AS_OF: [float(em.average_order_value(frame, as_of=AS_OF))]}


def _frame(path: Path, kind: str) -> "pd.DataFrame | pl.DataFrame":
    return pl.read_parquet(path) if kind == "polars" else _pandas(path)


def _pandas(path: Path) -> "pd.DataFrame":
    import pandas as pd

    return pd.read_parquet(path)


def pandas_by_hand(path: Path) -> Call:
    """What an analyst writes in pandas."""
    frame = _pandas(path)

    def call() -> Answer:
        inside = frame[(frame["ordered_at"] >= str(START)) & (frame["ordered_at"] < str(END))]
        buyers = inside.groupby("customer_id", sort=False)["amount"].agg(["size", "sum"])
        orders, revenue = buyers["size"].sum(), buyers["sum"].sum()
        repeat = (buyers["size"] >= 2).mean()
        return {AS_OF: [float(orders / len(buyers)), float(revenue / orders), float(repeat)]}

    return call


def polars_by_hand(path: Path) -> Call:
    """What an analyst writes in Polars."""
    frame = pl.read_parquet(path)

    def call() -> Answer:
        inside = frame.lazy().filter(pl.col("ordered_at").is_between(START, END, closed="left"))
        return {AS_OF: list(_numbers(inside).collect().row(0))}

    return call


def duckdb_by_hand(path: Path) -> Call:
    """What an analyst writes in SQL."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("create table orders as select * from read_parquet(?)", [str(path)])

    def call() -> Answer:
        found = connection.execute(
            """
            with buyers as (
                select count(*) as orders, sum(amount) as revenue
                from orders where ordered_at >= ? and ordered_at < ? group by customer_id
            )
            select sum(orders) / count(*), sum(revenue) / sum(orders),
                   avg(case when orders >= 2 then 1 else 0 end)
            from buyers
            """,
            [START, END],
        ).fetchall()
        return {AS_OF: [float(value) for value in found[0]]}

    return call


def history_by_us(path: Path) -> Call:
    """The history of the three metrics on every day, with their intervals, in one call."""
    import engagement_metrics as em

    frame = pl.read_parquet(path)

    def call() -> Answer:
        table = em.summarize(orders=frame, as_of=AS_OF, every="1d", checks=False)
        columns = [table.filter(pl.col("metric") == name)["value"] for name in METRICS]
        days = table["as_of"].unique(maintain_order=True).cast(pl.String)
        return {day: list(numbers) for day, *numbers in zip(days, *columns, strict=True)}

    return call


def history_by_hand(path: Path, *, dates: int) -> Call:
    """The same on some evenly spread days, date by date.

    The best loop that can be written in Polars: rows are sorted by time beforehand, so that a
    window is a slice without a copy, found by search, and there is one group-by a date.
    """
    frame = pl.read_parquet(path).sort("ordered_at")

    def call() -> Answer:
        times = frame["ordered_at"]
        found = {}
        for day in sampled(frame, dates):
            begin = times.search_sorted(_midnight(day, 1 - DAYS), side="left")
            end = times.search_sorted(_midnight(day, 1), side="left")
            found[str(day)] = list(_numbers(frame[begin:end].lazy()).collect().row(0))
        return found

    return call


def _midnight(day: date, later: int) -> datetime:
    return datetime.combine(day + timedelta(days=later), time())


def sampled(frame: pl.DataFrame, dates: int) -> list[date]:
    """Evenly spread days from the first one with orders to the last."""
    days = frame["ordered_at"].dt.date().unique().sort()
    return [days[round((i + 0.5) * len(days) / dates - 0.5)] for i in range(dates)]


def _numbers(inside: pl.LazyFrame) -> pl.LazyFrame:
    buyers = inside.group_by("customer_id").agg(orders=pl.len(), revenue=pl.col("amount").sum())
    orders, revenue = pl.col("orders").sum(), pl.col("revenue").sum()
    return buyers.select(
        (orders / pl.len()).alias("frequency"),
        (revenue / orders).alias("value"),
        (pl.col("orders") >= 2).mean().alias("repeat"),
    )


CONTENDERS: dict[str, Callable[..., Call]] = {
    build.__name__: build
    for build in (
        ours,
        ours_one_metric,
        pandas_by_hand,
        polars_by_hand,
        duckdb_by_hand,
        history_by_us,
        history_by_hand,
    )
}
