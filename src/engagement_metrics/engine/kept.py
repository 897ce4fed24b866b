"""What a state keeps of one kind of record, read like the records themselves.

A state has one row a unit, local day and whatever else tells rows apart; a column says how many
records the row stands for, others what their values add up to. As every measure is a sum, the same
engine gives the same answers from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from engagement_metrics.engine.clock import Clock
from engagement_metrics.engine.columns import Column, RowExpression, spelled
from engagement_metrics.engine.inputs import Input
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.words import Expression
from engagement_metrics.errors import InvalidArgumentError, MissingColumnError

ROWS = "em_rows"
SUM = "em_sum_"


@dataclass(frozen=True)
class Kept:
    """What is known of a state's rows of one kind, beside what stands in them.

    Attributes:
        by: The columns that were asked to be kept.
        where: The condition by which records were selected, as text; None for all.
        zones: The columns that hold days, and the zone in which these begin; None for the clock
            on the wall.
        lacking: The columns that a metric would read, but the records did not have.
        first: The day of the first record that counts, selected or not; None where there is none.
        last: The day of the last one.
    """

    by: tuple[str, ...]
    where: str | None
    zones: Mapping[str, str | None]
    lacking: tuple[str, ...]
    first: int | None
    last: int | None


class KeptInput(Input):
    """Rows of a state, seen through a question."""

    @property
    def kept(self) -> Kept:
        """What is known of them beside what stands in them."""
        return cast("Kept", self.table.kept)

    @property
    def weighted(self) -> bool:
        """Each row stands for some records, unless several of them make one row."""
        return not self.source.puts_together(self.table.columns)

    @cached_property
    def value_columns(self) -> tuple[Column, ...]:
        """The columns that measures judge rows by; what they add up is added up already."""
        return tuple(
            {
                named.name: named
                for measure in self.measures
                if measure.where is not None
                for named in measure.where.columns()
            }.values()
        )

    def clock_of(self, name: str) -> Clock:
        """The clock of a column of days.

        Raises:
            InvalidArgumentError: The question is about an instant, or about days of another zone.
        """
        argument = self.table.argument
        if self.question.instants:
            message = (
                f"as_of has a time of day, but a state holds whole days of {argument}; pass a date "
                "as as_of, or ask the records themselves"
            )
            raise InvalidArgumentError(message)
        tz, zone = self.question.tz, self.kept.zones[name]
        if tz is not None and zone is not None and tz != zone:
            message = (
                f"tz={tz!r}, but the days of {argument} in the state begin in {zone}; leave tz "
                "out, or reduce the records again with that tz"
            )
            raise InvalidArgumentError(message)
        return super().clock_of(name)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of the state that are read, and no others."""
        have = self.table.schema
        for measure in self.measures:
            if measure.value is not None and sum_name(measure.value) not in have:
                self._missing(spelled(measure.value), "what the metric adds up")
        if not self.derived:
            for named in self.value_columns:
                if named.name not in have and named.name not in self.kept.lacking:
                    self._missing(named.name, "what the metric selects by")
        refuse_times(self, self.kept.zones)
        sums = (sum_name(m.value) for m in self.measures if m.value is not None)
        return tuple(dict.fromkeys((*super().columns, ROWS, *sums)))

    def value(self, measure: Measure) -> Expression:
        """What the records of one row add to a measure together."""
        if measure.value is not None:
            return self.words.col(sum_name(measure.value))
        weighted = self.weighted and not measure.daily
        return self.words.col(ROWS) if weighted else super().value(measure)

    def _missing(self, name: str, purpose: str) -> None:
        sums = [have.removeprefix(SUM) for have in self.table.columns if have.startswith(SUM)]
        plain = [have for have in self.table.columns if have != ROWS and not have.startswith(SUM)]
        message = (
            f"{name!r} is needed for {purpose}, but the state does not hold it of "
            f"{self.table.argument}: it adds up {', '.join(sums) or 'nothing'} by "
            f"{', '.join(plain)}. Reduce the records again with by= or metrics= that read it, or "
            "pass customers= where it is known of customers"
        )
        raise MissingColumnError(message)


def sum_name(value: RowExpression) -> str:
    """The column of a state that holds what a value adds up to, in engine units."""
    return SUM + spelled(value)


def only_records(what: str) -> str:
    """The message of what cannot be told from rows that were added up."""
    return f"{what} is read record by record, which a state does not keep; ask the records"


def refuse_times(rows: Input, times: Iterable[str]) -> None:
    """Raise where rows are grouped or selected by when they happened.

    Raises:
        InvalidArgumentError: They are; a state knows only the day.
    """
    where = rows.question.where
    conditions = [m.where for m in rows.measures if m.where is not None and not rows.derived]
    read = {
        *rows.question.by,
        *(c.name for one in (*conditions, where) if one is not None for c in one.columns()),
    }
    for name in times:
        if name in read:
            message = (
                f"{name} of {rows.table.argument} cannot be grouped or selected by in a state, "
                "which holds whole days; add a column of your own to the records"
            )
            raise InvalidArgumentError(message)


__all__ = ["ROWS", "SUM", "Kept", "KeptInput", "only_records", "refuse_times", "sum_name"]
