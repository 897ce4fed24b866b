"""Sources: what users call to turn the export of a platform into canonical records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Unpack, overload

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

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from engagement_metrics.records.accepting.report import Report
    from engagement_metrics.records.record import Record

    _Frame = TypeVar("_Frame", pd.DataFrame, pl.DataFrame, pl.LazyFrame)

Documents = Sequence[Mapping[str, Any]] | Mapping[str, Any] | str | PathLike[str]


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

    rows: pl.DataFrame
    merged: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """Takes the export of a platform as canonical records of one kind.

    Attributes:
        model_name: The name of the model that each row is checked by.
        layout: What the export looks like.
        translate: Names the fields.
    """

    model_name: str
    layout: Layout
    translate: Callable[[Export, Asked], Translated] = field(repr=False)

    @property
    def model(self) -> type[Record]:
        """The model that each row is checked by."""
        return model_named(self.model_name)

    @overload
    def __call__(
        self, raw: _Frame, *, invalid: Literal["raise"] = ..., **options: Unpack[Options]
    ) -> _Frame: ...

    @overload
    def __call__(
        self, raw: _Frame, *, invalid: Literal["drop", "keep"], **options: Unpack[Options]
    ) -> tuple[_Frame, Report]: ...

    @overload
    def __call__(
        self, raw: Documents, *, invalid: Literal["raise"] = ..., **options: Unpack[Options]
    ) -> pd.DataFrame: ...

    @overload
    def __call__(
        self, raw: Documents, *, invalid: Literal["drop", "keep"], **options: Unpack[Options]
    ) -> tuple[pd.DataFrame, Report]: ...

    @overload
    def __call__(
        self, raw: object, *, invalid: Invalid = ..., **options: Unpack[Options]
    ) -> Any: ...  # noqa: ANN401 (a frame of any kind)

    def __call__(
        self, raw: object, *, invalid: Invalid = "raise", **options: Unpack[Options]
    ) -> Any:
        """Translate, check and convert an export.

        Args:
            raw: The export: a frame of any kind, a list of dicts, an answer of the platform's API,
                or the path of a CSV, JSON or Parquet file, of a folder of them, or a pattern.
            invalid: What becomes of rows that break a rule of the model: "raise" an error that
                names every broken rule, "drop" them, or "keep" them, with what could not be
                converted missing.
            **options: How the export is to be read, as in the function that takes frames. `columns`
                names columns that are called otherwise than the platform calls them, and keeps
                further ones, as in {"country": "Shipping Country"}; `values` says what
                words of the platform are here, as in {"status": {"on-hold": "completed"}}.

        Returns:
            A canonical frame of the kind that came in; pandas of paths, lists and answers. With
            "drop" and "keep" the pair of it and a `Report`.

        Raises:
            MissingColumnError: The export lacks a column that is needed; the message says for what.
            InvalidRecordsError: Rows break a rule; the message names each rule with the number of
                rows and the first positions, and shows no value.
            EngagementError: The export or an argument cannot be used; the message says why.
        """
        import polars as pl

        from engagement_metrics.records.accepting.accept import Before, accept_rows

        refuse_unknown_way(invalid)
        layout, wanted = _renamed(self.layout, asked(options))
        argument = self.model.row_source.kind.argument
        export = export_of(raw, argument, layout, tuple(wanted.columns.values()))
        made = self.translate(export, wanted)
        rows = made.rows.with_columns(pl.lit(self.layout.platform).alias("source"))
        left_out = {reason: rows for reason, rows in made.left_out.items() if rows}
        return accept_rows(
            self.model,
            rows.lazy() if export.lazy else rows,
            replace(export.table, frame=export.table.frame.lazy()) if export.lazy else export.table,
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
    words = wanted.values  # noqa: PD011 (this is no frame)
    return replace(wanted, values={name: words[name] for name in words if name not in said})
