"""How engaged customers are: numbers with their uncertainty, from orders and events.

>>> import engagement_metrics as em
>>> em.purchase_frequency(em.datasets.cdnow_orders(), as_of="1998-06-30")
purchase_frequency 3.34 (95 % CI 3.05 to 3.64, 812 customers, 1997-07-01 to 1998-06-30)
"""

from typing import TYPE_CHECKING

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
from engagement_metrics.report.summarize import summarize
from engagement_metrics.states.reduce import reduce
from engagement_metrics.states.state import State

if TYPE_CHECKING:
    from engagement_metrics.records.customer import Customer
    from engagement_metrics.records.email import EmailEvent, EmailMessage
    from engagement_metrics.records.order import Order
    from engagement_metrics.records.social import SocialEvent

__version__ = "0.1.0"

# The models are imported when first asked for: pydantic takes longer to load than all the rest.
_MODELS = {
    "Customer": "customer",
    "EmailEvent": "email",
    "EmailMessage": "email",
    "Order": "order",
    "SocialEvent": "social",
}


if not TYPE_CHECKING:  # Type checkers would take every misspelt name for an object.

    def __getattr__(name: str) -> object:
        if name not in _MODELS:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        from importlib import import_module

        return getattr(import_module(f"{__name__}.records.{_MODELS[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODELS})


__all__ = [
    "ArgumentTypeError",
    "Customer",
    "DefinitionError",
    "EmailEvent",
    "EmailMessage",
    "EngagementError",
    "Estimate",
    "Formula",
    "InvalidArgumentError",
    "InvalidRecordsError",
    "Metric",
    "MissingColumnError",
    "Order",
    "SocialEvent",
    "State",
    "Term",
    "UnsupportedFrameError",
    "average_order_value",
    "column",
    "count",
    "datasets",
    "measures",
    "metric",
    "newsletter_open_rate",
    "purchase_frequency",
    "reduce",
    "repeat_purchase_rate",
    "social_interaction_score",
    "sum_of",
    "summarize",
    "total",
]
