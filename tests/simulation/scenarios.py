"""What is simulated: metrics, the law that their records are drawn from, and the true value."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

import engagement_metrics as em
from tests.simulation.buyers import Buyers
from tests.simulation.followers import WEIGHTS, Followers
from tests.simulation.readers import Readers
from tests.simulation.returns import Newcomers, gap_of, order_value_of, recency_of

Draw = Callable[[np.random.Generator, int, int], pl.DataFrame]


@dataclass(frozen=True)
class Scenario:
    """A metric on records whose true number is known.

    Attributes:
        name: What the table calls it.
        metric: The metric.
        truth: The value that it has in the population.
        draw: Makes records of some draws of some units each.
        naive: Whether it is the mean of rows, whose textbook interval can be set beside.
    """

    name: str
    metric: Any
    truth: float
    draw: Draw
    naive: bool = False


BUYERS = Buyers()
VISITORS = Buyers(guests=0.15)
# Buyers who come back are as rare, or as common, as 2 in 100.
ONE_TIMERS = Buyers(orders=0.0304)
REGULARS = Buyers(orders=11.82)
GROWING = Buyers(growth=1.25)
READERS = Readers()
FOLLOWERS = Followers()

_orders, _before = em.measures.orders, em.measures.orders.previous


@em.metric(unit="fraction", bounds=(0, 1))
def retention() -> em.Formula:
    """The share of the buyers of the window before who bought again."""
    return em.total((_orders >= 1) & (_before >= 1)) / em.total(_before >= 1)


def _two_windows(source: np.random.Generator, draws: int, units: int) -> pl.DataFrame:
    return GROWING.draw(source, draws, units, windows=True)


FIVE = (
    Scenario("purchase_frequency", em.purchase_frequency, BUYERS.frequency, BUYERS.draw),
    Scenario(
        "average_order_value",
        em.average_order_value,
        VISITORS.order_value,
        VISITORS.draw,
        naive=True,
    ),
    Scenario("repeat_purchase_rate", em.repeat_purchase_rate, BUYERS.repeat_rate, BUYERS.draw),
    Scenario("newsletter_open_rate", em.newsletter_open_rate, READERS.open_rate, READERS.draw),
    Scenario(
        "social_interaction_score",
        em.social_interaction_score.using(weights=WEIGHTS),
        FOLLOWERS.score,
        FOLLOWERS.draw,
    ),
)
OTHERS = (
    Scenario(
        "change of purchase_frequency",
        em.purchase_frequency - em.purchase_frequency.previous,
        GROWING.frequency - GROWING.before.frequency,
        _two_windows,
    ),
    Scenario(
        "change of average_order_value",
        em.average_order_value - em.average_order_value.previous,
        0.0,
        _two_windows,
    ),
    Scenario(
        "revenue per buyer",
        em.purchase_frequency * em.average_order_value,
        BUYERS.frequency * BUYERS.order_value,
        BUYERS.draw,
    ),
    Scenario("retention", retention, GROWING.retention, _two_windows),
)
EXTREMES = tuple(
    Scenario(f"repeat rate near {near}", em.repeat_purchase_rate, law.repeat_rate, law.draw)
    for near, law in ((0.02, ONE_TIMERS), (0.98, REGULARS))
)
SHOPS = tuple(
    Scenario(
        f"repeat rate at {law.repeat_rate:.2f}", em.repeat_purchase_rate, law.repeat_rate, law.draw
    )
    for law in (Buyers(orders=orders) for orders in (0.3, 0.6, 1.0, 1.6, 2.2, 3.0, 4.0, 6.0))
)
NEWCOMERS = Newcomers()
QUANTILES = (
    Scenario(
        "median_order_value",
        em.median_order_value,
        order_value_of(VISITORS, 0.5),
        VISITORS.draw,
    ),
    Scenario(
        "75th percentile of order value",
        em.order_value_percentile.using(q=0.75),
        order_value_of(VISITORS, 0.75),
        VISITORS.draw,
    ),
)
# Days are whole, so that intervals cover a little more than they have to.
DAYS = (
    Scenario(
        "days_since_last_order", em.days_since_last_order, recency_of(BUYERS, 0.5), BUYERS.draw
    ),
    Scenario(
        "time_to_second_order of a quarter",
        em.time_to_second_order.using(share=0.25),
        NEWCOMERS.returned_after(0.25),
        NEWCOMERS.draw,
    ),
    Scenario("time_between_orders", em.time_between_orders, gap_of(BUYERS, 0.5), BUYERS.draw),
)
