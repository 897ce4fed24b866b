"""What a source of rows is told about the data that it reads."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engagement_metrics.engine.clock import Clock
    from engagement_metrics.engine.words import Words


@dataclass(frozen=True)
class Reading:
    """The circumstances under which rows are read.

    Attributes:
        columns: The columns that the data has.
        clock_of: The clock of a time column.
        carry: The columns that the question groups and filters by.
        events_seen: The types of event that the data holds, of those that matter.
        words: What expressions are built from.
        wanted: The columns of the rows that measures read.
    """

    columns: Collection[str]
    clock_of: Callable[[str], Clock]
    carry: tuple[str, ...]
    events_seen: frozenset[str]
    words: Words
    wanted: frozenset[str]
