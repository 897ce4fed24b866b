"""One contender in a process of its own: its answer first, then its times and its memory."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

from tests.benchmarks.contenders import CONTENDERS, Answer

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Measured:
    """What one contender took.

    Attributes:
        times: The seconds of each run.
        busy: The processor seconds of each run, of all threads: what other processes disturb less.
        loaded: The megabytes held before the first run, data included.
        peak: The most megabytes held at any time.
    """

    times: tuple[float, ...]
    busy: tuple[float, ...]
    loaded: float
    peak: float

    @property
    def median(self) -> float:
        """The median of the times."""
        return median(self.times)

    @property
    def slow(self) -> float:
        """The 99th percentile of the times."""
        return quantiles(self.times, n=100, method="inclusive")[-1]


class Running:
    """A contender that has answered and waits for being timed."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.answer: Answer = json.loads(self._read())

    def _read(self) -> str:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            message = f"a contender ended with code {self._process.wait()}; see its error above"
            raise RuntimeError(message)
        return line

    def timed(self, runs: int) -> Measured:
        """Let it run."""
        if self._process.stdin is not None:
            self._process.stdin.write(f"{runs}\n")
            self._process.stdin.flush()
        found = json.loads(self._read())
        return Measured(tuple(found["times"]), tuple(found["busy"]), found["loaded"], found["peak"])


@contextmanager
def running(name: str, path: Path, options: Mapping[str, Any]) -> Iterator[Running]:
    """Start a contender."""
    command = [sys.executable, "-m", __name__, name, str(path), json.dumps(options)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        yield Running(process)
        if process.stdin is not None:
            process.stdin.close()


def megabytes() -> float:
    """The most memory that this process has held."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    # In bytes on macOS, in kilobytes elsewhere.
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1024**2


def main() -> None:
    """Be the contender: answer, wait for the number of runs, run."""
    name, path, options = sys.argv[1:]
    call = CONTENDERS[name](Path(path), **json.loads(options))
    loaded = megabytes()
    sys.stdout.write(json.dumps(call()) + "\n")
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        return
    times, busy = [], []
    for _ in range(int(line)):
        began, used = perf_counter(), process_time()
        call()
        times.append(perf_counter() - began)
        busy.append(process_time() - used)
    found = {"times": times, "busy": busy, "loaded": loaded, "peak": megabytes()}
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
