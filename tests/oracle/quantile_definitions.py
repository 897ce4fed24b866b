"""What each metric means that is a quantile, and no formula over totals."""

from dataclasses import replace

from .definitions import Definition, every_row, first_total
from .order_statistics import Statistic, of_rows, since_last, to_next
from .terms import Row, orders


def of_orders(statistic: Statistic, *, guests: bool = False) -> Definition:
    """A metric of orders that is no arithmetic over totals."""
    return Definition(
        name="statistic",
        records=("orders",),
        terms=(orders(),),
        formula=first_total,
        degree_zero=False,
        guests=guests,
        statistic=statistic,
    )


def amount(row: Row) -> float:
    """What an order is worth."""
    return float(row["amount"])


def at_least_20(_kind: str, row: Row) -> bool:
    """Whether an order is worth 20 or more."""
    return amount(row) >= 20


def not_every_row(kind: str, row: Row) -> bool:
    """The rows are counted by the statistic itself."""
    return every_row(kind, row)


def quantiles() -> dict[str, Definition]:
    """The metrics that are quantiles, by name."""
    large = of_orders(of_rows(0.25, amount, lambda row: at_least_20("orders", row)))
    second = of_orders(to_next(0.5, first=True))
    metrics = {
        "median_order_value": of_orders(of_rows(0.5, amount), guests=True),
        "order_value_percentile": of_orders(of_rows(0.9, amount), guests=True),
        "large_order_quartile": replace(large, counts=at_least_20),
        "days_since_last_order": of_orders(since_last(0.5)),
        "days_since_last_order_90": of_orders(since_last(0.9)),
        "time_to_second_order": replace(second, counts=not_every_row),
        "time_between_orders": of_orders(to_next(0.3, first=False)),
    }
    return {name: replace(metric, name=name) for name, metric in metrics.items()}
