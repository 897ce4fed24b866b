"""A user's mistakes: type checkers must find each marked line, and no other."""

import pandas as pd

import engagement_metrics as em


def calls(orders: pd.DataFrame) -> None:
    em.repeat_purchase_rate(orders, at_leest=3)  # error
    em.repeat_purchase_rate(orders, by="country", at_leest=3)  # error
    em.repeat_purchase_rate(orders, at_least="three")  # error
    em.purchase_frequency(orders, at_least=3)  # error
    em.purchase_frequency()  # error
    em.purchase_frequency(orders, "90d")  # error
    em.purchase_frequency(orders, window=365)  # error
    em.purchase_frequency(orders, every="1 month")  # error
    em.purchase_frequency(orders, as_of=20251231)  # error
    em.purchase_frequency(orders, by=1)  # error
    em.purchase_frequency(orders, where="channel == 'web'")  # error
    em.purchase_frequency(orders, confidence="95 %")  # error
    em.purchase_frequency(orders, week_start="Monday")  # error
    em.newsletter_open_rate(orders, machine_opens="ignore")  # error
    em.social_interaction_score(orders, weights=[1, 2])  # error
    em.social_interaction_score(orders, audience="everyone")  # error
    em.purchase_frequencies(orders)  # error


def answers(orders: pd.DataFrame) -> None:
    estimate = em.purchase_frequency(orders)
    estimate.lower  # error
    estimate.low.strip()  # error
    estimate.to_pandas()  # error
    frame = em.purchase_frequency(orders, every="1mo")
    frame.to_dicts()  # error


def algebra(orders: pd.DataFrame) -> None:
    em.purchase_frequency + "one"  # error
    em.purchase_frequency * None  # error
    em.purchase_frequency.using(at_least=3)  # error
    em.repeat_purchase_rate.using(at_leest=3)  # error
    em.repeat_purchase_rate.using(at_least=3)(orders, at_leest=3)  # error
    em.purchase_frequency.named(3)  # error
    spend = em.purchase_frequency * em.average_order_value
    spend(orders, window=365)  # error
    spend(orders, every="1 month")  # error
    spend.previously  # error


@em.metric(units="orders")  # error
def misspelt() -> em.Formula:
    return em.total(em.measures.orders)


@em.metric()  # error
def no_formula() -> float:
    return 1.0


def summary(orders: pd.DataFrame) -> None:
    em.summarize(orders)  # error
    em.summarize(orders=orders, shape="tall")  # error
    em.summarize(orders=orders, metrics=[365])  # error
    em.summarize(orders=orders, every="monthly")  # error
    em.summarize(orders=orders).to_dicts()  # error


def states(orders: pd.DataFrame) -> None:
    em.reduce(orders, em.purchase_frequency)  # error
    em.reduce(orders, batch=1)  # error
    em.reduce(orders, window="90d")  # error
    em.reduce(orders) + 1  # error
    em.summarize(em.reduce(orders), em.reduce(orders))  # error


def border(raw: pd.DataFrame) -> None:
    em.as_orders(raw, invalid="ignore")  # error
    em.as_orders(raw, colums={"amount": "Total"})  # error
    em.as_orders(raw, decimal=";")  # error
    em.as_orders(raw, invalid="drop").amount  # error
