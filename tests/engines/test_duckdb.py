"""DuckDB relations give the numbers that pandas frames give."""

from typing import Any

import duckdb
import pandas as pd
import pytest

import engagement_metrics as em
from tests.engine.catalogue import METRICS

ORDERS = em.datasets.cdnow_orders()


def relation(frame: pd.DataFrame) -> Any:  # noqa: ANN401 (DuckDB tells no type)
    return duckdb.from_df(frame)


def numbers(estimate: em.Estimate) -> dict[str, Any]:
    return {
        name: value for name, value in estimate.to_dict().items() if isinstance(value, int | float)
    }


@pytest.mark.parametrize(
    "name",
    ["purchase_frequency", "average_order_value", "repeat_purchase_rate", "retention",
     "returning_share", "big_spenders", "revenue_per_buyer"],
)  # fmt: skip
@pytest.mark.parametrize("every", [None, "1q"])
def test_orders(name: str, every: str | None) -> None:
    for by in (None, "n_items"):
        question: dict[str, Any] = {"window": "90d", "every": every, "by": by, "detail": True}
        here = METRICS[name](ORDERS, **question)
        there = METRICS[name](relation(ORDERS), **question)
        if by is None and every is None:
            assert there.excluded == here.excluded
            assert numbers(there) == pytest.approx(numbers(here), rel=1e-12)
        else:
            pd.testing.assert_frame_equal(there, here, rtol=1e-12)


def test_emails_customers_and_selections() -> None:
    shop = em.datasets.simulate_shop(customers=150, start="2023-07-01", seed=3)
    question: dict[str, Any] = {"by": "segment", "where": {"country": ["DE", "FR"]}}
    for every in (None, "1q"):
        here = em.newsletter_open_rate(
            shop.emails, customers=shop.customers, every=every, **question
        )
        there = em.newsletter_open_rate(
            relation(shop.emails), customers=relation(shop.customers), every=every, **question
        )
        pd.testing.assert_frame_equal(there, here, rtol=1e-12, check_dtype=False)


def test_repeated_ids_are_found_there() -> None:
    twice = relation(pd.concat([ORDERS, ORDERS.head(3)]))
    with pytest.raises(em.InvalidRecordsError, match="6922 rows hold 6919 distinct ids"):
        em.purchase_frequency(twice)
    assert em.purchase_frequency(twice, checks=False) > 1


def test_problems_have_no_row_positions_there() -> None:
    negative = relation(ORDERS.assign(amount=-1.0))
    with pytest.raises(
        em.InvalidRecordsError, match=r"negative in 6919 rows that would count[.] A"
    ):
        em.average_order_value(negative)


def test_records_and_customers_must_be_on_one_engine() -> None:
    customers = pd.DataFrame({"customer_id": ["0001"], "segment": ["a"]})
    with pytest.raises(em.InvalidArgumentError, match="different engines"):
        em.purchase_frequency(relation(ORDERS), customers=customers, by="segment")
