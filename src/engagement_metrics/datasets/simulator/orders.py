"""What customers and guests of the simulated shop buy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.datasets.simulator.people import numbered, pick
from engagement_metrics.datasets.simulator.period import DAY, YEAR, frame_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from engagement_metrics.datasets.simulator.activity import Activity
    from engagement_metrics.datasets.simulator.parameters import ShopParameters
    from engagement_metrics.datasets.simulator.people import People
    from engagement_metrics.datasets.simulator.period import Period

CURRENCY = "EUR"
ITEM_PRICE = 18.0
"""Mean price of an item beyond the first, from which the number of items follows."""


def draw_orders(
    rng: np.random.Generator,
    people: People,
    activity: Activity,
    period: Period,
    parameters: ShopParameters,
) -> pd.DataFrame:
    """Draw the orders.

    Args:
        rng: the random stream.
        people: the customers.
        activity: when they buy.
        period: the days.
        parameters: the shop's.

    Returns:
        The orders frame, sorted by time.
    """
    p = parameters
    known = np.repeat(
        np.arange(len(people)), rng.poisson(people.order_rate * activity.total / YEAR)
    )
    # Rounding may put a moment of the last evening on the midnight that ends it.
    days = np.minimum(activity.moments(rng, known), period.seconds - 1) // DAY
    guests = rng.poisson(p.guest_orders * len(known))
    # Guests come on the days on which customers do, so that both grow together.
    days = np.concatenate([days, rng.choice(days, guests)]) if guests else days
    count = len(days)
    hours = np.clip(rng.normal(15.0, 4.0, count), 0.0, 23.99)
    ordered_at = days.astype(np.int64) * DAY + (hours * 3600).astype(np.int64)

    total = _totals(rng, people, known, guests, p)
    status = pick(rng, p.statuses, count)
    refunded, refunded_at = _refunds(rng, total, status == "completed", ordered_at, p)
    refunded[refunded_at >= period.seconds] = 0.0
    usual = np.concatenate([people.channel[known], pick(rng, p.channels, guests)])
    loyal = rng.random(count) < p.channel_loyalty
    nobody = np.full(guests, None, dtype=object)
    order = np.argsort(ordered_at, kind="stable")
    return frame_of(
        {
            "order_id": numbered("O", count),
            "customer_id": np.concatenate([people.ids[known], nobody])[order],
            "ordered_at": period.times(ordered_at[order]),
            "status": status[order],
            "is_test": (rng.random(count) < p.test_share)[order],
            "currency": np.full(count, CURRENCY, dtype=object),
            "total": total[order],
            "refunded": refunded[order],
            # A difference of two decimals is off by a last bit; money has two decimals.
            "amount": np.round(total - refunded, 2)[order],
            "n_items": (1 + rng.poisson(total / ITEM_PRICE))[order],
            "channel": np.where(loyal, usual, pick(rng, p.channels, count))[order],
            "country": np.concatenate([people.country[known], pick(rng, p.countries, guests)])[
                order
            ],
            "refunded_at": period.times(refunded_at[order], refunded[order] > 0),
        }
    )


def _totals(
    rng: np.random.Generator,
    people: People,
    known: NDArray[np.int64],
    guests: int,
    p: ShopParameters,
) -> NDArray[np.float64]:
    segment = rng.choice(len(p.segments), size=guests, p=[s.share for s in p.segments])
    theirs = np.array([s.median_total for s in p.segments])[segment]
    theirs *= np.exp(p.spend_sd_between * rng.standard_normal(guests))
    medians = np.concatenate([people.median_total[known], theirs])
    totals = medians * np.exp(p.spend_sd_within * rng.standard_normal(len(medians)))
    return np.maximum(np.round(totals, 2), 0.01)


def _refunds(
    rng: np.random.Generator,
    total: NDArray[np.float64],
    completed: NDArray[np.bool_],
    ordered_at: NDArray[np.int64],
    p: ShopParameters,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    count = len(total)
    fate = rng.random(count)
    full = fate < p.full_refund_share
    partial = ~full & (fate < p.full_refund_share + p.partial_refund_share)
    share = np.where(full, 1.0, np.where(partial, rng.uniform(0.1, 0.9, count), 0.0))
    refunded_at = ordered_at + rng.integers(DAY, 14 * DAY, count)
    return np.where(completed, np.round(total * share, 2), 0.0), refunded_at
