"""From the steps of units to the daily changes of terms.

Steps are sorted by one integer key and cumulated straight through: the state is zero between units,
so no window per unit is needed. Windows per unit were the dominant cost before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from engagement_metrics.engine.reduced import KNOWN
from engagement_metrics.engine.words import Rows

if TYPE_CHECKING:
    import polars as pl

# How many bits of an integer may be used without any chance of overflow.
LARGEST = 62
Steps: TypeAlias = Callable[[Rows, Sequence[str]], list[Rows]]


def accumulate(
    here: pl.DataFrame,
    by: Sequence[str],
    steps: Steps,
    *,
    measures: Sequence[str],
    centres: Mapping[str, pl.Expr],
    terms: Mapping[str, Any],
    last: int,
) -> pl.DataFrame:
    """The sum of each term's changes by group, population and day, up to the last day.

    Args:
        here: One row a record, with `em_unit`, groups, `em_population`, `em_day` and measures.
        by: The columns of the groups.
        steps: Makes the entering and leaving steps of rows, keeping some columns.
        measures: The columns to cumulate.
        centres: What is the same for a whole group: sums over its records.
        terms: What to compute from each state.
        last: The last day.
    """
    import polars as pl

    # Days are counted from the first one, so that unit and day fit into one integer.
    first: int = here.select(pl.col("em_day").min()).item() or 0
    days = last + 2 - first
    keys = [*by, "em_population"]
    groups = (
        here.lazy()
        .group_by(keys)
        .agg(mean.alias(name) for name, mean in centres.items())
        .with_row_index("em_group")
        .with_columns(pl.col("em_group").cast(pl.Int64))
        .collect()
    )
    grouped = _with_group(here, groups.select("em_group", *keys), keys)
    lean: Any = (
        grouped.lazy()
        .with_row_index("em_row")
        .with_columns(em_code=_unit_code(grouped, by, days))
        .drop("em_unit", "em_row", *keys)
    )
    # Most questions have one group, whose number no step need carry along.
    many = [] if groups.height == 1 else ["em_group"]
    moves: Any = pl.concat(steps(lean, ("em_code", *many)))  # type: ignore[type-var]
    key = pl.col("em_code") * days + (pl.col("em_day") - first)
    ordered = _in_order(moves.select(key.alias("em_key"), *many, *measures))
    states = ordered.with_columns(pl.col(*measures).cum_sum())
    place = pl.col("em_group") * days + pl.col("em_key") % days
    changes = (
        _with_what_is_shared(states, groups.select("em_group", *centres))
        .select(place.alias("em_place"), *(term.alias(name) for name, term in terms.items()))
        .with_columns(pl.col(name) - pl.col(name).shift(1, fill_value=0.0) for name in terms)
    )
    daily: pl.DataFrame = changes.group_by("em_place").agg(pl.col(*terms).sum()).collect()
    day, group = pl.col("em_place") % days + first, pl.col("em_place") // days
    labelled = daily.with_columns(day.alias("em_day"), group.alias("em_group"))
    return (
        labelled.filter(pl.col("em_day") <= last)
        .join(groups, on="em_group")
        .drop("em_group", "em_place")
    )


def _with_what_is_shared(states: pl.LazyFrame, groups: pl.DataFrame) -> pl.LazyFrame:
    """The states with what is the same for their whole group."""
    import polars as pl

    if groups.height == 1:
        return states.with_columns(
            pl.lit(groups[name].item()).alias(name) for name in groups.columns
        )
    return states.join(groups.lazy(), on="em_group", how="left", maintain_order="left")


def _in_order(moves: pl.LazyFrame) -> pl.LazyFrame:
    """The steps in the order of their keys.

    A key and a row's number packed into one integer sort several times faster than rows do.
    """
    import polars as pl

    here = moves.collect()
    keys = here["em_key"].to_numpy()
    bits = len(keys).bit_length()
    if int(keys.max(initial=0)).bit_length() + bits > LARGEST:
        return here.lazy().sort("em_key")
    packed = (keys << bits) | np.arange(len(keys))
    packed.sort()
    rows = pl.lit(pl.Series(packed & ((1 << bits) - 1)))
    ordered = here.lazy().select(pl.exclude("em_key").gather(rows))
    return ordered.with_columns(em_key=pl.lit(pl.Series(packed >> bits)))


def _with_group(rows: pl.DataFrame, groups: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The rows with the number of their group."""
    import polars as pl

    if groups.height == 1:
        return rows.with_columns(pl.lit(groups["em_group"].item()).alias("em_group"))
    return rows.join(groups, on=list(keys), how="left", nulls_equal=True, maintain_order="left")


def _unit_code(rows: pl.DataFrame, by: Sequence[str], days: int) -> pl.Expr:
    """A whole number for each unit of a group; a row without a unit is a unit of its own."""
    import polars as pl

    row = pl.col("em_row").cast(pl.Int64)
    unit = pl.col("em_unit")
    dtype = rows.schema["em_unit"]
    # Numbers that stand for texts are spread too far for unit and day to fit into one integer.
    if not by and dtype.is_integer() and dtype != pl.Int128:
        low: int = rows.select(unit.min()).item() or 0
        high: int = rows.select(unit.max()).item() or 0
        if (high - low + rows.height + 1) * days < 2**LARGEST:
            return (unit.cast(pl.Int64) - low).fill_null(high - low + 1 + row)
    # The number of a unit's first row stands for the unit.
    known = pl.col("em_population") == KNOWN
    owner = ["em_unit", *(["em_group"] if by else [])]
    return pl.when(known).then(row.first().over(owner)).otherwise(row)
