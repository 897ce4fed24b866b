"""Messages: e-mail events rolled up to one row per message and recipient."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.outcomes import BOUNCES, Outcomes
from engagement_metrics.records.vocabulary import SUBSCRIPTION_CHANGES

if TYPE_CHECKING:
    from engagement_metrics.engine.clock import Clock
    from engagement_metrics.engine.words import Expression, Rows
    from engagement_metrics.records.reading import Reading

Denominator = Literal["delivered", "sent"]
MachineOpens = Literal["include", "exclude_numerator", "exclude_recipients", "impute"]

# What tells an outcome where messages are rolled up already.
_TOLD_BY: Mapping[str, tuple[str, ...]] = {
    "clicked": ("clicked",),
    "clicked_any_link": ("clicked",),
    "delivered": ("delivered",),
    "unsubscribed": ("unsubscribed",),
    "complained": ("complained",),
    **dict.fromkeys(BOUNCES, ("bounce_type",)),
}
_LEFT = ("sent", "delivered", "queued")
_FAILED = ("bounced", "rejected", "failed")
_NOT_SENT = ("queued", "rejected", "failed", "unknown", "subscribed")


@dataclass(frozen=True)
class Messages(RowSource):
    """The rows of messages, from events or from rows that are already rolled up.

    What became of a message are columns by the names of `Outcomes`, which judges it.

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
        return (
            "is_machine", "sent_at", "delivered", "machine_opened", "clicked", "recipient",
            "is_unsubscribe_link",
        )  # fmt: skip

    @property
    def recorded(self) -> tuple[str, ...]:
        """Events have a type, messages that are rolled up have none."""
        return ("type",)

    def behind(self, name: str, columns: Collection[str]) -> tuple[str, ...]:
        """Some outcomes are told by columns that not all exports have."""
        if "type" in columns:
            return ("bounce_type",) if name in ("hard_bounced", "soft_bounced") else ()
        return _TOLD_BY.get(name, ())

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
        return self._judged(days, reading)

    def _rolled_up(self, frame: Rows, reading: Reading) -> Rows:
        clock, words = reading.clock_of("occurred_at"), reading.words
        occurred, kind = words.col("occurred_at"), words.col("type")
        # Told once for each event: calendars in SQL are long, and there are ten kinds of event.
        at, on = "em_at", "em_on" if clock.instants else "em_at"
        moments = {
            at: clock.position(occurred, words),
            on: _days(clock, days=True).position(occurred, words),
        }
        machine = (
            words.col("is_machine") if "is_machine" in reading.columns else words.lit(value=False)
        )
        person = ~machine.fill_null(value=False)
        happened = {
            "em_went": ~kind.is_in(_NOT_SENT),
            "em_sent_event": kind.is_in(("sent",)),
            "em_delivered_event": kind.is_in(("delivered",)),
            "em_failed": kind.is_in(_FAILED),
            "em_person": kind.is_in(("opened",)) & person,
            "em_by_machine": kind.is_in(("opened",)) & ~person,
            "em_clicked": kind.is_in(("clicked",)) & person,
            **self._also_happened(reading, kind, person),
        }
        keys = ("message_id", "recipient")
        carried = [name for name in reading.carry if name not in keys]
        units = [name for name in self.kind.unit if name not in keys]
        owners = [name for name in units if name in reading.columns]
        sent_at = ["sent_at"] if "sent_at" in reading.columns else []
        no_message = words.col("message_id").is_null() & kind.is_in(SUBSCRIPTION_CHANGES)
        left = kind.is_in(_LEFT)
        # Opens count for some calendar days, also where the question is about an instant.
        event = words.col(at if self.open_days is None else on)
        told = {
            **{f"em_first_{name}": words.col(name) for name in moments},
            **{f"em_left_{name}": words.when(left).then(words.col(name)) for name in moments},
            **{name: words.when(condition).then(event) for name, condition in happened.items()},
        }
        rows = frame.filter(~no_message).with_columns(**moments).with_columns(**told)
        messages = rows.group_by(*keys).agg(
            *(words.col(name).min() for name in (*told, *sent_at)),
            *(words.col(name).max() for name in dict.fromkeys((*owners, *carried))),
        )

        def sent_on(moment: str, *, days: bool) -> Expression:
            sent = words.coalesce(words.col(f"em_left_{moment}"), words.col(f"em_first_{moment}"))
            if not sent_at:
                return sent
            given = _days(reading.clock_of("sent_at"), days=days)
            there = words.when(~words.col("sent_at").is_null())
            return there.then(given.position(words.col("sent_at"), words)).otherwise(sent)

        messages = messages.with_columns(
            sent_on(at, days=False).alias("em_day"),
            sent_on(on, days=True).alias("em_sent"),
        )
        never = words.lit(None, dtype=words.Int64)
        # Mailchimp exports no deliveries: what was sent and did not fail has arrived.
        if "delivered" in reading.events_seen:
            arrived = accepted = words.col("em_delivered_event")
            lost = never
        else:
            arrived, lost, accepted = words.col("em_sent_event"), words.col("em_failed"), never
        every_one = self.denominator == "sent"
        return messages.with_columns(
            (words.col("em_went") if every_one else arrived).alias("em_counts"),
            (never if every_one else lost).alias("em_until"),
            arrived.alias("em_arrived"),
            lost.alias("em_lost"),
            accepted.alias("em_accepted"),
        )

    def _also_happened(
        self, reading: Reading, kind: Expression, person: Expression
    ) -> dict[str, Expression]:
        """The events that only some metrics ask for."""
        words, wanted = reading.words, reading.wanted
        happened: dict[str, Expression] = {}
        if "clicked" in wanted:
            followed = kind.is_in(("clicked",)) & person
            if "is_unsubscribe_link" in reading.columns:
                followed &= ~words.col("is_unsubscribe_link").fill_null(value=False)
            happened["em_followed"] = followed
        for name in ("unsubscribed", "complained", "bounced"):
            if name in wanted:
                happened[f"em_{name}"] = kind.is_in((name,))
        for how in ("hard", "soft"):
            if wanted & {"hard_bounced", "soft_bounced"}:
                told = words.col("bounce_type").is_in((how,)).fill_null(value=False)
                happened[f"em_{how}"] = kind.is_in(("bounced",)) & told
        return happened

    def _given(self, frame: Rows, reading: Reading) -> Rows:
        clock, words = reading.clock_of("sent_at"), reading.words
        day = clock.position(words.col("sent_at"), words)
        never = words.lit(None, dtype=words.Int64)

        def on_its_day(told: Expression) -> Expression:
            return words.when(told).then(day)

        def flag(name: str) -> Expression:
            there = name in reading.columns
            return on_its_day(words.col(name)) if there else never

        delivered = flag("delivered") if "delivered" in reading.columns else day
        counts = delivered if self.denominator == "delivered" else day
        days = {
            "em_day": day, "em_sent": day, "em_counts": counts, "em_until": never,
            "em_arrived": delivered, "em_lost": never, "em_accepted": delivered,
            "em_person": flag("opened"), "em_by_machine": flag("machine_opened"),
            "em_clicked": flag("clicked"), "em_followed": flag("clicked"),
            "em_unsubscribed": flag("unsubscribed"), "em_complained": flag("complained"),
        }  # fmt: skip
        if "bounce_type" in reading.columns:
            kind = words.col("bounce_type")
            days["em_bounced"] = on_its_day(~kind.is_null())
            days |= {f"em_{how}": on_its_day(kind == how) for how in ("hard", "soft")}
        return frame.with_columns(expression.alias(name) for name, expression in days.items())

    def _judged(self, messages: Rows, reading: Reading) -> Rows:
        words = reading.words
        person = words.col("em_person")
        if self.click_implies_open:
            person = words.min_horizontal(person, words.col("em_clicked"))
        judged = messages.with_columns(person.alias("em_by_person"))
        outcomes = Outcomes(words, reading.wanted)
        if self.open_days is None:
            return outcomes.as_it_looked(judged)
        return outcomes.settled(judged, self.open_days)


def _days(clock: Clock, *, days: bool) -> Clock:
    """The clock, or the one that counts its days."""
    return replace(clock, instants=False) if days else clock
