"""The source tree keeps the rules of the house, and each rule can fail."""

import ast
import os
from pathlib import Path

import pytest

from tests.project import rules

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "engagement_metrics"
MODULES = sorted(PACKAGE.rglob("*.py"))
TEST_MODULES = sorted((ROOT / "tests").rglob("*.py"))
NOT_OURS = {".git", ".venv", "__pycache__", "build", "dist", "htmlcov", "site", "uv.lock"}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def our_texts() -> dict[str, str]:
    """Return all text files of the project by their path, without what tools left there."""
    texts = {}
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and "cache" not in name]
        folders[:] = [name for name in folders if name not in {".hypothesis", ".ipynb_checkpoints"}]
        for name in set(files) - NOT_OURS:
            path = Path(folder, name)
            content = path.read_bytes()
            if b"\0" not in content:
                texts[relative(path)] = content.decode("utf-8")
    return texts


def test_the_source_is_where_these_tests_look() -> None:
    assert PACKAGE / "__init__.py" in MODULES
    assert {"pyproject.toml", ".ci/run", "tests/project/rules.py"} <= our_texts().keys()


@pytest.mark.parametrize("rule", rules.SOURCE_RULES, ids=lambda rule: rule.__name__)
def test_source(rule: rules.Rule) -> None:
    faults = {relative(path): list(rule(parsed(path))) for path in MODULES}

    assert {path: found for path, found in faults.items() if found} == {}


CASES: list[tuple[rules.Rule, str, str]] = [
    (
        rules.no_condition_in_aggregation,
        "frame.group_by('a').agg(x=nw.when(nw.col('b') > 1).then('c').sum())",
        "frame.with_columns(c=nw.when(b).then('c')).group_by('a').agg(nw.col('c').sum())",
    ),
    (rules.no_clock, "as_of = datetime.now(tz)", "as_of = datetime(2025, 1, 1)"),
    (rules.no_clock, "as_of = date.today()", "today = days.max()"),
    (rules.no_clock, "import time", "from datetime import time"),
    (rules.no_clock, "from time import monotonic", "import timeit_like"),
    (rules.no_network, "from urllib.request import urlopen", "from urllib.parse import quote"),
    (rules.no_network, "import http.client", "import httpish"),
    (rules.no_print, "print(frame)", "frame.print()"),
    (
        rules.only_promised_parts,
        "import narwhals as nw",
        "import narwhals.stable.v2 as nw\nfrom narwhals.stable.v2.typing import IntoFrame",
    ),
    (rules.only_promised_parts, "from scipy import stats", "from scipy import special"),
    (
        rules.public_names_are_documented,
        "def count(): ...",
        "def _count(): ...\n@overload\ndef total(): ...\ndef total():\n    'Add.'",
    ),
    (
        rules.public_names_are_documented,
        "class Term:\n    'One.'\n    def scale(self): ...",
        "class Term:\n    'One.'\n    def __add__(self): ...",
    ),
    (rules.no_skipped_test, "@pytest.mark.skip\ndef test_a(): ...", "def skip(): ..."),
    (rules.no_skipped_test, "pytest.importorskip('duckdb')", "import duckdb"),
]


@pytest.mark.parametrize(
    ("rule", "bad", "good"),
    CASES,
    ids=[f"{rule.__name__}-{number}" for number, (rule, _, _) in enumerate(CASES)],
)
def test_each_rule_tells_bad_from_good(rule: rules.Rule, bad: str, good: str) -> None:
    assert list(rule(ast.parse(bad)))
    assert not list(rule(ast.parse(good)))


def test_no_test_is_skipped() -> None:
    faults = {relative(path): list(rules.no_skipped_test(parsed(path))) for path in TEST_MODULES}

    assert {path: found for path, found in faults.items() if found} == {}


def test_modules_are_short() -> None:
    lengths = {relative(path): path.read_bytes().count(b"\n") for path in MODULES}

    assert {path: lines for path, lines in lengths.items() if lines > rules.MAX_LINES} == {}


def test_modules_are_named_for_what_they_hold() -> None:
    names = {part for path in MODULES for part in path.relative_to(PACKAGE).with_suffix("").parts}

    assert not names & rules.VAGUE_NAMES


def test_the_engine_knows_no_metric_by_name() -> None:
    engine = [path for path in MODULES if path.is_relative_to(PACKAGE / "engine")]
    above = ["engagement_metrics.metrics", "engagement_metrics.report"]
    imports = {
        (relative(path), name)
        for path in engine
        for _, name in rules.imported_modules(parsed(path))
        if any(rules.is_within(name, package) for package in above)
    }

    assert imports == set()


def test_the_package_says_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()


def test_no_file_names_a_place_on_one_machine() -> None:
    faults = {path: rules.machine_places(text) for path, text in our_texts().items()}

    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    "place",
    [
        "open('/" + "home/ann/orders.csv')",
        "cd /" + "work/main",
        "see /" + "tmp/notes",
        r"C:\U" + r"sers\Ann",
        "index = https:/" + "/files.pythonhosted.org/simple",
    ],
)
def test_places_on_one_machine_are_found(place: str) -> None:
    assert rules.machine_places(place)
    assert not rules.machine_places("docs/home/index.md, https://example.com/work and /tmpfile")


def test_no_lock_file_is_kept() -> None:
    assert "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
