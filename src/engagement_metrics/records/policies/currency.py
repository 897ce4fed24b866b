"""Currency: all amounts in one, by an exchange table of the caller's."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import TYPE_CHECKING, Any

from engagement_metrics.errors import ArgumentTypeError, InvalidArgumentError
from engagement_metrics.records.accepting.checking import Flag
from engagement_metrics.records.accepting.raw import raw_table
from engagement_metrics.records.policies.policy import Kept, Policy, flag, refuse_missing

if TYPE_CHECKING:
    import polars as pl

COLUMNS = ("currency", "date", "rate")


@dataclass(frozen=True)
class OneCurrency(Policy):
    """All amounts in one currency.

    Attributes:
        code: The currency.
        rates: What one unit of each other currency is worth, from a day on: the columns
            `currency`, `date` and `rate`, sorted by date; None where none may occur.
        money: The fields that hold money.
    """

    argument: str = field(default="currency", init=False)
    code: str
    rates: pl.DataFrame | None = field(repr=False)
    money: Collection[str]

    def said(self) -> object:
        """The currency."""
        return self.code

    def refuse(self, columns: Collection[str], argument: str) -> None:
        """Raise where rates are given for orders that do not say their currency."""
        if self.rates is not None:
            refuse_missing(["currency"], columns, argument, "rates")

    def flags(self, places: Mapping[str, pl.Expr]) -> Sequence[Flag]:
        """Orders of other currencies need a rate."""
        import polars as pl

        if "currency" not in places:
            return ()
        currency = places["currency"]
        other = currency != self.code
        missing = flag("missing", "currency", currency.is_null())
        if self.rates is None:
            return missing, flag("other_currency", "currency", other, self.code)
        first = self.rates.group_by("currency").agg(pl.col("date").min())
        since = currency.replace_strict(
            first["currency"], first["date"], default=None, return_dtype=pl.Date
        )
        unknown = other & (since.is_null() | (places["ordered_at"].dt.date() < since))
        return missing, flag("no_rate", "currency", unknown, self.code)

    def applied(self, kept: Kept) -> Kept:
        """Convert all money by the rate of the order's day, or the last one before."""
        import polars as pl

        code = pl.lit(self.code).alias("currency")
        if self.rates is None:
            return kept.with_rows(kept.rows.with_columns(code))
        day = pl.col("ordered_at").dt.date().alias("em_day")
        rows = kept.rows.with_columns(day)
        # There are far fewer pairs of currency and day than orders.
        pairs = rows.select("currency", "em_day").drop_nulls().unique().sort("em_day").collect()
        rates = self.rates.rename({"date": "em_day"})
        known = pairs.join_asof(rates, on="em_day", by="currency", check_sortedness=False)
        own = pl.when(pl.col("currency") == self.code).then(1.0).otherwise(pl.col("rate"))
        table = known.with_columns(own.alias("rate")).lazy()
        found = rows.join(table, on=["currency", "em_day"], how="left", maintain_order="left")
        money = [pl.col(name) * pl.col("rate") for name in kept.columns if name in self.money]
        number = kept.counted(pl.col("currency") != self.code)
        after = kept.with_rows(found.with_columns(*money, code).drop("rate", "em_day"))
        return after.noting(f"orders converted to {self.code}: {number:,}")


def one_currency(code: object, rates: object, money: Collection[str]) -> OneCurrency:
    """The policy of a currency and a table of rates.

    Raises:
        ArgumentTypeError: The rates are no mapping and no frame.
        InvalidArgumentError: The code is none of ISO 4217, or a rate is no positive number.
    """
    if not isinstance(code, str) or not re.fullmatch("[A-Z]{3}", code):
        message = f"currency={code!r} must be a code of ISO 4217, such as 'EUR'"
        raise InvalidArgumentError(message)
    return OneCurrency(code, None if rates is None else _table(rates), money)


def _table(rates: object) -> pl.DataFrame:
    import polars as pl

    if isinstance(rates, Mapping):
        if not all(isinstance(one, str) for one in rates):
            message = "rates maps currencies to what one unit is worth, as in {'USD': 0.92}"
            raise ArgumentTypeError(message)
        numbers = [_positive(one) for one in rates.values()]
        days = pl.Series([date.min] * len(numbers), dtype=pl.Date)
        return pl.DataFrame({"currency": [*rates], "date": days, "rate": numbers})
    table: Any = raw_table(rates, "rates").frame.to_native()
    frame: pl.DataFrame = table.collect() if isinstance(table, pl.LazyFrame) else table
    refuse_missing(COLUMNS, frame.columns, "rates", "currency")
    day = pl.col("date")
    if frame.schema["date"] == pl.String:
        day = day.str.to_date("%Y-%m-%d")
    try:
        typed = frame.select(
            pl.col("currency").cast(pl.String), day.cast(pl.Date),
            pl.col("rate").cast(pl.Float64),
        )  # fmt: skip
    except pl.exceptions.PolarsError:
        message = "rates must hold text in currency, dates in date and numbers in rate"
        raise InvalidArgumentError(message) from None
    for rate in typed["rate"].to_list():
        _positive(rate)
    return typed.drop_nulls().sort("date")


def _positive(rate: object) -> float:
    if not isinstance(rate, int | float) or not isfinite(rate) or rate <= 0:
        message = "every rate must be a positive number: what one unit of a currency is worth"
        raise InvalidArgumentError(message)
    return float(rate)
