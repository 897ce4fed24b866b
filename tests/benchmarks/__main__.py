"""`python -m tests.benchmarks`: print the tables."""

import argparse
import sys
from pathlib import Path

from tests.benchmarks.data import cache
from tests.benchmarks.report import CALLS, DATES, RUNS, report


def main() -> None:
    """Read the options and print line by line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--orders", type=int, default=5_000_000, help="how many orders")
    parser.add_argument("--runs", type=int, default=RUNS, help="how often each contender runs")
    parser.add_argument("--calls", type=int, default=CALLS, help="how often the small call is made")
    parser.add_argument("--dates", type=int, default=DATES, help="days of the date-by-date loop")
    parser.add_argument("--cache", type=Path, default=cache(), help="where to keep the data")
    given = parser.parse_args()
    for line in report(
        given.orders, given.cache, runs=given.runs, calls=given.calls, dates=given.dates
    ):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
