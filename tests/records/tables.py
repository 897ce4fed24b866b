"""Small tables of records, of which tests change what they are about."""

from typing import Any

import pandas as pd

SECRET = "S3CR3T"  # noqa: S105 (what no message may show)


def orders(*, without: tuple[str, ...] = (), **columns: Any) -> pd.DataFrame:
    """Three orders of two customers in 2024, with some columns changed, added or left out."""
    table = {
        "order_id": ["o1", "o2", "o3"],
        "customer_id": ["ada", "ada", "bob"],
        "ordered_at": pd.to_datetime(["2024-02-01", "2024-03-01", "2024-12-31"]),
        "amount": [1.0, 2.0, 6.0],
        "channel": ["web", "shop", "web"],
        **columns,
    }
    return pd.DataFrame({name: table[name] for name in table if name not in without})


def customers(**columns: Any) -> pd.DataFrame:
    """The two customers of these orders, with some columns changed or added."""
    return pd.DataFrame({"customer_id": ["ada", "bob"], "plan": ["free", "paid"], **columns})
