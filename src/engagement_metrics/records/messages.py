"""Messages: e-mail events rolled up to one row per message and recipient."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from engagement_metrics.records.kind import RowSource

if TYPE_CHECKING:
    from engagement_metrics.engine.clock import Clock
    from engagement_metrics.engine.words import Expression, Rows, Words
    from engagement_metrics.records.reading import Reading

Denominator = Literal["delivered", "sent"]
MachineOpens = Literal["include", "exclude_numerator", "exclude_recipients", "impute"]

_LEFT = ("sent", "delivered", "queued")
_FAILED = ("bounced", "rejected", "failed")
_NOT_SENT = ("queued", "rejected", "failed", "unknown", "subscribed")


@dataclass(frozen=True)
class Messages(RowSource):
    """The rows of messages, from events or from rows that are already rolled up.

    The rows hold the columns `em_sent`, `em_delivered`, `em_person`, `em_machine` and `em_clicked`
    as the days on which each first happened, missing where it did not.

    Attributes:
        denominator: Which messages count: those delivered, or all that were sent.
        click_implies_open: Whether a click counts as an open by a person.
        open_days: For how many days after sending opens count; None for as it looked on `as_of`.
    """

    denominator: Denominator = "delivered"
    click_implies_open: bool = True
    open_days: int | None = 7

    @property
    def settles_after(self) -> int | None:
        """Opens count for some days after sending."""
        return self.open_days

    def time(self, columns: Collection[str]) -> str | None:
        """Events happened at `occurred_at`; rolled-up messages have `sent_at`."""
        return "occurred_at" if "type" in columns else "sent_at"

    def optional(self) -> tuple[str, ...]:
        """What exports do not always tell."""
        return ("is_machine", "sent_at", "delivered", "machine_opened", "clicked", "recipient")

    def required(self, columns: Collection[str]) -> tuple[str, ...]:
        """Events need to be told apart; messages need what became of them."""
        if "type" in columns:
            return ("type", "occurred_at", "message_id", "recipient")
        return ("sent_at", "opened")

    def times(self, columns: Collection[str]) -> tuple[str, ...]:
        """Events have their own time, and may carry that of sending."""
        return tuple(name for name in ("occurred_at", "sent_at") if name in columns)

    def puts_together(self, columns: Collection[str]) -> bool:
        """The events of a message make one row."""
        return "type" in columns

    def notes(self, columns: Collection[str]) -> tuple[str, ...]:
        """Without a mark on opens by machines, they are taken for people's."""
        if "type" not in columns or "is_machine" in columns:
            return ()
        return ("opens by machines are not told apart",)

    def rows(self, frame: Rows, reading: Reading) -> Rows:
        """One row a message, with the day `em_day` of its sending and whether it counts."""
        rolled_up = "type" not in reading.columns
        days = self._given(frame, reading) if rolled_up else self._rolled_up(frame, reading)
        return self._judged(days, reading.words)

    def _rolled_up(self, frame: Rows, reading: Reading) -> Rows:
        clock, words = reading.clock_of("occurred_at"), reading.words
        kind = words.col("type")
        machine = (
            words.col("is_machine") if "is_machine" in reading.columns else words.lit(value=False)
        )
        person = ~machine.fill_null(value=False)
        happened = {
            "em_left": kind.is_in(_LEFT),
            "em_went": ~kind.is_in(_NOT_SENT),
            "em_sent_event": kind.is_in(("sent",)),
            "em_delivered_event": kind.is_in(("delivered",)),
            "em_failed": kind.is_in(_FAILED),
            "em_person": kind.is_in(("opened",)) & person,
            "em_machine": kind.is_in(("opened",)) & ~person,
            "em_clicked": kind.is_in(("clicked",)) & person,
        }
        keys = ("message_id", "recipient")
        carried = [name for name in reading.carry if name not in keys]
        owners = [name for name in ("customer_id",) if name in reading.columns]
        sent_at = ["sent_at"] if "sent_at" in reading.columns else []
        rows = frame.with_columns(
            words.col("occurred_at").alias("em_first"),
            *(
                words.when(condition).then(words.col("occurred_at")).alias(name)
                for name, condition in happened.items()
            ),
        )
        messages = rows.group_by(*keys).agg(
            *(words.col(name).min() for name in ("em_first", *happened, *sent_at)),
            *(words.col(name).max() for name in dict.fromkeys((*owners, *carried))),
        )
        left = words.when(~words.col("em_left").is_null()).then(words.col("em_left"))
        sent: Expression = left.otherwise(words.col("em_first"))

        def sent_on(*, days: bool) -> Expression:
            day = _days(clock, days=days).position(sent, words)
            if not sent_at:
                return day
            given = _days(reading.clock_of("sent_at"), days=days)
            there = words.when(~words.col("sent_at").is_null())
            return there.then(given.position(words.col("sent_at"), words)).otherwise(day)

        # Opens count for some calendar days, also where the question is about an instant.
        events = _days(clock, days=self.open_days is not None)
        messages = messages.with_columns(
            sent_on(days=False).alias("em_day"),
            sent_on(days=True).alias("em_sent"),
            *(events.position(words.col(name), words).alias(name) for name in happened),
        )
        # Mailchimp exports no deliveries: what was sent and did not fail has arrived.
        if "delivered" in reading.events_seen:
            delivered, until = words.col("em_delivered_event"), None
        else:
            delivered, until = words.col("em_sent_event"), words.col("em_failed")
        if self.denominator == "sent":
            delivered, until = words.col("em_went"), None
        return messages.with_columns(
            delivered.alias("em_counts"),
            (words.lit(None, dtype=words.Int64) if until is None else until).alias("em_until"),
        )

    def _given(self, frame: Rows, reading: Reading) -> Rows:
        clock, words = reading.clock_of("sent_at"), reading.words
        day = clock.position(words.col("sent_at"), words)
        never = words.lit(None, dtype=words.Int64)

        def on_its_day(name: str, *, missing: bool) -> Expression:
            if name not in reading.columns:
                return day if missing else never
            return words.when(words.col(name)).then(day)

        delivered = self.denominator == "delivered"
        return frame.with_columns(
            day.alias("em_day"),
            day.alias("em_sent"),
            (on_its_day("delivered", missing=True) if delivered else day).alias("em_counts"),
            never.alias("em_until"),
            on_its_day("opened", missing=False).alias("em_person"),
            on_its_day("machine_opened", missing=False).alias("em_machine"),
            on_its_day("clicked", missing=False).alias("em_clicked"),
        )

    def _judged(self, messages: Rows, words: Words) -> Rows:
        person = words.col("em_person")
        if self.click_implies_open:
            person = words.min_horizontal(person, words.col("em_clicked"))
        machine = words.col("em_machine")
        judged = messages.with_columns(person.alias("em_by_person"), machine.alias("em_by_machine"))
        if self.open_days is None:
            return self._as_it_looked(judged, words)
        latest = words.col("em_sent") + self.open_days
        counts = ~words.col("em_counts").is_null() & words.col("em_until").is_null()
        opened = counts & (words.col("em_by_person") <= latest).fill_null(value=False)
        machine_only = (
            counts & ~opened & (words.col("em_by_machine") <= latest).fill_null(value=False)
        )
        return judged.with_columns(
            counts.alias("counts"), opened.alias("opened"), machine_only.alias("machine_only")
        )

    def _as_it_looked(self, messages: Rows, words: Words) -> Rows:
        """The days from which, and until which, each message was known to be what it became."""
        counts = ~words.col("em_counts").is_null()
        known = words.when(counts).then(
            words.max_horizontal(words.col("em_counts"), words.col("em_day"))
        )
        messages = messages.with_columns(known.alias("em_from"))
        person = words.when(
            ~words.col("em_by_person").is_null() & ~words.col("em_from").is_null()
        ).then(words.max_horizontal(words.col("em_by_person"), words.col("em_from")))
        machine = words.when(
            ~words.col("em_by_machine").is_null() & ~words.col("em_from").is_null()
        ).then(words.max_horizontal(words.col("em_by_machine"), words.col("em_from")))
        messages = messages.with_columns(
            person.alias("em_opened_from"), machine.alias("em_machine_from")
        )
        return messages.with_columns(
            (~words.col("em_counts").is_null()).alias("counts"),
            (~words.col("em_opened_from").is_null()).alias("opened"),
            (~words.col("em_machine_from").is_null()).alias("machine_only"),
            # Opened by a person, a message is no longer one that only a machine opened.
            words.min_horizontal(words.col("em_until"), words.col("em_opened_from")).alias(
                "em_machine_end"
            ),
        )


def _days(clock: Clock, *, days: bool) -> Clock:
    """The clock, or the one that counts its days."""
    return replace(clock, instants=False) if days else clock
