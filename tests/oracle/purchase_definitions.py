"""What the metrics of purchases and retention mean, from the definitions of the dossier."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from .definitions import (
    Definition,
    churn,
    first_total,
    ratio,
    retention,
    returning_share,
    revenue_per_buyer,
)
from .terms import Row, Term, UnitRows, at_least, orders, product, revenue


def money(column: str) -> Term:
    """How much of a column of money."""
    return lambda unit: float(sum(Decimal(str(row[column])) for row in unit.rows("orders")))


def orders_with(column: str, *, above_zero: bool) -> Term:
    """How many orders with an amount above zero, or with none."""
    return lambda unit: float(
        sum(1 for row in unit.rows("orders") if (row[column] > 0) == above_zero)
    )


def of_orders(name: str, part: Term, whole: Term, *, share: bool, guests: bool) -> Definition:
    """A ratio of two terms of orders."""
    return Definition(
        name=name,
        records=("orders",),
        terms=(part, whole),
        formula=ratio,
        guests=guests,
        share=share,
        bounds=(0, 1) if share else None,
    )


def bare(name: str, term: Term, *, guests: bool) -> Definition:
    """A total, which has no interval."""
    return Definition(
        name=name,
        records=("orders",),
        terms=(term,),
        formula=first_total,
        guests=guests,
        degree_zero=False,
    )


def is_new(unit: UnitRows) -> float:
    """1 for a buyer of the window who never bought before it."""
    return float(bool(unit.rows("orders")) and not unit.rows("orders", before=True))


def repeat_orders(unit: UnitRows) -> float:
    """The orders of the window that are not the first ever."""
    earlier: Sequence[Row] = unit.rows("orders", before=True)
    now = len(unit.rows("orders"))
    return float(now if earlier else max(now - 1, 0))


def has_lapsed(unit: UnitRows) -> float:
    """1 for who bought once, but nothing in the window before this one."""
    long_ago = unit.rows("orders", lag=1, before=True)
    return float(bool(long_ago) and not unit.rows("orders", lag=1))


def reactivation_rate() -> Definition:
    """Of the lapsed, the share that bought in this window."""
    bought = at_least(orders(), 1)
    common = of_orders(
        "reactivation_rate", product(has_lapsed, bought), has_lapsed, share=True, guests=False
    )
    return replace(common, lags=1, before=True)


def growth(name: str, now: Sequence[Term], earlier: Sequence[Term]) -> Definition:
    """A total, or a quotient of totals, over that of the window before, less 1."""
    size = len(now)

    def formula(totals: Sequence[complex]) -> complex:
        here, there = totals[:size], totals[size:]
        if size == 1:
            return here[0] / there[0] - 1
        return (here[0] * there[1]) / (here[1] * there[0]) - 1

    return Definition(
        name=name,
        records=("orders",),
        terms=(*now, *earlier),
        formula=formula,
        guests=True,
        lags=1,
    )


def definitions() -> dict[str, Definition]:
    """All of them, by the public names of the metrics."""
    anybody, any_order = at_least(orders(), 1), orders()

    def net_sales(unit: UnitRows) -> float:
        rows = unit.rows("orders")
        return float(
            sum(Decimal(str(row["gross_sales"])) - Decimal(str(row["discount"])) for row in rows)
        )

    new = of_orders("new_customer_rate", is_new, anybody, share=True, guests=False)
    repeated = of_orders("repeat_order_share", repeat_orders, any_order, share=True, guests=False)
    value_now, value_before = (revenue(), orders()), (revenue(lag=1), orders(lag=1))
    return {
        "order_count": bare("order_count", any_order, guests=True),
        "buyer_count": bare("buyer_count", anybody, guests=False),
        "revenue": bare("revenue", revenue(), guests=True),
        "revenue_per_buyer": revenue_per_buyer(),
        "units_per_order": of_orders(
            "units_per_order", money("n_items"), any_order, share=False, guests=True
        ),
        "zero_value_order_share": of_orders(
            "zero_value_order_share",
            orders_with("amount", above_zero=False),
            any_order,
            share=True,
            guests=True,
        ),
        "discount_share": of_orders(
            "discount_share", money("discount"), money("gross_sales"), share=True, guests=True
        ),
        "refund_rate": of_orders(
            "refund_rate",
            orders_with("refunded", above_zero=True),
            any_order,
            share=True,
            guests=True,
        ),
        "refunded_revenue_share": of_orders(
            "refunded_revenue_share", money("refunded"), net_sales, share=True, guests=True
        ),
        "revenue_growth": growth("revenue_growth", value_now[:1], value_before[:1]),
        "basket_growth": growth("basket_growth", value_now, value_before),
        "new_customer_rate": replace(new, before=True),
        "returning_customer_rate": returning_share(),
        "repeat_order_share": replace(repeated, before=True),
        "repeat_order_probability": of_orders(
            "repeat_order_probability", at_least(orders(), 2), anybody, share=True, guests=False
        ),
        "repeat_order_probability_2": of_orders(
            "repeat_order_probability_2",
            at_least(orders(), 3),
            at_least(orders(), 2),
            share=True,
            guests=False,
        ),
        "retention_rate": retention(),
        "churn_rate": churn(),
        "reactivation_rate": reactivation_rate(),
    }
