"""Lines of orders: which product, how many, for how much."""

from __future__ import annotations

from typing import ClassVar

from engagement_metrics.records.fields import (
    Count,
    Currency,
    Identifier,
    Moment,
    Money,
    PersonalId,
)
from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import ORDER_LINES
from engagement_metrics.records.record import Record
from engagement_metrics.records.vocabulary import SoldAs, Status


class OrderLine(Record):
    """One product in one order.

    Examples:
        >>> from engagement_metrics import OrderLine
        >>> OrderLine(order_id=1, sku="tea", quantity=2, unit_price="4.50").unit_price
        4.5
    """

    row_source: ClassVar[RowSource] = ORDER_LINES
    key: ClassVar[tuple[str, ...]] = ("order_id", "line_id")

    order_id: Identifier
    """The order that the line belongs to."""

    line_id: Identifier | None = None
    """The line's id, unique in its order."""

    customer_id: PersonalId | None = None
    """Who ordered; missing for a guest."""

    ordered_at: Moment | None = None
    """When the order was placed."""

    product_id: Identifier | None = None
    """The product."""

    sku: Identifier | None = None
    """The variant of the product, as it is kept in stock."""

    quantity: Count = 1
    """How many pieces."""

    unit_price: Money | None = None
    """The price of one piece, before discounts."""

    discount: Money | None = None
    """What was taken off the whole line, a positive number."""

    amount: Money | None = None
    """What the line is worth."""

    sold_as: SoldAs | None = None
    """Whether the customer came for it, or it was sold beside that, or in place of a lesser one."""

    currency: Currency | None = None
    """The currency of all amounts of the line."""

    status: Status | None = None
    """What became of the order."""

    is_test: bool | None = None
    """Whether the order was placed to try the shop out."""

    source: str | None = None
    """Which platform the record is from."""
