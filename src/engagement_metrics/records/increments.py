"""Increments: cumulative counters of posts, turned into what came between two readings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, Unpack, get_args

from engagement_metrics.errors import InvalidArgumentError, InvalidRecordsError, MissingColumnError
from engagement_metrics.records.accepting.options import Invalid, Options, asked, refuse_unknown_way
from engagement_metrics.records.models import model_named
from engagement_metrics.records.sessions import on_polars

if TYPE_CHECKING:
    import polars as pl

Decreases: TypeAlias = Literal["raise", "zero", "restart"]
First: TypeAlias = Literal["count", "baseline"]

# Which type of interaction each counter counts; people reached do not add up.
TYPES = {
    "likes": "like",
    "comments": "comment",
    "shares": "share",
    "saves": "save",
    "clicks": "click",
    "follows": "follow",
    "profile_visits": "profile_visit",
    "views": "view",
}
NOTHING_NEW = "counters with nothing new"
WENT_BACK = "counters that went back"
BASELINE = "first readings, from which increments are counted"
BROKEN = "snapshots that break a rule"


def counter_increments(
    posts: object,
    *,
    decreases: Decreases = "raise",
    first: First = "count",
    invalid: Invalid = "raise",
    **options: Unpack[Options],
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Interactions by the time at which they were read, from snapshots of cumulative counters.

    Networks count from the beginning: adding two snapshots of a post up counts its first likes
    twice. Here each counter of each post (and network, and account) becomes the difference from the
    snapshot before, as social events that stand for `count` interactions each.

    Args:
        posts: Snapshots of posts, several of each: any frame, or a list of dicts or records, with
            `snapshot_at`.
        decreases: What a counter is that stands lower than before: "raise" refuses it; "zero" takes
            interactions for undone, so that nothing counts until the counter is above its highest
            reading; "restart" takes the counter for begun again, so that all of it is new.
        first: What the first reading of a post is: "count" for all that came since it was
            published; "baseline" for where counting begins, if posts are older than the snapshots.
        invalid: What becomes of snapshots that break a rule, as in `as_post_stats`; with "drop" and
            "keep" the report tells too how many counters went back.
        **options: How the data is to be read, as in `as_post_stats`.

    Returns:
        Canonical social events of the kind of frame that came in: `type`, `occurred_at` (the time
        of the snapshot), `count`, `object_id` (the post) and, where known, `network`, `account_id`
        and `source`; `actor_id` is missing in all of them.

    Raises:
        InvalidArgumentError: An option is unknown.
        MissingColumnError: Snapshots have no `snapshot_at`, or no counter.
        InvalidRecordsError: A snapshot has no time, a counter goes back, or a rule is broken.

    Examples:
        >>> import engagement_metrics as em
        >>> snapshots = [
        ...     {
        ...         "post_id": "p1",
        ...         "published_at": "2025-03-01T09:00Z",
        ...         "snapshot_at": f"2025-03-0{day}T23:59Z",
        ...         "likes": likes,
        ...     }
        ...     for day, likes in [(1, 50), (2, 70), (3, 75)]
        ... ]
        >>> events = em.counter_increments(snapshots)
        >>> list(events["count"])
        [50, 20, 5]
        >>> daily = em.interaction_count(events, window="1d", every="1d")
        >>> list(daily["interaction_count"])
        [50.0, 20.0, 5.0]
    """
    import polars as pl

    from engagement_metrics.records.accepting.accept import Before, accept, accept_rows
    from engagement_metrics.records.accepting.raw import raw_table

    for name, value, known in (
        ("decreases", decreases, get_args(Decreases)),
        ("first", first, get_args(First)),
    ):
        if value not in known:
            message = f"{name}={value!r} is not known; it is one of {', '.join(map(repr, known))}"
            raise InvalidArgumentError(message)
    refuse_unknown_way(invalid)
    table = raw_table(posts, "posts")
    # Snapshots are brought into the order of time, for which they all have to be here.
    accepted = accept(model_named("PostStats"), posts, asked(options), invalid, argument="posts")
    readings = _readings(on_polars(accepted.frame))
    back = readings["em_back"].sum()
    if back and decreases == "raise":
        message = (
            f"counters of posts are lower than in the snapshot before: {back:,} of "
            f"{readings.height:,}. decreases='zero' takes interactions for undone, and 'restart' "
            "takes counters for begun again"
        )
        raise InvalidRecordsError(message)
    new = pl.col("em_value") if decreases == "restart" else pl.lit(0)
    counted = pl.when("em_back").then(new).otherwise(pl.col("em_value") - pl.col("em_before"))
    if decreases == "zero":
        counted = (pl.col("em_value") - pl.col("em_highest")).clip(lower_bound=0)
    begun = pl.col("em_before").is_null()
    start = pl.col("em_value") if first == "count" else pl.lit(0)
    rows = readings.with_columns(pl.when(begun).then(start).otherwise(counted).alias("count"))
    events = rows.filter(pl.col("count") > 0)
    baseline = int(rows.select(begun.sum()).item()) if first == "baseline" else 0
    undone = int(rows.filter(pl.col("em_back") & (pl.col("count") == 0)).height)
    nothing = rows.height - events.height - baseline - undone
    report = accepted.report
    left_out = {
        **report.left_out,
        BROKEN: report.rows_rejected - sum(report.left_out.values()),
        BASELINE: baseline,
        WENT_BACK: undone,
        NOTHING_NEW: nothing,
    }
    said = f"counters lower than in the snapshot before: {back:,} (decreases={decreases!r})"
    before = Before(
        merged=report.rows_merged,
        left_out={reason: number for reason, number in left_out.items() if number},
        notes=(*report.notes, *([said] if back else [])),
    )
    shown = events.drop("em_value", "em_before", "em_highest", "em_back")
    made = accept_rows(
        model_named("SocialEvent"), shown, table, asked({}), invalid=invalid, before=before
    )
    return made.answer(invalid)


def _readings(posts: pl.DataFrame) -> pl.DataFrame:
    """One row a post, counter and snapshot in which it is known, with what it was before.

    Raises:
        MissingColumnError: There is no time of snapshots, or no counter.
        InvalidRecordsError: A snapshot has no time.
    """
    import polars as pl

    counters = [name for name in TYPES if name in posts.columns]
    if "snapshot_at" not in posts.columns or not counters:
        lacks = "counter" if "snapshot_at" in posts.columns else "snapshot_at"
        message = (
            f"posts has no {lacks}: increments are what came between two readings of a counter "
            f"({', '.join(TYPES)}), each at its snapshot_at"
        )
        raise MissingColumnError(message)
    timeless = posts["snapshot_at"].null_count()
    if timeless:
        message = f"snapshot_at is missing in {timeless:,} of {posts.height:,} rows of posts"
        raise InvalidRecordsError(message)
    post = [name for name in ("network", "account_id", "post_id") if name in posts.columns]
    beside = [name for name in ("source",) if name in posts.columns]
    long = posts.unpivot(
        counters,
        index=[*post, *beside, "snapshot_at"],
        variable_name="em_counter",
        value_name="em_value",
    )
    known = long.filter(pl.col("em_value").is_not_null()).sort("snapshot_at", maintain_order=True)
    each = [*post, "em_counter"]
    earlier = pl.col("em_value").shift(1).over(each)
    return known.select(
        pl.col("em_counter").replace_strict(TYPES, return_dtype=pl.String).alias("type"),
        pl.col("snapshot_at").alias("occurred_at"),
        pl.lit(None, dtype=pl.String).alias("actor_id"),
        pl.col("post_id").alias("object_id"),
        *(name for name in (*post, *beside) if name != "post_id"),
        "em_value",
        earlier.alias("em_before"),
        pl.col("em_value").cum_max().shift(1).over(each).alias("em_highest"),
        (pl.col("em_value") < earlier).fill_null(value=False).alias("em_back"),
    )
