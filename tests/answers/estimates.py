"""Estimates to look at: a usual one, and one of each kind that shows itself differently."""

from datetime import date
from typing import Any

import pandas as pd

import engagement_metrics as em

USUAL: dict[str, Any] = {
    "low": 34.15, "high": 38.01, "std_error": 0.98, "numerator": 97963.67, "denominator": 2715.0,
    "units": 1812, "rows": 2715, "excluded": {"guest": 2, "after_as_of": 1},
    "start": date(1997, 7, 1), "as_of": date(1998, 6, 30), "complete": True,
    "metric": "average_order_value", "unit": "currency per order", "confidence": 0.95,
    "currency": "USD", "unit_noun": "customers", "notes": (),
}  # fmt: skip
NAN = float("nan")


def estimate(value: float = 36.082394, **fields: Any) -> em.Estimate:
    """The average order value of a shop, with some fields changed."""
    return em.Estimate(value, **{**USUAL, **fields})


def undefined() -> em.Estimate:
    """What a window without any order gives."""
    return estimate(
        NAN, low=NAN, high=NAN, std_error=NAN, numerator=0.0, denominator=0.0, units=0, rows=0,
        excluded={},
    )  # fmt: skip


def shop() -> pd.DataFrame:
    """Orders of four months, with columns to group by."""
    return pd.DataFrame(
        {
            "order_id": [f"o{i}" for i in range(8)],
            "customer_id": ["ada", "ada", "bob", "cyd", "bob", "ada", "dan", None],
            "ordered_at": pd.to_datetime(
                ["2024-01-05", "2024-01-31", "2024-02-01", "2024-02-29", "2024-04-01", "2024-04-02",
                 "2024-04-30", "2024-04-30"]
            ),
            "amount": [10.0, 20.0, 30.0, 5.0, 15.0, 25.0, 35.0, 40.0],
            "channel": ["web", "app", "web", None, "app", "web", "web", "app"],
            "country": ["DE", "DE", "FR", "FR", "FR", "DE", "DE", "FR"],
        }
    )  # fmt: skip
