"""One contender in a process of its own: its answer first, then its times and its memory."""

import gc
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

from tests.benchmarks.contest import Answer, Contender, Entry

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Measured:
    """What one contender took.

    Attributes:
        times: The seconds of each run.
        busy: The processor seconds of each run, of all threads: what other processes disturb less.
        loaded: The megabytes held before the first run, data included.
        peak: The most megabytes held while it ran.
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


class FailedError(Exception):
    """A contender that has ended by itself."""


class Running:
    """A contender that has answered and waits for being timed."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        said = json.loads(self._read())
        self.answer: Answer = said["answer"]
        self.note: str = said["note"]

    def _read(self) -> str:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            message = f"a contender ended with code {self._process.wait()}; see its error above"
            raise FailedError(message)
        return line

    def timed(self, runs: int) -> Measured:
        """Let it run."""
        if self._process.stdin is not None:
            self._process.stdin.write(f"{runs}\n")
            self._process.stdin.flush()
        found = json.loads(self._read())
        return Measured(tuple(found["times"]), tuple(found["busy"]), found["loaded"], found["peak"])


@contextmanager
def running(entry: Entry, path: Path, python: str = sys.executable) -> Iterator[Running]:
    """Start a contender.

    Args:
        entry: Which one.
        path: The folder of its data.
        python: The interpreter.
    """
    build: Callable[..., Contender] = entry.build
    command = [
        python, "-m", __name__, build.__module__, build.__qualname__, str(path),
        json.dumps(dict(entry.options)),
    ]  # fmt: skip
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        yield Running(process)
        if process.stdin is not None:
            process.stdin.close()


def held(name: str) -> float:
    """The megabytes that this process holds (`VmRSS`), or the most that it has held (`VmHWM`)."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    # In bytes on macOS, in kilobytes elsewhere.
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1024**2


def _forget_the_peak() -> None:
    """Let the peak be that of the runs, not that of loading; only Linux can."""
    gc.collect()
    forget = Path("/proc/self/clear_refs")
    if forget.exists():
        forget.write_text("5")


def main() -> None:
    """Be the contender: answer, wait for the number of runs, run."""
    module, name, path, options = sys.argv[1:]
    # Whatever libraries print must not stand between the answers.
    out, sys.stdout = sys.stdout, sys.stderr
    contender: Contender = getattr(import_module(module), name)(Path(path), **json.loads(options))
    _forget_the_peak()
    loaded = held("VmRSS")
    first = contender.run()
    said = {"answer": contender.answer(first), "note": contender.note(first)}
    del first
    out.write(json.dumps(said) + "\n")
    out.flush()
    line = sys.stdin.readline()
    if not line:
        return
    times, busy = [], []
    for _ in range(int(line)):
        began, used = perf_counter(), process_time()
        contender.run()
        times.append(perf_counter() - began)
        busy.append(process_time() - used)
    found = {"times": times, "busy": busy, "loaded": loaded, "peak": held("VmHWM")}
    out.write(json.dumps(found) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
