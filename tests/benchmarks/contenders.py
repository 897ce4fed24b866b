"""The contenders: the same three numbers by this library and written by hand.

Each makes its frame first, which is not timed, and returns what is: a call without arguments.
What is written by hand has no intervals. What the library gives has.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from tests.benchmarks.data import AS_OF

if TYPE_CHECKING:
    import pandas as pd

Numbers = list[float]
Call = Callable[[], Numbers]

DAYS = 365
END = date.fromisoformat(AS_OF) + timedelta(days=1)
START = END - timedelta(days=DAYS)
METRICS = ("purchase_frequency", "average_order_value", "repeat_purchase_rate")


def summarized(frame: Any, *, checks: bool, every: str | None = None) -> Any:
    """The three metrics with their intervals, by this library."""
    import engagement_metrics as em

    return em.summarize(orders=frame, as_of=AS_OF, every=every, checks=checks)


def _pandas(path: Path) -> "pd.DataFrame":
    import pandas as pd

    return pd.read_parquet(path)


def ours_from_pandas(path: Path, *, checks: bool = False) -> Call:
    """This library, from a pandas frame."""
    frame = _pandas(path)
    return lambda: [float(value) for value in summarized(frame, checks=checks)["value"]]


def ours_from_pandas_checked(path: Path) -> Call:
    """This library, from a pandas frame, with the default checks."""
    return ours_from_pandas(path, checks=True)


def ours_from_polars(path: Path, *, checks: bool = False) -> Call:
    """This library, from a Polars frame."""
    frame = pl.read_parquet(path)
    return lambda: summarized(frame, checks=checks)["value"].to_list()


def ours_from_polars_checked(path: Path) -> Call:
    """This library, from a Polars frame, with the default checks."""
    return ours_from_polars(path, checks=True)


def pandas_by_hand(path: Path) -> Call:
    """What an analyst writes in pandas."""
    frame = _pandas(path)

    def call() -> Numbers:
        inside = frame[(frame["ordered_at"] >= str(START)) & (frame["ordered_at"] < str(END))]
        buyers = inside.groupby("customer_id", sort=False)["amount"].agg(["size", "sum"])
        orders, revenue = buyers["size"].sum(), buyers["sum"].sum()
        return [orders / len(buyers), revenue / orders, (buyers["size"] >= 2).mean()]

    return call


def polars_by_hand(path: Path) -> Call:
    """What an analyst writes in Polars."""
    frame = pl.read_parquet(path)

    def call() -> Numbers:
        inside = frame.lazy().filter(pl.col("ordered_at").is_between(START, END, closed="left"))
        return list(_numbers(inside).collect().row(0))

    return call


def duckdb_by_hand(path: Path) -> Call:
    """What an analyst writes in SQL."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("create table orders as select * from read_parquet(?)", [str(path)])

    def call() -> Numbers:
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
        return [float(value) for value in found[0]]

    return call


def history_by_us(path: Path) -> Call:
    """The daily history by this library: each metric on each day, in one call."""
    frame = pl.read_parquet(path)

    def call() -> Numbers:
        table = summarized(frame, checks=False, every="1d")
        return table.pivot("metric", index="as_of", values="value").select(METRICS).rows()

    return call


def history_by_hand(path: Path, dates: int) -> Call:
    """The same on some evenly spread days, date by date.

    The best loop that can be written in Polars: rows are sorted by time once, so that a window is
    a slice without a copy, found by search; one group-by a date.
    """
    frame = pl.read_parquet(path).sort("ordered_at")

    def call() -> Numbers:
        times = frame["ordered_at"]
        found = []
        for day in sampled(frame, dates):
            begin = times.search_sorted(day - timedelta(days=DAYS - 1), side="left")
            end = times.search_sorted(day + timedelta(days=1), side="left")
            inside = frame[begin:end].lazy()
            found.append(_numbers(inside).collect().row(0))
        return found  # type: ignore[return-value]

    return call


def sampled(frame: pl.DataFrame, dates: int) -> list[date]:
    """Evenly spread days, from the first one on which there are orders to the last."""
    days = pl.date_range(frame["ordered_at"].min(), date.fromisoformat(AS_OF), eager=True)  # type: ignore[arg-type]
    return days.gather([round((i + 0.5) * len(days) / dates - 0.5) for i in range(dates)]).to_list()


def _numbers(inside: pl.LazyFrame) -> pl.LazyFrame:
    buyers = inside.group_by("customer_id").agg(orders=pl.len(), revenue=pl.col("amount").sum())
    orders, revenue = pl.col("orders").sum(), pl.col("revenue").sum()
    return buyers.select(
        (orders / pl.len()).alias("frequency"),
        (revenue / orders).alias("value"),
        (pl.col("orders") >= 2).mean().alias("repeat"),
    )
