"""Columns that look like a field are suggested, and never taken without being asked for."""

from typing import Any

import polars as pl
import pytest

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics


@pytest.mark.parametrize(
    ("have", "said"),
    [
        (["Created at", "Total"], "'ordered_at': 'Created at', 'amount': 'Total'"),
        (["date_created", "x"], "'ordered_at': 'date_created'"),
        (["ordered-at", "Ammount"], "'ordered_at': 'ordered-at', 'amount': 'Ammount'"),
        (["Bestelldatum", "Betrag"], "'ordered_at': 'Bestelldatum', 'amount': 'Betrag'"),
    ],
)  # fmt: skip
def test_columns_that_look_alike_are_suggested(have: list[str], said: str) -> None:
    with pytest.raises(em.MissingColumnError) as refused:
        em.as_orders(pl.DataFrame({name: ["1"] for name in have}))

    assert str(refused.value).endswith(f", perhaps columns={{{said}}}")


def test_nothing_is_suggested_where_nothing_looks_alike() -> None:
    with pytest.raises(em.MissingColumnError) as refused:
        em.as_orders(pl.DataFrame({"x": ["1"], "order_id": ["2"]}))

    assert "perhaps" not in str(refused.value)


def test_many_columns_are_not_all_named() -> None:
    with pytest.raises(em.MissingColumnError, match="and 5 more"):
        em.as_orders(pl.DataFrame({f"c{i}": [1] for i in range(65)}))
