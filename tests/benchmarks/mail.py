"""What a shop's newsletters and social networks bring: events of e-mail and of social networks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from tests.benchmarks.data import Shop

TYPES = ("like", "like", "like", "comment", "share", "view", "view")
HOUR = 3_600_000_000


def emails(shop: "Shop") -> Iterator[pl.DataFrame]:
    """Events of a newsletter: sent, mostly delivered, sometimes opened, by people or machines."""
    messages = max(1, shop.orders * 2 // 5)
    span = shop.days * 24 * HOUR
    for start, times in shop.pieces(messages):
        source, rows = np.random.default_rng([8, start]), len(times)
        numbers = start + source.permutation(rows)
        readers = source.integers(0, shop.customers, rows)
        chance = source.random((4, rows))
        arrived = chance[0] < 0.97
        happened = (
            ("sent", np.ones(rows, dtype=bool), 0, False),
            ("delivered", arrived, 1, False),
            # Some open after more than a week, which is too late to count.
            ("opened", arrived & (chance[1] < 0.25), 240, False),
            ("opened", arrived & (chance[2] < 0.25), 2, True),
            ("clicked", arrived & (chance[3] < 0.04), 200, False),
        )
        parts = []
        for name, chosen, hours, machine in happened:
            later = (source.random(rows) * hours * HOUR).astype(np.int64)
            moments = np.minimum(times + later, span - 1)
            parts.append(
                pl.DataFrame(
                    {
                        "message_id": numbers[chosen],
                        "recipient": readers[chosen],
                        "occurred_at": shop.moments(moments[chosen]),
                    }
                ).with_columns(type=pl.lit(name), is_machine=pl.lit(machine))
            )
        yield pl.concat(parts).with_columns(
            shop.named("message", 9, "message_id").alias("message_id"),
            shop.named("reader", 8, "recipient").alias("recipient"),
        )


def social(shop: "Shop") -> Iterator[pl.DataFrame]:
    """Interactions on social networks; those of type view count nothing."""
    types = pl.Series(TYPES)
    for start, times in shop.pieces(shop.orders):
        source, rows = np.random.default_rng([9, start]), len(times)
        frame = pl.DataFrame(
            {
                "event_id": start + source.permutation(rows),
                "actor_id": source.integers(0, shop.customers, rows),
                "occurred_at": shop.moments(times),
                "type": types[source.integers(0, len(TYPES), rows)],
            }
        )
        yield frame.with_columns(
            shop.named("event", 9, "event_id").alias("event_id"),
            shop.named("person", 8, "actor_id").alias("actor_id"),
        )
