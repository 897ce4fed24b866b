"""One definition of each shape, and of each metric of the package, by a name of its own."""

from dataclasses import replace

from . import (
    activity_definitions,
    email_definitions,
    family_definitions,
    post_definitions,
    purchase_definitions,
    quantile_definitions,
    repeated_answers,
    social_definitions,
)
from .definitions import (
    Definition,
    average_order_value,
    big_spenders,
    churn,
    likes_per_buyer,
    newsletter_open_rate,
    order_value_change,
    orders_in_all,
    purchase_frequency,
    repeat_purchase_rate,
    repeat_rate_change,
    retention,
    returning_share,
    revenue_from_repeat_buyers,
    revenue_per_buyer,
    social_interaction_score,
    spend_per_buyer,
)


def shapes() -> dict[str, Definition]:
    """The five metrics with their parameters, and metrics as users define them."""
    return {
        "purchase_frequency": purchase_frequency(),
        "average_order_value": average_order_value(),
        "repeat_purchase_rate": repeat_purchase_rate(),
        "repeat_purchase_rate_3": repeat_purchase_rate(3),
        "newsletter_open_rate": newsletter_open_rate(),
        "newsletter_open_rate_sent": newsletter_open_rate(denominator="sent"),
        "newsletter_open_rate_include": newsletter_open_rate(machine_opens="include"),
        "newsletter_open_rate_exclude": newsletter_open_rate(machine_opens="exclude_recipients"),
        "newsletter_open_rate_impute": newsletter_open_rate(machine_opens="impute"),
        "newsletter_open_rate_no_clicks": newsletter_open_rate(click_implies_open=False),
        "newsletter_open_rate_as_it_looked": newsletter_open_rate(open_days=None),
        "social_interaction_score": social_interaction_score(),
        "social_interaction_score_weighted": social_interaction_score(
            weights={"like": 0, "comment": 3, "share": 2.5, "follow": 1}
        ),
        "social_interaction_score_audience": social_interaction_score(audience=1000),
        "social_interaction_score_roster": social_interaction_score(audience="customers"),
        "retention": retention(),
        "churn": churn(),
        "returning_share": returning_share(),
        "big_spenders": big_spenders(),
        "likes_per_buyer": likes_per_buyer(),
        "revenue_from_repeat_buyers": revenue_from_repeat_buyers(),
        "revenue_per_buyer": revenue_per_buyer(),
        "orders_in_all": orders_in_all(),
        "spend_per_buyer": spend_per_buyer(),
        "order_value_change": order_value_change(),
        "repeat_rate_change": repeat_rate_change(),
    }


def catalogue() -> dict[str, Definition]:
    """All of them."""
    found = {
        **shapes(),
        **purchase_definitions.definitions(),
        **email_definitions.definitions(),
        **social_definitions.definitions(),
        **family_definitions.definitions(),
        **quantile_definitions.definitions(),
        **activity_definitions.definitions(),
        **post_definitions.definitions(),
        **repeated_answers.definitions(),
    }
    return {key: replace(definition, name=key) for key, definition in found.items()}
