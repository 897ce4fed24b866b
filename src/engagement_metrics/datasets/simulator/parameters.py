"""The true parameters of the simulated shop."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Segment:
    """A group of customers who buy differently from the others.

    Attributes:
        name: as in the `segment` column of the customers.
        share: of all customers.
        order_rate: mean orders a year (365 days) of a customer who is buying.
        median_total: the median customer's median order, in currency units.
    """

    name: str
    share: float
    order_rate: float
    median_total: float


@dataclass(frozen=True)
class ShopParameters:
    """What the simulator draws from; the same for every shop.

    Customers:
        segments: see `Segment`.
        countries: code and share.
        existing_share: of customers who were there before `start`; the others join evenly later.
        acquisitions: `acquired_via` and share.

    Orders:
        order_rate_shape: of the gamma distribution of order rates within a segment; the smaller,
            the more unlike each other the customers are. Orders are Poisson at that rate.
        mean_buying_days, mean_pause_days: of the exponential periods in which a customer buys, and
            does not. Those who join start buying; of the existing ones the long-run share.
        mean_lifetime_days: of the exponential time from joining (or `start`) to leaving for good.
        spend_sd_between: standard deviation of the logarithm of customers' median totals.
        spend_sd_within: standard deviation of the logarithm of a customer's totals.
        guest_orders: of people without an account, per order of a customer.
        channels: name and share of customers who prefer it.
        channel_loyalty: probability that an order comes through the preferred channel; the others
            come through any, by `channels`.
        statuses: of orders, and share.
        test_share: of orders that are tests.
        full_refund_share, partial_refund_share: of completed orders. A part is uniform between a
            tenth and nine tenths. Refunds come one to fourteen days later; those after `end` have
            not happened.

    E-mail:
        newsletter_every_days: from the first Wednesday, at nine.
        subscriber_share: of customers who get the newsletter from the day they join.
        read_alpha, read_beta: of the beta distribution of the probability that a customer reads a
            delivered message. Both are below 1, which makes it U-shaped: most people read nearly
            everything or nearly nothing.
        click_alpha, click_beta: of the beta distribution of the probability of a click on a message
            that is read.
        read_lag_median_hours, read_lag_sd_log: of the log-normal time from delivery to reading.
        repeat_opens: mean number of further opens of a message that was opened.
        privacy_proxy_share: of recipients whose mail program loads every message through a proxy:
            they have machine opens only, read or not.
        proxy_open_probability: that the proxy loads a delivered message.
        image_blocking_share: of the other recipients; reading leaves no open, clicking does show.
        dead_address_rate: a year, at which addresses die. The next message bounces hard, and none
            is sent after it.
        soft_bounce_probability: of a message to a living address.
        unsubscribe_probability, complaint_probability: of a message that is read; either ends the
            subscription.

    Social networks:
        social_share: of customers who ever interact there.
        social_rate_mean, social_rate_shape: of the gamma distribution of interactions a year.
        social_types: of interactions, and share; besides, half of the people follow first of all.
        networks: name and share of people, each of whom uses one.
        strangers: actors who are no customers, per customer.
        post_every_days: how often the shop posts.
    """

    segments: tuple[Segment, ...] = (
        Segment("household", share=0.60, order_rate=5.0, median_total=45.0),
        Segment("student", share=0.25, order_rate=3.5, median_total=24.0),
        Segment("business", share=0.15, order_rate=9.0, median_total=85.0),
    )
    countries: tuple[tuple[str, float], ...] = (
        ("DE", 0.40),
        ("ES", 0.25),
        ("FR", 0.20),
        ("PT", 0.15),
    )
    existing_share: float = 0.35
    acquisitions: tuple[tuple[str, float], ...] = (
        ("search", 0.40),
        ("social", 0.25),
        ("referral", 0.20),
        ("store", 0.15),
    )

    order_rate_shape: float = 0.8
    mean_buying_days: float = 240.0
    mean_pause_days: float = 160.0
    mean_lifetime_days: float = 1500.0
    spend_sd_between: float = 0.45
    spend_sd_within: float = 0.60
    guest_orders: float = 0.12
    channels: tuple[tuple[str, float], ...] = (("web", 0.50), ("app", 0.30), ("store", 0.20))
    channel_loyalty: float = 0.75
    statuses: tuple[tuple[str, float], ...] = (
        ("completed", 0.945),
        ("cancelled", 0.035),
        ("failed", 0.015),
        ("pending", 0.005),
    )
    test_share: float = 0.002
    full_refund_share: float = 0.03
    partial_refund_share: float = 0.04

    newsletter_every_days: int = 14
    subscriber_share: float = 0.85
    read_alpha: float = 0.35
    read_beta: float = 0.60
    click_alpha: float = 0.8
    click_beta: float = 7.2
    read_lag_median_hours: float = 5.0
    read_lag_sd_log: float = 1.6
    repeat_opens: float = 0.3
    privacy_proxy_share: float = 0.30
    proxy_open_probability: float = 0.97
    image_blocking_share: float = 0.06
    dead_address_rate: float = 0.03
    soft_bounce_probability: float = 0.006
    unsubscribe_probability: float = 0.003
    complaint_probability: float = 0.0002

    social_share: float = 0.45
    social_rate_mean: float = 8.0
    social_rate_shape: float = 0.7
    social_types: tuple[tuple[str, float], ...] = (
        ("like", 0.50),
        ("view", 0.14),
        ("comment", 0.09),
        ("share", 0.06),
        ("save", 0.05),
        ("click", 0.05),
        ("message", 0.04),
        ("mention", 0.02),
        ("review", 0.02),
        ("ambassador_follow", 0.015),
        ("unfollow", 0.013),
        ("report", 0.002),
    )
    networks: tuple[tuple[str, float], ...] = (
        ("instagram", 0.50),
        ("facebook", 0.25),
        ("tiktok", 0.20),
        ("x", 0.05),
    )
    strangers: float = 0.15
    post_every_days: int = 3

    @property
    def kept_share(self) -> float:
        """Expected share of a completed order's total that is not refunded."""
        return 1 - self.full_refund_share - self.partial_refund_share / 2

    @property
    def counted_share(self) -> float:
        """Probability that an order is completed and no test, and so counts in the metrics."""
        return dict(self.statuses)["completed"] * (1 - self.test_share)

    @property
    def guest_mean_total(self) -> float:
        """Expected total of a guest's order: that of a customer of any segment."""
        spread = (self.spend_sd_between**2 + self.spend_sd_within**2) / 2
        return sum(s.share * s.median_total for s in self.segments) * math.exp(spread)
