"""The metrics of the catalogue on numbers that others published, and on their traps, by hand."""

# Naive times are what many exports hold.
# ruff: noqa: DTZ001

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

import engagement_metrics as em

YEAR = "1998-06-30"


@pytest.fixture(scope="module")
def cdnow() -> pl.DataFrame:
    return pl.from_pandas(em.datasets.cdnow_orders())


def orders_of(*counts: int) -> pl.DataFrame:
    """One customer for each number, who ordered as often."""
    rows = [(f"c{i}", date(2024, 1, 1 + n)) for i, count in enumerate(counts) for n in range(count)]
    return pl.DataFrame(
        {"customer_id": [c for c, _ in rows], "ordered_at": [d for _, d in rows], "amount": 1.0}
    )


def test_totals_of_cdnow(cdnow: pl.DataFrame) -> None:
    # The dossier's own count of the window [1997-07-01, 1998-07-01).
    assert em.order_count(cdnow, as_of=YEAR) == 2715
    assert em.buyer_count(cdnow, as_of=YEAR) == 812
    assert em.order_count(cdnow, window="366d", as_of=YEAR) == 2728
    assert em.buyer_count(cdnow, window="366d", as_of=YEAR) == 818
    assert em.revenue(cdnow, window=None) == pytest.approx(244_091.94, abs=1e-6)
    assert em.zero_value_order_share(cdnow, window=None) == 8 / 6919


def test_the_three_repeat_rates_of_cdnow(cdnow: pl.DataFrame) -> None:
    assert em.repeat_purchase_rate(cdnow, as_of=YEAR) == 486 / 812
    assert em.repeat_purchase_rate(cdnow, window=None) == 1152 / 2357
    returning = em.returning_customer_rate(cdnow, as_of=YEAR)
    assert (returning, returning.numerator) == (1.0, 812)
    assert em.new_customer_rate(cdnow, as_of=YEAR) == 0.0
    # Orders of one day as one: 1152 repeaters become 1139.
    days = cdnow.group_by("customer_id", "ordered_at").agg(pl.col("amount").sum())
    assert em.repeat_purchase_rate(days, window=None).numerator == 1139


def test_repeat_transactions_add_up_to_customer_days(cdnow: pl.DataFrame) -> None:
    # Fader and Hardie: 2,457 repeat transactions until 1997-09-30 and 1,882 after it. BTYDplus:
    # with the first ones, of 2,357 customers, they are all pairs of a customer and a day.
    days = cdnow.group_by("customer_id", "ordered_at").agg(pl.col("amount").sum())
    repeats = em.repeat_order_share(days, window="9mo", as_of="1997-09-30").numerator
    later = em.order_count(days, window="9mo", as_of=YEAR)
    assert repeats == 2457
    assert later == 1882
    assert repeats + later + 2357 == days.height


def test_the_probability_of_a_second_order() -> None:
    # Adobe Commerce Intelligence: 90 customers with one order, 30 with two, 10 with three or more.
    shop = orders_of(*[1] * 90, *[2] * 30, *[3] * 9, 5)
    second = em.repeat_order_probability(shop, window=None)
    assert second == 40 / 130
    assert second == pytest.approx(0.3077, abs=5e-5)
    assert em.repeat_order_probability(shop, window=None, n=2) == 10 / 40
    assert em.repeat_order_share(shop, window="1y") == (30 + 2 * 9 + 4) / (90 + 60 + 27 + 5)


@pytest.mark.parametrize("n", [0, -1, 1.5, True, "1"])
def test_after_how_many_orders(n: Any) -> None:  # noqa: ANN401
    with pytest.raises(em.InvalidArgumentError, match="whole number of orders"):
        em.repeat_order_probability(orders_of(1, 2), n=n)


def test_shares_of_opposites_add_up(cdnow: pl.DataFrame) -> None:
    for window, as_of in (("1mo", "1997-03-31"), ("1q", "1997-12-31"), ("365d", YEAR)):
        question: dict[str, Any] = {"window": window, "as_of": as_of}
        new, old = (
            m(cdnow, **question) for m in (em.new_customer_rate, em.returning_customer_rate)
        )
        assert new + old == pytest.approx(1.0, abs=1e-12)
    kept, lost = (
        metric(cdnow, window="1q", as_of="1997-12-31")
        for metric in (em.retention_rate, em.churn_rate)
    )
    assert kept + lost == pytest.approx(1.0, abs=1e-12)
    assert (kept.low, kept.high) == pytest.approx((1 - lost.high, 1 - lost.low), abs=1e-12)


def test_who_bought_twice_at_first_is_new() -> None:
    orders = pl.DataFrame(
        {
            "customer_id": ["old", "new", "new", "old"],
            "ordered_at": [date(2024, 1, 1), date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 3)],
            "amount": 1.0,
        }
    )
    question: dict[str, Any] = {"window": "1mo", "as_of": "2024-03-31"}
    assert em.new_customer_rate(orders, **question) == 0.5
    # The first of new's two orders and none of old's is a first one.
    assert em.repeat_order_share(orders, **question) == 2 / 3


def test_lapsed_customers_come_back() -> None:
    orders = pl.DataFrame(
        {
            "customer_id": ["back", "gone", "kept", "back", "kept", "kept", "new"],
            "ordered_at": [
                date(2024, 1, 5), date(2024, 1, 5), date(2024, 1, 5), date(2024, 3, 5),
                date(2024, 2, 5), date(2024, 3, 5), date(2024, 3, 6),
            ],
            "amount": 1.0,
        }
    )  # fmt: skip
    # In March: back and gone had lapsed, for February had only kept.
    one = em.reactivation_rate(orders, window="1mo", as_of="2024-03-31")
    assert (one, one.numerator, one.denominator) == (0.5, 1.0, 2.0)
    assert em.retention_rate(orders, window="1mo", as_of="2024-03-31") == 1.0


def test_guests_are_orders_and_no_buyers() -> None:
    orders = pl.DataFrame(
        {
            "customer_id": ["a", None, None],
            "ordered_at": [date(2024, 1, 1)] * 3,
            "amount": [10.0, 20.0, 0.0],
            "gross_sales": [12.0, 20.0, 4.0],
            "discount": [2.0, 0.0, 4.0],
            "refunded": [0.0, 5.0, 0.0],
            "n_items": [1, 2, 3],
        }
    )
    assert em.order_count(orders) == 3
    assert em.buyer_count(orders) == 1
    assert em.revenue(orders) == 30
    assert em.revenue_per_buyer(orders) == 10
    assert em.units_per_order(orders) == 2
    assert em.zero_value_order_share(orders) == 1 / 3
    assert em.discount_share(orders) == 6 / 36
    assert em.refund_rate(orders) == 1 / 3
    assert em.refunded_revenue_share(orders) == 5 / 30
    with pytest.raises(em.InvalidRecordsError, match="discount of orders is missing"):
        em.discount_share(orders.with_columns(discount=pl.Series([None, 0.0, 4.0])))
    with pytest.raises(em.InvalidRecordsError, match="refunded of orders is negative"):
        em.refunded_revenue_share(orders.with_columns(refunded=-1.0))
    with pytest.raises(em.MissingColumnError, match="n_items"):
        em.units_per_order(orders.drop("n_items"))


def test_growth_is_about_the_window_before() -> None:
    orders = pl.DataFrame(
        {
            "customer_id": ["a", "b", "a"],
            "ordered_at": [date(2024, 1, 5), date(2024, 2, 5), date(2024, 2, 6)],
            "amount": [10.0, 12.0, 18.0],
        }
    )
    question: dict[str, Any] = {"window": "1mo", "as_of": "2024-02-29"}
    assert em.revenue_growth(orders, **question) == pytest.approx(2.0, rel=1e-14)
    assert em.basket_growth(orders, **question) == pytest.approx(0.5, rel=1e-14)
    nothing_before = em.revenue_growth(orders, window="1mo", as_of="2024-01-31")
    assert nothing_before.to_dict()["value"] is None


SENT = datetime(2024, 5, 1, 9)


def events(**messages: str) -> pl.DataFrame:
    """One message for each name; its events in order, a day apart: `bounced:hard clicked`."""
    rows = [
        {
            "message_id": name,
            "recipient": name,
            "type": event.partition(":")[0],
            "occurred_at": SENT + timedelta(days=day),
            "bounce_type": event.partition(":")[2] if event.startswith("bounced:") else None,
            "is_unsubscribe_link": event.endswith(":unsubscribe"),
        }
        for name, happened in messages.items()
        for day, event in enumerate(happened.split())
    ]
    return pl.DataFrame(rows, schema_overrides={"bounce_type": pl.String})


def test_the_final_state_of_a_message_counts() -> None:
    emails = events(
        arrived="sent delivered",
        arrived_late="sent bounced:soft delivered",
        deferred="sent deferred",
        full="sent bounced:soft",
        dead="sent bounced:soft bounced:hard",
        unclear="sent bounced",
        rejected="rejected",
    )
    question: dict[str, Any] = {"as_of": "2024-06-30"}
    assert em.delivery_rate(emails, **question) == 2 / 6
    assert em.bounce_rate(emails, **question) == 3 / 6
    assert em.hard_bounce_rate(emails, **question) == 1 / 6
    assert em.soft_bounce_rate(emails, **question) == 1 / 6
    # On the second day the message that came late had bounced, and so had the dead one, softly.
    early: dict[str, Any] = {"as_of": "2024-05-02", "open_days": None}
    assert em.bounce_rate(emails, **early) == 4 / 6
    assert em.soft_bounce_rate(emails, **early) == 3 / 6
    assert em.hard_bounce_rate(emails, **early) == 0.0
    with pytest.raises(em.MissingColumnError, match="bounce_type"):
        em.hard_bounce_rate(emails.drop("bounce_type"))
    assert em.bounce_rate(emails.drop("bounce_type"), **question) == 3 / 6


def test_clicks_on_the_link_to_unsubscribe() -> None:
    emails = events(
        read="sent delivered opened clicked",
        left="sent delivered opened clicked:unsubscribe unsubscribed",
        spam="sent delivered complained",
        silent="sent delivered",
    )
    question: dict[str, Any] = {"as_of": "2024-06-30"}
    assert em.click_rate(emails, **question) == 1 / 4
    assert em.click_rate(emails, unsubscribe_links=True, **question) == 2 / 4
    assert em.click_to_open_rate(emails, **question) == 1 / 2
    assert em.click_to_open_rate(emails, unsubscribe_links=True, **question) == 1.0
    assert em.unsubscribe_rate(emails, **question) == 1 / 4
    assert em.complaint_rate(emails, **question) == 1 / 4
    assert em.unsubscribe_rate(emails, open_days=3, **question) == 0.0
    # Without the mark every click is one.
    assert em.click_rate(emails.drop("is_unsubscribe_link"), **question) == 2 / 4


def test_messages_that_are_rolled_up_tell_all_outcomes() -> None:
    outcomes: list[dict[str, object]] = [
        {"opened": True, "delivered": True, "clicked": True, "complained": False},
        {"opened": False, "delivered": True, "unsubscribed": True, "complained": True},
        {"opened": False, "delivered": False, "bounce_type": "hard", "complained": False},
        {"opened": False, "delivered": False, "bounce_type": "soft", "complained": False},
    ]
    messages = [{"recipient": f"r{i}", "sent_at": SENT, **told} for i, told in enumerate(outcomes)]
    question: dict[str, Any] = {"as_of": "2024-06-30"}
    assert em.delivery_rate(messages, **question) == 0.5
    assert em.bounce_rate(messages, **question) == 0.5
    assert em.hard_bounce_rate(messages, **question) == 0.25
    assert em.soft_bounce_rate(messages, **question) == 0.25
    assert em.click_rate(messages, **question) == 0.5
    assert em.unsubscribe_rate(messages, **question) == 0.5
    assert em.complaint_rate(messages, **question) == 0.5
    plain = pl.DataFrame({"recipient": ["r"], "sent_at": [SENT], "opened": [True]})
    for metric, column in (
        (em.delivery_rate, "delivered"),
        (em.bounce_rate, "bounce_type"),
        (em.click_rate, "clicked"),
        (em.unsubscribe_rate, "unsubscribed"),
        (em.complaint_rate, "complained"),
    ):
        with pytest.raises(em.MissingColumnError, match=column):
            metric(plain)


def test_the_bounds_of_the_open_rate_hold_what_lies_between() -> None:
    emails = em.datasets.simulate_shop(customers=200, start="2024-01-01", seed=5).emails
    low, high = em.open_rate_lower_bound(emails), em.open_rate_upper_bound(emails)
    for how in ("exclude_recipients", "impute"):
        assert low < em.newsletter_open_rate(emails, machine_opens=how) < high


@pytest.mark.parametrize(
    ("metric", "own", "message"),
    [
        (em.click_rate, {"denominator": "opened"}, "denominator='opened' is not known"),
        (em.click_to_open_rate, {"machine_opens": "impute"}, "machine_opens='impute'"),
        (em.delivery_rate, {"open_days": -1}, "open_days=-1"),
        (em.interaction_count, {"types": ["like", "poke"]}, "unknown types of interaction: poke"),
        (em.interaction_count, {"types": []}, "no type"),
        (em.interaction_share, {"types": ["view"]}, "'view'"),
        (em.social_interaction_score, {"weights": "facebook"}, "'x_2023', 'facebook_2018'"),
    ],
)
def test_what_makes_no_sense_is_refused(
    metric: em.Metric, own: dict[str, Any], message: str
) -> None:
    with pytest.raises(em.InvalidArgumentError, match=message):
        metric.formula(**own)


def test_orders_of_recipients_leave_out_who_got_no_mail() -> None:
    orders = pl.DataFrame(
        {
            "customer_id": ["ada", "ada", "bob", "cem"],
            "ordered_at": [date(2024, 5, 2)] * 4,
            "amount": [10.0, 20.0, 10.0, 100.0],
        }
    )
    emails = events(
        m1="sent delivered",
        m2="sent delivered",
        m3="sent delivered",
        m4="sent",
        m5="sent delivered",
    )
    emails = emails.with_columns(
        customer_id=pl.col("message_id").replace_strict(
            {"m1": "ada", "m2": "ada", "m3": "bob", "m4": "cem", "m5": "dan"}
        )
    )
    question: dict[str, Any] = {"orders": orders, "emails": emails, "as_of": "2024-05-31"}
    assert em.revenue_per_message(**question) == 40 / 4
    assert em.revenue_per_recipient(**question) == pytest.approx(40 / 3, rel=1e-14)
    # Ada, Bob and Dan got mail; Ada ordered twice, Bob once, and Cem without being asked.
    assert em.message_conversion_rate(**question) == 2 / 3
    assert em.orders_per_recipient(**question) == 3 / 3


def test_lists_grow_by_what_is_won() -> None:
    changes = pl.DataFrame(
        {
            "type": ["subscribed"] * 4 + ["unsubscribed"],
            "occurred_at": [datetime(2024, month, 1) for month in (1, 1, 2, 2, 2)],
            "recipient": ["a", "b", "c", "d", "a"],
        }
    )
    question: dict[str, Any] = {"window": "1mo", "as_of": "2024-02-29"}
    assert em.net_subscribers(changes, **question) == 1.0
    assert em.list_growth_rate(changes, **question) == 0.5


def test_social_numbers_by_hand() -> None:
    social = pl.DataFrame(
        {
            "type": ["view", "like", "comment", "view", "share", "follow", "unfollow", "like"],
            "occurred_at": [datetime(2024, 5, 1)] * 8,
            "actor_id": [None, "ada", "ada", None, "bob", "bob", "cem", None],
            "object_id": ["p1", "p1", "p1", "p2", "p2", None, None, "p2"],
            "count": [100, 1, 1, 50, 1, 3, 1, 2],
        }
    )
    assert em.interaction_count(social) == 1 + 1 + 1 + 3 + 2
    assert em.interaction_count(social, types="like") == 3
    assert em.engaged_people_count(social) == 2
    assert em.interaction_share(social, types=["comment", "share"]) == 2 / 8
    assert em.net_followers(social) == 2
    rate = em.engagement_rate_by_views(social)
    assert (rate, rate.units, rate.unit_noun) == (5 / 150, 2, "posts")
    assert dict(rate.excluded) == {"no_post": 2, "not_counted": 4}
    # Influences of the posts: (2 - 100 / 30) / 150 and (3 - 50 / 30) / 150.
    spread = 2 * ((2 - 100 / 30) ** 2 + (3 - 50 / 30) ** 2) / 150**2
    assert rate.std_error == pytest.approx(spread**0.5, rel=1e-12)
    by_network = social.with_columns(network=pl.lit("x"))
    assert em.engagement_rate_by_views(by_network, by="network").height == 1


def test_posts_and_people_are_not_one_kind_of_unit() -> None:
    with pytest.raises(em.DefinitionError, match="by posts and by people"):
        _ = em.engagement_rate_by_views * em.net_followers
    customers = pl.DataFrame({"customer_id": ["p1"], "segment": ["vip"]})
    with pytest.raises(em.MissingColumnError, match="segment"):
        em.engagement_rate_by_views(
            pl.DataFrame({"type": ["view"], "occurred_at": [SENT], "object_id": ["p1"]}),
            customers=customers,
            by="segment",
        )


def test_posts_and_people_stand_in_one_table() -> None:
    social = pl.DataFrame(
        {
            "type": ["view", "like", "like"],
            "occurred_at": [SENT] * 3,
            "actor_id": [None, "ada", None],
            "object_id": ["p1", "p1", None],
        }
    )
    names = ["engagement_rate_by_views", "interaction_count", "engaged_people_count"]
    table = em.summarize(social=social, metrics=names)
    assert table["metric"].to_list() == names
    assert table["value"].to_list() == [1.0, 2.0, 1.0]
    # A like that is no view and one of no post; a view; a view and a like of nobody.
    assert table["excluded"].to_list() == [2, 1, 2]
