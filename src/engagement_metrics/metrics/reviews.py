"""What customers say in reviews, and what the company answers."""

from __future__ import annotations

from engagement_metrics.engine.columns import RowExpression, column, hours_between
from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import Measure, count, sum_of
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.measures import orders, reviews
from engagement_metrics.metrics.scales import Scale, scale_of
from engagement_metrics.records.kinds import REVIEWS


def _rated(scale: Scale, condition: RowExpression | None = None) -> Measure:
    rated = ~column("rating", within=scale_of(scale)).is_null()
    return count(REVIEWS, where=rated if condition is None else rated & condition)


def _stars(scale: Scale) -> Measure:
    rating = column("rating", within=scale_of(scale))
    return sum_of(REVIEWS, rating, where=~rating.is_null())


@metric(unit="reviews", guests=True, source="reviews that were published")
def review_count() -> Formula:
    """How many reviews were written.

    `reviews`, published ones only where the data tells their status. A bare total has no interval.
    With `by="rating"` it is the distribution of ratings.

    Examples:
        >>> import engagement_metrics as em
        >>> reviews = [
        ...     {"reviewer": "ada", "rating": 5, "created_at": "2025-03-01"},
        ...     {"reviewer": "bob", "rating": 2, "created_at": "2025-03-04"},
        ... ]
        >>> em.review_count(reviews, window="4d")
        review_count 2 (2 reviewers, 2025-03-01 to 2025-03-04)
    """
    return total(reviews)


@metric(
    unit="stars",
    guests=True,
    higher_is_better=True,
    source="sum of ratings / reviews with a rating, as in schema.org's AggregateRating",
)
def mean_rating(scale: Scale = (1, 5)) -> Formula:
    """How many stars the average review gives.

    `sum of ratings / reviews with a rating`. Reviews without a rating are not in it. Ratings pile
    up at both ends, so look at the distribution too.

    Args:
        scale: The lowest and the highest rating; a rating outside is an error.

    Examples:
        >>> import engagement_metrics as em
        >>> reviews = [
        ...     {"reviewer": name, "rating": stars, "created_at": "2025-03-01"}
        ...     for name, stars in {"ada": 5, "bob": 2, "cyd": 5}.items()
        ... ]
        >>> round(em.mean_rating(reviews), 2)
        4.0
    """
    return total(_stars(scale)) / total(_rated(scale))


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    source="reviews with this rating / reviews with a rating",
)
def rating_share(rating: float = 5, *, scale: Scale = (1, 5)) -> Formula:
    """Which share of the reviews gives exactly so many stars.

    `reviews with this rating / reviews with a rating`.

    Args:
        rating: The rating.
        scale: The lowest and the highest rating; a rating outside is an error.

    Examples:
        >>> import engagement_metrics as em
        >>> reviews = [
        ...     {"reviewer": name, "rating": stars, "created_at": "2025-03-01"}
        ...     for name, stars in {"ada": 5, "bob": 2, "cyd": 5, "dan": 4}.items()
        ... ]
        >>> [em.rating_share(reviews, rating=stars).numerator for stars in (1, 2, 3, 4, 5)]
        [0.0, 1.0, 0.0, 1.0, 2.0]
    """
    return total(_rated(scale, column("rating") == rating)) / total(_rated(scale))


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    higher_is_better=True,
    source='E. Miller, "How Not To Sort By Average Rating", 2009, for the lower end as a rank',
)
def positive_review_share(at_least: float = 4, *, scale: Scale = (1, 5)) -> Formula:
    """Which share of the reviews is positive.

    `reviews with so many stars or more / reviews with a rating`. Its `low` is Wilson's lower bound,
    by which to rank products: it is far below the share where there are few reviews.

    Args:
        at_least: From how many stars on a review is positive.
        scale: The lowest and the highest rating; a rating outside is an error.

    Examples:
        >>> import engagement_metrics as em
        >>> few = [{"reviewer": "ada", "rating": 5, "created_at": "2025-03-01"}]
        >>> em.positive_review_share(few, window="1d")
        positive_review_share 1.00 (95 % CI 0.21 to 1.00, 1 reviewer, 2025-03-01 to 2025-03-01)
    """
    return total(_rated(scale, column("rating") >= at_least)) / total(_rated(scale))


@metric(
    unit="stars",
    guests=True,
    higher_is_better=True,
    source="Trustpilot's TrustScore without its decay: a prior of 7 reviews of 3.5 stars",
)
def bayesian_mean_rating(
    prior_mean: float = 3.5, prior_weight: float = 7, *, scale: Scale = (1, 5)
) -> Formula:
    """How many stars to expect, if so many reviews of so many stars are taken for granted.

    `(prior_weight * prior_mean + sum of ratings) / (prior_weight + reviews with a rating)`. It
    shrinks what few reviews say; where there is none, it is `prior_mean`. It has no interval: the
    prior is no sample.

    Args:
        prior_mean: The rating of the reviews taken for granted.
        prior_weight: How many reviews are taken for granted.
        scale: The lowest and the highest rating; a rating outside is an error.

    Raises:
        InvalidArgumentError: `prior_weight` is not above 0, or `prior_mean` is outside the scale.

    Examples:
        >>> import engagement_metrics as em
        >>> one = [{"reviewer": "ada", "rating": 5, "created_at": "2025-03-01"}]
        >>> float(em.bayesian_mean_rating(one))
        3.6875
    """
    low, high = scale_of(scale)
    if not prior_weight > 0 or not low <= prior_mean <= high:
        message = (
            f"prior_mean={prior_mean!r} must be on the scale from {low:g} to {high:g}, and "
            f"prior_weight={prior_weight!r} a number above 0"
        )
        raise InvalidArgumentError(message)
    return (total(_stars(scale)) + prior_weight * prior_mean) / (
        total(_rated(scale)) + prior_weight
    )


@metric(
    unit="reviews per order",
    guests=True,
    higher_is_better=True,
    source="orders reviewed / orders; platforms that ask for reviews divide by requests instead",
)
def review_rate() -> Formula:
    """How many reviews an order brings.

    `reviews that name an order / orders`, both of the window. It reads two kinds of record; an
    order that was reviewed twice counts twice. Reviews come days after their orders, so take a
    window that is long against that, and let only orders count that can have been reviewed.

    Examples:
        >>> import engagement_metrics as em
        >>> orders = [
        ...     {"order_id": n, "customer_id": "ada", "ordered_at": "2025-03-01", "amount": 9}
        ...     for n in range(4)
        ... ]
        >>> reviews = [{"customer_id": "ada", "order_id": "0", "created_at": "2025-03-04"}]
        >>> float(em.review_rate(orders=orders, reviews=reviews))
        0.25
    """
    of_orders = count(REVIEWS, where=~column("order_id").is_null())
    return total(of_orders) / total(orders)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="customers who wrote a review / customers who bought",
)
def reviewing_buyer_share() -> Formula:
    """Which share of the buyers wrote a review.

    `buyers with a review / buyers`, both within the window. It needs reviews that carry the
    customer's id; reviews by others do not count.

    Examples:
        >>> import engagement_metrics as em
        >>> orders = [
        ...     {"customer_id": name, "ordered_at": "2025-03-01", "amount": 9} for name in "abcd"
        ... ]
        >>> reviews = [{"customer_id": "a", "rating": 5, "created_at": "2025-03-04"}]
        >>> float(em.reviewing_buyer_share(orders=orders, reviews=reviews))
        0.25
    """
    return total((orders >= 1) & (reviews >= 1)) / total(orders >= 1)


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    higher_is_better=True,
    source="WooCommerce and Trustpilot: the flag `verified`",
)
def verified_review_share() -> Formula:
    """Which share of the reviews is by somebody who is known to have bought.

    `verified reviews / reviews of which it is known`.

    Examples:
        >>> import engagement_metrics as em
        >>> reviews = [
        ...     {"reviewer": name, "verified": known, "created_at": "2025-03-01"}
        ...     for name, known in {"ada": True, "bob": False, "cyd": None}.items()
        ... ]
        >>> float(em.verified_review_share(reviews))
        0.5
    """
    known = count(REVIEWS, where=~column("verified").is_null())
    return total(count(REVIEWS, where={"verified": True})) / total(known)


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    higher_is_better=True,
    source="Google Business Profile and Trustpilot: reviews with a reply / reviews",
)
def review_response_rate() -> Formula:
    """Which share of the reviews the company answered.

    `reviews with an answer / reviews`. The latest have had little time to be answered.

    Examples:
        >>> import engagement_metrics as em
        >>> reviews = [
        ...     {"reviewer": "ada", "created_at": "2025-03-01", "replied_at": "2025-03-02"},
        ...     {"reviewer": "bob", "created_at": "2025-03-01"},
        ... ]
        >>> float(em.review_response_rate(reviews))
        0.5
    """
    return total(count(REVIEWS, where=~column("replied_at").is_null())) / total(reviews)


@metric(
    unit="hours",
    guests=True,
    higher_is_better=False,
    source="mean time from a review to the company's reply, of those that have one",
)
def review_response_time() -> Formula:
    """How many hours the company takes to answer a review.

    `sum of hours from review to answer / reviews with an answer`. Reviews that are not answered yet
    are not in it, so read it beside `review_response_rate`.

    Examples:
        >>> import engagement_metrics as em
        >>> reviews = [
        ...     {"reviewer": "ada", "created_at": "2025-03-01T10:00", "replied_at": "2025-03-02"},
        ...     {"reviewer": "bob", "created_at": "2025-03-01T10:00"},
        ... ]
        >>> float(em.review_response_time(reviews))
        14.0
    """
    answered = ~column("replied_at").is_null()
    hours = sum_of(REVIEWS, hours_between("created_at", "replied_at"), where=answered)
    return total(hours) / total(count(REVIEWS, where=answered))


@metric(
    unit="sentiment",
    guests=True,
    higher_is_better=True,
    source="mean of a score that the caller's own model gave to each text",
)
def mean_sentiment(score: str = "sentiment") -> Formula:
    """How friendly the words of reviews are, by a score that you bring.

    `sum of scores / reviews with a score`. No language is read here: the column is yours.

    Args:
        score: The column that holds the score.

    Examples:
        >>> import engagement_metrics as em
        >>> import pandas as pd
        >>> reviews = pd.DataFrame({"reviewer": ["ada", "bob"], "sentiment": [0.9, -0.5]})
        >>> reviews["created_at"] = pd.Timestamp("2025-03-01")
        >>> float(em.mean_sentiment(reviews))
        0.2
    """
    given = ~column(score).is_null()
    return total(sum_of(REVIEWS, score, where=given)) / total(count(REVIEWS, where=given))
