"""Described: the fields of a kind of record as a table of Markdown, for the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engagement_metrics.records.field import Field, fields_of

if TYPE_CHECKING:
    from engagement_metrics.records.record import Record

HEAD = "| field | holds | meaning |\n| --- | --- | --- |"
_HOLDS = {
    "text": "text",
    "word": "a word",
    "number": "a number",
    "whole": "a whole number",
    "flag": "true or false",
    "moment": "a time",
}


def table_of_fields(model: type[Record]) -> str:
    """The fields of a model, one a line; those that every record needs are marked."""
    return "\n".join([HEAD, *map(_line, fields_of(model).values())])


def _line(field: Field) -> str:
    holds = [_HOLDS[field.form]]
    if field.vocabulary:
        holds = [", ".join(f"`{word}`" for word in field.vocabulary)]
    if field.unit and field.form != "moment":
        holds.append(field.unit)
    if field.least is not None:
        holds.append(f"at least {field.least:g}")
    if field.personal:
        holds.append("personal")
    if field.required:
        holds.append("**needed**")
    elif field.default is not None:
        holds.append(f"{str(field.default).lower()} where missing")
    return f"| `{field.name}` | {'; '.join(holds)} | {field.meaning} |"
