"""Random reviews, answers, visits and points, with the traps of real exports in them."""

# Chance is not secrecy here.

import random
from collections.abc import Sequence
from datetime import timedelta

from .shops import CHANNELS, Clock, Row, at, random_wall_time

EVENT_NAMES = (
    "view_item", "view_item", "add_to_cart", "begin_checkout", "purchase", "click", "click",
    "task_start", "task_complete", "page_view",
)  # fmt: skip
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}


def random_reviews(
    rng: random.Random, *, count: int, ids: Sequence[str], clock: Clock
) -> list[Row]:
    """Reviews, some without a rating, some by nobody known, some not published."""
    with_status = rng.random() < 0.5
    rows: list[Row] = []
    for number in range(count):
        wall = random_wall_time(rng)
        answered = wall + timedelta(seconds=rng.randrange(400_000))
        known = rng.random() < 0.8
        row: Row = {
            "review_id": f"r{number}",
            "customer_id": rng.choice(ids) if known else None,
            "reviewer": rng.choice(ids) if known or rng.random() < 0.5 else None,
            "created_at": at(wall, clock),
            "rating": rng.choice((1.0, 2.0, 3.5, 4.0, 5.0, 5.0, None)),
            "verified": rng.choice((True, False, None)),
            "replied_at": rng.choice((at(answered, clock), None)),
            "order_id": rng.choice((f"o{number}", None)),
            "product_id": rng.choice(("lamp", "chair", None)),
            "sentiment": rng.choice((0.25, -0.5, 1.0, None)),
        }
        if with_status:
            row["status"] = rng.choice(("published", "published", "pending", "spam", None))
        rows.append(row)
    return rows


def random_surveys(
    rng: random.Random, *, count: int, ids: Sequence[str], clock: Clock
) -> list[Row]:
    """Answers to several surveys; people answer more than once, or not to the end."""
    rows: list[Row] = []
    for number in range(count):
        survey = rng.choice(tuple(SCALES))
        low, high = SCALES[survey]
        rows.append(
            {
                "response_id": f"a{number}",
                "customer_id": rng.choice((*ids, None)),
                "survey": survey,
                "score": rng.choice((float(rng.randint(low, high)), float(high), float(low), None)),
                "responded_at": at(random_wall_time(rng), clock),
                "touchpoint": rng.choice(("delivery", "support", None)),
                "weight": rng.choice((0.5, 1.0, 2.0)),
            }
        )
    return rows


def random_web_events(
    rng: random.Random, *, count: int, ids: Sequence[str], clock: Clock
) -> list[Row]:
    """Events of people and of devices that nobody knows."""
    rows: list[Row] = []
    for number in range(count):
        name = rng.choice(EVENT_NAMES)
        timed = name == "task_complete" and rng.random() < 0.8
        rows.append(
            {
                "event_id": f"e{number}",
                "customer_id": rng.choice((*ids, None)),
                "device_id": rng.choice((*(f"d-{one}" for one in ids), None)),
                "name": name,
                "occurred_at": at(random_wall_time(rng), clock),
                "page": rng.choice(("/", "/till", None)),
                "duration_s": rng.choice((0.5, 3.0, 42.5, 600.0)) if timed else None,
                "load_ms": float(number * 379 % 4000) if name == "page_view" else None,
            }
        )
    return rows


def random_sessions(
    rng: random.Random, *, count: int, ids: Sequence[str], clock: Clock
) -> list[Row]:
    """Visits of which not everything is known."""
    return [
        {
            "session_id": f"s{number}",
            "customer_id": rng.choice((*ids, None)),
            "device_id": rng.choice((*(f"d-{one}" for one in ids), None)),
            "started_at": at(random_wall_time(rng), clock),
            "engagement_ms": rng.choice((0, 9_999, 10_000, 61_234, None)),
            "page_views": rng.choice((0, 1, 1, 2, 7, None)),
            "key_events": rng.choice((0, 0, 1, 3, None)),
            "is_engaged": rng.choice((True, False, None)),
            "channel": rng.choice(CHANNELS),
        }
        for number in range(count)
    ]


def random_loyalty(
    rng: random.Random, *, count: int, ids: Sequence[str], clock: Clock
) -> list[Row]:
    """Points earned, spent, expired and adjusted, also by people who are in no table."""
    return [
        {
            "event_id": f"p{number}",
            "customer_id": rng.choice((*ids, "stranger", None)),
            "type": rng.choice(("earn", "earn", "redeem", "expire", "adjust")),
            "points": rng.choice((0.0, 10.0, 25.0, 100.5)),
            "occurred_at": at(random_wall_time(rng), clock),
            "source": rng.choice(("app", "card", None)),
        }
        for number in range(count)
    ]


def random_posts(rng: random.Random, *, count: int, ids: Sequence[str], clock: Clock) -> list[Row]:
    """Posts of two accounts, of which some counters are unknown and some never had a viewer."""
    return [
        {
            "post_id": None if rng.random() < 0.05 else f"post-{number}-{len(ids)}",
            "account_id": rng.choice(("own", "rival")),
            "network": rng.choice(("instagram", "tiktok", None)),
            "published_at": at(random_wall_time(rng), clock),
            "reach": rng.choice((0, 10, 333, 2000, None)),
            "impressions": rng.choice((0, 7, 1000, None)),
            "views": rng.choice((0, 3, 640, None)),
            "followers_at_publish": rng.choice((90, 100, 130, None)),
            "likes": rng.choice((0, 1, 5, 60)),
            "comments": rng.choice((0, 0, 4, None)),
            "shares": rng.choice((0, 2)),
            "saves": rng.choice((0, 1, None)),
        }
        for number in range(count)
    ]


def random_order_lines(
    rng: random.Random, *, count: int, ids: Sequence[str], clock: Clock
) -> list[Row]:
    """Lines of orders of which not all say how they were sold."""
    return [
        {
            "order_id": f"o{number // 2}",
            "customer_id": rng.choice((*ids, None)),
            "ordered_at": at(random_wall_time(rng), clock),
            "amount": rng.choice((0.0, 0.01, 19.99, 66.67)),
            "sold_as": rng.choice(("main", "main", "cross_sell", "up_sell", None)),
            "channel": rng.choice(CHANNELS),
        }
        for number in range(count)
    ]


def random_families(
    rng: random.Random, *, count: int, ids: Sequence[str], clock: Clock
) -> dict[str, list[Row]]:
    """All of them, by kind."""
    made = {
        "reviews": random_reviews,
        "surveys": random_surveys,
        "web_events": random_web_events,
        "sessions": random_sessions,
        "loyalty": random_loyalty,
        "posts": random_posts,
        "order_lines": random_order_lines,
    }
    return {kind: make(rng, count=count, ids=ids, clock=clock) for kind, make in made.items()}
