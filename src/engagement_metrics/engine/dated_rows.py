"""Rows with their dates: what statistics read, brought here with nothing but what they need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.engine.inputs import Input
from engagement_metrics.engine.kept import only_records
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.points import inside
from engagement_metrics.engine.reduced import groups_of
from engagement_metrics.engine.words import Expression, Rows, Words, collected
from engagement_metrics.errors import InvalidArgumentError

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
        value: What it is worth.
    """

    keys: pl.DataFrame | None
    offsets: Whole
    unit: Whole
    position: Whole
    value: NDArray[np.float64]

    @cached_property
    def group(self) -> Whole:
        """The number of each row's group."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def of_groups(self, keys: pl.DataFrame | None) -> DatedRows:
        """The rows of some groups, of which some may have none."""
        if keys is None or self.keys is None:
            return self
        known = self.keys.with_row_index("em_group")
        names = self.keys.columns
        found = keys.join(known, on=names, how="left", nulls_equal=True, maintain_order="left")
        group = found["em_group"].cast(int).fill_null(-1).to_numpy()
        begin = np.where(group < 0, 0, self.offsets[group])
        sizes = np.where(group < 0, 0, self.offsets[group + 1] - begin)
        rows = spread(begin, begin + sizes)
        offsets = np.concatenate([[0], np.cumsum(sizes)])
        # A unit is the number of a row, which moves with its group.
        moved = np.repeat(offsets[:-1] - begin, sizes)
        return DatedRows(
            keys, offsets, self.unit[rows] + moved, self.position[rows], self.value[rows]
        )

    def windows(self, asked: Asked) -> tuple[Whole, Whole]:
        """Where the rows of each window begin and end: two arrays of group x date."""
        ends = first_not_before(self.offsets, self.position, asked.ends)
        if asked.starts is None:
            return np.repeat(self.offsets[:-1, None], ends.shape[1], axis=1), ends
        return first_not_before(self.offsets, self.position, asked.starts), ends


def spread(begin: Whole, end: Whole) -> Whole:
    """The whole numbers of some ranges, one range after another."""
    sizes = np.maximum(end - begin, 0)
    offsets = np.cumsum(sizes) - sizes
    found: Whole = np.arange(int(sizes.sum())) - np.repeat(offsets - begin, sizes)
    return found


def first_not_before(offsets: Whole, positions: Whole, bounds: Whole) -> Whole:
    """Where bounds would stand among the sorted positions of each group.

    Args:
        offsets: Where the positions of each group begin, and where the last one's end.
        positions: The positions, sorted within each group.
        bounds: The bounds of all groups, or an array of group x bound.

    Returns:
        An array of group x bound.
    """
    # Positions and bounds are numbered by the bounds, so that one small integer holds the group
    # and the position, and all groups are searched at once.
    distinct, number = np.unique(bounds, return_inverse=True)
    groups, span = np.arange(len(offsets) - 1), len(distinct) + 1
    passed = np.searchsorted(distinct, positions, side="right")
    keys = np.repeat(groups, np.diff(offsets)) * span + passed
    return np.searchsorted(
        keys, groups[:, None] * span + np.atleast_2d(number.reshape(bounds.shape)) + 1
    )


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
    time = words.col("em_day" if one.derived else one.time)
    when = time if one.derived else one.clock.position(time, words)
    here = collected(
        rows.select("em_unit", *by, when.cast(words.Int64).alias("em_when"), worth(one, measure)),
        few=one.table.few,
    )
    keys, group = groups_of(here, by)
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
        here["em_value"].to_numpy(),
    )


def read(asked: Asked, measure: Measure, since: int | None) -> Rows:
    """The rows that count from some position up to the last date, with their groups, lazily.

    Raises:
        InvalidArgumentError: The rows are those of a state, which stand for several records.
    """
    one: Input = asked.one
    if one.table.kept is not None:
        raise InvalidArgumentError(only_records(f"a quantile or curve of {one.table.argument}"))
    words: Words = one.words
    rows = one.joined(one.raw(), asked.known.looks[one.kind.argument].events_seen)
    if asked.question.where is not None:
        rows = rows.filter(one.selected())
    if one.rules:
        rows = rows.filter(one.qualifies())
    if measure.where is not None:
        rows = rows.filter(measure.where.compile(one.read))
    if not asked.guests:
        rows = rows.filter(~words.col("em_unit").is_null())
    return one.grouped(rows.filter(inside(one, (since, asked.known.end), asked.known)))


def worth(one: Input, measure: Measure) -> Expression:
    """What a row is worth, as `em_value`: 1 where it is only counted."""
    words = one.words
    value = words.lit(1) if measure.value is None else measure.value.compile(one.read)
    return value.cast(words.Float64).alias("em_value")


def _unit(owner: list[str]) -> pl.Expr:
    """The number of the unit's first row; of a row without a unit its own."""
    import polars as pl

    row = pl.col("em_row").cast(pl.Int64)
    return pl.when(pl.col("em_unit").is_null()).then(row).otherwise(row.first().over(owner))
