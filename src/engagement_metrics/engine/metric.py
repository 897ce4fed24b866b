"""Metrics: formulas with a name and parameters that can be called on data and combined."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Self, TypeAlias, overload

from engagement_metrics.engine.answer import estimate_of, given_back, metric_frame
from engagement_metrics.engine.columns import RowExpression
from engagement_metrics.engine.described import Facts, described, with_defaults
from engagement_metrics.engine.estimate import Estimate
from engagement_metrics.engine.formulas import Formula, formula_of
from engagement_metrics.engine.given import tables_of
from engagement_metrics.engine.plan import Definition
from engagement_metrics.engine.question import Every, WeekStart, question
from engagement_metrics.engine.run import prepare
from engagement_metrics.errors import ArgumentTypeError, DefinitionError
from engagement_metrics.records.kinds import DATA

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
        higher_is_better: Whether more of it is good news; None where it depends.
        source: Where the definition comes from.
    """

    name: str
    build: Callable[[Mapping[str, Any]], Formula]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    unit: str | None = None
    bounds: Bounds | None = None
    guests: bool = False
    higher_is_better: bool | None = None
    source: str | None = None

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
        return self._bound({**self.parameters, **parameters}) if parameters else self._usual

    @cached_property
    def _usual(self) -> Definition:
        return self._bound(self.parameters)

    def _bound(self, parameters: Mapping[str, Any]) -> Definition:
        formula = self.build(parameters)
        return Definition(self.name, formula, self.unit, self.bounds, self.guests)

    def using(self, **parameters: Any) -> Self:
        """The same metric with some parameters set, for algebra and `summarize`."""
        self.definition(parameters)
        return self._like(replace(self, parameters={**self.parameters, **parameters}))

    def named(self, name: str, *, unit: str | None = None, bounds: Bounds | None = None) -> Self:
        """The same metric under another name.

        Args:
            name: The name, also of its column.
            unit: What the number is counted in.
            bounds: The smallest and largest value that it can have; (0, 1) makes a ratio of two
                totals a share with a Wilson interval.
        """
        name = named_well(name)
        unit, bounds = unit or self.unit, bounds or self.bounds
        return self._like(replace(self, name=name, unit=unit, bounds=bounds))

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

    @overload
    def __call__(
        self,
        data: object = ...,
        *,
        window: str | timedelta | None = ...,
        as_of: date | datetime | str | None = ...,
        by: None = ...,
        every: None = ...,
        where: Mapping[str, object] | RowExpression | None = ...,
        customers: object = ...,
        confidence: float | None = ...,
        tz: str | None = ...,
        week_start: WeekStart = ...,
        checks: bool = ...,
        min_units: int | None = ...,
        detail: bool = ...,
        **parameters: Any,
    ) -> Estimate: ...

    @overload
    def __call__(
        self,
        data: object = ...,
        *,
        window: str | timedelta | None = ...,
        as_of: date | datetime | str | None = ...,
        by: str | Sequence[str] | None = ...,
        every: Every | None = ...,
        where: Mapping[str, object] | RowExpression | None = ...,
        customers: object = ...,
        confidence: float | None = ...,
        tz: str | None = ...,
        week_start: WeekStart = ...,
        checks: bool = ...,
        min_units: int | None = ...,
        detail: bool = ...,
        **parameters: Any,
    ) -> Any: ...  # noqa: ANN401 (a frame of any kind)

    def __call__(
        self,
        data: object = None,
        *,
        window: str | timedelta | None = "365d",
        as_of: date | datetime | str | None = None,
        by: str | Sequence[str] | None = None,
        every: Every | None = None,
        where: Mapping[str, object] | RowExpression | None = None,
        customers: object = None,
        confidence: float | None = 0.95,
        tz: str | None = None,
        week_start: WeekStart = "monday",
        checks: bool = True,
        min_units: int | None = None,
        detail: bool = False,
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
            **parameters: The metric's own parameters; for formulas over several kinds of record
                also the records of each kind by name (`orders=`, `emails=`, `reviews=`, ...).

        Returns:
            An `Estimate`; with `by` or `every` a frame of the kind that came in, with the keys,
            `as_of` and `complete` if `every`, the metric, and the ends of its interval.

        Raises:
            EngagementError: The data or the question cannot be answered; the message says why.
        """
        given = {name: parameters.pop(name) for name in DATA if name in parameters}
        definition = self.definition(parameters)
        asked = question(
            window=window, as_of=as_of, by=by, every=every, where=where, confidence=confidence,
            tz=tz, week_start=week_start, checks=checks, min_units=min_units, detail=detail,
        )  # fmt: skip
        tables = tables_of(definition, data, {**given, "customers": customers})
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

    def _like(self, changed: Self) -> Self:
        """A variation of this metric, described alike."""
        function = self.__dict__.get("__wrapped__")
        if function is not None:
            signature = with_defaults(inspect.signature(self), changed.parameters)
            changed.__dict__.update(described(changed.facts, function, signature, Metric.__call__))
        return changed

    @property
    def facts(self) -> Facts:
        """What is known of it beside its function."""
        return Facts(self.name, self.unit, self.bounds, self.source)

    def __repr__(self) -> str:
        own = ", ".join(f"{name}={value!r}" for name, value in self.parameters.items())
        return f"<metric {self.name}({own}){f', {self.unit}' if self.unit else ''}>"


def named_well(name: object) -> str:
    """A metric's name, which becomes that of a column.

    Raises:
        DefinitionError: It is no identifier.
    """
    if not isinstance(name, str) or not name.isidentifier():
        message = f"a metric's name must be usable as a column name, unlike {name!r}"
        raise DefinitionError(message)
    return name


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

    made = Metric(
        "value",
        lambda bound: operation(of(left, bound), of(right, bound)),
        parameters,
        guests=all(part.guests for part in parts),
    )
    # Built once, so that what has no meaning is found where it is written.
    made.definition({})
    return made


__all__ = ["Metric", "combined"]
