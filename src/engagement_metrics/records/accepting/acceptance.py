"""Acceptance: one table converted, checked, decided about and accounted for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import narwhals.stable.v2 as nw

from engagement_metrics.engine.tables import Table
from engagement_metrics.engine.words import Expression, Rows, Words, collected, words_of
from engagement_metrics.errors import InvalidRecordsError
from engagement_metrics.records.accepting import checking, moments
from engagement_metrics.records.accepting.checking import LONGER, Flag
from engagement_metrics.records.accepting.columns import Chosen
from engagement_metrics.records.accepting.conversion import Converted, Reader
from engagement_metrics.records.accepting.duplicates import deduplicated
from engagement_metrics.records.accepting.native import (
    canonical,
    fields_and_others,
    handed_back,
)
from engagement_metrics.records.accepting.options import Asked, Invalid
from engagement_metrics.records.accepting.report import Problem, Report, refusal
from engagement_metrics.records.accepting.tidy import tidy_texts
from engagement_metrics.records.field import fields_of
from engagement_metrics.records.policies import applied
from engagement_metrics.records.policies.policy import Policy

if TYPE_CHECKING:
    import polars as pl

    from engagement_metrics.records.record import Record

SHOWN = 5
# A platform has no more statuses than that, and each is a word or a few.
MANY_WORDS = 12
_WORD = re.compile(r"[a-z][a-z _-]{0,29}$")
# The column of each row's position in the raw data.
POSITION = "em_row"


@dataclass(frozen=True)
class Accepted:
    """A canonical frame and what became of the rows.

    Attributes:
        frame: The frame, of the kind that came in.
        report: The report.
    """

    frame: Any
    report: Report

    def answer(self, invalid: Invalid) -> Any:  # noqa: ANN401 (a frame of any kind)
        """What a call returns: the frame, and with "drop" and "keep" the report beside."""
        return self.frame if invalid == "raise" else (self.frame, self.report)


@dataclass(frozen=True)
class Before:
    """What became of rows before they were checked, for the report.

    Attributes:
        merged: How many rows were put together with another one.
        left_out: How many rows were left out, by reason.
        policies: What was decided about the data, by the name of the argument.
        notes: What a reader of the numbers should know.
    """

    merged: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    policies: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Acceptance:
    """One table being accepted as one kind of record.

    Attributes:
        model: What each row is.
        table: The data, ready to be read.
        columns: Which column is which field.
        asked: How it is to be read.
        before: What became of rows that are not among these.
        raw: The data as the caller gave it, where its own columns can be handed back.
        policies: What is decided about the rows.
        final: What each row is after that.
    """

    model: type[Record]
    table: Table
    columns: Chosen
    asked: Asked
    before: Before = field(default_factory=Before)
    raw: object = None
    policies: tuple[Policy, ...] = ()
    final: type[Record] | None = None

    def accepted(self, invalid: Invalid) -> Accepted:
        """The canonical frame and the report.

        Raises:
            InvalidRecordsError: Rows break a rule, and `invalid` is "raise".
        """
        words = self._words
        converted = self._converted
        content = [f"em_{i}" for i in range(len(converted))]
        places = {one.field.name: f"em_{i}" for i, one in enumerate(converted)}
        unique = deduplicated(
            self.model,
            self._prepared,
            places,
            [*content, *self.columns.others.values()],
            words,
            local=self.table.local,
            keep=self.asked.duplicates,
            apart=cast("Expression | None", applied.no_records(self.policies, places)),
        )
        flags = [*checking.flags_of(self.model, converted, words, self._aware), *unique.flags]
        flags += [Flag("more_values", "line", words.col(name)) for name in self._marks]
        flags += checking.new_among(applied.flags_of_policies(self.policies, places), flags, words)
        flags += applied.flags_beside(self.policies, places, flags)
        rows = unique.rows
        height, counts, bad = _counted(rows, flags, words)
        problems = tuple(
            Problem(
                flag.rule,
                flag.column,
                number,
                self._positions(rows, flag),
                flag.limit,
                self._unknown(rows, flag, places),
            )
            for flag, number in zip(flags, counts, strict=True)
            if number
        )
        before, merged = self.before, self.before.merged + unique.merged
        left_out = dict(before.left_out)
        if unique.superseded:
            left_out["superseded"] = unique.superseded
        rows_in = height + merged + sum(left_out.values())
        if problems and invalid == "raise":
            raise InvalidRecordsError(refusal(self.table.argument, problems, bad, rows_in))
        rejected = None
        if problems and invalid == "drop":
            rejected = self._rejected(rows, flags)
            rows = rows.filter(~checking.any_of(flags, words))
        report = Report(
            record=self.model.row_source.kind.record,
            rows_in=rows_in,
            rows_out=height if rejected is None else height - bad,
            rows_merged=merged,
            left_out=left_out,
            broken=problems,
            policies={**before.policies, **self._said},
            notes=before.notes,
            rejected=rejected,
            flavour=self.table.flavour,
        )
        if self.policies:
            return self._decided(rows, report)
        untouched = rejected is None and not unique.merged and not unique.superseded
        raw = self.raw if untouched else None
        frame = canonical(rows, self.table, self.columns, converted, raw=raw)
        return Accepted(frame, report)

    @property
    def _said(self) -> dict[str, object]:
        """What was decided, by the name of the argument."""
        first = {} if self.asked.duplicates == "error" else {"duplicates": self.asked.duplicates}
        return {**first, **{one.argument: one.said() for one in self.policies}}

    def _decided(self, rows: Rows, report: Report) -> Accepted:
        """The rows after all policies."""
        eager = isinstance(self.table.frame, nw.DataFrame)
        named = fields_and_others(rows, self.columns, self._words)
        kept = applied.through(self.policies, named, self.final or self.model, eager=eager)
        left_out = {**report.left_out}
        for reason, number in kept.left_out.items():
            left_out[reason] = left_out.get(reason, 0) + number
        told = replace(
            report,
            rows_out=report.rows_out - kept.merged - sum(kept.left_out.values()),
            rows_merged=report.rows_merged + kept.merged,
            left_out=left_out,
            notes=(*report.notes, *kept.notes),
        )
        return Accepted(handed_back(cast("Rows", kept.rows), self.table), told)

    @property
    def _marks(self) -> tuple[str, ...]:
        """The marks of lines that a reader of files has cut; a column of the caller is none."""
        own = {*self.columns.fields.values(), *self.columns.others.values()}
        return tuple(name for name in (LONGER,) if name in self.table.schema and name not in own)

    @property
    def _words(self) -> Words:
        return words_of(local=self.table.local)

    @property
    def _rows(self) -> Rows:
        """The raw rows, lazily."""
        frame = self.table.frame.lazy()
        return cast("Rows", frame.to_native()) if self.table.local else frame

    @cached_property
    def _aware(self) -> frozenset[str]:
        """The fields of which some texts are times with a zone, while no zone was given."""
        import polars as pl

        fields = fields_of(self.model)
        texts = {
            name: column
            for name, column in self.columns.fields.items()
            if fields[name].form == "moment" and self.table.schema[column] == nw.String
        }
        if not texts or self.asked.tz is not None or not self.table.local:
            return frozenset()
        seen = [
            moments.zoned(pl.col(column).str.strip_chars()).any().alias(name)
            for name, column in texts.items()
        ]
        found = collected(self._rows.select(*cast("Sequence[Expression]", seen)))
        return frozenset(name for name in texts if found[name][0])

    @cached_property
    def _converted(self) -> list[Converted]:
        fields = fields_of(self.model)
        reader = Reader(
            self._words,
            self.asked,
            self.table.local,
            self.table.argument,
            self._aware,
            tidy_texts(fields, self.columns.fields, self.table, self.raw),
        )
        return [
            reader.converted(fields[name], column, self.table.schema[column])
            for name, column in self.columns.fields.items()
        ]

    @cached_property
    def _prepared(self) -> Rows:
        """The raw rows with `em_given_0`, `em_0` and so on beside; eager ones are computed once."""
        words = self._words
        given = [
            one.given.alias(f"em_given_{i}") for i, one in enumerate(self._converted) if one.changed
        ]
        values = [
            checking.filled(one, words).alias(f"em_{i}") for i, one in enumerate(self._converted)
        ]
        rows = self._rows.with_columns(*given, *values)
        if isinstance(self.table.frame, nw.DataFrame):
            computed: Any = collected(rows, few=self.table.few).lazy()
            rows = computed
        if not self.table.local:
            return rows
        if POSITION in self.table.schema:
            return rows
        numbered: Any = cast("pl.LazyFrame", rows).with_row_index(POSITION)
        return cast("Rows", numbered)

    def _positions(self, rows: Rows, flag: Flag) -> tuple[int, ...]:
        """The first rows that break a rule, where rows have positions."""
        if not self.table.local:
            return ()
        found = collected(rows.filter(checking.broken(flag)).select(POSITION).head(SHOWN))
        return tuple(int(row) for row in found[POSITION])

    def _unknown(self, rows: Rows, flag: Flag, places: Mapping[str, str]) -> tuple[str, ...]:
        """The unknown words of a status: a platform's own, which tell of no person.

        A column that was taken for it by mistake holds many words, or other signs; none is shown.
        """
        if flag.rule != "unknown_word" or flag.column != "status" or not self.table.local:
            return ()
        place = places[flag.column]
        found = rows.filter(checking.broken(flag)).select(place).unique().head(MANY_WORDS + 1)
        words = sorted(collected(found)[place].to_list())
        shown = len(words) <= MANY_WORDS and all(map(_WORD.match, words))
        return tuple(words) if shown else ()

    def _rejected(self, rows: Rows, flags: Sequence[Flag]) -> Any:  # noqa: ANN401
        """The rows that break rules, as they came, with what is wrong with each."""
        words = self._words
        said = [
            words.when(checking.broken(flag)).then(words.lit(f"{flag.column}: {flag.rule}"))
            for flag in flags
        ]
        told = words.concat_str(*said, separator="; ", ignore_nulls=True).alias("broken_rules")
        place = [words.col(POSITION).alias("broken_row")] if self.table.local else []
        broken = rows.filter(checking.any_of(flags, words)).with_columns(told, *place)
        ours = ("broken_row", "broken_rules", POSITION, *self._marks)
        names = [name for name in self.table.columns if name not in ours]
        also = ["broken_row"] * bool(place)
        return handed_back(broken.select(*names, *also, "broken_rules"), self.table)


def _counted(rows: Rows, flags: Sequence[Flag], words: Words) -> tuple[int, list[int], int]:
    """The number of rows, of those that break each rule, and of those that break any."""
    marks = [*(checking.broken(flag) for flag in flags), checking.any_of(flags, words)]
    numbers = [
        words.when(mark).then(words.lit(1)).otherwise(words.lit(0)).cast(words.Float64)
        for mark in marks
    ]
    named = [number.alias(f"em_flag_{i}") for i, number in enumerate(numbers)]
    summed = rows.select(*named).select(
        words.len().alias("em_rows"), *(words.col(f"em_flag_{i}").sum() for i in range(len(marks)))
    )
    found = [int(number or 0) for number in collected(summed).row(0)]
    return found[0], found[1:-1], found[-1]
