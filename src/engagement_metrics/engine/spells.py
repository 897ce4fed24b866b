"""Spells: from a row of a unit to its next one, which may not have come yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.engine.dated_rows import DatedRows, spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engagement_metrics.engine.statistic import Asked

    Whole = NDArray[np.int64]

# Later than all positions, and still small enough to be computed with.
NEVER = 2**62


def until_next(rows: DatedRows) -> Whole:
    """The position of the next row of the same unit; `NEVER` where there is none."""
    until = np.full(len(rows.unit), NEVER, dtype=np.int64)
    # Rows of a unit stay in the order of their positions.
    order = np.argsort(rows.unit, kind="stable")
    same = rows.unit[order[1:]] == rows.unit[order[:-1]]
    until[order[:-1][same]] = rows.position[order[1:][same]]
    return until


@dataclass(frozen=True)
class Seen:
    """Spells as they are known at one date.

    Attributes:
        group: The number of each one's group.
        unit: Whose each is: the number of a row of the same unit and group.
        day: For how many whole days it has been watched, or has lasted if it has ended.
        ended: Whether the unit has come back.
    """

    group: Whole
    unit: Whole
    day: Whole
    ended: NDArray[np.bool_]


class Spells:
    """The spells that begin in each window.

    Attributes:
        number: How many there are, by group and date.
    """

    def __init__(self, rows: DatedRows, asked: Asked, *, first: bool) -> None:
        """Find them.

        Args:
            rows: All rows up to the last date.
            asked: What is asked.
            first: Whether only those count that begin with a unit's first row of all.
        """
        begun = np.ones(len(rows.unit), dtype=bool)
        if first:
            begun = rows.unit == np.arange(len(rows.unit))
        # How many of them there are before each row.
        before = np.concatenate([[0], np.cumsum(begun)])
        begin, end = rows.windows(asked)
        self.asked = asked
        self.begin, self.end = before[begin], before[end]
        self.number = self.end - self.begin
        self.group, self.unit = rows.group[begun], rows.unit[begun]
        self.position, self.until = rows.position[begun], until_next(rows)[begun]

    def seen(self, date: int) -> Seen:
        """Those that begin in the windows of one date, as they are known then."""
        chosen = spread(self.begin[:, date], self.end[:, date])
        position, until = self.position[chosen], self.until[chosen]
        now = int(self.asked.now[date])
        ended = until < self.asked.ends[date]
        days = (np.minimum(until, now) - position) // self.asked.step
        return Seen(self.group[chosen], self.unit[chosen], days, ended)
