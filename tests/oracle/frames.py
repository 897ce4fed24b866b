"""Lists of dicts as pandas and Polars frames, with the right types even when they are empty."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import pandas as pd
import polars as pl

Type = Literal["text", "time", "number", "whole", "flag"]

TYPES: dict[str, Type] = {
    "ordered_at": "time",
    "occurred_at": "time",
    "created_at": "time",
    "replied_at": "time",
    "responded_at": "time",
    "started_at": "time",
    "rating": "number",
    "sentiment": "number",
    "score": "number",
    "weight": "number",
    "duration_s": "number",
    "load_ms": "number",
    "points": "number",
    "engagement_ms": "whole",
    "page_views": "whole",
    "published_at": "time",
    **dict.fromkeys(("reach", "impressions", "views", "followers_at_publish"), "whole"),
    **dict.fromkeys(("likes", "comments", "shares", "saves"), "whole"),
    "key_events": "whole",
    "is_engaged": "flag",
    "verified": "flag",
    "is_member": "flag",
    "sent_at": "time",
    "amount": "number",
    "gross_sales": "number",
    "discount": "number",
    "refunded": "number",
    "n_items": "whole",
    "count": "whole",
    "is_test": "flag",
    "is_machine": "flag",
    "delivered": "flag",
    "opened": "flag",
    "machine_opened": "flag",
    "clicked": "flag",
    "unsubscribed": "flag",
    "complained": "flag",
    "is_unsubscribe_link": "flag",
}
COLUMNS = {
    "orders": (
        "order_id", "customer_id", "ordered_at", "amount", "status", "is_test", "channel",
        "gross_sales", "discount", "refunded", "n_items",
    ),
    "emails": (
        "type", "occurred_at", "message_id", "recipient", "campaign_id", "is_machine", "sent_at",
        "customer_id", "bounce_type", "is_unsubscribe_link",
    ),
    "social": (
        "type", "occurred_at", "actor_id", "network", "object_id", "customer_id", "count",
        "account_id",
    ),
    "customers": ("customer_id", "segment", "country", "is_member", "acquired_via"),
    "reviews": (
        "review_id", "customer_id", "reviewer", "created_at", "rating", "verified", "replied_at",
        "order_id", "product_id", "sentiment", "status",
    ),
    "surveys": (
        "response_id", "customer_id", "survey", "score", "responded_at", "touchpoint", "weight",
    ),
    "web_events": (
        "event_id", "customer_id", "device_id", "name", "occurred_at", "page", "duration_s",
        "load_ms",
    ),
    "sessions": (
        "session_id", "customer_id", "device_id", "started_at", "engagement_ms", "page_views",
        "key_events", "is_engaged", "channel",
    ),
    "order_lines": (
        "order_id", "customer_id", "ordered_at", "amount", "sold_as", "channel",
    ),
    "posts": (
        "post_id", "account_id", "network", "published_at", "reach", "impressions", "views",
        "followers_at_publish", "likes", "comments", "shares", "saves",
    ),
    "loyalty": ("event_id", "customer_id", "type", "points", "occurred_at", "source"),
}  # fmt: skip

ZONES = {"naive": None, "utc": "UTC", "berlin": "Europe/Berlin"}


def columns_of(rows: Sequence[Mapping[str, Any]], kind: str) -> list[str]:
    """The columns that the rows have; where there is no row, those the kind of record can have."""
    return list(dict.fromkeys(name for row in rows for name in row)) or list(COLUMNS[kind])


def _as_utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment is not None else None


def to_polars(
    rows: Sequence[Mapping[str, Any]], kind: str, *, clock: str = "naive"
) -> pl.DataFrame:
    """A Polars frame.

    Args:
        rows: The rows, all with the same keys.
        kind: `orders`, `emails`, `social` or `customers`.
        clock: `naive`, `utc` or `berlin`: the zone of the timestamps' type.
    """
    zone = ZONES[clock]
    series = []
    for name in columns_of(rows, kind):
        values = [row[name] for row in rows]
        column = TYPES.get(name, "text")
        if column == "time" and zone is not None:
            utc = pl.Series(name, [_as_utc(v) for v in values], dtype=pl.Datetime("us", "UTC"))
            series.append(utc.dt.convert_time_zone(zone))
        elif column == "time":
            series.append(pl.Series(name, values, dtype=pl.Datetime("us")))
        elif column == "number":
            series.append(pl.Series(name, values, dtype=pl.Float64))
        elif column == "whole":
            series.append(pl.Series(name, values, dtype=pl.Int64))
        elif column == "flag":
            series.append(pl.Series(name, values, dtype=pl.Boolean))
        else:
            series.append(pl.Series(name, values, dtype=pl.String))
    return pl.DataFrame(series)


def to_pandas(
    rows: Sequence[Mapping[str, Any]], kind: str, *, clock: str = "naive"
) -> pd.DataFrame:
    """A pandas frame, with the arguments of `to_polars`."""
    zone = ZONES[clock]
    columns: dict[str, Any] = {}
    for name in columns_of(rows, kind):
        values = [row[name] for row in rows]
        missing = any(value is None for value in values)
        column = TYPES.get(name, "text")
        if column == "time" and zone is not None:
            utc = pd.Series([_as_utc(v) for v in values], dtype="datetime64[us, UTC]")
            columns[name] = utc.dt.tz_convert(zone)
        elif column == "time":
            columns[name] = pd.Series(values, dtype="datetime64[us]")
        elif column == "number":
            columns[name] = pd.Series(values, dtype="float64")
        elif column == "whole":
            columns[name] = pd.Series(values, dtype="Int64" if missing else "int64")
        elif column == "flag":
            columns[name] = pd.Series(values, dtype="boolean" if missing else "bool")
        else:
            columns[name] = pd.Series(values, dtype="str")
    return pd.DataFrame(columns)
