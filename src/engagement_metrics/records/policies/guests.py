"""Guests: orders without a customer's id, and whom they are taken to be from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from engagement_metrics.records.accepting.checking import Flag
from engagement_metrics.records.policies.policy import Kept, Policy, flag, refuse_missing

if TYPE_CHECKING:
    import polars as pl

Way = Literal["email", "exclude", "each", "error"]


@dataclass(frozen=True)
class Guests(Policy):
    """Whom orders without a customer's id are from.

    Attributes:
        way: What becomes of them; None is "email" where orders have an address.
    """

    argument: str = field(default="guests", init=False)
    way: Way | None = None

    def said(self) -> object:
        """What became of them."""
        return self.way or "email"

    def concerns(self, columns: Collection[str]) -> bool:
        """By default only orders with an address."""
        return self.way is not None or "email" in columns

    def refuse(self, columns: Collection[str], argument: str) -> None:
        """Raise where nothing tells guests apart."""
        if self.way == "email":
            refuse_missing(["email"], columns, argument, "guests='email'")
        elif self.way is not None:
            refuse_missing(["customer_id"], columns, argument, f"guests={self.way!r}")

    def flags(self, places: Mapping[str, pl.Expr]) -> Sequence[Flag]:
        """With "error" an order without a customer breaks a rule."""
        if self.way != "error":
            return ()
        return (flag("guest", "customer_id", places["customer_id"].is_null()),)

    def applied(self, kept: Kept) -> Kept:
        """Give guests an id, or leave them out."""
        import polars as pl

        if self.way == "error":
            return kept
        if self.way == "exclude":
            return kept.without(pl.col("customer_id").is_null(), "guest")
        if self.way == "each":
            rows = kept.rows.with_row_index("em_guest")
            own = pl.lit("guest-") + pl.col("em_guest").cast(pl.String)
            named = pl.coalesce("customer_id", own).alias("customer_id")
            return kept.with_rows(rows.with_columns(named).drop("em_guest"))
        return _by_address(kept)


def _by_address(kept: Kept) -> Kept:
    """Guests are the customer who has the same address, or their address itself."""
    import polars as pl

    rows = kept.rows
    if "customer_id" not in kept.columns:
        rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias("customer_id"))
    guest = pl.col("customer_id").is_null()
    known = (
        rows.filter(~guest & pl.col("email").is_not_null())
        .group_by("email")
        .agg(pl.col("customer_id").n_unique().alias("em_ids"), pl.col("customer_id").min())
        # An address of several customers says nothing of who the guest was.
        .filter(pl.col("em_ids") == 1)
        .select("email", pl.col("customer_id").alias("em_known"))
    )
    found = rows.join(known, on="email", how="left", maintain_order="left")
    named = pl.coalesce("customer_id", "em_known", "email").alias("customer_id")
    number = kept.with_rows(rows).counted(guest & pl.col("email").is_not_null())
    after = kept.with_rows(found.with_columns(named).drop("em_known"))
    return after.noting(f"guests with an address: {number:,}") if number else after
