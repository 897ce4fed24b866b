"""Messy shops: random rows that have every trap of real exports in them.

Equal seeds make equal shops. All rows of a kind have the same keys.
"""

# Naive times are what many exports hold, and chance is not secrecy here.
# ruff: noqa: DTZ001, S311

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

Row = dict[str, Any]
Clock = Literal["naive", "utc", "berlin"]

BERLIN = ZoneInfo("Europe/Berlin")

# Places in time where days, months and offsets go wrong: both sides of midnight, the ends of
# months, the leap day, and the hours that summer time skips (2024-03-31) and repeats (2024-10-27).
TURNS = (
    datetime(2023, 12, 31, 23, 59, 59), datetime(2024, 1, 1), datetime(2024, 1, 31, 23, 30),
    datetime(2024, 2, 28, 12), datetime(2024, 2, 29), datetime(2024, 2, 29, 23, 59, 59, 999999),
    datetime(2024, 3, 1), datetime(2024, 3, 31, 0, 30), datetime(2024, 3, 31, 1, 59),
    datetime(2024, 3, 31, 3, 0), datetime(2024, 3, 31, 22, 30), datetime(2024, 4, 30, 22, 15),
    datetime(2024, 10, 26, 22, 30), datetime(2024, 10, 27, 0, 30), datetime(2024, 10, 27, 2, 30),
    datetime(2024, 10, 27, 23, 30), datetime(2024, 12, 31, 23, 30), datetime(2025, 1, 1, 0, 15),
    datetime(2025, 2, 28, 23, 59, 59), datetime(2025, 3, 1),
)  # fmt: skip
BEGIN = datetime(2023, 11, 15)
DAYS = 500

AMOUNTS = (0.0, 0.01, 0.1, 0.2, 19.99, 33.33, 66.67, 50.0, 99.99, 100.0, 100.01, 1234.56)
STATUSES = ("completed",) * 8 + ("cancelled", "pending", "failed", None)
SEGMENTS = ("regular", "regular", "regular", "vip", "rare", None)
CHANNELS = ("web", "web", "app", "store", None)
NETWORKS = ("instagram", "tiktok", None)
SOCIAL_TYPES = (
    "like", "like", "like", "comment", "share", "save", "follow", "unfollow", "ambassador_follow",
    "review", "message", "mention", "click", "view", "report",
)  # fmt: skip

DATES_TO_ASK = (
    date(2024, 1, 1), date(2024, 1, 31), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1),
    date(2024, 3, 30), date(2024, 3, 31), date(2024, 6, 30), date(2024, 10, 27), date(2024, 12, 31),
    date(2025, 2, 28), date(2025, 3, 1),
)  # fmt: skip
WINDOWS_TO_ASK = ("365d", "30d", "1d", "12mo", "1mo", "2mo", "1q", "1y", "4w", "90d")


@dataclass(frozen=True)
class Shop:
    """Rows of every kind, with the zone in which to read them."""

    orders: list[Row]
    emails: list[Row]
    social: list[Row]
    customers: list[Row]
    tz: str | None
    clock: Clock
    families: dict[str, list[Row]] = field(default_factory=dict, repr=False)
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, list[Row]]:
        """The rows by kind, as the brute force takes them."""
        return {
            "orders": self.orders,
            "emails": self.emails,
            "social": self.social,
            "customers": self.customers,
            **self.families,
        }

    def with_rows(self, rows: Mapping[str, list[Row]]) -> Self:
        """The same shop with other rows of some kinds."""
        own: dict[str, Any] = {
            kind: found for kind, found in rows.items() if kind not in self.families
        }
        families = {kind: rows.get(kind, found) for kind, found in self.families.items()}
        return replace(self, **own, families=families)


def at(wall: datetime, clock: Clock) -> datetime:
    """A wall time as an export writes it: naive, in UTC, or with the offset of Berlin."""
    if clock == "naive":
        return wall
    if clock == "utc":
        return wall.replace(tzinfo=UTC)
    # Via UTC, since a wall time that summer time skips does not exist.
    return wall.replace(tzinfo=BERLIN).astimezone(UTC).astimezone(BERLIN)


def random_wall_time(rng: random.Random, earlier: Sequence[datetime] = ()) -> datetime:
    """Often a turn of the calendar, often a time that another row has, else any second."""
    dice = rng.random()
    if dice < 0.2:
        return rng.choice(TURNS)
    if dice < 0.35 and earlier:
        return rng.choice(earlier)
    return BEGIN + timedelta(days=rng.randrange(DAYS), seconds=rng.randrange(86400))


def customer_ids(count: int) -> list[str]:
    """Ids with leading zeros, which must not become numbers."""
    return [f"{number:04d}" for number in range(count)]


def random_customers(rng: random.Random, ids: Sequence[str]) -> list[Row]:
    """A customers table that lacks some customers and has some who never did anything."""
    known = [customer for customer in ids if rng.random() < 0.85] + ["silent-1", "silent-2"]
    return [
        {
            "customer_id": customer,
            "segment": rng.choice(SEGMENTS),
            "country": rng.choice(("DE", "AR", None)),
            "is_member": (True, False, None)[number % 3],
            "acquired_via": ("referral", "search", None, "store")[number % 4],
        }
        for number, customer in enumerate(known)
    ]


def random_orders(
    rng: random.Random, *, count: int, ids: Sequence[str], clock: Clock = "naive"
) -> list[Row]:
    """Orders with guests, ties, faults and zero amounts; most optional columns may be absent.

    Some customers stop for good in the middle, and some of them return near the end.
    """
    with_status, with_test = rng.random() < 0.7, rng.random() < 0.5
    with_channel, with_currency = rng.random() < 0.8, rng.random() < 0.3
    guests = rng.choice((0.0, 0.1, 0.3))
    stop = BEGIN + timedelta(days=DAYS // 3)
    back = BEGIN + timedelta(days=DAYS - 60)
    quitters = set(rng.sample(list(ids), k=len(ids) // 3))
    walls: list[datetime] = []
    rows: list[Row] = []
    for number in range(count):
        customer = None if rng.random() < guests else rng.choice(ids)
        if rows and rng.random() < 0.1:
            wall, customer = walls[-1], rows[-1]["customer_id"]
        else:
            wall = random_wall_time(rng, walls)
            if customer in quitters and stop <= wall < back:
                wall = random_wall_time(rng, [w for w in walls if w < stop] or [BEGIN])
                wall = wall if not stop <= wall < back else BEGIN + (wall - stop) % (stop - BEGIN)
        walls.append(wall)
        amount = rng.choice(AMOUNTS) if rng.random() < 0.5 else round(rng.lognormvariate(3, 1), 2)
        row: Row = {
            "order_id": f"o{number}",
            "customer_id": customer,
            "ordered_at": at(wall, clock),
            "amount": amount,
        }
        if with_status:
            row["status"] = rng.choice(STATUSES)
        if with_test:
            row["is_test"] = rng.choice((True, False, False, False, None))
        if with_channel:
            row["channel"] = rng.choice(CHANNELS)
        if with_currency:
            row["currency"] = "EUR"
        rows.append(row | price_parts(number, amount))
    return rows


def price_parts(number: int, amount: float) -> Row:
    """What an amount is made of, and how many items it paid."""
    discount = (0.0, 0.0, 5.0, 0.01)[number % 4]
    refunded = (0.0, 0.0, 0.0, amount, round(amount / 2, 2))[number % 5]
    return {
        "gross_sales": round(amount + discount, 2),
        "discount": discount,
        "refunded": refunded,
        "n_items": number % 3 + 1,
    }


def message_events(
    rng: random.Random,
    *,
    sent: datetime,
    reports_deliveries: bool,
    flags_machines: bool,
) -> list[tuple[str, datetime, bool | None]]:
    """The events of one message: type, wall time, and whether a machine did it."""
    events: list[tuple[str, datetime, bool | None]] = []
    if rng.random() < 0.15:
        events.append(("queued", sent - timedelta(minutes=rng.randrange(120)), None))
    fate = rng.random()
    if fate < 0.05:
        return [*events, (rng.choice(("rejected", "failed")), sent, None)] if events else []
    events.append(("sent", sent, None))
    if fate < 0.15:
        return [*events, ("bounced", sent + timedelta(hours=rng.randrange(30)), None)]
    if fate < 0.2:
        events.append((rng.choice(("deferred", "bounced")), sent + timedelta(minutes=5), None))
    if fate > 0.23 and reports_deliveries:
        events.append(("delivered", sent + timedelta(minutes=rng.randrange(600)), None))
    if rng.random() < 0.03:
        events.append(("bounced", sent + timedelta(days=1), None))
    return [*events, *reactions(rng, sent=sent, flags_machines=flags_machines)]


def reactions(
    rng: random.Random, *, sent: datetime, flags_machines: bool
) -> list[tuple[str, datetime, bool | None]]:
    """What people and machines do with a message: nothing, at once, or much too late."""
    person, machine = (False, True) if flags_machines else (None, None)
    events: list[tuple[str, datetime, bool | None]] = []
    if rng.random() < 0.25:
        events.append(("opened", sent + timedelta(minutes=rng.randrange(5)), machine))
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        late = timedelta(days=rng.choice((0, 0, 1, 6, 7, 8, 20)), hours=rng.randrange(24))
        events.append(("opened", sent + late, person))
    if rng.random() < 0.25:
        late = timedelta(days=rng.choice((0, 1, 7, 8)), hours=rng.randrange(24))
        events.append(("clicked", sent + late, rng.choice((person, person, machine))))
    for kind in ("unsubscribed", "complained"):
        if rng.random() < 0.08:
            late = timedelta(days=rng.choice((0, 1, 7, 8)), hours=rng.randrange(24))
            events.append((kind, sent + late, None))
    return events


def random_emails(
    rng: random.Random,
    *,
    count: int,
    ids: Sequence[str],
    clock: Clock = "naive",
    with_customer: bool | None = None,
) -> list[Row]:
    """The events of `count` messages.

    There are bounces, machine opens, clicks without opens, late opens and repeated events, and
    sometimes no deliveries at all, no customer ids, or no flags. The events of a message agree on
    campaign and customer, and none is earlier than its sending.
    """
    reports_deliveries, flags_machines = rng.random() < 0.7, rng.random() < 0.8
    with_sent_at = rng.random() < 0.4
    if with_customer is None:
        with_customer = rng.random() < 0.6
    anonymous = {customer for customer in ids if rng.random() < 0.1}
    rows: list[Row] = []
    for number in range(count):
        owner = rng.choice(ids)
        sent = random_wall_time(rng)
        campaign = rng.choice(("spring", "autumn", None))
        tells_sent_at = rng.random() < 0.8
        events = message_events(
            rng, sent=sent, reports_deliveries=reports_deliveries, flags_machines=flags_machines
        )
        if events and rng.random() < 0.2:
            events.append(rng.choice(events))
        for kind, wall, by_machine in events:
            row: Row = {
                "type": kind,
                "occurred_at": at(wall, clock),
                "message_id": f"m{number // 2}",
                "recipient": f"{owner}-{number % 2}@example.org",
                "campaign_id": campaign,
                "bounce_type": None,
                "is_unsubscribe_link": None,
            }
            if flags_machines:
                row["is_machine"] = by_machine
            if kind == "bounced":
                row["bounce_type"] = rng.choice(("hard", "soft", "soft", "undetermined", None))
            if kind == "clicked":
                row["is_unsubscribe_link"] = rng.choice((True, False, False, None))
            if with_sent_at:
                row["sent_at"] = at(sent, clock) if tells_sent_at else None
            if with_customer:
                row["customer_id"] = None if owner in anonymous else owner
            rows.append(row)
    rows += subscription_changes(rng, rows, ids=ids, clock=clock)
    rng.shuffle(rows)
    return rows


def subscription_changes(
    rng: random.Random, like: Sequence[Row], *, ids: Sequence[str], clock: Clock
) -> list[Row]:
    """Subscriptions, and some that end, which are about no message."""
    if not like:
        return []
    columns = dict.fromkeys(like[0])
    rows: list[Row] = []
    for owner in ids:
        begin = random_wall_time(rng)
        changes = [("subscribed", begin), ("unsubscribed", begin + timedelta(days=90))]
        for kind, wall in changes[: rng.choice((0, 1, 1, 2))]:
            known = {
                "type": kind,
                "occurred_at": at(wall, clock),
                "recipient": f"{owner}-0@example.org",
                "customer_id": owner,
            }
            rows.append({name: known.get(name) for name in columns})
    return rows


def random_messages(
    rng: random.Random, *, count: int, ids: Sequence[str], clock: Clock = "naive"
) -> list[Row]:
    """Messages that are rolled up already, one row per message and recipient."""
    with_machines, with_clicks = rng.random() < 0.7, rng.random() < 0.7
    rows: list[Row] = []
    for number in range(count):
        row: Row = {
            "message_id": f"m{number}",
            "recipient": rng.choice(ids),
            "sent_at": at(random_wall_time(rng), clock),
            "campaign_id": rng.choice(("spring", "autumn", None)),
            "delivered": rng.random() < 0.9,
            "opened": rng.random() < 0.4,
        }
        if with_machines:
            row["machine_opened"] = rng.random() < 0.3
        if with_clicks:
            row["clicked"] = rng.random() < 0.2
        row["unsubscribed"] = rng.random() < 0.1
        row["complained"] = rng.random() < 0.1
        row["bounce_type"] = rng.choice(("hard", "soft", "undetermined", None))
        rows.append(row)
    return rows


def random_social(
    rng: random.Random,
    *,
    count: int,
    ids: Sequence[str],
    clock: Clock = "naive",
    with_customer: bool | None = None,
) -> list[Row]:
    """Social events, some anonymous, some of people who are no customers, some counters."""
    with_count = rng.random() < 0.5
    if with_customer is None:
        with_customer = rng.random() < 0.6
    walls: list[datetime] = []
    rows: list[Row] = []
    for _ in range(count):
        wall = random_wall_time(rng, walls)
        walls.append(wall)
        person = rng.choice([*ids, "stranger", None])
        row: Row = {
            "type": rng.choice(SOCIAL_TYPES),
            "occurred_at": at(wall, clock),
            "actor_id": person,
            "network": rng.choice(NETWORKS),
            "object_id": rng.choice(("p1", "p2", "p3", "p4", None)),
            "account_id": ("own", "rival", None)[len(rows) % 3],
        }
        if with_customer:
            row["customer_id"] = person if rng.random() < 0.9 else None
        if with_count:
            row["count"] = rng.choice((0, 1, 1, 1, 2, 5))
        rows.append(row)
    return rows


def shop(seed: int, *, size: int = 100) -> Shop:
    """A whole shop from a seed; the clock, the optional columns and the traps depend on it.

    Args:
        seed: Equal seeds give equal shops.
        size: About how many orders, messages and social events there are.
    """
    # The rows of these are made of what is here.
    from .family_rows import random_families

    rng = random.Random(seed)
    clock: Clock = rng.choice(("naive", "utc", "berlin"))
    zones: dict[str, tuple[str | None, ...]] = {
        "naive": (None, "Europe/Berlin"),
        "utc": (None, "Europe/Berlin", "America/New_York"),
        "berlin": (None, "UTC", "Europe/Berlin"),
    }
    ids = customer_ids(max(2, size // rng.choice((3, 6, 12))))
    return Shop(
        orders=random_orders(rng, count=size, ids=ids, clock=clock),
        emails=random_emails(rng, count=size // 2, ids=ids, clock=clock, with_customer=True),
        social=random_social(rng, count=size, ids=ids, clock=clock, with_customer=True),
        customers=random_customers(rng, ids),
        tz=rng.choice(zones[clock]),
        clock=clock,
        families=random_families(random.Random(f"{seed}"), count=size, ids=ids, clock=clock),
        about={"seed": seed, "size": size},
    )
