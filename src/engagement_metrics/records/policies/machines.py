"""Machines: opens by privacy proxies, and clicks by scanners that follow every link at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from engagement_metrics.records.policies.policy import Kept, Policy, refuse_missing

if TYPE_CHECKING:
    import polars as pl

Opens = Literal["mark", "exclude"]
# What Apple's proxy says of itself, and no program that people read e-mail with.
PROXY = "Mozilla/5.0"


@dataclass(frozen=True)
class MachineOpens(Policy):
    """Opens by privacy proxies are marked, or left out.

    Attributes:
        way: What becomes of them.
    """

    argument: str = field(default="machine_opens", init=False)
    way: Opens

    def said(self) -> object:
        """What becomes of them."""
        return self.way

    def refuse(self, columns: Collection[str], argument: str) -> None:
        """Raise where nothing tells them apart."""
        if self.way == "mark" or "is_machine" not in columns:
            refuse_missing(["user_agent"], columns, argument, f"machine_opens={self.way!r}")

    def applied(self, kept: Kept) -> Kept:
        """Mark opens by the proxy; what the platform marked stays so."""
        import polars as pl

        opened = pl.col("type") == "opened"
        if "user_agent" in kept.columns:
            kept = _marked(kept, opened & (pl.col("user_agent") == PROXY), "opens")
        if self.way == "mark":
            return kept
        return kept.without(opened & pl.col("is_machine"), "machine_open")


@dataclass(frozen=True)
class ScannerClicks(Policy):
    """Clicks so soon after delivery that no person can have made them are marked.

    Attributes:
        seconds: How soon.
    """

    argument: str = field(default="scanner_clicks", init=False)
    seconds: float

    def said(self) -> object:
        """How soon."""
        return f"within {self.seconds:g} s of delivery"

    def applied(self, kept: Kept) -> Kept:
        """Mark them; without a delivery, the time counts from when the message was sent."""
        import polars as pl

        at = pl.col("occurred_at")
        message = ["message_id", "recipient"]
        arrived = pl.when(pl.col("type") == "delivered").then(at).min().over(message)
        sent = pl.when(pl.col("type") == "sent").then(at).min().over(message)
        ways = [arrived, *([pl.col("sent_at")] if "sent_at" in kept.columns else []), sent]
        took = at - pl.coalesce(ways)
        soon = (took >= pl.duration()) & (took <= pl.duration(microseconds=self.seconds * 1e6))
        return _marked(kept, (pl.col("type") == "clicked") & soon, "clicks")


def _marked(kept: Kept, which: pl.Expr, what: str) -> Kept:
    import polars as pl

    known = pl.col("is_machine") if "is_machine" in kept.columns else pl.lit(None, dtype=pl.Boolean)
    marked = pl.when(which.fill_null(value=False)).then(pl.lit(value=True)).otherwise(known)
    number = kept.counted(which & ~known.fill_null(value=False))
    after = kept.with_rows(kept.rows.with_columns(marked.alias("is_machine")))
    return after.noting(f"{what} marked as by machines: {number:,}")
