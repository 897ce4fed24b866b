"""When customers come back: true quantiles of gaps between orders that come by chance alone.

Customers order at rates that differ between them (gamma distributed), each at any time alike. Days
are whole: what happens within a day happens on it.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import gammaincinv, ndtr

from tests.simulation.buyers import BASKET, END, WINDOW, Buyers

STEPS = 20_000


@dataclass(frozen=True)
class Newcomers:
    """Customers who come at any time of the window, and perhaps come back.

    Attributes:
        shape: The shape of the rates' gamma distribution.
        rate: The mean rate, in orders a year.
    """

    shape: float = 2.0
    rate: float = 5.0

    def returned_after(self, share: float) -> int:
        """The first day by which a share has come back: the gap is shorter than its end."""
        day = 0
        while (1 + (day + 1) * self.rate / WINDOW / self.shape) ** -self.shape > 1 - share:
            day += 1
        return day

    def draw(self, source: np.random.Generator, draws: int, units: int) -> pl.DataFrame:
        """First orders, and the second ones of those who came back in time."""
        people = draws * units
        begin = END - source.integers(0, WINDOW, people).astype("timedelta64[D]")
        rates = source.gamma(self.shape, self.rate / WINDOW / self.shape, people)
        gap = np.floor(source.exponential(1, people) / rates).clip(0, 10 * WINDOW)
        unit = np.arange(people)
        first = pl.DataFrame({"customer_id": unit, "ordered_at": begin})
        second = pl.DataFrame(
            {"customer_id": unit, "ordered_at": begin + gap.astype("timedelta64[D]")}
        )
        orders = pl.concat([first, second]).filter(pl.col("ordered_at") <= pl.lit(END))
        return orders.with_columns(draw=(pl.col("customer_id") // units).cast(pl.Int32))


def gap_of(buyers: Buyers, share: float) -> int:
    """The first day by which a share of a buyers' orders has been followed by the next one.

    An order is likelier that of somebody who orders often, so that rates count by themselves; and
    it falls on any time of its day.
    """
    scale, power = buyers.orders / buyers.shape / WINDOW, buyers.shape

    def over(day: int) -> float:
        later, earlier = ((1 + scale * d) ** -power for d in (day + 1, day))
        found: float = (earlier - later) / (scale * power)
        return found

    day = 0
    while over(day) > 1 - share:
        day += 1
    return day


def recency_of(buyers: Buyers, share: float) -> int:
    """The number of days within which a share of the buyers has ordered last."""
    nobody = buyers.nobody()

    def longer(day: int) -> float:
        # Nobody orders in that part of the window, but somebody does in the rest.
        part = (day + 1) / WINDOW
        return (buyers.nobody(part) - nobody) / (1 - nobody)

    day = 0
    while longer(day) > 1 - share:
        day += 1
    return day


def order_value_of(buyers: Buyers, share: float) -> float:
    """A quantile of the amounts of all orders, guests' included."""
    spread = np.hypot(buyers.between, buyers.within)
    chances = (np.arange(STEPS) + 0.5) / STEPS
    # Orders are likelier those of somebody who orders often.
    rates = gammaincinv(buyers.shape + 1, chances) * buyers.orders / buyers.shape
    known = (1 - buyers.guests) * buyers.frequency
    centres = np.log(BASKET) + buyers.devotion * np.log(rates)
    guests = np.log(BASKET * buyers.guest_discount)

    def below(amount: float) -> float:
        of_known = float(ndtr((np.log(amount) - centres) / spread).mean())
        of_guests = float(ndtr((np.log(amount) - guests) / spread))
        return (known * of_known + buyers.guests * of_guests) / (known + buyers.guests)

    low, high = 0.01, 100 * BASKET
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < share else (low, middle)
    return low
