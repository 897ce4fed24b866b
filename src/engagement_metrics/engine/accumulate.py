"""From the steps of units to the daily changes of terms.

On Polars, steps are sorted by one integer key and cumulated straight through: the state is zero
between units, so no window per unit is needed. Elsewhere the engine's own windows do it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from engagement_metrics.engine.reduced import KNOWN
from engagement_metrics.engine.words import Expression, Rows, Words, collected

if TYPE_CHECKING:
    import polars as pl

Steps: TypeAlias = Callable[[Rows, Sequence[str]], list[Rows]]


def accumulate(
    words: Words,
    rows: Rows,
    by: Sequence[str],
    steps: Steps,
    *,
    measures: Sequence[str],
    terms: Mapping[str, Expression],
    local: bool,
    last: int,
) -> pl.DataFrame:
    """The sum of each term's changes by group, population and day, up to the last day.

    Args:
        words: What expressions are built from.
        rows: One row a record, with `em_unit`, groups, `em_population` and `em_day`.
        by: The columns of the groups.
        steps: Makes the entering and leaving steps of rows, keeping some columns.
        measures: The columns to cumulate.
        terms: What to compute from each state.
        local: Whether the rows are on Polars.
        last: The last day.
    """
    if local:
        return _sorted(rows, by, steps, measures=measures, terms=terms, last=last)
    return _windowed(words, rows, by, steps, measures=measures, terms=terms, last=last)


def _sorted(
    rows: Any,  # noqa: ANN401 (Polars' own, whatever `Rows` says)
    by: Sequence[str],
    steps: Steps,
    *,
    measures: Sequence[str],
    terms: Mapping[str, Any],
    last: int,
) -> pl.DataFrame:
    import polars as pl

    # Collected once: a join may give the rows in another order each time it is computed.
    here: pl.DataFrame = rows.collect()
    # Days are counted from the first one, so that unit and day fit into one integer.
    first: int = here.select(pl.col("em_day").min()).item() or 0
    days = last + 2 - first
    group = (
        pl.col("em_row").cast(pl.Int64).first().over(*by, "em_population")
        if by
        else pl.col("em_population")
    )
    coded = here.with_row_index("em_row").with_columns(
        em_code=_unit_code(here, by, days), em_group=group
    )
    groups = coded.select("em_group", "em_population", *by).unique("em_group").lazy()
    lean: Any = coded.lazy().drop("em_unit", "em_population", "em_row", *by)
    moves: Any = pl.concat(steps(lean, ("em_code", "em_group")))  # type: ignore[type-var]
    key = pl.col("em_code") * days + (pl.col("em_day") - first)
    states = (
        moves.select(key.alias("em_key"), "em_group", *measures)
        .sort("em_key")
        .with_columns(pl.col(*measures).cum_sum())
        .select(
            "em_group",
            (pl.col("em_key") % days + first).alias("em_day"),
            *(term.alias(name) for name, term in terms.items()),
        )
    )
    changes = states.with_columns(
        pl.col(name) - pl.col(name).shift(1, fill_value=0.0) for name in terms
    )
    daily = (
        changes.group_by("em_group", "em_day")
        .agg(pl.col(*terms).sum())
        .filter(pl.col("em_day") <= last)
    )
    labelled: pl.DataFrame = daily.join(groups, on="em_group").drop("em_group").collect()
    return labelled


def _unit_code(rows: pl.DataFrame, by: Sequence[str], days: int) -> pl.Expr:
    """A whole number for each unit of a group; a row without a unit is a unit of its own."""
    import polars as pl

    row = pl.col("em_row").cast(pl.Int64)
    unit = pl.col("em_unit")
    if not by and rows.schema["em_unit"].is_integer():
        low: int = rows.select(unit.min()).item() or 0
        high: int = rows.select(unit.max()).item() or 0
        if (high - low + rows.height + 1) * days < 2**62:
            return (unit.cast(pl.Int64) - low).fill_null(high - low + 1 + row)
    # The number of a unit's first row stands for the unit.
    known = pl.col("em_population") == KNOWN
    return pl.when(known).then(row.first().over("em_unit", *by)).otherwise(row)


def _windowed(
    words: Words,
    rows: Rows,
    by: Sequence[str],
    steps: Steps,
    *,
    measures: Sequence[str],
    terms: Mapping[str, Expression],
    last: int,
) -> pl.DataFrame:
    keys = ("em_unit", *by, "em_population", "em_row")
    numbered = rows.with_row_index("em_row", order_by=["em_day"])
    # Units are told apart by themselves; a row without a unit is its own.
    alone = words.when(words.col("em_population") == KNOWN).then(words.lit(0))
    numbered = numbered.with_columns(
        alone.otherwise(words.col("em_row")).cast(words.Int64).alias("em_row")
    )
    moves = words.concat(steps(numbered, keys), how="vertical")
    moves = moves.group_by(*keys, "em_day").agg(*(words.col(name).sum() for name in measures))
    states = moves.with_columns(
        *(words.col(name).cum_sum().over(*keys, order_by="em_day") for name in measures)
    )
    evaluated = states.select(*keys, "em_day", *(t.alias(name) for name, t in terms.items()))
    before = evaluated.with_columns(
        *(
            words.col(name).shift(1).over(*keys, order_by="em_day").alias(f"{name}_was")
            for name in terms
        )
    )
    changes = before.with_columns(
        *((words.col(name) - words.col(f"{name}_was").fill_null(0.0)).alias(name) for name in terms)
    )
    daily = changes.group_by(*by, "em_population", "em_day").agg(
        *(words.col(name).sum() for name in terms)
    )
    return collected(daily.filter(words.col("em_day") <= last))
