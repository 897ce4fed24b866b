"""The measures that the catalogue is built from, to build your own metrics with.

They have a module of their own, since users' frames are called `orders` too.
"""

from __future__ import annotations

from engagement_metrics.engine.columns import column
from engagement_metrics.engine.measures import Measure, count, sum_of
from engagement_metrics.records.kinds import (
    CUSTOMERS,
    EMAIL_MESSAGES,
    ORDERS,
    REVIEWS,
    SESSIONS,
    SOCIAL_EVENTS,
)
from engagement_metrics.records.messages import Messages

_DELIVERED = Messages(EMAIL_MESSAGES.kind)
_SENT = Messages(EMAIL_MESSAGES.kind, denominator="sent")

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

sent: Measure = count(_SENT, where={"counts": True})
"""How many messages a recipient was sent."""

delivered: Measure = count(_DELIVERED, where={"counts": True})
"""How many messages a recipient was delivered."""

opened: Measure = count(_DELIVERED, where={"opened": True})
"""How many of those a person opened within 7 days of sending; a click is an open."""

clicked: Measure = count(_DELIVERED, where={"clicked": True})
"""How many of those a person clicked in within 7 days of sending."""

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
    "clicked",
    "delivered",
    "discounts",
    "gross_sales",
    "interactions",
    "items",
    "likes",
    "members",
    "net_sales",
    "opened",
    "orders",
    "refunds",
    "revenue",
    "reviews",
    "sent",
    "visits",
]
