"""How many of those who could react to posts did, by the posts' own counters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from engagement_metrics.engine.columns import RowExpression, column
from engagement_metrics.engine.days import days_in_window
from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import count, sum_of
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.records.kinds import POSTS

Types: TypeAlias = Sequence[str]

# The counter of each type of interaction.
COUNTERS: Mapping[str, str] = MappingProxyType(
    {
        "like": "likes",
        "comment": "comments",
        "share": "shares",
        "save": "saves",
        "click": "clicks",
        "follow": "follows",
        "profile_visit": "profile_visits",
    }
)
ENGAGEMENT = ("like", "comment", "share", "save")
# Ratios are kept to ten decimals, where sums are kept to four.
FINER = 1_000_000


def _engagements(types: Types) -> tuple[RowExpression, RowExpression]:
    """What a post's counters add up to, and whether all of them are known.

    Raises:
        InvalidArgumentError: A type has no counter, or none is given.
    """
    chosen = dict.fromkeys([types] if isinstance(types, str) else types)
    unknown = sorted(str(name) for name in chosen if name not in COUNTERS)
    if unknown or not chosen:
        named = f"types without a counter: {', '.join(unknown)}" if unknown else "no type"
        message = f"types name {named}; posts count {', '.join(COUNTERS)}"
        raise InvalidArgumentError(message)
    first, *rest = (column(COUNTERS[name]) for name in chosen)
    added: RowExpression = first
    known = ~first.is_null()
    for counter in rest:
        added, known = added + counter, known & ~counter.is_null()
    return added, known


def _of_sums(base: str, types: Types) -> Formula:
    """Engagements of all posts over what they could have had."""
    added, known = _engagements(types)
    where = known & (column(base) >= 1)
    return total(sum_of(POSTS, added, where=where)) / total(sum_of(POSTS, base, where=where))


def _each(base: str, types: Types) -> tuple[Formula, Formula]:
    """The ratios of all posts added up, and how many posts there are."""
    added, known = _engagements(types)
    where = known & (column(base) >= 1)
    ratios = sum_of(POSTS, added * FINER / column(base), where=where)
    return total(ratios), total(count(POSTS, where=where))


def _mean_of_ratios(base: str, types: Types) -> Formula:
    """The mean of the posts' own ratios."""
    ratios, posts = _each(base, types)
    return ratios / posts / FINER


@metric(
    unit="interactions per person reached",
    higher_is_better=True,
    source="Hootsuite, ERR: engagements / reach, as a ratio of sums",
)
def engagement_rate_by_reach(types: Types = ENGAGEMENT) -> Formula:
    """How many interactions there are for each person whom posts reached.

    `engagements of all posts / reach of all posts`, of the posts published in the window: large
    posts weigh more. Reach does not add up over posts to a number of people; somebody who saw two
    posts could react twice. Posts of which a counter or the reach is unknown are not counted.

    Args:
        types: Which interactions count: like, comment, share, save, click, follow, profile_visit.

    Raises:
        InvalidArgumentError: A type has no counter.

    Examples:
        >>> import engagement_metrics as em
        >>> posts = [
        ...     {"post_id": n, "published_at": "2025-03-01", "reach": reach, "likes": likes}
        ...     for n, (reach, likes) in enumerate([(1000, 20), (100, 10)])
        ... ]
        >>> round(em.engagement_rate_by_reach(posts, types=["like"]), 4)
        0.0273
        >>> round(em.mean_engagement_rate_by_reach(posts, types=["like"]), 4)
        0.06
    """
    return _of_sums("reach", types)


@metric(
    unit="interactions per follower and post",
    higher_is_better=True,
    source='Rival IQ: engagements / "audience size at the time the post was published"',
)
def engagement_rate_by_followers(types: Types = ENGAGEMENT) -> Formula:
    """How many interactions there are for each follower and post.

    `engagements of all posts / followers at publication, added up over posts`.

    Args:
        types: Which interactions count, as in `engagement_rate_by_reach`.

    Raises:
        InvalidArgumentError: A type has no counter.

    Examples:
        >>> import engagement_metrics as em
        >>> posts = [
        ...     {
        ...         "post_id": n,
        ...         "published_at": "2025-03-01",
        ...         "followers_at_publish": 500,
        ...         "likes": n,
        ...     }
        ...     for n in (10, 15)
        ... ]
        >>> float(em.engagement_rate_by_followers(posts, types=["like"]))
        0.025
    """
    return _of_sums("followers_at_publish", types)


@metric(
    unit="interactions per impression",
    higher_is_better=True,
    source="Hootsuite; Buffer and Locowise for X, clicks and follows included; LinkedIn "
    "`engagement`: (clicks + likes + comments + shares) / impressions",
)
def engagement_rate_by_impressions(types: Types = ENGAGEMENT) -> Formula:
    """How many interactions there are for each time that posts were shown.

    `engagements of all posts / impressions of all posts`.

    Args:
        types: Which interactions count, as in `engagement_rate_by_reach`.

    Raises:
        InvalidArgumentError: A type has no counter.

    Examples:
        >>> import engagement_metrics as em
        >>> posts = [
        ...     {"post_id": n, "published_at": "2025-03-01", "impressions": 400, "clicks": n}
        ...     for n in (2, 6)
        ... ]
        >>> float(em.engagement_rate_by_impressions(posts, types=["click"]))
        0.01
    """
    return _of_sums("impressions", types)


@metric(
    unit="interactions per view",
    higher_is_better=True,
    source="Rival IQ for TikTok; Instagram since views take the place of impressions",
)
def post_engagement_rate_by_views(types: Types = ENGAGEMENT) -> Formula:
    """How many interactions there are for each view of posts, by their counters.

    `engagements of all posts / views of all posts`. Of views among the events, see
    `engagement_rate_by_views`.

    Args:
        types: Which interactions count, as in `engagement_rate_by_reach`.

    Raises:
        InvalidArgumentError: A type has no counter.

    Examples:
        >>> import engagement_metrics as em
        >>> posts = [
        ...     {"post_id": n, "published_at": "2025-03-01", "views": 400, "saves": n}
        ...     for n in (2, 6)
        ... ]
        >>> float(em.post_engagement_rate_by_views(posts, types=["save"]))
        0.01
    """
    return _of_sums("views", types)


@metric(
    unit="interactions per person reached",
    higher_is_better=True,
    source="Hootsuite, average ERR: the mean of the posts' engagement rates by reach",
)
def mean_engagement_rate_by_reach(types: Types = ENGAGEMENT) -> Formula:
    """What the engagement rate by reach of the average post is.

    `sum over posts of (engagements / reach) / posts`: small posts weigh as much as large ones, so
    that it differs from `engagement_rate_by_reach`.

    Args:
        types: Which interactions count, as in `engagement_rate_by_reach`.

    Raises:
        InvalidArgumentError: A type has no counter.

    Examples:
        >>> import engagement_metrics as em
        >>> posts = [
        ...     {"post_id": n, "published_at": "2025-03-01", "reach": reach, "likes": likes}
        ...     for n, (reach, likes) in enumerate([(1000, 34), (200, 7)])
        ... ]
        >>> round(em.mean_engagement_rate_by_reach(posts, types=["like"]), 6)
        0.0345
    """
    return _mean_of_ratios("reach", types)


@metric(
    unit="interactions per follower",
    higher_is_better=True,
    source="Hootsuite, ER post: engagements / followers of each post, averaged",
)
def mean_engagement_rate_by_followers(types: Types = ENGAGEMENT) -> Formula:
    """What the engagement rate by followers at publication of the average post is.

    `sum over posts of (engagements / followers at publication) / posts`.

    Args:
        types: Which interactions count, as in `engagement_rate_by_reach`.

    Raises:
        InvalidArgumentError: A type has no counter.

    Examples:
        >>> import engagement_metrics as em
        >>> posts = [
        ...     {"post_id": n, "published_at": "2025-03-01", "followers_at_publish": n, "likes": 1}
        ...     for n in (10, 20)
        ... ]
        >>> round(em.mean_engagement_rate_by_followers(posts, types=["like"]), 6)
        0.075
    """
    return _mean_of_ratios("followers_at_publish", types)


@metric(
    unit="interactions per impression",
    higher_is_better=True,
    source="engagements / impressions of each post, averaged",
)
def mean_engagement_rate_by_impressions(types: Types = ENGAGEMENT) -> Formula:
    """What the engagement rate by impressions of the average post is.

    `sum over posts of (engagements / impressions) / posts`.

    Args:
        types: Which interactions count, as in `engagement_rate_by_reach`.

    Raises:
        InvalidArgumentError: A type has no counter.

    Examples:
        >>> import engagement_metrics as em
        >>> posts = [
        ...     {"post_id": n, "published_at": "2025-03-01", "impressions": n, "likes": 1}
        ...     for n in (10, 20)
        ... ]
        >>> round(em.mean_engagement_rate_by_impressions(posts, types=["like"]), 6)
        0.075
    """
    return _mean_of_ratios("impressions", types)


@metric(
    unit="interactions per view",
    higher_is_better=True,
    source="engagements / views of each post, averaged",
)
def mean_engagement_rate_by_views(types: Types = ENGAGEMENT) -> Formula:
    """What the engagement rate by views of the average post is.

    `sum over posts of (engagements / views) / posts`.

    Args:
        types: Which interactions count, as in `engagement_rate_by_reach`.

    Raises:
        InvalidArgumentError: A type has no counter.

    Examples:
        >>> import engagement_metrics as em
        >>> posts = [
        ...     {"post_id": n, "published_at": "2025-03-01", "views": n, "likes": 1}
        ...     for n in (10, 20)
        ... ]
        >>> round(em.mean_engagement_rate_by_views(posts, types=["like"]), 6)
        0.075
    """
    return _mean_of_ratios("views", types)


@metric(
    unit="interactions per follower and day",
    higher_is_better=True,
    source="Hootsuite and NapoleonCat: engagements of a day / followers of the day, averaged over "
    "the days of a period",
)
def daily_engagement_rate(types: Types = ENGAGEMENT) -> Formula:
    """How many interactions there are for each follower on the average day.

    `sum over posts of (engagements / followers at publication) / days of the window`, of one
    account; of several, use `by`. Engagements count on the day their post was published, and a day
    without posts is a day without engagements. A total over posts has no interval.

    Args:
        types: Which interactions count, as in `engagement_rate_by_reach`.

    Raises:
        InvalidArgumentError: A type has no counter.

    Examples:
        >>> import engagement_metrics as em
        >>> posts = [
        ...     {
        ...         "post_id": n,
        ...         "published_at": "2025-03-01",
        ...         "followers_at_publish": 500,
        ...         "likes": n,
        ...     }
        ...     for n in (10, 15)
        ... ]
        >>> round(em.daily_engagement_rate(posts, types=["like"], window="2d"), 6)
        0.025
    """
    ratios, _ = _each("followers_at_publish", types)
    return ratios / days_in_window() / FINER
