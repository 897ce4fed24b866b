"""Same day: several orders of one customer on one day are one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from engagement_metrics.records.policies.policy import Kept, Policy, refuse_missing

_APART = ("currency", "status", "is_test", "source")


@dataclass(frozen=True)
class SameDay(Policy):
    """Orders of one customer on one day become one; guests' stay as they are.

    Attributes:
        sums: The fields that are added up.
    """

    argument: str = field(default="same_day", init=False)
    sums: Collection[str]

    def said(self) -> object:
        """That they are merged."""
        return "merge"

    def refuse(self, columns: Collection[str], argument: str) -> None:
        """Raise where there are no customers."""
        if "email" not in columns:
            refuse_missing(["customer_id"], columns, argument, "same_day='merge'")

    def applied(self, kept: Kept) -> Kept:
        """Merge them; orders of two currencies or statuses stay apart."""
        import polars as pl

        rows = kept.rows.with_row_index("em_row")
        alone = pl.when(pl.col("customer_id").is_null()).then(pl.col("em_row")).alias("em_alone")
        rows = rows.with_columns(pl.col("ordered_at").dt.date().alias("em_day"), alone)
        apart = [name for name in _APART if name in kept.columns]
        keys = ["customer_id", "em_day", "em_alone", *apart]
        parts = [
            pl.col(name).sum() if name == "amount"
            else pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name)
            if name in self.sums
            else pl.col(name).min() if name == "ordered_at"
            else pl.col(name).first()
            for name in kept.columns
            if name not in keys
        ]  # fmt: skip
        merged = rows.group_by(keys, maintain_order=True).agg(parts)
        return kept.put_together(merged.select(kept.columns))
