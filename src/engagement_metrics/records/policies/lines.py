"""Lines: an export of one row a line, rolled up to one row an order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from engagement_metrics.errors import MissingColumnError
from engagement_metrics.records.accepting.checking import Flag
from engagement_metrics.records.policies.policy import Kept, Policy, flag, refuse_missing

if TYPE_CHECKING:
    import polars as pl

# What each line has of its own, and what all lines of an order must say alike.
OF_LINES = ("amount", "gross_sales", "discount", "tax", "n_items")
OF_ORDERS = (
    "customer_id", "email", "currency", "status", "is_test", "total", "shipping", "refunded",
)  # fmt: skip
ONLY_OF_LINES = ("line_id", "quantity", "unit_price")


@dataclass(frozen=True)
class Lines(Policy):
    """Each row is a line of an order.

    Attributes:
        revenue: Whether another policy makes the amount, so that lines need none.
    """

    argument: str = field(default="grain", init=False)
    supplies: ClassVar[tuple[str, ...]] = ("amount",)
    revenue: bool = False

    def said(self) -> object:
        """What a row was."""
        return "line"

    def refuse(self, columns: Collection[str], argument: str) -> None:
        """Raise where lines say neither when nor how much."""
        refuse_missing(["order_id", "ordered_at"], columns, argument, "grain='line'")
        if not self.revenue and not {"amount", "unit_price"} & {*columns}:
            message = (
                f"grain='line' needs what a line is worth (amount), or the price of one piece "
                f"(unit_price), but {argument} has neither; say which columns they are with "
                "columns={'unit_price': 'your_column'}"
            )
            raise MissingColumnError(message)

    def flags(self, places: Mapping[str, pl.Expr]) -> Sequence[Flag]:
        """Lines of one order must be from one customer, of one day, in one currency."""
        order = _order(places)
        flags = [
            flag("conflicting", name, (one.max() != one.min()).over(order))
            for name in OF_ORDERS
            if (one := places.get(name)) is not None
        ]
        day = places["ordered_at"].dt.date()
        flags.append(flag("conflicting", "ordered_at", (day.max() != day.min()).over(order)))
        never = places["ordered_at"].is_null().all().over(order)
        flags.append(flag("missing", "ordered_at", never))
        if not self.revenue:
            flags.append(flag("missing", "amount", _worth(places).is_null()))
        return flags

    def beside(self, places: Mapping[str, pl.Expr], broken: pl.Expr) -> Flag:
        """The lines of an order of which another line is broken: it cannot be added up."""
        import polars as pl

        rest = broken.any().over(_order(places)) & ~broken
        known = places["order_id"].is_not_null() & rest.fill_null(pl.lit(value=False))
        return flag("beside_a_broken_line", "order_id", known)

    def applied(self, kept: Kept) -> Kept:
        """One row an order: sums of its lines, and what they say alike."""
        import polars as pl

        have = {name: pl.col(name) for name in kept.columns}
        rows = kept.rows
        if not self.revenue:
            rows = rows.with_columns(_worth(have).alias("amount"))
        if "unit_price" in have and "gross_sales" not in have:
            rows = rows.with_columns(_price(have).alias("gross_sales"))
        if "quantity" in have and "n_items" not in have:
            rows = rows.with_columns(pl.col("quantity").alias("n_items"))
        keys = ["order_id", *(["source"] if "source" in have else [])]
        columns = [name for name in rows.collect_schema() if name not in (*keys, *ONLY_OF_LINES)]
        rolled = rows.group_by(keys, maintain_order=True).agg(_of_order(name) for name in columns)
        return kept.put_together(rolled).noting(
            "of columns that are no fields, an order has what its first line says"
        )


def of_whole_orders(places: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
    """What the fields of a whole order are, beside each of its lines."""
    order = _order(places)
    return {
        name: (one.sum() if name in OF_LINES else one.max()).over(order)
        for name, one in places.items()
    }


def _of_order(name: str) -> pl.Expr:
    import polars as pl

    column = pl.col(name)
    if name in OF_LINES:
        # A sum in which something is missing is not known.
        return pl.when(column.null_count() == 0).then(column.sum())
    return column.min() if name == "ordered_at" else column.drop_nulls().first()


def _order(places: Mapping[str, pl.Expr]) -> list[pl.Expr]:
    return [places[name] for name in ("order_id", "source") if name in places]


def _price(places: Mapping[str, pl.Expr]) -> pl.Expr:
    price = places["unit_price"]
    return price * places["quantity"].fill_null(1) if "quantity" in places else price


def _worth(places: Mapping[str, pl.Expr]) -> pl.Expr:
    """What a line is worth: its amount, or price times quantity less its discount."""
    import polars as pl

    ways = [places["amount"]] if "amount" in places else []
    if "unit_price" in places:
        less = places["discount"].fill_null(0.0) if "discount" in places else pl.lit(0.0)
        ways.append(_price(places) - less)
    return pl.coalesce(ways)
