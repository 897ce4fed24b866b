"""Sources: the exports of platforms as canonical records."""

from engagement_metrics.sources.shopify import shopify_orders

__all__ = ["shopify_orders"]
