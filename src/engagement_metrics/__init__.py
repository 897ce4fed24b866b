"""How engaged customers are: numbers with their uncertainty, from orders and events.

>>> import engagement_metrics as em
>>> em.purchase_frequency(em.datasets.cdnow_orders(), as_of="1998-06-30")
purchase_frequency 3.34 (95 % CI 3.05 to 3.64, 812 customers, 1997-07-01 to 1998-06-30)
"""

from typing import TYPE_CHECKING

from engagement_metrics import datasets, measures, sources
from engagement_metrics.engine.columns import column
from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.estimate import Estimate
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import count, sum_of
from engagement_metrics.engine.metric import Metric
from engagement_metrics.engine.terms import Term
from engagement_metrics.errors import (
    ArgumentTypeError,
    DefinitionError,
    EngagementError,
    InvalidArgumentError,
    InvalidRecordsError,
    MissingColumnError,
    UnreadableFileError,
    UnsupportedFrameError,
)
from engagement_metrics.metrics.delivery import (
    bounce_rate,
    delivery_rate,
    hard_bounce_rate,
    soft_bounce_rate,
)
from engagement_metrics.metrics.email import (
    newsletter_open_rate,
    open_rate_lower_bound,
    open_rate_upper_bound,
)
from engagement_metrics.metrics.interactions import (
    engaged_people_count,
    engagement_rate_by_views,
    follower_growth_rate,
    interaction_count,
    interaction_share,
    net_followers,
)
from engagement_metrics.metrics.purchases import (
    average_order_value,
    basket_growth,
    buyer_count,
    discount_share,
    order_count,
    purchase_frequency,
    refund_rate,
    refunded_revenue_share,
    repeat_purchase_rate,
    revenue,
    revenue_growth,
    revenue_per_buyer,
    units_per_order,
    zero_value_order_share,
)
from engagement_metrics.metrics.reactions import (
    click_rate,
    click_to_open_rate,
    complaint_rate,
    revenue_per_message,
    revenue_per_recipient,
    unsubscribe_rate,
)
from engagement_metrics.metrics.retention import (
    churn_rate,
    new_customer_rate,
    reactivation_rate,
    repeat_order_probability,
    repeat_order_share,
    retention_rate,
    returning_customer_rate,
)
from engagement_metrics.metrics.social import social_interaction_score
from engagement_metrics.metrics.subscriptions import list_growth_rate, net_subscribers
from engagement_metrics.records.accepting.acceptor import (
    as_customers,
    as_email_events,
    as_email_sends,
    as_loyalty_events,
    as_order_lines,
    as_orders,
    as_post_stats,
    as_refunds,
    as_reviews,
    as_social_events,
    as_survey_responses,
    as_web_events,
    as_web_sessions,
)
from engagement_metrics.records.files.reader import (
    read_customers,
    read_email_events,
    read_email_sends,
    read_loyalty_events,
    read_order_lines,
    read_orders,
    read_post_stats,
    read_refunds,
    read_reviews,
    read_social_events,
    read_survey_responses,
    read_web_events,
    read_web_sessions,
)
from engagement_metrics.records.models import MODULES, model_named
from engagement_metrics.report.catalogue import catalogue
from engagement_metrics.report.explanation import Explanation, explain
from engagement_metrics.report.summarize import summarize

if TYPE_CHECKING:
    from engagement_metrics.records.customer import Customer
    from engagement_metrics.records.email import EmailEvent, EmailMessage, EmailSend
    from engagement_metrics.records.loyalty import LoyaltyEvent
    from engagement_metrics.records.order import Order
    from engagement_metrics.records.order_line import OrderLine
    from engagement_metrics.records.post import PostStats
    from engagement_metrics.records.refund import Refund
    from engagement_metrics.records.review import Review
    from engagement_metrics.records.social import SocialEvent
    from engagement_metrics.records.survey import SurveyResponse
    from engagement_metrics.records.web_event import WebEvent
    from engagement_metrics.records.web_session import WebSession

__version__ = "0.1.0"

if not TYPE_CHECKING:  # Type checkers would take every misspelt name for an object.

    def __getattr__(name: str) -> object:
        # The models are imported when first asked for: pydantic is slow to load.
        if name not in MODULES:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        return model_named(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *MODULES})


__all__ = [
    "ArgumentTypeError",
    "Customer",
    "DefinitionError",
    "EmailEvent",
    "EmailMessage",
    "EmailSend",
    "EngagementError",
    "Estimate",
    "Explanation",
    "Formula",
    "InvalidArgumentError",
    "InvalidRecordsError",
    "LoyaltyEvent",
    "Metric",
    "MissingColumnError",
    "Order",
    "OrderLine",
    "PostStats",
    "Refund",
    "Review",
    "SocialEvent",
    "SurveyResponse",
    "Term",
    "UnreadableFileError",
    "UnsupportedFrameError",
    "WebEvent",
    "WebSession",
    "as_customers",
    "as_email_events",
    "as_email_sends",
    "as_loyalty_events",
    "as_order_lines",
    "as_orders",
    "as_post_stats",
    "as_refunds",
    "as_reviews",
    "as_social_events",
    "as_survey_responses",
    "as_web_events",
    "as_web_sessions",
    "average_order_value",
    "basket_growth",
    "bounce_rate",
    "buyer_count",
    "catalogue",
    "churn_rate",
    "click_rate",
    "click_to_open_rate",
    "column",
    "complaint_rate",
    "count",
    "datasets",
    "delivery_rate",
    "discount_share",
    "engaged_people_count",
    "engagement_rate_by_views",
    "explain",
    "follower_growth_rate",
    "hard_bounce_rate",
    "interaction_count",
    "interaction_share",
    "list_growth_rate",
    "measures",
    "metric",
    "net_followers",
    "net_subscribers",
    "new_customer_rate",
    "newsletter_open_rate",
    "open_rate_lower_bound",
    "open_rate_upper_bound",
    "order_count",
    "purchase_frequency",
    "reactivation_rate",
    "read_customers",
    "read_email_events",
    "read_email_sends",
    "read_loyalty_events",
    "read_order_lines",
    "read_orders",
    "read_post_stats",
    "read_refunds",
    "read_reviews",
    "read_social_events",
    "read_survey_responses",
    "read_web_events",
    "read_web_sessions",
    "refund_rate",
    "refunded_revenue_share",
    "repeat_order_probability",
    "repeat_order_share",
    "repeat_purchase_rate",
    "retention_rate",
    "returning_customer_rate",
    "revenue",
    "revenue_growth",
    "revenue_per_buyer",
    "revenue_per_message",
    "revenue_per_recipient",
    "social_interaction_score",
    "soft_bounce_rate",
    "sources",
    "sum_of",
    "summarize",
    "total",
    "units_per_order",
    "unsubscribe_rate",
    "zero_value_order_share",
]
