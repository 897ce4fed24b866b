"""The shape in which every reduction ends: groups x dates x terms, a population at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engagement_metrics.engine.products import Centred
from engagement_metrics.engine.terms import Leaf

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw_types
    import polars as pl
    from numpy.typing import NDArray

    from engagement_metrics.engine.measures import Measure
    from engagement_metrics.engine.probe import Probe
    from engagement_metrics.engine.terms import State, Term

import narwhals.stable.v2 as nw

# Populations: whose rows a total is of.
KNOWN, GUEST, LATER, FIRST_REASON = 0, 1, 2, 3
STRANGER = "not_in_customers"


@dataclass(frozen=True)
class Reduced:
    """What a reduction brings back.

    Attributes:
        keys: One row a group, with the columns `em_by_0` ...; None without `by`.
        totals: For each term, the totals of units with and without a known owner, in engine units:
            an array of population x group x date.
        excluded: For each reason, the number of rows left out: an array of group x date.
    """

    keys: pl.DataFrame | None
    totals: Mapping[Term, NDArray[np.float64]]
    excluded: Mapping[str, NDArray[np.float64]]


def measure_names(measures: tuple[Measure, ...]) -> dict[Measure, str]:
    """The column of each measure."""
    return {measure: f"em_m{i}" for i, measure in enumerate(measures)}


def state_of(names: Mapping[Measure, str], known: Probe) -> State:
    """How terms find the columns of their measures, money centred on its mean."""

    def state(leaf: Leaf) -> nw_types.Expr:
        if isinstance(leaf, Centred):
            mean = known.mean(base_of(leaf.measure))
            return nw.col(names[leaf.measure]) - nw.col(names[leaf.count]) * mean
        return nw.col(names[leaf])  # type: ignore[index]

    return state


def base_of(measure: Measure) -> Measure:
    """The measure as it is read in this window, under which its mean is known."""
    return type(measure)(measure.source, measure.value, measure.where)


def flag(condition: nw_types.Expr, value: nw_types.Expr | None = None) -> nw_types.Expr:
    """A number where a condition holds and 0.0 elsewhere."""
    number = nw.lit(1) if value is None else value
    return nw.when(condition).then(number).otherwise(nw.lit(0)).cast(nw.Float64)
