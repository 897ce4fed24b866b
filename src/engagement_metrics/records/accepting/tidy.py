"""Tidy: text that is as its field wants it already, so that nothing has to be done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, cast

import narwhals.stable.v2 as nw

from engagement_metrics.engine.tables import Table
from engagement_metrics.engine.words import collected
from engagement_metrics.records.accepting.plain import NO_TEXT
from engagement_metrics.records.field import Field

if TYPE_CHECKING:
    import polars as pl


def tidy_texts(
    fields: Mapping[str, Field], columns: Mapping[str, str], table: Table, raw: object
) -> set[str]:
    """The fields whose text needs no conversion, among those of an eager frame.

    Most frames that come out of a database are tidy. Looking costs less than half of converting.

    Args:
        fields: The fields of the model, by name.
        columns: The column of each field that the data has.
        table: The data.
        raw: The data as the caller gave it.
    """
    if not isinstance(table.frame, nw.DataFrame):
        return set()
    # Columns of Python objects can hold more than the text that they were read as.
    whole = raw is None or isinstance(raw, Sequence)
    given = table.schema if whole else nw.from_native(cast("Any", raw)).collect_schema()
    asked = {
        name: _tidy(fields[name], column)
        for name, column in columns.items()
        if fields[name].form in ("text", "word")
        and given[column] == nw.String
        # A column of nothing has no type.
        and table.schema[column] == nw.String
    }
    if not asked:
        return set()
    rows: Any = table.frame.lazy().to_native()
    found = collected(rows.select(**asked), few=table.few)
    return {name for name in asked if found[name][0]}


def _tidy(field: Field, column: str) -> pl.Expr:
    """Whether conversion would leave each text as it is."""
    import polars as pl

    text = pl.col(column)
    if field.vocabulary or field.upper:
        # There are a few different words only, however many rows there are.
        text = text.unique(maintain_order=True)
    same = [text != "", text != NO_TEXT, text == text.str.strip_chars()]
    if field.form == "word" or field.address:
        same.append(text == text.str.to_lowercase())
    if field.upper:
        same.append(text == text.str.to_uppercase())
    return reduce(lambda left, right: left & right, same).all()
