"""The measures that the catalogue is built from, to build your own metrics with.

They have a module of their own, since users' frames are called `orders` too.
"""

from __future__ import annotations

from engagement_metrics.engine.columns import column
from engagement_metrics.engine.measures import Measure, count, sum_of
from engagement_metrics.records.kinds import CUSTOMERS, ORDERS, SOCIAL_EVENTS

orders: Measure = count(ORDERS)
"""How many orders a customer placed."""

revenue: Measure = sum_of(ORDERS, "amount")
"""How much money a customer spent."""

likes: Measure = sum_of(SOCIAL_EVENTS, column("count", default=1), where={"type": "like"})
"""How many likes a customer gave."""

interactions: Measure = sum_of(SOCIAL_EVENTS, column("count", default=1))
"""How many social interactions of any type a customer had."""

members: Measure = count(CUSTOMERS)
"""1 for each customer of the `customers` table, whether or not they did anything."""

__all__ = ["interactions", "likes", "members", "orders", "revenue"]
