"""Dask adds up the distinct counts of its parts, so that customers would count twice."""

from typing import Any

import dask.dataframe as dd
import pytest

import engagement_metrics as em


def test_dask_is_refused_with_the_way_out() -> None:
    orders = em.datasets.cdnow_orders()
    make: Any = dd.from_pandas
    parted = make(orders, npartitions=3)
    with pytest.raises(
        em.UnsupportedFrameError, match=r"call \.compute\(\) on it .* or use DuckDB"
    ):
        em.purchase_frequency(parted)
    assert em.purchase_frequency(parted.compute()) == em.purchase_frequency(orders)
