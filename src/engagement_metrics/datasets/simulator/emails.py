"""The newsletter of the simulated shop: what was sent, what arrived, who read it.

Messages are rows here, one array entry each, and turn into events at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.datasets.simulator.people import numbered
from engagement_metrics.datasets.simulator.period import DAY, frame_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from engagement_metrics.datasets.simulator.parameters import ShopParameters
    from engagement_metrics.datasets.simulator.people import People
    from engagement_metrics.datasets.simulator.period import Period

HOUR = 3600
NEVER = np.iinfo(np.int64).max
"""The time of what did not happen."""


@dataclass(frozen=True)
class Messages:
    """One entry a message in every array; times in seconds, `NEVER` for what did not happen."""

    customer: NDArray[np.int64]
    campaign: NDArray[np.int64]
    sent: NDArray[np.int64]
    delivered: NDArray[np.int64]
    bounced: NDArray[np.int64]
    bounced_hard: NDArray[np.bool_]
    loaded_by_proxy: NDArray[np.int64]
    opened: NDArray[np.int64]
    clicked: NDArray[np.int64]
    unsubscribed: NDArray[np.int64]
    complained: NDArray[np.int64]


def draw_emails(
    rng: np.random.Generator,
    people: People,
    period: Period,
    parameters: ShopParameters,
) -> pd.DataFrame:
    """Draw the e-mail events.

    Args:
        rng: the random stream.
        people: the customers.
        period: the days; events after them are not known yet.
        parameters: the shop's.

    Returns:
        The e-mail events frame, sorted by time.
    """
    # 1970-01-01 was a Thursday: six days later it was a Wednesday.
    first = (6 - int(period.first.astype("datetime64[D]").astype(np.int64))) % 7 * DAY + 9 * HOUR
    campaigns = np.arange(first, period.seconds, parameters.newsletter_every_days * DAY)
    messages = _draw_messages(rng, people, campaigns, parameters)
    happenings = _happenings(rng, messages, parameters)

    at = np.concatenate([h.at for h in happenings])
    order = np.argsort(at, kind="stable")
    order = order[at[order] < period.seconds]
    at = at[order]
    row = np.concatenate([h.message for h in happenings])[order]
    sizes = [len(h.at) for h in happenings]
    kind = np.repeat(np.array([h.kind for h in happenings], dtype=object), sizes)[order]
    is_machine = np.repeat(np.array([h.is_machine for h in happenings]), sizes)[order]

    customer = messages.customer[row]
    days = period.times(campaigns).astype("datetime64[D]").astype(str)
    names = np.array([f"newsletter-{day}" for day in days], dtype=object)
    bounce_type = np.full(len(row), None, dtype=object)
    bounced = kind == "bounced"
    bounce_type[bounced] = np.where(messages.bounced_hard[row[bounced]], "hard", "soft")
    return frame_of(
        {
            "event_id": numbered("E", len(row)),
            "type": kind,
            "occurred_at": period.times(at),
            "message_id": numbered("M", len(messages.customer))[row],
            "campaign_id": names[messages.campaign[row]],
            "recipient": people.recipients[customer],
            "customer_id": people.ids[customer],
            "is_machine": is_machine,
            "bounce_type": bounce_type,
            "sent_at": period.times(messages.sent[row]),
        }
    )


def _draw_messages(
    rng: np.random.Generator, people: People, campaigns: NDArray[np.int64], p: ShopParameters
) -> Messages:
    wanted = people.subscribes & (people.joined < campaigns[:, np.newaxis])
    campaign, customer = (index.astype(np.int64) for index in np.nonzero(wanted))
    count = len(customer)

    def chance(probability: float | NDArray[np.float64]) -> NDArray[np.bool_]:
        return rng.random(count) < probability

    def later(when: NDArray[np.int64], by: NDArray[np.float64]) -> NDArray[np.int64]:
        return when + np.maximum(by, 1.0).astype(np.int64)

    sent = campaigns[campaign] + rng.integers(0, HOUR // 2, count)
    hard = sent > people.address_dies[customer]
    bounces = hard | chance(p.soft_bounce_probability)
    arrival = later(sent, rng.exponential(20.0, count))
    reads = ~bounces & chance(people.read_probability[customer])
    lag = p.read_lag_median_hours * np.exp(p.read_lag_sd_log * rng.standard_normal(count))
    reading = later(arrival, lag * HOUR)
    proxied = people.uses_privacy_proxy[customer]
    shows = ~proxied & ~people.blocks_images[customer]

    def when(happens: NDArray[np.bool_], at: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.where(happens, at, NEVER)

    messages = Messages(
        customer=customer,
        campaign=campaign,
        sent=sent,
        delivered=when(~bounces, arrival),
        bounced=when(bounces, later(sent, rng.exponential(120.0, count))),
        bounced_hard=hard,
        loaded_by_proxy=when(
            ~bounces & proxied & chance(p.proxy_open_probability),
            later(arrival, rng.exponential(HOUR / 3, count)),
        ),
        opened=when(reads & shows, reading),
        clicked=when(
            reads & chance(people.click_probability[customer]),
            later(reading, rng.uniform(5.0, 300.0, count)),
        ),
        unsubscribed=when(
            reads & chance(p.unsubscribe_probability),
            later(reading, rng.uniform(20.0, 600.0, count)),
        ),
        complained=when(
            reads & chance(p.complaint_probability),
            later(reading, rng.uniform(5.0, 60.0, count)),
        ),
    )
    return _until_the_subscription_ends(messages, len(people))


def _until_the_subscription_ends(messages: Messages, people: int) -> Messages:
    """Leave out what is sent after a customer's hard bounce, unsubscription or complaint."""
    ends = np.minimum(messages.unsubscribed, messages.complained)
    ends = np.minimum(ends, np.where(messages.bounced_hard, messages.bounced, NEVER))
    end = np.full(people, NEVER)
    np.minimum.at(end, messages.customer, ends)
    goes_out = messages.sent <= end[messages.customer]
    return Messages(**{name: values[goes_out] for name, values in vars(messages).items()})


@dataclass(frozen=True)
class _Happening:
    """Events of one kind: which message each is about, and when."""

    kind: str
    message: NDArray[np.int64]
    at: NDArray[np.int64]
    is_machine: bool = False


def _happenings(
    rng: np.random.Generator, messages: Messages, p: ShopParameters
) -> list[_Happening]:
    every = np.arange(len(messages.customer))
    opens = np.flatnonzero(messages.opened != NEVER)
    repeated = np.repeat(opens, rng.poisson(p.repeat_opens, len(opens)))
    again = messages.opened[repeated] + rng.exponential(DAY, len(repeated)).astype(np.int64) + 1
    return [
        _Happening("sent", every, messages.sent),
        _Happening("delivered", every, messages.delivered),
        _Happening("bounced", every, messages.bounced),
        _Happening("opened", every, messages.loaded_by_proxy, is_machine=True),
        _Happening("opened", every, messages.opened),
        _Happening("opened", repeated, again),
        _Happening("clicked", every, messages.clicked),
        _Happening("unsubscribed", every, messages.unsubscribed),
        _Happening("complained", every, messages.complained),
    ]
