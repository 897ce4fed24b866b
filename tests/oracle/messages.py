"""E-mail events rolled up by hand to one message per message id and recipient.

A message is a dict: the columns of its first event, and
`sent_at`, `sent`, `delivered`, `opened` (by a person), `machine_opened`, `clicked`, `followed` (a
link other than the one to unsubscribe), `unsubscribed`, `complained`, `bounced` (`hard`, `soft`,
another word, or None where it did not).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

Row = Mapping[str, Any]

MARKS_SENDING = ("sent", "queued", "delivered")
NEVER_LEFT = ("queued", "rejected", "failed")
NOT_DELIVERED = ("bounced", "rejected", "failed")


def is_rolled_up(rows: Sequence[Row]) -> bool:
    """Whether the rows are messages already: no event types, but `opened`."""
    return any("opened" in row and "type" not in row for row in rows)


def as_messages(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows that are rolled up already, with the flags that are optional there."""
    return [
        {
            **row,
            "sent": True,
            "delivered": row["delivered"] is True,
            "opened": row["opened"] is True,
            "machine_opened": row.get("machine_opened") is True,
            "clicked": row.get("clicked") is True,
            "followed": row.get("clicked") is True,
            "unsubscribed": row.get("unsubscribed") is True,
            "complained": row.get("complained") is True,
            "bounced": None if row["delivered"] is True else row.get("bounce_type"),
        }
        for row in rows
    ]


def roll_up(
    events: Sequence[Row],
    *,
    open_days: int | None,
    day_of: Callable[[date], date],
    seen: Callable[[Row], bool],
) -> list[dict[str, Any]]:
    """One message per message id and recipient.

    Args:
        events: The events of the whole frame.
        open_days: Opens and clicks count until that many days after the day of sending.
        day_of: The local day of a timestamp.
        seen: Whether an event had happened; only asked with `open_days=None`, which shows every
            message as it looked then.
    """
    reports_deliveries = any(event["type"] == "delivered" for event in events)
    streams: dict[tuple[Any, Any], list[Row]] = {}
    for event in events:
        # Who subscribes was sent nothing yet.
        if event["message_id"] is not None and (open_days is not None or seen(event)):
            streams.setdefault((event["message_id"], event["recipient"]), []).append(event)
    return [
        _message(stream, open_days=open_days, day_of=day_of, reports_deliveries=reports_deliveries)
        for stream in streams.values()
    ]


def _sent_at(stream: Sequence[Row]) -> date:
    given: list[date] = [e["sent_at"] for e in stream if e.get("sent_at") is not None]
    marks: list[date] = [e["occurred_at"] for e in stream if e["type"] in MARKS_SENDING]
    every: list[date] = [e["occurred_at"] for e in stream]
    return min(given or marks or every)


def _message(
    stream: Sequence[Row],
    *,
    open_days: int | None,
    day_of: Callable[[date], date],
    reports_deliveries: bool,
) -> dict[str, Any]:
    sent_at = _sent_at(stream)
    types = [event["type"] for event in stream]
    if reports_deliveries:
        delivered = "delivered" in types
    else:
        delivered = "sent" in types and not any(t in NOT_DELIVERED for t in types)

    def in_time(event: Row) -> bool:
        after = (day_of(event["occurred_at"]) - day_of(sent_at)).days
        return open_days is None or after <= open_days

    def reacted(kind: str, *, by_machine: bool) -> bool:
        for event in stream:
            of_kind = event["type"] == kind and (event.get("is_machine") is True) == by_machine
            if of_kind and in_time(event):
                return True
        return False

    def followed() -> bool:
        for event in stream:
            by_person = event["type"] == "clicked" and event.get("is_machine") is not True
            if by_person and event.get("is_unsubscribe_link") is not True and in_time(event):
                return True
        return False

    first = min(stream, key=lambda event: event["occurred_at"])
    return {
        **first,
        "sent_at": sent_at,
        "sent": any(t not in NEVER_LEFT for t in types),
        "delivered": delivered,
        "opened": reacted("opened", by_machine=False),
        "machine_opened": reacted("opened", by_machine=True),
        "clicked": reacted("clicked", by_machine=False),
        "followed": followed(),
        "unsubscribed": any(e["type"] == "unsubscribed" and in_time(e) for e in stream),
        "complained": any(e["type"] == "complained" and in_time(e) for e in stream),
        "bounced": None if delivered else _bounce(stream),
    }


def _bounce(stream: Sequence[Row]) -> str | None:
    ways = [event.get("bounce_type") for event in stream if event["type"] == "bounced"]
    if not ways:
        return None
    return next((way for way in ("hard", "soft") if way in ways), "undetermined")
