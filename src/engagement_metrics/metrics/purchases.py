"""What customers buy: how often, for how much, and whether they come back."""

from __future__ import annotations

from engagement_metrics.engine.columns import column
from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import count
from engagement_metrics.measures import discounts, gross_sales, items, net_sales, orders, refunds
from engagement_metrics.measures import revenue as spending
from engagement_metrics.records.kinds import ORDERS


@metric(
    unit="orders per buyer",
    higher_is_better=True,
    source="number of orders / number of customers in a selected period, as in the reports of "
    "shops; checked on the CDNOW sample of Fader and Hardie",
)
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
    """
    return total(orders) / total(orders >= 1)


@metric(
    unit="currency per order",
    guests=True,
    higher_is_better=True,
    source='A. Deng, U. Knoblich and J. Lu, "Applying the Delta Method in Metric Analytics", 2018, '
    "for the interval; Shopify, WooCommerce and Peel each count other revenue",
)
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
    """
    return total(spending) / total(orders)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="PrintNow and others: customers with more than one order / customers; checked on the "
    "CDNOW sample of Fader and Hardie",
)
def repeat_purchase_rate(at_least: int = 2) -> Formula:
    """Which share of buyers came back.

    `buyers with two or more orders / buyers`, over the window; with `window=None` over the whole
    lifetime of all customers.

    Args:
        at_least: How many orders make a buyer one who came back.

    Examples:
        >>> import engagement_metrics as em
        >>> em.repeat_purchase_rate(em.datasets.cdnow_orders(), as_of="1998-06-30")
        repeat_purchase_rate 0.599 (95 % CI 0.564 to 0.632, 812 customers, 1997-07-01 to 1998-06-30)
    """
    return total(orders >= at_least) / total(orders >= 1)


@metric(
    unit="orders",
    guests=True,
    higher_is_better=True,
    source='Adobe Commerce Intelligence, "Orders we count"',
)
def order_count() -> Formula:
    """How many orders were placed, those of guests included.

    `orders`, over the window. A total has no interval.

    Examples:
        >>> import engagement_metrics as em
        >>> em.order_count(em.datasets.cdnow_orders(), as_of="1998-06-30")
        order_count 2,715 (812 customers, 1997-07-01 to 1998-06-30)
    """
    return total(orders)


@metric(unit="buyers", higher_is_better=True, source="distinct customers with an order")
def buyer_count() -> Formula:
    """How many different customers bought.

    `distinct buyers`, over the window. Counts of buyers do not add up over days or groups: who
    bought on two days is one buyer. A total has no interval.

    Examples:
        >>> import engagement_metrics as em
        >>> em.buyer_count(em.datasets.cdnow_orders(), as_of="1998-06-30")
        buyer_count 812 (812 customers, 1997-07-01 to 1998-06-30)
    """
    return total(orders >= 1)


@metric(
    unit="currency",
    guests=True,
    higher_is_better=True,
    source="the sum of `amount`; Shopify, WooCommerce and Segment each put other parts into it",
)
def revenue() -> Formula:
    """How much money came in, that of guests included.

    `sum of amount`, over the window. A total has no interval.

    Examples:
        >>> import engagement_metrics as em
        >>> em.revenue(em.datasets.cdnow_orders(), window=None)
        revenue 244,092 USD (2,349 customers, 1997-01-01 to 1998-06-30)
    """
    return total(spending)


@metric(
    unit="currency per buyer",
    higher_is_better=True,
    source="purchase frequency x average order value, of known buyers",
)
def revenue_per_buyer() -> Formula:
    """How much money the average buyer spent.

    `revenue of known buyers / buyers`, over the window. Guests are left out on both sides.

    Examples:
        >>> import engagement_metrics as em
        >>> spend = em.revenue_per_buyer(em.datasets.cdnow_orders(), as_of="1998-06-30")
        >>> round(spend, 4), round(3.343596 * 36.082394, 4)
        (120.645, 120.6449)
    """
    return total(spending) / total(orders >= 1)


@metric(
    unit="items per order",
    guests=True,
    higher_is_better=True,
    source='units per transaction, as in retail; "average units per order" at Peel',
)
def units_per_order() -> Formula:
    """How many items the average order holds.

    `sum of n_items / orders`, over the window.

    Examples:
        >>> import engagement_metrics as em
        >>> em.units_per_order(em.datasets.cdnow_orders(), as_of="1998-06-30")
        units_per_order 2.49 (95 % CI 2.36 to 2.62, 812 customers, 1997-07-01 to 1998-06-30)
    """
    return total(items) / total(orders)


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    source="orders without an amount, which AOV is to be read beside",
)
def zero_value_order_share() -> Formula:
    """Which share of the orders was worth nothing: samples, gifts, replacements.

    `orders with an amount of 0 / orders`, over the window.

    Examples:
        >>> import engagement_metrics as em
        >>> share = em.zero_value_order_share(em.datasets.cdnow_orders(), window=None)
        >>> share.numerator, share.denominator
        (8.0, 6919.0)
    """
    return total(count(ORDERS, where=column("amount") == 0)) / total(orders)


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    source="Shopify: net sales = gross sales - discounts - returns",
)
def discount_share() -> Formula:
    """Which share of the list price was given away as discounts.

    `sum of discount / sum of gross_sales`, over the window.

    Examples:
        >>> import engagement_metrics as em
        >>> groceries = em.datasets.grocery_orders()
        >>> priced = groceries.assign(gross_sales=groceries["amount"] + 1.0, discount=1.0)
        >>> em.discount_share(priced) < em.discount_share(priced.assign(discount=2.0))
        True
    """
    return total(discounts) / total(gross_sales)


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    higher_is_better=False,
    source="orders with a refund / orders, dated by order (Geckoboard); Shopify and WooCommerce "
    "date refunds on the day of the refund",
)
def refund_rate() -> Formula:
    """Which share of the orders was refunded, wholly or in part.

    `orders with a refund above 0 / orders`, over the window. A refund belongs to the day of its
    order, so that numbers of past days change when something is given back.

    Examples:
        >>> import engagement_metrics as em
        >>> shop = em.datasets.simulate_shop(customers=300, seed=1)
        >>> 0 < em.refund_rate(shop.orders) < 0.2
        True
    """
    return total(count(ORDERS, where=column("refunded") > 0)) / total(orders)


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    higher_is_better=False,
    source="Shopify: returns / (gross sales - discounts), dated by order",
)
def refunded_revenue_share() -> Formula:
    """Which share of the money was given back.

    `sum of refunded / (sum of gross_sales - sum of discount)`, over the window.

    Examples:
        >>> import engagement_metrics as em
        >>> orders = em.datasets.simulate_shop(customers=300, seed=1).orders
        >>> priced = orders.assign(gross_sales=orders["total"], discount=0.0)
        >>> 0 < em.refunded_revenue_share(priced) < 0.2
        True
    """
    return total(refunds) / total(net_sales)


@metric(
    unit="fraction",
    guests=True,
    higher_is_better=True,
    source="the change of revenue against the period before",
)
def revenue_growth() -> Formula:
    """By how much revenue grew against the window before.

    `revenue / revenue of the window before - 1`.

    Examples:
        >>> import engagement_metrics as em
        >>> orders = em.datasets.cdnow_orders()
        >>> growth = em.revenue_growth(orders, window="90d", as_of="1998-06-30")
        >>> round(growth, 3), growth.low < growth < growth.high
        (-0.285, True)
    """
    return total(spending) / total(spending.previous) - 1


@metric(
    unit="fraction",
    guests=True,
    higher_is_better=True,
    source="the change of average order value against the period before",
)
def basket_growth() -> Formula:
    """By how much the average order grew against the window before.

    `average order value / average order value of the window before - 1`. Customers of both windows
    are one unit, so that the interval is that of the change.

    Examples:
        >>> import engagement_metrics as em
        >>> orders = em.datasets.cdnow_orders()
        >>> growth = em.basket_growth(orders, window="90d", as_of="1998-06-30")
        >>> round(growth, 3), growth.low < growth < growth.high
        (-0.051, True)
    """
    value = total(spending) / total(orders)
    return value / value.previous - 1
