"""Orders that can be counted by hand."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl


def orders_of(
    customers: Sequence[str | None],
    amounts: Sequence[float],
    days: Sequence[int] | None = None,
) -> pl.DataFrame:
    """One order for each customer and amount, on the first of January or some days later."""
    days = days or [0] * len(customers)
    return pl.DataFrame(
        {
            "customer_id": pl.Series(customers, dtype=pl.String),
            "ordered_at": [date(2024, 1, 1) + timedelta(days=d) for d in days],
            "amount": pl.Series(amounts, dtype=pl.Float64),
        },
        schema_overrides={"ordered_at": pl.Date},
    )
