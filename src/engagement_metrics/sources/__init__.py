"""Sources: the exports of platforms as canonical records."""

from engagement_metrics.sources.magento import magento_orders
from engagement_metrics.sources.reviews import google_reviews, trustpilot_reviews
from engagement_metrics.sources.segment import (
    segment_emails,
    segment_orders,
    segment_refunds,
    segment_reviews,
)
from engagement_metrics.sources.shopify import shopify_orders
from engagement_metrics.sources.shopify_api import shopify_api_orders
from engagement_metrics.sources.stripe import stripe_payments
from engagement_metrics.sources.surveys import survey_responses
from engagement_metrics.sources.woocommerce import woocommerce_orders, woocommerce_reviews

__all__ = [
    "google_reviews",
    "magento_orders",
    "segment_emails",
    "segment_orders",
    "segment_refunds",
    "segment_reviews",
    "shopify_api_orders",
    "shopify_orders",
    "stripe_payments",
    "survey_responses",
    "trustpilot_reviews",
    "woocommerce_orders",
    "woocommerce_reviews",
]
