"""Inputs that no export should hold and some do: bytes, JSON, frames and options, at random."""

# Long tables of values are read more easily with several in a line.
# ruff: noqa: E501

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pandas as pd
import polars as pl

from tests.records.tables import SECRET

COLUMNS = (
    "order_id", "customer_id", "email", "ordered_at", "amount", "status", "currency", "is_test",
    "gross_sales", "discount", "refunded", "total", "tax", "shipping", "tax_included", "n_items",
    "refunded_at", "source", "line_id", "quantity", "unit_price", "refund_of", "Other",
)  # fmt: skip
TEXTS = (
    "", " ", "a", f"{SECRET}@x.de", SECRET, "1", "1.5", "1,5", "1.234,56", "-3", "1e400", "nan", "inf",
    "9007199254740993", "1600-02-29", "9999-12-31 23:59:59", "2025-03-01", "2025-03-30 02:30",
    "2025-03-01T10:00:00Z", "2025-03-01 10:00:00 +0200", "31.12.2025", "0000-00-00", "completed",
    "Pending", "EUR", "usd", "true", "no", "0", "=1+1", "<b>x</b>", "'; drop table x", "\ufeff", "\x00",
    "é" * 40, "\U0001f600", "\u202e", "١٢", '"', "a\nb", "9" * 400,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**53 + 1, 2**63 - 1, 2**70, 0.5, -0.0, float("nan"), float("inf"),
    1e308, Decimal("1.10"), Decimal("NaN"), date(1600, 1, 1), date(9999, 12, 31), b"\xff",
    datetime(2025, 3, 1), datetime(2025, 3, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC),  # noqa: DTZ001
    [1], {"a": SECRET}, (), pd.NA, pd.NaT, "\ud800",
)  # fmt: skip
OPTIONS: dict[str, tuple[Any, ...]] = {
    "decimal": (",", "."),
    "dates": ("day_first", "month_first", "unix", "unix_ms", "unix_us", "%d.%m.%Y", "%q"),
    "tz": ("Europe/Paris", "UTC"),
    "duplicates": ("first", "last"),
    "grain": ("line",),
    "revenue": ("gross", "net_of_discounts", "net", "total"),
    "refunds": ("order", "refund"),
    "currency": ("EUR",),
    "rates": ({"USD": 0.5},),
    "guests": ("email", "exclude", "each", "error"),
    "statuses": ("completed",),
    "test_orders": ("exclude",),
    "free_orders": ("exclude",),
    "same_day": ("merge",),
    "identity": ({"a": "b"}, {"1": "a"}),
    "pseudonymise": ("a key of sixteen bytes",),
    "values": ({"status": {"a": "completed"}}, {"customer_id": {"0": None}}),
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252")


def value(random: Random) -> Any:  # noqa: ANN401
    """A value of any type."""
    return random.choice(TEXTS if random.random() < 0.6 else VALUES)


def columns(random: Random) -> dict[str, list[Any]]:
    """Columns of values, those that orders need among them more often than not."""
    names = random.sample(COLUMNS, random.randint(0, 8))
    if random.random() < 0.8:
        names += ["ordered_at", "amount"]
    rows = random.randint(0, 6)
    mixed = random.random() < 0.5
    return {
        name: [value(random) if mixed else random.choice(TEXTS) for _ in range(rows)]
        for name in dict.fromkeys(names)
    }


def sound(random: Random) -> dict[str, list[Any]]:
    """Columns of orders that might be right, so that policies have something to do."""
    rows = random.randint(1, 8)
    choices: dict[str, tuple[Any, ...]] = {
        "order_id": ("a", "b", "c", "d", "e", "f", None),
        "customer_id": ("u", "v", None),
        "email": ("X@y.de", "z@y.de", None),
        "ordered_at": ("2025-03-01", "2025-03-01 10:00", "2025-03-02"),
        "amount": (1.0, 2.5, -1.0, 0.0),
        "unit_price": (1.0, 2.0, None),
        "quantity": (1, 2, None),
        "gross_sales": (5.0, 7.0, None),
        "discount": (0.0, 1.0, None),
        "refunded": (0.0, 2.0, None),
        "total": (4.0, 9.0),
        "tax": (1.0, None),
        "shipping": (1.0, 0.0),
        "currency": ("EUR", "USD", None),
        "status": ("completed", "pending", None),
        "is_test": (True, False, None),
        "refund_of": ("a", "b", None),
    }
    needed = ("order_id", "ordered_at", "amount")
    names = [name for name in choices if name in needed or random.random() < 0.6]
    return {name: [random.choice(choices[name]) for _ in range(rows)] for name in names}


def options(random: Random) -> dict[str, Any]:
    """Arguments of a call."""
    names = random.sample(sorted(OPTIONS), random.choice((0, 0, 1, 2, 4)))
    chosen = {name: random.choice(OPTIONS[name]) for name in names}
    return {**chosen, "invalid": random.choice(("raise", "drop", "keep"))}


def frame(random: Random) -> Any:  # noqa: ANN401
    """A frame, or a list of dicts."""
    table = sound(random) if random.random() < 0.5 else columns(random)
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    if random.random() < 0.3:
        return rows
    try:
        if random.random() < 0.5:
            return pd.DataFrame(table)
        made = pl.DataFrame(table, strict=False)
    except (Exception, pl.exceptions.PanicException):  # noqa: BLE001 (no frame can hold them)
        return rows
    return made.lazy() if random.random() < 0.4 else made


def content(random: Random) -> tuple[str, bytes]:
    """The name and the bytes of a file."""
    name = random.choice(("a.csv", "a.tsv", "a.json", "a.jsonl", "a.parquet", "a.csv.gz"))
    found = random.choice((_bytes, _separated, _separated, _documents, _packed))(random)
    if random.random() < 0.2 and found:
        cut = random.randrange(len(found))
        found = found[:cut] + random.randbytes(random.randint(0, 3)) + found[cut + 1 :]
    return name, found


def _bytes(random: Random) -> bytes:
    return random.choice((b"", b"\xef\xbb\xbf", b"\xff\xfe", b"PAR1")) + random.randbytes(
        random.randint(0, 60)
    )


def _written(random: Random, text: str) -> bytes:
    return text.encode(random.choice(ENCODINGS), errors="replace")


def _separated(random: Random) -> bytes:
    separator = random.choice(",;\t|")
    table = sound(random) if random.random() < 0.5 else columns(random)
    lines = [list(table), *map(list, zip(*table.values(), strict=True))]
    quote: Callable[[object], str] = lambda one: (  # noqa: E731
        "" if one is None else f'"{one}"' if random.random() < 0.2 else str(one)
    )
    return _written(random, "\n".join(separator.join(map(quote, line)) for line in lines))


def _documents(random: Random) -> bytes:
    table = sound(random) if random.random() < 0.5 else columns(random)
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    whole = random.random() < 0.5
    written = [json.dumps(row, default=str) for row in rows]
    return _written(random, f"[{','.join(written)}]" if whole else "\n".join(written))


def _packed(random: Random) -> bytes:
    return gzip.compress(_separated(random), mtime=0)
