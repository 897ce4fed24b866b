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
    from engagement_metrics import datasets, measures, sources
    from engagement_metrics.customers.cohorts import cohorts
    from engagement_metrics.customers.projection import RetentionModel, fit_retention
    from engagement_metrics.engine.came_back import came_back
    from engagement_metrics.engine.columns import column
    from engagement_metrics.engine.days import days_in_window
    from engagement_metrics.engine.decorator import metric
    from engagement_metrics.engine.estimate import Estimate
    from engagement_metrics.engine.exponential import exp
    from engagement_metrics.engine.formulas import Formula, total
    from engagement_metrics.engine.mean_of import mean_of
    from engagement_metrics.engine.measures import count, count_days, sum_of
    from engagement_metrics.engine.metric import Metric
    from engagement_metrics.engine.quantiles import quantile
    from engagement_metrics.engine.recency import days_since_last
    from engagement_metrics.engine.returning import days_to_next
    from engagement_metrics.engine.root import sqrt
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
    from engagement_metrics.metrics.activity import (
        active_user_count,
        bracket_retention,
        daily_active_users,
        n_day_retention,
        stickiness,
        unbounded_retention,
    )
    from engagement_metrics.metrics.baskets import cross_sell_share, up_sell_share
    from engagement_metrics.metrics.campaigns import (
        mean_click_rate_of_campaigns,
        mean_delivery_rate_of_campaigns,
        mean_open_rate_of_campaigns,
        mean_unsubscribe_rate_of_campaigns,
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
        share_of_voice,
    )
    from engagement_metrics.metrics.journeys import (
        cart_abandonment_rate,
        checkout_abandonment_rate,
        clicks_per_task,
        funnel_step_rate,
        task_completion_rate,
        time_on_task,
    )
    from engagement_metrics.metrics.loyalty import (
        member_share_of_buyers,
        points_earned_per_member,
        points_redeemed_per_member,
        programme_participation_rate,
        redemption_rate,
        referral_rate,
        referred_share_of_new_customers,
    )
    from engagement_metrics.metrics.posts import (
        daily_engagement_rate,
        engagement_rate_by_followers,
        engagement_rate_by_impressions,
        engagement_rate_by_reach,
        mean_engagement_rate_by_followers,
        mean_engagement_rate_by_impressions,
        mean_engagement_rate_by_reach,
        mean_engagement_rate_by_views,
        post_engagement_rate_by_views,
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
    from engagement_metrics.metrics.quantiles import (
        load_time_percentile,
        median_order_value,
        order_value_percentile,
    )
    from engagement_metrics.metrics.ranking import star_rating_lower_bound
    from engagement_metrics.metrics.reactions import (
        click_rate,
        click_to_open_rate,
        complaint_rate,
        message_conversion_rate,
        orders_per_recipient,
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
    from engagement_metrics.metrics.returning import (
        days_since_last_order,
        repeat_rate_within,
        time_between_orders,
        time_to_second_order,
    )
    from engagement_metrics.metrics.reviews import (
        bayesian_mean_rating,
        mean_rating,
        mean_sentiment,
        positive_review_share,
        rating_share,
        review_count,
        review_rate,
        review_response_rate,
        review_response_time,
        reviewing_buyer_share,
        verified_review_share,
    )
    from engagement_metrics.metrics.sessions import (
        conversion_rate,
        engaged_visit_rate,
        pages_per_visit,
        time_on_site,
        time_per_visitor,
        visit_bounce_rate,
        visit_count,
        visitor_conversion_rate,
        visitor_count,
        visits_per_visitor,
    )
    from engagement_metrics.metrics.social import social_interaction_score
    from engagement_metrics.metrics.subscriptions import list_growth_rate, net_subscribers
    from engagement_metrics.metrics.surveys import (
        ces,
        csat,
        mean_survey_score,
        net_ease_score,
        nps,
        satisfaction_index,
        survey_completion_rate,
        survey_response_rate,
    )
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
    from engagement_metrics.records.increments import counter_increments
    from engagement_metrics.records.loyalty import LoyaltyEvent
    from engagement_metrics.records.order import Order
    from engagement_metrics.records.order_line import OrderLine
    from engagement_metrics.records.post import PostStats
    from engagement_metrics.records.refund import Refund
    from engagement_metrics.records.review import Review
    from engagement_metrics.records.sessions import sessionize
    from engagement_metrics.records.social import SocialEvent
    from engagement_metrics.records.survey import SurveyResponse
    from engagement_metrics.records.web_event import WebEvent
    from engagement_metrics.records.web_session import WebSession
    from engagement_metrics.report.catalogue import catalogue
    from engagement_metrics.report.explanation import Explanation, explain
    from engagement_metrics.report.retention_curve import retention_curve
    from engagement_metrics.report.return_curve import return_curve
    from engagement_metrics.report.summarize import summarize
    from engagement_metrics.states.reduce import reduce
    from engagement_metrics.states.state import State
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
    "PostStats", "Refund", "RetentionModel", "Review", "SocialEvent", "State", "SurveyResponse",
    "Term", "UnreadableFileError", "UnsupportedFrameError", "WebEvent", "WebSession",
    "active_user_count", "as_customers", "as_email_events", "as_email_sends", "as_loyalty_events",
    "as_order_lines", "as_orders", "as_post_stats", "as_refunds", "as_reviews", "as_social_events",
    "as_survey_responses", "as_web_events", "as_web_sessions", "average_order_value",
    "basket_growth", "bayesian_mean_rating", "bounce_rate", "bracket_retention", "buyer_count",
    "came_back", "cart_abandonment_rate", "catalogue", "ces", "checkout_abandonment_rate",
    "churn_rate", "click_rate", "click_to_open_rate", "clicks_per_task", "cohorts", "column",
    "complaint_rate", "conversion_rate", "count", "count_days", "counter_increments",
    "cross_sell_share", "csat", "daily_active_users", "daily_engagement_rate", "datasets",
    "days_in_window", "days_since_last", "days_since_last_order", "days_to_next", "delivery_rate",
    "discount_share", "engaged_people_count", "engaged_visit_rate", "engagement_rate_by_followers",
    "engagement_rate_by_impressions", "engagement_rate_by_reach", "engagement_rate_by_views", "exp",
    "explain", "fit_retention", "follower_growth_rate", "funnel_step_rate", "hard_bounce_rate",
    "interaction_count", "interaction_share", "list_growth_rate", "load_time_percentile",
    "mean_click_rate_of_campaigns", "mean_delivery_rate_of_campaigns",
    "mean_engagement_rate_by_followers", "mean_engagement_rate_by_impressions",
    "mean_engagement_rate_by_reach", "mean_engagement_rate_by_views", "mean_of",
    "mean_open_rate_of_campaigns", "mean_rating", "mean_sentiment", "mean_survey_score",
    "mean_unsubscribe_rate_of_campaigns", "measures", "median_order_value",
    "member_share_of_buyers", "message_conversion_rate", "metric", "n_day_retention",
    "net_ease_score", "net_followers", "net_subscribers", "new_customer_rate",
    "newsletter_open_rate", "nps", "open_rate_lower_bound", "open_rate_upper_bound", "order_count",
    "order_value_percentile", "orders_per_recipient", "pages_per_visit", "points_earned_per_member",
    "points_redeemed_per_member", "positive_review_share", "post_engagement_rate_by_views",
    "programme_participation_rate", "purchase_frequency", "quantile", "rating_share",
    "reactivation_rate", "read_customers", "read_email_events", "read_email_sends",
    "read_loyalty_events", "read_order_lines", "read_orders", "read_post_stats", "read_refunds",
    "read_reviews", "read_social_events", "read_survey_responses", "read_web_events",
    "read_web_sessions", "redemption_rate", "reduce", "referral_rate",
    "referred_share_of_new_customers", "refund_rate", "refunded_revenue_share",
    "repeat_order_probability", "repeat_order_share", "repeat_purchase_rate", "repeat_rate_within",
    "retention_curve", "retention_rate", "return_curve", "returning_customer_rate", "revenue",
    "revenue_growth", "revenue_per_buyer", "revenue_per_message", "revenue_per_recipient",
    "review_count", "review_rate", "review_response_rate", "review_response_time",
    "reviewing_buyer_share", "satisfaction_index", "sessionize", "share_of_voice",
    "social_interaction_score", "soft_bounce_rate", "sources", "sqrt", "star_rating_lower_bound",
    "stickiness", "sum_of", "summarize", "survey_completion_rate", "survey_response_rate",
    "task_completion_rate", "time_between_orders", "time_on_site", "time_on_task",
    "time_per_visitor", "time_to_second_order", "total", "unbounded_retention", "units_per_order",
    "unsubscribe_rate", "up_sell_share", "verified_review_share", "visit_bounce_rate",
    "visit_count", "visitor_conversion_rate", "visitor_count", "visits_per_visitor",
    "zero_value_order_share",
]
