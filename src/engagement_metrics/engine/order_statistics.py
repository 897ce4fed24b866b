"""Order statistics: the k-th smallest value of any number of ranges of rows, all at once.

Rows are known by their ranks. A rank is read bit by bit from the highest one: rows are parted, in
their order, into those with a 0 and those with a 1, and a running count of the zeros tells for
every range at once which part its k-th smallest row is in, and where the range lies there. These
are the levels of a wavelet matrix (F. Claude, G. Navarro and A. Ordonez, 2015), none of which is
kept: log2(rows) passes over the rows answer every question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Array = NDArray[np.float64]


# Fewer rows than that are counted in half the memory.
LARGEST = 2**31


def nth(ranks: Whole, begin: Whole, end: Whole, order: Whole) -> Whole:
    """The rank of the row that is `order`-th smallest, from 0, among the rows of each range.

    Args:
        ranks: The rank of each row, each of 0 to len(ranks) - 1 once.
        begin: Where each range begins.
        end: Where it ends, exclusively; it holds more than `order` rows.
        order: Which rank is asked for, from 0.
    """
    found = np.zeros_like(order)
    for bit, upper, zeros in _levels(ranks):
        left, right = zeros[begin], zeros[end]
        above = order >= right - left
        found += above.astype(np.int64) << bit
        order = np.where(above, order - (right - left), order)
        begin = np.where(above, upper + begin - left, left)
        end = np.where(above, upper + end - right, right)
    return found


def below(ranks: Whole, begin: Whole, end: Whole, bound: Whole) -> Whole:
    """How many rows of each range have a rank below a bound."""
    counted = np.zeros_like(begin)
    # No rank has more bits than the number of rows, but a bound that all are below may have.
    everything = bound >= len(ranks)
    bound = np.minimum(bound, max(len(ranks) - 1, 0))
    whole = end - begin
    for bit, upper, zeros in _levels(ranks):
        left, right = zeros[begin], zeros[end]
        above = (bound >> bit) & 1 == 1
        counted += np.where(above, right - left, 0)
        begin = np.where(above, upper + begin - left, left)
        end = np.where(above, upper + end - right, right)
    return np.where(everything, whole, counted)


def _levels(ranks: Whole) -> Iterator[tuple[int, int, Whole]]:
    """For each bit from the highest: how many rows have a 0, and how many before each row do."""
    small: Any = np.int32 if len(ranks) < LARGEST else np.int64
    order = ranks.astype(small)
    parted = np.empty_like(order)
    zeros: Whole = np.zeros(len(ranks) + 1, dtype=small)
    for bit in reversed(range(max(len(ranks) - 1, 0).bit_length())):
        low = order & small(1 << bit) == 0
        np.cumsum(low, out=zeros[1:], dtype=small)
        number = int(zeros[-1])
        yield bit, number, zeros
        # Twice as fast as indexing with the mask.
        np.compress(low, order, out=parted[:number])
        np.compress(~low, order, out=parted[number:])
        order, parted = parted, order


@dataclass(frozen=True)
class Ordered:
    """Rows of several groups, each value with its rank; the groups stand one after another.

    Attributes:
        group: The number of each row's group, in order.
        value: What each row is worth.
    """

    group: Whole
    value: Array

    @cached_property
    def by_value(self) -> Whole:
        """The rows in the order of their groups, and within a group of their values."""
        if len(self.group) and self.group[0] == self.group[-1]:
            return np.argsort(self.value)
        return np.lexsort((self.value, self.group))

    @cached_property
    def ranks(self) -> Whole:
        """The place of each row in that order."""
        ranks = np.empty(len(self.group), dtype=np.int64)
        ranks[self.by_value] = np.arange(len(self.group))
        return ranks

    @cached_property
    def sorted(self) -> Array:
        """The values in that order."""
        return self.value[self.by_value]

    @cached_property
    def tie_ends(self) -> Whole:
        """For each place in that order, the first one with another value or group."""
        group = self.group[self.by_value]
        differs = (self.sorted[1:] != self.sorted[:-1]) | (group[1:] != group[:-1])
        ends = np.append(np.flatnonzero(differs) + 1, len(group))
        return np.repeat(ends, np.diff(ends, prepend=0)) if len(group) else ends[:0]


def placed(number: Whole, share: float | Array) -> tuple[Whole, Whole, Array]:
    """Between which two of some sorted values a quantile lies, and how far from the first.

    It is h = (number - 1) share, counted from 0 (Hyndman and Fan's definition 7).
    """
    place: Array = (np.maximum(number, 1) - 1) * np.asarray(share, dtype=np.float64)
    first = np.floor(place).astype(np.int64)
    return first, np.minimum(first + 1, np.maximum(number, 1) - 1), place - first


def between(low: Array, high: Array, part: Array) -> Array:
    """Linear interpolation that gives back exactly what both ends agree on."""
    step = high - low
    found: Array = np.where(part < 0.5, low + step * part, high - step * (1 - part))  # noqa: PLR2004
    return found
