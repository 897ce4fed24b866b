"""Posts: what was published on a network, and how many people did what with it."""

from __future__ import annotations

from typing import ClassVar

from engagement_metrics.records.fields import Count, Identifier, Moment
from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import POSTS
from engagement_metrics.records.record import Record
from engagement_metrics.records.vocabulary import Network


class PostStats(Record):
    """One post with its counters, which are cumulative up to `snapshot_at`.

    A counter that is missing is unknown, which is not zero.

    Examples:
        >>> from engagement_metrics import PostStats
        >>> PostStats(post_id=1, published_at="2025-03-01", likes=12, reach=340).comments is None
        True
    """

    row_source: ClassVar[RowSource] = POSTS
    key: ClassVar[tuple[str, ...]] = ("network", "post_id", "snapshot_at")

    post_id: Identifier
    """The post's id."""

    account_id: Identifier | None = None
    """The brand's account that published it."""

    network: Network | None = None
    """Where it was published."""

    published_at: Moment
    """When; its interactions belong to that day."""

    snapshot_at: Moment | None = None
    """When the counters were read."""

    reach: Count | None = None
    """How many different people saw it; it does not add up over posts."""

    impressions: Count | None = None
    """How often it was shown."""

    views: Count | None = None
    """How often it was watched or looked at."""

    followers_at_publish: Count | None = None
    """How many people followed the account when it was published."""

    likes: Count | None = None
    """How many likes and other reactions."""

    comments: Count | None = None
    """How many comments and replies."""

    shares: Count | None = None
    """How often it was shared, reposted or quoted."""

    saves: Count | None = None
    """How often it was saved or bookmarked."""

    clicks: Count | None = None
    """How often its links were clicked."""

    follows: Count | None = None
    """How many people followed the account from it."""

    profile_visits: Count | None = None
    """How often the account was visited from it."""

    is_paid: bool | None = None
    """Whether it was promoted."""

    source: str | None = None
    """Which platform the record is from."""
