"""No message of an error shows the values of personal fields."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pandas as pd
import polars as pl
import pytest

import engagement_metrics
from tests.records.tables import SECRET

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics


def personal(number: int) -> list[str]:
    """As many e-mail addresses as rows."""
    return [f"{SECRET}{i}@example.com" for i in range(number)]


def orders(**columns: Any) -> pd.DataFrame:
    """Orders of which every personal field is a secret."""
    table = {
        "order_id": ["1", "2", "3"],
        "customer_id": personal(3),
        "email": personal(3),
        "name": personal(3),
        "ordered_at": pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01"]),
        "amount": [1.0, 2.0, 3.0],
        "tier": ["a", "a", "a"],
        **columns,
    }
    return pd.DataFrame({name: table[name] for name in table if table[name] is not None})


def emails(**columns: Any) -> pd.DataFrame:
    """E-mail events of which every personal field is a secret."""
    table = {
        "type": ["delivered", "opened", "clicked"],
        "occurred_at": pd.to_datetime(["2024-01-01"] * 3),
        "message_id": ["m", "m", "m"],
        "recipient": personal(3),
        "customer_id": personal(3),
        **columns,
    }
    return pd.DataFrame({name: table[name] for name in table if table[name] is not None})


def social(**columns: Any) -> pd.DataFrame:
    """Interactions of which every personal field is a secret."""
    table = {
        "type": ["like", "share", "like"],
        "occurred_at": pd.to_datetime(["2024-01-01"] * 3),
        "actor_id": personal(3),
        "customer_id": personal(3),
        "event_id": ["1", "2", "3"],
        **columns,
    }
    return pd.DataFrame({name: table[name] for name in table if table[name] is not None})


def customers(**columns: Any) -> pd.DataFrame:
    """Customers of whom every field but one is a secret."""
    table = {"customer_id": personal(3), "email": personal(3), "plan": ["a", "b", "a"], **columns}
    return pd.DataFrame({name: table[name] for name in table if table[name] is not None})


MIXED = [[7, f"{SECRET}@example.com", 1.5], [f"{SECRET}@example.com", 7, None]]
BAD_ORDERS: list[dict[str, Any]] = [
    *({"customer_id": pd.Series(ids, dtype=object)} for ids in MIXED),
    *({"order_id": pd.Series(ids, dtype=object)} for ids in MIXED),
    {"customer_id": None},
    {"ordered_at": None},
    {"amount": None},
    {"order_id": ["1", "1", "2"]},
    {"order_id": [SECRET] * 3},
    {"currency": ["EUR", "USD", "EUR"]},
    {"currency": ["EUR", None, "EUR"]},
    {"amount": [1.0, -2.0, 3.0]},
    {"amount": [1.0, float("nan"), 3.0]},
    {"status": ["done", "completed", None]},
    {"ordered_at": pd.to_datetime(["2024-01-01", "NaT", "2024-03-01"])},
    {"ordered_at": ["2024-01-01", "2024-02-01", "2024-03-01"]},
]
LISTED = {
    "order_id": "1", "customer_id": f"{SECRET}@example.com", "email": f"{SECRET}@example.com",
    "ordered_at": "2024-01-01", "amount": 1.0,
}  # fmt: skip
BAD_DICTS: list[dict[str, Any]] = [
    {**LISTED, "amount": f"{SECRET}"},
    {**LISTED, "ordered_at": f"{SECRET}"},
    {**LISTED, "customer_id": [SECRET]},
    {**LISTED, "customer_id": {"id": SECRET}},
    {**LISTED, "currency": SECRET},
    {**LISTED, "status": SECRET},
    {**LISTED, "is_test": SECRET},
    {"customer_id": SECRET},
]
BAD_EVENTS: list[dict[str, Any]] = [
    {"type": None},
    {"occurred_at": None},
    {"occurred_at": ["yesterday"] * 3},
    {"occurred_at": pd.to_datetime(["2024-01-01", "NaT", "NaT"])},
    *({"customer_id": pd.Series(ids, dtype=object)} for ids in MIXED),
]


def asked() -> Iterator[tuple[str, Callable[[], object]]]:
    """Questions that are refused."""
    ways: list[dict[str, Any]] = [{}, {"by": "tier"}, {"every": "1mo"}]
    for number, columns in enumerate(BAD_ORDERS):
        name = f"orders {number} {next(iter(columns))}"
        frame = orders(**columns)
        for i, way in enumerate(ways):
            yield f"{name} {i}", partial(em.average_order_value, frame, **way)
        yield f"{name} summary", partial(em.summarize, orders=frame)
        if not any(str(dtype) == "object" for dtype in frame.dtypes):
            in_polars = pl.from_pandas(frame)
            yield f"{name} lazy", partial(em.average_order_value, in_polars.lazy())
    for number, row in enumerate(BAD_DICTS):
        yield f"dicts {number}", partial(em.average_order_value, [LISTED, row])
    yield "dicts mixed", lambda: em.average_order_value([LISTED, SECRET])
    yield "dicts repeated", lambda: em.average_order_value([LISTED, LISTED])
    yield "text", lambda: em.average_order_value(SECRET)
    for number, columns in enumerate(BAD_EVENTS):
        mails, likes = emails(**columns), social(**columns)
        yield f"emails {number}", partial(em.newsletter_open_rate, mails)
        yield f"social {number}", partial(em.social_interaction_score, likes)
    yield (
        "emails recipient",
        lambda: em.newsletter_open_rate(emails(recipient=pd.Series(MIXED[0], dtype=object))),
    )
    yield "social event", lambda: em.social_interaction_score(social(event_id=["1", "1", "2"]))
    yield "social audience", lambda: em.social_interaction_score(social(), audience=1)
    for i, wrong in enumerate(
        [
            customers(customer_id=[SECRET] * 3),
            customers(customer_id=None),
            customers(customer_id=pd.Series(MIXED[0], dtype=object)),
            customers(plan=None),
        ]
    ):
        yield (
            f"customers {i}",
            partial(em.purchase_frequency, orders(), customers=wrong, by="plan"),
        )
        yield (
            f"customers where {i}",
            partial(em.purchase_frequency, orders(), customers=wrong, where={"plan": "a"}),
        )
    yield "by", lambda: em.purchase_frequency(orders(), by="segment")
    yield "where", lambda: em.purchase_frequency(orders(), where={"segment": "a"})
    yield "window", lambda: em.purchase_frequency(orders(), window="ME")
    yield "total", lambda: em.total(orders())


ASKED = dict(asked())


def told(error: BaseException | None) -> Iterator[str]:
    """What a traceback shows of an error: its message, its notes and those that led to it."""
    while error is not None:
        yield str(error)
        yield from getattr(error, "__notes__", ())
        hidden = error.__suppress_context__
        error = error.__cause__ or (None if hidden else error.__context__)


@pytest.mark.parametrize("name", ASKED)
def test_messages_show_no_personal_values(name: str) -> None:
    with pytest.raises(em.EngagementError) as refused:
        ASKED[name]()

    assert [text for text in told(refused.value) if SECRET in text] == []
