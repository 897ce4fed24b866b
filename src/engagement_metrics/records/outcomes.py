"""Outcomes: what became of each message, as it is known now or as it looked on some day.

Each outcome has the day on which it was known first and, if it can cease to hold, that day too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engagement_metrics.engine.words import Expression, Rows, Words

# Of every outcome, the column that holds the day on which it happened first.
REACTIONS: Mapping[str, str] = {
    "opened": "em_by_person",
    "clicked": "em_followed",
    "clicked_any_link": "em_clicked",
    "unsubscribed": "em_unsubscribed",
    "complained": "em_complained",
}
BOUNCES: Mapping[str, str] = {
    "bounced": "em_bounced",
    "hard_bounced": "em_hard",
    "soft_bounced": "em_soft",
}
# What an outcome is made of beside its own day.
_ALSO: Mapping[str, tuple[str, ...]] = {"machine_only": ("opened",)}


@dataclass(frozen=True)
class Outcomes:
    """How messages with the days of their events are judged.

    The messages have the columns `em_day`, `em_sent`, `em_counts` and `em_until` (from when and
    until when they count), `em_arrived` and `em_lost`, and a day for each kind of event.

    Attributes:
        words: What expressions are built from.
        wanted: The outcomes that are read.
    """

    words: Words
    wanted: Collection[str]
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = dict.fromkeys(self.wanted)
        for name in self.wanted:
            names |= dict.fromkeys(_ALSO.get(name, ()))
        object.__setattr__(self, "names", tuple(names))

    def settled(self, messages: Rows, open_days: int) -> Rows:
        """Each outcome as a flag; reactions count for some days after sending."""
        words = self.words
        latest = words.col("em_sent") + open_days
        counts = self._known("em_counts") & words.col("em_until").is_null()
        arrived = self._known("em_arrived") & words.col("em_lost").is_null()

        def in_time(name: str) -> Expression:
            return (words.col(name) <= latest).fill_null(value=False)

        flags: dict[str, Expression] = {"counts": counts, "delivered": counts & arrived}
        flags |= {
            name: counts & in_time(REACTIONS[name]) for name in REACTIONS if name in self.names
        }
        if "machine_only" in self.names:
            flags["machine_only"] = counts & ~flags["opened"] & in_time("em_by_machine")
        for name in BOUNCES:
            if name in self.names:
                flags[name] = counts & self._known(BOUNCES[name]) & ~arrived
        if "soft_bounced" in self.names:
            flags["soft_bounced"] = flags["soft_bounced"] & ~self._known("em_hard")
        return messages.with_columns(
            flag.alias(name) for name, flag in flags.items() if name in self.names
        )

    def as_it_looked(self, messages: Rows) -> Rows:
        """Each outcome with the days from which and until which it was known: `em_<outcome>_from`.

        A message that is not counted any more, or not yet, has no outcome.
        """
        words = self.words
        begins = {"counts": "em_counts", "delivered": "em_arrived", "machine_only": "em_by_machine"}
        begins |= {**REACTIONS, **BOUNCES}
        counted = words.max_horizontal(words.col("em_counts"), words.col("em_day"))
        messages = messages.with_columns(
            words.when(self._known("em_counts")).then(counted).alias("em_counts_from")
        )
        names = [name for name in begins if name in self.names and name != "counts"]
        messages = messages.with_columns(
            words.when(self._known(begins[name]) & self._known("em_counts_from"))
            .then(words.max_horizontal(words.col(begins[name]), words.col("em_counts_from")))
            .alias(f"em_{name}_from")
            for name in names
        )
        until = {name: [words.col("em_until")] for name in ("counts", *names)}
        if "delivered" in until:
            until["delivered"].append(words.col("em_lost"))
        if "machine_only" in until:
            # Opened by a person, a message is no longer one that only a machine opened.
            until["machine_only"].append(words.col("em_opened_from"))
        for name in BOUNCES:
            if name in until:
                until[name].append(words.col("em_accepted"))
        if "soft_bounced" in until:
            until["soft_bounced"].append(words.col("em_hard"))
        return messages.with_columns(
            *(self._known(f"em_{name}_from").alias(name) for name in until),
            *(
                (ends[0] if len(ends) == 1 else words.min_horizontal(*ends)).alias(
                    f"em_{name}_until"
                )
                for name, ends in until.items()
            ),
        )

    def _known(self, name: str) -> Expression:
        return ~self.words.col(name).is_null()


def presence_of(outcome: str) -> tuple[str, str]:
    """The columns of the days from which and until which an outcome was known."""
    return f"em_{outcome}_from", f"em_{outcome}_until"


__all__ = ["BOUNCES", "REACTIONS", "Outcomes", "presence_of"]
