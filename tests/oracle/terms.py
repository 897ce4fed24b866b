"""What is known of one unit: functions of its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, Self

from .windows import Windows

Row = Mapping[str, Any]


class Placed(Protocol):
    """A row with its kind and its place in time."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> date: ...
    @property
    def row(self) -> Row: ...


@dataclass(frozen=True)
class UnitRows:
    """The rows of one unit, as seen from one window."""

    entries: Sequence[Placed]
    windows: Windows
    shift: int = 0
    customer: Row = field(default_factory=dict)
    tz: str | None = None

    def rows(self, kind: str, *, lag: int = 0, before: bool = False) -> list[Row]:
        """The rows of a kind in the current window, one `lag` windows ago, or before the window."""
        lag += self.shift
        span = self.windows.before(lag) if before else self.windows.spans[lag]
        return [e.row for e in self.entries if e.kind == kind and span.holds(e.at)]

    def previous(self) -> Self:
        """The same unit, as seen from the window before."""
        return replace(self, shift=self.shift + 1)


Term = Callable[[UnitRows], float]


def orders(*, lag: int = 0, before: bool = False) -> Term:
    """How many orders."""
    return lambda unit: float(len(unit.rows("orders", lag=lag, before=before)))


def revenue(*, lag: int = 0, before: bool = False) -> Term:
    """How much money; added in decimal, so that 33.33 + 66.67 is 100."""
    return lambda unit: float(
        sum(Decimal(str(row["amount"])) for row in unit.rows("orders", lag=lag, before=before))
    )


def interactions(weights: Mapping[str, float], *, before: bool = False) -> Term:
    """The weighted number of interactions."""
    return lambda unit: float(
        sum(
            weights.get(row["type"], 0) * row.get("count", 1)
            for row in unit.rows("social", before=before)
        )
    )


def messages(chosen: Callable[[Row], bool]) -> Term:
    """How many of the messages that were sent in the window."""
    return lambda unit: float(sum(1 for row in unit.rows("emails") if chosen(row)))


def at_least(term: Term, least: float) -> Term:
    """1 where the term reaches a threshold above zero, else 0."""
    return lambda unit: float(term(unit) >= least)


def product(one: Term, other: Term) -> Term:
    """The product of two terms; of two masks, both."""
    return lambda unit: one(unit) * other(unit)


def without(one: Term, other: Term) -> Term:
    """The first mask where the second does not hold."""
    return lambda unit: one(unit) * (1 - other(unit))
