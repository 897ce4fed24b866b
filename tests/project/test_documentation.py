"""What the documentation shows is what happens: its code blocks, and the docstrings' examples."""

import doctest
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from sybil import Document
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

import engagement_metrics

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
DOCTEST_OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class PyconBlockParser(PythonCodeBlockParser):
    """Doctests in blocks that are marked as `pycon`, as GitHub and MkDocs colour them."""

    def __init__(self) -> None:
        super().__init__(doctest_optionflags=DOCTEST_OPTIONS)
        self.codeblock_parser = CodeBlockParser("pycon", PythonEvaluator())


def run_page(path: Path) -> int:
    """Run all blocks of a page from top to bottom in one namespace; return how many there were."""
    document = Document.parse(
        str(path), PythonCodeBlockParser(doctest_optionflags=DOCTEST_OPTIONS), PyconBlockParser()
    )
    document.namespace["__name__"] = path.stem
    examples = list(document.examples())
    for example in examples:
        example.evaluate()
    return len(examples)


def modules() -> list[str]:
    found = pkgutil.walk_packages(engagement_metrics.__path__, prefix="engagement_metrics.")
    return ["engagement_metrics", *(module.name for module in found)]


@pytest.fixture(autouse=True)
def shown_as_always() -> Iterator[None]:
    """What a page sets for its tables does not reach the next one."""
    yield
    pd.reset_option("display")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a page may write files

    run_page(page)


def test_the_readme_shows_code() -> None:
    blocks = (ROOT / "README.md").read_text(encoding="utf-8")

    assert "```python" in blocks or "```pycon" in blocks


@pytest.mark.parametrize("name", modules())
def test_docstrings(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=DOCTEST_OPTIONS)

    assert result.failed == 0


BLOCKS = """
```python
orders = [1, 2]
```

```pycon
>>> len(orders)
{length}
```

```text
not Python
```
"""


def test_blocks_of_a_page_share_a_namespace(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(BLOCKS.format(length=2), encoding="utf-8")

    assert run_page(page) == 2


def test_a_wrong_output_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(BLOCKS.format(length=3), encoding="utf-8")

    with pytest.raises(Exception, match="Expected:\n    3\nGot:\n    2"):
        run_page(page)


def test_a_block_that_raises_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```python\nundefined_name\n```\n", encoding="utf-8")

    with pytest.raises(NameError):
        run_page(page)
