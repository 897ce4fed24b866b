"""Make the pictures of the documentation again: `uv run docs/images/make_pictures.py`."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
from PIL import Image

import engagement_metrics as em

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HERE = Path(__file__).parent
COLOURS = {"business": "#0f766e", "household": "#c2410c", "student": "#4f46e5"}
INK, FAINT = "#1f2937", "#6b7280"
STYLE = {
    "axes.axisbelow": True,
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


def titled(axes: Axes, title: str, *subtitles: str) -> None:
    """Write a title and lines that explain it above the axes."""
    for i, subtitle in enumerate(reversed(subtitles)):
        axes.annotate(
            subtitle,
            (0, 1),
            xytext=(0, 14 + 16 * i),
            xycoords="axes fraction",
            textcoords="offset points",
            color=FAINT,
            fontsize=10.5,
        )
    axes.set_title(title, fontsize=14, fontweight="bold", pad=20 + 16 * len(subtitles))


def dated(axes: Axes, months: int) -> None:
    """Label the dates so that the year stands once."""
    locator = mdates.MonthLocator(interval=months)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator, show_offset=False))


def save(name: str) -> None:
    """Write the picture with few colours: it is a small file then."""
    drawn = BytesIO()
    plt.savefig(drawn, dpi=130, facecolor="white")
    plt.close()
    path = HERE / name
    Image.open(drawn).convert("RGB").quantize(96).save(path, optimize=True)
    print(f"{name}: {path.stat().st_size:,} bytes")


def average_order_value_by_segment() -> None:
    """A number with its interval at every week, by segment, of the simulated shop."""
    shop = em.datasets.simulate_shop(customers=4_000, start="2022-01-01", end="2024-12-31", seed=1)
    values = em.average_order_value(
        shop.orders, customers=shop.customers, by="segment", every="1w"
    ).dropna(subset="segment")
    values = values[values["as_of"].astype("datetime64[s]") >= "2022-04-01"]

    figure, axes = plt.subplots(figsize=(9, 4.6))
    figure.subplots_adjust(left=0.06, right=0.81, top=0.775, bottom=0.085)
    for segment, colour in COLOURS.items():
        one = values[values["segment"] == segment]
        ends = (one["average_order_value_low"], one["average_order_value_high"])
        axes.fill_between(one["as_of"], *ends, color=colour, alpha=0.16, linewidth=0)
        # The lines meet: the first complete week is drawn by both.
        complete = one["complete"]
        for part, width, line in (
            (one[~complete | ~complete.shift(1, fill_value=False)], 1.5, (0, (2, 1.5))),
            (one[complete], 2.2, "-"),
        ):
            axes.plot(
                part["as_of"],
                part["average_order_value"],
                color=colour,
                linewidth=width,
                linestyle=line,
            )
        last = one.iloc[-1]
        value, low, high = (last[f"average_order_value{end}"] for end in ("", "_low", "_high"))
        for text, below, style in (
            (f"{segment}  {value:.1f}", -6, {"color": colour, "fontweight": "bold"}),
            (f"{low:.1f} to {high:.1f}", 10, {"color": FAINT, "fontsize": 10}),
        ):
            axes.annotate(
                text,
                (last["as_of"], value),
                xytext=(10, -below),
                textcoords="offset points",
                va="center",
                **style,
            )
    titled(
        axes,
        "Average order value by segment",
        "Euros per order, trailing 365 days, every week; 95 % intervals, clustered by customer.",
        "Dotted: the window still reaches back before the first order. A simulated shop.",
    )
    axes.set_ylim(0, 140)
    axes.set_xlim(values["as_of"].min(), values["as_of"].max())
    dated(axes, 6)
    save("average-order-value.png")


def clustered_and_naive() -> None:
    """The average order value with the interval that is right and the usual one."""
    orders = em.datasets.grocery_orders()
    values = em.average_order_value(orders, window="90d", every="1d")
    values = values[values["complete"]]
    days = values["as_of"]

    amounts = orders.assign(square=orders["amount"] ** 2, orders=1).set_index("ordered_at")
    daily = amounts[["amount", "square", "orders"]].resample("1D").sum()
    sums = daily.rolling(90).sum().loc[str(days.iloc[0]) :]
    mean = (sums["amount"] / sums["orders"]).to_numpy()
    variance = (sums["square"] / sums["orders"]).to_numpy() - mean**2
    half = 1.96 * (variance / (sums["orders"].to_numpy() - 1)) ** 0.5

    figure, axes = plt.subplots(figsize=(9, 3.9))
    figure.subplots_adjust(left=0.06, right=0.79, top=0.80, bottom=0.10)
    clustered, naive = "#0f766e", "#c2410c"
    ends = (values["average_order_value_low"], values["average_order_value_high"])
    axes.fill_between(days, *ends, color=clustered, alpha=0.16, linewidth=0)
    axes.fill_between(days, mean - half, mean + half, color=naive, alpha=0.35, linewidth=0)
    axes.plot(days, values["average_order_value"], color=INK, linewidth=1.6)
    for text, height, colour in (
        ("clustered by\ncustomer", ends[1].iloc[-1], clustered),
        ("orders taken as\nindependent", mean[-1], naive),
    ):
        axes.annotate(
            text,
            (days.iloc[-1], height),
            xytext=(10, -4),
            textcoords="offset points",
            color=colour,
            fontweight="bold",
            va="center",
        )
    titled(
        axes,
        "The same number, two intervals",
        "Average order value of the grocery orders of 2017, in dollars, trailing 90 days; 95 %.",
    )
    axes.set_xlim(days.iloc[0], days.iloc[-1])
    dated(axes, 1)
    save("clustered-and-naive.png")


if __name__ == "__main__":
    mpl.use("Agg")
    plt.rcParams.update(STYLE)
    average_order_value_by_segment()
    clustered_and_naive()
