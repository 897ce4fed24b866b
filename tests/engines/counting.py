"""What is asked of an engine that holds the rows: how many queries, and what each one scans."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import narwhals.stable.v2 as nw


@contextmanager
def queries() -> Iterator[list[Any]]:
    """The engine's own frames whose rows are brought here, in their order."""
    asked: list[Any] = []
    collect = nw.LazyFrame.collect

    def noted(frame: Any, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        asked.append(frame.to_native())
        return collect(frame, *arguments, **options)

    with patch.object(nw.LazyFrame, "collect", noted):
        yield asked
