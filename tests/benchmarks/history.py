"""The trailing-365-day history, against loops over dates and a self-join written by hand."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from tests.benchmarks.contest import LARGE, WINDOW, Answer, Contender, Contest, Entry, Goal
from tests.benchmarks.data import END, Shop
from tests.benchmarks.frames import connection, frame, ours, rows_of
from tests.benchmarks.one_date import three_numbers, three_numbers_in_sql

if TYPE_CHECKING:
    import pandas as pd

DATES = 30
SELF_JOIN = 100_000
GOAL = Goal(ratio=1 / 60)
GRIDS = {"1d": "daily", "1w": "weekly", "1mo": "monthly"}
COLUMNS = ("customer_id", "ordered_at", "amount")


def grid(shop: Shop, every: str) -> list[date]:
    """The days that a grid has: the last one of each day, week or month, and the last of all."""
    found = []
    for i in range(1, shop.days + 1):
        after = shop.first + timedelta(days=i)
        begins = {"1d": True, "1w": after.weekday() == 0, "1mo": after.day == 1}
        if begins[every] or after == END:
            found.append(after - timedelta(days=1))
    return found


def sampled(shop: Shop, dates: int) -> list[date]:
    """Evenly spread days, a third of them ends of weeks and a third ends of months."""
    days: list[date] = []
    for i in range(dates):
        among = grid(shop, ("1d", "1w", "1mo")[i % 3])
        days.append(among[int((i + 0.5) * len(among) / dates)])
    return sorted(set(days))


def _midnight(day: date, later: int) -> datetime:
    return datetime.combine(day + timedelta(days=later), time())


def _reach(day: str) -> tuple[datetime, datetime]:
    last = date.fromisoformat(day)
    return _midnight(last, 1 - WINDOW), _midnight(last, 1)


def polars_loop(path: Path, *, days: list[str], engine: str = "polars") -> Contender:
    """The best loop that can be written in Polars.

    Rows are sorted by time beforehand, so that a window is a slice without a copy, found by
    search, and there is one group-by a date. From Parquet, the scan skips what is outside.
    """
    orders: pl.DataFrame | pl.LazyFrame = frame(path, engine, columns=COLUMNS)
    rows = orders.sort("ordered_at").lazy().collect() if engine == "polars" else None

    def window(day: str) -> pl.LazyFrame:
        start, end = _reach(day)
        if rows is None:
            return orders.lazy().filter(pl.col("ordered_at").is_between(start, end, closed="left"))
        times = rows["ordered_at"]
        begin = times.search_sorted(start, side="left")
        return rows[begin : times.search_sorted(end, side="left")].lazy()

    def run() -> list[pl.DataFrame]:
        return [three_numbers(window(day), day=day).collect() for day in days]

    return Contender(run, lambda found: rows_of(pl.concat(found)))


def pandas_loop(path: Path, *, days: list[str]) -> Contender:
    """The same in pandas: a slice of sorted rows and one group-by a date."""
    orders: pd.DataFrame = frame(path, "pandas", columns=COLUMNS)
    orders = orders.sort_values("ordered_at", ignore_index=True)

    def run() -> Answer:
        found = {}
        for day in days:
            start, end = orders["ordered_at"].searchsorted(list(_reach(day)))
            buyers = (
                orders.iloc[start:end]
                .groupby("customer_id", sort=False)["amount"]
                .agg(["size", "sum"])
            )
            count, revenue = buyers["size"].sum(), buyers["sum"].sum()
            repeat = (buyers["size"] >= 2).mean()
            found[day] = [
                float(count / len(buyers)), float(revenue / count), float(repeat),
            ]  # fmt: skip
        return found

    return Contender(run, lambda found: found)


def duckdb_loop(path: Path, *, days: list[str]) -> Contender:
    """The same in SQL: rows stand in order of time, so that a scan skips what is outside."""
    tables = connection(path, "duckdb", "orders")
    tables.execute("create table sorted as select * from orders order by ordered_at")
    tables.execute("drop table orders")
    tables.execute("alter table sorted rename to orders")
    query = three_numbers_in_sql()

    def run() -> list[tuple[Any, ...]]:
        return [tables.execute(query, list(_reach(day))).fetchall()[0] for day in days]

    def answer(found: list[tuple[Any, ...]]) -> Answer:
        return {
            day: [float(value) for value in values]
            for day, (_, *values) in zip(days, found, strict=True)
        }

    return Contender(run, answer)


def duckdb_self_join(path: Path, *, first: str) -> Contender:
    """Every date joined with the orders of its window, in one query."""
    tables = connection(path, "duckdb", "orders")
    query = f"""
        with dates as (
            select unnest(range(date '{first}', date '{END}', interval 1 day))::date as day
        ), buyers as (
            select day, count(*) as orders, sum(amount) as revenue
            from dates join orders on ordered_at >= day - {WINDOW - 1} and ordered_at < day + 1
            group by day, customer_id
        )
        select day, sum(orders) / count(*), sum(revenue) / sum(orders),
               avg(case when orders >= 2 then 1 else 0 end)
        from buyers group by day
    """  # noqa: S608 (dates of our own)

    def run() -> list[tuple[Any, ...]]:
        return tables.execute(query).fetchall()

    def answer(found: list[tuple[Any, ...]]) -> Answer:
        return {str(day): [float(value) for value in values] for day, *values in found}

    return Contender(run, answer)


def _ours(shop: Shop, engine: str, every: str, *, intervals: bool, checks: bool = False) -> Entry:
    words = [GRIDS[every], *([] if intervals else ["no intervals"])]
    title = f"engagement-metrics, {', '.join([*words, *(['default checks'] if checks else [])])}"
    options = {"engine": engine, "every": every, "intervals": intervals, "checks": checks}
    goal = GOAL if every == "1d" and intervals and not checks else Goal()
    return Entry(title, ours, options, dates=len(grid(shop, every)), goal=goal)


def contests(shop: Shop, dates: int = DATES) -> list[Contest]:
    """The histories of some orders, spread over one, three and ten years."""
    large = shop.orders >= LARGE
    found = [
        _grids(Shop(shop.orders, shop.ids, years), "parquet" if large else "polars", dates)
        for years in (1, 3, 10)
    ]
    if large:
        return found
    days = [str(day) for day in sampled(shop, dates)]
    few = Shop(min(shop.orders, SELF_JOIN), shop.ids, shop.years)
    others = {"pandas": ("pandas", pandas_loop), "duckdb": ("DuckDB", duckdb_loop)}
    return [
        *found,
        *(
            Contest(
                f"history of trailing 365 days, from {label}",
                shop,
                (
                    _loop(label, loop, {"days": days}),
                    _ours(shop, engine, "1d", intervals=True),
                    _ours(shop, engine, "1d", intervals=True, checks=True),
                ),
            )
            for engine, (label, loop) in others.items()
        ),
        Contest(
            "history of trailing 365 days, against a self-join",
            few,
            (
                Entry(
                    "DuckDB, every day joined with its orders",
                    duckdb_self_join,
                    {"first": str(few.first)},
                    dates=few.days,
                ),
                *(
                    replace(one, title=f"{one.title}, from {label}", goal=Goal())
                    for label, one in (
                        ("DuckDB", _ours(few, "duckdb", "1d", intervals=True)),
                        ("Polars", _ours(few, "polars", "1d", intervals=True)),
                    )
                ),
            ),
        ),
    ]


def _grids(shop: Shop, engine: str, dates: int) -> Contest:
    # Each date that is read from many files takes seconds.
    days = [str(day) for day in sampled(shop, min(dates, 6) if engine == "parquet" else dates)]
    label = "Parquet through Polars" if engine == "parquet" else "Polars"
    return Contest(
        f"history of trailing 365 days, from {label}",
        shop,
        (
            _loop("Polars", polars_loop, {"days": days, "engine": engine}),
            *(
                _ours(shop, engine, every, intervals=intervals)
                for every in GRIDS
                for intervals in (True, False)
            ),
            _ours(shop, engine, "1d", intervals=True, checks=True),
        ),
    )


def _loop(label: str, build: Callable[..., Contender], options: Mapping[str, Any]) -> Entry:
    dates = len(options["days"])
    title = f"{label} by hand, {dates} dates (multiplied)"
    return Entry(title, build, options, dates, sampled=True)
