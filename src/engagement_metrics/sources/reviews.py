"""Reviews of a company: Google Business Profile and Trustpilot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engagement_metrics.records.accepting.options import Asked
from engagement_metrics.sources.export import ROW, Export
from engagement_metrics.sources.layout import Layout
from engagement_metrics.sources.reading import as_written, text, worded
from engagement_metrics.sources.source import Source, Translated

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
        ROW,
        *as_written(export, "review_id", "created_at", "updated_at", "replied_at"),
        *(name for name in asked.columns.values() if name in export.rows.columns),
        text(export, "review_id").alias("reviewer"),
        pl.when(stars != NO_STARS).then(stars).alias("rating"),
        *scale(),
    )
    return Translated(rows, notes=(NOTE,), said=("rating",))


def trustpilot(export: Export, asked: Asked) -> Translated:
    """Reviews as they are."""
    fields = [name for name in TRUSTPILOT.columns if name != "order_id"]
    order_id = [text(export, "order_id").alias("order_id")] if export.has("order_id") else []
    beside = [name for name in asked.columns.values() if name in export.rows.columns]
    rows = export.rows.select(ROW, *as_written(export, *fields), *order_id, *beside, *scale())
    return Translated(rows)


google_reviews = Source("Review", GOOGLE, google)
"""Reviews from Google Business Profile's API."""

trustpilot_reviews = Source("Review", TRUSTPILOT, trustpilot)
"""Reviews of a company from Trustpilot's API."""
