"""Exports: what a platform hands out, as a table whose columns are called as here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from engagement_metrics.engine.tables import Table
from engagement_metrics.errors import MissingColumnError
from engagement_metrics.records.accepting.options import Asked
from engagement_metrics.records.accepting.plain import plain_name, plain_series
from engagement_metrics.sources.layout import Layout
from engagement_metrics.sources.opened import POSITION, Opened, opened
from engagement_metrics.sources.translated import collected_here

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Export:
    """The rows of an export, each column under the name it has here.

    Attributes:
        rows: The rows; only the columns of the layout that are there, and `em_row`. Where the
            data is not lazy, they are in memory.
        table: How they came in.
    """

    rows: pl.LazyFrame
    table: Table

    @cached_property
    def schema(self) -> Mapping[str, Any]:
        """The columns and their types."""
        return self.rows.collect_schema()

    @property
    def lazy(self) -> bool:
        """Whether the answer should be lazy."""
        return isinstance(self.table.frame, nw.LazyFrame)

    def has(self, name: str) -> bool:
        """Whether a column is there."""
        return name in self.schema

    def beside(self, asked: Asked) -> list[str]:
        """The further columns that the caller asks for."""
        return [name for name in asked.columns.values() if self.has(name)]


def export_of(raw: object, argument: str, layout: Layout, beside: Sequence[str]) -> Export:
    """Read an export.

    Args:
        raw: A frame of any kind, a list of objects, an answer of the API, or the path of files.
        argument: What the data is called in messages.
        layout: What the export looks like.
        beside: Further columns that the caller asks for, by their own names.

    Raises:
        MissingColumnError: A column that is needed is not there.
        UnreadableFileError: A file cannot be read.
        UnsupportedFrameError: The data is nothing that can be read.
    """
    wanted = layout.wanted(beside)
    data = _records(opened(raw, argument, layout.title, wanted), layout)
    own = _own_names(data)
    chosen: dict[str, str] = {}
    for name, paths in {**{name: (name,) for name in beside}, **layout.columns}.items():
        found = [own[plain] for path in paths if (plain := plain_name(path)) in own]
        if found:
            chosen[name] = found[0]
    if not own:
        # No objects at all are an export of nothing.
        return Export(_nothing(layout), data.table)
    missing = [name for name in layout.needed if name not in chosen]
    if missing:
        every = _own_names(_records(opened(raw, argument, layout.title), layout))
        raise MissingColumnError(_missing(layout, missing, [*every.values()], argument))
    return Export(_read(data, layout, chosen), data.table)


def _own_names(data: Opened) -> dict[str, str]:
    """The columns by their plain names; of those that differ in nothing else the first one."""
    names = [name for name in data.schema if name != POSITION]
    return {plain_name(name): name for name in reversed(names)}


def _records(data: Opened, layout: Layout) -> Opened:
    """The records in an answer of the API, numbered; or the rows themselves.

    A row that has what is needed is a record, although it may have a list of the same name.
    """
    import polars as pl

    paths = [path for name in layout.needed for path in layout.columns[name]]
    own = _own_names(data)
    is_record = any(plain_name(path) in own for path in paths)
    if is_record or not isinstance(data.schema.get(layout.inside), pl.List):
        return data
    inner = data.unwrapped(layout.inside)
    rows = inner.rows.drop(POSITION) if inner is not data else inner.rows.select(pl.lit(0)).head(0)
    return data.with_rows(rows.drop("literal", strict=False).with_row_index(POSITION))


def _nothing(layout: Layout) -> pl.LazyFrame:
    import polars as pl

    return pl.LazyFrame(schema={POSITION: pl.UInt32, **dict.fromkeys(layout.columns, pl.String)})


def _read(data: Opened, layout: Layout, chosen: dict[str, str]) -> pl.LazyFrame:
    import polars as pl

    read = data.rows.select(POSITION, *(pl.col(own).alias(name) for name, own in chosen.items()))
    computed = {name: derive for name, derive in layout.derived.items() if name in chosen}
    if isinstance(data.table.frame, nw.LazyFrame) and not computed:
        return read
    rows = collected_here(read)
    # Several columns are computed of the same lists, which are slow to bring to Python.
    owners = {chosen[name]: name for name in computed}
    values = {own: rows[name].to_list() for own, name in owners.items()}
    derived = [
        plain_series(name, [derive(value) for value in values[chosen[name]]])
        for name, derive in computed.items()
    ]
    return rows.with_columns(derived).lazy()


def _missing(layout: Layout, missing: Sequence[str], told: Sequence[str], argument: str) -> str:
    from engagement_metrics.records.accepting.columns import shown

    lines = "\n".join(
        f"  {' or '.join(layout.columns[name])}: {layout.needed[name]}" for name in missing
    )
    return (
        f"{argument} is no {layout.title}: it has no column for\n{lines}\n"
        f"Its columns are {shown(told)}"
    )
