"""What must be true whatever comes in: a frame with a report that adds up, or an honest error."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import polars as pl

import engagement_metrics
from engagement_metrics.records.accepting.report import Report
from tests.fuzz import exports, inputs
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
    way = random.random()
    if way < 0.4:
        read, given = exports.export(random, folder)
        options = {"invalid": options["invalid"]}
    elif way < 0.7:
        name, content = inputs.content(random)
        path = folder / name
        path.write_bytes(content)
        frame = random.choice(("pandas", "polars", "lazy"))
        read, given = em.read_orders, {"path": path, "frame": frame}
    else:
        read, given = em.as_orders, {"raw": inputs.frame(random)}
    try:
        answer = read(**given, **options)
        height = _height(answer if options["invalid"] == "raise" else answer[0])
    except engagement_metrics.EngagementError as error:
        _silent(seed, str(error))
        return type(error).__name__
    except BaseException as error:
        message = f"seed {seed}: {type(error).__name__}"
        raise FaultError(message) from error
    if options["invalid"] == "raise":
        return "frame"
    _adds_up(seed, answer[1], height)
    return "report"


def _adds_up(seed: int, report: Report, height: int) -> None:
    total = report.rows_out + report.rows_rejected + report.rows_merged
    left = sum(report.left_out.values())
    wrong = {
        "other rows are told than are there": height != report.rows_out,
        "the report does not add up": total != report.rows_in,
        "a count is negative": min(height, report.rows_merged, *report.left_out.values()) < 0,
        "more rows are left out than rejected": report.rows_rejected < left,
    }
    for said, found in wrong.items():
        if found:
            message = f"seed {seed}: {said}"
            raise FaultError(message)
    _silent(seed, str(report) + report._repr_html_())


def _silent(seed: int, text: str) -> None:
    if SECRET.lower() in text.lower():
        message = f"seed {seed}: a personal value is shown"
        raise FaultError(message)


def _height(frame: Any) -> int:  # noqa: ANN401 (a frame of any kind)
    return len(frame.collect()) if isinstance(frame, pl.LazyFrame) else len(frame)
