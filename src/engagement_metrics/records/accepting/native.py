"""Canonical frames of the kind that came in, whose untouched columns stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import narwhals.stable.v2 as nw

from engagement_metrics.engine.answer import given_back
from engagement_metrics.engine.tables import Table
from engagement_metrics.engine.words import Rows, Words, collected, words_of
from engagement_metrics.records.accepting.columns import Chosen
from engagement_metrics.records.accepting.conversion import Converted


def canonical(
    rows: Rows,
    table: Table,
    columns: Chosen,
    converted: Sequence[Converted],
    *,
    raw: object = None,
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """The canonical frame: the fields in the order of the model, then the other columns.

    Args:
        rows: The rows with the fields as `em_0` and so on.
        table: The raw data.
        columns: Which column is which field.
        converted: The fields.
        raw: The caller's frame, where all of its rows are handed back; None otherwise.
    """
    words = words_of(local=table.local)
    fields = _places(columns)
    lazy = not isinstance(table.frame, nw.DataFrame)
    if lazy or raw is None or isinstance(raw, Sequence) or table.flavour == "polars":
        return handed_back(fields_and_others(rows, columns, words), table)
    # Columns that nothing was done to keep the type that the caller's library gave them.
    changed = {
        name: fields[name]
        for name, one in zip(columns.fields, converted, strict=True)
        if one.changed
    }
    computed = collected(rows.select(*_named(changed, words))) if changed else None
    own = nw.from_native(cast("Any", raw), eager_only=True)
    sources = {**columns.fields, **columns.others}
    kept = own.select(*(nw.col(column).alias(name) for name, column in sources.items()))
    if computed is None:
        return kept.to_native()
    new = nw.from_native(given_back(computed, table.flavour), eager_only=True)
    return kept.with_columns(*(new[name] for name in changed)).to_native()


def handed_back(rows: Rows, table: Table) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Rows as the kind of frame that came in: eager as eager, lazy as lazy."""
    if isinstance(table.frame, nw.DataFrame):
        return given_back(collected(rows), table.flavour)
    return rows if table.local else rows.to_native()


def fields_and_others(rows: Rows, columns: Chosen, words: Words) -> Rows:
    """The converted fields and the other columns, under their names in the answer."""
    return rows.select(*_named({**_places(columns), **columns.others}, words))


def _places(columns: Chosen) -> dict[str, str]:
    return {name: f"em_{i}" for i, name in enumerate(columns.fields)}


def _named(columns: dict[str, str], words: Words) -> list[Any]:
    return [words.col(column).alias(name) for name, column in columns.items()]
