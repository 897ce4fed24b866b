"""The five metrics of real orders and of a simulated shop, printed for a terminal.

Run it as it is; it needs no file, no account and no network:

    python examples/quickstart.py

Each part below is one thing to learn. `part`, `say` and `lines` at the end only lay out text.
"""

from __future__ import annotations

import math
import textwrap

import pandas as pd

import engagement_metrics as em

WIDTH = 100

EXPLAINED = {
    "purchase_frequency": "orders of the average buyer",
    "average_order_value": "worth of the average order",
    "repeat_purchase_rate": "buyers with two orders or more",
    "newsletter_open_rate": "delivered messages a person opened",
    "social_interaction_score": "interactions of people who interact",
}


def one_number(cdnow: pd.DataFrame) -> None:
    """A metric is called on a frame of records and answers with an `Estimate`."""
    part("1  One number", "CDNOW: 6,919 real orders of a music shop, 1997-01 to 1998-06")

    rate = em.repeat_purchase_rate(cdnow)

    lines("em.repeat_purchase_rate(orders)", f"  {rate!r}")
    say(
        f"{rate.numerator:,.0f} of the {rate.denominator:,.0f} people who bought within the 365 "
        f"days up to {rate.as_of} bought twice or more. The interval says how far the number "
        "could be off, had other customers of the same kind come to the shop. The answer is a "
        f"float ({float(rate):.4f}) that also knows its interval, its dates and what it left out."
    )


def two_shops(cdnow: pd.DataFrame, groceries: pd.DataFrame) -> None:
    """The same calls on two data sets."""
    part("2  Two real shops", "CDNOW, and 40,184 grocery baskets of 401 households in 2017")

    metrics = (em.purchase_frequency, em.average_order_value, em.repeat_purchase_rate)
    lines(f"{'':24}{'music':>20}{'groceries':>23}")
    for metric in metrics:
        music, food = metric(cdnow), metric(groceries)
        lines(
            f"{metric.name:24}"
            f"{shown(music, music.low, music.high, music.unit):>20}"
            f"{shown(food, food.low, food.high, food.unit):>23}   {EXPLAINED[metric.name]}"
        )
    say(
        "In brackets: the 95 % interval. All 401 households came back, so their rate is 100 %, and "
        "the lower end says how much 401 of 401 can prove. 40,184 baskets give no narrower an "
        "interval for their worth, since the baskets of one household are alike: households count "
        "as independent, baskets do not."
    )


def five_metrics(shop: em.datasets.Shop) -> None:
    """`summarize` computes all that the records allow, in one table."""
    part("3  All five metrics", f"simulated: {shop}")

    table = em.summarize(orders=shop.orders, emails=shop.emails, social=shop.social)

    lines("em.summarize(orders=orders, emails=emails, social=social)", "")
    lines(f"  {'':24}{'value':>20}{'people':>8}{'rows':>8}")
    for row in table.to_dict("records"):
        cell = shown(row["value"], row["low"], row["high"], row["unit"])
        mark = " " if row["complete"] else "*"
        lines(
            f"  {row['metric']:24}{cell:>20}{row['units']:>8,}{row['rows']:>8,}{mark} "
            f"{EXPLAINED[row['metric']]}"
        )
    say(
        "Refunds are subtracted from the orders; cancelled and test orders are left out, and "
        "counted in the column `excluded`. Guests' orders count for the average order value, where "
        "each is a person of its own, and not for the metrics about buyers. * is incomplete: the "
        "messages of the last days can still be opened."
    )


def by_segment(shop: em.datasets.Shop, groceries: pd.DataFrame) -> None:
    """`by` names columns of the records, or of a table of customers."""
    part("4  By segment", "a column of the records, or of a table with one row a customer")

    table = em.average_order_value(groceries, by="segment")

    lines('em.average_order_value(groceries, by="segment")', "")
    lines(*table.round(1).to_string(index=False).splitlines())

    table = em.summarize(
        orders=shop.orders,
        emails=shop.emails,
        social=shop.social,
        customers=shop.customers,
        by="segment",
    )

    lines("", 'em.summarize(..., customers=customers, by="segment")', "")
    grid(table.fillna({"segment": "(none)"}), "segment")
    say(
        "Guests, and people on social networks who are no customers, have no segment: they are a "
        "group of their own. No buyers are known among them, so frequency and repeat rate are "
        "undefined there (-), which is not the same as zero."
    )


def over_time(shop: em.datasets.Shop, cdnow: pd.DataFrame) -> None:
    """`every` gives the whole history, computed in one pass over the records."""
    part("5  Over time", "the trailing 365 days at the end of each month")

    table = em.summarize(orders=shop.orders, emails=shop.emails, social=shop.social, every="1mo")

    lines('em.summarize(..., every="1mo"), the last year of it', "")
    grid(table[table["as_of"] >= "2024-01-01"], "as_of")

    history = em.repeat_purchase_rate(cdnow, every="1mo")

    lines("", 'em.repeat_purchase_rate(cdnow, every="1mo"), real orders', "")
    for row in history.tail(10).to_dict("records"):
        value, low, high = (row[f"repeat_purchase_rate{end}"] for end in ("", "_low", "_high"))
        note = "" if row["complete"] else "incomplete"
        lines(f"{row['as_of']:%Y-%m-%d} {value:7.1%}  |{strip(value, low, high)}| {note}")
    lines(f"{'':19} 30 %{'70 %':>56}")
    say(
        "The first record is of 1997-01-01; windows that reach back before it are incomplete and "
        "cannot be compared with the others. The rise is no success: all of these customers first "
        "bought in early 1997, and those who never returned drop out of the window."
    )


def compound(shop: em.datasets.Shop) -> None:
    """Metrics can be combined, and the combination is a metric like any other."""
    part("6  A metric of your own", "spend per buyer = frequency x order value")

    spend = (em.purchase_frequency * em.average_order_value).named("spend_per_buyer")
    change = (spend - spend.previous).named("change")

    lines('spend = (em.purchase_frequency * em.average_order_value).named("spend_per_buyer")')
    lines(f"  {spend(shop.orders)!r}", "")
    lines('change = (spend - spend.previous).named("change")')
    lines(f"  {change(shop.orders)!r}", "")
    lines('spend(orders, customers=customers, by="country")')
    table = spend(shop.orders, customers=shop.customers, by="country")
    lines(*table.round(1).to_string(index=False).splitlines())
    say(
        "`previous` is the window before this one, here the year before. The interval of the "
        "change takes into account that many customers bought in both years; if it holds zero, "
        "these orders cannot tell whether buyers spend more or less than they did. Guests are no "
        "known buyers and have no part in the product."
    )


def grid(table: pd.DataFrame, key: str) -> None:
    """Print a long table with a row for each key and a column for each metric."""
    names = {
        "purchase_frequency": "frequency",
        "average_order_value": "order value",
        "repeat_purchase_rate": "repeat rate",
        "newsletter_open_rate": "open rate",
        "social_interaction_score": "social score",
    }
    lines(f"{key:10}" + "".join(f"{name:>18}" for name in names.values()))
    rows: dict[str, dict[str, str]] = {}
    for row in table.to_dict("records"):
        label = f"{row[key]:%Y-%m-%d}" if isinstance(row[key], pd.Timestamp) else str(row[key])
        cell = shown(row["value"], row["low"], row["high"], row["unit"]).removesuffix(" %")
        rows.setdefault(label, {})[row["metric"]] = cell
    for label, cells in rows.items():
        lines(f"{label:10}" + "".join(f"{cells.get(name, '-'):>18}" for name in names))
    lines(f"{'':10}{'orders':>18}{'EUR':>18}{'%':>18}{'%':>18}{'points':>18}")


def shown(value: float, low: float, high: float, unit: str | None) -> str:
    """A value and its interval, such as 3.34 (3.05-3.64)."""
    if math.isnan(value):
        return "-"
    percent = 100 if unit == "fraction" else 1
    decimals = 2 if value * percent < 10 else 1  # noqa: PLR2004 (three digits are enough)
    numbers = (f"{number * percent:.{decimals}f}" for number in (value, low, high))
    text = "{} ({}-{})".format(*numbers)
    return f"{text} %" if unit == "fraction" else text


def strip(value: float, low: float, high: float) -> str:
    """A value and its interval as a picture from 30 to 70 percent."""
    left, middle, right = (round((number - 0.3) / 0.4 * 60) for number in (low, value, high))
    picture = " " * left + "[" + "-" * (right - left - 1) + "]"
    return f"{picture[:middle]}o{picture[middle + 1 :]}".ljust(60)


def part(title: str, about: str) -> None:
    """Print the heading of a part."""
    print(f"\n{title}\n{'=' * len(title)}\n{about}\n")


def say(text: str) -> None:
    """Print an explanation."""
    print(f"\n{textwrap.fill(text, WIDTH)}\n")


def lines(*texts: str) -> None:
    """Print lines as they are."""
    for text in texts:
        print(text.rstrip())


def main() -> None:
    """Load the data that come with the package, and go through the parts."""
    cdnow = em.datasets.cdnow_orders()
    groceries = em.datasets.grocery_orders()
    shop = em.datasets.simulate_shop(seed=7)

    one_number(cdnow)
    two_shops(cdnow, groceries)
    five_metrics(shop)
    by_segment(shop, groceries)
    over_time(shop, cdnow)
    compound(shop)


if __name__ == "__main__":
    main()
