"""Frames and files of every kind that the same rows of a platform can come in."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

KINDS = ["documents", "pandas", "json", "lines"]


def given(rows: Sequence[dict[str, Any]], kind: str, folder: Path) -> Any:  # noqa: ANN401
    """The rows as a list, as a frame with whatever is nested in it, or as a file."""
    match kind:
        case "pandas":
            return pd.DataFrame(rows)
        case "json":
            path = folder / "sample.json"
            path.write_text(json.dumps(rows), encoding="utf-8-sig")
            return str(path)
        case "lines":
            path = folder / "sample.jsonl"
            path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
            return path
        case _:
            return list(rows)


def rows_of(frame: Any, *names: str) -> list[tuple[Any, ...]]:  # noqa: ANN401
    """The values of some columns, with None for what is missing."""
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    plain = frame if isinstance(frame, pl.DataFrame) else pl.from_pandas(frame)
    return plain.select(names).rows()
