"""Importing the library costs pydantic, NumPy and Narwhals, and little more."""

import os
import subprocess
import sys

DEFERRED = ["duckdb", "matplotlib", "pandas", "polars", "pyarrow", "scipy"]
NEEDED = "import pydantic, numpy, narwhals.stable.v2"
LIMIT = 1.3


def in_a_fresh_interpreter(code: str) -> str:
    environment = {
        name: value
        for name, value in os.environ.items()
        # Compiled files have to be kept, and coverage must not be measured along with the import.
        if not name.startswith(("PYTHONDONTWRITEBYTECODE", "COV_CORE", "COVERAGE"))
    }
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, env=environment
    ).stdout


def loaded_after(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*{{name.split('.')[0] for name in sys.modules}})"
    return set(in_a_fresh_interpreter(code).split())


def processor_seconds(statement: str) -> float:
    """Return the processor time of an import, which other work on the machine moves less."""
    code = f"import time; t = time.process_time(); {statement}; print(time.process_time() - t)"
    return float(in_a_fresh_interpreter(code))


def least_ratio(statement: str, baseline: str, *, rounds: int) -> float:
    """Compare the least of several interleaved runs; noise only ever adds, so more runs help."""
    ours, theirs = [], []
    processor_seconds(f"{statement}; {baseline}")
    for _ in range(rounds):
        for _ in range(4):
            ours.append(processor_seconds(statement))
            theirs.append(processor_seconds(baseline))
        if min(ours) <= LIMIT * min(theirs):
            break
    return min(ours) / min(theirs)


def test_frame_libraries_and_scipy_are_not_imported() -> None:
    loaded = loaded_after("import engagement_metrics")

    assert "engagement_metrics" in loaded
    assert loaded.isdisjoint(DEFERRED)


def test_an_imported_frame_library_is_seen() -> None:
    assert "polars" in loaded_after("import polars")


def test_the_import_costs_little_more_than_what_it_needs() -> None:
    assert least_ratio("import engagement_metrics", NEEDED, rounds=15) <= LIMIT


def test_a_costly_import_is_seen() -> None:
    assert least_ratio(f"{NEEDED}; import pandas", NEEDED, rounds=1) > LIMIT
