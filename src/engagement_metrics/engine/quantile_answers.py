"""Quantiles of rows, with Woodruff's interval, of every group and window at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engagement_metrics.engine.clustered_share import Owned, Windows, influence
from engagement_metrics.engine.dated_rows import DatedRows, read, worth
from engagement_metrics.engine.order_statistics import Ordered, between, nth, placed
from engagement_metrics.engine.statistic import Asked, Numbers
from engagement_metrics.engine.windows import bounds
from engagement_metrics.engine.woodruff import Limits
from engagement_metrics.engine.words import collected

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from engagement_metrics.engine.measures import Measure

    Whole = NDArray[np.int64]
    Array = NDArray[np.float64]


@dataclass(frozen=True)
class ReadHere:
    """Quantiles of rows that were brought here.

    Attributes:
        asked: What is asked.
        rows: The rows.
        share: Which part of the rows has no larger value.
    """

    asked: Asked
    rows: DatedRows
    share: float

    def numbers(self, keys: pl.DataFrame | None, units: Array) -> Numbers:
        """Every window of some groups."""
        part = self.rows.of_groups(keys)
        begin, end = part.windows(self.asked)
        # Of rows that were read for one date, all are in the window.
        whole = self.asked.dates is None
        ordered = _Ranges(Ordered(part.group, part.value), begin, end, whole=whole)
        some = end > begin
        ((value, threshold),) = ordered.quantiles(some, np.asarray(self.share))
        if self.asked.question.confidence is None:
            return Numbers.without_interval(value)
        owned = Owned(part.group, part.unit, ordered.rows.ranks, ordered.rows.by_value)
        error = influence(owned, Windows(begin, end, threshold))
        limits = Limits(self.share, error, units, self.asked.question.confidence)
        (low, _), (high, _) = ordered.quantiles(some & limits.known, limits.low, limits.high)
        return limits.numbers(value, low, high)


@dataclass(frozen=True)
class _Ranges:
    """The rows of each group and date, of which quantiles are asked.

    Attributes:
        rows: All rows with their ranks.
        begin: Where the rows of each group and date begin.
        end: Where they end.
        whole: Whether these are all rows of their group.
    """

    rows: Ordered
    begin: Whole
    end: Whole
    whole: bool

    def quantiles(self, some: NDArray[np.bool_], *shares: Array) -> list[tuple[Array, Whole]]:
        """Quantiles of some ranges, each with the rank that no row up to it reaches.

        Args:
            some: Which ranges; the others are NaN.
            shares: Which quantiles, of all ranges or of each.
        """
        begin, end = self.begin[some], self.end[some]
        asked = [placed(end - begin, np.broadcast_to(share, some.shape)[some]) for share in shares]
        orders = [order for first, second, _ in asked for order in (first, second)]
        ranks = self._nth(
            np.tile(begin, len(orders)), np.tile(end, len(orders)), np.concatenate(orders)
        ).reshape(len(shares), 2, -1)
        answers = []
        for (lower, upper), (_, _, part) in zip(ranks, asked, strict=True):
            found, reached = np.full(some.shape, np.nan), self.begin.copy()
            low, high = self.rows.sorted[lower], self.rows.sorted[upper]
            found[some] = between(low, high, part)
            reached[some] = self.rows.tie_ends[np.where(found[some] < high, lower, upper)]
            answers.append((found, reached))
        return answers

    def _nth(self, begin: Whole, end: Whole, order: Whole) -> Whole:
        # A group has the same places in the order of its values as it has rows.
        return begin + order if self.whole else nth(self.rows.ranks, begin, end, order)


@dataclass(frozen=True)
class ComputedThere:
    """Quantiles without intervals at one date, computed by the engine that has the rows.

    Attributes:
        asked: What is asked.
        rows: Which rows, and what each is worth.
        share: Which part of the rows has no larger value.
    """

    asked: Asked
    rows: Measure
    share: float

    def numbers(self, keys: pl.DataFrame | None, units: Array) -> Numbers:  # noqa: ARG002
        """One number for each group."""
        one = self.asked.one
        words: Any = one.words
        since, _ = bounds(one.question.window, self.asked.known.end, lag=0, before=False)
        value = worth(one, self.rows)
        quantile = words.col("em_value").quantile(self.share, "linear")
        rows = read(self.asked, self.rows, since)
        if keys is None:
            found = collected(rows.select(value).select(quantile))
        else:
            names = keys.columns
            grouped = rows.select(*names, value).group_by(*names).agg(quantile)
            found = keys.join(
                collected(grouped), on=names, how="left", nulls_equal=True, maintain_order="left"
            )
        values = found["em_value"].cast(float).fill_null(np.nan).to_numpy()[:, None]
        return Numbers.without_interval(values)
