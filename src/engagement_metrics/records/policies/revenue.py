"""Revenue: what an order is worth, from what it is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from engagement_metrics.errors import MissingColumnError
from engagement_metrics.records.accepting.checking import Flag
from engagement_metrics.records.policies.lines import OF_LINES, of_whole_orders
from engagement_metrics.records.policies.policy import Kept, Policy, flag

if TYPE_CHECKING:
    import polars as pl

Basis = Literal["amount", "gross", "net_of_discounts", "net", "total"]

# The sums that make each revenue: what is added, then what is taken off.
FROM_GROSS: Mapping[str, tuple[str, ...]] = {
    "gross": ("gross_sales",),
    "net_of_discounts": ("gross_sales", "discount"),
    "net": ("gross_sales", "discount", "refunded"),
}
FROM_TOTAL: Mapping[str, tuple[str, ...]] = {
    "net_of_discounts": ("total", "tax", "shipping"),
    "net": ("total", "tax", "shipping", "refunded"),
    "total": ("total",),
}


@dataclass(frozen=True)
class Revenue(Policy):
    """What an order is worth.

    Attributes:
        basis: What is counted.
        lines: Whether rows are lines, of which an order's are added up first.
    """

    argument: str = field(default="revenue", init=False)
    supplies: ClassVar[tuple[str, ...]] = ("amount",)
    basis: Basis
    lines: bool = False

    def said(self) -> object:
        """What is counted."""
        return self.basis

    def refuse(self, columns: Collection[str], argument: str) -> None:
        """Raise where no sum can be made of the columns."""
        if self._parts(columns):
            return
        ways = [table[self.basis] for table in (FROM_GROSS, FROM_TOTAL) if self.basis in table]
        needed = " or ".join(f"({', '.join(way)})" for way in ways)
        message = (
            f"revenue={self.basis!r} is made of the columns {needed}, of which {argument} has not "
            "all; say which ones they are with columns=, or give revenue='amount'"
        )
        raise MissingColumnError(message)

    def flags(self, places: Mapping[str, pl.Expr]) -> Sequence[Flag]:
        """The first part must be there, and what is taken off cannot be more than it."""
        first = self._parts(places)[0]
        missing = places[first].is_null()
        if self.lines:
            places = of_whole_orders(places)
            missing = missing if first in OF_LINES else places[first].is_null()
        worth = self._worth(places)
        return (
            flag("missing", first, missing),
            flag("more_than_all", "amount", worth < 0, self.basis),
        )

    def applied(self, kept: Kept) -> Kept:
        """Compute it; it takes the place of an amount that the data has."""
        import polars as pl

        places = {name: pl.col(name) for name in kept.columns}
        made = kept.rows.with_columns(self._worth(places).alias("amount"))
        given = kept.noting("amount: computed") if "amount" in kept.columns else kept
        return given.with_rows(made)

    def _parts(self, columns: Collection[str]) -> tuple[str, ...]:
        for table in (FROM_GROSS, FROM_TOTAL):
            parts = table.get(self.basis, ())
            if parts and all(name in columns for name in parts):
                return parts
        return ()

    def _worth(self, places: Mapping[str, pl.Expr]) -> pl.Expr:
        first, *less = self._parts(places)
        worth = places[first]
        for name in less:
            # An order without a discount or a refund has a blank there.
            worth = worth - places[name].fill_null(0.0)
        if first == "gross_sales" and "tax_included" in places and "tax" in places:
            taxed = places["tax_included"].fill_null(value=False)
            worth = worth - taxed * places["tax"].fill_null(0.0)
        # What is left of equal sums of cents is no debt.
        return worth.round(9) + 0.0
