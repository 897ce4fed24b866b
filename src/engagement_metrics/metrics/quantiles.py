"""What a typical order is worth, and what few orders exceed."""

from __future__ import annotations

from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula
from engagement_metrics.engine.quantiles import quantile
from engagement_metrics.records.kinds import ORDERS


@metric(unit="currency per order", guests=True)
def median_order_value() -> Formula:
    """What half of the orders are worth at most.

    The median of `amount` over the orders of the window; with an even number of them the middle of
    the two in the middle. A few large orders move the mean, and not the median. Orders of guests
    count too.

    Returns:
        An `Estimate`, or with `by` or `every` a frame with the columns `median_order_value`,
        `median_order_value_low` and `median_order_value_high` (Float64, units of the currency per
        order, 0 or more, null where there is no order). Units are customers, each guest's order
        being one; the interval is Woodruff's, clustered by unit, and its ends are amounts.

    Raises:
        MissingColumnError: `ordered_at`, `customer_id` or `amount` is missing.
        InvalidRecordsError: An amount is missing or negative, there is more than one currency in a
            group, `order_id` repeats, a time is missing, or a status is unknown.
        DefinitionError: It is combined with another metric, or read in another window.

    Examples:
        >>> import engagement_metrics as em
        >>> em.median_order_value(em.datasets.cdnow_orders(), as_of="1998-06-30")
        median_order_value 27.0 USD (95 % CI 26.0 to 28.1, 812 customers, 1997-07-01 to 1998-06-30)

    References:
        R. S. Woodruff, "Confidence Intervals for Medians and Other Position Measures", 1952.
    """
    return quantile(ORDERS, "amount", 0.5)


@metric(unit="currency per order", guests=True)
def order_value_percentile(q: float = 0.9) -> Formula:
    """What a share of the orders is worth at most.

    The quantile of `amount` over the orders of the window, interpolated linearly between two orders
    as NumPy and pandas do. Orders of guests count too.

    Args:
        q: The share, between 0 and 1: 0.9 for the 90th percentile.

    Returns:
        An `Estimate`, or with `by` or `every` a frame with the columns `order_value_percentile`,
        `order_value_percentile_low` and `order_value_percentile_high` (Float64, units of the
        currency per order, 0 or more, null where there is no order). Units are customers, each
        guest's order being one; the interval is Woodruff's, clustered by unit.

    Raises:
        InvalidArgumentError: `q` does not lie between 0 and 1.
        MissingColumnError: `ordered_at`, `customer_id` or `amount` is missing.
        InvalidRecordsError: An amount is missing or negative, there is more than one currency in a
            group, `order_id` repeats, a time is missing, or a status is unknown.
        DefinitionError: It is combined with another metric, or read in another window.

    Examples:
        >>> import engagement_metrics as em
        >>> em.order_value_percentile(em.datasets.cdnow_orders(), q=0.75)
        order_value_percentile 0

    References:
        R. J. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", 1996, definition 7.
    """
    return quantile(ORDERS, "amount", q)
