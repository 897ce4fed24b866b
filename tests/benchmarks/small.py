"""Small calls, a thousand times, as a service makes them."""

from pathlib import Path
from typing import Any

from tests.benchmarks.contest import Contender, Contest, Entry, Goal
from tests.benchmarks.data import AS_OF, Shop
from tests.benchmarks.frames import COLUMNS, frame, ours
from tests.benchmarks.one_date import pandas_by_hand, polars_by_hand

ROWS = 1_000
CALLS = 1_000
GOAL = Goal(seconds=0.005)


def one_metric(path: Path, *, engine: str, checks: bool = True) -> Contender:
    """One metric by this library, as a service calls it on the orders of one shop."""
    import engagement_metrics as em

    orders = frame(path, engine, columns=COLUMNS)

    def run() -> Any:  # noqa: ANN401 (an estimate)
        return em.average_order_value(orders, as_of=AS_OF, checks=checks)

    return Contender(run, lambda found: {AS_OF: [float(found)]})


def contests(calls: int = CALLS) -> list[Contest]:
    """A thousand orders, from pandas and from Polars."""
    by_hand = {"pandas": ("pandas", pandas_by_hand), "polars": ("Polars", polars_by_hand)}
    found = []
    for engine, (label, build) in by_hand.items():
        plain: dict[str, Any] = {"engine": engine}
        found.append(
            Contest(
                f"a call of three metrics from {label}, {calls:,} times",
                Shop(ROWS, "string"),
                (
                    Entry(f"{label} by hand", build),
                    Entry("engagement-metrics", ours, plain, goal=GOAL),
                    Entry(
                        "engagement-metrics, default checks",
                        ours,
                        {**plain, "checks": True},
                        goal=GOAL,
                    ),
                ),
                runs=calls,
            )
        )
        found.append(
            Contest(
                f"a call of one metric from {label}, {calls:,} times",
                Shop(ROWS, "string"),
                (
                    Entry("engagement-metrics", one_metric, {**plain, "checks": False}, goal=GOAL),
                    Entry("engagement-metrics, default checks", one_metric, plain, goal=GOAL),
                ),
                runs=calls,
            )
        )
    return found
