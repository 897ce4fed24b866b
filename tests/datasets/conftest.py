"""One simulated shop for all tests that only look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engagement_metrics.datasets import Shop, simulate_shop

if TYPE_CHECKING:
    import pandas as pd


@pytest.fixture(scope="session")
def shop() -> Shop:
    return simulate_shop(customers=2_000, seed=1)


@pytest.fixture(scope="session")
def counted(shop: Shop) -> pd.DataFrame:
    return shop.orders[(shop.orders["status"] == "completed") & ~shop.orders["is_test"]]
