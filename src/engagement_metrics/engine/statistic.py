"""Statistics: numbers of a whole group that are no arithmetic over totals, such as a quantile.

They are called like every metric and share its probe, its windows and its reduction, which counts
their units and rows; what is their own is read beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NoReturn, Protocol

import numpy as np

from engagement_metrics.engine.formulas import Dual, Formula, Members, Total
from engagement_metrics.errors import DefinitionError, InvalidArgumentError

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from engagement_metrics.engine.finish import Finished
    from engagement_metrics.engine.inputs import Input
    from engagement_metrics.engine.measures import Measure
    from engagement_metrics.engine.plan import Definition
    from engagement_metrics.engine.probe import Probe
    from engagement_metrics.engine.question import Question
    from engagement_metrics.engine.terms import Leaf

    Array = NDArray[np.float64]

ALL_IN_PERCENT = 100


@dataclass(frozen=True)
class Numbers:
    """A statistic's numbers, each an array of group x date; NaN is undefined.

    Attributes:
        value: The statistic.
        low: The lower end of its interval.
        high: The upper end; infinite where no upper limit can be given.
        std_error: Its standard error.
        units: How many units it is about, where these are not all units of the window.
        rows: How many rows, where these are not all rows of the window.
        line: What stands above and below the line, where it is a share.
        excluded: Rows that do not count for a reason of the statistic's own, by reason.
    """

    value: Array
    low: Array
    high: Array
    std_error: Array
    units: Array | None = None
    rows: Array | None = None
    line: tuple[Array, Array] | None = None
    excluded: Mapping[str, Array] = field(default_factory=dict)

    @classmethod
    def without_interval(cls, value: Array) -> Numbers:
        """Values alone."""
        nothing = np.full(value.shape, np.nan)
        return cls(value, nothing, nothing, nothing)


class Answers(Protocol):
    """What was read for a statistic, ready to be asked for some groups at a time."""

    def numbers(self, keys: pl.DataFrame | None, units: Array) -> Numbers:
        """The numbers of some groups.

        Args:
            keys: One row a group, as reductions have them; None without `by`.
            units: How many units are in the window, by group and date.
        """
        ...


@dataclass(frozen=True)
class Asked:
    """What a statistic is read from.

    Attributes:
        one: The rows.
        question: What is asked.
        known: What the probe saw.
        dates: The grid; None for one date.
        guests: Whether rows without a unit count, each as a unit of its own.
    """

    one: Input
    question: Question
    known: Probe
    dates: NDArray[np.int64] | None
    guests: bool

    @property
    def ends(self) -> NDArray[np.int64]:
        """The first position after the window of each date."""
        return np.array([self.known.end]) if self.dates is None else self.dates + 1

    @property
    def now(self) -> NDArray[np.int64]:
        """The position as of which each number is: the last day, or the instant."""
        return self.ends if self.question.instants else self.ends - 1

    @property
    def step(self) -> int:
        """How many positions a day has."""
        return self.one.clock.step

    @property
    def starts(self) -> NDArray[np.int64] | None:
        """The first position of each window; None where windows have no beginning."""
        window = self.question.window
        return None if window.endless else np.asarray(window.start(self.ends))


@dataclass(frozen=True)
class Statistic(Formula):
    """A number that stands alone: no part of other formulas, and in this window only.

    Attributes:
        rows: The rows that it is about, and the value of each where it has one.
    """

    rows: Measure

    def __post_init__(self) -> None:
        if self.rows.timeless:
            message = (
                f"{self.rows.kind.argument} have no time, and {self.called} is about the "
                "records of a window; give a kind of record that has one, such as em.Order"
            )
            raise DefinitionError(message)

    @property
    def called(self) -> str:
        """What errors call it."""
        return "a quantile"

    @property
    def wording(self) -> tuple[str, ...]:
        """What its definition calls it, and what that is told besides the rows."""
        raise NotImplementedError

    def read(self, asked: Asked) -> Answers:
        """Read what the statistic needs."""
        raise NotImplementedError

    def totals(self) -> Iterator[Total | Members]:
        """The rows, from which units are counted, and the values, so that they are checked."""
        yield Total(self.rows.count_of_rows)
        if self.rows.value is not None:
            yield Total(self.rows)

    def degree(self) -> int | None:
        """It is no function of totals."""
        return None

    def evaluate(self, of: Callable[[Total | Members], Array]) -> Dual:  # noqa: ARG002
        """Nothing follows from totals."""
        return Dual(np.asarray(np.nan), {})

    def within_another(self) -> NoReturn:
        """It cannot be a part of another formula."""
        message = (
            f"{self.called} is no arithmetic over totals: that of a sum, a difference or a ratio "
            "does not follow from those of its parts, and no interval from theirs. Ask for each by "
            "itself; with every=... the dates stand below one another"
        )
        raise DefinitionError(message)

    def replace_leaves(self, change: Callable[[Leaf], Leaf]) -> Formula:  # noqa: ARG002
        """It is read in this window only."""
        message = (
            f"{self.called} is read in one window; it has no .previous and no .before, since "
            "nothing could be computed with them. every=... gives it at every date, and as_of=... "
            "at any"
        )
        raise DefinitionError(message)


def read_statistics(
    definitions: Sequence[Definition],
    inputs: Sequence[Input],
    question: Question,
    known: Probe,
    dates: NDArray[np.int64] | None,
) -> list[Answers | None]:
    """What each metric that is a statistic needs; None for the others."""
    return [
        definition.formula.read(
            Asked(
                next(one for one in inputs if one.source == definition.formula.rows.source),
                question,
                known,
                dates,
                definition.guests,
            )
        )
        if isinstance(definition.formula, Statistic)
        else None
        for definition in definitions
    ]


def completed(
    finished: Finished,
    answers: Answers | None,
    keys: pl.DataFrame | None,
    *,
    min_units: int | None,
) -> Finished:
    """Finished numbers with those of a statistic in their place."""
    if answers is None:
        return finished
    found = answers.numbers(keys, finished.units)
    units = finished.units if found.units is None else found.units
    rows = finished.rows if found.rows is None else found.rows
    blank = np.zeros(units.shape, dtype=bool) if min_units is None else units < min_units
    above, below = found.line or (finished.numerator, finished.denominator)
    value, low, high, std_error, above, below = (
        np.where(blank, np.nan, array)
        for array in (found.value, found.low, found.high, found.std_error, above, below)
    )
    not_counted = finished.excluded["not_counted"] + finished.rows - rows
    not_counted = not_counted - sum(found.excluded.values())
    return replace(
        finished,
        value=value,
        low=low,
        high=high,
        std_error=std_error,
        numerator=above,
        denominator=below,
        units=units,
        rows=rows,
        excluded={**finished.excluded, "not_counted": not_counted, **found.excluded},
    )


def share_between(name: str, share: object) -> float:
    """A share of the way from the smallest to the largest, checked.

    Raises:
        InvalidArgumentError: It does not lie between 0 and 1.
    """
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share < 1:
        hint = ""
        if isinstance(share, int | float) and 1 < share < ALL_IN_PERCENT:
            hint = f"; write {share / ALL_IN_PERCENT:g}"
        message = f"{name}={share!r} must be a number between 0 and 1, such as 0.5{hint}"
        raise InvalidArgumentError(message)
    return float(share)
