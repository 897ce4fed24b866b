"""By what to rank products that have few reviews, and products that have many."""

from __future__ import annotations

import math

from engagement_metrics.engine.columns import column
from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import count, sum_of
from engagement_metrics.engine.root import sqrt
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.metrics.scales import Scale, scale_of
from engagement_metrics.records.kinds import REVIEWS


@metric(
    unit="stars",
    guests=True,
    higher_is_better=True,
    source='E. Miller, "Ranking Items With Star Ratings", 2014',
)
def star_rating_lower_bound(z: float = 1.65, *, scale: Scale = (1, 5)) -> Formula:
    """How many stars a product has at least, all but surely: a rank that waits for proof.

    With one review of each number of stars taken for granted (K of them), `mean - z * sqrt((mean of
    squared stars - mean^2) / (reviews + K + 1))`. A product with one review of five stars ranks
    below one with a hundred that are nearly as good. It is a bound itself and has no interval.

    Args:
        z: How many standard deviations below the mean: 1.65 for 95 %.
        scale: The lowest and the highest number of stars, in whole stars; a rating outside is an
            error.

    Raises:
        InvalidArgumentError: `z` is no number above 0, or the scale is not of whole stars.

    Examples:
        >>> import engagement_metrics as em
        >>> one = [{"reviewer": "ada", "rating": 5, "created_at": "2025-03-01"}]
        >>> round(em.star_rating_lower_bound(one), 5)
        2.40366
    """
    low, high = scale_of(scale)
    number: object = z
    if isinstance(number, bool) or not isinstance(number, int | float) or not z > 0:
        message = f"z={z!r} must be a number of standard deviations above 0, such as 1.65"
        raise InvalidArgumentError(message)
    if low != math.floor(low) or high != math.floor(high):
        message = f"scale={scale!r} must go from one whole number of stars to another"
        raise InvalidArgumentError(message)
    stars = range(int(low), int(high) + 1)
    rating = column("rating", within=(low, high))
    rated = ~rating.is_null()
    reviews = total(count(REVIEWS, where=rated)) + len(stars)
    mean = (total(sum_of(REVIEWS, rating, where=rated)) + sum(stars)) / reviews
    squares = total(sum_of(REVIEWS, rating * rating, where=rated)) + sum(s * s for s in stars)
    return mean - z * sqrt((squares / reviews - mean * mean) / (reviews + 1))
