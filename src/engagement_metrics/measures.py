"""The measures that the catalogue is built from, to build your own metrics with.

They have a module of their own, since users' frames are called `orders` too.
"""

from __future__ import annotations

from engagement_metrics.engine.columns import column
from engagement_metrics.engine.measures import Measure, count, sum_of
from engagement_metrics.records.kinds import CUSTOMERS, ORDERS, REVIEWS, SESSIONS, SOCIAL_EVENTS

orders: Measure = count(ORDERS)
"""How many orders a customer placed."""

revenue: Measure = sum_of(ORDERS, "amount")
"""How much money a customer spent."""

items: Measure = sum_of(ORDERS, "n_items")
"""How many items a customer bought."""

gross_sales: Measure = sum_of(ORDERS, "gross_sales")
"""How much a customer's orders cost before discounts."""

discounts: Measure = sum_of(ORDERS, "discount")
"""How much of that was given away as discounts."""

net_sales: Measure = sum_of(ORDERS, column("gross_sales") - column("discount"))
"""How much a customer's orders cost after discounts."""

refunds: Measure = sum_of(ORDERS, "refunded")
"""How much money a customer was given back."""

likes: Measure = sum_of(SOCIAL_EVENTS, column("count", default=1), where={"type": "like"})
"""How many likes a customer gave."""

interactions: Measure = sum_of(SOCIAL_EVENTS, column("count", default=1))
"""How many social interactions of any type a customer had."""

reviews: Measure = count(REVIEWS)
"""How many reviews a customer wrote."""

visits: Measure = count(SESSIONS)
"""How many sessions a visitor had."""

members: Measure = count(CUSTOMERS)
"""1 for each customer of the `customers` table, whether or not they did anything."""

__all__ = [
    "discounts",
    "gross_sales",
    "interactions",
    "items",
    "likes",
    "members",
    "net_sales",
    "orders",
    "refunds",
    "revenue",
    "reviews",
    "visits",
]
