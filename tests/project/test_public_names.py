"""Every public name is where the package says, for programs as for type checkers."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

import engagement_metrics as em
from engagement_metrics.public import HOMES, MODULES


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


def test_other_names_are_errors() -> None:
    with pytest.raises(AttributeError, match="no attribute 'purchase_frequenzy'"):
        _ = em.purchase_frequenzy  # type: ignore[attr-defined]
