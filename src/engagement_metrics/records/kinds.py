"""The kinds of record that exist, as the engine sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from engagement_metrics.records.kind import Kind, RowSource, Rule
from engagement_metrics.records.vocabulary import REVIEW_STATUSES, STATUSES

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
        money=(
            "amount", "gross_sales", "discount", "tax", "shipping", "refunded", "total",
        ),
        if_repeated=(
            "If rows are lines of an order, roll them up first, for example with "
            "orders.groupby('order_id', as_index=False).agg(...); if they are copies, drop them"
        ),
        if_negative=(
            "A refund is not an order: drop these rows, subtract them from the orders that they "
            "refund, or give them the status 'cancelled'"
        ),
    )
)  # fmt: skip

ORDER_LINES = RowSource(
    Kind(
        argument="order_lines",
        record="order line",
        time="ordered_at",
        unit=("customer_id",),
        unit_noun="customers",
        without_unit="guest",
        rules=ORDERS.kind.rules,
        money=("amount", "unit_price", "discount"),
    )
)

REFUNDS = RowSource(
    Kind(
        argument="refunds",
        record="refund",
        time="refunded_at",
        unit=("customer_id",),
        unit_noun="customers",
        without_unit="guest",
        identity="refund_id",
        money=("amount",),
        if_negative="The amount of a refund is what was given back, a positive number",
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

# A post has counters but no people, so that the posts themselves are what varies.
# The same interactions by the post that they were done to.
INTERACTIONS_BY_POST = RowSource(
    replace(
        SOCIAL_EVENTS.kind,
        unit=("object_id",),
        unit_noun="posts",
        without_unit="no_post",
    )
)

POSTS = RowSource(
    Kind(
        argument="posts",
        record="post",
        time="published_at",
        unit=("post_id",),
        unit_noun="posts",
        without_unit="no_post",
        identity="post_id",
        if_repeated="Counters of a post are cumulative: keep its latest snapshot only",
    )
)

REVIEWS = RowSource(
    Kind(
        argument="reviews",
        record="review",
        time="created_at",
        unit=("customer_id", "reviewer"),
        unit_noun="reviewers",
        without_unit="anonymous",
        identity="review_id",
        rules=(Rule("status", ("published", None), "not_published", REVIEW_STATUSES),),
    )
)

SURVEYS = RowSource(
    Kind(
        argument="surveys",
        record="survey response",
        time="responded_at",
        unit=("customer_id", "respondent_id"),
        unit_noun="respondents",
        without_unit="anonymous",
        identity="response_id",
    )
)

WEB_EVENTS = RowSource(
    Kind(
        argument="web_events",
        record="web event",
        time="occurred_at",
        unit=("customer_id", "user_id", "device_id"),
        unit_noun="visitors",
        without_unit="no_device",
        identity="event_id",
        money=("value",),
    )
)

SESSIONS = RowSource(
    Kind(
        argument="sessions",
        record="session",
        time="started_at",
        unit=("customer_id", "user_id", "device_id"),
        unit_noun="visitors",
        without_unit="no_device",
        identity="session_id",
        money=("revenue",),
    )
)

LOYALTY = RowSource(
    Kind(
        argument="loyalty",
        record="loyalty event",
        time="occurred_at",
        unit=("customer_id",),
        unit_noun="members",
        without_unit="no_member",
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

# What calls take as data, and how each is described to the reader of a signature.
DATA: Mapping[str, str] = MappingProxyType(
    {
        "orders": "Orders, one row each.",
        "order_lines": "Lines of orders, one row each.",
        "refunds": "Refunds, one row each.",
        "emails": "E-mail events, or messages rolled up from them.",
        "social": "Social events.",
        "posts": "Posts with their counters.",
        "reviews": "Reviews.",
        "surveys": "Responses to surveys.",
        "web_events": "Events on a site or in an app.",
        "sessions": "Sessions on a site or in an app.",
        "loyalty": "Points that members earned and redeemed.",
        "customers": "One row a customer; lends its columns to `by` and `where`.",
    }
)
