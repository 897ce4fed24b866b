"""The kinds of record that exist, as the engine sees them."""

from __future__ import annotations

from dataclasses import replace

from engagement_metrics.records.kind import Kind, RowSource, Rule
from engagement_metrics.records.vocabulary import STATUSES

ORDERS = RowSource(
    Kind(
        argument="orders",
        record="order",
        time="ordered_at",
        unit=("customer_id",),
        unit_noun="customers",
        without_unit="guest",
        identity="order_id",
        rules=(
            Rule("status", ("completed",), "not_completed", STATUSES),
            Rule("is_test", (False, None), "test"),
        ),
        money=("amount", "gross_sales", "discount", "refunded"),
    )
)

EMAIL_EVENTS = RowSource(
    Kind(
        argument="emails",
        record="e-mail event",
        time="occurred_at",
        unit=("customer_id", "recipient"),
        unit_noun="recipients",
        without_unit="no_recipient",
    )
)

EMAIL_MESSAGES = RowSource(replace(EMAIL_EVENTS.kind, record="message", time="sent_at"))

SOCIAL_EVENTS = RowSource(
    Kind(
        argument="social",
        record="interaction",
        time="occurred_at",
        unit=("customer_id", "actor_id"),
        unit_noun="people",
        without_unit="anonymous",
        identity="event_id",
    )
)

CUSTOMERS = RowSource(
    Kind(
        argument="customers",
        record="customer",
        time=None,
        unit=("customer_id",),
        unit_noun="customers",
        without_unit="guest",
        identity="customer_id",
    )
)
