"""Loyalty and word of mouth: who counts, and in which window."""

import pandas as pd

import engagement_metrics as em

CUSTOMERS = pd.DataFrame(
    {
        "customer_id": list("abcd"),
        "acquired_via": ["referral", "friend", "search", None],
        "is_member": [True, False, None, True],
    }
)


def orders_of(customers: str, day: str = "2025-03-01") -> pd.DataFrame:
    frame = pd.DataFrame({"customer_id": list(customers), "amount": 10.0})
    return frame.assign(ordered_at=pd.Timestamp(day))


def points(*rows: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["customer_id", "type", "points"])
    return frame.assign(occurred_at=pd.Timestamp("2025-03-01"))


def test_points_that_only_expire_are_no_participation() -> None:
    loyalty = points(("a", "earn", 10), ("b", "expire", 10))
    assert em.programme_participation_rate(loyalty, customers=CUSTOMERS) == 0.25


def test_strangers_are_counted_as_left_out() -> None:
    share = em.member_share_of_buyers(orders_of("abx"), customers=CUSTOMERS)
    assert (share, share.excluded) == (0.5, {"not_in_customers": 1})


def test_what_was_saved_before_can_be_redeemed_now() -> None:
    assert em.redemption_rate(points(("a", "redeem", 30), ("a", "earn", 10))) == 3


def test_several_words_for_word_of_mouth() -> None:
    orders = orders_of("aabcd")
    assert em.referral_rate(orders, customers=CUSTOMERS) == 0.4
    assert em.referral_rate(orders, customers=CUSTOMERS, via=["referral", "friend"]) == 0.6


def test_who_bought_before_is_not_new() -> None:
    orders = pd.concat([orders_of("a", "2025-02-01"), orders_of("ab")])
    question = {"window": "1d", "customers": CUSTOMERS}
    assert em.referred_share_of_new_customers(orders, **question) == 0
    assert em.referred_share_of_new_customers(orders, **question, via="friend") == 1
