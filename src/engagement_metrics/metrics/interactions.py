"""How often people interact with the brand, and with what."""

from __future__ import annotations

from collections.abc import Sequence

from engagement_metrics.engine.columns import RowExpression, column
from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import Measure, sum_of
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.metrics.weights import ENGAGEMENT
from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import INTERACTIONS_BY_POST, SOCIAL_EVENTS
from engagement_metrics.records.vocabulary import INTERACTIONS


def of_types(
    types: Sequence[str] | None, source: RowSource, also: RowExpression | None = None
) -> Measure:
    """How many interactions of some types there were; None for those that are engagement.

    Args:
        types: The types.
        source: Whose interactions they are.
        also: What else must hold of them.

    Raises:
        InvalidArgumentError: A type is unknown, or none is given.
    """
    chosen = _listed(types)
    unknown = sorted(str(name) for name in chosen if name not in INTERACTIONS)
    if unknown or not chosen:
        named = f"unknown types of interaction: {', '.join(unknown)}" if unknown else "no type"
        message = f"types name {named}; the types are {', '.join(INTERACTIONS)}"
        raise InvalidArgumentError(message)
    where = column("type").is_in(tuple(sorted(set(chosen))))
    return sum_of(source, column("count", default=1), where=where if also is None else where & also)


def _listed(types: Sequence[str] | None) -> list[str]:
    return [types] if isinstance(types, str) else list(ENGAGEMENT if types is None else types)


@metric(
    unit="interactions",
    guests=True,
    higher_is_better=True,
    source="Instagram `total_interactions`, of the types chosen",
)
def interaction_count(types: Sequence[str] | None = None) -> Formula:
    """How many interactions there were, those of anonymous people included.

    `sum of count over interactions of some types`, over the window. A total has no interval. With
    `by="type"` it is the number of each type.

    Args:
        types: Which interactions count. By default like, comment, share, save, follow,
            ambassador_follow, review, message and mention.

    Examples:
        >>> import engagement_metrics as em
        >>> social = em.datasets.simulate_shop(customers=300, seed=1).social
        >>> likes = em.interaction_count(social, types=["like"])
        >>> 0 < likes < em.interaction_count(social)
        True
    """
    return total(of_types(types, SOCIAL_EVENTS))


@metric(unit="people", higher_is_better=True, source="distinct people with an interaction")
def engaged_people_count(types: Sequence[str] | None = None) -> Formula:
    """How many different people interacted.

    `distinct people with an interaction of some types`, over the window. A total has no interval,
    and counts of people do not add up over days, networks or posts.

    Args:
        types: Which interactions count; by default those of `interaction_count`.

    Examples:
        >>> import engagement_metrics as em
        >>> social = em.datasets.simulate_shop(customers=300, seed=1).social
        >>> em.engaged_people_count(social) < em.interaction_count(social)
        True
    """
    return total(of_types(types, SOCIAL_EVENTS) >= 1)


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    source="interactions of some types / interactions; shares alone are what A. Kaushik's "
    "amplification is about, comments what his conversation is about",
)
def interaction_share(
    types: Sequence[str] = ("share",), of: Sequence[str] | None = None
) -> Formula:
    """Which share of the interactions is of some types.

    `interactions of some types / interactions`, over the window.

    Args:
        types: The types whose share is asked; shares of posts by default.
        of: The types that count as interactions, `types` among them; by default those of
            `interaction_count`.

    Raises:
        InvalidArgumentError: A type is unknown, or not among those that count.

    Examples:
        >>> import engagement_metrics as em
        >>> social = em.datasets.simulate_shop(customers=300, seed=1).social
        >>> 0 < em.interaction_share(social, types=["share", "comment"]) < 1
        True
    """
    part, whole = of_types(types, SOCIAL_EVENTS), of_types(of, SOCIAL_EVENTS)
    outside = sorted(set(_listed(types)) - set(_listed(of)))
    if outside:
        message = f"types={outside!r} are not among the types that count; name them in `of` too"
        raise InvalidArgumentError(message)
    return total(part) / total(whole)


@metric(
    unit="interactions per view",
    higher_is_better=True,
    source="engagements / views: Rival IQ for TikTok; Instagram since it counts views in place of "
    "impressions; Buffer and Locowise for X, where views are impressions",
)
def engagement_rate_by_views(
    types: Sequence[str] = ("like", "comment", "share", "save"),
) -> Formula:
    """How many interactions a view leads to.

    `interactions of some types / views`, over the window: a ratio of sums, not a mean of the posts'
    ratios. It needs the views among the records, as events of type `view`, and can exceed 1 where
    people interact with what they are not counted to have viewed. Units are posts (`object_id`),
    since it is posts that do well or badly; what was done to no post is left out.

    Args:
        types: Which interactions count; some services count clicks, follows and profile visits too.

    Examples:
        >>> import engagement_metrics as em
        >>> social = [
        ...     {"type": "view", "occurred_at": "2025-03-01", "object_id": "p1", "count": 200},
        ...     {"type": "like", "occurred_at": "2025-03-01", "object_id": "p1", "count": 5},
        ...     {"type": "share", "occurred_at": "2025-03-02", "object_id": "p1", "count": 1},
        ... ]
        >>> rate = em.engagement_rate_by_views(social)
        >>> rate.numerator, rate.denominator, float(rate)
        (6.0, 200.0, 0.03)
    """
    interactions = of_types(types, INTERACTIONS_BY_POST)
    return total(interactions) / total(of_types(("view",), INTERACTIONS_BY_POST))


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    higher_is_better=True,
    source="mentions of the brand / mentions of the brand and its competitors",
)
def share_of_voice(
    accounts: str | Sequence[str] = "own", types: Sequence[str] = ("mention",)
) -> Formula:
    """Which share of what is said is about the brand.

    `interactions of some types about own accounts / about any account`, which `account_id` names.
    It needs the interactions about competitors among the records; those about no account are not
    counted.

    Args:
        accounts: The `account_id` of the brand, or several.
        types: Which interactions count, such as mentions, or what `interaction_count` counts.

    Raises:
        InvalidArgumentError: A type is unknown.

    Examples:
        >>> import engagement_metrics as em
        >>> social = [
        ...     {
        ...         "type": "mention",
        ...         "occurred_at": "2025-03-01",
        ...         "actor_id": f"{account}{n}",
        ...         "account_id": account,
        ...     }
        ...     for account, said in (("acme", 3), ("rival", 9))
        ...     for n in range(said)
        ... ]
        >>> em.share_of_voice(social, accounts="acme", window="1d")
        share_of_voice 0.25 (95 % CI 0.09 to 0.53, 12 people, 2025-03-01 to 2025-03-01)
    """
    about = column("account_id")
    own = about.is_in((accounts,) if isinstance(accounts, str) else tuple(accounts))
    said = of_types(types, SOCIAL_EVENTS, ~about.is_null())
    return total(of_types(types, SOCIAL_EVENTS, own)) / total(said)


@metric(
    unit="followers",
    guests=True,
    higher_is_better=True,
    source="follows - unfollows; LinkedIn `followerGains`",
)
def net_followers() -> Formula:
    """How many followers were won, less those lost.

    `follows - unfollows`, over the window. A total has no interval.

    Examples:
        >>> import engagement_metrics as em
        >>> social = em.datasets.simulate_shop(customers=300, seed=1).social
        >>> follows = em.interaction_count(social, types=["follow"])
        >>> em.net_followers(social) == follows - em.interaction_count(social, types=["unfollow"])
        True
    """
    return total(of_types(("follow",), SOCIAL_EVENTS)) - total(
        of_types(("unfollow",), SOCIAL_EVENTS)
    )


@metric(
    unit="fraction",
    guests=True,
    higher_is_better=True,
    source="net new followers / followers at the start of the period",
)
def follower_growth_rate() -> Formula:
    """By how much the number of followers grew over the window.

    `(follows - unfollows) / (follows - unfollows before the window)`. It needs the whole history:
    who followed before the first record is not known.

    Examples:
        >>> import engagement_metrics as em
        >>> social = em.datasets.simulate_shop(customers=300, seed=1).social
        >>> growth = em.follower_growth_rate(social, window="90d")
        >>> growth.low < growth < growth.high
        True
    """
    won = total(of_types(("follow",), SOCIAL_EVENTS)) - total(
        of_types(("unfollow",), SOCIAL_EVENTS)
    )
    return won / won.before
