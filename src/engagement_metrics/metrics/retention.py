"""Whether customers come, come back, stay away and return."""

from __future__ import annotations

from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.measures import orders

_BUYERS = orders >= 1
_BUYERS_BEFORE = orders.previous >= 1


@metric(
    unit="fraction",
    bounds=(0, 1),
    source="the complement of SHOPLINE's returning shoppers / total shoppers; Shopify alike",
)
def new_customer_rate() -> Formula:
    """Which share of the buyers bought for the first time ever.

    `buyers without any order before the window / buyers`. It needs the whole history: who bought
    before the first record is taken for new. Who is new and bought twice in the window is new.

    Examples:
        >>> import engagement_metrics as em
        >>> em.new_customer_rate(em.datasets.cdnow_orders(), window="1mo", as_of="1997-02-28")
        new_customer_rate 0.874 (95 % CI 0.851 to 0.893, 981 customers, 1997-02-01 to 1997-02-28)
    """
    return total(_BUYERS & (orders.before == 0)) / total(_BUYERS)


@metric(
    unit="fraction",
    bounds=(0, 1),
    source="SHOPLINE: returning shoppers / total shoppers; Shopify alike",
)
def returning_customer_rate() -> Formula:
    """Which share of the buyers had ordered before.

    `buyers with an order before the window / buyers`. It needs the whole history.

    Examples:
        >>> import engagement_metrics as em
        >>> em.returning_customer_rate(em.datasets.cdnow_orders(), as_of="1998-06-30")
        returning_customer_rate 1.0000 (95 % CI 0.9953 to 1.0000, 812 customers, ...)
    """
    return total(_BUYERS & (orders.before >= 1)) / total(_BUYERS)


@metric(
    unit="fraction",
    bounds=(0, 1),
    source='Adobe Commerce Intelligence, "Initial repeat order probability": repeat orders / all '
    "orders",
)
def repeat_order_share() -> Formula:
    """Which share of the orders was not the customer's first.

    `(orders - buyers without any order before the window) / orders`. It needs the whole history.
    Over a lifetime it is `1 - 1 / purchase_frequency`.

    Examples:
        >>> import engagement_metrics as em
        >>> orders = em.datasets.cdnow_orders()
        >>> year = {"window": "12mo", "as_of": "1997-12-31"}
        >>> share = em.repeat_order_share(orders, **year)
        >>> share.denominator - share.numerator, share.denominator
        (2357.0, 5728.0)
    """
    first = _BUYERS & (orders.before == 0)
    return total(orders - first) / total(orders)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source='Adobe Commerce Intelligence, "Repeat order probability"',
)
def repeat_order_probability(n: int = 1) -> Formula:
    """Which share of those with n orders went on to another one.

    `customers with n + 1 orders or more / customers with n or more`, over the window; with
    `window=None` over their lifetime. Customers whose nth order is recent have had little time.

    Args:
        n: After how many orders.

    Raises:
        InvalidArgumentError: `n` is no whole number above 0.

    Examples:
        >>> import engagement_metrics as em
        >>> orders = em.datasets.cdnow_orders()
        >>> second = em.repeat_order_probability(orders, window=None)
        >>> third = em.repeat_order_probability(orders, window=None, n=2)
        >>> second < third, third.denominator
        (True, 1152.0)
    """
    number: object = n
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        message = f"n={n!r} must be a whole number of orders, 1 or more"
        raise InvalidArgumentError(message)
    return total(orders >= n + 1) / total(orders >= n)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="customers kept / customers at the start; 1 - churn of the same customers",
)
def retention_rate() -> Formula:
    """Which share of the buyers of the window before bought again in this one.

    `buyers of both windows / buyers of the window before`.

    Examples:
        >>> import engagement_metrics as em
        >>> orders = em.datasets.cdnow_orders()
        >>> em.retention_rate(orders, window="90d", as_of="1997-12-31")
        retention_rate 0.493 (95 % CI 0.445 to 0.541, 412 customers, 1997-10-03 to 1997-12-31)
    """
    return total(_BUYERS & _BUYERS_BEFORE) / total(_BUYERS_BEFORE)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=False,
    source="customers lost / customers at the start, where no contract says who is lost",
)
def churn_rate() -> Formula:
    """Which share of the buyers of the window before stayed away in this one.

    `buyers of the window before without an order in this one / buyers of the window before`. It is
    1 - `retention_rate`. Nobody cancels anything: who stayed away may return.

    Examples:
        >>> import engagement_metrics as em
        >>> orders = em.datasets.cdnow_orders()
        >>> question = {"window": "90d", "as_of": "1997-12-31"}
        >>> both = em.churn_rate(orders, **question) + em.retention_rate(orders, **question)
        >>> round(both, 12)
        1.0
    """
    return total(_BUYERS_BEFORE & (orders == 0)) / total(_BUYERS_BEFORE)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="lapsed customers who bought again / lapsed customers, the opposite of churn",
)
def reactivation_rate() -> Formula:
    """Which share of the lapsed customers bought again.

    `buyers of this window among the lapsed / lapsed`. Lapsed is who bought before the window before
    this one, and nothing in it.

    Examples:
        >>> import engagement_metrics as em
        >>> orders = em.datasets.cdnow_orders()
        >>> back = em.reactivation_rate(orders, window="90d", as_of="1997-12-31")
        >>> round(back, 3), back.low < back < back.high
        (0.101, True)
    """
    lapsed = (orders.previous.before >= 1) & (orders.previous == 0)
    return total(lapsed & _BUYERS) / total(lapsed)
