"""Whatever comes in: a frame with a report that adds up, or an error of the library's own."""

from pathlib import Path

import pytest

from tests.fuzz.check import check


@pytest.mark.parametrize("first", [0, 100, 200, 300])
def test_anything(first: int, tmp_path: Path) -> None:
    outcomes = {check(seed, tmp_path) for seed in range(first, first + 60)}

    assert {"report", "InvalidRecordsError", "UnreadableFileError"} <= outcomes
