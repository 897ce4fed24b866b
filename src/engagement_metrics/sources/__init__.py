"""Sources: the exports of platforms as canonical records."""

from engagement_metrics.sources.magento import magento_orders
from engagement_metrics.sources.shopify import shopify_orders
from engagement_metrics.sources.shopify_api import shopify_api_orders
from engagement_metrics.sources.stripe import stripe_payments
from engagement_metrics.sources.woocommerce import woocommerce_orders, woocommerce_reviews

__all__ = [
    "magento_orders",
    "shopify_api_orders",
    "shopify_orders",
    "stripe_payments",
    "woocommerce_orders",
    "woocommerce_reviews",
]
