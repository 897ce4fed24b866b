"""Layouts: what a platform calls its columns, and which of them are needed for what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from engagement_metrics.records.accepting.nested import Wanted
from engagement_metrics.records.accepting.plain import plain_name

Derive = Callable[[object], object]


@dataclass(frozen=True)
class Layout:
    """What the export of one platform looks like.

    Attributes:
        platform: What records from it have as `source`.
        title: What the export is called in messages.
        columns: The names that each column can have, best first, by what it is called here. A dot
            leads into an object, as in "billing.email".
        needed: What the columns are for without which the export cannot be read.
        derived: How columns are computed that hold lists or objects.
        inside: The name under which an answer of the platform's API holds its rows.
        within: What is read of the documents in a column of lists; all of it where nothing is said.
    """

    platform: str
    title: str
    columns: Mapping[str, tuple[str, ...]]
    needed: Mapping[str, str]
    derived: Mapping[str, Derive] = field(default_factory=dict)
    inside: str = ""
    within: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def wanted(self, beside: Sequence[str]) -> Wanted:
        """What is read of documents, with further columns that the caller asks for."""
        named = [*beside, *(path for paths in self.columns.values() for path in paths)]
        read = [f"{path}.{one}" for path in named for one in self.within.get(path, ())]
        whole = [path for path in named if path not in self.within]
        every = [plain_name(path) for path in (*read, *whole)]
        envelope = plain_name(self.inside)
        return Wanted(frozenset([*every, *(f"{envelope}.{path}" for path in every)]))


def objects(value: object) -> list[Mapping[str, object]]:
    """The objects of a list; none where there is no list."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    return [one for one in value if isinstance(one, Mapping)]


def amount_of(value: object) -> float:
    """The number that a value of a document is; NaN where it is none."""
    if not isinstance(value, int | float | str):
        return float("nan")
    try:
        return float(value)
    except ValueError:
        return float("nan")


def summed(path: str, times: str = "", missing: float | None = None) -> Derive:
    """The sum of a number over the objects of a list.

    It is missing where there is no list, or where a number cannot be read.

    Args:
        path: What the number is called in each object.
        times: What another number is called that it is multiplied by; 1 where it is missing.
        missing: What stands in for a number that is missing.
    """

    def derive(value: object) -> object:
        if not isinstance(value, Sequence) or isinstance(value, str):
            return None
        found = [
            amount_of(_or(one.get(path), missing)) * amount_of(_or(one.get(times), 1.0))
            for one in objects(value)
        ]
        added = sum(found)
        return added if added == added else None  # noqa: PLR0124 (NaN differs from itself)

    return derive


def _or(value: object, default: float | None) -> object:
    return default if value is None else value
