"""Whether the library's rows say what the brute force says."""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, SupportsFloat

from .brute_force import Answer

Row = Mapping[str, Any]

MUST_BE_THERE = ("value", "low", "high")
IF_THERE = ("std_error", "units", "complete")
EXACTLY = ("units", "rows", "complete", "start")


def frame_rows(frame: Any, metric: str | None = None) -> list[dict[str, Any]]:  # noqa: ANN401
    """The rows of a pandas, Polars or Arrow frame as dicts.

    Args:
        frame: The frame, or a sequence of mappings.
        metric: In a wide frame, the metric whose `<metric>`, `<metric>_low`, ... become `value`,
            `low`, ...; None for a long one.
    """
    if hasattr(frame, "to_dicts"):
        rows = frame.to_dicts()
    elif hasattr(frame, "to_pylist"):
        rows = frame.to_pylist()
    elif hasattr(frame, "to_dict"):
        rows = frame.to_dict("records")
    else:
        rows = [dict(row) for row in frame]
    if metric is None:
        return list(rows)
    prefix = f"{metric}_"
    renamed = []
    for row in rows:
        wide = {name.removeprefix(prefix): value for name, value in row.items() if name != metric}
        renamed.append({**wide, "value": row[metric]})
    return renamed


def estimate_row(estimate: SupportsFloat) -> dict[str, Any]:
    """An estimate as a row."""
    names = ("low", "high", "std_error", "numerator", "denominator", "units", "rows", "excluded")
    more = ("start", "as_of", "complete")
    return {"value": float(estimate), **{name: getattr(estimate, name) for name in names + more}}


def plain(value: Any) -> Any:  # noqa: ANN401
    """The native value: what is missing becomes None, midnight a date, NumPy numbers Python's."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date()
    if isinstance(value, (str, date)):
        return value
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def same(expected: object, actual: object, tolerance: float, scale: float = 1.0) -> bool:
    """Whether two values agree: numbers to a relative and absolute tolerance, NaN like None."""
    expected, actual = plain(expected), plain(actual)
    if expected in (math.inf, -math.inf):
        return actual == expected
    if isinstance(expected, float) and isinstance(actual, int | float):
        allowed = tolerance * max(1.0, abs(expected), scale)
        return abs(expected - actual) <= allowed
    return bool(expected == actual)


def _by_key(rows: Sequence[Row], keys: Sequence[str], whose: str) -> dict[tuple[Any, ...], Row]:
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = tuple(plain(row[name]) for name in keys)
        if key in found:
            raise AssertionError(f"{whose}: {dict(zip(keys, key, strict=True))} is there twice")
        found[key] = row
    return found


def assert_same(
    expected_rows: Sequence[Row],
    frame_rows: Sequence[Row],
    tolerance: float = 1e-9,
    *,
    keys: Sequence[str] = (),
    fields: Sequence[str] | None = None,
    ordered: bool = False,
) -> None:
    """Fail, with a message that says where, unless both have the same rows.

    Args:
        expected_rows: From the brute force.
        frame_rows: From the library, as `frame_rows` and `estimate_row` give them.
        tolerance: Relative to the number or to the value it belongs to, and absolute below 1.
        keys: The columns that tell the rows apart.
        fields: What to compare. Default: value, low and high; also std_error, units and complete
            where the library's rows have them.
        ordered: Whether the rows must come in the same order, too.
    """
    expected, actual = (
        _by_key(expected_rows, keys, "expected"),
        _by_key(frame_rows, keys, "library"),
    )
    problems = [f"missing: {dict(zip(keys, key, strict=True))}" for key in expected.keys() - actual]
    problems += [f"extra: {dict(zip(keys, key, strict=True))}" for key in actual.keys() - expected]
    if ordered and not problems and list(expected) != list(actual):
        problems.append(f"order: expected {list(expected)}, library {list(actual)}")
    compared = fields
    if compared is None:
        compared = (*MUST_BE_THERE, *(n for n in IF_THERE if all(n in row for row in frame_rows)))
    for key, row in expected.items():
        if key not in actual:
            continue
        at = ", ".join(f"{name}={value}" for name, value in zip(keys, key, strict=True))
        value = plain(row["value"])
        scale = abs(value) if isinstance(value, float) else 1.0
        for name in compared:
            if name not in actual[key]:
                problems.append(f"[{at}] {name}: the library has none")
            elif not same(row[name], actual[key][name], 0 if name in EXACTLY else tolerance, scale):
                problems.append(
                    f"[{at}] {name}: expected {row[name]!r}, library {actual[key][name]!r}"
                )
    if problems:
        shown = "\n".join(problems[:20])
        raise AssertionError(
            f"{len(problems)} differences in {len(expected)} rows (of {len(actual)}):\n{shown}"
        )


def expected_rows(answers: Mapping[tuple[Any, ...], Row], by: Sequence[str]) -> list[Row]:
    """The answers of a point call as rows with the columns of `by`."""
    return [{**dict(zip(by, key, strict=True)), **answer} for key, answer in answers.items()]


def only(answers: Mapping[tuple[Any, ...], Answer]) -> Answer:
    """The one answer of a point call without groups."""
    if list(answers) != [()]:
        raise AssertionError(f"expected one answer, found groups {list(answers)}")
    return answers[()]
