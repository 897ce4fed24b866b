"""A user's file: every line must pass under `mypy --strict` and pyright."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, assert_type

import pandas as pd
import polars as pl

import engagement_metrics as em


def pandas_user(orders: pd.DataFrame, customers: pd.DataFrame) -> None:
    estimate = em.purchase_frequency(orders)
    assert_type(estimate, em.Estimate)
    assert_type(estimate.low, float)
    assert_type(estimate + 1, float)
    assert_type(
        em.purchase_frequency(orders, window=timedelta(days=90), as_of=date(2025, 6, 30)),
        em.Estimate,
    )
    assert_type(em.average_order_value(orders, by="segment", customers=customers), pd.DataFrame)
    assert_type(em.repeat_purchase_rate(orders, every="1mo", at_least=3), pd.DataFrame)
    assert_type(
        em.repeat_purchase_rate(orders, by=["country", "channel"], every="1w"), pd.DataFrame
    )
    assert_type(em.repeat_purchase_rate(orders, window=None, confidence=None), em.Estimate)
    assert_type(orders.pipe(em.average_order_value), em.Estimate)


def polars_user(emails: pl.DataFrame, social: pl.LazyFrame) -> None:
    assert_type(em.newsletter_open_rate(emails, every="1q", week_start="sunday"), pl.DataFrame)
    assert_type(
        em.newsletter_open_rate(emails, machine_opens="impute", open_days=None), em.Estimate
    )
    assert_type(em.social_interaction_score(social), em.Estimate)
    assert_type(em.social_interaction_score(social, by="network"), pl.DataFrame)
    assert_type(em.social_interaction_score(social, every="1y", audience="customers"), pl.DataFrame)


def service(records: list[em.Order], rows: Sequence[Mapping[str, object]]) -> dict[str, Any]:
    assert_type(em.purchase_frequency(records, every="1d"), pd.DataFrame)
    assert_type(em.purchase_frequency(rows, by="country"), pd.DataFrame)
    assert_type(em.purchase_frequency([{"customer_id": 1}], by="country"), pd.DataFrame)
    return em.purchase_frequency(rows, where={"channel": ["web", "app"]}).to_dict()


def wrapper(orders: pd.DataFrame, by: str | None) -> em.Estimate | pd.DataFrame:
    answer = em.average_order_value(orders, by=by)
    assert_type(answer, em.Estimate | pd.DataFrame)
    return answer


def other_frame(relation: object) -> None:
    assert_type(em.purchase_frequency(relation), em.Estimate)
    assert_type(em.purchase_frequency(relation, every="1mo"), Any)


def algebra(orders: pd.DataFrame) -> None:
    spend = em.purchase_frequency * em.average_order_value
    assert_type(spend, em.Metric)
    assert_type(spend.named("spend_per_buyer"), em.Metric)
    assert_type(2 * em.average_order_value - em.average_order_value.previous / 2, em.Metric)
    assert_type(spend(orders), em.Estimate)
    assert_type(spend(orders, every="1mo"), Any)
    loyal = em.repeat_purchase_rate.using(at_least=3).named("loyal_share")
    assert_type(loyal(orders, by="country"), pd.DataFrame)
    assert_type(loyal(orders, at_least=4), em.Estimate)


@em.metric(unit="fraction", bounds=(0, 1))
def big_spenders(least: float = 100) -> em.Formula:
    return em.total(em.measures.revenue >= least) / em.total(em.measures.orders >= 1)


assert_type(big_spenders, em.Metric)


def own_metric(orders: pd.DataFrame) -> em.Estimate:
    least: em.Term = em.measures.revenue >= 100
    assert_type(em.total(least) / em.total(em.measures.orders), em.Formula)
    return big_spenders(orders, least=250)


def summary(orders: pd.DataFrame, emails: pl.DataFrame, social: pl.LazyFrame) -> None:
    assert_type(em.summarize(orders=orders, emails=emails, by="segment"), pd.DataFrame)
    assert_type(em.summarize(emails=emails, metrics=[em.newsletter_open_rate]), pl.DataFrame)
    assert_type(em.summarize(emails=emails, social=social, shape="wide"), pl.DataFrame)
    assert_type(em.summarize(reviews=emails, surveys=orders, customers=orders), pl.DataFrame)


def several_kinds(orders: pd.DataFrame, reviews: list[em.Review]) -> em.Estimate:
    written = em.total(em.count(em.Review)) / em.total(em.measures.orders)
    assert_type(written, em.Formula)
    per_order = em.average_order_value / em.average_order_value
    return per_order(orders=orders, reviews=reviews, window=None)


def border(raw: pd.DataFrame, lazy: pl.LazyFrame, rows: list[dict[str, object]]) -> pd.DataFrame:
    orders = em.as_orders(raw, columns={"ordered_at": "Created at"}, tz="Europe/Paris")
    assert_type(orders, pd.DataFrame)
    assert_type(em.as_reviews(lazy, decimal=",", dates="day_first"), pl.LazyFrame)
    kept, report = em.as_survey_responses(rows, invalid="keep")
    assert_type(kept, pd.DataFrame)
    assert_type(report.rows_in, int)
    dropped, _ = em.as_web_sessions(lazy, invalid="drop")
    assert_type(dropped, pl.LazyFrame)
    return orders


def states(orders: pd.DataFrame, emails: pl.LazyFrame) -> em.Estimate:
    state = em.reduce(orders, [em.purchase_frequency], by="country", batch=date(2025, 3, 1))
    state = state + em.reduce(orders, [em.purchase_frequency], by="country", batch="2025-03-02")
    assert_type(state, em.State)
    assert_type(em.reduce(orders=orders, emails=emails, tz="Europe/Berlin"), em.State)
    state.write("state")
    assert_type(em.State.read("state").batches, tuple[str, ...])
    assert_type(em.summarize(state, every="1mo", by="country"), Any)
    assert_type(em.purchase_frequency(state, every="1mo"), Any)
    return em.purchase_frequency(state)
