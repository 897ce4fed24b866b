"""Every public name is where the package says, for programs as for type checkers."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

import engagement_metrics as em
from engagement_metrics.public import HOMES, MODULES

REFERENCE = Path(__file__).parents[2] / "docs" / "reference.md"


def test_names_are_listed_once() -> None:
    assert sorted(em.__all__) == sorted({*HOMES, *MODULES, *({"__version__"} & {*em.__all__})})
    assert {*HOMES, *MODULES} <= {*dir(em)}


def test_names_are_what_their_modules_hold() -> None:
    for name, module in HOMES.items():
        assert getattr(em, name) is getattr(import_module(f"{em.__name__}.{module}"), name)
    for name in MODULES:
        assert getattr(em, name) is import_module(f"{em.__name__}.{name}")


def test_type_checkers_are_told_the_same() -> None:
    tree = ast.parse(Path(em.__file__).read_text(encoding="utf-8"))
    told = {
        alias.name: str(node.module).removeprefix(f"{em.__name__}.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith(f"{em.__name__}.")
        for alias in node.names
        if alias.name in HOMES
    }
    assert told == dict(HOMES)


def test_every_name_is_in_the_reference() -> None:
    told = re.findall(
        r"^::: engagement_metrics\.(\S+)$", REFERENCE.read_text("utf-8"), re.MULTILINE
    )

    assert {*HOMES, *MODULES} - {*told} == set()
    assert len(told) == len({*told})
    homes = {name for name in told if "." in name}
    assert all(hasattr(import_module(f"{em.__name__}.{path}"), name)
               for path, _, name in (home.rpartition(".") for home in homes))  # fmt: skip


def test_every_source_has_a_page() -> None:
    pages = "\n".join(
        page.read_text("utf-8") for page in (REFERENCE.parent / "sources").glob("*.md")
    )

    assert [name for name in em.sources.__all__ if f"em.sources.{name}(" not in pages] == []


def test_other_names_are_errors() -> None:
    with pytest.raises(AttributeError, match="no attribute 'purchase_frequenzy'"):
        _ = em.purchase_frequenzy  # type: ignore[attr-defined]
