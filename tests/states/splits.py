"""Shops cut into batches at random, and the states of these batches added in any order."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import engagement_metrics as em
from engagement_metrics.engine.statistic import Statistic
from tests.engine.cases import OWN_KEYS, Case, Library, Make, as_frame, random_case
from tests.engine.catalogue import METRICS
from tests.oracle.shops import Row, Shop

# Quantiles and the last answer of each are read record by record, which no state keeps.
ADDED_UP = {
    name: metric
    for name, metric in METRICS.items()
    if not isinstance(metric.definition({}).formula, Statistic)
    and not any(measure.pick for measure in metric.definition({}).measures)
}
# Unlike those of the oracle's numbers, these come from the same arithmetic.
TOLERANCE = 1e-12


def cut(rows: Sequence[Row], parts: int, rng: random.Random) -> list[list[Row]]:
    """The rows dealt out at random: those of one customer, day or message apart from each other."""
    batches: list[list[Row]] = [[] for _ in range(parts)]
    for row in rng.sample(rows, k=len(rows)):
        rng.choice(batches).append(row)
    return batches


def in_any_order(states: Sequence[em.State], rng: random.Random) -> em.State:
    """The states added two by two, whichever come first."""
    left = list(states)
    while len(left) > 1:
        one, other = (left.pop(rng.randrange(len(left))) for _ in range(2))
        left.append(one + other)
    return left[0]


@dataclass(frozen=True, kw_only=True)
class Split:
    """One shop's records of some kinds, cut into batches.

    Attributes:
        kinds: The kinds of record.
        metrics: What the states must be able to answer.
        by: The columns that they keep.
        parts: How many batches there are.
        library: What kind of frame they are.
    """

    kinds: tuple[str, ...]
    metrics: tuple[em.Metric, ...]
    by: tuple[str, ...]
    parts: int
    library: Library | Make = "polars"

    def states(self, shop: Shop, tz: str | None, rng: random.Random) -> list[em.State]:
        """The state of each batch, of rows that have the columns of all rows."""
        dealt = {kind: cut(shop.data[kind], self.parts, rng) for kind in self.kinds}
        return [
            em.reduce(
                **{kind: self._frame(shop, kind, dealt[kind][i]) for kind in self.kinds},
                metrics=self.metrics,
                by=list(self.by) or None,
                tz=tz,
                batch=f"batch {i}",
            )
            for i in range(self.parts)
        ]

    def _frame(self, shop: Shop, kind: str, rows: list[Row]) -> Any:  # noqa: ANN401
        if rows:
            return as_frame(rows, kind, shop.clock, self.library)
        # A batch without rows has the columns that the others have.
        return as_frame(shop.data[kind][:1], kind, shop.clock, "polars").head(0)


def split_for(case: Case, rng: random.Random) -> Split:
    """A split by which a state can answer a case."""
    kinds = case.definition.records
    own = {OWN_KEYS[kind] for kind in kinds}
    others = [metric for metric in ADDED_UP.values() if kinds_of(metric) <= set(kinds)]
    kept = tuple(sorted({*case.by, *(case.where or {})} & own))
    return Split(
        kinds=kinds,
        metrics=(case.metric, *rng.sample(others, k=rng.randrange(3))),
        by=kept,
        parts=rng.choice((1, 2, 3, 7)),
        library=case.library,
    )


def kinds_of(metric: em.Metric) -> set[str]:
    """The kinds of record that a metric reads, apart from customers."""
    return set(metric.definition({}).argument_names) - {"customers"}


def day_case(name: str, rng: random.Random, shop: Shop, *, history: bool) -> Case:
    """A question about days, which are all that states know."""
    while True:
        case = random_case(name, rng, shop, history=history)
        if not isinstance(case.as_of, datetime):
            return case
