"""The models by name and by what calls take, imported when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from engagement_metrics.records.record import Record

# The module of each model: pydantic takes longer to load than all the rest.
MODULES: Mapping[str, str] = MappingProxyType(
    {
        "Customer": "customer",
        "EmailEvent": "email",
        "EmailMessage": "email",
        "EmailSend": "email",
        "LoyaltyEvent": "loyalty",
        "Order": "order",
        "OrderLine": "order_line",
        "PostStats": "post",
        "Refund": "refund",
        "Review": "review",
        "SocialEvent": "social",
        "SurveyResponse": "survey",
        "WebEvent": "web_event",
        "WebSession": "web_session",
    }
)

# What each argument of a call holds, the usual model first.
ARGUMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "orders": ("Order",),
        "order_lines": ("OrderLine",),
        "refunds": ("Refund",),
        "emails": ("EmailEvent", "EmailSend"),
        "social": ("SocialEvent",),
        "posts": ("PostStats",),
        "reviews": ("Review",),
        "surveys": ("SurveyResponse",),
        "web_events": ("WebEvent",),
        "sessions": ("WebSession",),
        "loyalty": ("LoyaltyEvent",),
        "customers": ("Customer",),
    }
)


def model_named(name: str) -> type[Record]:
    """The model of a name."""
    module = import_module(f"{__package__}.{MODULES[name]}")
    return cast("type[Record]", getattr(module, name))


def models_of(argument: str) -> tuple[type[Record], ...]:
    """The models of the records that an argument of a call may hold, the usual one first."""
    return tuple(model_named(name) for name in ARGUMENTS[argument])
