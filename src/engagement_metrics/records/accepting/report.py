"""The report: what was changed or left out on the way in, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from engagement_metrics.engine.answer import given_back
from engagement_metrics.records.accepting.checking import ADVICE, RULES

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Problem:
    """One rule that rows break.

    Attributes:
        rule: The rule's name.
        column: The field that it is about.
        count: How many rows break it.
        positions: The first of these rows, from 0; none where rows have no positions.
        limit: What the rule holds values against.
        words: The unknown words themselves, where they are about no person.
    """

    rule: str
    column: str
    count: int
    positions: tuple[int, ...] = ()
    limit: str = ""
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        about = {
            "too_small": f"less than {self.limit}",
            "out_of_order": f"greater than {self.limit}",
            "unknown_word": f"not one of {self.limit}",
            "wrong_form": f"not of the form {self.limit}",
        }.get(self.rule, RULES.get(self.rule, self.rule))
        shown = ", ".join(map(str, self.positions))
        first = f", first at position{'s' * (len(self.positions) > 1)} {shown}" if shown else ""
        words = f" ({', '.join(map(repr, self.words))})" if self.words else ""
        return f"{self.column}: {about} in {counted(self.count)}{first}{words}"


@dataclass(frozen=True)
class Report:
    """What became of the rows of raw data.

    `rows_in = rows_out + rows_rejected + rows_merged`, always.

    Attributes:
        record: What each row is, such as `order`.
        rows_in: How many rows came in.
        rows_out: How many rows the canonical frame has.
        rows_merged: How many rows were put together with another one.
        left_out: How many rows were left out by a policy, by reason.
        broken: Each rule that rows break.
        policies: What was decided about the data, by the name of the argument.
        notes: What a reader of the numbers should know.
        rejected: The rows that were left out, as they came, with the columns `broken_row` (its
            position) and `broken_rules`; None where none were.
    """

    record: str
    rows_in: int
    rows_out: int
    rows_merged: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    broken: tuple[Problem, ...] = ()
    policies: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    rejected: Any = field(default=None, repr=False, compare=False)
    flavour: str = field(default="pandas", repr=False, compare=False)

    @property
    def rows_rejected(self) -> int:
        """How many rows were left out, because they break a rule or by a policy."""
        return self.rows_in - self.rows_out - self.rows_merged

    @property
    def problems(self) -> Any:  # noqa: ANN401 (a frame of any kind)
        """The rules that rows break: `rule`, `column`, `count` and `first_positions` (text)."""
        import polars as pl

        table: pl.DataFrame = pl.DataFrame(
            {
                "rule": [one.rule for one in self.broken],
                "column": [one.column for one in self.broken],
                "count": [one.count for one in self.broken],
                "first_positions": [", ".join(map(str, one.positions)) for one in self.broken],
            },
            schema={
                "rule": pl.String,
                "column": pl.String,
                "count": pl.Int64,
                "first_positions": pl.String,
            },
        )
        return given_back(table, self.flavour)

    def to_dict(self) -> dict[str, Any]:
        """The report in types that JSON has; without the rows themselves."""
        return {
            "record": self.record,
            "rows_in": self.rows_in,
            "rows_out": self.rows_out,
            "rows_rejected": self.rows_rejected,
            "rows_merged": self.rows_merged,
            "left_out": dict(self.left_out),
            "problems": [
                {
                    "rule": one.rule,
                    "column": one.column,
                    "count": one.count,
                    "first_positions": list(one.positions),
                }
                for one in self.broken
            ],
            "policies": {name: plain(value) for name, value in self.policies.items()},
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        return "\n".join([self._summary(), *self._lines()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """The report as notebooks show it."""
        rows = "".join(
            f"<tr><td>{escape(one.column)}</td><td>{escape(one.rule)}</td><td>{one.count}</td>"
            f"<td>{escape(', '.join(map(str, one.positions)))}</td></tr>"
            for one in self.broken
        )
        head = "<tr><th>column</th><th>rule</th><th>rows</th><th>first positions</th></tr>"
        table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>" if rows else ""
        said = "".join(f"<li>{escape(line)}</li>" for line in self._said())
        return f"<p>{escape(self._summary())}</p>{table}{f'<ul>{said}</ul>' if said else ''}"

    def _summary(self) -> str:
        return (
            f"{self.record}: {counted(self.rows_in)} in, {self.rows_out:,} out, "
            f"{self.rows_rejected:,} rejected, {self.rows_merged:,} merged"
        )

    def _lines(self) -> list[str]:
        return [f"  {line}" for line in [*map(str, self.broken), *self._said()]]

    def _said(self) -> list[str]:
        left = [f"{reason}: {counted(number)} left out" for reason, number in self.left_out.items()]
        chosen = [f"{name} = {plain(value)}" for name, value in self.policies.items()]
        return [*left, *chosen, *self.notes]


def counted(rows: int) -> str:
    """How many rows, in words."""
    return f"{rows:,} row{'' if rows == 1 else 's'}"


def refusal(argument: str, broken: Sequence[Problem], rows: int, total: int) -> str:
    """Why data is not accepted: every broken rule, and what to do."""
    lines = "\n".join(f"  {one}" for one in broken)
    advice = dict.fromkeys(ADVICE[one.rule] for one in broken if one.rule in ADVICE)
    ways = "".join(f"\n{one}." for one in advice)
    return (
        f"{rows:,} of {counted(total)} of {argument} break{'s' * (rows == 1)} a rule:\n{lines}"
        f"{ways}\ninvalid='drop' leaves such rows out and 'keep' keeps them; both give a report."
    )


def plain(value: object) -> Any:  # noqa: ANN401 (what JSON has)
    """A value in types that JSON has."""
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, str | bool | int | float) else str(value)
