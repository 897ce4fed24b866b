"""The benchmarks on few orders: that they run and that all answers agree, not how fast."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import measure, report
from tests.benchmarks.contenders import CONTENDERS
from tests.benchmarks.data import orders_file
from tests.benchmarks.measure import Measured

ORDERS = 2_000


class InThisProcess:
    """Stands for a process of its own, which takes a second to start."""

    def __init__(self, name: str, path: Path, options: Mapping[str, Any]) -> None:
        self.answer = CONTENDERS[name](path, **options)()

    def timed(self, runs: int) -> Measured:
        return Measured((0.5,) * runs, (0.5,) * runs, loaded=1.0, peak=2.0)


@contextmanager
def running(name: str, path: Path, options: Mapping[str, Any]) -> Iterator[InThisProcess]:
    yield InThisProcess(name, path, options)


def test_all_contenders_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "running", running)
    lines = list(report.report(ORDERS, tmp_path, runs=2, calls=2, dates=3))
    assert sum("engagement-metrics" in line for line in lines) == 10
    assert "500.00 ms" in lines[-1]


def test_contenders_that_disagree_are_not_timed() -> None:
    agreed = {"by hand": {"2025-01-01": [1.0, 2.0]}, "ours": {"2025-01-01": [1.0, 2.0 + 1e-12]}}
    report.compare(agreed)
    with pytest.raises(ValueError, match=r"on 2025-01-01, by hand says .* but ours says"):
        report.compare({**agreed, "ours": {"2025-01-01": [1.0, 2.1]}})
    with pytest.raises(ValueError, match="but ours says"):
        report.compare({**agreed, "ours": {}})


def test_a_contender_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = orders_file(ORDERS, "integer", tmp_path)
    with measure.running("polars_by_hand", path, {}) as one:
        assert [len(numbers) for numbers in one.answer.values()] == [3]
        found = one.timed(3)
    assert len(found.times) == 3
    assert 0 < found.loaded <= found.peak
    assert found.median <= found.slow
