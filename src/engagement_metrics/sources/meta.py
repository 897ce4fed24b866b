"""Meta: posts on Instagram and Facebook, with what their insights count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.records.accepting.options import Invalid, Options
from engagement_metrics.sources.opened import Opened, opened
from engagement_metrics.sources.translated import Translation, accepted, collected_here

if TYPE_CHECKING:
    import polars as pl

# The names of metrics for each counter, best first; the later ones are deprecated.
INSTAGRAM: Mapping[str, tuple[str, ...]] = {
    "reach": ("reach",),
    "impressions": ("impressions",),
    "views": ("views", "plays", "video_views"),
    "likes": ("likes",),
    "comments": ("comments", "replies"),
    "shares": ("shares",),
    "saves": ("saved",),
    "follows": ("follows",),
    "profile_visits": ("profile_visits",),
}
FACEBOOK: Mapping[str, tuple[str, ...]] = {
    "reach": ("post_impressions_unique",),
    "impressions": ("post_impressions",),
    "views": ("post_media_view", "post_video_views"),
    "likes": ("post_reactions_by_type_total",),
    "clicks": ("post_clicks",),
}
# What the posts themselves say, for where insights do not.
OF_MEDIA: Mapping[str, tuple[str, ...]] = {
    "likes": ("like_count",),
    "comments": ("comments_count",),
}
OF_POSTS: Mapping[str, tuple[str, ...]] = {
    "likes": ("reactions.summary.total_count", "likes.summary.total_count"),
    "comments": ("comments.summary.total_count",),
    "shares": ("shares.count",),
}
ORGANIC = "Insights count organic activity; what advertisements brought is not in them."


def instagram_posts(
    raw: object,
    *,
    insights: object = None,
    snapshot_at: str | datetime | None = None,
    invalid: Invalid = "raise",
    **options: Unpack[Options],
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Posts on Instagram with their counters.

    - A metric that Instagram has not is an empty answer there and missing here; it is not 0.
    - Counters are cumulative: `snapshot_at` says when they were read, which the answers do not.
    - `impressions` is deprecated in favour of `views`, as are `plays` and `video_views`, which
      stand in for it. `total_...` metrics, which include advertisements, are not read.
    - Insights of a day or of an account are no counters of a post, and are not read.

    Args:
        raw: The media, `/{user}/media` with the fields `id` and `timestamp`, and perhaps
            `insights.metric(...)`: a frame of any kind, answers as dicts, or the path of a file or
            folder.
        insights: The answers of `/{media}/insights`, in any of these forms, where they are not in
            the media.
        snapshot_at: When the counters were read.
        invalid: What becomes of rows that break a rule, as in `as_post_stats`.
        **options: How the data is to be read, as in `as_post_stats`.

    Returns:
        Canonical posts, as `as_post_stats` returns them.

    Raises:
        MissingColumnError: A field of the media or the insights is not there.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> reach = {"name": "reach", "period": "lifetime", "values": [{"value": 340}]}
        >>> media = {
        ...     "id": "17",
        ...     "timestamp": "2025-03-01T07:56:32+0000",
        ...     "like_count": 12,
        ...     "insights": {"data": [reach]},
        ... }
        >>> posts = em.sources.instagram_posts({"data": [media]}, snapshot_at="2025-03-08T00:00Z")
        >>> posts[["post_id", "reach", "likes"]].to_dict("records")
        [{'post_id': '17', 'reach': 340, 'likes': 12}]

    Definition:
        Meta, Instagram Platform, "IG Media Insights".
    """
    data = opened(raw, "posts", "Instagram").unwrapped("data")
    data.needs("id", "timestamp")
    fields = {
        "published_at": data.plain("timestamp"),
        **data.present(account_id="owner.id"),
    }
    found = _counted(data, insights, INSTAGRAM, OF_MEDIA)
    translation = _translation("instagram", found, fields, snapshot_at)
    return accepted("PostStats", found, translation, invalid, options)


def facebook_posts(
    raw: object,
    *,
    insights: object = None,
    snapshot_at: str | datetime | None = None,
    invalid: Invalid = "raise",
    **options: Unpack[Options],
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Posts of a Facebook page with their counters.

    - Reactions of all kinds are likes: `post_reactions_by_type_total` is added up.
    - Reach is `post_impressions_unique`.
    - A counter that is not in the answer is missing, not 0.

    Args:
        raw: The posts, `/{page}/posts` with the fields `id` and `created_time`, and perhaps
            `shares`, `comments.summary(true)`, `reactions.summary(true)` and
            `insights.metric(...)`: a frame of any kind, answers as dicts, or the path of a file or
            folder.
        insights: The answers of `/{post}/insights`, in any of these forms, where they are not in
            the posts.
        snapshot_at: When the counters were read.
        invalid: What becomes of rows that break a rule, as in `as_post_stats`.
        **options: How the data is to be read, as in `as_post_stats`.

    Returns:
        Canonical posts, as `as_post_stats` returns them.

    Raises:
        MissingColumnError: A field of the posts or the insights is not there.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> reactions = {
        ...     "name": "post_reactions_by_type_total",
        ...     "period": "lifetime",
        ...     "values": [{"value": {"like": 7, "love": 2}}],
        ... }
        >>> post = {
        ...     "id": "100_200",
        ...     "created_time": "2025-03-01T07:56:32+0000",
        ...     "shares": {"count": 3},
        ...     "insights": {"data": [reactions]},
        ... }
        >>> posts = em.sources.facebook_posts({"data": [post]})
        >>> posts[["post_id", "likes", "shares"]].to_dict("records")
        [{'post_id': '100_200', 'likes': 9, 'shares': 3}]

    Definition:
        Meta, Graph API, "Page Post" and "Insights".
    """
    data = opened(raw, "posts", "Facebook").unwrapped("data")
    data.needs("id", "created_time")
    fields = {
        "published_at": data.plain("created_time"),
        **data.present(account_id="from.id"),
    }
    found = _counted(data, insights, FACEBOOK, OF_POSTS)
    translation = _translation("facebook", found, fields, snapshot_at)
    return accepted("PostStats", found, translation, invalid, options)


def _translation(
    network: str, data: Opened, fields: Mapping[str, pl.Expr], snapshot_at: str | datetime | None
) -> Translation:
    import polars as pl

    counters = {
        counter: pl.col(f"em_{counter}")
        for counter in {**INSTAGRAM, **FACEBOOK}
        if f"em_{counter}" in data
    }
    known = {} if snapshot_at is None else {"snapshot_at": pl.lit(snapshot_at)}
    named = {"network": pl.lit(network), "source": pl.lit(network)}
    own = {"post_id": data.text("id"), **fields}
    return Translation({**own, **counters, **known, **named}, identity=(), notes=(ORGANIC,))


def _counted(
    data: Opened,
    insights: object,
    metrics: Mapping[str, tuple[str, ...]],
    own: Mapping[str, tuple[str, ...]],
) -> Opened:
    """The posts with a column `em_reach` and so on for each counter that anything is known of."""
    import polars as pl

    names = [name for known in metrics.values() for name in known]
    told = _of_insights(data, insights).filter(pl.col("name").is_in(names))
    there = collected_here(told.select(pl.col("name").unique()))["name"].to_list()
    by_post = told.group_by("em_post").agg(
        pl.col("value").filter(pl.col("name") == name).last().alias(f"em_metric_{name}")
        for name in there
    )
    rows = data.rows.with_columns(data.text("id").alias("em_post"))
    rows = rows.join(by_post, on="em_post", how="left", maintain_order="left")
    counters: dict[str, pl.Expr] = {}
    for counter in dict.fromkeys([*metrics, *own]):
        found = [pl.col(f"em_metric_{name}") for name in metrics.get(counter, ()) if name in there]
        found += [data.text(name) for name in own.get(counter, ()) if name in data]
        if found:
            counters[f"em_{counter}"] = pl.coalesce(found)
    return data.with_rows(rows.with_columns(**counters))


def _of_insights(data: Opened, insights: object) -> pl.LazyFrame:
    """Each metric of each post, as `em_post`, `name` and `value`."""
    import polars as pl

    if insights is None:
        post, prefix = data.text("id"), "insights.data"
        found = data.with_rows(data.rows.with_columns(post.alias("em_post"))).spread(prefix)
        start = f"{prefix}."
    else:
        found, start = opened(insights, "insights", "Meta").unwrapped("data"), ""
        found.needs("id", "name", ("values", "total_value.value"))
        # An insight is called 17/insights/reach/lifetime.
        post = found.text("id").str.split("/").list.first()
        found = found.with_rows(found.rows.with_columns(post.alias("em_post")))
    if f"{start}name" not in found:
        return pl.LazyFrame(schema={"em_post": pl.String, "name": pl.String, "value": pl.String})
    found = found.spread(f"{start}values", keep=True)
    period = found.text(f"{start}period").fill_null("lifetime")
    return found.rows.filter(period == "lifetime").select(
        "em_post",
        found.text(f"{start}name").alias("name"),
        _value(found, f"{start}values.value", f"{start}total_value.value").alias("value"),
    )


def _value(data: Opened, *names: str) -> pl.Expr:
    """A metric's value; counts by kind, which are one object, are added up."""
    import polars as pl

    kinds = [name for name in data.schema if name.startswith(tuple(f"{one}." for one in names))]
    counts = [data.text(name).cast(pl.Int64, strict=False) for name in kinds]
    known = pl.any_horizontal(pl.lit(value=False), *(one.is_not_null() for one in counts))
    added = pl.when(known).then(pl.sum_horizontal(pl.lit(0), *counts)).cast(pl.String)
    return pl.coalesce(data.text(*names), added)
