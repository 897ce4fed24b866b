"""Make the pictures of the documentation again: `uv run docs/images/make_pictures.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
from matplotlib.ticker import PercentFormatter

import engagement_metrics as em

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HERE = Path(__file__).parent
COLOURS = {"business": "#0f766e", "household": "#c2410c", "student": "#4f46e5"}
INK, FAINT = "#1f2937", "#6b7280"
STYLE = {
    "axes.edgecolor": "#d1d5db",
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "grid.color": "#e5e7eb",
    "text.color": INK,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "ytick.major.size": 0,
}


def titled(axes: Axes, title: str, subtitle: str) -> None:
    """Write a title and a line that explains it above the axes."""
    axes.set_title(title, fontsize=14, fontweight="bold", pad=30)
    axes.text(0, 1.04, subtitle, transform=axes.transAxes, color=FAINT, fontsize=10.5)


def dated(axes: Axes, months: int) -> None:
    """Label the dates so that the year stands once."""
    locator = mdates.MonthLocator(interval=months)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))


def save(name: str) -> None:
    """Write the picture with few colours: it is a small file then."""
    path = HERE / name
    plt.savefig(path, dpi=130, facecolor="white", metadata={"Software": None})
    plt.close()
    print(f"{name}: {path.stat().st_size:,} bytes")


def repeat_purchase_rate_by_segment() -> None:
    """A rate with its interval at every week, by segment, of the simulated shop."""
    shop = em.datasets.simulate_shop(customers=4_000, start="2022-01-01", end="2024-12-31", seed=1)
    rates = em.repeat_purchase_rate(
        shop.orders, customers=shop.customers, by="segment", every="1w"
    ).dropna(subset="segment")

    figure, axes = plt.subplots(figsize=(9, 4.6))
    figure.subplots_adjust(left=0.075, right=0.79, top=0.80, bottom=0.10)
    for segment, colour in COLOURS.items():
        rate = rates[rates["segment"] == segment]
        axes.fill_between(
            rate["as_of"],
            rate["repeat_purchase_rate_low"],
            rate["repeat_purchase_rate_high"],
            color=colour,
            alpha=0.16,
            linewidth=0,
        )
        for complete, line in ((False, (0, (2, 1.5))), (True, "-")):
            part = rate[rate["complete"] == complete]
            axes.plot(
                part["as_of"],
                part["repeat_purchase_rate"],
                color=colour,
                linewidth=2.2 if complete else 1.4,
                linestyle=line,
            )
        last = rate.iloc[-1]
        value, low, high = (
            last[f"repeat_purchase_rate{end}"] for end in ("", "_low", "_high")
        )
        axes.annotate(
            f"{segment}  {value:.0%}",
            (last["as_of"], value),
            xytext=(10, 5),
            textcoords="offset points",
            color=colour,
            fontweight="bold",
            va="center",
        )
        axes.annotate(
            f"{low:.0%} to {high:.0%}",
            (last["as_of"], value),
            xytext=(10, -10),
            textcoords="offset points",
            color=FAINT,
            fontsize=10,
            va="center",
        )
    titled(
        axes,
        "Repeat purchase rate by segment",
        "Share of buyers with two orders or more in the trailing 365 days, weekly, 95 % intervals."
        "\nDotted: the window still reaches back before the first order. Simulated shop.",
    )
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.set_ylim(0.1, 0.9)
    axes.set_xlim(rates["as_of"].min(), rates["as_of"].max())
    dated(axes, 6)
    save("repeat-purchase-rate.png")


def clustered_and_naive() -> None:
    """The average order value of CDNOW, with the interval that is right and the usual one."""
    orders = em.datasets.cdnow_orders()
    values = em.average_order_value(orders, window="90d", every="1d", detail=True)
    values = values[values["complete"]]
    daily = orders.set_index("ordered_at")["amount"].resample("1D").agg(["sum", "count"])
    daily["square"] = (orders["amount"] ** 2).groupby(orders["ordered_at"]).sum()
    sums = daily.fillna(0).rolling(90).sum().loc[values["as_of"].iloc[0] :]
    mean = sums["sum"] / sums["count"]
    naive = ((sums["square"] / sums["count"] - mean**2) / (sums["count"] - 1)) ** 0.5

    figure, axes = plt.subplots(figsize=(9, 4.0))
    figure.subplots_adjust(left=0.075, right=0.975, top=0.78, bottom=0.11)
    days = values["as_of"]
    axes.fill_between(
        days,
        values["average_order_value_low"],
        values["average_order_value_high"],
        color="#0f766e",
        alpha=0.18,
        linewidth=0,
        label="clustered by customer",
    )
    axes.fill_between(
        days,
        (mean - 1.96 * naive).to_numpy(),
        (mean + 1.96 * naive).to_numpy(),
        color="#c2410c",
        alpha=0.35,
        linewidth=0,
        label="orders taken as independent",
    )
    axes.plot(days, values["average_order_value"], color=INK, linewidth=1.6)
    titled(
        axes,
        "The same number, two intervals",
        "Average order value in dollars, CDNOW, trailing 90 days, at every day; 95 % intervals.",
    )
    axes.legend(loc="upper left", frameon=False, ncols=2)
    axes.set_xlim(days.iloc[0], days.iloc[-1])
    dated(axes, 2)
    save("clustered-and-naive.png")


if __name__ == "__main__":
    mpl.use("Agg")
    plt.rcParams.update(STYLE)
    repeat_purchase_rate_by_segment()
    clustered_and_naive()
