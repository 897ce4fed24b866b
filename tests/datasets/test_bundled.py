"""The bundled data are what they claim to be; the numbers are counted here by hand."""

from __future__ import annotations

import math
import subprocess
import sys
from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd
import polars as pl
import pytest

from engagement_metrics import datasets

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = pd.Series([""]).dtype


def test_importing_the_datasets_imports_no_frame_library() -> None:
    code = (
        "import sys, engagement_metrics.datasets;"
        "print(sorted({'pandas', 'polars', 'pyarrow', 'scipy'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "load", [datasets.grocery_orders, datasets.grocery_customers, datasets.cdnow_orders]
)
def test_every_call_returns_a_fresh_frame(load: Callable[[], pd.DataFrame]) -> None:
    first = load()
    first["customer_id"] = "changed"
    assert "changed" not in set(load()["customer_id"])


@pytest.mark.parametrize(
    "load", [datasets.grocery_orders, datasets.grocery_customers, datasets.cdnow_orders]
)
def test_polars_can_take_every_frame_over(load: Callable[[], pd.DataFrame]) -> None:
    frame = load()
    assert pl.from_pandas(frame).shape == frame.shape


def test_cdnow_has_the_published_counts() -> None:
    orders = datasets.cdnow_orders()
    assert len(orders) == 6_919
    assert orders["customer_id"].nunique() == 2_357
    assert orders["n_items"].sum() == 16_479
    assert math.fsum(orders["amount"]) == pytest.approx(244_091.94, abs=1e-6)
    assert (orders["amount"] == 0).sum() == 8
    assert orders.drop(columns="order_id").duplicated().sum() == 21
    assert len(orders[["customer_id", "ordered_at"]].drop_duplicates()) == 6_696
    assert orders["ordered_at"].min() == pd.Timestamp("1997-01-01")
    assert orders["ordered_at"].max() == pd.Timestamp("1998-06-30")
    assert list(orders["order_id"]) == [str(number) for number in range(1, 6_920)]
    assert orders.iloc[0].to_dict() == {
        "order_id": "1",
        "customer_id": "0001",
        "ordered_at": pd.Timestamp("1997-01-01"),
        "amount": 29.33,
        "n_items": 2,
        "currency": "USD",
    }


def test_cdnow_has_the_published_metrics_of_the_last_365_days() -> None:
    amounts: dict[str, list[float]] = defaultdict(list)
    frame = datasets.cdnow_orders()
    for customer, day, amount in zip(
        frame["customer_id"], frame["ordered_at"], frame["amount"], strict=True
    ):
        if pd.Timestamp("1997-07-01") <= day < pd.Timestamp("1998-07-01"):
            amounts[customer].append(amount)
    orders = sum(map(len, amounts.values()))
    assert (orders, len(amounts)) == (2_715, 812)
    assert orders / len(amounts) == pytest.approx(3.343596, abs=5e-7)
    revenue = math.fsum(amount for theirs in amounts.values() for amount in theirs)
    assert revenue / orders == pytest.approx(36.082394, abs=5e-7)
    repeaters = sum(len(theirs) >= 2 for theirs in amounts.values())
    assert repeaters == 486
    assert repeaters / len(amounts) == pytest.approx(0.598522, abs=5e-7)


def test_cdnow_has_the_published_metrics_of_all_time() -> None:
    orders = datasets.cdnow_orders()
    assert math.fsum(orders["amount"]) / len(orders) == pytest.approx(35.278500, abs=5e-7)
    counts = orders["customer_id"].value_counts()
    assert (counts >= 2).sum() == 1_152
    assert (counts >= 2).mean() == pytest.approx(0.488757, abs=5e-7)


def test_cdnow_has_useful_types() -> None:
    assert datasets.cdnow_orders().dtypes.to_dict() == {
        "order_id": TEXT,
        "customer_id": TEXT,
        "ordered_at": "datetime64[us]",
        "amount": "float64",
        "n_items": "int64",
        "currency": TEXT,
    }


def test_grocery_orders_are_a_year_of_baskets() -> None:
    orders = datasets.grocery_orders()
    assert len(orders) == 40_184
    assert orders["order_id"].is_unique
    assert orders["customer_id"].nunique() == 401
    assert orders["ordered_at"].is_monotonic_increasing
    assert set(orders["status"]) == {"completed"}
    assert set(orders["currency"]) == {"USD"}
    assert not orders.isna().to_numpy().any()
    assert (orders["amount"] >= 0).all()
    assert (orders["amount"] == 0).sum() == 129
    assert (orders["amount"] == orders["amount"].round(2)).all()
    assert (orders["n_items"] >= 1).all()


def test_grocery_baskets_are_in_local_time() -> None:
    ordered_at = datasets.grocery_orders()["ordered_at"]
    assert ordered_at.min() >= pd.Timestamp("2017-01-01")
    assert ordered_at.max() < pd.Timestamp("2018-01-01")
    # Shops are closed or empty at night, in winter and in summer alike.
    night = ordered_at.dt.hour.isin([2, 3, 4, 5])
    assert night.groupby(ordered_at.dt.month).mean().max() < 0.03
    assert pd.Timestamp("2017-12-25") not in set(ordered_at.dt.normalize())


def test_everybody_buys_groceries_again() -> None:
    assert datasets.grocery_orders()["customer_id"].value_counts().min() > 10


def test_grocery_orders_have_useful_types() -> None:
    assert datasets.grocery_orders().dtypes.to_dict() == {
        "order_id": TEXT,
        "customer_id": TEXT,
        "ordered_at": "datetime64[us]",
        "amount": "float64",
        "n_items": "int64",
        "store_id": TEXT,
        "status": TEXT,
        "currency": TEXT,
        "segment": TEXT,
    }


def test_segments_of_grocery_orders_are_those_of_the_customers() -> None:
    orders, customers = datasets.grocery_orders(), datasets.grocery_customers()
    assert set(orders["customer_id"]) == set(customers["customer_id"])
    compositions = dict(zip(customers["customer_id"], customers["household_comp"], strict=True))
    assert (orders["customer_id"].map(compositions) == orders["segment"]).all()
    assert set(orders["segment"]) == {
        "1 Adult No Kids",
        "1 Adult Kids",
        "2 Adults No Kids",
        "2 Adults Kids",
    }


def test_grocery_customers_have_ordered_bands() -> None:
    customers = datasets.grocery_customers()
    assert len(customers) == 401
    assert customers["customer_id"].is_unique
    for band in ("age", "income", "household_size", "kids_count"):
        assert customers[band].cat.ordered
        assert not customers[band].isna().any()
    assert list(customers["age"].cat.categories)[::5] == ["19-24", "65+"]
    assert customers["income"].min() == "Under 15K"
    assert customers["income"].max() == "250K+"
    assert list(customers["customer_id"].astype(int)) == sorted(
        customers["customer_id"].astype(int)
    )
