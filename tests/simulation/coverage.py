"""How often intervals cover the truth, in how many draws.

One call computes all draws at once: the draw is a column to group by, and no customer is in two.
"""

import sys
from dataclasses import dataclass
from math import isnan
from time import perf_counter

import numpy as np
import polars as pl

from tests.simulation.buyers import END
from tests.simulation.scenarios import DAYS, EXTREMES, FIVE, OTHERS, QUANTILES, SHOPS, Scenario

CHUNK = 400_000


@dataclass(frozen=True)
class Coverage:
    """What became of a scenario's intervals.

    Attributes:
        draws: In how many draws there was an interval.
        below: The share of them in which the interval lies below the truth.
        above: The share in which it lies above.
        bias: The mean value less the truth, in standard deviations of the values.
        naive: The share that the interval of the mean row covers which takes rows as independent;
            NaN where rows have no amount.
    """

    draws: int
    below: float
    above: float
    bias: float
    naive: float

    @property
    def covered(self) -> float:
        """The share of the draws in which the interval covers the truth."""
        return 1 - self.below - self.above


def coverage_of(scenario: Scenario, *, units: int, draws: int, seed: int = 20_251_231) -> Coverage:
    """Draw, compute and count.

    Args:
        scenario: What to draw and compute.
        units: How many units each draw has.
        draws: How many draws.
        seed: Where randomness begins.
    """
    source = np.random.default_rng([seed, units])
    size = max(1, CHUNK // units)
    results, naive = [], []
    for begin in range(0, draws, size):
        records = scenario.draw(source, min(size, draws - begin), units)
        frame = scenario.metric(records, by="draw", as_of=str(END), checks=False)
        results.append(frame.select(value=frame.columns[1], low=pl.nth(2), high=pl.nth(3)))
        if scenario.naive:
            naive.append(_of_rows(records))
    found = pl.concat(results)
    low, high = pl.col("low"), pl.col("high")
    truth = scenario.truth
    below, above, mean, spread = found.select(
        (high < truth).mean(), (low > truth).mean().alias("above"), pl.col("value").mean(),
        pl.col("value").std().alias("spread"),
    ).row(0)  # fmt: skip
    if found.null_count().row(0) != (0, 0, 0) or found.height != draws:
        message = f"{scenario.name}: {found.height} draws, undefined {found.null_count().row(0)}"
        raise ValueError(message)
    of_rows = pl.concat(naive) if naive else None
    return Coverage(
        draws=found.height,
        below=below,
        above=above,
        bias=(mean - truth) / spread,
        naive=float("nan")
        if of_rows is None
        else float(of_rows.select((low <= truth) & (high >= truth)).to_series().mean()),  # type: ignore[arg-type]
    )


def _of_rows(records: pl.DataFrame) -> pl.DataFrame:
    amount = pl.col("amount")
    half = 1.96 * amount.std() / amount.len().sqrt()
    return records.group_by("draw").agg(low=amount.mean() - half, high=amount.mean() + half)


def main() -> None:
    """Print the table."""
    out = sys.stdout
    out.write(
        f"{'':30}{'units':>6}{'draws':>8}{'truth':>10}{'bias/sd':>9}{'covered':>9}{'below':>8}"
        f"{'above':>8}{'rows':>8}{'s':>7}\n"
    )
    for scenario in (*FIVE, *OTHERS, *QUANTILES, *DAYS, *EXTREMES, *SHOPS):
        for units, draws in ((500, 2_000), (30, 20_000)):
            began = perf_counter()
            found = coverage_of(scenario, units=units, draws=draws)
            naive = "" if isnan(found.naive) else f"{found.naive:.1%}"
            out.write(
                f"{scenario.name:30}{units:6}{found.draws:8}{scenario.truth:10.4f}"
                f"{found.bias:9.3f}{found.covered:9.2%}{found.below:8.2%}{found.above:8.2%}"
                f"{naive:>8}{perf_counter() - began:7.1f}\n"
            )
            out.flush()


if __name__ == "__main__":
    main()
