"""The rows as the brute force reads them: when, whose, in which group, and whether they count."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from .definitions import Definition
from .messages import as_messages, is_rolled_up, roll_up
from .terms import Row
from .windows import instant, local_day

Data = Mapping[str, Sequence[Row]]
Key = tuple[Any, ...]

VISITOR = ("customer_id", "user_id", "device_id")
UNIT = {
    "orders": ("customer_id",),
    "emails": ("customer_id", "recipient"),
    "social": ("customer_id", "actor_id"),
    "reviews": ("customer_id", "reviewer"),
    "surveys": ("customer_id", "respondent_id"),
    "web_events": VISITOR,
    "sessions": VISITOR,
    "loyalty": ("customer_id",),
    "posts": ("post_id",),
    "order_lines": ("customer_id",),
}
NOBODY = {
    "orders": "guest",
    "emails": "anonymous",
    "social": "anonymous",
    "reviews": "anonymous",
    "surveys": "anonymous",
    "web_events": "no_device",
    "sessions": "no_device",
    "loyalty": "no_member",
    "posts": "no_post",
    "order_lines": "guest",
}
NO_UNIT = {"object_id": "no_post", "post_id": "no_post", "campaign_id": "no_campaign"}
TIME = {
    "orders": "ordered_at",
    "reviews": "created_at",
    "surveys": "responded_at",
    "sessions": "started_at",
    "posts": "published_at",
    "order_lines": "ordered_at",
}


@dataclass(frozen=True)
class Question:
    """What stays the same over all the dates of a call."""

    definition: Definition
    data: Data
    by: tuple[str, ...] = ()
    where: Mapping[str, Any] | None = None
    tz: str | None = None
    confidence: float = 0.95
    by_instant: bool = False


class Entry(NamedTuple):
    """A row that matches `where`: when, whose, in which group, and why it is left out if it is."""

    kind: str
    row: Row
    at: date
    unit: Hashable
    group: Key
    reason: str | None


@dataclass(frozen=True)
class Ledger:
    """The rows sorted by group and by unit; only those that count are among the units."""

    entries: dict[Key, list[Entry]]
    units: dict[Key, dict[Hashable, list[Entry]]]


def timestamp(kind: str, row: Row) -> date:
    """When a record happened; a message that is rolled up already: when it was sent."""
    if kind == "emails" and "type" not in row:
        sent: date = row["sent_at"]
        return sent
    moment: date = row[TIME.get(kind, "occurred_at")]
    return moment


def order_fault(row: Row) -> str | None:
    """Why an order does not qualify: it is not completed, or it is a test."""
    if "status" in row and row["status"] != "completed":
        return "not_completed"
    if row.get("is_test") is True:
        return "test"
    return None


def fault(kind: str, row: Row) -> str | None:
    """Why a row does not qualify, if it does not."""
    if kind == "orders":
        return order_fault(row)
    if kind == "reviews" and row.get("status") not in ("published", None):
        return "not_published"
    return None


def first_and_last_day(question: Question) -> tuple[date | None, date | None]:
    """The days of the first and the last record that qualify, whatever `where` says.

    Guests, social events of every type and e-mail events of every type are records.
    """
    days = [
        local_day(timestamp(kind, row), question.tz)
        for kind in question.definition.records
        for row in question.data[kind]
        if fault(kind, row) is None
    ]
    return min(days, default=None), max(days, default=None)


def last_email_day(question: Question) -> date | None:
    """The day of the last e-mail event of the frame."""
    days = [
        local_day(timestamp("emails", row), question.tz) for row in question.data.get("emails", ())
    ]
    return max(days, default=None)


def columns_of(rows: Sequence[Row]) -> set[str]:
    """The names of all columns."""
    return {name for row in rows for name in row}


def unit_of(kind: str, row: Row, columns: set[str]) -> Hashable:
    """The customer where the record carries one, else the recipient or the actor."""
    for name in UNIT[kind]:
        if name in columns and row[name] is not None:
            unit: Hashable = row[name]
            return unit
    return None


def position(question: Question, moment: date) -> date:
    """Where a moment lies in time: its local day or, as of an instant, its instant."""
    if question.by_instant:
        return instant(moment, question.tz)
    return local_day(moment, question.tz)


def counted_rows(question: Question, kind: str, end: date) -> Sequence[Row]:
    """The rows of a kind; e-mail events become messages, as seen before `end` if need be."""
    rows = question.data[kind]
    if kind != "emails" or question.definition.events:
        return rows
    if is_rolled_up(rows):
        return as_messages(rows)
    return roll_up(
        rows,
        open_days=question.definition.open_days,
        day_of=lambda moment: local_day(moment, question.tz),
        seen=lambda event: position(question, event["occurred_at"]) < end,
    )


def matches(where: Mapping[str, Any] | None, look_up: Callable[[str], object]) -> bool:
    """Whether every column that `where` names has the value, or one of the values."""
    for column, wanted in (where or {}).items():
        value = look_up(column)
        if value not in wanted if isinstance(wanted, list) else value != wanted:
            return False
    return True


def open_ledger(question: Question, end: date) -> Ledger:
    """All rows that match `where`, sorted by group and unit."""
    definition = question.definition
    roster = {row["customer_id"]: row for row in question.data.get("customers", ())}
    ledger = Ledger({}, {})
    for kind in definition.records:
        columns = columns_of(question.data[kind])
        for place, row in enumerate(counted_rows(question, kind, end)):
            unit = unit_of(kind, row, columns)
            if definition.unit is not None:
                unit = row.get(definition.unit)
            customer = {} if definition.unit is not None else roster.get(unit, {})

            def look_up(
                column: str, row: Row = row, customer: Row = customer, own: set[str] = columns
            ) -> object:
                return row[column] if column in own else customer.get(column)

            if not matches(question.where, look_up):
                continue
            reason = fault(kind, row)
            if reason is None and unit is None and not definition.guests:
                reason = NOBODY[kind] if definition.unit is None else NO_UNIT[definition.unit]
            listed = definition.roster or definition.audience == "customers"
            if reason is None and listed and unit not in roster:
                reason = "not_in_customers"
            group = tuple(look_up(column) for column in question.by)
            unit = ("guest", kind, place) if unit is None else ("known", unit)
            at = position(question, timestamp_of_counted(kind, row, events=definition.events))
            entry = Entry(kind, row, at, unit, group, reason)
            ledger.entries.setdefault(group, []).append(entry)
            if reason is None:
                ledger.units.setdefault(group, {}).setdefault(unit, []).append(entry)
    return ledger


def timestamp_of_counted(kind: str, row: Row, *, events: bool = False) -> date:
    """When a counted row happened: a message belongs to the moment it was sent."""
    messages = kind == "emails" and not events
    moment: date = row["sent_at"] if messages else timestamp(kind, row)
    return moment
