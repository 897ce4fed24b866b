"""The decorator that makes a metric of a function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from engagement_metrics.engine.described import described, signature_of
from engagement_metrics.engine.formulas import Formula, formula_of
from engagement_metrics.engine.metric import Bounds, Metric, named_well
from engagement_metrics.engine.question import ARGUMENTS
from engagement_metrics.errors import DefinitionError


def metric(
    *,
    unit: str | None = None,
    bounds: Bounds | None = None,
    guests: bool = False,
    higher_is_better: bool | None = None,
    source: str | None = None,
) -> Callable[[Callable[..., Formula]], Metric]:
    """Make a metric of a function that returns a formula.

    The function's name becomes the metric's, its parameters (which need defaults) become keyword
    arguments of the call, its docstring the documentation.

    Args:
        unit: What the number is counted in, such as "orders per buyer".
        bounds: The smallest and largest value; (0, 1) makes a ratio of two totals a share with a
            Wilson interval.
        guests: Whether records without a customer count, each as a unit of its own.
        higher_is_better: Whether more of it is good news; None where it depends.
        source: Where the definition comes from; the documentation shows it.

    Returns:
        A decorator.

    Raises:
        DefinitionError: A parameter has no default, or the name of a call's argument.

    Examples:
        >>> import engagement_metrics as em
        >>> orders, revenue = em.measures.orders, em.measures.revenue
        >>> @em.metric(unit="currency per buyer")
        ... def revenue_per_buyer():
        ...     return em.total(revenue) / em.total(orders >= 1)
        >>> round(revenue_per_buyer(em.datasets.cdnow_orders(), window=None), 2)
        103.56
    """

    def decorate(function: Callable[..., Formula]) -> Metric:
        parameters: dict[str, Any] = {}
        name = named_well(function.__name__)
        for parameter in inspect.signature(function).parameters.values():
            if parameter.default is inspect.Parameter.empty:
                message = (
                    f"parameter {parameter.name!r} of {name} needs a default, so that the metric "
                    "can be called without it"
                )
                raise DefinitionError(message)
            if parameter.name in ARGUMENTS:
                message = (
                    f"parameter {parameter.name!r} of {name} is the name of an argument that every "
                    "metric's call has; choose another"
                )
                raise DefinitionError(message)
            parameters[parameter.name] = parameter.default
        made = Metric(
            name,
            lambda bound: formula_of(function(**bound)),
            parameters,
            unit,
            bounds,
            guests,
            higher_is_better,
            source,
        )
        read = made.definition({}).argument_names
        if not read:
            message = f"{name} adds up nothing; a metric needs at least one em.total(...)"
            raise DefinitionError(message)
        own = list(inspect.signature(function).parameters.values())
        signature = signature_of(Metric.__call__, own, read)
        made.__dict__.update(described(made.facts, function, signature, Metric.__call__))
        return made

    return decorate
