"""What a typical order is worth, and what few orders exceed."""

from __future__ import annotations

from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula
from engagement_metrics.engine.quantiles import quantile
from engagement_metrics.records.kinds import ORDERS


@metric(unit="currency per order", guests=True)
def median_order_value() -> Formula:
    return quantile(ORDERS, "amount", 0.5)
