"""Measures: what is added up over the rows of one unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from engagement_metrics.engine.columns import (
    Column,
    RowExpression,
    Where,
    column,
    condition_of,
)
from engagement_metrics.engine.terms import Leaf
from engagement_metrics.errors import DefinitionError
from engagement_metrics.records.kind import Kind, RowSource

if TYPE_CHECKING:
    from engagement_metrics.records.record import Record

Countable: TypeAlias = "type[Record] | RowSource"

DECIMALS = 4
Pick: TypeAlias = Literal["first", "last"]


@dataclass(frozen=True, eq=False)
class Measure(Leaf):
    """A count of rows or a sum over rows, per unit.

    Attributes:
        source: The rows that are read.
        value: What is added up; None counts rows.
        where: The condition on rows; None reads every row.
        lag: How many windows back it is read: 0 is this window, 1 the one before.
        earlier: Whether everything earlier than the window is read instead of the window.
        presence: The rows' columns that hold the first day on which a row is known and the day
            on which it ceases to be, where these differ from the day that it belongs to.
        daily: Whether the rows of a day count once: it is the number of days with any.
        pick: Which row of a unit counts alone in each window; None where all of them do.
        among: The condition on rows of which one is picked; None picks from every row.
    """

    source: RowSource
    value: RowExpression | None = None
    where: RowExpression | None = None
    lag: int = 0
    earlier: bool = False
    presence: tuple[str, str] | None = None
    daily: bool = False
    pick: Pick | None = None
    among: RowExpression | None = None

    @property
    def kind(self) -> Kind:
        """The kind of record that the rows are."""
        return self.source.kind

    @property
    def scale(self) -> float:
        """Counts are whole; sums are kept as whole numbers of 1e-4, so that they add exactly."""
        return 1.0 if self.value is None else 10.0**DECIMALS

    @property
    def reads_money(self) -> bool:
        """Whether the sum is one of money."""
        return self.value is not None and any(
            named.name in self.kind.money for named in self.value.columns()
        )

    @property
    def timeless(self) -> bool:
        """Whether the rows belong to no day, as those of a roster of customers."""
        return self.kind.time is None

    @property
    def count_of_rows(self) -> Measure:
        """How many rows the measure reads."""
        return replace(self, value=None, daily=False)

    def read(self) -> tuple[Column, ...]:
        """The columns of the rows that are added up or selected by, each once."""
        found = (
            named
            for expression in (self.value, self.where)
            if expression is not None
            for named in expression.columns()
        )
        return tuple({named.name: named for named in found}.values())

    def columns_needed(self) -> tuple[str, ...]:
        """The columns that records must have, as they are recorded."""
        recorded = self.source.recorded
        needed = [self.source.time(recorded), *self.source.required(recorded), self.kind.unit[-1]]
        for named in self.read():
            if named.default is None:
                needed += self.source.behind(named.name, recorded)
        return tuple(dict.fromkeys(name for name in needed if name is not None))

    def shifted(self) -> Measure:
        """The same measure one window earlier."""
        return self if self.timeless else replace(self, lag=self.lag + 1)

    def everything_before(self) -> Measure:
        """The same measure over everything before the window that it reads now."""
        if self.earlier:
            message = ".before of .before has no meaning: nothing is earlier than everything"
            raise DefinitionError(message)
        return self if self.timeless else replace(self, earlier=True)


def count(records: Countable, *, where: Where | None = None) -> Measure:
    """How many records each customer has.

    Args:
        records: The kind of record to count, such as `em.Order`.
        where: Which rows to count: plain data such as `{"channel": "web"}` or a condition such as
            `em.column("amount") >= 100`.

    Returns:
        A measure: a whole number per customer, 0 for a customer without such rows.

    Examples:
        >>> import engagement_metrics as em
        >>> web_orders = em.count(em.Order, where={"channel": "web"})
        >>> share = em.total(web_orders) / em.total(em.count(em.Order))
    """
    return Measure(_source(records), None, condition_of(where))


def count_days(records: Countable, *, where: Where | None = None) -> Measure:
    """On how many days each customer has a record.

    Args:
        records: The kind of record, such as `em.WebSession`.
        where: Which rows to read: plain data or a condition.

    Returns:
        A measure: a whole number of calendar days per customer, however many records a day has.

    Examples:
        >>> import engagement_metrics as em
        >>> days = em.count_days(em.Order)
        >>> @em.metric(unit="days per buyer")
        ... def days_with_orders():
        ...     return em.total(days) / em.total(days >= 1)
        >>> orders = em.datasets.cdnow_orders()
        >>> days_with_orders(orders, window=None).numerator
        6696.0
    """
    return Measure(_source(records), None, condition_of(where), daily=True)


def sum_of(
    records: Countable, value: str | RowExpression, *, where: Where | None = None
) -> Measure:
    """What a column adds up to for each customer.

    Args:
        records: The kind of record to read, such as `em.Order`.
        value: The column to add up, or an expression of columns. Values are kept to 4 decimals, so
            that sums are exact and do not depend on the order of rows.
        where: Which rows to read: plain data or a condition.

    Returns:
        A measure: a number per customer, 0 for a customer without such rows.

    Examples:
        >>> import engagement_metrics as em
        >>> revenue = em.sum_of(em.Order, "amount")
        >>> items = em.sum_of(em.Order, em.column("n_items", default=1))
    """
    expression: Any = column(value) if isinstance(value, str) else value
    if not isinstance(expression, RowExpression) or expression.is_condition:
        message = "sum_of takes a column's name or an arithmetic expression of columns"
        raise DefinitionError(message)
    return Measure(_source(records), expression, condition_of(where))


def _source(records: object) -> RowSource:
    source = getattr(records, "row_source", records)
    if not isinstance(source, RowSource):
        message = (
            f"{getattr(records, '__name__', type(records).__name__)} is no kind of record; measure "
            "records such as em.Order, em.EmailEvent or em.SocialEvent"
        )
        raise DefinitionError(message)
    return source


__all__ = ["DECIMALS", "Column", "Measure", "count", "count_days", "sum_of"]
