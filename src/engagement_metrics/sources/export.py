"""Exports: what a platform hands out, as a table whose columns are called as here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING, Any

from engagement_metrics.engine.tables import Table, table_of
from engagement_metrics.errors import MissingColumnError
from engagement_metrics.sources.layout import Derive, Layout, plain_name, walked

if TYPE_CHECKING:
    import polars as pl

ROW = "em_row"


@dataclass(frozen=True)
class Export:
    """The rows of an export, each column under the name it has here.

    Attributes:
        rows: The rows; only the columns of the layout that are there, and `em_row`.
        table: How they came in.
        lazy: Whether the answer should be lazy.
    """

    rows: pl.DataFrame
    table: Table
    lazy: bool

    def has(self, name: str) -> bool:
        """Whether a column is there."""
        return name in self.rows.columns


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
    raw, flavour = _opened(raw, argument)
    documents = _documents(raw, layout)
    if documents is not None:
        columns, told = _of_documents(documents, layout, beside)
        table = _table(columns, argument, "pandas")
        lazy = False
    else:
        given = table_of(raw, argument)
        lazy = given.flavour == "polars" and not _eager(given)
        columns, told = _of_frame(given, layout, beside)
        table = _table(columns, argument, flavour or given.flavour)
    missing = [name for name in layout.needed if name not in columns]
    if missing:
        raise MissingColumnError(_missing(layout, missing, told, argument))
    return Export(_frame(table).with_row_index(ROW), table, lazy)


def _opened(raw: object, argument: str) -> tuple[object, str]:
    """What a path stands for, and the kind of frame that comes of it; else what was given."""
    if not isinstance(raw, str | PathLike):
        return raw, ""
    from engagement_metrics.records.files.documents import objects_of_file
    from engagement_metrics.records.files.found import files_of
    from engagement_metrics.records.files.raw import Writing, rows_of_files

    files = files_of(raw)
    if all(file.format == "json" for file in files):
        return [one for file in files for one in objects_of_file(file)], "pandas"
    return rows_of_files(raw, argument, Writing()), "pandas"


def _documents(raw: object, layout: Layout) -> list[Mapping[Any, Any]] | None:
    """The objects of a list or of answers of an API; None where a frame was given."""
    if isinstance(raw, Mapping):
        raw = [raw]
    if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
        return None
    pages: list[Any] = []
    for one in raw:
        pages += _inside(one, layout)
    if not all(isinstance(one, Mapping) for one in pages):
        # This says which one is none.
        from engagement_metrics.records.accepting.raw import raw_table

        raw_table(pages, layout.title)
    return pages


def _inside(one: object, layout: Layout) -> list[object]:
    """The rows of an answer; or the row itself, which may have a list of the same name."""
    held = one.get(layout.inside) if layout.inside and isinstance(one, Mapping) else None
    paths = [path for name in layout.needed for path in layout.columns[name]]
    is_row = any(walked(one, path)[0] for path in paths)
    return held if isinstance(held, list) and not is_row else [one]


def _eager(table: Table) -> bool:
    import narwhals.stable.v2 as nw

    return isinstance(table.frame, nw.DataFrame)


def _of_documents(
    documents: Sequence[Mapping[Any, Any]], layout: Layout, beside: Sequence[str]
) -> tuple[dict[str, pl.Series], list[str]]:
    """The columns of objects, and the names that these have."""
    from engagement_metrics.records.accepting.raw import plain_series

    columns: dict[str, pl.Series] = {}
    for name, paths in _wanted(layout, beside).items():
        for path in paths:
            found = [walked(one, path) for one in documents]
            # No objects at all are an export of nothing.
            if any(there for there, _ in found) or not documents:
                values = _derived([value for _, value in found], layout.derived.get(name))
                columns[name] = plain_series(name, values)
                break
    return columns, list(dict.fromkeys(str(name) for one in documents for name in one))


def _of_frame(
    given: Table, layout: Layout, beside: Sequence[str]
) -> tuple[dict[str, pl.Series], list[str]]:
    """The columns of a frame, and the names that it has."""
    from engagement_metrics.engine.words import collected
    from engagement_metrics.records.accepting.raw import plain_series, raw_table

    own = {plain_name(str(name)): name for name in reversed(given.columns)}
    chosen: dict[str, tuple[str, str]] = {}
    for name, paths in _wanted(layout, beside).items():
        for path in paths:
            root, _, rest = path.partition(".")
            if plain_name(path) in own:
                chosen[name] = (own[plain_name(path)], "")
            elif rest and plain_name(root) in own:
                chosen[name] = (own[plain_name(root)], rest)
            else:
                continue
            break
    used = list(dict.fromkeys(column for column, _ in chosen.values()))
    if not used:
        return {}, list(given.columns)
    narrow: Any = (
        given.frame.select(used).to_native() if _eager(given) else collected(given.lazy(used))
    )
    plain = _frame(raw_table(narrow, given.argument))
    columns: dict[str, pl.Series] = {}
    for name, (column, rest) in chosen.items():
        derive = layout.derived.get(name)
        if rest or derive is not None:
            values = [walked(one, rest)[1] if rest else one for one in _values(narrow, column)]
            columns[name] = plain_series(name, _derived(values, derive))
        else:
            columns[name] = plain[column].alias(name)
    return columns, list(given.columns)


def _values(frame: object, column: str) -> list[object]:
    """The Python values of a column that holds objects or lists."""
    import narwhals.stable.v2 as nw

    values: list[Any] = nw.from_native(frame, eager_only=True)[column].to_list()  # type: ignore[call-overload]
    # Arrow gives pandas arrays for lists.
    return [one.tolist() if hasattr(one, "tolist") else one for one in values]


def _wanted(layout: Layout, beside: Sequence[str]) -> dict[str, tuple[str, ...]]:
    return {**{name: (name,) for name in beside}, **layout.columns}


def _derived(values: list[object], derive: Derive | None) -> list[object]:
    return values if derive is None else [derive(value) for value in values]


def _table(columns: Mapping[str, pl.Series], argument: str, flavour: str) -> Table:
    import polars as pl

    return replace(table_of(pl.DataFrame(dict(columns)), argument), flavour=flavour)


def _frame(table: Table) -> pl.DataFrame:
    native: Any = table.frame.to_native()
    frame: pl.DataFrame = native
    return frame


def _missing(layout: Layout, missing: Sequence[str], told: Sequence[str], argument: str) -> str:
    from engagement_metrics.records.accepting.columns import shown

    lines = "\n".join(
        f"  {' or '.join(layout.columns[name])}: {layout.needed[name]}" for name in missing
    )
    return (
        f"{argument} is no {layout.title}: it has no column for\n{lines}\n"
        f"Its columns are {shown(told)}"
    )
