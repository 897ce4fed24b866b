"""Customers: what is known of each of them, one row a customer."""

from __future__ import annotations

from typing import ClassVar

from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import CUSTOMERS
from engagement_metrics.records.record import Record


class Customer(Record):
    """One customer, with whatever columns they are grouped and filtered by.

    Attributes:
        customer_id: The id that orders and events carry.

    Examples:
        >>> from engagement_metrics import Customer
        >>> Customer(customer_id="ada", segment="students").customer_id
        'ada'
    """

    row_source: ClassVar[RowSource] = CUSTOMERS

    customer_id: str
