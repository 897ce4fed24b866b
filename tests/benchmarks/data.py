"""Orders of many customers over three years, made once and kept outside the repository."""

import os
from pathlib import Path

import numpy as np
import polars as pl

VERSION = 1
FIRST = np.datetime64("2023-01-01")
DAYS = 1_096
AS_OF = "2025-12-31"
ORDERS_PER_CUSTOMER = 10


def cache() -> Path:
    """The folder for generated data."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "engagement-metrics" / "benchmarks"


def orders_file(orders: int, ids: str, folder: Path) -> Path:
    """The file of some orders; made where it is not there yet.

    Args:
        orders: How many orders.
        ids: "integer" or "string": what customers and orders are known by.
        folder: Where to keep it.
    """
    path = folder / f"orders-{orders}-{ids}-{VERSION}.parquet"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        begun = path.with_suffix(f".{os.getpid()}")
        _orders(orders, ids).write_parquet(begun)
        begun.replace(path)
    return path


def _orders(orders: int, ids: str) -> pl.DataFrame:
    source = np.random.default_rng(20_251_231)
    customers = max(1, orders // ORDERS_PER_CUSTOMER)
    rates = source.gamma(0.8, 1.0, customers)
    buyer = source.choice(customers, orders, p=rates / rates.sum())
    baskets = source.normal(3.3, 0.6, customers)
    amounts = np.exp(baskets[buyer] + source.normal(0, 0.5, orders))
    seconds = np.sort(source.integers(0, DAYS * 86_400, orders))
    frame = pl.DataFrame(
        {
            "order_id": source.permutation(orders),
            "customer_id": buyer,
            "ordered_at": FIRST.astype("datetime64[us]") + seconds.astype("timedelta64[s]"),
            "amount": amounts.round(2),
        }
    )
    if ids == "integer":
        return frame
    return frame.with_columns(
        pl.format("order-{}", pl.col("order_id").cast(pl.String).str.zfill(9)).alias("order_id"),
        pl.format("customer-{}", pl.col("customer_id").cast(pl.String).str.zfill(7)).alias(
            "customer_id"
        ),
    )
