"""A shop's records over some years, made once in chunks and kept outside the repository."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from tests.benchmarks import mail

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION = 2
END = date(2026, 1, 1)
AS_OF = str(END - timedelta(days=1))
ORDERS_PER_CUSTOMER = 10
CHUNK = 2_500_000
SEGMENTS = 10
STORES = 10_000
MICROSECONDS = 86_400_000_000


def cache() -> Path:
    """The folder for generated data."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "engagement-metrics" / "benchmarks"


@dataclass(frozen=True)
class Shop:
    """The records of one shop.

    Attributes:
        orders: How many orders; e-mail events and social events are about as many.
        ids: "integer" or "string": what customers, orders, messages and people are known by.
        years: Over how many years.
    """

    orders: int
    ids: str = "integer"
    years: int = 3

    @property
    def days(self) -> int:
        """How many days."""
        return (END - self.first).days

    @property
    def first(self) -> date:
        """The first day."""
        return END.replace(year=END.year - self.years)

    @property
    def customers(self) -> int:
        """How many people may have ordered."""
        return max(1, self.orders // ORDERS_PER_CUSTOMER)

    def folder(self, cache: Path, kinds: tuple[str, ...] = ("orders",)) -> Path:
        """The folder of the shop, with a folder of Parquet files for each kind of record.

        Args:
            cache: Where it is kept.
            kinds: Which kinds are made where they are not there yet.
        """
        shop = cache / f"shop-{VERSION}-{self.orders}-{self.ids}-{self.years}"
        for kind in kinds:
            if not (shop / kind).exists():
                begun = shop / f"{kind}.{os.getpid()}"
                begun.mkdir(parents=True)
                for number, chunk in enumerate(_MAKERS[kind](self)):
                    chunk.write_parquet(begun / f"part-{number:03}.parquet")
                shutil.move(begun, shop / kind)
        return shop

    def pieces(self, rows: int) -> Iterator[tuple[int, "NDArray[np.int64]"]]:
        """The times of so many rows in order, some at a time, with the number of the first."""
        span = self.days * MICROSECONDS
        for start in range(0, rows, CHUNK):
            stop = min(start + CHUNK, rows)
            source = np.random.default_rng([20_251_231, start])
            times = np.sort(
                source.integers(span * start // rows, span * stop // rows, stop - start)
            )
            if start == 0:
                # Something happens on the first day, so that histories begin there.
                times[0] = 0
            yield start, times

    def moments(self, microseconds: "NDArray[np.int64]") -> "NDArray[np.datetime64]":
        """Times since the first day as timestamps."""
        start: Any = np.datetime64(self.first).astype("datetime64[us]")
        found: NDArray[np.datetime64] = start + microseconds.astype("timedelta64[us]")
        return found

    def named(self, noun: str, digits: int, number: str) -> pl.Expr:
        """Ids as they are known: whole numbers, or text such as `order-000000017`."""
        if self.ids == "integer":
            return pl.col(number)
        return pl.format(f"{noun}-{{}}", pl.col(number).cast(pl.String).str.zfill(digits))


def _orders(shop: Shop) -> Iterator[pl.DataFrame]:
    people = np.random.default_rng(20_251_231)
    cumulated = np.cumsum(people.gamma(0.8, 1.0, shop.customers))
    baskets = people.normal(3.3, 0.6, shop.customers)
    segments = pl.Series([f"segment {i}" for i in range(SEGMENTS)])
    stores = pl.Series([f"store {i:05}" for i in range(STORES)])
    for start, times in shop.pieces(shop.orders):
        source, rows = np.random.default_rng([7, start]), len(times)
        buyer = np.searchsorted(cumulated, source.random(rows) * cumulated[-1])
        amounts = np.exp(baskets[buyer] + source.normal(0, 0.5, rows))
        # Most people buy where they always do.
        elsewhere = source.random(rows) < 0.2
        store = np.where(elsewhere, source.integers(0, STORES, rows), buyer * 7_919 % STORES)
        frame = pl.DataFrame(
            {
                "order_id": start + source.permutation(rows),
                "customer_id": buyer,
                "ordered_at": shop.moments(times),
                "amount": amounts.round(2),
                "segment": segments[buyer * 31 % SEGMENTS],
                "store": stores[store],
                "variant": buyer % 2,
            }
        )
        yield frame.with_columns(
            shop.named("order", 9, "order_id").alias("order_id"),
            shop.named("customer", 8, "customer_id").alias("customer_id"),
        )


_MAKERS = {"orders": _orders, "emails": mail.emails, "social": mail.social}
