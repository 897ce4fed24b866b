"""Reviews: what customers say of a product or of the company, with how many stars."""

from __future__ import annotations

from typing import ClassVar

from engagement_metrics.records.fields import Identifier, Moment, Number, PersonalId, PersonalText
from engagement_metrics.records.kind import RowSource
from engagement_metrics.records.kinds import REVIEWS
from engagement_metrics.records.record import Record
from engagement_metrics.records.vocabulary import ReviewStatus


class Review(Record):
    """One review.

    Examples:
        >>> from engagement_metrics import Review
        >>> Review(reviewer="ada", rating=4, created_at="2025-03-01").rating_max
        5.0
    """

    row_source: ClassVar[RowSource] = REVIEWS
    key: ClassVar[tuple[str, ...]] = ("review_id",)
    ordered: ClassVar[tuple[tuple[str, str], ...]] = (
        ("rating_min", "rating"),
        ("rating", "rating_max"),
    )

    review_id: Identifier | None = None
    """The review's id, unique in the data."""

    product_id: Identifier | None = None
    """The product; missing where the company is reviewed."""

    order_id: Identifier | None = None
    """The order that it is about."""

    customer_id: PersonalId | None = None
    """The customer who wrote it, where known."""

    reviewer: PersonalId | None = None
    """Who wrote it, as the platform knows them."""

    rating: Number | None = None
    """How good, from `rating_min` to `rating_max`; missing where only words were given."""

    rating_min: Number = 1.0
    """The worst rating of the scale."""

    rating_max: Number = 5.0
    """The best rating of the scale."""

    title: PersonalText | None = None
    """Its title."""

    body: PersonalText | None = None
    """Its text."""

    created_at: Moment
    """When it was written."""

    updated_at: Moment | None = None
    """When it was changed last."""

    verified: bool | None = None
    """Whether its writer is known to have bought."""

    status: ReviewStatus | None = None
    """What became of it. Without the field every review counts, else those published."""

    replied_at: Moment | None = None
    """When the company answered."""

    requested_at: Moment | None = None
    """When the customer was asked for it."""

    is_incentivized: bool | None = None
    """Whether something was given for it."""

    language: str | None = None
    """Its language, such as en or pt-BR."""

    source: str | None = None
    """Where it was written: google, trustpilot, app_store, ..."""
