"""The brute force against e-mails and interactions worked out by hand."""

# Naive times are what the examples are about.
# ruff: noqa: DTZ001

import math
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from .brute_force import Answer, point
from .comparison import only
from .definitions import newsletter_open_rate, social_interaction_score
from .intervals import student_quantile, wilson
from .ledger import Data

Row = dict[str, Any]


def approx(value: float, abs: float = 1e-9) -> Any:  # noqa: A002, ANN401
    return pytest.approx(value, abs=abs, nan_ok=True)


def stream(message: str, recipient: str, **events: int) -> list[Row]:
    """Events on days counted from 1 = 1 May 2024; `machine` is a machine's open."""
    return [
        {
            "type": "opened" if kind == "machine" else kind,
            "occurred_at": datetime(2024, 4, 30, 12) + timedelta(days=day),
            "message_id": message,
            "recipient": recipient,
            "is_machine": kind == "machine",
        }
        for kind, day in events.items()
    ]


EMAILS: Data = {
    "emails": [
        *stream("m1", "ann", sent=1, delivered=1, opened=8),  # on the seventh day: counts
        *stream("m1", "bob", sent=1, delivered=1, clicked=3, opened=9),  # too late, but clicked
        *stream("m2", "ann", sent=10, delivered=10, machine=10),  # only a machine
        *stream("m2", "bob", sent=10, delivered=10, bounced=12),  # delivered stays delivered
        *stream("m3", "cid", sent=11, bounced=11),
        *stream("m4", "dan", sent=30, delivered=30, opened=33),  # opened after 31 May
        *stream("m5", "ann", sent=0, delivered=1, opened=1),  # sent before the window
        *stream("m6", "eve", queued=11, rejected=11),  # never left
    ]
}


def in_may(data: Data = EMAILS, **own: Any) -> Answer:
    definition = newsletter_open_rate(**own)
    return only(point(definition, data, window="31d", as_of=date(2024, 5, 31)))


def test_open_rate_by_hand() -> None:
    # Delivered: Ann 2, Bob 2, Dan 1. Opened by a person: one each. 3 / 5, clustered:
    # phi = (x - 0.6 d) / 5: -0.04, -0.04, 0.08; v = 3 / 2 * 0.0096 = 0.0144.
    # Effective size 0.24 / 0.0144 = 16.667, t with 2 degrees of freedom 4.30265:
    # centre (0.6 + 0.555385) / 2.110769 = 0.547376, half 2.038429 * sqrt(0.0144 + 0.0166615).
    found = in_may()
    assert (found["numerator"], found["denominator"]) == (3, 5)
    assert found["std_error"] == approx(0.12)
    assert found["low"] == approx(0.547376 - 0.359258, 1e-5)
    assert found["high"] == approx(0.547376 + 0.359258, 1e-5)
    assert (found["units"], found["rows"]) == (3, 5)


@pytest.mark.parametrize(
    ("own", "part", "whole"),
    [
        ({"denominator": "sent"}, 3, 6),
        ({"machine_opens": "include"}, 4, 5),
        ({"machine_opens": "exclude_recipients"}, 3, 4),
        ({"click_implies_open": False}, 2, 5),
        ({"click_implies_open": False, "open_days": 8}, 3, 5),
        ({"open_days": 2}, 1, 5),
        ({"open_days": 1}, 0, 5),
        ({"open_days": None}, 2, 5),
    ],
)
def test_open_rate_parameters_by_hand(own: dict[str, Any], part: int, whole: int) -> None:
    found = in_may(**own)
    assert (found["numerator"], found["denominator"]) == (part, whole)


def test_imputed_opens_by_hand() -> None:
    # 3 opened of 4 that can be tracked; the machine's one counts as 3/4: 3.75 / 5.
    assert in_may(machine_opens="impute")["value"] == approx(0.75)


def test_no_opens_at_all_have_an_honest_upper_limit() -> None:
    # d = 2, 2, 1: size 25 / 9, with t of 2 degrees of freedom.
    found = in_may(open_days=1)
    assert (found["low"], found["std_error"]) == (0, 0)
    assert found["high"] == approx(wilson(0, 25 / 9, student_quantile(0.95, 2))[1])


def test_equal_shares_have_no_variance() -> None:
    # Everyone opened one of three: the size is (9)^2 / (9 + 9 + 9) = 3.
    data: Data = {
        "emails": [
            row
            for who in ("ann", "bob", "cid")
            for number in range(3)
            for row in stream(f"{who}{number}", who, delivered=1, **{"opened": 2} if number else {})
            if number != 2 or row["type"] == "delivered"
        ]
    }
    found = in_may(data)
    assert (found["numerator"], found["denominator"]) == (3, 9)
    low, high = wilson(1 / 3, 3, student_quantile(0.95, 2))
    assert (found["low"], found["high"]) == (approx(low), approx(high))


def test_without_delivered_events_what_did_not_bounce_is_delivered() -> None:
    data: Data = {"emails": [row for row in EMAILS["emails"] if row["type"] != "delivered"]}
    # Bob's second message bounced, Cid's too.
    found = in_may(data)
    assert (found["numerator"], found["denominator"]) == (3, 4)


def test_repeated_events_change_nothing() -> None:
    twice: Data = {"emails": [*EMAILS["emails"], *EMAILS["emails"]]}
    assert in_may(twice) == in_may()


def test_messages_can_be_opened_for_a_while() -> None:
    # The last event is on 2 June: seven days have passed since 26 May, not since 27 May.
    early = only(point(newsletter_open_rate(), EMAILS, window="20d", as_of=date(2024, 5, 26)))
    late = only(point(newsletter_open_rate(), EMAILS, window="20d", as_of=date(2024, 5, 27)))
    looked = newsletter_open_rate(open_days=None)
    assert (early["complete"], late["complete"]) == (True, False)
    assert only(point(looked, EMAILS, window="20d", as_of=date(2024, 5, 27)))["complete"]
    assert only(point(looked, EMAILS))["as_of"] == date(2024, 6, 2)


def test_messages_that_are_rolled_up_already() -> None:
    flags = [
        ("ann", True, True, False),
        ("ann", True, False, True),
        ("bob", True, False, False),
        ("cid", False, False, False),
    ]
    data: Data = {
        "emails": [
            {
                "recipient": who,
                "sent_at": datetime(2024, 5, 2),
                "delivered": delivered,
                "opened": opened,
                "clicked": clicked,
            }
            for who, delivered, opened, clicked in flags
        ]
    }
    assert (in_may(data)["numerator"], in_may(data)["denominator"]) == (2, 3)
    assert in_may(data, denominator="sent")["denominator"] == 4
    assert in_may(data, click_implies_open=False)["numerator"] == 1


SOCIAL: Data = {
    "social": [
        {"type": kind, "occurred_at": datetime(2024, 5, 1), "actor_id": who, "count": count}
        for who, kind, count in [
            ("ann", "like", 3),
            ("ann", "comment", 1),
            ("bob", "share", 1),
            ("cid", "view", 50),
            ("dan", "unfollow", 1),
            ("eve", "like", 0),
            (None, "like", 1),
        ]
    ],
    "customers": [{"customer_id": c} for c in ("ann", "cid", "silent", "quiet")],
}


def test_social_by_hand() -> None:
    # Ann 4, Bob 1; views and unfollows are no engagement, no like is none. 5 / 2.
    # phi = (x - 2.5) / 2: 0.75 and -0.75; v = 2 * 1.125.
    found = only(point(social_interaction_score(), SOCIAL))
    assert (found["numerator"], found["denominator"], found["units"]) == (5, 2, 2)
    assert found["std_error"] == approx(1.5)
    assert (found["rows"], found["excluded"]) == (4, {"anonymous": 1})


def test_weights_by_hand() -> None:
    # Likes are worth nothing, the share is not named, a comment is worth 3: only Ann's counts.
    definition = social_interaction_score(weights={"like": 0, "comment": 3})
    found = only(point(definition, SOCIAL))
    assert (found["numerator"], found["denominator"]) == (3, 1)


def test_an_audience_counts_its_silent_members() -> None:
    # 5 / 10. phi = (x - 0.5) / 10: Ann 0.35, Bob 0.05, eight silent ones -0.05.
    # v = 10 / 9 * (0.1225 + 0.0025 + 8 * 0.0025).
    found = only(point(social_interaction_score(audience=10), SOCIAL))
    assert (found["value"], found["units"]) == (0.5, 10)
    assert found["std_error"] == approx(math.sqrt(10 / 9 * 0.145))
    half = student_quantile(0.95, 9) * found["std_error"]
    assert found["high"] == approx(0.5 + half)


def test_a_roster_leaves_others_out() -> None:
    # Ann's 4 of four customers; Bob is none of them.
    found = only(point(social_interaction_score(audience="customers"), SOCIAL))
    assert (found["numerator"], found["denominator"], found["units"]) == (4, 4, 4)
    # phi = (x - 1) / 4: 0.75 and three times -0.25; v = 4 / 3 * 0.75.
    assert found["std_error"] == approx(1)
    assert found["excluded"] == {"anonymous": 1, "not_in_customers": 3}
