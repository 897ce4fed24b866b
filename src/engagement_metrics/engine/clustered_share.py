"""The error of a share of rows, clustered by unit, in every window of a history.

A unit with n rows in a window, y of which lie below the window's threshold, adds (y - s n)^2 to the
sum of squares, s being the share of all rows below it. From one date to the next few of them
change: those of units whose rows enter, leave, or change sides because the threshold has moved.
Nothing else is looked at again, so that a history costs little more than its rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engagement_metrics.engine.dated_rows import spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Array = NDArray[np.float64]

# A sum of squares of which no more than this part is left over is nothing but rounding.
ROUNDING = 1e-14
# Where more than one row in so many changes, all units are looked at.
FEW = 8


@dataclass(frozen=True)
class Owned:
    """Rows and whose they are; the rows of a group stand together.

    Attributes:
        group: The number of each row's group, in order.
        unit: The number of a row of the same unit and group.
        ranks: The rank of each row among all: those of a group are its places.
        by_rank: The rows in the order of their ranks.
    """

    group: Whole
    unit: Whole
    ranks: Whole
    by_rank: Whole


class Windows(NamedTuple):
    """The window of each group, at one date or at each of an array of group x date.

    Neither end ever goes back from one date to the next.
    """

    begin: Whole
    end: Whole
    # Rows of smaller rank lie below.
    threshold: Whole


def influence(rows: Owned, windows: Windows) -> Array:
    """The sum over units of the squared error that each adds to the share, by group and date."""
    groups, dates = windows.begin.shape
    found = np.full((groups, dates), np.nan)
    state = _State(rows, groups)
    last = Windows(windows.begin[:, 0], windows.begin[:, 0], windows.threshold[:, 0])
    for date in range(dates):
        now = Windows(*(array[:, date] for array in windows))
        state.move(last, now)
        found[:, date] = state.influence(now.end - now.begin)
        last = now
    return found


class _State:
    """What each unit has in its window, and the sums over units of what follows from it."""

    def __init__(self, rows: Owned, groups: int) -> None:
        self.rows = rows
        self.groups = groups
        self.below = np.zeros(len(rows.unit), dtype=np.int64)
        self.size = np.zeros(len(rows.unit), dtype=np.int64)
        # Sums over units of y, y y, y n and n n, by group; whole numbers, so that nothing drifts.
        self.sums = np.zeros((4, groups))

    def move(self, last: Windows, now: Windows) -> None:
        """Go from the windows of one date to those of the next."""
        row, below, size = _changes(self.rows, last, now)
        unit = self.rows.unit[row]
        if len(unit) * FEW < len(self.size):
            touched = np.unique(unit)
        else:
            touched = np.flatnonzero(np.bincount(unit, minlength=len(self.size)))
        self.sums -= self._of(touched)
        np.add.at(self.below, unit, below)
        np.add.at(self.size, unit, size)
        self.sums += self._of(touched)

    def _of(self, units: Whole) -> Array:
        below, size = (array[units].astype(np.float64) for array in (self.below, self.size))
        group = self.rows.group[units]
        return np.stack(
            [
                np.bincount(group, numbers, minlength=self.groups).astype(np.float64)
                for numbers in (below, below * below, below * size, size * size)
            ]
        )

    def influence(self, rows: Whole) -> Array:
        below, squares, products, sizes = self.sums
        with np.errstate(invalid="ignore", divide="ignore"):
            share = below / rows
            parts = squares, 2 * share * products, share**2 * sizes
            total = parts[0] - parts[1] + parts[2]
            total = np.where(total > ROUNDING * (parts[0] + parts[1] + parts[2]), total, 0.0)
            found: Array = total / np.square(rows.astype(np.float64))
        return found


def _changes(rows: Owned, last: Windows, now: Windows) -> tuple[Whole, Whole, Whole]:
    """The rows that change, and by how much they change what lies below and what there is."""
    first, after = np.maximum(last.begin, now.begin), np.minimum(last.end, now.end)
    # Where the threshold moves past more rows than stay, it is cheaper to begin anew.
    anew = np.abs(now.threshold - last.threshold) > np.maximum(after - first, 0)
    leaving = spread(last.begin, np.where(anew, last.end, np.minimum(now.begin, last.end)))
    entering = spread(np.where(anew, now.begin, np.maximum(last.end, now.begin)), now.end)
    lower = np.minimum(last.threshold, now.threshold)
    upper = np.where(anew, lower, np.maximum(last.threshold, now.threshold))
    crossing = rows.by_rank[spread(lower, upper)]
    group = rows.group[crossing]
    crossing = crossing[(crossing >= first[group]) & (crossing < after[group])]
    risen = np.where(now.threshold > last.threshold, 1, -1)[rows.group[crossing]]
    left_below = rows.ranks[leaving] < last.threshold[rows.group[leaving]]
    entered_below = rows.ranks[entering] < now.threshold[rows.group[entering]]
    return (
        np.concatenate([leaving, entering, crossing]),
        np.concatenate([-left_below.astype(np.int64), entered_below.astype(np.int64), risen]),
        np.repeat([-1, 1, 0], [len(leaving), len(entering), len(crossing)]),
    )
