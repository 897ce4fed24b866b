"""What customers buy: how often, for how much, and whether they come back."""

from __future__ import annotations

from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.measures import orders, revenue


@metric(unit="orders per buyer")
def purchase_frequency() -> Formula:
    """How many orders the average buyer placed."""
    return total(orders) / total(orders >= 1)


@metric(unit="currency per order", guests=True)
def average_order_value() -> Formula:
    """How much money the average order is worth."""
    return total(revenue) / total(orders)


@metric(unit="fraction", bounds=(0, 1))
def repeat_purchase_rate(at_least: int = 2) -> Formula:
    """Which share of buyers came back.

    Args:
        at_least: How many orders make a buyer one who came back.
    """
    return total(orders >= at_least) / total(orders >= 1)
