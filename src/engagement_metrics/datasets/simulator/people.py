"""Who the customers of the simulated shop are: the rates and habits that stay with a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.datasets.simulator.period import DAY, YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from engagement_metrics.datasets.simulator.parameters import ShopParameters
    from engagement_metrics.datasets.simulator.period import Period


@dataclass(frozen=True)
class People:
    """One entry a customer in every array; times in seconds since the first day's midnight."""

    ids: NDArray[np.object_]
    recipients: NDArray[np.object_]
    actors: NDArray[np.object_]
    segment: NDArray[np.object_]
    country: NDArray[np.object_]
    acquired_via: NDArray[np.object_]
    joined: NDArray[np.int64]
    leaves: NDArray[np.float64]
    order_rate: NDArray[np.float64]
    median_total: NDArray[np.float64]
    channel: NDArray[np.object_]
    subscribes: NDArray[np.bool_]
    read_probability: NDArray[np.float64]
    click_probability: NDArray[np.float64]
    uses_privacy_proxy: NDArray[np.bool_]
    blocks_images: NDArray[np.bool_]
    address_dies: NDArray[np.float64]
    social_rate: NDArray[np.float64]
    network: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.ids)


def numbered(prefix: str, count: int) -> NDArray[np.object_]:
    """Opaque ids, wide enough to sort as text.

    Args:
        prefix: what each begins with.
        count: how many.

    Returns:
        `prefix` and a number from 1, padded with zeros.
    """
    width = max(5, len(str(count)))
    return np.array([f"{prefix}{number:0{width}d}" for number in range(1, count + 1)], dtype=object)


def pick(
    rng: np.random.Generator, choices: Iterable[tuple[str, float]], size: int
) -> NDArray[np.object_]:
    """Draw names by their shares.

    Args:
        rng: the random stream.
        choices: names and shares, which add up to 1.
        size: how many.

    Returns:
        The names drawn.
    """
    names, shares = zip(*choices, strict=True)
    return np.array(names, dtype=object)[rng.choice(len(names), size=size, p=shares)]


def draw_people(
    rng: np.random.Generator, count: int, period: Period, parameters: ShopParameters
) -> People:
    """Draw the customers.

    Args:
        rng: the random stream.
        count: how many.
        period: the days.
        parameters: the shop's.

    Returns:
        The customers, in order of joining.
    """
    p = parameters
    existing = rng.random(count) < p.existing_share
    # Two years back at most; where exactly only shows in `first_seen_at`.
    joined = np.where(
        existing, -rng.uniform(DAY, 2 * YEAR, count), rng.uniform(0, period.seconds, count)
    )
    joined = np.sort(joined // DAY * DAY).astype(np.int64)

    segment = rng.choice(len(p.segments), size=count, p=[s.share for s in p.segments])
    rates = np.array([s.order_rate for s in p.segments])[segment]
    medians = np.array([s.median_total for s in p.segments])[segment]
    proxied = rng.random(count) < p.privacy_proxy_share
    interacts = rng.random(count) < p.social_share
    interactions = rng.gamma(p.social_rate_shape, p.social_rate_mean / p.social_rate_shape, count)
    return People(
        ids=numbered("C", count),
        recipients=numbered("R", count),
        actors=numbered("A", count),
        segment=np.array([s.name for s in p.segments], dtype=object)[segment],
        country=pick(rng, p.countries, count),
        acquired_via=pick(rng, p.acquisitions, count),
        joined=joined,
        leaves=np.maximum(joined, 0) + rng.exponential(p.mean_lifetime_days * DAY, count),
        order_rate=rates * rng.gamma(p.order_rate_shape, 1 / p.order_rate_shape, count),
        median_total=medians * np.exp(p.spend_sd_between * rng.standard_normal(count)),
        channel=pick(rng, p.channels, count),
        subscribes=rng.random(count) < p.subscriber_share,
        read_probability=rng.beta(p.read_alpha, p.read_beta, count),
        click_probability=rng.beta(p.click_alpha, p.click_beta, count),
        uses_privacy_proxy=proxied,
        blocks_images=~proxied & (rng.random(count) < p.image_blocking_share),
        address_dies=np.maximum(joined, 0) + rng.exponential(YEAR / p.dead_address_rate, count),
        social_rate=np.where(interacts, interactions, 0.0),
        network=pick(rng, p.networks, count),
    )
