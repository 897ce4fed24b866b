"""More rows than engines handle at a time, with missing keys: some go wrong only there."""

# ruff: noqa: DTZ001, S311

import random
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import engagement_metrics as em
from tests.engine.cases import Case
from tests.engines.elsewhere import Engine
from tests.oracle.shops import Shop

# Engines of columns handle 2,048 to 32,768 rows at a time, and often a few such parts at once.
NUMBER = 40_000


@cache
def large_shop() -> Shop:
    """Orders of a year and a half, in no order, with ties; every key is missing here and there."""
    chance = random.Random(11)
    begin = datetime(2024, 1, 1)
    order: dict[str, Any]
    orders = []
    for number in range(NUMBER):
        order = {
            "order_id": f"o{number}",
            "customer_id": None if number % 10 == 0 else f"c{chance.randrange(6_000)}",
            "ordered_at": begin + timedelta(hours=chance.randrange(24 * 540)),
            "amount": chance.randrange(10_000) / 100,
            "status": chance.choice(("completed", "completed", "completed", "cancelled", None)),
            "channel": chance.choice(("web", "app", None)),
            "currency": "EUR",
        }
        orders.append(order)
    customers = [
        {"customer_id": f"c{number}", "country": "DE", "segment": chance.choice(("vip", None))}
        for number in range(5_000)
    ]
    return Shop(
        orders=orders, emails=[], social=[], customers=customers, tz="Europe/Berlin", clock="naive"
    )


CASES = [
    Case(name="retention", by=("channel", "segment"), window="180d"),
    Case(name="average_order_value", by=("channel",), window=None, tz=None),
    Case(name="returning_share", by=("segment",), every="1q", window="1q"),
    Case(name="median_order_value", by=("channel",), every="1y", window="1y"),
]


def check_many_rows(engine: Engine, case: Case) -> None:
    """Fail unless an engine gives the numbers of the brute force."""
    case.asked_with(engine.make, large_shop(), keeps_zones=engine.keeps_zones).check(large_shop())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_many_rows_with_missing_keys(elsewhere: Engine, case: Case) -> None:
    check_many_rows(elsewhere, case)


def test_texts_that_are_held_in_pieces() -> None:
    """As pandas holds what it read from files, or put together."""
    shop = large_shop()
    orders = pd.DataFrame(shop.orders).astype({"customer_id": "string[pyarrow]"})
    pieces = [orders.iloc[start : start + 1_000] for start in range(0, NUMBER, 1_000)]
    together = pd.concat(pieces, ignore_index=True)
    assert together["customer_id"].array.__arrow_array__().num_chunks == len(pieces)
    question: dict[str, Any] = {"by": "channel", "every": "1mo", "tz": shop.tz}
    assert_frame_equal(
        em.summarize(orders=together, **question), em.summarize(orders=orders, **question)
    )
