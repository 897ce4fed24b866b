"""Identities: customers who have several ids are one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from engagement_metrics.errors import ArgumentTypeError, InvalidArgumentError
from engagement_metrics.records.policies.policy import Kept, Policy, refuse_missing


@dataclass(frozen=True)
class Identity(Policy):
    """Which id each of several ids of one customer stands for.

    Attributes:
        final: The id that remains, by the id that it replaces.
    """

    argument: str = field(default="identity", init=False)
    final: Mapping[str, str] = field(repr=False)

    def said(self) -> object:
        """How many ids are replaced; ids are personal."""
        return f"{len(self.final):,} ids replaced"

    def refuse(self, columns: Collection[str], argument: str) -> None:
        """Raise where there are no customers, or only addresses that stand in for them."""
        if "email" not in columns:
            refuse_missing(["customer_id"], columns, argument, "identity")

    def applied(self, kept: Kept) -> Kept:
        """Replace the ids."""
        import polars as pl

        column = pl.col("customer_id")
        replaced = column.replace(list(self.final), list(self.final.values()))
        return kept.with_rows(kept.rows.with_columns(replaced.alias("customer_id")))


def identity_of(given: object) -> Identity:
    """The policy of a mapping in which an id may lead to one that is itself replaced.

    Raises:
        ArgumentTypeError: It is no mapping of ids.
        InvalidArgumentError: Ids lead in a circle.
    """
    if not isinstance(given, Mapping) or not all(
        isinstance(one, str | int) and not isinstance(one, bool)
        for pair in given.items()
        for one in pair
    ):
        message = "identity maps old ids of customers to the ids that remain, as in {'c7': 'c2'}"
        raise ArgumentTypeError(message)
    step = {str(old): str(new) for old, new in given.items()}
    final: dict[str, str] = {}
    for old, first in step.items():
        seen, new = {old}, first
        while new in step and new not in seen:
            seen.add(new)
            new = step[new]
        if new in seen and step[new] != new:
            message = f"identity leads in a circle of {len(seen)} ids, of which none remains"
            raise InvalidArgumentError(message)
        final[old] = new
    return Identity(final)
