"""Loyalty programmes and word of mouth."""

from __future__ import annotations

from collections.abc import Sequence

from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import Measure, count, sum_of
from engagement_metrics.measures import members, orders
from engagement_metrics.records.kinds import CUSTOMERS, LOYALTY

_ACTIVITY = count(LOYALTY, where={"type": ["earn", "redeem"]})
_EARNED = sum_of(LOYALTY, "points", where={"type": "earn"})
_REDEEMED = sum_of(LOYALTY, "points", where={"type": "redeem"})


def _came_by(via: str | Sequence[str]) -> Measure:
    return count(CUSTOMERS, where={"acquired_via": via if isinstance(via, str) else tuple(via)})


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="active members / customers",
)
def programme_participation_rate() -> Formula:
    """Which share of the customers takes part in the loyalty programme.

    `customers who earned or redeemed points in the window / customers of the table`. Members whose
    points only expire do not take part.

    Examples:
        >>> import engagement_metrics as em
        >>> customers = [{"customer_id": name} for name in "abcd"]
        >>> loyalty = [
        ...     {"customer_id": "a", "type": "earn", "points": 5, "occurred_at": "2025-03-01"}
        ... ]
        >>> float(em.programme_participation_rate(loyalty, customers=customers))
        0.25
    """
    return total((_ACTIVITY >= 1) & (members >= 1)) / total(members)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="buyers who are members / buyers",
)
def member_share_of_buyers() -> Formula:
    """Which share of the buyers is in the loyalty programme.

    `buyers who are members / buyers in the table of customers`, whose column `is_member` says who
    is a member now.

    Examples:
        >>> import engagement_metrics as em
        >>> customers = [{"customer_id": name, "is_member": name == "a"} for name in "abcd"]
        >>> orders = [
        ...     {"customer_id": name, "ordered_at": "2025-03-01", "amount": 9} for name in "ab"
        ... ]
        >>> float(em.member_share_of_buyers(orders, customers=customers))
        0.5
    """
    in_programme = count(CUSTOMERS, where={"is_member": True})
    return total((orders >= 1) & (in_programme >= 1)) / total(orders >= 1)


@metric(
    unit="points redeemed per point earned",
    source="points redeemed / points issued; what expired is not redeemed",
)
def redemption_rate() -> Formula:
    """How many of the points are spent.

    `points redeemed / points earned`, both of the window. It can exceed 1, where members spend what
    they earned before. The interval is clustered by member.

    Examples:
        >>> import engagement_metrics as em
        >>> loyalty = [
        ...     {"customer_id": "a", "type": kind, "points": 40, "occurred_at": "2025-03-01"}
        ...     for kind in ("earn", "earn", "redeem", "expire")
        ... ]
        >>> float(em.redemption_rate(loyalty))
        0.5
    """
    return total(_REDEEMED) / total(_EARNED)


@metric(unit="points per member", source="points issued / members who earned or redeemed")
def points_earned_per_member() -> Formula:
    """How many points the average active member earned.

    `points earned / members who earned or redeemed in the window`.

    Examples:
        >>> import engagement_metrics as em
        >>> loyalty = [
        ...     {"customer_id": name, "type": kind, "points": 40, "occurred_at": "2025-03-01"}
        ...     for name, kind in (("a", "earn"), ("a", "earn"), ("b", "redeem"))
        ... ]
        >>> float(em.points_earned_per_member(loyalty))
        40.0
    """
    return total(_EARNED) / total(_ACTIVITY >= 1)


@metric(unit="points per member", source="points redeemed / members who earned or redeemed")
def points_redeemed_per_member() -> Formula:
    """How many points the average active member spent.

    `points redeemed / members who earned or redeemed in the window`.

    Examples:
        >>> import engagement_metrics as em
        >>> loyalty = [
        ...     {"customer_id": name, "type": kind, "points": 40, "occurred_at": "2025-03-01"}
        ...     for name, kind in (("a", "earn"), ("a", "earn"), ("b", "redeem"))
        ... ]
        >>> float(em.points_redeemed_per_member(loyalty))
        20.0
    """
    return total(_REDEEMED) / total(_ACTIVITY >= 1)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="referred purchases / purchases",
)
def referral_rate(via: str | Sequence[str] = "referral") -> Formula:
    """Which share of the orders is by customers whom others brought.

    `orders of referred customers / orders of customers in the table`, whose column `acquired_via`
    says how they came.

    Args:
        via: What `acquired_via` says of customers whom others brought; one word or several.

    Examples:
        >>> import engagement_metrics as em
        >>> customers = [
        ...     {"customer_id": "a", "acquired_via": "referral"},
        ...     {"customer_id": "b", "acquired_via": "search"},
        ... ]
        >>> orders = [
        ...     {"customer_id": name, "ordered_at": "2025-03-01", "amount": 9} for name in "abbb"
        ... ]
        >>> float(em.referral_rate(orders, customers=customers))
        0.25
    """
    return total(orders * (_came_by(via) >= 1)) / total(orders)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="new customers acquired by referral / new customers: word of mouth",
)
def referred_share_of_new_customers(via: str | Sequence[str] = "referral") -> Formula:
    """Which share of the new customers came by word of mouth.

    `new buyers who were referred / new buyers`. New is who bought in the window and never before
    it, so it needs the whole history of orders.

    Args:
        via: What `acquired_via` says of customers whom others brought; one word or several.

    Examples:
        >>> import engagement_metrics as em
        >>> customers = [
        ...     {"customer_id": "a", "acquired_via": "referral"},
        ...     {"customer_id": "b", "acquired_via": "search"},
        ... ]
        >>> orders = [
        ...     {"customer_id": name, "ordered_at": "2025-03-01", "amount": 9} for name in "abbb"
        ... ]
        >>> float(em.referred_share_of_new_customers(orders, customers=customers))
        0.5
    """
    new = (orders >= 1) & (orders.before == 0)
    return total(new & (_came_by(via) >= 1)) / total(new)
