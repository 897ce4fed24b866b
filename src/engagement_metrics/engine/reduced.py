"""The shape in which every reduction ends: groups x dates x terms, a population at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from engagement_metrics.engine.products import Centred
from engagement_metrics.engine.terms import Leaf
from engagement_metrics.engine.words import Expression, Rows, Words

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from engagement_metrics.engine.measures import Measure
    from engagement_metrics.engine.plan import Plan
    from engagement_metrics.engine.terms import Term

# Populations: whose rows a total is of.
KNOWN, GUEST = 0, 1


@dataclass(frozen=True)
class Reduced:
    """What a reduction brings back.

    Attributes:
        keys: One row a group, with the columns `em_by_0` ...; None without `by`.
        totals: For each term, the totals of units with and without a known owner, in engine units:
            an array of population x group x date.
        centres: For each sum of money that enters cross products, the mean that was taken from it
            for each row: an array of population x group x 1.
        excluded: For each reason, the number of rows left out: an array of group x date.
    """

    keys: pl.DataFrame | None
    totals: Mapping[Term, NDArray[np.float64]]
    centres: Mapping[Measure, NDArray[np.float64]]
    excluded: Mapping[str, NDArray[np.float64]]


def measure_names(measures: tuple[Measure, ...]) -> dict[Measure, str]:
    """The column of each measure."""
    return {measure: f"em_m{i}" for i, measure in enumerate(measures)}


@dataclass(frozen=True)
class Columns:
    """How terms find the columns of their measures, money centred on the mean of its group.

    Attributes:
        words: What expressions are built from.
        names: The column of each measure.
        centres: The column of each mean that is taken from a sum of money.
        terms: What is computed of each unit.
    """

    words: Words
    names: Mapping[Measure, str]
    centres: Mapping[Centred, str]
    terms: tuple[Term, ...]

    @cached_property
    def totals(self) -> tuple[Expression, ...]:
        """Each mean, and each term added up, named `em_t0`, `em_t1`, ..."""
        words = self.words
        means = (words.col(name).max() for name in self.centres.values())
        sums = (term.compile(self).sum().alias(f"em_t{i}") for i, term in enumerate(self.terms))
        return (*means, *sums)

    @cached_property
    def marks(self) -> Mapping[int, tuple[Expression, ...]]:
        """What tells totals of one population from those of the other, and from rows left out."""
        words = self.words
        none = words.lit(0).cast(words.Float64).alias("em_rows")
        return {
            population: (words.lit(population).cast(words.Int64).alias("em_population"), none)
            for population in (KNOWN, GUEST)
        }

    @cached_property
    def whole(self) -> tuple[Expression, ...]:
        """The mean of each sum of money over all rows."""
        return tuple(mean.alias(name) for name, mean in self.means().items())

    def __call__(self, leaf: Leaf, /) -> Expression:
        """The column of a measure."""
        if isinstance(leaf, Centred):
            amount, count = (self.words.col(self.names[m]) for m in (leaf.measure, leaf.count))
            return amount - count * self.words.col(self.centres[leaf])
        return self.words.col(self.names[cast("Measure", leaf)])

    def centred(self, units: Rows, rows: Rows, by: Sequence[str], *, local: bool) -> Rows:
        """Units with the mean of each sum of money over the rows of their group."""
        if local and not by:
            return units.with_columns(*self.whole)
        if by:
            return units.with_columns(**self.means(by))
        # SQL engines bring all rows of a window without groups to one place, and sort them there;
        # what stands on both sides of a join they compute twice.
        return units.join(rows.select(*self.whole), how="cross")

    def means(self, groups: Sequence[str] = ()) -> dict[str, Any]:
        """The mean of each sum of money over the rows of a group, in whole engine units.

        Raw cross products of money would cancel; those of its distance from the mean do not.
        """
        words = self.words

        def total(measure: Measure) -> Expression:
            added = words.col(self.names[measure]).sum()
            return added.over(*groups) if groups else added

        def mean(centred: Centred) -> Expression:
            rows = total(centred.count)
            # Some engines stop at a division by zero.
            found = words.when(rows > 0).then(total(centred.measure) / rows)
            rounded: Expression = found.round(0).cast(words.Float64).fill_null(0.0)
            return rounded

        return {name: mean(centred) for centred, name in self.centres.items()}


@lru_cache(maxsize=256)
def columns_of(words: Words, plan: Plan) -> Columns:
    """The columns of a plan's measures and means."""
    centred = [leaf for term in plan.columns for leaf in term.leaves() if isinstance(leaf, Centred)]
    centres = {leaf: f"em_c{i}" for i, leaf in enumerate(dict.fromkeys(centred))}
    return Columns(words, measure_names(plan.measures), centres, plan.columns)


def flag(words: Words, condition: Expression, value: Expression | None = None) -> Expression:
    """A number where a condition holds and 0.0 elsewhere."""
    number = words.lit(1) if value is None else value
    chosen: Expression = words.when(condition).then(number).otherwise(words.lit(0))
    return chosen.cast(words.Float64)


def groups_of(
    table: pl.DataFrame, by: Sequence[str], counts: NDArray[np.bool_] | None = None
) -> tuple[pl.DataFrame | None, NDArray[np.int64]]:
    """The groups of a small table, sorted, and the number of each row's group.

    Args:
        table: The table.
        by: The columns that tell groups apart.
        counts: Which rows make a group; rows of no group are numbered after the last.
    """
    import polars as pl

    if not by:
        return None, np.zeros(table.height, dtype=np.int64)
    counting = table if counts is None else table.filter(pl.Series(counts))
    keys = counting.select(by).unique().sort(by, nulls_last=True)
    numbered = keys.with_row_index("em_group")
    joined = table.select(by).join(
        numbered, on=list(by), how="left", nulls_equal=True, maintain_order="left"
    )
    group = joined.get_column("em_group").fill_null(keys.height).cast(pl.Int64).to_numpy()
    return keys, group


class Places:
    """Where the rows of a small table belong in an array; rows that lie outside of it are left."""

    def __init__(self, place: tuple[NDArray[np.int64], ...], shape: tuple[int, ...]) -> None:
        """Find the places once, for all the columns to be put there."""
        self.shape = shape
        self.inside: NDArray[np.bool_] | None = None
        try:
            self.flat = np.ravel_multi_index(place, shape)
        except ValueError:
            inside = np.ones(len(place[0]), dtype=bool)
            for index, size in zip(place, shape, strict=True):
                inside &= (index >= 0) & (index < size)
            self.inside = inside
            self.flat = np.ravel_multi_index(tuple(index[inside] for index in place), shape)

    def totals(self, columns: pl.DataFrame) -> NDArray[np.float64]:
        """The values of some columns added up at their places, an array for each column."""
        numbers = columns.to_numpy()
        found = np.zeros((math.prod(self.shape), columns.width))
        kept = numbers if self.inside is None else numbers[self.inside]
        # The sum of no rows is missing on SQL engines.
        np.add.at(found, self.flat, np.where(np.isnan(kept), 0.0, kept))
        return found.T.reshape(columns.width, *self.shape)
