"""What is asked only in thorough runs: all metrics, where a few of each shape show the rest."""

from collections.abc import Iterable
from typing import Any

import pytest

THOROUGH = pytest.mark.thorough

# One metric or more of each shape that the engine treats differently.
FIRST = frozenset(
    {
        "purchase_frequency", "average_order_value", "repeat_purchase_rate", "newsletter_open_rate",
        "newsletter_open_rate_impute", "newsletter_open_rate_as_it_looked",
        "social_interaction_score", "social_interaction_score_audience",
        "social_interaction_score_roster", "likes_per_buyer", "returning_share",
        "repeat_order_probability_2", "revenue_from_repeat_buyers", "order_value_change",
        "list_growth_rate", "bayesian_mean_rating", "nps_weighted", "time_on_task",
        "engagement_rate_by_views", "visit_bounce_rate", "programme_participation_rate",
        "median_order_value", "time_to_second_order", "days_since_last_order",
        "repeat_rate_within_7", "unbounded_retention", "stickiness", "daily_active_users_events",
        "mean_engagement_rate_by_reach", "nps_last", "csat_change_of_first",
        "mean_open_rate_of_campaigns",
    }
)  # fmt: skip


def first(names: Iterable[str]) -> list[Any]:
    """The names of metrics, of which only the first few are asked in every run."""
    return [name if name in FIRST else pytest.param(name, marks=THOROUGH) for name in names]


def first_few(values: Iterable[Any], number: int = 1) -> list[Any]:
    """Values of which only so many are asked in every run."""
    return [
        value if i < number else pytest.param(value, marks=THOROUGH)
        for i, value in enumerate(values)
    ]
