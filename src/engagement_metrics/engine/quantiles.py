"""Quantiles: what half of the orders, or three quarters of the page loads, are no more than.

A quantile is no sum, so that it has a form of its own beside totals; it is called, grouped and put
on a time axis like every metric.
"""

from __future__ import annotations

from dataclasses import dataclass

from engagement_metrics.engine.columns import RowExpression, Where
from engagement_metrics.engine.dated_rows import dated_rows
from engagement_metrics.engine.measures import Countable, sum_of
from engagement_metrics.engine.quantile_answers import ComputedThere, ReadHere
from engagement_metrics.engine.statistic import Answers, Asked, Statistic, share_between


@dataclass(frozen=True)
class Quantile(Statistic):
    """A quantile of the values of rows.

    Attributes:
        share: Which part of the rows has no larger value.
    """

    share: float

    def read(self, asked: Asked) -> Answers:
        """The rows of the windows with their values."""
        elsewhere = not asked.one.table.local and asked.dates is None
        if elsewhere and asked.question.confidence is None:
            return ComputedThere(asked, self.rows, self.share)
        return ReadHere(asked, dated_rows(asked, self.rows), self.share)


def quantile(
    records: Countable, value: str | RowExpression, share: float, *, where: Where | None = None
) -> Quantile:
    """A quantile of a column: the value that a share of the rows does not exceed.

    Between two rows it is interpolated linearly, at (rows - 1) × share counted from 0: definition
    7 of Hyndman and Fan (1996), the default of NumPy, pandas, Polars and R.

    Its interval is clustered by customer (Woodruff, 1952): the share of rows up to the quantile has
    a standard error by the delta method; the ends are the quantiles at share ± t × that error,
    clipped to 0 and 1.

    Args:
        records: The kind of record to read, such as `em.Order`.
        value: The column, or an expression of columns.
        share: Between 0 and 1: 0.5 for the median, 0.75 for the 75th percentile.
        where: Which rows to read: plain data or a condition.

    Returns:
        A formula for a metric. It stands alone: no arithmetic, `.previous` or `.before`, since the
        quantile of a sum or a difference is not that of the quantiles.

    Raises:
        InvalidArgumentError: The share does not lie between 0 and 1.
        DefinitionError: The value is no column or arithmetic expression of columns.

    Examples:
        >>> import engagement_metrics as em
        >>> @em.metric(unit="items per order", guests=True)
        ... def largest_baskets(share: float = 0.9):
        ...     return em.quantile(em.Order, "n_items", share)
        >>> largest_baskets(em.datasets.cdnow_orders())
        largest_baskets 5.00 (95 % CI 5.00 to 5.00, 812 customers, 1997-07-01 to 1998-06-30)

    References:
        R. J. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", 1996.
        R. S. Woodruff, "Confidence Intervals for Medians and Other Position Measures", 1952.
    """
    return Quantile(sum_of(records, value, where=where), share_between("share", share))
