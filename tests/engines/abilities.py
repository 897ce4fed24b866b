"""What an engine can do, each ability shown on five orders whose answers are known by hand.

The table in `docs/engines.md` is made of what is found here.
"""

# ruff: noqa: ANN401 (no engine's frames have a type of their own)

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

import engagement_metrics as em

PAGE = Path(__file__).parents[2] / "docs" / "engines.md"
BERLIN = "Europe/Berlin"

Make = Callable[[pl.DataFrame], Any]

ORDERS = pl.DataFrame(
    {
        "order_id": ["1", "2", "3", "4", "5"],
        "customer_id": ["ada", "ada", "bob", None, "bob"],
        # The third is an order of the next day in Berlin.
        "ordered_at": [
            datetime(2024, 1, 1, 10, tzinfo=UTC), datetime(2024, 2, 10, 10, tzinfo=UTC),
            datetime(2024, 2, 20, 23, 30, tzinfo=UTC), datetime(2024, 3, 1, 10, tzinfo=UTC),
            datetime(2024, 3, 15, 10, tzinfo=UTC),
        ],
        "amount": [10.0, 20.0, 30.0, 40.0, 50.0],
        "channel": ["web", "app", "web", None, "web"],
    }
)  # fmt: skip
CUSTOMERS = pl.DataFrame({"customer_id": ["ada", "bob"], "segment": ["vip", "new"]})


def rows_of(answer: Any) -> list[dict[str, Any]]:
    """The rows of an answer, a frame of any kind."""
    frame = nw.from_native(answer, eager_only=True)
    pandas_like = frame.implementation.is_pandas_like()
    lifted: pl.DataFrame = pl.from_pandas(frame.to_pandas()) if pandas_like else frame.to_polars()
    return lifted.to_dicts()


def point(make: Make) -> str:
    """One number with its interval: five orders of 150 in all."""
    value = em.average_order_value(make(ORDERS), window=None)
    assert (value, value.numerator, value.denominator, value.rows) == (30.0, 150.0, 5.0, 5)
    assert value.low < 30 < value.high
    return "yes"


def groups(make: Make) -> str:
    """By a column of the orders, and by one that the customers lend; missing keys are a group."""
    question: dict[str, Any] = {"window": None, "detail": True}
    table = em.average_order_value(make(ORDERS), by="channel", **question)
    found = {row["channel"]: row["numerator"] for row in rows_of(table)}
    assert found == {"web": 90.0, "app": 20.0, None: 40.0}
    lent = em.average_order_value(make(ORDERS), customers=make(CUSTOMERS), by="segment", **question)
    found = {row["segment"]: row["numerator"] for row in rows_of(lent)}
    assert found == {"vip": 30.0, "new": 80.0, None: 40.0}
    return "yes"


def history(make: Make) -> str:
    """Month by month."""
    table = em.average_order_value(make(ORDERS), every="1mo", window="1mo")
    assert [row["average_order_value"] for row in rows_of(table)] == [10.0, 25.0, 45.0]
    return "yes"


def zone_asked_for(make: Make) -> str:
    """Days of the zone that is asked for."""
    assert orders_on(date(2024, 2, 20), make(ORDERS), tz=BERLIN) == 0
    assert orders_on(date(2024, 2, 21), make(ORDERS), tz=BERLIN) == 1
    return "yes"


def zone_of_the_column(make: Make) -> str:
    """Days of the zone that the column's type names, without being asked for."""
    local = make(ORDERS.with_columns(pl.col("ordered_at").dt.convert_time_zone(BERLIN)))
    found = [orders_on(date(2024, 2, day), local) for day in (20, 21)]
    assert found in ([0, 1], [1, 0])
    return "yes" if found == [0, 1] else "no: pass `tz=`"


def orders_on(day: date, frame: Any, **question: Any) -> int:
    """How many orders a day has."""
    return int(em.average_order_value(frame, as_of=day, window="1d", **question).rows)


def quantiles(make: Make) -> str:
    """The median with its interval, and a quantile of each group without."""
    value = em.median_order_value(make(ORDERS), window=None)
    assert value == 30.0
    assert value.low <= 30 <= value.high
    table = em.median_order_value(make(ORDERS), window=None, by="channel", confidence=None)
    found = {row["channel"]: row["median_order_value"] for row in rows_of(table)}
    assert found == {"web": 30.0, "app": 20.0, None: 40.0}
    return "yes"


def states(make: Make) -> str:
    """What is kept of two batches gives what all orders give."""
    older, newer = ORDERS.head(3), ORDERS.tail(2)
    metrics = [em.average_order_value]
    state = em.reduce(make(older), metrics, batch="1") + em.reduce(make(newer), metrics, batch="2")
    assert em.average_order_value(state, window=None) == 30.0
    return "yes"


def explained(make: Make) -> str:
    """The query that will run: SQL with the names of its tables, or a plan."""
    query = em.explain(em.average_order_value, make(ORDERS), window=None)
    assert "em_t0" in query.totals
    return "SQL" if query.engine in ("duckdb", "ibis", "sqlframe") else "plan"


def rows_named(make: Make) -> str:
    """Which rows are wrong, where something is."""
    wrong = make(ORDERS.with_columns(amount=pl.lit(-1.0)))
    try:
        em.average_order_value(wrong)
    except em.InvalidRecordsError as error:
        message = str(error)
    assert "negative in 5 rows" in message
    return "yes" if "first at row positions 0, 1, 2" in message else "how many, not which"


ABILITIES: dict[str, Callable[[Make], str]] = {
    "one date": point,
    "`by`": groups,
    "`every`": history,
    "`tz`": zone_asked_for,
    "zone of the column": zone_of_the_column,
    "quantiles": quantiles,
    "`em.reduce`": states,
    "`em.explain`": explained,
    "wrong rows are named": rows_named,
}


def row_found(name: str, make: Make) -> str:
    """The row of the table that an engine deserves."""
    return table_row([name, *(show(make) for show in ABILITIES.values())])


def table_row(cells: list[str]) -> str:
    """Cells as a row of a table in Markdown."""
    return f"| {' | '.join(cells)} |"


def rows_on_the_page() -> dict[str, str]:
    """The rows of the table in the documentation, by engine."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    head = lines.index(table_row(["engine", *ABILITIES]))
    end = lines.index("", head)
    return {line.split(" | ")[0].removeprefix("| "): line for line in lines[head + 2 : end]}
