"""Orders checked as they come in, against the same models one record at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.contest import Answer, Contender, Contest, Entry, Goal
from tests.benchmarks.data import Shop
from tests.benchmarks.frames import COLUMNS, frame

# A model for each record takes about a kilobyte: more than these are no list of anybody's.
MOST = 1_000_000
GOAL = Goal(ratio=0.1, seconds=0.5)
TITLE = "orders checked and made canonical"


def one_by_one(path: Path) -> Contender:
    """Each record is validated and made an object."""
    from pydantic import TypeAdapter

    import engagement_metrics as em

    orders: list[dict[str, Any]] = frame(path, "polars", columns=COLUMNS).to_dicts()
    adapter = TypeAdapter(list[em.Order])

    def run() -> Any:  # noqa: ANN401 (a list of orders)
        return adapter.validate_python(orders)

    def answer(found: list[Any]) -> Answer:
        return {"orders": [float(len(found)), sum(one.amount for one in found)]}

    return Contender(run, answer)


def as_orders(path: Path, *, engine: str) -> Contender:
    """The frame is validated as a whole."""
    import engagement_metrics as em

    orders = frame(path, engine, columns=COLUMNS)

    def run() -> Any:  # noqa: ANN401 (a frame)
        return em.as_orders(orders)

    return Contender(run, of_frame)


def pandera(path: Path) -> Contender:
    """The same rules as a schema of pandera, on the same frame."""
    import pandera.polars as pa
    import polars as pl

    orders = frame(path, "polars", columns=COLUMNS)
    schema = pa.DataFrameSchema(
        {
            "order_id": pa.Column(pl.String, unique=True),
            "customer_id": pa.Column(pl.String, nullable=True),
            "ordered_at": pa.Column(pl.Datetime("us")),
            "amount": pa.Column(pl.Float64, pa.Check.in_range(0, 1e300)),
        }
    )

    def run() -> Any:  # noqa: ANN401 (a frame)
        return schema.validate(orders)

    return Contender(run, of_frame)


def of_frame(found: Any) -> Answer:  # noqa: ANN401 (a frame of any kind)
    """How many orders there are and what they add up to."""
    return {"orders": [float(len(found)), float(found["amount"].sum())]}


def beside_pandera(shop: Shop) -> Contest:
    """The same beside another library, which checks and converts nothing."""
    return Contest(
        f"{TITLE}, other libraries",
        shop,
        (
            Entry("engagement-metrics from Polars", as_orders, {"engine": "polars"}),
            Entry("pandera, the same rules", pandera, peer=True),
        ),
    )


def contests(shop: Shop) -> Iterator[Contest]:
    """Typed orders with ids as text, from Polars and from pandas."""
    if shop.orders > MOST or shop.ids != "string":
        return
    yield Contest(
        TITLE,
        shop,
        (
            Entry("pydantic, TypeAdapter(list[Order])", one_by_one),
            Entry("engagement-metrics from Polars", as_orders, {"engine": "polars"}, goal=GOAL),
            Entry("engagement-metrics from pandas", as_orders, {"engine": "pandas"}, goal=GOAL),
        ),
    )
