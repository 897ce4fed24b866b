"""When customers come back, and how long they have been away."""

from __future__ import annotations

from engagement_metrics.engine.came_back import came_back
from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula
from engagement_metrics.engine.recency import days_since_last
from engagement_metrics.engine.returning import days_to_next
from engagement_metrics.records.kinds import ORDERS


@metric(
    unit="days",
    higher_is_better=False,
    source="E. L. Kaplan and P. Meier, Nonparametric Estimation from Incomplete Observations, 1958",
)
def time_to_second_order(share: float = 0.5) -> Formula:
    """After how many days half of the new customers have ordered again.

    The day by which the Kaplan-Meier curve of customers whose first order is in the window says
    that a share has come back. Customers who have not ordered again by `as_of` count for as long as
    they have been watched. Guests are left out and counted as excluded.

    Args:
        share: The share of customers, between 0 and 1.

    Returns:
        An `Estimate`, or with `by` or `every` a frame with the columns `time_to_second_order`,
        `time_to_second_order_low` and `time_to_second_order_high` (Float64, days, 0 or more, null
        where that share has not come back yet; `high` is infinite where no upper limit is known).
        Units are customers whose first order is in the window; the interval is log-log.

    Raises:
        InvalidArgumentError: `share` does not lie between 0 and 1.
        MissingColumnError: `ordered_at` or `customer_id` is missing.
        InvalidRecordsError: `order_id` repeats, a time is missing, or a status is unknown.
        DefinitionError: It is combined with another metric, or read in another window.

    Examples:
        >>> import engagement_metrics as em
        >>> em.time_to_second_order(em.datasets.cdnow_orders(), window=None, share=0.4)
        time_to_second_order 212 (95 % CI 175 to 254, 2,357 customers, 1997-01-01 to 1998-06-30)
    """
    return days_to_next(ORDERS, share, after="first")


@metric(
    unit="days",
    higher_is_better=False,
    source="E. L. Kaplan and P. Meier, 1958; interval: Z. Ying and L. J. Wei, The Kaplan-Meier "
    "Estimate for Dependent Failure Time Observations, 1994",
)
def time_between_orders(share: float = 0.5) -> Formula:
    """After how many days half of the orders have been followed by the customer's next one.

    As `time_to_second_order`, watching every order of the window until the same customer's next
    order rather than only the first. Customers who order often count with each of their orders, so
    that the interval is clustered by customer.

    Args:
        share: The share of orders, between 0 and 1.

    Returns:
        An `Estimate`, or with `by` or `every` a frame with the columns `time_between_orders`,
        `time_between_orders_low` and `time_between_orders_high` (Float64, days, 0 or more, null
        where that share has not been followed yet; `high` is infinite where no upper limit is
        known). Units are buyers; the interval is log-log, clustered, with Student's t.

    Raises:
        InvalidArgumentError: `share` does not lie between 0 and 1.
        MissingColumnError: `ordered_at` or `customer_id` is missing.
        InvalidRecordsError: `order_id` repeats, a time is missing, or a status is unknown.
        DefinitionError: It is combined with another metric, or read in another window.

    Examples:
        >>> import engagement_metrics as em
        >>> em.time_between_orders(em.datasets.cdnow_orders(), window=None)
        time_between_orders 83 (95 % CI 68 to 99, 2,357 customers, 1997-01-01 to 1998-06-30)
    """
    return days_to_next(ORDERS, share, after="each")


@metric(
    unit="days",
    higher_is_better=False,
    source="the recency of RFM, as a quantile over customers",
)
def days_since_last_order(q: float = 0.5) -> Formula:
    """How many days ago the customer in the middle ordered last.

    The median, over the buyers of the window, of the days from their last order to `as_of`; an
    order on `as_of` itself is 0 days ago. Guests are left out and counted as excluded.

    Args:
        q: The share of buyers, between 0 and 1: 0.9 for the 90th percentile.

    Returns:
        An `Estimate`, or with `by` or `every` a frame with the columns `days_since_last_order`,
        `days_since_last_order_low` and `days_since_last_order_high` (Float64, days, 0 or more and
        less than the window, null where nobody bought). Units are buyers; the interval is
        Woodruff's.

    Raises:
        InvalidArgumentError: `q` does not lie between 0 and 1.
        MissingColumnError: `ordered_at` or `customer_id` is missing.
        InvalidRecordsError: `order_id` repeats, a time is missing, or a status is unknown.
        DefinitionError: It is combined with another metric, or read in another window.

    Examples:
        >>> import engagement_metrics as em
        >>> print(em.days_since_last_order(em.datasets.cdnow_orders()))
        122.0 (95 % CI 113.0 to 132.4, 812 customers, 1997-07-01 to 1998-06-30)
    """
    return days_since_last(ORDERS, q)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="customers with a second order within so many days of the first / customers whose first "
    "order is so many days ago, so that nobody is judged early",
)
def repeat_rate_within(days: int = 90) -> Formula:
    """Which share of new customers ordered again within some days of their first order.

    `new customers with a second order by day 90 / new customers for whom day 90 is over`. New is
    whose first order of all lies in the window. Those whose first order is too recent are no part
    of it, and counted as `not_observed`; a growing shop does not look worse for having many.
    Guests are left out and counted as excluded.

    Args:
        days: The horizon: how many days after the first order the second one may come; another
            order on the same day comes after 0 days.

    Returns:
        An `Estimate`, or with `by` or `every` a frame with the columns `repeat_rate_within`,
        `repeat_rate_within_low` and `repeat_rate_within_high` (Float64, a fraction from 0 to 1,
        null where nobody has been watched for so long). Units are new customers who have; the
        interval is Wilson's.

    Raises:
        InvalidArgumentError: `days` is no whole number, or negative.
        MissingColumnError: `ordered_at` or `customer_id` is missing.
        InvalidRecordsError: `order_id` repeats, a time is missing, or a status is unknown.
        DefinitionError: It is combined with another metric, or read in another window.

    Examples:
        >>> import engagement_metrics as em
        >>> em.repeat_rate_within(em.datasets.cdnow_orders(), window=None)
        repeat_rate_within 0.299 (95 % CI 0.281 to 0.318, 2,357 customers, ...)
    """
    return came_back(ORDERS, 0, days)
