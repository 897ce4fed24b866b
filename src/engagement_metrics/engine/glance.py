"""A glance: statistics of whole columns that show, in one cheap pass, that nothing is wrong.

Judging every row by every rule costs several times as much, and is needed only where a column has
a missing, infinite or negative value, or where only some of the rows are asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np

from engagement_metrics.engine import repeats
from engagement_metrics.engine.columns import Column
from engagement_metrics.engine.inputs import Input
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.words import Words

if TYPE_CHECKING:
    import polars as pl

Values: TypeAlias = Sequence[tuple[Input, Measure]]


def suffices(one: Input, values: Values) -> bool:
    """Whether statistics of whole columns can tell all that is asked."""
    summed = [measure.value for _, measure in values]
    plain = all(isinstance(v, Column) and v.name in one.table.schema for v in summed)
    return not one.rules and one.question.where is None and plain


def statistics(one: Input, values: Values, watched: Sequence[str]) -> list[Any]:
    """Statistics, each one number, of the columns that are added up and of those of every table."""
    found = _statistics(one, values, watched, one.words.col, lambda value: value.is_finite().all())
    return [number.alias(name) for name, number in found.items()]


def at_once(one: Input, values: Values, watched: Sequence[str]) -> dict[str, Any] | None:
    """What the statistics say of a few rows that are held here, for which a query costs most.

    Returns:
        As `glance`; None also where an id stands twice.
    """
    held = cast("pl.DataFrame", one.table.lifted)
    identity = repeats.identity_of(one)
    if identity is not None:
        ids = held.get_column(identity)
        if ids.n_unique() - ids.has_nulls() < len(ids) - ids.null_count():
            return None
    found = _statistics(one, values, watched, held.get_column, _all_finite)
    return glance(one, found, values)


def _all_finite(values: pl.Series) -> bool:
    # Polars' own word for it runs a query.
    return bool(np.isfinite(values.to_numpy()).all())


def _statistics(
    one: Input,
    values: Values,
    watched: Sequence[str],
    column: Callable[[str], Any],
    finite: Callable[[Any], Any],
) -> dict[str, Any]:
    """The statistics of columns that are held, or of columns of a query."""
    words: Words = one.words
    time = column(one.time)
    found: dict[str, Any] = {
        "em_no_time": time.null_count(), "em_first": time.min(), "em_last": time.max()
    }  # fmt: skip
    for i, name in enumerate(one.unit_columns):
        found[f"em_no_unit_{i}"] = column(name).null_count()
    for i, name in enumerate(_names(values)):
        value = column(name).cast(words.Float64)
        found[f"em_null_{i}"] = value.null_count()
        found[f"em_finite_{i}"] = finite(value)
        found[f"em_min_{i}"] = value.min()
    if one.currency is not None:
        currency = column(one.currency).cast(words.String)
        found |= ends(currency, "em_currency")
        found["em_no_currency"] = currency.null_count()
    for name in watched:
        found[f"em_saw_{name}"] = (column("type") == name).any()
    for i, name in enumerate(zoned(one)):
        found |= ends(column(name), f"em_at_{i}")
    return found


def zoned(one: Input) -> tuple[str, ...]:
    """The columns of instants, where the engine that holds them converts no zones."""
    if one.table.local:
        return ()
    schema = one.table.schema
    return tuple(name for name in schema if getattr(schema[name], "time_zone", None))


def ends(column: Any, found: str) -> dict[str, Any]:  # noqa: ANN401 (of a query, or held)
    """The first and the last value of a column."""
    return {f"{found}_first": column.min(), f"{found}_last": column.max()}


def glance(one: Input, found: dict[str, Any], values: Values) -> dict[str, Any] | None:
    """What the statistics say, named as the thorough look names it; None where it is needed."""
    names = _names(values)
    if found["em_no_time"] or not _clean(one, found, names):
        return None
    first, last = found.get("em_currency_first"), found.get("em_currency_last")
    if first != last or (first is not None and found["em_no_currency"]):
        return None
    missing = [found[f"em_no_unit_{i}"] for i in range(len(one.unit_columns))]
    if len(missing) > 1 and all(missing):
        return None
    return {**found, "em_no_unit": min(missing)}


def _names(values: Values) -> tuple[str, ...]:
    columns = [measure.value for _, measure in values]
    return tuple(dict.fromkeys(v.name for v in columns if isinstance(v, Column)))


def _clean(one: Input, found: Mapping[str, Any], names: Sequence[str]) -> bool:
    """Whether every value is a number, and no money is negative."""
    return all(
        not found[f"em_null_{i}"]
        and found[f"em_finite_{i}"] is not False
        and not (name in one.kind.money and (found[f"em_min_{i}"] or 0.0) < 0)
        for i, name in enumerate(names)
    )
