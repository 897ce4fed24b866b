"""Followers on social networks: how much they interact differs, and so does what they do."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from tests.simulation.buyers import Buyers

DAY = np.datetime64("2025-06-01")
WEIGHTS = {"like": 1, "comment": 3}


@dataclass(frozen=True)
class Followers:
    """The law that people who interact are drawn from.

    Attributes:
        activity: How often they interact; its orders are interactions here.
        talk: The two parameters of the beta distribution of comments' share among them.
        leavers: How many people besides only unfollow, which is no interaction.
    """

    activity: Buyers = field(default_factory=lambda: Buyers(orders=5.0, shape=3.0))
    talk: tuple[float, float] = (1.5, 4.5)
    leavers: float = 0.1

    @property
    def score(self) -> float:
        """Weighted interactions per person who interacted."""
        comments = self.talk[0] / sum(self.talk)
        weight = WEIGHTS["like"] * (1 - comments) + WEIGHTS["comment"] * comments
        return self.activity.frequency * weight

    def draw(self, source: np.random.Generator, draws: int, units: int) -> pl.DataFrame:
        """Social events of `units` people who interact in each draw, some rows for several."""
        people = draws * units
        total = self.activity.counts(source, people)
        comments = source.binomial(total, source.beta(*self.talk, people))
        actor = np.arange(people)
        leaver = actor[source.random(people) < self.leavers]
        parts = (
            ("like", actor, total - comments, 0),
            ("comment", actor, comments, 0),
            ("unfollow", leaver, np.ones(len(leaver), dtype=np.int64), people),
        )
        return pl.concat(
            pl.DataFrame(
                {
                    "draw": (who // units).astype(np.int32),
                    "actor_id": who + offset,
                    "count": counts,
                }
            ).with_columns(occurred_at=pl.lit(DAY), type=pl.lit(name))
            for name, who, counts, offset in parts
        ).filter(pl.col("count") > 0)
