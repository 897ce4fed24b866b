"""What customers buy: how often, for how much, and whether they come back."""

from __future__ import annotations

from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.measures import orders, revenue


@metric(unit="orders per buyer")
def purchase_frequency() -> Formula:
    """How many orders the average buyer placed.

    `orders / distinct buyers`, over the window. Customers who bought nothing in it are not in the
    denominator, so it is at least 1. Guests are left out and counted as excluded.

    Returns:
        An `Estimate`, or with `by` or `every` a frame with the columns `purchase_frequency`,
        `purchase_frequency_low` and `purchase_frequency_high` (Float64, orders per buyer, 1 or
        more, null where nobody bought). Units are buyers; the interval is Student's t.

    Raises:
        MissingColumnError: `ordered_at` or `customer_id` is missing.
        InvalidRecordsError: `order_id` repeats, a time is missing, or a status is unknown.

    Examples:
        >>> import engagement_metrics as em
        >>> em.purchase_frequency(em.datasets.cdnow_orders(), as_of="1998-06-30")
        purchase_frequency 3.34 (95 % CI 3.05 to 3.64, 812 customers, 1997-07-01 to 1998-06-30)

    References:
        The definition is that of shop reports: number of orders / number of customers in a
        selected period. Published value above: the CDNOW sample of Fader and Hardie.
    """
    return total(orders) / total(orders >= 1)


@metric(unit="currency per order", guests=True)
def average_order_value() -> Formula:
    """How much money the average order is worth.

    `revenue / orders`, over the window. `amount` is what each order counts; orders of guests count
    too. Orders of one customer resemble each other, so the interval is clustered by customer.

    Returns:
        An `Estimate`, or with `by` or `every` a frame with the columns `average_order_value`,
        `average_order_value_low` and `average_order_value_high` (Float64, units of the currency
        per order, 0 or more, null where there is no order). Units are customers, each guest's
        order being one; the interval is Student's t on the delta method's standard error.

    Raises:
        MissingColumnError: `ordered_at`, `customer_id` or `amount` is missing.
        InvalidRecordsError: An amount is missing or negative, there is more than one currency in a
            group, `order_id` repeats, a time is missing, or a status is unknown.

    Examples:
        >>> import engagement_metrics as em
        >>> em.average_order_value(em.datasets.cdnow_orders(), as_of="1998-06-30")
        average_order_value 36.1 USD (95 % CI 34.2 to 38.0, 812 customers, 1997-07-01 to 1998-06-30)

    References:
        A. Deng, U. Knoblich and J. Lu, "Applying the Delta Method in Metric Analytics", 2018.
    """
    return total(revenue) / total(orders)


@metric(unit="fraction", bounds=(0, 1))
def repeat_purchase_rate(at_least: int = 2) -> Formula:
    """Which share of buyers came back.

    Args:
        at_least: How many orders make a buyer one who came back.
    """
    return total(orders >= at_least) / total(orders >= 1)
