"""Lists of records or dicts: checked one by one, then read like any other frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from engagement_metrics.errors import InvalidRecordsError, UnsupportedFrameError
from engagement_metrics.records.models import models_of
from engagement_metrics.records.record import Record

if TYPE_CHECKING:
    import polars as pl


def frame_of_records(records: Sequence[object], argument: str) -> pl.DataFrame:
    """A Polars frame of records, of which dicts are checked against their model.

    Raises:
        InvalidRecordsError: Some dicts are no such record; the message says how many, the first
            positions and the fields, and no value.
        UnsupportedFrameError: The list holds something else.
    """
    import polars as pl

    model = model_of(records, argument)
    rows: list[dict[str, Any]] = []
    problems: dict[str, list[int]] = {}
    for position, record in enumerate(records):
        if isinstance(record, model):
            rows.append(record.model_dump(exclude_none=True))
        elif isinstance(record, Mapping):
            try:
                rows.append(model.model_validate(record).model_dump(exclude_none=True))
            except ValidationError as error:
                for detail in error.errors(include_input=False, include_url=False):
                    field = ".".join(map(str, detail["loc"])) or model.__name__
                    problems.setdefault(f"{field}: {detail['type']}", []).append(position)
        else:
            message = (
                f"{argument} must hold {model.__name__} records or dicts, but position {position} "
                f"holds {type(record).__name__}"
            )
            raise UnsupportedFrameError(message)
    if problems:
        raise InvalidRecordsError(_message(problems, model, argument))
    if not rows:
        return _empty(model)
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [row.get(name) for row in rows] for name in names}
    for name, values in columns.items():
        if len({value.tzinfo is None for value in values if isinstance(value, datetime)}) > 1:
            message = (
                f"{name} of {argument} holds times with and without a zone; give all of them one, "
                "or none"
            )
            raise InvalidRecordsError(message)
    return pl.DataFrame(
        {name: [_plain(value) for value in values] for name, values in columns.items()},
        strict=False,
    )


def model_of(records: Sequence[object], argument: str) -> type[Record]:
    """The model that the dicts of a list are checked against."""
    usual, *others = models_of(argument)
    first = records[0] if records else None
    for other in others:
        if isinstance(first, other):
            return other
        if isinstance(first, Mapping) and not _has_required(first, usual):
            return other if _has_required(first, other) else usual
    return usual


def _has_required(record: Mapping[Any, Any], model: type[Record]) -> bool:
    fields = model.model_fields.items()
    return all(name in record for name, field in fields if field.is_required())


def _message(problems: dict[str, list[int]], model: type[Record], argument: str) -> str:
    lines = [
        f"  {problem} in {len(positions)} record{'s' if len(positions) > 1 else ''}, first at "
        f"position{'s' if len(positions) > 1 else ''} {', '.join(map(str, positions[:5]))}"
        for problem, positions in problems.items()
    ]
    return (
        f"{argument} holds dicts that are no {model.__name__}:\n"
        + "\n".join(lines)
        + f"\nThe fields are {', '.join(model.model_fields)}."
    )


def _empty(model: type[Record]) -> pl.DataFrame:
    import polars as pl

    time = model.row_source.kind.time
    schema: dict[str, Any] = {
        name: pl.Datetime("us")
        if name == time
        else pl.Float64
        if name in model.row_source.kind.money
        else pl.String
        for name, field in model.model_fields.items()
        if field.is_required() or name in model.row_source.kind.unit
    }
    return pl.DataFrame(schema=schema)


def _plain(value: object) -> object:
    """The value as a frame holds it: money as a number, instants in one zone."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    return value
