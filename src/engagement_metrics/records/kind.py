"""What the engine must know of a kind of record, without knowing any kind by name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engagement_metrics.engine.words import Rows
    from engagement_metrics.records.reading import Reading


@dataclass(frozen=True)
class Rule:
    """Which rows of a kind count, judged by one column; data without the column passes.

    Attributes:
        column: The column that decides.
        counts: The values of rows that count; None among them lets missing values count.
        reason: Under which name the other rows are counted as excluded.
        vocabulary: Every value that the column may hold; empty for any.
    """

    column: str
    counts: tuple[str | bool | None, ...]
    reason: str
    vocabulary: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of record: where its columns stand in the question that a metric asks.

    Attributes:
        argument: The name by which calls take its data, such as `orders`.
        record: The name of one record in messages, such as `order`.
        time: The column that holds when it happened; None for a roster.
        unit: The columns that may hold whose it is, the first that the data has is taken.
        unit_noun: What the units are called when shown.
        without_unit: Under which name rows without a unit are counted.
        identity: The column in which no value may occur twice; None where there is none.
        rules: Which rows count.
        money: The columns that hold money: never negative, never of two currencies.
        if_repeated: What to do where rows repeat an id, for messages.
        if_negative: What to do where money is negative, for messages.
    """

    argument: str
    record: str
    time: str | None
    unit: tuple[str, ...]
    unit_noun: str
    without_unit: str
    identity: str | None = None
    rules: tuple[Rule, ...] = ()
    money: tuple[str, ...] = ()
    if_repeated: str = "If they are copies, drop them"
    if_negative: str = "Drop these rows or correct them"


@dataclass(frozen=True)
class RowSource:
    """The rows that a measure reads: the records of one kind, as they are."""

    kind: Kind

    def time(self, columns: Collection[str]) -> str | None:  # noqa: ARG002
        """The column of the data that says when a row happened."""
        return self.kind.time

    def behind(self, name: str, columns: Collection[str]) -> tuple[str, ...]:  # noqa: ARG002
        """The columns of the data that a column of the rows is made of, and that must be there."""
        return (name,)

    @property
    def recorded(self) -> tuple[str, ...]:
        """The columns that tell records as they are recorded from others that are read too."""
        return ()

    def optional(self) -> tuple[str, ...]:
        """The columns that are read where the data has them."""
        return ()

    def required(self, columns: Collection[str]) -> tuple[str, ...]:  # noqa: ARG002
        """The columns that are read and must be there."""
        return ()

    def rows(self, frame: Rows, reading: Reading) -> Rows:  # noqa: ARG002
        """The rows, each with the instant `em_time` or the day `em_day` that it belongs to."""
        return frame

    def notes(self, columns: Collection[str]) -> tuple[str, ...]:  # noqa: ARG002
        """What a reader of the answer should know of data that has just these columns."""
        return ()

    def times(self, columns: Collection[str]) -> tuple[str, ...]:
        """The columns of the data of which no more than the day matters."""
        time = self.time(columns)
        return () if time is None else (time,)

    def puts_together(self, columns: Collection[str]) -> bool:  # noqa: ARG002
        """Whether several rows of the data make one row."""
        return False

    @property
    def settles_after(self) -> int | None:
        """For how many days after its own a row can still change; None for never."""
        return None
