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

# The module of each function; none is imported before it is asked for.
_MODULES: Mapping[str, str] = MappingProxyType(
    {
        "google_reviews": "reviews",
        "magento_orders": "magento",
        "segment_emails": "segment",
        "segment_orders": "segment",
        "segment_refunds": "segment",
        "segment_reviews": "segment",
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
