"""When each customer is buying: people stop, return, and some day leave for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.datasets.simulator.period import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engagement_metrics.datasets.simulator.parameters import ShopParameters
    from engagement_metrics.datasets.simulator.people import People
    from engagement_metrics.datasets.simulator.period import Period


@dataclass(frozen=True)
class Activity:
    """The periods in which customers buy, sorted by customer and time.

    Attributes:
        customer: the index of each period's customer.
        begin: of each period, in seconds since the first day's midnight.
        length: of each period, in seconds.
        total: for each customer, the length of all of their periods.
    """

    customer: NDArray[np.int64]
    begin: NDArray[np.float64]
    length: NDArray[np.float64]
    total: NDArray[np.float64]

    def moments(
        self, rng: np.random.Generator, customers: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Moments spread evenly over the time in which customers buy.

        Args:
            rng: the random stream.
            customers: the customer of each moment; each must have time in which they buy.

        Returns:
            One moment each, in seconds since the first day's midnight.
        """
        # All periods laid end to end: a moment is a place on that line within its customer's part.
        ends = np.cumsum(self.length)
        parts = np.cumsum(self.total)
        places = parts[customers] - rng.random(len(customers)) * self.total[customers]
        periods = np.minimum(np.searchsorted(ends, places), len(ends) - 1)
        return self.begin[periods] + np.maximum(places - (ends - self.length)[periods], 0.0)


def draw_activity(
    rng: np.random.Generator, people: People, period: Period, parameters: ShopParameters
) -> Activity:
    """Draw the periods in which customers buy, between joining and leaving.

    Args:
        rng: the random stream.
        people: the customers.
        period: the days.
        parameters: the shop's.

    Returns:
        The periods in which they buy.
    """
    p = parameters
    count = len(people)
    stop = np.minimum(people.leaves, period.seconds)
    position = np.maximum(people.joined, 0).astype(np.float64)
    buying_share = p.mean_buying_days / (p.mean_buying_days + p.mean_pause_days)
    pausing = (people.joined < 0) & (rng.random(count) >= buying_share)
    position += np.where(pausing, rng.exponential(p.mean_pause_days * DAY, count), 0.0)

    customers: list[NDArray[np.int64]] = []
    begins: list[NDArray[np.float64]] = []
    lengths: list[NDArray[np.float64]] = []
    alive = np.flatnonzero(position < stop)
    while alive.size:
        ends = position[alive] + rng.exponential(p.mean_buying_days * DAY, alive.size)
        customers.append(alive)
        begins.append(position[alive])
        lengths.append(np.minimum(ends, stop[alive]) - position[alive])
        position[alive] = ends + rng.exponential(p.mean_pause_days * DAY, alive.size)
        alive = alive[position[alive] < stop[alive]]

    customer = np.concatenate([np.empty(0, dtype=np.int64), *customers])
    begin = np.concatenate([np.empty(0), *begins])
    length = np.concatenate([np.empty(0), *lengths])
    order = np.lexsort((begin, customer))
    return Activity(
        customer=customer[order],
        begin=begin[order],
        length=length[order],
        total=np.bincount(customer, weights=length, minlength=count).astype(np.float64),
    )
