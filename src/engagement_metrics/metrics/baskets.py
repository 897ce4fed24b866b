"""What is sold beside, and above, what customers came for."""

from __future__ import annotations

from engagement_metrics.engine.columns import RowExpression, column
from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import sum_of
from engagement_metrics.records.kinds import ORDER_LINES


def _share_sold_as(way: str) -> Formula:
    """Revenue of lines sold in some way / revenue of lines of which it is known how."""
    known: RowExpression = ~column("sold_as").is_null()
    such: RowExpression = column("sold_as") == way
    sold = sum_of(ORDER_LINES, "amount", where=known & such)
    return total(sold) / total(sum_of(ORDER_LINES, "amount", where=known))


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    higher_is_better=True,
    source="revenue of products sold beside the one that customers came for / revenue",
)
def cross_sell_share() -> Formula:
    """Which share of revenue comes from what was sold beside what customers came for.

    `amount of lines sold as a cross-sell / amount of lines of which it is known`. It reads lines of
    orders, of which the column `sold_as` says "main", "cross_sell" or "up_sell", as shops'
    recommendations and bundles mark them; that a basket holds two products does not say why.

    Examples:
        >>> import engagement_metrics as em
        >>> lines = [
        ...     {
        ...         "order_id": "o1",
        ...         "customer_id": "a",
        ...         "ordered_at": "2025-03-01",
        ...         "amount": amount,
        ...         "sold_as": sold_as,
        ...     }
        ...     for amount, sold_as in [(60, "main"), (30, "cross_sell"), (10, "up_sell")]
        ... ]
        >>> float(em.cross_sell_share(lines)), float(em.up_sell_share(lines))
        (0.3, 0.1)
    """
    return _share_sold_as("cross_sell")


@metric(
    unit="fraction",
    bounds=(0, 1),
    guests=True,
    higher_is_better=True,
    source="revenue of upgrades and larger versions sold in place of what was chosen / revenue",
)
def up_sell_share() -> Formula:
    """Which share of revenue comes from a better version than customers came for.

    `amount of lines sold as an up-sell / amount of lines of which it is known`, as the column
    `sold_as` of lines of orders says.

    Examples:
        >>> import engagement_metrics as em
        >>> lines = [
        ...     {
        ...         "order_id": n,
        ...         "customer_id": n,
        ...         "ordered_at": "2025-03-01",
        ...         "amount": 50,
        ...         "sold_as": sold_as,
        ...     }
        ...     for n, sold_as in enumerate(["main", "main", "up_sell", None])
        ... ]
        >>> round(em.up_sell_share(lines), 3)
        0.333
    """
    return _share_sold_as("up_sell")
