"""The catalogue: every metric that the package has, with what its number means."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from engagement_metrics import measures
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.metric import Metric
from engagement_metrics.engine.plan import Definition
from engagement_metrics.engine.statistic import Statistic
from engagement_metrics.engine.written import formula_as_text
from engagement_metrics.metrics import (
    activity,
    baskets,
    campaigns,
    delivery,
    email,
    interactions,
    journeys,
    loyalty,
    posts,
    purchases,
    quantiles,
    ranking,
    reactions,
    retention,
    returning,
    reviews,
    sessions,
    social,
    subscriptions,
    surveys,
)

if TYPE_CHECKING:
    import pandas as pd

MODULES = (
    purchases, baskets, quantiles, retention, returning, email, delivery, reactions, campaigns,
    subscriptions, social, interactions, posts, reviews, ranking, surveys, sessions, activity,
    journeys, loyalty,
)  # fmt: skip


@cache
def metrics() -> dict[str, Metric]:
    """Every metric of the package by its public name, in the order of the catalogue."""
    found = (value for module in MODULES for value in vars(module).values())
    own = {module.__name__ for module in MODULES}
    return {one.name: one for one in found if isinstance(one, Metric) and one.__module__ in own}


def catalogue() -> pd.DataFrame:
    """Every metric of the package, one row a metric.

    Returns:
        A pandas frame with the columns `name` (the public name in this package), `meaning`,
        `formula`, `unit`, `bounds` (the smallest and the largest value, or None), `interval`
        (whether there is one; bare totals have none), `higher_is_better` (True, False or None
        where it depends), `records` (the kinds of record, as arguments are called), `columns`
        (those that the records must have), `parameters` (of its own) and `source`. Formulas are
        those of the default parameters, in the words of `em.total` and `em.measures`.

    Examples:
        >>> import engagement_metrics as em
        >>> table = em.catalogue().set_index("name")
        >>> table.loc["purchase_frequency", "formula"]
        'total(orders) / total(orders >= 1)'
        >>> table.loc["average_order_value", "columns"]
        ('ordered_at', 'customer_id', 'amount')
    """
    import pandas as pd

    rows = [_row(one) for one in metrics().values()]
    return pd.DataFrame(rows).astype({"bounds": object, "higher_is_better": object})


def _row(metric: Metric) -> dict[str, object]:
    definition = metric.definition({})
    return {
        "name": metric.name,
        "meaning": (metric.__doc__ or "").partition("\n")[0],
        "formula": formula_as_text(definition.formula, _named_measures()),
        "unit": metric.unit,
        "bounds": metric.bounds,
        "interval": definition.formula.degree() == 0 or isinstance(definition.formula, Statistic),
        "higher_is_better": metric.higher_is_better,
        "records": definition.argument_names,
        "columns": _columns(definition),
        "parameters": tuple(metric.parameters),
        "source": metric.source,
    }


def _columns(definition: Definition) -> tuple[str, ...]:
    """The columns needed; where several kinds of record are read, each with its kind."""
    several = len(definition.argument_names) > 1
    named = (
        f"{measure.kind.argument}.{name}" if several else name
        for measure in definition.measures
        for name in measure.columns_needed()
    )
    return tuple(dict.fromkeys(named))


def _named_measures() -> dict[Measure, str]:
    named = ((getattr(measures, name), name) for name in measures.__all__)
    return {measure: name for measure, name in named if isinstance(measure, Measure)}


__all__ = ["catalogue", "metrics"]
