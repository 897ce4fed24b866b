"""Customers: what is known of each of them, one row a customer."""

from __future__ import annotations

from typing import ClassVar

from engagement_metrics.records.fields import Address, Moment, PersonalId
from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import CUSTOMERS
from engagement_metrics.records.record import Record


class Customer(Record):
    """One customer, with whatever columns they are grouped and filtered by.

    Examples:
        >>> from engagement_metrics import Customer
        >>> Customer(customer_id="ada", segment="students").customer_id
        'ada'
    """

    row_source: ClassVar[RowSource] = CUSTOMERS
    key: ClassVar[tuple[str, ...]] = ("customer_id",)

    customer_id: PersonalId
    """The id that orders and events carry."""

    email: Address | None = None
    """The customer's address."""

    first_seen_at: Moment | None = None
    """When they were first heard of."""

    acquired_via: str | None = None
    """Through what they came: search, referral, store, ..."""

    is_member: bool | None = None
    """Whether they take part in the loyalty programme."""

    joined_at: Moment | None = None
    """When they joined it."""

    source: str | None = None
    """Which platform the record is from."""
