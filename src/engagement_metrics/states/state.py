"""States: what is left of records when they are added up, enough for every later question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw

from engagement_metrics.engine.answer import given_back
from engagement_metrics.engine.clock import date_of
from engagement_metrics.engine.tables import FEW, Table, Tables
from engagement_metrics.errors import ArgumentTypeError, InvalidArgumentError
from engagement_metrics.states.part import Part


@dataclass(frozen=True, eq=False, repr=False)
class State(Tables):
    """Records added up by unit and day: pass it to metrics in place of the records.

    Made by `reduce`. States of different records are added with `+`, in any order; the sum answers
    as one call on all the records would. A state is never changed.

    Attributes:
        batches: The labels of the batches that it holds, sorted.
        flavour: The kind of frame that answers come in.
        parts: The rows of each kind of record.

    Examples:
        >>> import engagement_metrics as em
        >>> orders = em.datasets.cdnow_orders()
        >>> first, later = orders[:4000], orders[4000:]
        >>> state = em.reduce(first, [em.purchase_frequency], batch="first")
        >>> state = state + em.reduce(later, [em.purchase_frequency], batch="later")
        >>> state.batches
        ('first', 'later')
        >>> em.purchase_frequency(state, as_of="1998-06-30")
        purchase_frequency 3.34 (95 % CI 3.05 to 3.64, 812 customers, 1997-07-01 to 1998-06-30)
    """

    batches: tuple[str, ...]
    flavour: str
    parts: Mapping[str, Part]

    @property
    def arguments(self) -> tuple[str, ...]:
        """The kinds of record that it holds, by the names of their arguments."""
        return tuple(self.parts)

    def table(self, argument: str) -> Table:
        """The rows of one kind, for the engine.

        Raises:
            ArgumentTypeError: The state holds none of them.
        """
        part = self._part(argument)
        frame = nw.from_native(part.frame)
        few = part.frame.height <= FEW
        return Table(argument, frame, frame.schema, self.flavour, few, kept=part.kept)

    def frame(self, argument: str) -> Any:  # noqa: ANN401 (a frame of any kind)
        """The rows of one kind of record.

        Args:
            argument: "orders", "emails" or "social".

        Returns:
            A frame of the kind that was reduced: the columns that say whose a row is, its day, the
            columns that rows are grouped and selected by, `em_rows` (how many records a row stands
            for) and for each value `em_sum_...` (what it adds up to, in whole 1e-4). Sorted.
        """
        frame = self._part(argument).frame
        return given_back(frame.sort(frame.columns, nulls_last=True), self.flavour)

    def __add__(self, other: State) -> State:
        """Both states together.

        Raises:
            InvalidArgumentError: A batch is in both, or they were made with different settings.
            ArgumentTypeError: The other is no state.
        """
        added: object = other
        if not isinstance(added, State):
            message = (
                f"only states are added to states, not {type(added).__name__}; reduce it first"
            )
            raise ArgumentTypeError(message)
        twice = sorted(set(self.batches) & set(other.batches))
        if twice:
            message = (
                f"batch {', '.join(map(repr, twice))} is in both states, and its records would "
                "count twice; leave out the one that was added before"
            )
            raise InvalidArgumentError(message)
        if set(self.parts) != set(other.parts):
            message = (
                "states of different settings cannot be added: one is of "
                f"{' and '.join(sorted(self.parts))}, the other of "
                f"{' and '.join(sorted(other.parts))}; where a batch has no record of a kind, pass "
                "an empty frame or list"
            )
            raise InvalidArgumentError(message)
        return State(
            tuple(sorted((*self.batches, *other.batches))),
            self.flavour,
            {name: part.added(other.parts[name]) for name, part in self.parts.items()},
        )

    def write(self, folder: str | Path) -> None:
        """Write the state into a folder of its own, replacing the state that may be there.

        The rows are Parquet files, one a kind of record; the settings are `state.json`, which is
        replaced last and at once, so that a failure halfway leaves the state that was there.

        Args:
            folder: The folder, which is made if it does not exist.
        """
        from engagement_metrics.states.folder import write

        write(self, Path(folder))

    @classmethod
    def read(cls, folder: str | Path) -> State:
        """Read a state that `write` wrote.

        Args:
            folder: The folder.

        Raises:
            InvalidArgumentError: The folder holds no state, or one of a later version.
        """
        from engagement_metrics.states.folder import read

        return read(Path(folder))

    def _part(self, argument: str) -> Part:
        if argument not in self.parts:
            message = (
                f"the state holds {' and '.join(self.parts)}, but no {argument}; reduce them too, "
                f"or pass {argument}=..."
            )
            raise ArgumentTypeError(message)
        return self.parts[argument]

    def __repr__(self) -> str:
        shown = [_shown(part) for part in self.parts.values()]
        count = len(self.batches)
        return f"<state of {', '.join(shown)}; {count} {'batch' if count == 1 else 'batches'}>"


def _shown(part: Part) -> str:
    if part.kept.first is None or part.kept.last is None:
        return f"{part.argument} (none)"
    first, last = date_of(part.kept.first), date_of(part.kept.last)
    return f"{part.argument} ({part.frame.height:,} rows, {first} to {last})"
