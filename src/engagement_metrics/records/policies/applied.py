"""Applied: what a call's policies need of the data, what they check, and what they do to rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, cast

from engagement_metrics.engine.words import Rows, words_of
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.records.accepting.checking import Flag, any_of
from engagement_metrics.records.policies.guests import Guests
from engagement_metrics.records.policies.lines import Lines, of_whole_orders
from engagement_metrics.records.policies.policy import Kept, Policy
from engagement_metrics.records.policies.refunds import Refunds, on_its_order
from engagement_metrics.records.policies.revenue import Revenue

if TYPE_CHECKING:
    import polars as pl

    from engagement_metrics.records.record import Record


def model_for(model: type[Record], policies: Sequence[Policy]) -> type[Record]:
    """What each row is before the policies are applied."""
    if any(isinstance(one, Lines) for one in policies):
        from engagement_metrics.records.policies.order_row import OrderOnLines

        return OrderOnLines
    if any(isinstance(one, Refunds) for one in policies):
        from engagement_metrics.records.policies.order_row import OrderOrRefund

        return OrderOrRefund
    return model


def supplied_by(policies: Sequence[Policy]) -> frozenset[str]:
    """The fields that the data need not have."""
    return frozenset(name for one in policies for name in one.supplies)


def concerned(
    policies: Sequence[Policy], columns: Collection[str], argument: str, *, local: bool
) -> tuple[Policy, ...]:
    """The policies that data with these columns is touched by.

    Raises:
        MissingColumnError: A policy needs a column that is not there.
        InvalidArgumentError: The rows are not read in this process.
    """
    if not local:
        # By default guests keep what they have where nothing can be joined.
        policies = [one for one in policies if one != Guests()]
    touched = tuple(one for one in policies if one.concerns(columns))
    if touched and not local:
        message = (
            f"{', '.join(one.argument for one in touched)}= needs {argument} to be read by Polars, "
            "pandas or Arrow; bring the rows here first, for example with .pl()"
        )
        raise InvalidArgumentError(message)
    for one in touched:
        one.refuse(columns, argument)
    return touched


def no_records(policies: Sequence[Policy], places: Mapping[str, str]) -> pl.Expr | None:
    """Which rows are no records of their own, and so no copies of one; None where all are.

    Args:
        policies: The policies.
        places: The column of each field.
    """
    if not any(isinstance(one, Refunds) for one in policies):
        return None
    import polars as pl

    return on_its_order({name: pl.col(place) for name, place in places.items()})


def flags_of_policies(policies: Sequence[Policy], places: Mapping[str, str]) -> list[Flag]:
    """The rules that rows can break because of policies.

    Args:
        policies: The policies.
        places: The column of each field.
    """
    if not policies:
        return []
    import polars as pl

    fields = {name: pl.col(place) for name, place in places.items()}
    lines = any(isinstance(one, Lines) for one in policies)
    # What is said on one line of an order is said of all of them.
    whole = of_whole_orders(fields) if lines else fields
    own = (Lines, Revenue)
    return [
        one
        for policy in policies
        for one in policy.flags(fields if isinstance(policy, own) else whole)
    ]


def flags_beside(
    policies: Sequence[Policy], places: Mapping[str, str], flags: Sequence[Flag]
) -> list[Flag]:
    """The rows that cannot be used because of another row that breaks a rule."""
    lines = [one for one in policies if isinstance(one, Lines)]
    if not lines:
        return []
    import polars as pl

    fields = {name: pl.col(place) for name, place in places.items()}
    broken: Any = any_of(flags, words_of(local=True))
    return [one.beside(fields, broken) for one in lines]


def through(policies: Sequence[Policy], rows: Rows, model: type[Record], *, eager: bool) -> Kept:
    """Rows after all policies, with the model's fields first.

    Args:
        policies: The policies.
        rows: The accepted rows, with the names of fields and of other columns.
        model: What each row is in the end.
        eager: Whether the rows are computed after each policy.
    """
    lazy = cast("pl.LazyFrame", rows)
    start = Kept(lazy, tuple(lazy.collect_schema()), eager)
    kept = reduce(lambda so_far, one: one.applied(so_far), policies, start)
    fields = [name for name in model.model_fields if name in kept.columns]
    others = [name for name in kept.columns if name not in fields]
    return kept.with_rows(kept.rows.select(*fields, *others))
