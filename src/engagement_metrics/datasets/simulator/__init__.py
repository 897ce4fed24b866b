"""A shop that never was, with true parameters that are known.

`simulate_shop` draws the customers (`people`), when each of them is buying (`activity`), and what
they then do: `orders`, `emails`, `social`. Each of the five has a random stream of its own, so a
change to one leaves the others as they were.
"""

from engagement_metrics.datasets.simulator.parameters import Segment, ShopParameters
from engagement_metrics.datasets.simulator.shop import Shop, ShopTruth, simulate_shop

__all__ = ["Segment", "Shop", "ShopParameters", "ShopTruth", "simulate_shop"]
