"""Bundled data and the simulator: something real to try the library on, without a download.

`grocery_orders` and `grocery_customers` are a year of grocery baskets of 401 households,
`cdnow_orders` is the data set on which repeat buying has been studied since 2001, and
`simulate_shop` makes orders, e-mail events, social events and customers whose true parameters are
known. Every function returns fresh pandas frames in the canonical columns; pandas is imported when
the first of them is called.

Sources and licences are in `README.md` beside this file.
"""

from engagement_metrics.datasets.bundled import cdnow_orders, grocery_customers, grocery_orders
from engagement_metrics.datasets.simulator import (
    Segment,
    Shop,
    ShopParameters,
    ShopTruth,
    simulate_shop,
)

__all__ = [
    "Segment",
    "Shop",
    "ShopParameters",
    "ShopTruth",
    "cdnow_orders",
    "grocery_customers",
    "grocery_orders",
    "simulate_shop",
]
