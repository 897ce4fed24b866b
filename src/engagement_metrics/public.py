"""Where each public name lives."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Modules that are public as they are.
MODULES = frozenset({"datasets", "measures", "sources"})

# fmt: off
_NAMES: Mapping[str, tuple[str, ...]] = {
    "customers.cohorts": ("cohorts",),
    "customers.projection": ("RetentionModel", "fit_retention"),
    "engine.came_back": ("came_back",),
    "engine.columns": ("column",),
    "engine.days": ("days_in_window",),
    "engine.decorator": ("metric",),
    "engine.estimate": ("Estimate",),
    "engine.exponential": ("exp",),
    "engine.formulas": ("Formula", "total"),
    "engine.mean_of": ("mean_of",),
    "engine.measures": ("count", "count_days", "sum_of"),
    "engine.metric": ("Metric",),
    "engine.quantiles": ("quantile",),
    "engine.recency": ("days_since_last",),
    "engine.returning": ("days_to_next",),
    "engine.root": ("sqrt",),
    "engine.terms": ("Term",),
    "errors": (
        "ArgumentTypeError", "DefinitionError", "EngagementError", "InvalidArgumentError",
        "InvalidRecordsError", "MissingColumnError", "UnreadableFileError", "UnsupportedFrameError",
    ),
    "metrics.activity": (
        "active_user_count", "bracket_retention", "daily_active_users", "n_day_retention",
        "stickiness", "unbounded_retention",
    ),
    "metrics.baskets": ("cross_sell_share", "up_sell_share"),
    "metrics.campaigns": (
        "mean_click_rate_of_campaigns", "mean_delivery_rate_of_campaigns",
        "mean_open_rate_of_campaigns", "mean_unsubscribe_rate_of_campaigns",
    ),
    "metrics.delivery": ("bounce_rate", "delivery_rate", "hard_bounce_rate", "soft_bounce_rate"),
    "metrics.email": ("newsletter_open_rate", "open_rate_lower_bound", "open_rate_upper_bound"),
    "metrics.interactions": (
        "engaged_people_count", "engagement_rate_by_views", "follower_growth_rate",
        "interaction_count", "interaction_share", "net_followers", "share_of_voice",
    ),
    "metrics.journeys": (
        "cart_abandonment_rate", "checkout_abandonment_rate", "clicks_per_task", "funnel_step_rate",
        "task_completion_rate", "time_on_task",
    ),
    "metrics.loyalty": (
        "member_share_of_buyers", "points_earned_per_member", "points_redeemed_per_member",
        "programme_participation_rate", "redemption_rate", "referral_rate",
        "referred_share_of_new_customers",
    ),
    "metrics.posts": (
        "daily_engagement_rate", "engagement_rate_by_followers", "engagement_rate_by_impressions",
        "engagement_rate_by_reach", "mean_engagement_rate_by_followers",
        "mean_engagement_rate_by_impressions", "mean_engagement_rate_by_reach",
        "mean_engagement_rate_by_views", "post_engagement_rate_by_views",
    ),
    "metrics.purchases": (
        "average_order_value", "basket_growth", "buyer_count", "discount_share", "order_count",
        "purchase_frequency", "refund_rate", "refunded_revenue_share", "repeat_purchase_rate",
        "revenue", "revenue_growth", "revenue_per_buyer", "units_per_order",
        "zero_value_order_share",
    ),
    "metrics.quantiles": ("load_time_percentile", "median_order_value", "order_value_percentile"),
    "metrics.ranking": ("star_rating_lower_bound",),
    "metrics.reactions": (
        "click_rate", "click_to_open_rate", "complaint_rate", "message_conversion_rate",
        "orders_per_recipient", "revenue_per_message", "revenue_per_recipient", "unsubscribe_rate",
    ),
    "metrics.retention": (
        "churn_rate", "new_customer_rate", "reactivation_rate", "repeat_order_probability",
        "repeat_order_share", "retention_rate", "returning_customer_rate",
    ),
    "metrics.returning": (
        "days_since_last_order", "repeat_rate_within", "time_between_orders",
        "time_to_second_order",
    ),
    "metrics.reviews": (
        "bayesian_mean_rating", "mean_rating", "mean_sentiment", "positive_review_share",
        "rating_share", "review_count", "review_rate", "review_response_rate",
        "review_response_time", "reviewing_buyer_share", "verified_review_share",
    ),
    "metrics.sessions": (
        "conversion_rate", "engaged_visit_rate", "pages_per_visit", "time_on_site",
        "time_per_visitor", "visit_bounce_rate", "visit_count", "visitor_conversion_rate",
        "visitor_count", "visits_per_visitor",
    ),
    "metrics.social": ("social_interaction_score",),
    "metrics.subscriptions": ("list_growth_rate", "net_subscribers"),
    "metrics.surveys": (
        "ces", "csat", "mean_survey_score", "net_ease_score", "nps", "satisfaction_index",
        "survey_completion_rate", "survey_response_rate",
    ),
    "records.accepting.acceptor": (
        "as_customers", "as_email_events", "as_email_sends", "as_loyalty_events", "as_order_lines",
        "as_orders", "as_post_stats", "as_refunds", "as_reviews", "as_social_events",
        "as_survey_responses", "as_web_events", "as_web_sessions",
    ),
    "records.customer": ("Customer",),
    "records.email": ("EmailEvent", "EmailMessage", "EmailSend"),
    "records.files.reader": (
        "read_customers", "read_email_events", "read_email_sends", "read_loyalty_events",
        "read_order_lines", "read_orders", "read_post_stats", "read_refunds", "read_reviews",
        "read_social_events", "read_survey_responses", "read_web_events", "read_web_sessions",
    ),
    "records.increments": ("counter_increments",),
    "records.loyalty": ("LoyaltyEvent",),
    "records.order": ("Order",),
    "records.order_line": ("OrderLine",),
    "records.post": ("PostStats",),
    "records.refund": ("Refund",),
    "records.review": ("Review",),
    "records.sessions": ("sessionize",),
    "records.social": ("SocialEvent",),
    "records.survey": ("SurveyResponse",),
    "records.web_event": ("WebEvent",),
    "records.web_session": ("WebSession",),
    "report.catalogue": ("catalogue",),
    "report.explanation": ("Explanation", "explain"),
    "report.retention_curve": ("retention_curve",),
    "report.return_curve": ("return_curve",),
    "report.summarize": ("summarize",),
    "states.reduce": ("reduce",),
    "states.state": ("State",),
}
# fmt: on

# The module of each name.
HOMES: Mapping[str, str] = MappingProxyType(
    {name: module for module, names in _NAMES.items() for name in names}
)
