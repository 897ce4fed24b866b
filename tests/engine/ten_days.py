"""Eight orders in two windows of ten days, and what formulas make of them."""

import math
from datetime import date
from typing import Any

import polars as pl
import pytest

import engagement_metrics as em
from engagement_metrics.engine.formulas import Formula

# Two windows of ten days. In the first one a ordered twice, b once; in the second one a once, b
# three times and c once.
DAYS = [1, 2, 3, 11, 12, 13, 14, 15]
FRAME = pl.DataFrame(
    {
        "customer_id": ["a", "a", "b", "a", "b", "b", "b", "c"],
        "ordered_at": [date(2024, 1, day) for day in DAYS],
        "amount": [10.0, 20.0, 5.0, 40.0, 1.0, 2.0, 3.0, 100.0],
        "channel": ["web", "web", "app", "app", "web", None, "web", "app"],
        "items": [1, 2, 3, 4, 5, 6, 7, 8],
    }
)
WINDOW: dict[str, Any] = {"window": "10d", "as_of": "2024-01-20"}


def computed(formula: Formula, **question: Any) -> em.Estimate:
    """The value of a formula over the second window, the same in a point and in a history."""

    @em.metric()
    def made() -> Formula:
        return formula

    asked = {**WINDOW, **question}
    one: em.Estimate = made(FRAME, **asked)
    table = made(FRAME, **asked, every="1d", detail=True)
    told = table.row(table.height - 1, named=True)
    for name, value in (("made", float(one)), ("made_low", one.low), ("made_high", one.high)):
        shown = math.nan if told[name] is None else told[name]
        assert shown == pytest.approx(value, nan_ok=True)
    assert (told["units"], told["rows"]) == (one.units, one.rows)
    return one
