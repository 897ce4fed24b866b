"""Readers of newsletters: some open everything, some nothing, and machines open for others."""

from dataclasses import dataclass

import numpy as np
import polars as pl

SENT = np.datetime64("2025-06-01")


@dataclass(frozen=True)
class Readers:
    """The law that recipients are drawn from.

    Attributes:
        always: The share of people who open everything.
        never: The share of people who open nothing.
        opening: The two parameters of the beta distribution of the others' propensity to open.
        messages: How many messages one gets besides the first, on average.
        eager: How many more those get who open everything.
        bounced: How many messages besides never arrive.
        machines: The share of people for whom a machine opens every message.
        clicks: The share of opens that only a click tells of.
    """

    always: float = 0.12
    never: float = 0.25
    opening: tuple[float, float] = (1.2, 2.4)
    messages: float = 3.0
    eager: float = 3.0
    bounced: float = 0.2
    machines: float = 0.3
    clicks: float = 0.1

    @property
    def open_rate(self) -> float:
        """The share of delivered messages that a person opened."""
        above, below = self.opening
        mean = above / (above + below)
        square = mean * (above + 1) / (above + below + 1)
        others = 1 - self.always - self.never
        first, second = self.always + others * mean, self.always + others * square
        base = 1 + self.messages
        return (base * first + self.eager * second) / (base + self.eager * first)

    def draw(self, source: np.random.Generator, draws: int, units: int) -> pl.DataFrame:
        """E-mail events of `units` recipients in each draw."""
        people = draws * units
        kind = source.random(people)
        propensity = source.beta(*self.opening, people)
        propensity[kind < self.always] = 1.0
        propensity[kind > 1 - self.never] = 0.0
        machine = source.random(people) < self.machines
        delivered = 1 + source.poisson(self.messages + self.eager * propensity)
        bounced = source.poisson(self.bounced, people)
        recipient = np.repeat(np.arange(people), delivered + bounced)
        number = np.arange(len(recipient))
        first = np.repeat(np.cumsum(delivered + bounced) - delivered - bounced, delivered + bounced)
        arrived = number - first < delivered[recipient]
        opened = arrived & (source.random(len(recipient)) < propensity[recipient])
        clicked = opened & (source.random(len(recipient)) < self.clicks)
        parts = (
            ("delivered", arrived, False),
            ("bounced", ~arrived, False),
            ("opened", opened & ~clicked, False),
            ("clicked", clicked, False),
            ("opened", arrived & machine[recipient], True),
        )
        return pl.concat(
            pl.DataFrame(
                {
                    "draw": (recipient[which] // units).astype(np.int32),
                    "message_id": number[which],
                    "recipient": recipient[which],
                }
            ).with_columns(
                occurred_at=pl.lit(SENT),
                type=pl.lit(name),
                is_machine=pl.lit(by_machine),
            )
            for name, which, by_machine in parts
        )
