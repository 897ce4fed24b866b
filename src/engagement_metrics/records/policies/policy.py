"""Policies: one decision about the data each, made by the caller and told in the report."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from engagement_metrics.errors import MissingColumnError
from engagement_metrics.records.accepting.checking import Flag

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Kept:
    """Accepted rows on their way through the policies.

    Attributes:
        rows: The rows, with the names of the model's fields and whatever is kept beside.
        columns: The names of the columns.
        eager: Whether the rows are computed after each policy.
        merged: How many rows were put together with another one.
        left_out: How many rows were left out, by reason.
        notes: What a reader of the numbers should know.
    """

    rows: pl.LazyFrame
    columns: tuple[str, ...]
    eager: bool
    merged: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def with_rows(self, rows: pl.LazyFrame) -> Kept:
        """Other rows, or the same ones changed."""
        made = rows.collect().lazy() if self.eager else rows
        return replace(self, rows=made, columns=tuple(made.collect_schema()))

    def without(self, which: pl.Expr, reason: str) -> Kept:
        """The rows without some, which are counted."""
        import polars as pl

        number = self.counted(which)
        if not number:
            return self
        known = {**self.left_out, reason: self.left_out.get(reason, 0) + number}
        remaining = self.rows.filter(~which.fill_null(pl.lit(value=False)))
        return replace(self.with_rows(remaining), left_out=known)

    def put_together(self, rows: pl.LazyFrame) -> Kept:
        """Fewer rows, of which each may hold several of those before."""
        import polars as pl

        before = self.counted(pl.lit(value=True))
        after = self.with_rows(rows)
        merged = self.merged + before - after.counted(pl.lit(value=True))
        return replace(after, merged=merged)

    def counted(self, which: pl.Expr) -> int:
        """How many rows a condition is true of."""
        import polars as pl

        found = self.rows.filter(which.fill_null(pl.lit(value=False))).select(pl.len()).collect()
        return int(found.item())

    def noting(self, note: str) -> Kept:
        """The same rows, of which something more is said."""
        return replace(self, notes=(*self.notes, note))


@dataclass(frozen=True)
class Policy:
    """One decision about the data.

    Attributes:
        argument: The name of the argument that asks for it.
        supplies: The fields that the data need not have, since the policy makes them.
    """

    argument: str = field(default="", init=False)
    supplies: ClassVar[tuple[str, ...]] = ()

    def said(self) -> object:
        """What the report says of it."""
        raise NotImplementedError

    def concerns(self, columns: Collection[str]) -> bool:  # noqa: ARG002
        """Whether data with these columns is touched by it."""
        return True

    def refuse(self, columns: Collection[str], argument: str) -> None:
        """Raise where the data lacks a column that the policy needs.

        Raises:
            MissingColumnError: A column is not there.
        """

    def flags(self, places: Mapping[str, pl.Expr]) -> Sequence[Flag]:  # noqa: ARG002
        """The rules that rows can break because of it."""
        return ()

    def applied(self, kept: Kept) -> Kept:
        """The rows after it."""
        raise NotImplementedError


def flag(rule: str, column: str, broken: Any, limit: str = "") -> Flag:  # noqa: ANN401 (an expression of Polars)
    """A rule that only rows on Polars are held against."""
    return Flag(rule, column, broken, limit)


def refuse_missing(
    needed: Collection[str], columns: Collection[str], argument: str, said: str
) -> None:
    """Raise where columns are missing that an argument of the call needs.

    Raises:
        MissingColumnError: Some are.
    """
    missing = [name for name in needed if name not in columns]
    if missing:
        message = (
            f"{said} needs {', '.join(needed)}, but {argument} has no {', '.join(missing)}; say "
            f"which columns they are with columns={{{missing[0]!r}: 'your_column'}}"
        )
        raise MissingColumnError(message)
