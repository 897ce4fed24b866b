"""Bundled data and the simulator: something real to try the library on, without a download.

`grocery_orders` and `grocery_customers` are a year of grocery baskets of 401 households,
`cdnow_orders` is the data set on which repeat buying has been studied since 2001, and
`simulate_shop` makes orders, e-mail events, social events and customers whose true parameters are
known. Every function returns fresh pandas frames in the canonical columns; pandas is imported when
the first of them is called.

Sources and licences are in `README.md` beside this file.
"""

from typing import TYPE_CHECKING

from engagement_metrics.datasets.bundled import cdnow_orders, grocery_customers, grocery_orders

if TYPE_CHECKING:
    from engagement_metrics.datasets.simulator import (
        Segment,
        Shop,
        ShopParameters,
        ShopTruth,
        simulate_shop,
    )

# The simulator is imported when first asked for: few programs need it, all would pay for it.
_SIMULATED = frozenset({"Segment", "Shop", "ShopParameters", "ShopTruth", "simulate_shop"})

if not TYPE_CHECKING:  # Type checkers would take every misspelt name for an object.

    def __getattr__(name: str) -> object:
        if name not in _SIMULATED:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        from engagement_metrics.datasets import simulator

        return getattr(simulator, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_SIMULATED})


__all__ = [
    "Segment",
    "Shop",
    "ShopParameters",
    "ShopTruth",
    "cdnow_orders",
    "grocery_customers",
    "grocery_orders",
    "simulate_shop",
]
