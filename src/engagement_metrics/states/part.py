"""A part of a state: the rows of one kind of record, added up, and how two of them are added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from engagement_metrics.engine.kept import ROWS, SUM, Kept
from engagement_metrics.engine.words import Expression, Rows, Words, collected, words_of
from engagement_metrics.errors import InvalidArgumentError

if TYPE_CHECKING:
    import polars as pl

FACTS = ("first", "last")


@dataclass(frozen=True, eq=False)
class Part:
    """The rows of one kind of record.

    Attributes:
        argument: The kind, by the name of its argument.
        units: The columns that say whose a row is.
        frame: One row a unit, day and whatever else tells rows apart; of rows without a unit, one a
            record.
        kept: What else is known of them.
    """

    argument: str
    units: tuple[str, ...]
    frame: pl.DataFrame
    kept: Kept

    @property
    def silent(self) -> bool:
        """Whether there was no record at all, so that the part says nothing of what records are."""
        return self.frame.height == 0 and self.kept.last is None

    def added(self, other: Part) -> Part:
        """Both parts together.

        Raises:
            InvalidArgumentError: They were made with different settings, or of different columns.
        """
        if self.silent or other.silent:
            return other if self.silent else self
        self._refuse_others(other)
        import polars as pl

        names = self.frame.columns
        pairs = [self._alike(other, name) for name in names]
        both = [
            pl.DataFrame([pair[side].alias(n) for n, pair in zip(names, pairs, strict=True)])
            for side in (0, 1)
        ]
        return replace(
            self,
            frame=self._merged(pl.concat(both, how="vertical_relaxed"), other),
            kept=replace(
                self.kept,
                first=_of_both(min, self.kept.first, other.kept.first),
                last=_of_both(max, self.kept.last, other.kept.last),
            ),
        )

    def _merged(self, rows: pl.DataFrame, other: Part) -> pl.DataFrame:
        """The rows of both; only those of days that both have can be of the same unit and day."""
        import polars as pl

        day = next(iter(self.kept.zones))
        ends = [(part.frame[day].min(), part.frame[day].max()) for part in (self, other)]
        firsts, lasts = zip(*ends, strict=True)
        if None in firsts:
            return rows
        shared = pl.col(day).is_between(max(firsts), min(lasts))
        words: Any = words_of(local=True)
        merging: Any = rows.lazy().filter(shared)
        merged = collected(added_up(merging, words, self.units))
        return pl.concat([rows.filter(~shared), merged])

    def _refuse_others(self, other: Part) -> None:
        for field in fields(Kept):
            ours, theirs = getattr(self.kept, field.name), getattr(other.kept, field.name)
            if field.name not in FACTS and ours != theirs:
                message = (
                    f"states of different settings cannot be added: of {self.argument}, "
                    f"{_SETTINGS[field.name]} {ours!r} in one and {theirs!r} in the other"
                )
                raise InvalidArgumentError(message)
        differing = sorted(set(self.frame.columns) ^ set(other.frame.columns))
        if differing:
            names = ", ".join(map(_shown, differing))
            message = (
                f"states of different settings cannot be added: {names} of {self.argument} stands "
                "in only one of them; reduce both with the same metrics and by, from records with "
                "the same columns"
            )
            raise InvalidArgumentError(message)

    def _alike(self, other: Part, name: str) -> tuple[pl.Series, pl.Series]:
        """One column of both, of types that can stand below one another."""
        import polars as pl

        ours, theirs = self.frame[name], other.frame[name]
        text = (pl.String, pl.Categorical)
        if ours.dtype == theirs.dtype:
            return ours, theirs
        # A column in which everything is missing has any type.
        if ours.null_count() == ours.len():
            return ours.cast(theirs.dtype), theirs
        if theirs.null_count() == theirs.len():
            return ours, theirs.cast(ours.dtype)
        numbers = ours.dtype.is_numeric() and theirs.dtype.is_numeric()
        if numbers or (ours.dtype in text and theirs.dtype in text):
            return ours, theirs
        message = (
            f"{name} of {self.argument} holds {ours.dtype} in one state and {theirs.dtype} in the "
            "other; convert the records to one type and reduce them again"
        )
        raise InvalidArgumentError(message)


def added_up(rows: Rows, words: Words, units: Sequence[str], *, unowned: bool = True) -> Rows:
    """Rows of the same unit, day and all else as one row; each row without a unit stays one."""
    names = rows.collect_schema().names()
    adds = [name for name in names if name == ROWS or name.startswith(SUM)]
    keys = [name for name in names if name not in adds]
    nobody = _all(words.col(name).is_null() for name in units)
    owned = rows.filter(~nobody) if unowned else rows
    known = owned.group_by(*keys).agg(*(words.col(name).sum() for name in adds)).select(*names)
    if not unowned:
        return known
    return words.concat([known, rows.filter(nobody).select(*names)], how="vertical")


def _all(conditions: Iterable[Expression]) -> Expression:
    return reduce(lambda left, right: left & right, conditions)


def _of_both(choose: Any, ours: int | None, theirs: int | None) -> int | None:  # noqa: ANN401
    found = [day for day in (ours, theirs) if day is not None]
    return choose(found) if found else None


def _shown(name: str) -> str:
    return f"the sum of {name.removeprefix(SUM)}" if name.startswith(SUM) else name


_SETTINGS = {
    "by": "by is",
    "where": "where is",
    "zones": "days begin in",
    "lacking": "columns that are taken for their defaults are",
}
