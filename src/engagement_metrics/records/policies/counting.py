"""Orders that count: statuses, test orders, gift cards, and orders that cost nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from engagement_metrics.records.policies.policy import Kept, Policy, refuse_missing
from engagement_metrics.records.vocabulary import STATUSES


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
        """Leave out the others, each status counted by its name.

        Words that are no status are not shown: a column taken for it by mistake tells of people.
        """
        import polars as pl

        status = pl.col("status")
        found = {*kept.rows.select(status.unique()).collect()["status"]}
        if None in found:
            kept = kept.without(status.is_null(), "no_status")
        for word in sorted({*STATUSES} & found - {*self.words}):
            kept = kept.without(status == word, word)
        if found - {None, *STATUSES}:
            kept = kept.without(~status.is_in(STATUSES), "unknown_status")
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
