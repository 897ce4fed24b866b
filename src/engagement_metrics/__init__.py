"""How engaged customers are: numbers with their uncertainty, from orders and events.

>>> import engagement_metrics as em
>>> em.purchase_frequency(em.datasets.cdnow_orders(), as_of="1998-06-30")
purchase_frequency 3.34 (95 % CI 3.05 to 3.64, 812 customers, 1997-07-01 to 1998-06-30)
"""

from importlib import import_module
from typing import TYPE_CHECKING

from engagement_metrics.public import HOMES, MODULES

# What follows is read by type checkers and documentation; programs import each name when it is
# first asked for, so that nobody waits for what they do not use.
# fmt: off
if TYPE_CHECKING:
    from engagement_metrics import datasets, measures
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
        UnsupportedFrameError,
    )
    from engagement_metrics.metrics.email import newsletter_open_rate
    from engagement_metrics.metrics.purchases import (
        average_order_value,
        purchase_frequency,
        repeat_purchase_rate,
    )
    from engagement_metrics.metrics.social import social_interaction_score
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
    from engagement_metrics.report.explanation import Explanation, explain
    from engagement_metrics.report.summarize import summarize
# fmt: on

__version__ = "0.1.0"

if not TYPE_CHECKING:  # Type checkers would take every misspelt name for an object.

    def __getattr__(name: str) -> object:
        if name in MODULES:
            return import_module(f"{__name__}.{name}")
        if name not in HOMES:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        found = getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *HOMES, *MODULES})


# fmt: off
__all__ = [
    "ArgumentTypeError", "Customer", "DefinitionError", "EmailEvent", "EmailMessage", "EmailSend",
    "EngagementError", "Estimate", "Explanation", "Formula", "InvalidArgumentError",
    "InvalidRecordsError", "LoyaltyEvent", "Metric", "MissingColumnError", "Order", "OrderLine",
    "PostStats", "Refund", "Review", "SocialEvent", "SurveyResponse", "Term",
    "UnsupportedFrameError", "WebEvent", "WebSession", "as_customers", "as_email_events",
    "as_email_sends", "as_loyalty_events", "as_order_lines", "as_orders", "as_post_stats",
    "as_refunds", "as_reviews", "as_social_events", "as_survey_responses", "as_web_events",
    "as_web_sessions", "average_order_value", "column", "count", "datasets", "explain", "measures",
    "metric", "newsletter_open_rate", "purchase_frequency", "repeat_purchase_rate",
    "social_interaction_score", "sum_of", "summarize", "total",
]
