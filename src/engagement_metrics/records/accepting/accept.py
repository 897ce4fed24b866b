"""Accepting: raw data in, a canonical frame and a report out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw

from engagement_metrics.engine.tables import Table
from engagement_metrics.records.accepting.acceptance import POSITION, Acceptance, Accepted, Before
from engagement_metrics.records.accepting.checking import LONGER
from engagement_metrics.records.accepting.columns import chosen
from engagement_metrics.records.accepting.options import Asked, Invalid
from engagement_metrics.records.accepting.raw import raw_table
from engagement_metrics.records.field import fields_of
from engagement_metrics.records.policies import applied
from engagement_metrics.records.policies.pseudonyms import Pseudonyms

if TYPE_CHECKING:
    import polars as pl

    from engagement_metrics.records.record import Record

__all__ = ["POSITION", "Accepted", "Before", "accept", "accept_rows"]


def accept(
    model: type[Record],
    raw: object,
    asked: Asked,
    invalid: Invalid = "raise",
    argument: str = "",
    *,
    flavour: str = "",
) -> Accepted:
    """Accept raw data as canonical records.

    Args:
        model: What each row is.
        raw: The data: any frame, or a list of records or dicts.
        asked: How it is to be read.
        invalid: What becomes of rows that break a rule.
        argument: What the data is called in messages; by default as calls of metrics call it.
        flavour: What kind of frame comes out, where that is not the one that came in but files.

    Raises:
        MissingColumnError: A column that is needed is not there.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".
        UnsupportedFrameError: The data is nothing that can be read.
    """
    table = raw_table(raw, argument or model.row_source.kind.argument)
    have = table.columns
    if flavour:
        table, raw = replace(table, flavour=flavour), None
        have = tuple(name for name in have if name != LONGER)
    return _acceptance(model, table, have, asked, raw=raw).accepted(invalid)


def accept_rows(
    model: type[Record],
    rows: pl.DataFrame | pl.LazyFrame,
    table: Table,
    asked: Asked,
    *,
    invalid: Invalid = "raise",
    before: Before | None = None,
) -> Accepted:
    """Accept rows that a source has translated, as the kind of frame that came in.

    Args:
        model: What each row is.
        rows: The rows, with the names of the model's fields and whatever is kept beside; a column
            `em_row` says which row of the raw data each one is from.
        table: The raw data that they were translated from.
        asked: How what is still text is to be read.
        invalid: What becomes of rows that break a rule.
        before: What became of rows that are not among these.

    Raises:
        MissingColumnError: A column that is needed is not there.
        InvalidRecordsError: Rows break a rule, and `invalid` is "raise".
    """
    frame = nw.from_native(rows)
    schema = frame.collect_schema()
    translated = replace(table, data=frame, schema=schema)
    given = [name for name in schema if name != POSITION]
    return _acceptance(model, translated, given, asked, before=before).accepted(invalid)


def _acceptance(
    model: type[Record],
    table: Table,
    have: Sequence[str],
    asked: Asked,
    *,
    before: Before | None = None,
    raw: object = None,
) -> Acceptance:
    row = applied.model_for(model, asked.policies)
    supplied = applied.supplied_by(asked.policies)
    columns = chosen(row, have, asked.columns, table.argument, supplied)
    policies = asked.policies
    if asked.pseudonymise is not None:
        policies = (*policies, _pseudonyms(model, asked, asked.pseudonymise))
    policies = applied.concerned(policies, columns.fields, table.argument, local=table.local)
    return Acceptance(
        row, table, columns, asked, before or Before(), raw=raw, policies=policies, final=model
    )


def _pseudonyms(model: type[Record], asked: Asked, key: bytes) -> Pseudonyms:
    fields = fields_of(model)
    personal = [name for name, one in fields.items() if one.personal]
    return Pseudonyms(key, personal, {*fields, *asked.columns})
