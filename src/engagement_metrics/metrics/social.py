"""What people do with the brand on social networks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from engagement_metrics.engine.columns import column
from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, Members, total
from engagement_metrics.engine.measures import sum_of
from engagement_metrics.engine.terms import Combination, Term
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.measures import members
from engagement_metrics.metrics.weights import WEIGHT_SETS
from engagement_metrics.records.kinds import SOCIAL_EVENTS
from engagement_metrics.records.vocabulary import INTERACTIONS


def _score(weights: Mapping[str, float]) -> Term:
    """Interactions times weights; types of equal weight share one measure."""
    types: dict[float, list[str]] = {}
    for kind, weight in sorted(weights.items()):
        types.setdefault(weight, []).append(kind)
    counted = {
        weight: sum_of(SOCIAL_EVENTS, column("count", default=1), where={"type": kinds})
        for weight, kinds in types.items()
    }
    if list(counted) == [1]:
        return counted[1]
    return Combination(tuple(counted.values()), tuple(counted))


def _weights(weights: Mapping[str, float] | str) -> dict[str, float]:
    if isinstance(weights, str):
        if weights not in WEIGHT_SETS:
            message = (
                f"weights={weights!r} is no published set; those are "
                f"{', '.join(map(repr, WEIGHT_SETS))}. Or pass a mapping of types to weights"
            )
            raise InvalidArgumentError(message)
        weights = WEIGHT_SETS[weights].weights
    unknown = sorted(str(name) for name in weights if name not in INTERACTIONS)
    if unknown:
        message = (
            f"weights name unknown types of interaction: {', '.join(unknown)}; the types are "
            f"{', '.join(INTERACTIONS)}"
        )
        raise InvalidArgumentError(message)
    for name, weight in weights.items():
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            message = f"the weight of {name} must be a number, not {weight!r}"
            raise InvalidArgumentError(message)
        if not math.isfinite(weight):
            message = f"the weight of {name} must be finite"
            raise InvalidArgumentError(message)
    counted = {name: weight for name, weight in weights.items() if weight != 0}
    if not counted:
        message = "weights must give at least one type of interaction a weight other than 0"
        raise InvalidArgumentError(message)
    return counted


@metric(
    unit="points per person",
    higher_is_better=True,
    source="equal weights, as in the engagement rates of Rival IQ and Hootsuite",
)
def social_interaction_score(
    weights: Mapping[str, float] | str | None = None,
    audience: int | Literal["customers"] | None = None,
) -> Formula:
    """How much people interact with the brand on social networks.

    `sum of weight x count over interactions / people who interacted`, or `/ audience`. Where rows
    are counters, `count` says how many interactions each stands for.

    Args:
        weights: What an interaction of each type counts, such as {"share": 3, "like": 1}; types
            that are not named count nothing; or the name of a published set, "x_2023" or
            "facebook_2018". By default 1 for like, comment, share, save, follow,
            ambassador_follow, review, message and mention.
        audience: Per whom: None for those who interacted, a number of people, or "customers" for
            everybody in the `customers` table, silent ones included.

    Returns:
        An `Estimate`, or with `by` or `every` a frame with the columns `social_interaction_score`,
        `social_interaction_score_low` and `social_interaction_score_high` (Float64, points per
        person, null where nobody interacted). Units are people; the interval is Student's t.

    Raises:
        InvalidArgumentError: A type of interaction is unknown, a weight is no finite number, or
            the audience is smaller than the number of those who interacted.
        MissingColumnError: `type`, `occurred_at` or `actor_id` is missing.

    Examples:
        >>> import engagement_metrics as em
        >>> shop = em.datasets.simulate_shop(customers=300, seed=1)
        >>> everyone = em.social_interaction_score(
        ...     shop.social, customers=shop.customers, audience="customers"
        ... )
        >>> everyone < em.social_interaction_score(shop.social)
        True
        >>> em.social_interaction_score(shop.social, weights={"share": 3, "like": 1}) > 0
        True
    """
    chosen = _weights("equal" if weights is None else weights)
    score = total(_score(chosen))
    if audience is None:
        everything = sum_of(
            SOCIAL_EVENTS, column("count", default=1), where={"type": sorted(chosen)}
        )
        return score / total(everything >= 1)
    if audience == "customers":
        return score / total(members)
    people: object = audience
    if isinstance(people, bool) or not isinstance(people, int) or people < 1:
        message = f"audience={people!r} must be a number of people, 'customers' or None"
        raise InvalidArgumentError(message)
    return score / Members(people)
