"""Metrics inside a service: JSON comes in, is validated, and JSON goes out, on many threads.

    python examples/from_a_service.py

`answer` is all that a service needs; put it behind the web framework that you use. `em.Order` is
a pydantic model, so a framework that knows pydantic reads and documents the request by itself.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

import engagement_metrics as em

METRICS = (em.purchase_frequency, em.average_order_value, em.repeat_purchase_rate)
THREADS = 8


class Request(BaseModel):
    """What a client sends.

    Attributes:
        orders: One object an order; fields that `em.Order` does not declare are kept.
        as_of: The last day that counts; by default that of the last order.
        window: How far back from there.
    """

    orders: list[em.Order]
    as_of: date | None = None
    window: str = "365d"


def answer(body: str) -> str:
    """Answer a request.

    Args:
        body: The request as JSON.

    Returns:
        The metrics as JSON, or what is wrong with the request, without any value that was sent.
    """
    try:
        request = Request.model_validate_json(body)
        estimates = [
            metric(request.orders, as_of=request.as_of, window=request.window) for metric in METRICS
        ]
    except ValidationError as error:
        # `str(error)` would repeat what was sent, customers' ids included; this does not.
        details = error.errors(include_input=False, include_context=False, include_url=False)
        return json.dumps({"errors": details})
    except em.EngagementError as error:
        return json.dumps({"errors": [{"type": type(error).__name__, "msg": str(error)}]})
    # NaN is no JSON: `to_dict` has None for numbers that are undefined.
    return json.dumps({"metrics": [one.to_dict() for one in estimates]}, allow_nan=False)


def request_body(orders: list[dict[str, Any]], **arguments: str) -> str:
    """A request as a client would send it."""
    return json.dumps({"orders": orders, **arguments})


def show(title: str, value: object) -> None:
    """Print what JSON holds."""
    print(f"\n{title}\n{json.dumps(value, indent=2)}")


def main() -> None:
    """Send good and bad requests one after the other, then many at once."""
    cdnow = em.datasets.cdnow_orders().head(300)
    orders: list[dict[str, Any]] = json.loads(
        cdnow.to_json(orient="records", date_format="iso", date_unit="s")
    )

    def answered(records: list[dict[str, Any]], **arguments: str) -> dict[str, Any]:
        reply: dict[str, Any] = json.loads(answer(request_body(records, **arguments)))
        return reply

    show("Two of 300 records:", orders[:2])
    show("The answer to all of them:", answered(orders, as_of="1997-12-31"))

    bad = {"order_id": "A1", "customer_id": "ada@example.com", "ordered_at": "soon", "amount": -5}
    show("A bad record:", answered([*orders, bad]))
    show("A window that is none:", answered(orders, window="1 year"))
    show("An order that comes twice:", answered([*orders, orders[0]]))
    show("No orders, the first metric:", answered([])["metrics"][0])

    # Without a request model: metrics take lists of dicts as well, and validate them.
    print("\nA list of dicts, straight into a metric:")
    print(em.average_order_value(orders, as_of="1997-12-31"))
    try:
        em.average_order_value([*orders, bad])
    except em.InvalidRecordsError as error:
        print(f"\nWith the bad record in it:\n{error}")

    bodies = [request_body(orders, as_of=f"1997-{month:02}-28") for month in range(1, 13)] * 2
    expected = [answer(body) for body in bodies]
    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(answer, bodies))
    if answers != expected:
        message = "threads must give the very answers that one thread gives"
        raise AssertionError(message)
    print(f"\n{THREADS} threads answered {len(bodies)} requests exactly as one thread did.")


if __name__ == "__main__":
    main()
