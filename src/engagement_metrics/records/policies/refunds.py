"""Refunds: taken off the order that they are for, or dated at themselves; never orders."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from engagement_metrics.records.accepting.checking import Flag
from engagement_metrics.records.policies.policy import Kept, Policy, flag, refuse_missing

if TYPE_CHECKING:
    import polars as pl

Dated = Literal["order", "refund"]


@dataclass(frozen=True)
class Refunds(Policy):
    """Where refunds belong.

    Attributes:
        dated: Whether at their order or at themselves.
        reduce: Whether refunds are taken off the amount, which another policy may do.
    """

    argument: str = field(default="refunds", init=False)
    dated: Dated
    reduce: bool = True

    def said(self) -> object:
        """Where they belong."""
        return self.dated

    def refuse(self, columns: Collection[str], argument: str) -> None:
        """Raise where orders have no amount and nothing makes one, or refunds have none."""
        if self.reduce or (self.dated == "order" and "refund_of" in columns):
            refuse_missing(["amount"], columns, argument, f"refunds={self.dated!r}")

    def flags(self, places: Mapping[str, pl.Expr]) -> Sequence[Flag]:
        """Orders and refunds have an amount."""
        if "amount" not in places:
            return ()
        return (flag("missing", "amount", places["amount"].is_null()),)

    def applied(self, kept: Kept) -> Kept:
        """Take refunds out of the orders, and off them where they are dated so."""
        import polars as pl

        places = {name: pl.col(name) for name in kept.columns}
        refund = refund_row(places)
        if self.dated == "refund":
            after = kept.without(refund, "refund")
            if after.left_out.get("refund"):
                after = after.noting("refunds are read with as_refunds, dated at themselves")
            return after.with_rows(after.rows.drop("refund_of", strict=False))
        return self._reduced(_joined(kept, refund))

    def _reduced(self, kept: Kept) -> Kept:
        import polars as pl

        if not self.reduce or not {"amount", "refunded"} <= {*kept.columns}:
            return kept
        worth = (pl.col("amount") - pl.col("refunded").fill_null(0.0)).round(9)
        kept = kept.without(worth < 0, "refunded_more_than_ordered")
        return kept.with_rows(kept.rows.with_columns((worth + 0.0).alias("amount")))


def refund_row(places: Mapping[str, pl.Expr]) -> pl.Expr:
    """Whether a row is a refund: it names the order, or its amount is negative."""
    import polars as pl

    negative = places["amount"] < 0 if "amount" in places else pl.lit(value=False)
    named = places["refund_of"] != "0" if "refund_of" in places else pl.lit(value=False)
    return negative.fill_null(value=False) | named.fill_null(value=False)


def on_its_order(places: Mapping[str, pl.Expr]) -> pl.Expr:
    """Whether a row is a refund that has the id of its order; of such there can be equal ones."""
    refund = refund_row(places)
    if not {"order_id", "refund_of"} <= {*places}:
        return refund
    own = (places["refund_of"] != "0") & (places["refund_of"] != places["order_id"])
    return refund & ~own.fill_null(value=False)


def _joined(kept: Kept, refund: pl.Expr) -> Kept:
    """Orders with the sum of their refunds as `refunded`; refunds without an order are counted."""
    import polars as pl

    if "order_id" not in kept.columns or not kept.counted(refund):
        kept = kept.without(refund, "refund_without_order")
        return kept.with_rows(kept.rows.drop("refund_of", strict=False))
    keys = ["em_order", *(["source"] if "source" in kept.columns else [])]
    named = pl.col("refund_of").replace("0", None) if "refund_of" in kept.columns else None
    parent = pl.col("order_id") if named is None else pl.coalesce(named, "order_id")
    whose = pl.when(refund).then(parent).otherwise("order_id")
    rows = kept.rows.with_columns(whose.alias("em_order"), refund.alias("em_refund"))
    given = pl.col("amount").abs().fill_null(0.0)
    sums = rows.filter("em_refund").group_by(keys).agg(given.sum().alias("em_given"))
    orders = rows.filter(~pl.col("em_refund"))
    found = orders.join(sums, on=keys, how="left", maintain_order="left", nulls_equal=False)
    before = kept.counted(refund)
    again = pl.col("refunded") if "refunded" in kept.columns else pl.lit(None, dtype=pl.Float64)
    total = pl.coalesce("em_given", again).alias("refunded")
    # An order that stands twice, which is a broken row, has its refunds only once.
    matched = rows.filter("em_refund").join(orders, on=keys, how="semi", nulls_equal=False)
    merged = int(matched.select(pl.len()).collect().item())
    extra = ["em_order", "em_refund", "em_given", "refund_of"]
    left_out = {**kept.left_out}
    if before > merged:
        left_out["refund_without_order"] = before - merged
    after = kept.with_rows(found.with_columns(total).drop(extra, strict=False))
    return Kept(after.rows, after.columns, kept.eager, kept.merged + merged, left_out, kept.notes)
