"""Throws inputs at the readers until one breaks their promise."""

# ruff: noqa: T201

import argparse
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path

from tests.fuzz.check import FaultError, check


def main() -> int:
    """Return how many inputs broke the promise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--faults", type=int, default=5, help="after so many, stop")
    asked = parser.parse_args()
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(asked.first, asked.first + asked.inputs):
            try:
                outcomes[check(seed, Path(folder))] += 1
            except FaultError:
                traceback.print_exc(limit=-4)
                outcomes["fault"] += 1
            if outcomes["fault"] >= asked.faults:
                break
    for outcome, number in outcomes.most_common():
        print(f"{number:>9,} {outcome}")
    return outcomes["fault"]


sys.exit(main())
