"""Reviews of a company: Google Business Profile and Trustpilot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

from engagement_metrics.records.accepting.options import Asked, Invalid, Options
from engagement_metrics.sources.export import Export
from engagement_metrics.sources.layout import Layout
from engagement_metrics.sources.opened import POSITION
from engagement_metrics.sources.reading import as_written, text, worded
from engagement_metrics.sources.source import Source, Translated, records_of

if TYPE_CHECKING:
    import polars as pl

GOOGLE = Layout(
    platform="google",
    title="list of reviews from Google Business Profile",
    columns={
        "review_id": ("reviewId", "name"),
        "stars": ("starRating",),
        "created_at": ("createTime",),
        "updated_at": ("updateTime",),
        "replied_at": ("reviewReply.updateTime",),
    },
    needed={
        "review_id": "the review's id, which also stands for its writer",
        "stars": "how many stars it gives, from ONE to FIVE",
        "created_at": "when it was written",
    },
    inside="reviews",
)
STARS: Mapping[str, str] = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
NO_STARS = "star_rating_unspecified"
NOTE = "Google does not say who wrote a review, so that each counts as one reviewer."
TRUSTPILOT = Layout(
    platform="trustpilot",
    title="list of reviews from Trustpilot",
    columns={
        "review_id": ("id",),
        "reviewer": ("consumer.id",),
        "order_id": ("referenceId",),
        "rating": ("stars",),
        "created_at": ("createdAt",),
        "updated_at": ("updatedAt",),
        "replied_at": ("companyReply.createdAt",),
        "verified": ("isVerified",),
        "language": ("language",),
    },
    needed={
        "review_id": "the review's id",
        "reviewer": "who wrote it",
        "rating": "how many stars it gives, from 1 to 5",
        "created_at": "when it was written",
    },
    inside="reviews",
)


def scale() -> tuple[pl.Expr, pl.Expr]:
    """Between one star and five; without these nothing would be too much."""
    import polars as pl

    return pl.lit(1.0).alias("rating_min"), pl.lit(5.0).alias("rating_max")


def google(export: Export, asked: Asked) -> Translated:
    """Reviews with stars as numbers."""
    import polars as pl

    stars = worded(text(export, "stars"), STARS, asked, "rating")
    rows = export.rows.select(
        POSITION,
        *as_written(export, "review_id", "created_at", "updated_at", "replied_at"),
        *export.beside(asked),
        text(export, "review_id").alias("reviewer"),
        pl.when(stars != NO_STARS).then(stars).alias("rating"),
        *scale(),
    )
    return Translated(rows, notes=(NOTE,), said=("rating",))


def trustpilot(export: Export, asked: Asked) -> Translated:
    """Reviews as they are."""
    fields = [name for name in TRUSTPILOT.columns if name != "order_id"]
    order_id = [text(export, "order_id").alias("order_id")] if export.has("order_id") else []
    rows = export.rows.select(
        POSITION, *as_written(export, *fields), *order_id, *export.beside(asked), *scale()
    )
    return Translated(rows)


def google_reviews(raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Reviews from Google Business Profile's API.

    - Stars are words there, from `ONE` to `FIVE`.
    - Google does not say who wrote a review: each counts as one reviewer.

    Args:
        raw: A frame of any kind, the objects as dicts, answers of the API, or the path of a file or
            folder.
        invalid: What becomes of rows that break a rule, as in `as_reviews`.
        **options: How it is to be read and what is decided about it, as in `as_reviews`. `columns`
            also names columns that are called otherwise than here, and keeps further ones, as in
            columns={"body": "comment"}.

    Returns:
        Canonical reviews, as `as_reviews` returns them.

    Raises:
        MissingColumnError: A column that is needed is not there; the message says for what.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> review = {
        ...     "reviewId": "g1",
        ...     "starRating": "FOUR",
        ...     "createTime": "2025-03-01T10:00:00.123456789Z",
        ... }
        >>> reviews = em.sources.google_reviews({"reviews": [review]})
        >>> reviews[["review_id", "rating", "rating_max"]].to_dict("records")
        [{'review_id': 'g1', 'rating': 4.0, 'rating_max': 5.0}]

    Definition:
        Google Business Profile APIs, "accounts.locations.reviews".
    """
    return records_of(raw, Source("Review", GOOGLE, google), invalid, options)


def trustpilot_reviews(
    raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Reviews of a company from Trustpilot's API.

    - The reviewer is the consumer's id, which is no customer of yours; `referenceId` is the order,
      where the company sent one.
    - What was written is not read.

    Args:
        raw: A frame of any kind, the objects as dicts, answers of the API, or the path of a file or
            folder.
        invalid: What becomes of rows that break a rule, as in `as_reviews`.
        **options: How it is to be read and what is decided about it, as in `as_reviews`. `columns`
            also names columns that are called otherwise than here, and keeps further ones, as in
            columns={"title": "title"}.

    Returns:
        Canonical reviews, as `as_reviews` returns them.

    Raises:
        MissingColumnError: A column that is needed is not there; the message says for what.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".

    Examples:
        >>> import engagement_metrics as em
        >>> review = {
        ...     "id": "t1",
        ...     "consumer": {"id": "c1"},
        ...     "stars": 4,
        ...     "createdAt": "2025-03-01T10:00:00Z",
        ... }
        >>> reviews = em.sources.trustpilot_reviews({"reviews": [review]})
        >>> reviews[["review_id", "reviewer", "rating"]].to_dict("records")
        [{'review_id': 't1', 'reviewer': 'c1', 'rating': 4.0}]

    Definition:
        Trustpilot, "Business Units API (public): reviews".
    """
    return records_of(raw, Source("Review", TRUSTPILOT, trustpilot), invalid, options)
