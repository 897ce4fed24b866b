"""Translated rows: a platform's fields as those of a record, with every row accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

import narwhals.stable.v2 as nw

from engagement_metrics.engine.words import Rows, collected
from engagement_metrics.records.accepting.accept import Accepted, Before, accept_rows
from engagement_metrics.records.accepting.options import (
    Invalid,
    Options,
    asked,
    refuse_unknown_way,
)
from engagement_metrics.records.models import model_named
from engagement_metrics.sources.opened import POSITION, Opened

if TYPE_CHECKING:
    import polars as pl

# Without an id of its own, an event is told from others by these.
EVENT = ("message_id", "recipient", "type", "occurred_at", "url")


@dataclass(frozen=True)
class Translation:
    """What a platform's fields are called in a record.

    Attributes:
        fields: The record's fields.
        dates: How dates are written, by field.
        leave_out: Rows to leave out, by reason.
        identity: The fields that tell one record from all others where `event_id` is missing;
            rows that agree in them are copies.
        beside: What further tells records apart, and is no field.
        policies: What was decided about the data.
        notes: What a reader of the numbers should know.
    """

    fields: Mapping[str, pl.Expr]
    dates: Mapping[str, str] = field(default_factory=dict)
    leave_out: Mapping[str, pl.Expr] = field(default_factory=dict)
    identity: Sequence[str] = EVENT
    beside: Mapping[str, pl.Expr] = field(default_factory=dict)
    policies: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def accepted(
    model: str, data: Opened, translation: Translation, invalid: Invalid, options: Options
) -> Any:  # noqa: ANN401 (a frame of any kind)
    """Accept the rows of a platform, as the public functions return them."""
    return accepted_with_report(model, data, translation, invalid, options).answer(invalid)


def accepted_with_report(
    model: str, data: Opened, translation: Translation, invalid: Invalid, options: Options
) -> Accepted:
    """Accept the rows of a platform as canonical records.

    Args:
        model: The name of the record's model.
        data: The platform's rows.
        translation: What its fields are called.
        invalid: What becomes of rows that break a rule.
        options: How what is still text is to be read.
    """
    import polars as pl

    refuse_unknown_way(invalid)
    wanted = asked(options, model)
    if isinstance(wanted.dates, str):
        dates = wanted.dates if wanted.dates != "iso" else translation.dates
    else:
        dates = {**translation.dates, **wanted.dates}
    wanted = replace(wanted, dates=dates)
    kept = {name for name in wanted.columns.values() if name not in translation.fields}
    reason: pl.Expr = pl.lit(None, dtype=pl.String)
    for name, condition in reversed([*translation.leave_out.items()]):
        reason = pl.when(condition).then(pl.lit(name)).otherwise(reason)
    rows = data.rows.select(
        POSITION,
        reason.alias("em_reason"),
        *(expression.alias(name) for name, expression in translation.fields.items()),
        *(expression.alias(name) for name, expression in translation.beside.items()),
        *(data.plain(name).alias(name) for name in sorted(kept) if name in data),
    )
    rows = rows.with_columns(_copy(translation).alias("em_copy"))
    eager = isinstance(data.table.frame, nw.DataFrame)
    if eager:
        rows = collected_here(rows).lazy()
    counts = collected_here(
        rows.group_by("em_reason").agg(pl.len().alias("rows"), pl.col("em_copy").sum())
    )
    left_out = {
        name: rows for name, rows, _ in counts.sort("em_reason").iter_rows() if name is not None
    }
    merged = sum(copies for name, _, copies in counts.iter_rows() if name is None)
    before = Before(merged, left_out, translation.policies, translation.notes)
    rows = rows.filter(pl.col("em_reason").is_null() & ~pl.col("em_copy"))
    rows = rows.drop("em_reason", "em_copy", *translation.beside)
    return accept_rows(
        model_named(model),
        collected_here(rows) if eager else rows,
        data.table,
        wanted,
        invalid=invalid,
        before=before,
    )


def _copy(translation: Translation) -> pl.Expr:
    """Whether an earlier row is the same record."""
    import polars as pl

    fields = {**translation.fields, **translation.beside}
    identity = [name for name in translation.identity if name in fields]
    whole = (
        pl.all_horizontal(pl.col(name).is_not_null() for name in identity if name != "url")
        if identity
        else pl.lit(value=False)
    )
    if "event_id" not in fields:
        return ~pl.struct("em_reason", *identity).is_first_distinct() & whole if identity else whole
    event = pl.col("event_id")
    others = [pl.when(event.is_null()).then(pl.col(name)).alias(name) for name in identity]
    again = ~pl.struct("em_reason", event, *others).is_first_distinct()
    return again & (event.is_not_null() | whole)


def collected_here(rows: pl.LazyFrame) -> pl.DataFrame:
    """Rows, brought here."""
    return collected(cast("Rows", rows))


def worded(text: pl.Expr, words: Mapping[str, str], otherwise: str | None = None) -> pl.Expr:
    """A platform's words as those of the record, whatever their case; others as one word.

    What is missing stays missing, so that it is found.
    """
    import polars as pl

    said = text.str.strip_chars().str.to_lowercase()
    known = {name.lower(): word for name, word in words.items()}
    found = said.replace_strict(known, default=otherwise, return_dtype=pl.String)
    return pl.when(said.is_not_null() & (said != "")).then(found)


def folded(address: pl.Expr) -> pl.Expr:
    """An address without what mail servers do not tell apart."""
    return address.str.strip_chars().str.to_lowercase()
