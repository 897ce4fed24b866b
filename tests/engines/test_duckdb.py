"""DuckDB relations give the numbers that pandas frames give."""

from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import pytest

import engagement_metrics as em
from engagement_metrics.engine import native_sweep, repeats
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
     "returning_share", "big_spenders", "revenue_per_buyer", "median_order_value",
     "large_order_quartile", "days_since_last_order", "time_to_second_order",
     "time_between_orders"],
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


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
def test_days_of_other_zones(zone: str) -> None:
    # DuckDB through Narwhals converts no zones; an hour before midnight tells days apart.
    instants = ORDERS["ordered_at"].dt.tz_localize("UTC") + pd.Timedelta(hours=23)
    orders = ORDERS.assign(ordered_at=instants)
    here = em.average_order_value(orders, tz=zone)
    assert numbers(em.average_order_value(relation(orders), tz=zone)) == pytest.approx(
        numbers(here), rel=1e-12
    )
    question: dict[str, Any] = {"window": "1mo", "every": "1mo", "tz": zone, "detail": True}
    pd.testing.assert_frame_equal(
        em.average_order_value(relation(orders), **question),
        em.average_order_value(orders, **question),
        rtol=1e-12,
    )


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


def test_whole_numbers_are_compared_as_they_are() -> None:
    orders = ORDERS.assign(order_id=range(len(ORDERS)))
    assert em.purchase_frequency(relation(orders)) == em.purchase_frequency(ORDERS)
    with pytest.raises(em.InvalidRecordsError, match="6922 rows hold 6919 distinct ids"):
        em.purchase_frequency(relation(pd.concat([orders, orders.head(3)])))


def first_letters(rows: Any, name: str, hashed: str) -> Any:  # noqa: ANN401 (frames of Narwhals)
    """Numbers that many texts share."""
    return rows.with_columns(nw.col(name).str.slice(0, 1).alias(hashed)), (hashed, name)


def test_ids_that_share_a_number_are_no_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "with_hash", first_letters)
    assert em.purchase_frequency(relation(ORDERS)) == em.purchase_frequency(ORDERS)
    with pytest.raises(em.InvalidRecordsError, match="6922 rows hold 6919 distinct ids"):
        em.purchase_frequency(relation(pd.concat([ORDERS, ORDERS.head(3)])))


@pytest.mark.parametrize("by", [None, "n_items"])
def test_customers_that_share_a_number_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, by: str | None
) -> None:
    monkeypatch.setattr(native_sweep, "with_hash", first_letters)
    for metric in (em.average_order_value, em.repeat_purchase_rate):
        there = metric(relation(ORDERS), by=by, every="1mo")
        pd.testing.assert_frame_equal(there, metric(ORDERS, by=by, every="1mo"))


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


@pytest.mark.parametrize("by", [None, "n_items", "channel"])
def test_quantiles_without_intervals_are_computed_there(by: str | None) -> None:
    orders = ORDERS.assign(channel=ORDERS["n_items"].map({1: "web", 2: "app"}))
    question: dict[str, Any] = {"by": by, "confidence": None, "window": "90d"}
    if by is not None:
        question["detail"] = True
    for metric in (em.median_order_value, em.order_value_percentile.using(q=0.75)):
        here, there = metric(orders, **question), metric(relation(orders), **question)
        if by is None:
            assert numbers(there) == pytest.approx(numbers(here), rel=1e-12)
        else:
            pd.testing.assert_frame_equal(there, here, rtol=1e-12, check_dtype=False)


def test_return_curves() -> None:
    for after in ("first", "each"):
        here = em.return_curve(ORDERS, after=after, window=None, by="n_items")
        there = em.return_curve(relation(ORDERS), after=after, window=None, by="n_items")
        pd.testing.assert_frame_equal(there, here)
