"""Where each public name lives."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Modules that are public as they are.
MODULES = frozenset({"datasets", "measures"})

# fmt: off
_NAMES: Mapping[str, tuple[str, ...]] = {
    "engine.columns": ("column",),
    "engine.decorator": ("metric",),
    "engine.estimate": ("Estimate",),
    "engine.formulas": ("Formula", "total"),
    "engine.measures": ("count", "sum_of"),
    "engine.metric": ("Metric",),
    "engine.terms": ("Term",),
    "errors": (
        "ArgumentTypeError", "DefinitionError", "EngagementError", "InvalidArgumentError",
        "InvalidRecordsError", "MissingColumnError", "UnsupportedFrameError",
    ),
    "metrics.email": ("newsletter_open_rate",),
    "metrics.purchases": ("average_order_value", "purchase_frequency", "repeat_purchase_rate"),
    "metrics.social": ("social_interaction_score",),
    "records.accepting.acceptor": (
        "as_customers", "as_email_events", "as_email_sends", "as_loyalty_events", "as_order_lines",
        "as_orders", "as_post_stats", "as_refunds", "as_reviews", "as_social_events",
        "as_survey_responses", "as_web_events", "as_web_sessions",
    ),
    "records.customer": ("Customer",),
    "records.email": ("EmailEvent", "EmailMessage", "EmailSend"),
    "records.loyalty": ("LoyaltyEvent",),
    "records.order": ("Order",),
    "records.order_line": ("OrderLine",),
    "records.post": ("PostStats",),
    "records.refund": ("Refund",),
    "records.review": ("Review",),
    "records.social": ("SocialEvent",),
    "records.survey": ("SurveyResponse",),
    "records.web_event": ("WebEvent",),
    "records.web_session": ("WebSession",),
    "report.explanation": ("Explanation", "explain"),
    "report.summarize": ("summarize",),
}
# fmt: on

# The module of each name.
HOMES: Mapping[str, str] = MappingProxyType(
    {name: module for module, names in _NAMES.items() for name in names}
)
