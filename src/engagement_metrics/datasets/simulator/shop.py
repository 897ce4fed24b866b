"""The simulated shop: its records, the truth behind them, and the call that makes both."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, SupportsIndex

import numpy as np

from engagement_metrics.datasets.simulator.activity import draw_activity
from engagement_metrics.datasets.simulator.emails import draw_emails
from engagement_metrics.datasets.simulator.orders import draw_orders
from engagement_metrics.datasets.simulator.parameters import ShopParameters
from engagement_metrics.datasets.simulator.people import draw_people
from engagement_metrics.datasets.simulator.period import DAY, YEAR, Period, frame_of
from engagement_metrics.datasets.simulator.social import draw_social
from engagement_metrics.errors import ArgumentTypeError, InvalidArgumentError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from engagement_metrics.datasets.simulator.activity import Activity
    from engagement_metrics.datasets.simulator.people import People


# Frames have no single truth value, so neither class can be compared by its fields.
@dataclass(frozen=True, eq=False)
class ShopTruth:
    """What is true of a simulated shop, to compare estimates with.

    Attributes:
        parameters: what everything was drawn from.
        customers: the true rates and habits of each customer, one row each:
            customer_id;
            order_rate: orders a year (365 days) while buying;
            buying_days: days of the period on which the customer was buying;
            expected_orders: the two multiplied, orders of every status included;
            mean_total: the mean total of the customer's orders, before refunds;
            left_at: when the customer stopped buying for good, null if after the end;
            subscribes: whether the customer gets the newsletter from the day of joining;
            read_probability: of reading a delivered message, some day;
            click_probability: of a click on a message that is read;
            uses_privacy_proxy: whether all of the recipient's opens are a machine's;
            blocks_images: whether the recipient's opens leave no trace;
            address_dies_at: when the address begins to bounce, null if after the end;
            social_rate: interactions a year on social networks, 0 for those who never do.
    """

    parameters: ShopParameters
    customers: pd.DataFrame

    @property
    def purchase_frequency(self) -> float:
        """Expected orders that count, over expected customers with one, in the whole period."""
        orders = self._orders_that_count()
        return float(orders.sum() / -np.expm1(-orders).sum())

    @property
    def average_order_value(self) -> float:
        """Expected amount over expected orders that count, guests included."""
        p = self.parameters
        orders = self._orders_that_count()
        guests = orders.sum() * p.guest_orders
        totals = orders @ self.customers["mean_total"].to_numpy() + guests * p.guest_mean_total
        return float(totals / (orders.sum() + guests) * p.kept_share)

    @property
    def repeat_purchase_rate(self) -> float:
        """Expected customers with two orders that count or more, over those with one or more."""
        orders = self._orders_that_count()
        buyers = -np.expm1(-orders)
        return float((buyers - orders * np.exp(-orders)).sum() / buyers.sum())

    def _orders_that_count(self) -> NDArray[np.float64]:
        expected = self.customers["expected_orders"].to_numpy(dtype=np.float64)
        return expected * self.parameters.counted_share


@dataclass(frozen=True, eq=False)
class Shop:
    """The records of a simulated shop as pandas frames, and the truth behind them.

    All times are naive local wall time. Ids are made up and opaque; nothing is about anybody.

    Attributes:
        orders: one row an order: order_id, customer_id (null for a guest, whose orders are all
            separate), ordered_at, status, is_test, currency, total (what was charged), refunded,
            amount (`total - refunded`: what every metric reads), n_items, channel (`web`, `app`,
            `store`), country, refunded_at.
        emails: one row an event of a newsletter message: event_id, type, occurred_at, message_id
            (one message to one recipient), campaign_id, recipient, customer_id, is_machine,
            bounce_type (`hard`, `soft`, null for other events), sent_at.
        social: one row an interaction: event_id, type, occurred_at, actor_id, customer_id (null
            where the actor is no customer), network, object_id (a post, the shop's account or an
            ambassador).
        customers: one row a customer, silent ones included: customer_id, first_seen_at (may be
            before the period), segment, country, acquired_via.
        truth: see `ShopTruth`.
    """

    orders: pd.DataFrame
    emails: pd.DataFrame
    social: pd.DataFrame
    customers: pd.DataFrame
    truth: ShopTruth

    def __repr__(self) -> str:
        return (
            f"Shop({len(self.customers):,} customers, {len(self.orders):,} orders, "
            f"{len(self.emails):,} e-mail events, {len(self.social):,} social events)"
        )


def simulate_shop(
    *,
    customers: int = 2_000,
    start: date | str = "2022-01-01",
    end: date | str = "2024-12-31",
    seed: int = 0,
) -> Shop:
    """Simulate a shop: everything is made up, and what is true of it is known.

    Customers are as unlike each other as real ones. Their orders are Poisson at gamma-distributed
    rates while they are buying; they stop, return, and leave for good. Spending is log-normal
    between and within customers. Some people read every newsletter and some none; some have a
    machine open it for them, some addresses bounce. There are guests, refunds, cancelled and test
    orders, and people who are active on social networks and buy nothing. There are no seasons and
    no trend other than customers joining. `ShopParameters` lists all of it.

    A newsletter goes out every second Wednesday, so that the events of 2,000 customers over three
    years are about 220,000. Messages of the last days have not been opened yet when records end.

    Args:
        customers: how many customers there are at the end, buyers or not.
        start: first day, a date or its ISO text.
        end: last day, included.
        seed: the same seed gives the same shop (on one version of NumPy).

    Returns:
        The shop's records and the truth.

    Raises:
        InvalidArgumentError: if there are no customers, a date is none or the end is before the
            start.
        ArgumentTypeError: if an argument is of another type.

    Examples:
        >>> shop = simulate_shop(customers=500, seed=7)
        >>> len(shop.customers)
        500
    """
    count = _number("customers", customers, least=1)
    entropy = _number("seed", seed, least=0)
    first, last = _day("start", start), _day("end", end)
    if last < first:
        raise InvalidArgumentError(f"end ({last}) is before start ({first})")

    parameters = ShopParameters()
    period = Period.of(first, last)
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(entropy).spawn(5)]
    people = draw_people(streams[0], count, period, parameters)
    activity = draw_activity(streams[1], people, period, parameters)
    return Shop(
        orders=draw_orders(streams[2], people, activity, period, parameters),
        emails=draw_emails(streams[3], people, period, parameters),
        social=draw_social(streams[4], people, period, parameters),
        customers=frame_of(
            {
                "customer_id": people.ids,
                "first_seen_at": period.times(people.joined),
                "segment": people.segment,
                "country": people.country,
                "acquired_via": people.acquired_via,
            }
        ),
        truth=ShopTruth(parameters, _true_rates(people, activity, period, parameters)),
    )


def _true_rates(
    people: People, activity: Activity, period: Period, parameters: ShopParameters
) -> pd.DataFrame:
    return frame_of(
        {
            "customer_id": people.ids,
            "order_rate": people.order_rate,
            "buying_days": activity.total / DAY,
            "expected_orders": people.order_rate * activity.total / YEAR,
            "mean_total": people.median_total * math.exp(parameters.spend_sd_within**2 / 2),
            "left_at": period.times(people.leaves, people.leaves < period.seconds),
            "subscribes": people.subscribes,
            "read_probability": people.read_probability,
            "click_probability": people.click_probability,
            "uses_privacy_proxy": people.uses_privacy_proxy,
            "blocks_images": people.blocks_images,
            "address_dies_at": period.times(
                people.address_dies, people.address_dies < period.seconds
            ),
            "social_rate": people.social_rate,
        }
    )


def _number(name: str, value: object, *, least: int) -> int:
    if not isinstance(value, SupportsIndex):
        raise ArgumentTypeError(f"{name} must be a whole number, not {value!r}")
    number = operator.index(value)
    if number < least:
        raise InvalidArgumentError(f"{name} must be {least} or more, not {number}")
    return number


def _day(name: str, value: object) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise InvalidArgumentError(
                f"{name} must be a date such as '2024-12-31', not {value!r}"
            ) from None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ArgumentTypeError(f"{name} must be a date or its ISO text, not {value!r}")
