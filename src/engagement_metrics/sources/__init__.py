"""Sources: what shops and platforms hand out, as canonical records.

Each function takes a frame of any kind, documents as dicts, or the path of a file or folder in the
shape that the platform documents, and returns what the function for that record returns:
`as_orders`, `as_email_events` and so on. Columns that are not known are ignored.
"""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engagement_metrics.sources.campaigns import mailchimp_reports
    from engagement_metrics.sources.ga4 import ga4_events, ga4_sessions
    from engagement_metrics.sources.hubspot import hubspot_email_events
    from engagement_metrics.sources.klaviyo import klaviyo_events
    from engagement_metrics.sources.magento import magento_orders
    from engagement_metrics.sources.mailchimp import mailchimp_email_events
    from engagement_metrics.sources.mailgun import mailgun_events
    from engagement_metrics.sources.postmark import postmark_events
    from engagement_metrics.sources.reviews import google_reviews, trustpilot_reviews
    from engagement_metrics.sources.segment import (
        segment_emails,
        segment_orders,
        segment_refunds,
        segment_reviews,
    )
    from engagement_metrics.sources.sendgrid import sendgrid_events
    from engagement_metrics.sources.ses import ses_events
    from engagement_metrics.sources.shopify import shopify_orders
    from engagement_metrics.sources.shopify_api import shopify_api_orders
    from engagement_metrics.sources.stripe import stripe_payments
    from engagement_metrics.sources.surveys import survey_responses
    from engagement_metrics.sources.woocommerce import woocommerce_orders, woocommerce_reviews

# The module of each function; none is imported before it is asked for.
_MODULES: Mapping[str, str] = MappingProxyType(
    {
        "ga4_events": "ga4",
        "ga4_sessions": "ga4",
        "google_reviews": "reviews",
        "hubspot_email_events": "hubspot",
        "klaviyo_events": "klaviyo",
        "magento_orders": "magento",
        "mailchimp_email_events": "mailchimp",
        "mailchimp_reports": "campaigns",
        "mailgun_events": "mailgun",
        "postmark_events": "postmark",
        "segment_emails": "segment",
        "segment_orders": "segment",
        "segment_refunds": "segment",
        "segment_reviews": "segment",
        "sendgrid_events": "sendgrid",
        "ses_events": "ses",
        "shopify_api_orders": "shopify_api",
        "shopify_orders": "shopify",
        "stripe_payments": "stripe",
        "survey_responses": "surveys",
        "trustpilot_reviews": "reviews",
        "woocommerce_orders": "woocommerce",
        "woocommerce_reviews": "woocommerce",
    }
)

if not TYPE_CHECKING:  # Type checkers would take every misspelt name for an object.

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})


__all__ = [
    "ga4_events",
    "ga4_sessions",
    "google_reviews",
    "hubspot_email_events",
    "klaviyo_events",
    "magento_orders",
    "mailchimp_email_events",
    "mailchimp_reports",
    "mailgun_events",
    "postmark_events",
    "segment_emails",
    "segment_orders",
    "segment_refunds",
    "segment_reviews",
    "sendgrid_events",
    "ses_events",
    "shopify_api_orders",
    "shopify_orders",
    "stripe_payments",
    "survey_responses",
    "trustpilot_reviews",
    "woocommerce_orders",
    "woocommerce_reviews",
]
