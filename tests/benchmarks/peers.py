"""Other libraries on the nearest equal work: the same three numbers by what they offer for it.

Nothing of theirs is copied: they are installed (group `peers`) and called as their documentation
shows. Each gives the same three numbers, some after steps that their users have to write themselves
and that are timed with it.
"""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.contest import LARGE, START, Answer, Contender, Contest, Entry
from tests.benchmarks.data import AS_OF, END, Shop
from tests.benchmarks.frames import frame, ours

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("order_id", "customer_id", "ordered_at", "amount")
# Its summaries squash the orders of one period; at this unit each order is a purchase.
UNIT = "us"


def _window(orders: "pd.DataFrame") -> "pd.DataFrame":
    inside = (orders["ordered_at"] >= str(START)) & (orders["ordered_at"] < str(END))
    return orders[inside]


def _rolled_up(orders: "pd.DataFrame", *also: str) -> "pd.DataFrame":
    """The step from orders to customers, for libraries that begin there."""
    named = {"orders": ("amount", "size"), "revenue": ("amount", "sum")}
    carried = {name: (name, "first") for name in also}
    buyers: pd.DataFrame = (
        _window(orders)
        .groupby("customer_id", sort=False, as_index=False)
        .agg(**{**named, **carried})
    )
    buyers["repeat"] = (buyers["orders"] >= 2).astype("int64")
    return buyers


def _from_summary(summary: Any) -> Answer:  # noqa: ANN401 (a frame)
    orders = summary["frequency"]
    revenue = (orders * summary["monetary_value"]).sum()
    return {
        AS_OF: [float(orders.mean()), float(revenue / orders.sum()), float((orders >= 2).mean())]
    }


def lifetimes(path: Path) -> Contender:
    """A summary per customer; the means of its columns are the numbers."""
    from lifetimes.utils import summary_data_from_transaction_data

    orders = frame(path, "pandas", columns=COLUMNS)

    def run() -> Any:  # noqa: ANN401
        return summary_data_from_transaction_data(
            _window(orders), "customer_id", "ordered_at", "amount",
            observation_period_end=str(END), freq=UNIT, include_first_transaction=True,
        )  # fmt: skip

    return Contender(run, _from_summary)


def pymc_marketing(path: Path) -> Contender:
    """The same summary as its successor makes it, told that rows are in order of time."""
    # It warns of its own assignments and of a package's renaming, in many lines.
    warnings.simplefilter("ignore")
    from pymc_marketing.clv.utils import rfm_summary

    orders = frame(path, "pandas", columns=COLUMNS)

    def run() -> Any:  # noqa: ANN401
        return rfm_summary(
            _window(orders), "customer_id", "ordered_at", "amount",
            observation_period_end=str(END), time_unit=UNIT, include_first_transaction=True,
            sort_transactions=False,
        )  # fmt: skip

    return Contender(run, _from_summary)


def meterstick(path: Path) -> Contender:
    """Ratios over a roll-up written by hand, with a jackknife by customer."""
    import meterstick as ms

    orders = frame(path, "pandas", columns=COLUMNS)
    metrics = ms.MetricList(
        [ms.Mean("orders"), ms.Sum("revenue") / ms.Sum("orders"), ms.Mean("repeat")]
    )
    with_intervals = ms.Jackknife("customer_id", metrics, confidence=0.95)

    def run() -> Any:  # noqa: ANN401
        return with_intervals.compute_on(_rolled_up(orders))

    def answer(found: Any) -> Answer:  # noqa: ANN401
        # One row; the columns are the metric and what is said of it.
        values = found.xs("Value", axis=1, level=-1).iloc[0]
        return {AS_OF: [float(value) for value in values]}

    return Contender(run, answer)


def tea_tasting(path: Path) -> Contender:
    """Two variants compared after a roll-up written by hand; the numbers are those of each."""
    import tea_tasting as tt

    orders = frame(path, "pandas", columns=(*COLUMNS, "variant"))
    experiment = tt.Experiment(
        purchase_frequency=tt.Mean("orders"),
        average_order_value=tt.RatioOfMeans("revenue", "orders"),
        repeat_purchase_rate=tt.Mean("repeat"),
    )

    def run() -> Any:  # noqa: ANN401
        return experiment.analyze(_rolled_up(orders, "variant"))

    def answer(found: Any) -> Answer:  # noqa: ANN401
        results = list(found.values())
        return {
            "0": [float(one.control) for one in results],
            "1": [float(one.treatment) for one in results],
        }

    return Contender(run, answer)


def openretailscience(path: Path) -> Contender:
    """Statistics of a segment, here all, and the share of customers with some purchases."""
    from openretailscience.analysis.customer import PurchasesPerCustomer
    from openretailscience.segmentation.segstats import SegTransactionStats

    named = {"order_id": "transaction_id", "amount": "unit_spend", "ordered_at": "transaction_date"}
    orders = frame(path, "pandas", columns=COLUMNS).rename(columns=named)
    orders["segment_name"] = "all"

    def run() -> Any:  # noqa: ANN401
        time = orders["transaction_date"]
        inside = orders[(time >= str(START)) & (time < str(END))]
        statistics = SegTransactionStats(inside, segment_col="segment_name", calc_total=False).df
        repeat = PurchasesPerCustomer(inside).find_purchase_percentile(2, "greater_than_equal_to")
        return statistics, repeat

    def answer(found: Any) -> Answer:  # noqa: ANN401
        statistics, repeat = found
        row = statistics.iloc[0]
        frequency, value = row["transactions_per_customer"], row["spend_per_transaction"]
        return {AS_OF: [float(frequency), float(value), float(repeat)]}

    return Contender(run, answer)


def contests(shop: Shop) -> list[Contest]:
    """Each library against this one, which has all checks and intervals."""
    if shop.orders >= LARGE:
        return []
    alone = {
        "lifetimes, summary of customers": lifetimes,
        "pymc-marketing, summary of customers": pymc_marketing,
        "openretailscience, two calls": openretailscience,
        "meterstick, jackknife after a roll-up": meterstick,
    }
    options: dict[str, Any] = {"engine": "pandas", "checks": True}
    us = Entry("engagement-metrics, default checks", ours, options)
    variants = Entry("engagement-metrics, default checks", ours, {**options, "by": "variant"})
    return [
        Contest(
            "three metrics, one date, other libraries, from pandas",
            shop,
            (us, *(Entry(title, build, peer=True) for title, build in alone.items())),
        ),
        Contest(
            "three metrics of two variants, other libraries, from pandas",
            shop,
            (variants, Entry("tea-tasting, after a roll-up", tea_tasting, peer=True)),
        ),
    ]
