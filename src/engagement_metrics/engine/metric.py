"""Metrics: formulas with a name and parameters that can be called on data and combined."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from engagement_metrics.engine.answer import estimate_of, given_back, metric_frame
from engagement_metrics.engine.formulas import Formula, formula_of
from engagement_metrics.engine.plan import Definition
from engagement_metrics.engine.question import ARGUMENTS, question
from engagement_metrics.engine.run import prepare
from engagement_metrics.engine.tables import Table, table_of
from engagement_metrics.errors import ArgumentTypeError, DefinitionError, InvalidArgumentError

Number: TypeAlias = int | float
Bounds: TypeAlias = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Metric:
    """A number that says how engaged customers are; call it on data, or combine it with others.

    Attributes:
        name: Its name, also of its column.
        build: Makes the formula from the parameters.
        parameters: The parameters that calls may set, with their defaults.
        unit: What the number is counted in.
        bounds: The smallest and largest value that it can have.
        guests: Whether records without a customer count, each as a unit of its own.
    """

    name: str
    build: Callable[[Mapping[str, Any]], Formula]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    unit: str | None = None
    bounds: Bounds | None = None
    guests: bool = False

    def formula(self, **parameters: Any) -> Formula:
        """The arithmetic over totals, with some parameters set."""
        return self.definition(parameters).formula

    def definition(self, parameters: Mapping[str, Any]) -> Definition:
        """The metric with its parameters bound.

        Raises:
            ArgumentTypeError: A parameter is unknown.
        """
        unknown = [name for name in parameters if name not in self.parameters]
        if unknown:
            has = ", ".join(self.parameters) or "no parameters of its own"
            message = f"{self.name}() has no parameter {unknown[0]!r}; it has {has}"
            raise ArgumentTypeError(message)
        bound = {**self.parameters, **parameters}
        return Definition(self.name, self.build(bound), self.unit, self.bounds, self.guests)

    def using(self, **parameters: Any) -> Metric:
        """The same metric with some parameters set, for algebra and `summarize`."""
        self.definition(parameters)
        return replace(self, parameters={**self.parameters, **parameters})

    def named(self, name: str, *, unit: str | None = None, bounds: Bounds | None = None) -> Metric:
        """The same metric under another name.

        Args:
            name: The name, also of its column.
            unit: What the number is counted in.
            bounds: The smallest and largest value that it can have; (0, 1) makes a ratio of two
                totals a share with a Wilson interval.
        """
        if not isinstance(name, str) or not name.isidentifier():
            message = f"a metric's name must be usable as a column name, unlike {name!r}"
            raise DefinitionError(message)
        changed = replace(self, name=name, unit=unit or self.unit, bounds=bounds or self.bounds)
        changed.__dict__["__doc__"] = self.__doc__
        return changed

    @property
    def previous(self) -> Metric:
        """The same metric in the window before this one."""
        return self._reading(lambda formula: formula.previous)

    @property
    def before(self) -> Metric:
        """The same metric over everything earlier than this window."""
        return self._reading(lambda formula: formula.before)

    def _reading(self, change: Callable[[Formula], Formula]) -> Metric:
        build = self.build
        return replace(self, name="value", build=lambda bound: change(build(bound)))

    def __call__(
        self,
        data: object = None,
        *,
        window: object = "365d",
        as_of: object = None,
        by: object = None,
        every: object = None,
        where: Any = None,
        customers: object = None,
        confidence: float | None = 0.95,
        tz: str | None = None,
        week_start: str = "monday",
        checks: bool = True,
        min_units: int | None = None,
        detail: bool = False,
        orders: object = None,
        emails: object = None,
        social: object = None,
        **parameters: Any,
    ) -> Any:
        """Compute the metric.

        Args:
            data: The records: a pandas, Polars, PyArrow or other frame, eager or lazy, or a list
                of records or dicts. Formulas over several kinds take them by name instead.
            window: Which days each number is about: "365d", "4w", "12mo", "1q", a timedelta, or
                None for everything up to `as_of`.
            as_of: The last day of the window, included; an instant with a time of day is the
                exclusive end. Default: the day of the last record that counts.
            by: The column or columns to group by.
            every: The grid of dates "1d", "1w", "1mo", "1q" or "1y"; spelled like the window it
                makes calendar buckets.
            where: Which records to read, such as {"channel": ["web", "app"]}.
            customers: One row a customer; lends its columns to `by` and `where`.
            confidence: The level of the interval; None for none.
            tz: The IANA zone in which days begin.
            week_start: The weekday on which weeks begin.
            checks: Whether checks that cost a pass of their own are made (repeated ids).
            min_units: Groups of fewer units are blank.
            detail: Whether frames also show what each number is made of.
            orders: Orders, for formulas over several kinds of record.
            emails: E-mail events, for formulas over several kinds of record.
            social: Social events, for formulas over several kinds of record.
            **parameters: The metric's own parameters.

        Returns:
            An `Estimate`; with `by` or `every` a frame of the kind that came in, with the keys,
            `as_of` and `complete` if `every`, the metric, and the ends of its interval.

        Raises:
            EngagementError: The data or the question cannot be answered; the message says why.
        """
        definition = self.definition(parameters)
        asked = question(
            window=window, as_of=as_of, by=by, every=every, where=where, confidence=confidence,
            tz=tz, week_start=week_start, checks=checks, min_units=min_units, detail=detail,
        )  # fmt: skip
        given = {"orders": orders, "emails": emails, "social": social, "customers": customers}
        tables = tables_of(definition, data, given)
        prepared = prepare([definition], tables, asked)
        if not asked.frame:
            _, (finished,) = next(prepared.chunks())
            return estimate_of(definition, finished, asked, prepared.known, prepared.inputs)
        (long,) = prepared.long_frames()
        main = tables[definition.argument_names[0]]
        return given_back(metric_frame(long, definition, asked), main.flavour)

    def __add__(self, other: Metric | Number) -> Metric:
        return combined(self, other, lambda left, right: left + right)

    def __radd__(self, other: Number) -> Metric:
        return combined(other, self, lambda left, right: left + right)

    def __sub__(self, other: Metric | Number) -> Metric:
        return combined(self, other, lambda left, right: left - right)

    def __rsub__(self, other: Number) -> Metric:
        return combined(other, self, lambda left, right: left - right)

    def __mul__(self, other: Metric | Number) -> Metric:
        return combined(self, other, lambda left, right: left * right)

    def __rmul__(self, other: Number) -> Metric:
        return combined(other, self, lambda left, right: left * right)

    def __truediv__(self, other: Metric | Number) -> Metric:
        return combined(self, other, lambda left, right: left / right)

    def __rtruediv__(self, other: Number) -> Metric:
        return combined(other, self, lambda left, right: left / right)

    def __neg__(self) -> Metric:
        return combined(-1, self, lambda left, right: left * right)

    def __repr__(self) -> str:
        own = ", ".join(f"{name}={value!r}" for name, value in self.parameters.items())
        return f"<metric {self.name}({own}){f', {self.unit}' if self.unit else ''}>"


def metric(
    *, unit: str | None = None, bounds: Bounds | None = None, guests: bool = False
) -> Callable[[Callable[..., Formula]], Metric]:
    """Make a metric of a function that returns a formula.

    The function's name becomes the metric's, its parameters (which need defaults) become keyword
    arguments of the call, its docstring the documentation.

    Args:
        unit: What the number is counted in, such as "orders per buyer".
        bounds: The smallest and largest value; (0, 1) makes a ratio of two totals a share with a
            Wilson interval.
        guests: Whether records without a customer count, each as a unit of its own.

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
        name = function.__name__
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
        )
        made.__dict__.update(
            __doc__=function.__doc__, __name__=name, __qualname__=function.__qualname__,
            __module__=function.__module__, __wrapped__=function, __signature__=_signature(function),
        )  # fmt: skip
        made.definition({})
        return made

    return decorate


def combined(
    left: Metric | Number, right: Metric | Number, operation: Callable[[Any, Any], Formula]
) -> Metric:
    """A metric of two others; it has the parameters of both.

    Raises:
        DefinitionError: They have a parameter of the same name with different values, or one of
            them is neither a metric nor a number.
    """
    parts = [part for part in (left, right) if isinstance(part, Metric)]
    for part in (left, right):
        if not isinstance(part, Metric):
            formula_of(part)
    parameters: dict[str, Any] = {}
    for part in parts:
        for name, value in part.parameters.items():
            if name in parameters and parameters[name] != value:
                message = (
                    f"both metrics have a parameter {name!r}, but with different values "
                    f"({parameters[name]!r} and {value!r}); bind them alike with .using({name}=...)"
                )
                raise DefinitionError(message)
            parameters[name] = value

    def of(part: Metric | Number, bound: Mapping[str, Any]) -> Formula:
        if not isinstance(part, Metric):
            return formula_of(part)
        return part.build({name: bound[name] for name in part.parameters})

    return Metric(
        "value",
        lambda bound: operation(of(left, bound), of(right, bound)),
        parameters,
        guests=all(part.guests for part in parts),
    )


def tables_of(
    definition: Definition, data: object, given: Mapping[str, object]
) -> dict[str, Table]:
    """The tables of a call, by the name of the kind of record that they hold.

    Raises:
        ArgumentTypeError: Data is missing, or given twice.
    """
    needed = [name for name in definition.argument_names if name != "customers"]
    named = {name: value for name, value in given.items() if value is not None}
    if data is not None:
        if len(needed) != 1:
            message = (
                f"{definition.name} reads {' and '.join(needed)}; pass them by name, as in "
                f"{definition.name}({', '.join(f'{name}=...' for name in needed)})"
            )
            raise ArgumentTypeError(message)
        if needed[0] in named:
            message = f"{needed[0]} is given twice, as the first argument and by name"
            raise ArgumentTypeError(message)
        named[needed[0]] = data
    for name in definition.argument_names:
        if name not in named:
            message = f"{definition.name} reads {name}; pass {name}=..."
            raise ArgumentTypeError(message)
    return {
        name: table_of(value, name)
        for name, value in named.items()
        if name in needed or name == "customers"
    }


def _signature(function: Callable[..., Formula]) -> inspect.Signature:
    call = inspect.signature(Metric.__call__)
    shared = [
        parameter
        for parameter in call.parameters.values()
        if parameter.name not in ("self", "parameters", "orders", "emails", "social")
    ]
    own = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in inspect.signature(function).parameters.values()
    ]
    return inspect.Signature([*shared, *own], return_annotation=call.return_annotation)


__all__ = ["InvalidArgumentError", "Metric", "combined", "metric"]
