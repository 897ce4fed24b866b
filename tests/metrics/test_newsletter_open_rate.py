"""The open rate with every parameter, counted by hand on eight messages."""

# Naive times are what many exports hold.
# ruff: noqa: DTZ001

import math
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

import engagement_metrics as em

SENT = datetime(2024, 5, 1, 9)
LATER = "2024-06-30"

# What became of each message: the type of event, after how many days, and whether a machine did it.
Happened = tuple[str, float, bool]
MESSAGES: dict[str, tuple[Happened, ...]] = {
    "by a person": (("opened", 1, False),),
    "by a machine": (("opened", 0, True),),
    "by both": (("opened", 0, True), ("opened", 2, False)),
    "clicked": (("clicked", 1, False),),
    "machine, then clicked": (("opened", 0, True), ("clicked", 1, False)),
    "clicked by a machine": (("clicked", 0, True),),
    "too late": (("opened", 8, False),),
    "never": (),
}


def events(
    messages: dict[str, tuple[Happened, ...]] = MESSAGES, *, delivered: bool = True
) -> pl.DataFrame:
    rows: list[dict[str, Any]] = []
    for name, happened in messages.items():
        known: list[Happened] = [("sent", 0, False)]
        known += [("delivered", 0, False)] if delivered else []
        rows += [
            {
                "type": kind,
                "occurred_at": SENT + timedelta(days=days),
                "message_id": name,
                "recipient": name,
                "is_machine": machine,
            }
            for kind, days, machine in (*known, *happened)
        ]
    return pl.DataFrame(rows)


def row(kind: str, message: str, at: datetime, **more: Any) -> dict[str, Any]:
    return {"type": kind, "message_id": message, "recipient": message, "occurred_at": at, **more}


def open_rate(rows: Iterable[dict[str, Any]], **question: Any) -> em.Estimate:
    rate: em.Estimate = em.newsletter_open_rate(
        pl.DataFrame(list(rows), infer_schema_length=None), **{"as_of": LATER, **question}
    )
    return rate


# Opened by a person: by a person, by both, and by their clicks: clicked; machine, then clicked.
CASES: list[tuple[dict[str, Any], float, float]] = [
    ({}, 4, 8),
    ({"click_implies_open": False}, 2, 8),
    # The machine's opens count as well; those that a person opened too only once.
    ({"machine_opens": "include"}, 5, 8),
    ({"machine_opens": "include", "click_implies_open": False}, 4, 8),
    # "by a machine" is no message that anybody can be known to have opened or not.
    ({"machine_opens": "exclude_recipients"}, 4, 7),
    ({"machine_opens": "exclude_recipients", "click_implies_open": False}, 2, 6),
    ({"machine_opens": "exclude_numerator"}, 4, 8),
    ({"open_days": 8}, 5, 8),
    ({"open_days": 1}, 3, 8),
    ({"open_days": 0}, 0, 8),
    ({"open_days": None}, 5, 8),
    ({"denominator": "sent"}, 4, 8),
    # One message that only a machine opened is opened at the rate of the seven others.
    ({"machine_opens": "impute"}, 4 + 4 / 7, 8),
    ({"machine_opens": "impute", "click_implies_open": False}, 2 + 2 * 2 / 6, 8),
]


@pytest.mark.parametrize(("own", "opened", "whole"), CASES)
@pytest.mark.parametrize("every", [None, "1mo"])
def test_parameters(own: dict[str, Any], opened: float, whole: float, every: Any) -> None:  # noqa: ANN401
    metric = em.newsletter_open_rate.using(**own)
    table = em.summarize(emails=events(), metrics=[metric], as_of=LATER, every=every)
    shown = table.row(table.height - 1, named=True)
    assert shown["value"] == pytest.approx(opened / whole, rel=1e-14)
    if "impute" not in own.values():
        assert (shown["numerator"], shown["denominator"]) == (opened, whole)
        assert shown["units"] == whole
    # Only the recipients of one message each are left out, if any is.
    assert shown["rows"] + shown["excluded"] == 8


def test_the_interval_of_messages_to_different_people_is_wilson() -> None:
    one = em.newsletter_open_rate(events(), as_of=LATER)
    # Wilson of 4 of 8.
    assert one.low == pytest.approx(0.2152152, abs=1e-6)
    assert one.high == pytest.approx(0.7847848, abs=1e-6)


def test_several_messages_to_one_person_are_no_independent_trials() -> None:
    rows = [
        {**r, "message_id": f"{r['message_id']} {i}"} for r in events().to_dicts() for i in range(9)
    ]
    many = open_rate(rows)
    once = em.newsletter_open_rate(events(), as_of=LATER)
    assert (many, many.rows, many.units) == (0.5, 72, 8)
    # Nine messages say no more than one; t in place of z even a little less.
    assert many.high - many.low > once.high - once.low


def test_a_later_bounce_does_not_undo_a_delivery() -> None:
    rows = events({"kept": (("bounced", 1, False), ("opened", 2, False))}).to_dicts()
    assert open_rate(rows) == 1.0


def test_without_deliveries_what_did_not_bounce_arrived() -> None:
    happened: dict[str, tuple[Happened, ...]] = {
        "opened": (("opened", 1, False),),
        "bounced": (("bounced", 0, False),),
        "bounced and opened": (("bounced", 0, False), ("opened", 0, False)),
        "failed": (("failed", 1, False),),
        "silent": (),
    }
    without = events(happened, delivered=False)
    one = em.newsletter_open_rate(without, as_of=LATER)
    assert (one, one.denominator) == (0.5, 2.0)
    assert dict(one.excluded) == {"not_counted": 3}
    by_sent = em.newsletter_open_rate(without, as_of=LATER, denominator="sent")
    assert (by_sent, by_sent.denominator) == (0.4, 5.0)


def test_what_is_deferred_has_not_bounced() -> None:
    happened: dict[str, tuple[Happened, ...]] = {
        "late": (("deferred", 0, False), ("opened", 1, False)),
        "bounced": (("deferred", 0, False), ("bounced", 1, False)),
    }
    one = em.newsletter_open_rate(events(happened, delivered=False), as_of=LATER)
    assert (one, one.denominator) == (1.0, 1.0)


def test_a_message_to_two_people_is_two_messages() -> None:
    rows = [
        {**one, "message_id": "m"}
        for one in events({"a": (("opened", 1, False),), "b": ()}).to_dicts()
    ]
    one = open_rate(rows)
    assert (one, one.denominator, one.units) == (0.5, 2.0, 2)


def test_where_machines_are_not_marked_the_answer_says_so() -> None:
    marked = events({"a": (("opened", 1, False),)})
    said = ("opens by machines are not told apart",)
    assert em.newsletter_open_rate(marked.drop("is_machine"), as_of=LATER).notes == said
    assert em.newsletter_open_rate(marked, as_of=LATER).notes == ()


@pytest.mark.parametrize("kind", ["queued", "rejected", "failed"])
def test_what_never_left_was_not_sent(kind: str) -> None:
    rows = [*events({"a": ()}).to_dicts(), row(kind, "b", SENT, is_machine=False)]
    assert open_rate(rows, denominator="sent").denominator == 1.0
    assert open_rate(rows).denominator == 1.0


@pytest.mark.parametrize("kind", ["bounced", "deferred", "opened", "clicked"])
def test_what_left_was_sent(kind: str) -> None:
    rows = [*events({"a": ()}).to_dicts(), row(kind, "b", SENT, is_machine=False)]
    assert open_rate(rows, denominator="sent").denominator == 2.0
    assert open_rate(rows).denominator == 1.0


def test_a_message_belongs_to_the_day_it_was_sent() -> None:
    rows = [
        row("queued", "a", datetime(2024, 4, 30, 23, 59)),
        row("sent", "a", datetime(2024, 5, 1, 0, 1)),
        row("delivered", "a", datetime(2024, 5, 1, 0, 2)),
        row("delivered", "b", datetime(2024, 5, 2)),
        row("opened", "b", datetime(2024, 5, 1, 23)),
    ]
    # a was queued in April; b's delivery says when it was sent, whatever came before.
    assert open_rate(rows, as_of="2024-04-30", window="1d").denominator == 1.0
    assert open_rate(rows, as_of="2024-05-01", window="1d").denominator == 0.0
    assert open_rate(rows, as_of="2024-05-02", window="1d").denominator == 1.0
    given = [{**r, "sent_at": datetime(2024, 5, 10, 8)} for r in rows]
    assert open_rate(given, as_of="2024-05-10", window="1d").denominator == 2.0


def test_days_to_open_are_calendar_days() -> None:
    late = datetime(2024, 5, 1, 23, 59)
    rows = [row("sent", "a", late), row("delivered", "a", late)]
    last = row("opened", "a", datetime(2024, 5, 8, 23, 59))
    assert open_rate([*rows, last]) == 1.0
    after = row("opened", "a", datetime(2024, 5, 9))
    assert open_rate([*rows, after]) == 0.0


def test_days_to_open_are_calendar_days_as_of_an_instant_too() -> None:
    sent = datetime(2024, 5, 1, 9)
    rows = [row("sent", "a", sent), row("delivered", "a", sent)]
    # More than seven times 24 hours after nine o'clock, but on the seventh day.
    rows.append(row("opened", "a", datetime(2024, 5, 8, 21)))
    assert open_rate(rows) == 1.0
    assert open_rate(rows, as_of=datetime(2024, 6, 30, 12)) == 1.0


def test_opens_count_after_the_date_and_are_waited_for() -> None:
    rows = events({"a": (("opened", 3, False),), "b": (("opened", 20, False),)}).to_dicts()
    then = open_rate(rows, as_of="2024-05-01")
    assert (then, then.complete) == (0.5, False)
    # The first record is of the same day; the window must not begin earlier to be complete.
    assert open_rate(rows, as_of="2024-05-01", window="1d").complete
    last = open_rate(rows, as_of="2024-05-15", window="1d")
    assert not last.complete


def test_as_it_looked() -> None:
    rows = events({"a": (("opened", 3, False),), "b": (("opened", 20, False),)}).to_dicts()
    looked: dict[str, Any] = {"open_days": None, "window": "365d"}
    found = [open_rate(rows, as_of=date(2024, 5, day), **looked) for day in (1, 3, 4, 20, 21)]
    assert found == [0.0, 0.0, 0.5, 0.5, 1.0]
    table = em.newsletter_open_rate(pl.DataFrame(rows), every="1d", **looked)
    assert table["newsletter_open_rate"].to_list() == [0.0] * 3 + [0.5] * 17 + [1.0]


def test_as_it_looked_a_message_stops_being_opened_by_machines_only() -> None:
    rows = events({"a": (("opened", 0, True), ("opened", 5, False)), "b": ()}).to_dicts()
    table = em.newsletter_open_rate(
        pl.DataFrame(rows),
        every="1d",
        open_days=None,
        machine_opens="exclude_recipients",
        detail=True,
    )
    assert table["denominator"].to_list() == [1.0] * 5 + [2.0]
    assert table["newsletter_open_rate"].to_list() == [0.0] * 5 + [0.5]


@pytest.mark.parametrize("every", [None, "1d"])
def test_a_customer_with_two_addresses_is_one_unit(every: Any) -> None:  # noqa: ANN401
    rows = events({"a": (("opened", 1, False),), "b": (), "c": ()})
    owned = rows.with_columns(
        customer_id=pl.col("recipient").replace({"a": "ada", "b": "ada", "c": None})
    )
    question: dict[str, Any] = {"as_of": "2024-05-01", "every": every, "metrics": None}
    by_address = em.summarize(emails=rows, **question)
    by_customer = em.summarize(emails=owned, **question)
    assert by_address["units"].to_list() == [3]
    # Where the customer is not known, the address is.
    assert by_customer["units"].to_list() == [2]
    assert by_customer["value"].to_list() == by_address["value"].to_list() == [1 / 3]


def test_events_carry_their_campaign() -> None:
    rows = events().with_columns(
        campaign_id=pl.when(pl.col("message_id").str.contains("machine"))
        .then(pl.lit("machines"))
        .otherwise(None)
    )
    table = em.newsletter_open_rate(rows, as_of=LATER, by="campaign_id")
    assert table["campaign_id"].to_list() == ["machines", None]
    assert table["newsletter_open_rate"].to_list() == [1 / 3, 3 / 5]
    only = em.newsletter_open_rate(rows, as_of=LATER, where={"campaign_id": "machines"})
    assert (only, only.rows) == (1 / 3, 3)


def rolled_up(**columns: list[Any]) -> pl.DataFrame:
    whole: dict[str, list[Any]] = {
        "recipient": ["a", "b", "c", "d", "d"],
        "sent_at": [SENT] * 5,
        "delivered": [True, True, True, False, True],
        "opened": [True, False, False, True, False],
        **columns,
    }
    return pl.DataFrame(whole)


@pytest.mark.parametrize("every", [None, "1d"])
def test_messages_that_are_rolled_up_already(every: Any) -> None:  # noqa: ANN401
    machines, clicks = [False, True, True, True, False], [False, False, True, True, False]
    messages = rolled_up(machine_opened=machines, clicked=clicks)
    question: dict[str, Any] = {"every": every, "by": "sent_at", "as_of": "2024-05-01"}

    def rate(frame: pl.DataFrame, **own: Any) -> float:
        table = em.newsletter_open_rate(frame, **question, **own)
        value: float = table["newsletter_open_rate"].item()
        return value

    assert rate(messages) == 0.5
    assert rate(messages, click_implies_open=False) == 0.25
    assert rate(messages, machine_opens="include") == 0.75
    assert rate(messages, machine_opens="exclude_recipients") == 2 / 3
    assert rate(messages, machine_opens="impute") == pytest.approx((2 + 2 / 3) / 4)
    assert rate(messages, denominator="sent") == 0.6
    assert rate(messages, open_days=None) == 0.5
    assert rate(rolled_up()) == 0.25
    assert rate(rolled_up().drop("delivered")) == 0.4


def test_rolled_up_messages_as_records_and_dicts() -> None:
    rows = rolled_up().to_dicts()
    expected = em.newsletter_open_rate(rolled_up()).to_dict()
    assert em.newsletter_open_rate(rows).to_dict() == expected
    records = [em.EmailMessage(**r) for r in rows]
    assert em.newsletter_open_rate(records).to_dict() == expected
    assert em.newsletter_open_rate(rolled_up()).units == 4


def test_events_as_records_and_dicts() -> None:
    rows = events().to_dicts()
    expected = em.newsletter_open_rate(events(), as_of=LATER).to_dict()
    assert em.newsletter_open_rate(rows, as_of=LATER).to_dict() == expected
    records = [em.EmailEvent(**r) for r in rows]
    assert em.newsletter_open_rate(records, as_of=LATER).to_dict() == expected


def test_days_begin_in_the_zone_asked_for() -> None:
    # 23:30 in UTC on the first of May is the second in Berlin.
    at = datetime(2024, 5, 1, 23, 30, tzinfo=UTC)
    rows = [row("sent", "a", at), row("delivered", "a", at)]
    assert open_rate(rows, as_of="2024-05-01", window="1d").denominator == 1.0
    there = open_rate(rows, as_of="2024-05-01", window="1d", tz="Europe/Berlin")
    assert there.denominator == 0.0
    assert math.isnan(there)


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ({"denominator": "queued"}, "denominator='queued'"),
        ({"machine_opens": "ignore"}, "machine_opens='ignore'"),
        ({"open_days": -1}, "open_days=-1"),
        ({"open_days": 2.5}, "open_days=2.5"),
        ({"open_days": True}, "open_days=True"),
    ],
)
def test_what_makes_no_sense_is_refused(own: dict[str, Any], message: str) -> None:
    with pytest.raises(em.InvalidArgumentError, match=message):
        em.newsletter_open_rate(events(), **own)
