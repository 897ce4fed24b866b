"""Sources: the export of a platform, as canonical records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engagement_metrics.records.accepting.options import (
    Asked,
    Invalid,
    Options,
    asked,
    refuse_unknown_way,
)
from engagement_metrics.records.models import model_named
from engagement_metrics.sources.export import Export, export_of
from engagement_metrics.sources.layout import Layout
from engagement_metrics.sources.translated import collected_here

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Translated:
    """The rows of an export with the names of a record's fields.

    Attributes:
        rows: The rows, with `em_row`.
        merged: How many rows of the export were put together with another one.
        left_out: How many rows of the export are no record, by reason.
        notes: What a reader of the numbers should know.
        said: The fields whose words are translated already, also by the caller's `values`.
    """

    rows: pl.LazyFrame
    merged: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """One kind of record in the export of a platform.

    Attributes:
        model_name: The name of the model that each row is checked by.
        layout: What the export looks like.
        translate: Names the fields.
    """

    model_name: str
    layout: Layout
    translate: Callable[[Export, Asked], Translated]


def records_of(raw: object, source: Source, invalid: Invalid, options: Options) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Translate, check and convert an export, as the public functions return it.

    Args:
        raw: The export.
        source: What it is of.
        invalid: What becomes of rows that break a rule.
        options: How it is to be read.
    """
    import polars as pl

    from engagement_metrics.records.accepting.accept import Before, accept_rows

    refuse_unknown_way(invalid)
    layout, wanted = _renamed(source.layout, asked(options, source.model_name))
    model = model_named(source.model_name)
    argument = model.row_source.kind.argument
    export = export_of(raw, argument, layout, tuple(wanted.columns.values()))
    made = source.translate(export, wanted)
    rows = made.rows.with_columns(pl.lit(layout.platform).alias("source"))
    left_out = {reason: rows for reason, rows in made.left_out.items() if rows}
    return accept_rows(
        model,
        rows if export.lazy else collected_here(rows),
        export.table,
        _rest(wanted, made.said),
        invalid=invalid,
        before=Before(made.merged, left_out, notes=made.notes),
    ).answer(invalid)


def _renamed(layout: Layout, wanted: Asked) -> tuple[Layout, Asked]:
    """The layout with columns that are called otherwise in this export, and what else is asked."""
    own = {name: (column,) for name, column in wanted.columns.items() if name in layout.columns}
    rest = {name: column for name, column in wanted.columns.items() if name not in own}
    return replace(layout, columns={**layout.columns, **own}), replace(wanted, columns=rest)


def _rest(wanted: Asked, said: Sequence[str]) -> Asked:
    """What is left to be done once some words are translated."""
    words = wanted.values
    return replace(wanted, values={name: words[name] for name in words if name not in said})
