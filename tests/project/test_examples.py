"""The examples run as they are, and the notebook still shows what it was saved with."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
# The one on Spark needs Java, and runs beside the tests in `tests/warehouses`.
SCRIPTS = sorted(set((ROOT / "examples").glob("*.py")) - {ROOT / "examples" / "on_spark.py"})
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


def output_kinds(notebook: nbformat.NotebookNode) -> list[list[str]]:
    """Return for each code cell what it showed: text, a table, a picture; not the very digits."""
    return [
        sorted(
            {
                f"{output.output_type}: {kind}"
                for output in cell.outputs
                for kind in output.get("data", {output.get("name", ""): None})
            }
        )
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def execute(notebook: nbformat.NotebookNode, folder: Path) -> None:
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()


def test_there_are_examples() -> None:
    assert {path.name for path in SCRIPTS} >= {"quickstart.py", "from_a_service.py"}
    assert [path.name for path in NOTEBOOKS] == ["notebook.ipynb"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_script(script: Path, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", str(script)],
        check=False,
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
    )

    assert run.returncode == 0, run.stderr
    assert run.stdout.strip()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook(path: Path, tmp_path: Path) -> None:
    saved = nbformat.read(path, as_version=4)
    fresh = nbformat.read(path, as_version=4)

    execute(fresh, tmp_path)

    assert any(output_kinds(saved)), "the notebook is kept with its outputs"
    assert output_kinds(fresh) == output_kinds(saved)


def test_a_changed_output_is_seen(tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell("1 + 1")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    before = output_kinds(notebook)

    execute(notebook, tmp_path)

    assert before == [[]]
    assert output_kinds(notebook) == [["execute_result: text/plain"]]
