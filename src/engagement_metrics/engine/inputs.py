"""Inputs: the caller's tables seen through a question, and the rows that measures read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, reduce

import narwhals.stable.v2 as nw

from engagement_metrics.engine.clock import Clock, clock_of
from engagement_metrics.engine.columns import Column, Moment
from engagement_metrics.engine.measures import DECIMALS, Measure
from engagement_metrics.engine.question import Question
from engagement_metrics.engine.tables import Table
from engagement_metrics.engine.words import Expression, Rows, Words, number_of, words_of
from engagement_metrics.engine.zones import Years
from engagement_metrics.errors import (
    MissingColumnError,
)
from engagement_metrics.records.kind import Kind, RowSource, Rule
from engagement_metrics.records.reading import Reading


@dataclass(frozen=True)
class Input:
    """One source of rows, read from one table for one question.

    Attributes:
        source: What rows they are.
        table: Where they come from.
        question: What is asked.
        measures: What is added up over them.
        customers: The table of customers, which lends its columns.
        as_text: Whether ids of the units are compared as text.
        numbered: Whether a number stands for the text of each id.
        roster: Whether only the customers of a given table count.
        years: The first and the last year of the table's times, once it has been looked at.
    """

    source: RowSource
    table: Table
    question: Question
    measures: tuple[Measure, ...]
    customers: Table | None = None
    as_text: bool = False
    numbered: bool = False
    roster: bool = False
    years: Years | None = None
    attributes: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        lent = [
            name
            for name in dict.fromkeys((*self.question.by, *self._where_names()))
            if name not in self.table.schema
            and self.customers is not None
            and name in self.customers.schema
            # Posts are no customers, whatever their ids are.
            and "customer_id" in self.kind.unit
        ]
        object.__setattr__(self, "attributes", tuple(lent))

    @property
    def kind(self) -> Kind:
        """The kind of record."""
        return self.source.kind

    @cached_property
    def clock(self) -> Clock:
        """The clock of the rows' time column."""
        return self.clock_of(self.time)

    @cached_property
    def time(self) -> str:
        """The column that says when a row happened."""
        return self.source.time(self.table.columns) or ""

    def clock_of(self, name: str) -> Clock:
        """The clock of a column."""
        return clock_of(
            name,
            self.table.schema[name],
            tz=self.question.tz,
            instants=self.question.instants,
            years=self.years,
            shown_zone=self.table.shown_zone,
        )

    @property
    def derived(self) -> bool:
        """Whether rows are rolled up from others, and know their day as `em_day`."""
        return type(self.source) is not RowSource

    @property
    def weighted(self) -> bool:
        """Whether a row stands for several records, and says for how many."""
        return False

    @cached_property
    def by_day(self) -> bool:
        """Whether rows are added up by unit and day first, since some count once a day."""
        return any(measure.daily for measure in self.measures)

    @cached_property
    def unit_columns(self) -> tuple[str, ...]:
        """The columns that say whose a row is; the first one that is not missing counts."""
        return tuple(name for name in self.kind.unit if name in self.table.schema)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that the data can be judged by."""
        return tuple(rule for rule in self.kind.rules if rule.column in self.table.schema)

    @cached_property
    def value_columns(self) -> tuple[Column, ...]:
        """The columns that measures add up or judge rows by."""
        read = (named for measure in self.measures for named in measure.read())
        return tuple({named.name: named for named in read}.values())

    @cached_property
    def currency(self) -> str | None:
        """The column of currencies, where amounts of money are added up."""
        reads_money = any(measure.reads_money for measure in self.measures)
        return "currency" if reads_money and "currency" in self.table.schema else None

    def _where_names(self) -> tuple[str, ...]:
        where = self.question.where
        return () if where is None else tuple(named.name for named in where.columns())

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table that are read, and no others.

        Raises:
            MissingColumnError: One of them is not there.
        """
        have = self.table.schema
        if not self.unit_columns:
            self._missing(self.kind.unit[0], f"whose each {self.kind.record} is")
        required = self._required()
        for name, purpose in required.items():
            if name not in have:
                self._missing(name, purpose)
        optional = [
            *self.unit_columns,
            *(rule.column for rule in self.rules),
            *self.source.optional(),
            *(named.name for named in self.value_columns),
            *([self.currency] if self.currency else []),
            *([self.kind.identity] if self.question.checks and self.kind.identity else []),
        ]
        return tuple(dict.fromkeys([*required, *(name for name in optional if name in have)]))

    def _required(self) -> dict[str, str]:
        """The columns that the table must have, and what each is for."""
        required: dict[str, str] = {}
        if self.kind.time is not None:
            required[self.time] = f"when each {self.kind.record} happened"
        for name in self.source.required(self.table.columns):
            required.setdefault(name, f"what became of each {self.kind.record}")
        for named in self.value_columns:
            if named.default is None:
                for name in self.source.behind(named.name, self.table.columns):
                    required.setdefault(name, "what the metric adds up or selects by")
        for name in self.question.by:
            if name not in self.attributes:
                required.setdefault(name, "grouping (by)")
        for name in self._where_names():
            if name not in self.attributes:
                required.setdefault(name, "selecting rows (where)")
        return required

    def _missing(self, name: str, purpose: str) -> None:
        columns = ", ".join(self.table.columns) or "none"
        lent = (
            ""
            if self.customers is None
            else f" and of customers {', '.join(self.customers.columns)}"
        )
        alike = [have for have in self.table.columns if have.casefold() == name.casefold()]
        source = alike[0] if alike else "your_column"
        message = (
            f"column {name!r} is needed for {purpose}, but {self.table.argument} has none; its "
            f"columns are {columns}{lent}. Rename yours, for example with "
            f"{self.table.argument}.rename(columns={{{source!r}: {name!r}}})"
        )
        raise MissingColumnError(message)

    @cached_property
    def words(self) -> Words:
        """What expressions over the rows are built from."""
        return words_of(local=self.table.local)

    def read(self, named: Column) -> Expression:
        """A column of the prepared rows."""
        words = self.words
        if named.name in self.attributes:
            return words.col(f"em_customer_{self.attributes.index(named.name)}")
        if not self.derived and named.name not in self.table.schema:
            return words.lit(named.default)
        if isinstance(named, Moment):
            instants = replace(self.clock_of(named.name), instants=True)
            return instants.position(words.col(named.name), words)
        return words.col(named.name)

    def raw(self) -> Rows:
        """The columns that are read, lazily."""
        return self.table.lazy(self.table.columns)

    def qualifies(self) -> Expression:
        """Whether a row counts by the rules of its kind."""
        if not self.rules:
            return self.words.lit(value=True)
        return reduce(
            lambda left, right: left & right, (rule_holds(self.words, rule) for rule in self.rules)
        )

    def joined(self, frame: Rows, events_seen: frozenset[str] = frozenset()) -> Rows:
        """Rows with `em_unit`, what customers lend and, where they are derived, `em_day`."""
        reading = Reading(
            self.table.columns, self.clock_of, self._carried(), events_seen, self.words,
            frozenset(named.name for named in self.value_columns),
        )  # fmt: skip
        rows = self.source.rows(frame, reading).with_columns(self._unit().alias("em_unit"))
        if self.lenders is not None:
            rows = rows.join(self._customers(self.lenders), on="em_unit", how="left")
        return rows

    def selected(self) -> Expression:
        """Whether a row is among those asked for (where)."""
        where = self.question.where
        return self.words.lit(value=True) if where is None else where.compile(self.read)

    def grouped(self, rows: Rows, *also: Expression) -> Rows:
        """The rows with the columns to group by, named `em_by_0`, `em_by_1`, ..."""
        named = (self.read(Column("column", (name,))) for name in self.question.by)
        columns = [*(expr.alias(f"em_by_{i}") for i, expr in enumerate(named)), *also]
        return rows.with_columns(*columns) if columns else rows

    def _carried(self) -> tuple[str, ...]:
        names = dict.fromkeys((*self.question.by, *self._where_names()))
        return tuple(name for name in names if name in self.table.schema)

    @property
    def lenders(self) -> Table | None:
        """The table of customers, where rows need something of it."""
        needed = self.kind.time is not None and (self.attributes or self.roster)
        return self.customers if needed else None

    def _unit(self) -> Expression:
        names, words = self.unit_columns, self.words
        types = {str(self.table.schema[name]) for name in names}
        as_text = self.as_text or len(types) > 1
        candidates = [words.col(name) for name in names]
        if as_text:
            candidates = [
                unit_as_text(words, unit, self.table.schema[name])
                for unit, name in zip(candidates, names, strict=True)
            ]
        unit = candidates[0] if len(candidates) == 1 else words.coalesce(*candidates)
        return number_of(unit) if self.numbered else unit

    def _customers(self, customers: Table) -> Rows:
        key = "customer_id"
        columns = [key, *(name for name in self.attributes if name != key)]
        words = self.words
        unit = words.col(key)
        if self.as_text:
            unit = unit_as_text(words, unit, customers.schema[key])
        if self.numbered:
            unit = number_of(unit)
        return customers.lazy(columns).select(
            unit.alias("em_unit"),
            words.lit(1).alias("em_member"),
            *(words.col(name).alias(f"em_customer_{i}") for i, name in enumerate(self.attributes)),
        )

    def value(self, measure: Measure) -> Expression:
        """What one row adds to a measure, in engine units; sums are whole numbers of 1e-4."""
        words = self.words
        if measure.value is None:
            return words.lit(1).cast(words.Float64)
        amount = measure.value.compile(self.read).cast(words.Float64) * 10.0**DECIMALS
        if not self.table.local:
            # Some engines round to an integer, and stop at what is none.
            amount = words.when(amount.is_finite()).then(amount)
        return amount.round(0).cast(words.Float64)


def rule_holds(words: Words, rule: Rule) -> Expression:
    """Whether a row counts by one rule."""
    named = words.col(rule.column)
    holds = named.is_in([value for value in rule.counts if value is not None])
    if None in rule.counts:
        return named.is_null() | holds
    return ~named.is_null() & holds


def stranger(words: Words) -> Expression:
    """Whether a row is of somebody who is not in the table of customers."""
    return ~words.col("em_unit").is_null() & words.col("em_member").is_null()


def unit_as_text(words: Words, unit: Expression, dtype: nw.dtypes.DType) -> Expression:
    """An id as text, so that ids of different types can be compared."""
    if dtype.is_float():
        unit = unit.cast(words.Int64)
    return unit if dtype == nw.String else unit.cast(words.String)


__all__ = ["Input", "rule_holds", "stranger", "unit_as_text"]
