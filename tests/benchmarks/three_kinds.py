"""Five metrics of three kinds of record in one call, against what is written by hand."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from tests.benchmarks.contest import LARGE, START, Answer, Contender, Contest, Entry, goal_for
from tests.benchmarks.data import AS_OF, END, Shop
from tests.benchmarks.frames import answer_by, connection, frame
from tests.benchmarks.one_date import BY_HAND, three_numbers, three_numbers_in_sql

KINDS = ("orders", "emails", "social")
LATEST_OPEN = timedelta(days=7)
SCORED = ("like", "comment", "share")


def ours(path: Path, *, engine: str = "polars", checks: bool = False) -> Contender:
    """This library, all in one call."""
    import engagement_metrics as em

    tables = {kind: frame(path, engine, kind=kind) for kind in KINDS}
    if engine.startswith("duckdb"):
        shared = connection(path, engine, *KINDS)
        tables = {kind: shared.table(kind) for kind in KINDS}
    metrics = [
        em.purchase_frequency, em.average_order_value, em.repeat_purchase_rate,
        em.newsletter_open_rate, em.social_interaction_score,
    ]  # fmt: skip

    def run() -> Any:  # noqa: ANN401 (a frame)
        return em.summarize(**tables, metrics=metrics, as_of=AS_OF, checks=checks)

    return Contender(run, answer_by("as_of"))


def polars_by_hand(path: Path, *, engine: str = "polars") -> Contender:
    """Three queries in Polars, which run together."""
    tables = {kind: frame(path, engine, kind=kind).lazy() for kind in KINDS}

    def run() -> list[pl.DataFrame]:
        return pl.collect_all(
            [
                three_numbers(_inside(tables["orders"], "ordered_at")),
                _open_rate(tables["emails"]),
                _score(tables["social"]),
            ]
        )

    def answer(found: list[pl.DataFrame]) -> Answer:
        purchases, rate, score = (list(frame.row(0)) for frame in found)
        return {AS_OF: [float(value) for value in (*purchases[1:], *rate, *score)]}

    return Contender(run, answer)


def _inside(rows: pl.LazyFrame, time: str, start: date = START) -> pl.LazyFrame:
    return rows.filter(pl.col(time).is_between(start, END, closed="left"))


def _open_rate(events: pl.LazyFrame) -> pl.LazyFrame:
    # What happens to a message comes after its sending: nothing before the window matters.
    kind, day = pl.col("type"), pl.col("occurred_at").dt.date()
    by_person = kind.is_in(["opened", "clicked"]) & ~pl.col("is_machine")
    messages = (
        _inside(events, "occurred_at")
        .select(
            "message_id",
            "recipient",
            sent=pl.when(kind == "sent").then(day),
            delivered=kind == "delivered",
            opened=pl.when(by_person).then(day),
        )
        .group_by("message_id", "recipient")
        .agg(pl.col("sent").min(), pl.col("delivered").any(), pl.col("opened").min())
        .filter(pl.col("sent").is_not_null() & pl.col("delivered"))
    )
    in_time = (pl.col("opened") <= pl.col("sent") + LATEST_OPEN).fill_null(value=False)
    return messages.select(in_time.mean())


def _score(events: pl.LazyFrame) -> pl.LazyFrame:
    counted = _inside(events, "occurred_at").filter(pl.col("type").is_in(SCORED))
    return counted.select(pl.len() / pl.col("actor_id").n_unique())


def duckdb_by_hand(path: Path, *, engine: str = "duckdb") -> Contender:
    """Three queries in SQL."""
    tables = connection(path, engine, *KINDS)
    rate = """
        with messages as (
            select min(occurred_at) filter (type = 'sent') as sent,
                   bool_or(type = 'delivered') as delivered,
                   min(occurred_at) filter (type in ('opened', 'clicked') and not is_machine)
                       as opened
            from emails where occurred_at >= ? and occurred_at < ?
            group by message_id, recipient
        )
        select avg(case when opened::date <= sent::date + 7 then 1 else 0 end)
        from messages where sent is not null and delivered
    """
    score = """
        select count(*) / count(distinct actor_id) from social
        where occurred_at >= ? and occurred_at < ? and type in ('like', 'comment', 'share')
    """
    queries = (three_numbers_in_sql(), rate, score)

    def run() -> list[tuple[Any, ...]]:
        return [tables.execute(query, [START, END]).fetchall()[0] for query in queries]

    def answer(found: list[tuple[Any, ...]]) -> Answer:
        purchases, *others = found
        return {AS_OF: [float(v) for v in (*purchases[1:], *(value for (value,) in others))]}

    return Contender(run, answer)


def contests(shop: Shop) -> list[Contest]:
    """Five metrics of three kinds of record."""
    engines = {"polars": "Polars", "duckdb": "DuckDB"}
    if shop.orders >= LARGE:
        engines = {"parquet": "Parquet through Polars", "duckdb-parquet": "Parquet through DuckDB"}
    return [
        Contest(
            f"five metrics of three kinds of record, one date, from {label}",
            shop,
            (
                Entry(
                    "DuckDB by hand" if "duckdb" in engine else "Polars by hand",
                    duckdb_by_hand if "duckdb" in engine else polars_by_hand,
                    {"engine": engine},
                ),
                *(
                    Entry(
                        f"engagement-metrics{', default checks' if checks else ''}",
                        ours,
                        {"engine": engine, "checks": checks},
                        goal=goal_for(shop, BY_HAND),
                    )
                    for checks in (False, True)
                ),
            ),
            kinds=KINDS,
        )
        for engine, label in engines.items()
    ]
