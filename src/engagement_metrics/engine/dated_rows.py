"""Rows with their dates: what statistics read, brought here with nothing but what they need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from engagement_metrics.engine.inputs import Input, stranger
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.points import inside
from engagement_metrics.engine.reduced import groups_of
from engagement_metrics.engine.words import Rows, Words, collected, words_of

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from engagement_metrics.engine.statistic import Asked

    Whole = NDArray[np.int64]


@dataclass(frozen=True)
class DatedRows:
    """Rows in the order of their groups, and within a group of their positions.

    Attributes:
        keys: One row a group, sorted; None without `by`.
        offsets: Where the rows of each group begin, and where the last one's end.
        unit: Whose each row is: the number of the first row of the same unit and group.
        position: When it happened.
        value: What it is worth; None where nothing was asked for.
    """

    keys: pl.DataFrame | None
    offsets: Whole
    unit: Whole
    position: Whole
    value: NDArray[np.float64] | None = None

    @cached_property
    def group(self) -> Whole:
        """The number of each row's group."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def of_groups(self, keys: pl.DataFrame | None) -> DatedRows:
        """The rows of some neighbouring groups, of which some may have none."""
        if keys is None or self.keys is None:
            return self
        known = self.keys.with_row_index("em_group")
        names = self.keys.columns
        found = keys.join(known, on=names, how="left", nulls_equal=True, maintain_order="left")
        groups = found["em_group"].drop_nulls().cast(int).to_numpy()
        sizes = np.zeros(keys.height, dtype=np.int64)
        sizes[found["em_group"].is_not_null().to_numpy()] = np.diff(self.offsets)[groups]
        first = int(self.offsets[groups[0]]) if len(groups) else 0
        rows = slice(first, first + int(sizes.sum()))
        return DatedRows(
            keys,
            np.concatenate([[0], np.cumsum(sizes)]),
            self.unit[rows] - first,
            self.position[rows],
            None if self.value is None else self.value[rows],
        )

    def windows(self, asked: Asked) -> tuple[Whole, Whole]:
        """Where the rows of each window begin and end: two arrays of group x date.

        Of rows that were read for one date, all are in the window.
        """
        begin, end = self.offsets[:-1, None], self.offsets[1:, None]
        if asked.dates is None:
            return begin, end
        ends = first_not_before(self.offsets, self.position, asked.ends)
        if asked.starts is None:
            return np.repeat(begin, len(asked.dates), axis=1), ends
        return first_not_before(self.offsets, self.position, asked.starts), ends


def first_not_before(offsets: Whole, positions: Whole, bounds: Whole) -> Whole:
    """Where bounds would stand among the sorted positions of each group.

    Args:
        offsets: Where the positions of each group begin, and where the last one's end.
        positions: The positions, sorted within each group.
        bounds: The bounds.

    Returns:
        An array of group x bound.
    """
    groups = np.arange(len(offsets) - 1)
    low, high = int(positions.min(initial=0)), int(positions.max(initial=0))
    # One integer for group and position, so that all groups are searched at once.
    span = high - low + 2
    keys = np.repeat(groups, np.diff(offsets)) * span + (positions - low)
    within = np.clip(bounds, low, high + 1) - low
    return np.searchsorted(keys, groups[:, None] * span + within[None, :])


def dated_rows(asked: Asked, measure: Measure, *, whole: bool = False) -> DatedRows:
    """The rows that count, up to the last date.

    Args:
        asked: What is asked of which rows.
        measure: Which rows are read, and what each is worth.
        whole: Whether rows before the window are read too, as histories always do.
    """
    import polars as pl

    one, by = asked.one, [f"em_by_{i}" for i in range(len(asked.question.by))]
    starts = asked.starts
    since = None if whole or starts is None or asked.dates is not None else int(starts[0])
    rows, words = read(asked, measure, since), one.words
    when = "em_day" if one.derived else one.time
    chosen = ["em_unit", *by, words.col(when).alias("em_when")]
    if measure.value is not None:
        chosen.append(measure.value.compile(one.read).cast(words.Float64).alias("em_value"))
    here = collected(rows.select(*chosen), few=one.table.few)
    keys, group = groups_of(here, by)
    moment: Any = pl.col("em_when")
    local = words_of(local=True)
    position = moment if one.derived else one.clock.position(moment, local)
    here = here.with_columns(position.cast(pl.Int64).alias("em_when"))
    if by:
        here = here.with_columns(em_group=pl.Series(group))
    here = here.sort("em_group", "em_when") if by else here.sort("em_when")
    here = here.with_row_index("em_row")
    sizes = np.bincount(group, minlength=1 if keys is None else keys.height)
    return DatedRows(
        keys,
        np.concatenate([[0], np.cumsum(sizes)]),
        here.select(_unit(["em_unit", *(["em_group"] if by else [])])).to_series().to_numpy(),
        here["em_when"].to_numpy(),
        here["em_value"].to_numpy() if measure.value is not None else None,
    )


def read(asked: Asked, measure: Measure, since: int | None) -> Rows:
    """The rows that count from some position up to the last date, with their groups, lazily."""
    one: Input = asked.one
    words: Words = one.words
    rows = one.joined(one.raw(), asked.known.looks[one.kind.argument].events_seen)
    if asked.question.where is not None:
        rows = rows.filter(one.selected())
    if one.rules:
        rows = rows.filter(one.qualifies())
    if one.roster:
        rows = rows.filter(~stranger(words))
    if measure.where is not None:
        rows = rows.filter(measure.where.compile(one.read))
    if not asked.guests:
        rows = rows.filter(~words.col("em_unit").is_null())
    return one.grouped(rows.filter(inside(one, (since, asked.known.end), asked.known)))


def _unit(owner: list[str]) -> pl.Expr:
    """The number of the unit's first row; of a row without a unit its own."""
    import polars as pl

    row = pl.col("em_row").cast(pl.Int64)
    return pl.when(pl.col("em_unit").is_null()).then(row).otherwise(row.first().over(owner))
