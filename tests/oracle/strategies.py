"""Small messy shops as Hypothesis strategies, which shrink."""

import random
from datetime import datetime, timedelta

from hypothesis import strategies as st

from .shops import (
    AMOUNTS,
    BEGIN,
    CHANNELS,
    DAYS,
    NETWORKS,
    SOCIAL_TYPES,
    STATUSES,
    TURNS,
    Clock,
    Row,
    Shop,
    at,
    customer_ids,
    price_parts,
    random_emails,
    shop,
)


def wall_times() -> st.SearchStrategy[datetime]:
    """Turns of the calendar, and any minute of about two years."""
    anywhere = st.integers(0, DAYS * 24 * 60).map(lambda m: BEGIN + timedelta(minutes=m))
    return st.sampled_from(TURNS) | anywhere


def amounts() -> st.SearchStrategy[float]:
    """Whole cents, among them zero and sums that reach a threshold exactly."""
    cents = st.integers(0, 500_000).map(lambda c: c / 100)
    return st.sampled_from(AMOUNTS) | cents


def order_rows(
    *, clock: Clock = "naive", max_size: int = 60, customers: int = 6
) -> st.SearchStrategy[list[Row]]:
    """Orders of a few customers, guests among them."""
    row = st.fixed_dictionaries(
        {
            "customer_id": st.sampled_from([*customer_ids(customers), None]),
            "ordered_at": wall_times().map(lambda wall: at(wall, clock)),
            "amount": amounts(),
            "status": st.sampled_from(STATUSES),
            "is_test": st.sampled_from((False, False, False, True, None)),
            "channel": st.sampled_from(CHANNELS),
        }
    )
    return st.lists(row, max_size=max_size).map(_numbered)


def social_rows(
    *, clock: Clock = "naive", max_size: int = 60, customers: int = 6
) -> st.SearchStrategy[list[Row]]:
    """Social events of a few customers and of strangers."""
    row = st.fixed_dictionaries(
        {
            "type": st.sampled_from(SOCIAL_TYPES),
            "occurred_at": wall_times().map(lambda wall: at(wall, clock)),
            "customer_id": st.sampled_from([*customer_ids(customers), "stranger", None]),
            "network": st.sampled_from(NETWORKS),
            "count": st.integers(0, 5),
        }
    )
    return st.lists(row, max_size=max_size)


def email_rows(
    *, clock: Clock = "naive", max_messages: int = 20, customers: int = 6
) -> st.SearchStrategy[list[Row]]:
    """The events of a few messages."""

    def build(seed: int, count: int) -> list[Row]:
        rng = random.Random(seed)  # noqa: S311
        return random_emails(rng, count=count, ids=customer_ids(customers), clock=clock)

    return st.builds(build, st.integers(0, 10**6), st.integers(0, max_messages))


def shops(*, max_size: int = 80) -> st.SearchStrategy[Shop]:
    """Whole shops."""
    return st.builds(
        lambda seed, size: shop(seed, size=size), st.integers(0, 10**6), st.integers(0, max_size)
    )


def _numbered(rows: list[Row]) -> list[Row]:
    return [
        {"order_id": f"o{number}", **row, **price_parts(number, row["amount"])}
        for number, row in enumerate(rows)
    ]
