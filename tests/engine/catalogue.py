"""The library's metrics under the names that the brute force gives to its definitions."""

import engagement_metrics as em
from engagement_metrics.engine.formulas import Formula
from engagement_metrics.records.vocabulary import INTERACTIONS
from engagement_metrics.report.catalogue import metrics

orders, revenue = em.measures.orders, em.measures.revenue


@em.metric(unit="fraction", bounds=(0, 1))
def retention() -> Formula:
    return em.total((orders >= 1) & (orders.previous >= 1)) / em.total(orders.previous >= 1)


@em.metric(unit="fraction", bounds=(0, 1))
def churn() -> Formula:
    return em.total((orders.previous >= 1) & ~(orders >= 1)) / em.total(orders.previous >= 1)


@em.metric(unit="fraction", bounds=(0, 1))
def returning_share() -> Formula:
    return em.total((orders >= 1) & (orders.before >= 1)) / em.total(orders >= 1)


@em.metric(unit="fraction", bounds=(0, 1))
def big_spenders(least: float = 100) -> Formula:
    return em.total(revenue >= least) / em.total(orders >= 1)


@em.metric(unit="likes per buyer")
def likes_per_buyer() -> Formula:
    return em.total(em.measures.likes) / em.total(orders >= 1)


@em.metric(unit="fraction", bounds=(0, 1))
def revenue_from_repeat_buyers() -> Formula:
    return em.total(revenue * (orders >= 2)) / em.total(revenue)


@em.metric(unit="orders")
def orders_in_all() -> Formula:
    return em.total(orders)


@em.metric(unit="currency per order")
def large_order_quartile() -> Formula:
    return em.quantile(em.Order, "amount", 0.25, where=em.column("amount") >= 20)


@em.metric(unit="fraction", bounds=(0, 1))
def days_with_clicks() -> Formula:
    days = em.count_days(em.WebEvent, where={"name": "click"})
    return em.total(days) / (em.total(days >= 1) * em.days_in_window())


opened, scored = em.newsletter_open_rate, em.social_interaction_score
first_csat, last_csat = em.csat.using(answers="first"), em.csat.using(answers="last")
value, repeat = em.average_order_value, em.repeat_purchase_rate

METRICS: dict[str, em.Metric] = {
    "purchase_frequency": em.purchase_frequency,
    "average_order_value": value,
    "repeat_purchase_rate": repeat,
    "repeat_purchase_rate_3": repeat.using(at_least=3),
    "newsletter_open_rate": opened,
    "newsletter_open_rate_sent": opened.using(denominator="sent"),
    "newsletter_open_rate_include": opened.using(machine_opens="include"),
    "newsletter_open_rate_exclude": opened.using(machine_opens="exclude_recipients"),
    "newsletter_open_rate_impute": opened.using(machine_opens="impute"),
    "newsletter_open_rate_no_clicks": opened.using(click_implies_open=False),
    "newsletter_open_rate_as_it_looked": opened.using(open_days=None),
    "social_interaction_score": scored,
    "social_interaction_score_weighted": scored.using(
        weights={"like": 0, "comment": 3, "share": 2.5, "follow": 1}
    ),
    "social_interaction_score_audience": scored.using(audience=1000),
    "social_interaction_score_roster": scored.using(audience="customers"),
    "retention": retention,
    "churn": churn,
    "returning_share": returning_share,
    "big_spenders": big_spenders,
    "likes_per_buyer": likes_per_buyer,
    "revenue_from_repeat_buyers": revenue_from_repeat_buyers,
    "orders_in_all": orders_in_all,
    "spend_per_buyer": em.purchase_frequency * value,
    "order_value_change": value - value.previous,
    "repeat_rate_change": repeat - repeat.previous,
    "median_order_value": em.median_order_value,
    "order_value_percentile": em.order_value_percentile,
    "large_order_quartile": large_order_quartile,
    "days_since_last_order": em.days_since_last_order,
    "days_since_last_order_90": em.days_since_last_order.using(q=0.9),
    "time_to_second_order": em.time_to_second_order,
    "time_between_orders": em.time_between_orders.using(share=0.3),
    "repeat_rate_within_7": em.repeat_rate_within.using(days=7),
    "unbounded_retention_30": em.unbounded_retention.using(day=30, of="web_events"),
    "active_user_count_engaged": em.active_user_count.using(active="engaged"),
    "daily_active_users_events": em.daily_active_users.using(of="web_events"),
    "stickiness_engaged": em.stickiness.using(active="engaged"),
    "days_with_clicks": days_with_clicks,
    "bracket_retention_month": em.bracket_retention.using(first=20, last=50),
}
METRICS |= {
    "repeat_order_probability_2": em.repeat_order_probability.using(n=2),
    "interaction_count_likes": em.interaction_count.using(types=["like"]),
    "social_interaction_score_x": scored.using(weights="x_2023"),
    "mean_open_rate_of_campaigns_sent": em.mean_open_rate_of_campaigns.using(denominator="sent"),
    "mean_bounce_rate_of_campaigns": em.mean_of(em.bounce_rate, "campaign_id"),
    "mean_open_rate_as_it_looked": em.mean_open_rate_of_campaigns.using(open_days=None),
    "click_rate_sent": em.click_rate.using(denominator="sent"),
    "click_rate_any_link": em.click_rate.using(unsubscribe_links=True),
    "click_to_open_rate_include": em.click_to_open_rate.using(machine_opens="include"),
    "complaint_rate_sent": em.complaint_rate.using(denominator="sent"),
}
METRICS |= {
    "share_of_voice_all": em.share_of_voice.using(types=INTERACTIONS),
    "engagement_rate_by_reach_likes": em.engagement_rate_by_reach.using(types="like"),
    "nps_last": em.nps.using(answers="last"),
    "nps_first_weighted": em.nps.using(answers="first", weights="weight"),
    "csat_first": first_csat,
    "csat_last": last_csat,
    "csat_change_of_first": first_csat - first_csat.previous,
    "csat_change_of_last": last_csat - last_csat.previous,
    "mean_survey_score_last": em.mean_survey_score.using(answers="last"),
    "ces_last": em.ces.using(answers="last"),
    "nps_weighted": em.nps.using(weights="weight"),
    "ces_low_is_easy": em.ces.using(higher_is_easier=False, easy=2),
    "engaged_visit_rate_computed": em.engaged_visit_rate.using(engaged="computed"),
    "visit_bounce_rate_single_page": em.visit_bounce_rate.using(sense="single_page"),
}
METRICS |= {
    f"{metric.name}_as_it_looked": metric.using(open_days=None)
    for metric in (
        em.delivery_rate, em.bounce_rate, em.hard_bounce_rate, em.soft_bounce_rate, em.click_rate,
        em.unsubscribe_rate,
    )
}  # fmt: skip
METRICS = {**metrics(), **METRICS}
EVERY_METRIC = {name: metric.named(name) for name, metric in METRICS.items()}
# What is known of customers says nothing of posts.
METRICS = {
    name: metric
    for name, metric in EVERY_METRIC.items()
    if all("customer_id" in measure.kind.unit for measure in metric.definition({}).measures)
}
