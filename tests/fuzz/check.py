"""What must be true whatever comes in: a frame with a report that adds up, or an honest error."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import polars as pl

import engagement_metrics
from tests.fuzz import inputs
from tests.records.tables import SECRET

em: Any = engagement_metrics


class FaultError(AssertionError):
    """The library broke its promise for one seed."""


def check(seed: int, folder: Path) -> str:
    """Put one input in, and say what came of it.

    Raises:
        FaultError: Something else than a frame with a report, or an error of the library's own.
    """
    random = Random(seed)  # noqa: S311 (no secret)
    options = inputs.options(random)
    if random.random() < 0.5:
        name, content = inputs.content(random)
        path = folder / name
        path.write_bytes(content)
        frame = random.choice(("pandas", "polars", "lazy"))
        read, given = em.read_orders, {"path": path, "frame": frame}
    else:
        read, given = em.as_orders, {"raw": inputs.frame(random)}
    try:
        answer = read(**given, **options)
        if options["invalid"] == "raise":
            _height(answer)
            return "frame"
        made, report = answer
        if _height(made) != report.rows_out:
            message = f"seed {seed}: {report.rows_out} rows are told, {_height(made)} are there"
            raise FaultError(message)
        total = report.rows_out + report.rows_rejected + report.rows_merged
        left = sum(report.left_out.values())
        if total != report.rows_in or min(report.rows_out, report.rows_merged) < 0:
            message = f"seed {seed}: the report does not add up"
            raise FaultError(message)
        if report.rows_rejected < left:
            message = f"seed {seed}: more rows are left out than rejected"
            raise FaultError(message)
        _silent(seed, str(report) + report._repr_html_())
    except engagement_metrics.EngagementError as error:
        _silent(seed, str(error))
        return type(error).__name__
    except FaultError:
        raise
    except BaseException as error:
        message = f"seed {seed}: {type(error).__name__}"
        raise FaultError(message) from error
    return "report"


def _silent(seed: int, text: str) -> None:
    if SECRET.lower() in text.lower():
        message = f"seed {seed}: a personal value is shown"
        raise FaultError(message)


def _height(frame: pd.DataFrame | pl.DataFrame | pl.LazyFrame) -> int:
    return len(frame.collect()) if isinstance(frame, pl.LazyFrame) else len(frame)
