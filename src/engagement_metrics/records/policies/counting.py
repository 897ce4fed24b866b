"""Orders that count: statuses, test orders, gift cards, and orders that cost nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from engagement_metrics.records.policies.policy import Kept, Policy, refuse_missing


@dataclass(frozen=True)
class Statuses(Policy):
    """Only orders of some statuses are kept.

    Attributes:
        words: The statuses that count.
    """

    argument: str = field(default="statuses", init=False)
    words: tuple[str, ...]

    def said(self) -> object:
        """The statuses that count."""
        return list(self.words)

    def refuse(self, columns: Collection[str], argument: str) -> None:
        """Raise where there is no status."""
        refuse_missing(["status"], columns, argument, f"statuses={list(self.words)}")

    def applied(self, kept: Kept) -> Kept:
        """Leave out the others, each status counted by its name."""
        import polars as pl

        found = kept.rows.select(pl.col("status").unique()).collect()["status"].sort().to_list()
        for word in found:
            if word is None:
                kept = kept.without(pl.col("status").is_null(), "no_status")
            elif word not in self.words:
                kept = kept.without(pl.col("status") == word, word)
        return kept


@dataclass(frozen=True)
class Excluded(Policy):
    """Orders that are marked, or worth nothing, are left out.

    Attributes:
        argument: The argument.
        column: The column that marks them.
        reason: What they are counted as.
    """

    argument: str = ""
    column: str = ""
    reason: str = ""

    def said(self) -> object:
        """That they are left out."""
        return "exclude"

    def refuse(self, columns: Collection[str], argument: str) -> None:
        """Raise where no column marks them."""
        refuse_missing([self.column], columns, argument, f"{self.argument}='exclude'")

    def applied(self, kept: Kept) -> Kept:
        """Leave them out."""
        import polars as pl

        column = pl.col(self.column)
        return kept.without(column == 0 if self.column == "amount" else column, self.reason)


MARKED = {
    "test_orders": ("is_test", "test"),
    "gift_cards": ("is_gift_card_only", "gift_card_only"),
    "free_orders": ("amount", "free"),
}
