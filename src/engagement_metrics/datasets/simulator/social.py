"""What people do about the simulated shop on social networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.datasets.simulator.people import numbered, pick
from engagement_metrics.datasets.simulator.period import DAY, YEAR, frame_of

if TYPE_CHECKING:
    import pandas as pd

    from engagement_metrics.datasets.simulator.parameters import ShopParameters
    from engagement_metrics.datasets.simulator.people import People
    from engagement_metrics.datasets.simulator.period import Period

ON_POSTS = ("like", "view", "comment", "share", "save", "click", "report")
"""What is done to a post; everything else is done to the shop's account."""

ACCOUNT = "account"


def draw_social(
    rng: np.random.Generator,
    people: People,
    period: Period,
    parameters: ShopParameters,
) -> pd.DataFrame:
    """Draw the social events of customers and of strangers.

    Args:
        rng: the random stream.
        people: the customers.
        period: the days.
        parameters: the shop's.

    Returns:
        The social events frame, sorted by time.
    """
    p = parameters
    horizon = period.seconds
    strangers = rng.binomial(len(people), p.strangers)
    rate = np.concatenate(
        [
            people.social_rate,
            rng.gamma(p.social_rate_shape, p.social_rate_mean / p.social_rate_shape, strangers),
        ]
    )
    since = np.concatenate(
        [np.maximum(people.joined, 0).astype(np.float64), rng.uniform(0, horizon, strangers)]
    )
    networks = np.concatenate([people.network, pick(rng, p.networks, strangers)])
    ids = np.concatenate([people.ids, np.full(strangers, None, dtype=object)])
    actors = np.concatenate([people.actors, numbered("X", strangers)])

    actor = np.repeat(np.arange(len(rate)), rng.poisson(rate * (horizon - since) / YEAR))
    count = len(actor)
    moment = since[actor] + rng.random(count) * (horizon - since[actor])
    at = np.minimum(moment.astype(np.int64), horizon - 1)
    order = np.lexsort((at, actor))
    actor, at = actor[order], at[order]
    kind = pick(rng, p.social_types, count)
    follows = rng.random(len(rate)) < 1 / 2
    first = np.diff(actor, prepend=-1) != 0
    kind[first & follows[actor]] = "follow"

    # Attention goes to the latest posts, and the first post is there from the first day.
    latest = at // (p.post_every_days * DAY)
    post = np.maximum(latest - (rng.geometric(0.6, count) - 1), 0)
    posts = numbered("P", horizon // (p.post_every_days * DAY) + 1)
    target = np.where(np.isin(kind, ON_POSTS), posts[post], ACCOUNT)
    target = np.where(kind == "ambassador_follow", pick(rng, _AMBASSADORS, count), target)
    by_time = np.argsort(at, kind="stable")
    return frame_of(
        {
            "event_id": numbered("I", count),
            "type": kind[by_time],
            "occurred_at": period.times(at[by_time]),
            "actor_id": actors[actor[by_time]],
            "customer_id": ids[actor[by_time]],
            "network": networks[actor[by_time]],
            "object_id": target[by_time],
        }
    )


_AMBASSADORS = (("ambassador-1", 0.5), ("ambassador-2", 0.3), ("ambassador-3", 0.2))
