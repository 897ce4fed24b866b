"""What each metric means that is a quantile, and no formula over totals."""

from dataclasses import replace

from .definitions import Definition, every_row, first_total
from .family_definitions import rows_that
from .order_statistics import Statistic, came_back, of_rows, since_last, to_next
from .terms import Row


def of(statistic: Statistic, *, records: str = "orders", guests: bool = False) -> Definition:
    """A metric that is no arithmetic over totals."""
    return Definition(
        name="statistic",
        records=(records,),
        terms=(rows_that(records),),
        formula=first_total,
        degree_zero=False,
        guests=guests,
        statistic=statistic,
    )


def amount(row: Row) -> float:
    """What an order is worth."""
    return float(row["amount"])


def load_ms(row: Row) -> float:
    """How long a page took to load."""
    return float(row["load_ms"])


def has_load_ms(row: Row) -> bool:
    """Whether that is known."""
    return row["load_ms"] is not None


def at_least_20(_kind: str, row: Row) -> bool:
    """Whether an order is worth 20 or more."""
    return amount(row) >= 20


def not_every_row(kind: str, row: Row) -> bool:
    """The rows are counted by the statistic itself."""
    return every_row(kind, row)


def definitions() -> dict[str, Definition]:
    """The metrics that are quantiles, by name."""
    large = of(of_rows(0.25, amount, lambda row: at_least_20("orders", row)))
    second = of(to_next(0.5, first=True))
    metrics = {
        "median_order_value": of(of_rows(0.5, amount), guests=True),
        "order_value_percentile": of(of_rows(0.9, amount), guests=True),
        "large_order_quartile": replace(large, counts=at_least_20),
        "days_since_last_order": of(since_last(0.5)),
        "days_since_last_order_90": of(since_last(0.9)),
        "time_to_second_order": replace(second, counts=not_every_row),
        "time_between_orders": of(to_next(0.3, first=False)),
    }
    loaded = of(of_rows(0.75, load_ms, has_load_ms), records="web_events", guests=True)
    retained = {
        "repeat_rate_within": of(came_back(0, 90)),
        "repeat_rate_within_7": of(came_back(0, 7)),
        "n_day_retention": of(came_back(1, 1), records="sessions"),
        "unbounded_retention": of(came_back(1, None), records="sessions"),
        "unbounded_retention_30": of(came_back(30, None), records="web_events"),
        "bracket_retention": of(came_back(1, 7), records="sessions"),
        "bracket_retention_month": of(came_back(20, 50), records="sessions"),
    }
    metrics |= {
        name: replace(one, counts=not_every_row, bounds=(0, 1)) for name, one in retained.items()
    }
    metrics["load_time_percentile"] = replace(loaded, counts=lambda _kind, row: has_load_ms(row))
    return metrics
