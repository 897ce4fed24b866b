"""Three metrics of purchases at one date, whole or by group, against what is written by hand.

What is written by hand has no intervals. What the library gives has.
"""

from pathlib import Path
from typing import Any

import polars as pl

from tests.benchmarks.contest import (
    LARGE,
    START,
    Answer,
    Contender,
    Contest,
    Entry,
    Goal,
    goal_for,
)
from tests.benchmarks.data import AS_OF, END, SEGMENTS, STORES, Shop
from tests.benchmarks.frames import connection, frame, ours, rows_of

BY_HAND = 1.25
# What is promised to those who come from pandas, from this many orders on and with ids as text.
FROM_PANDAS, MANY = 0.5, 10_000_000


def pandas_by_hand(path: Path, *, by: str | None = None) -> Contender:
    """What an analyst writes in pandas."""
    orders = frame(path, "pandas", columns=("customer_id", "ordered_at", "amount", *_one(by)))

    def run() -> Any:  # noqa: ANN401
        inside = orders[(orders["ordered_at"] >= str(START)) & (orders["ordered_at"] < str(END))]
        buyers = inside.groupby([*_one(by), "customer_id"], sort=False)["amount"].agg(
            ["size", "sum"]
        )
        buyers["repeat"] = buyers["size"] >= 2
        if by is None:
            sums = buyers.sum()
            return {AS_OF: _three(len(buyers), sums["size"], sums["sum"], sums["repeat"])}
        groups = buyers.groupby(level=by)
        sums, people = groups.sum(), groups.size()
        return _three(people, sums["size"], sums["sum"], sums["repeat"])

    def answer(found: Any) -> Answer:  # noqa: ANN401
        if by is None:
            return {day: [float(value) for value in values] for day, values in found.items()}
        keys = list(found[0].index)
        return {
            key: [float(value) for value in values]
            for key, *values in zip(keys, *found, strict=True)
        }

    return Contender(run, answer)


def _three(people: Any, orders: Any, revenue: Any, repeat: Any) -> list[Any]:  # noqa: ANN401
    return [orders / people, revenue / orders, repeat / people]


def polars_by_hand(path: Path, *, engine: str = "polars", by: str | None = None) -> Contender:
    """What an analyst writes in Polars."""
    orders = frame(path, engine, columns=("customer_id", "ordered_at", "amount", *_one(by)))

    def run() -> pl.DataFrame:
        inside = orders.lazy().filter(pl.col("ordered_at").is_between(START, END, closed="left"))
        return three_numbers(inside, by).collect()

    return Contender(run, rows_of)


def three_numbers(inside: pl.LazyFrame, by: str | None = None, day: str = AS_OF) -> pl.LazyFrame:
    """The three numbers of the orders in a window, in Polars; first the group or the date."""
    buyers = inside.group_by(*_one(by), "customer_id").agg(
        orders=pl.len(), revenue=pl.col("amount").sum()
    )
    orders, revenue = pl.col("orders").sum(), pl.col("revenue").sum()
    numbers = (
        (orders / pl.len()).alias("frequency"),
        (revenue / orders).alias("value"),
        (pl.col("orders") >= 2).mean().alias("repeat"),
    )
    if by is None:
        return buyers.select(pl.lit(day), *numbers)
    return buyers.group_by(by).agg(*numbers)


def duckdb_by_hand(path: Path, *, engine: str = "duckdb", by: str | None = None) -> Contender:
    """What an analyst writes in SQL."""
    tables = connection(path, engine, "orders")
    query = three_numbers_in_sql(by)

    def run() -> list[tuple[Any, ...]]:
        return tables.execute(query, [START, END]).fetchall()

    def answer(found: list[tuple[Any, ...]]) -> Answer:
        return {str(key): [float(value) for value in values] for key, *values in found}

    return Contender(run, answer)


def three_numbers_in_sql(by: str | None = None) -> str:
    """The three numbers of the orders in a window, in SQL; first the group or the date."""
    key = by or f"'{AS_OF}'"
    return f"""
        with buyers as (
            select {f"{by}, " if by else ""}count(*) as orders, sum(amount) as revenue
            from orders where ordered_at >= ? and ordered_at < ?
            group by {f"{by}, " if by else ""}customer_id
        )
        select {key}, sum(orders) / count(*), sum(revenue) / sum(orders),
               avg(case when orders >= 2 then 1 else 0 end)
        from buyers
        {f"group by {by}" if by else ""}
    """  # noqa: S608 (a column of our own)


def _one(by: str | None) -> tuple[str, ...]:
    return () if by is None else (by,)


def contests(shop: Shop) -> list[Contest]:
    """Three metrics, one date."""
    return _contests(shop, None, "three metrics, one date")


def by_group(shop: Shop) -> list[Contest]:
    """The same by ten groups and by ten thousand."""
    return [
        contest
        for by, groups in (("segment", SEGMENTS), ("store", STORES))
        for contest in _contests(shop, by, f"three metrics, one date, by {groups:,} groups")
    ]


def _contests(shop: Shop, by: str | None, title: str) -> list[Contest]:
    named = {
        "pandas": ("pandas", Entry("pandas by hand", pandas_by_hand, {"by": by})),
        "polars": ("Polars", Entry("Polars by hand", polars_by_hand, {"by": by})),
        "duckdb": ("DuckDB", Entry("DuckDB by hand", duckdb_by_hand, {"by": by})),
    }
    lazily = {
        "parquet": ("Parquet through Polars", "Polars by hand", polars_by_hand),
        "duckdb-parquet": ("Parquet through DuckDB", "DuckDB by hand", duckdb_by_hand),
    }
    files = {
        engine: (label, Entry(hand, build, {"engine": engine, "by": by}))
        for engine, (label, hand, build) in lazily.items()
    }
    chosen = files if shop.orders >= LARGE else {**named, **files}
    return [
        Contest(
            f"{title}, from {label}",
            shop,
            (
                by_hand,
                *(
                    Entry(
                        f"engagement-metrics{', default checks' if checks else ''}",
                        ours,
                        {"engine": engine, "by": by, "checks": checks},
                        goal=_goal(shop, engine, by),
                    )
                    for checks in (False, True)
                ),
            ),
        )
        for engine, (label, by_hand) in chosen.items()
    ]


def _goal(shop: Shop, engine: str, by: str | None) -> Goal:
    promised = engine == "pandas" and by is None and shop.orders >= MANY and shop.ids == "string"
    return goal_for(shop, FROM_PANDAS if promised else BY_HAND)
