"""Orders: who bought what for how much, one row an order."""

from __future__ import annotations

from typing import ClassVar

from engagement_metrics.records.fields import (
    Address,
    Count,
    Currency,
    Identifier,
    Moment,
    Money,
    PersonalId,
)
from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import ORDERS
from engagement_metrics.records.record import Record
from engagement_metrics.records.vocabulary import FinancialStatus, Status


class Order(Record):
    """One order; never one line of it, and never a refund.

    Examples:
        >>> from engagement_metrics import Order
        >>> Order(order_id=1, customer_id="ada", ordered_at="2025-03-01", amount="19.90").amount
        19.9
    """

    row_source: ClassVar[RowSource] = ORDERS
    key: ClassVar[tuple[str, ...]] = ("order_id",)

    order_id: Identifier | None = None
    """The order's id, unique in the data."""

    customer_id: PersonalId | None = None
    """Who ordered; missing for a guest."""

    email: Address | None = None
    """The address given with the order, which can tell guests apart."""

    ordered_at: Moment
    """When it was placed. Days begin at midnight of the call's `tz`."""

    amount: Money
    """What the order is worth, which every metric reads as revenue; never cents."""

    currency: Currency | None = None
    """The currency of all amounts of the order, such as EUR."""

    status: Status | None = None
    """What became of it. Only completed orders count; without the field every order does."""

    is_test: bool | None = None
    """Whether it was placed to try the shop out. Test orders never count."""

    financial_status: FinancialStatus | None = None
    """How far it is paid, in Shopify's words."""

    gross_sales: Money | None = None
    """Prices times quantities: before discounts, without tax and shipping."""

    discount: Money | None = None
    """What was taken off, a positive number."""

    tax: Money | None = None
    """The tax on it."""

    shipping: Money | None = None
    """What shipping was charged."""

    refunded: Money | None = None
    """What was given back later, a positive number."""

    total: Money | None = None
    """What the customer paid at checkout, with tax and shipping."""

    tax_included: bool | None = None
    """Whether `gross_sales` holds the tax already."""

    n_items: Count | None = None
    """How many pieces were ordered."""

    is_gift_card_only: bool | None = None
    """Whether only gift cards were bought."""

    channel: str | None = None
    """Where it was placed: web, app, pos, subscription, ..."""

    cancelled_at: Moment | None = None
    """When it was cancelled."""

    refunded_at: Moment | None = None
    """When it was refunded last."""

    source: str | None = None
    """Which platform the record is from; ids of two platforms never clash."""
