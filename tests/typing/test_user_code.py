"""Type checkers take a user's correct file as it is, and find every mistake in a wrong one."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILES = ("accepted.py", "rejected.py")
Lines = dict[str, dict[int, str]]


def output(*command: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout


def mypy() -> Lines:
    """Return the message of each line that mypy finds fault with."""
    paths = [str(HERE / name) for name in FILES]
    found: Lines = {name: {} for name in FILES}
    # The project's settings exclude the file that must be rejected; its own are those of a user.
    for line in output("mypy", "--strict", "--output=json", *paths).splitlines():
        fault = json.loads(line)
        if fault["severity"] == "error":
            found.setdefault(Path(fault["file"]).name, {})[fault["line"]] = fault["message"]
    return found


def pyright() -> Lines:
    """Return the message of each line that pyright finds fault with."""
    paths = [str(HERE / name) for name in FILES]
    report = output("pyright", "--outputjson", "--pythonpath", sys.executable, *paths)
    found: Lines = {name: {} for name in FILES}
    for fault in json.loads(report)["generalDiagnostics"]:
        if fault["severity"] == "error":
            line = fault["range"]["start"]["line"] + 1
            found.setdefault(Path(fault["file"]).name, {})[line] = fault["message"]
    return found


@pytest.fixture(scope="module", params=[mypy, pyright], ids=lambda checker: checker.__name__)
def faults(request: pytest.FixtureRequest) -> Lines:
    checker: Callable[[], Lines] = request.param
    return checker()


def test_a_correct_file_passes(faults: Lines) -> None:
    assert faults["accepted.py"] == {}


def test_every_mistake_is_found(faults: Lines) -> None:
    lines = (HERE / "rejected.py").read_text(encoding="utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if line.endswith("# error")}

    assert wrong
    assert wrong - faults["rejected.py"].keys() == set()


def test_nothing_else_is_found_fault_with(faults: Lines) -> None:
    lines = (HERE / "rejected.py").read_text(encoding="utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if line.endswith("# error")}
    others = {number: text for number, text in faults["rejected.py"].items() if number not in wrong}

    assert others == {}
    assert faults.keys() == set(FILES)


def test_stubs_hide_no_fault_of_the_modules_that_they_stand_for() -> None:
    package = ROOT / "src" / "engagement_metrics"
    modules = [*sorted((package / "metrics").glob("*.py")), package / "report" / "summarize.py"]

    assert output("mypy", *map(str, modules)).startswith("Success")
