"""Buyers: a rate of buying that differs between them, baskets that differ between and within them.

Rates are gamma distributed and orders Poisson given the rate, so that the orders of those who
bought at all are a zero-truncated negative binomial. It is drawn directly, and the rate given the
orders, which is gamma distributed again: nobody is drawn only to be thrown away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, gamma, log, log1p

import numpy as np
import polars as pl
from numpy.typing import NDArray

Whole = NDArray[np.int64]

BASKET = 40.0
CUTOFF = 2_000
END = np.datetime64("2025-12-31")
WINDOW = 365


@dataclass(frozen=True)
class Buyers:
    """The law that buyers are drawn from.

    Attributes:
        orders: How many orders a customer places in the window, on average over all of them.
        shape: The shape of the rates' gamma distribution; the smaller, the more they differ.
        growth: Each rate in this window, as a multiple of that in the window before.
        devotion: How the size of baskets goes with the rate: below zero, those who order often
            order less at a time.
        between: The standard deviation of log baskets between customers.
        within: That of log baskets of one customer.
        guests: The share of guests among those who order, each with one order.
        guest_discount: What a guest spends, as a multiple of a customer's basket.
    """

    orders: float = 2.5
    shape: float = 3.0
    growth: float = 1.0
    devotion: float = -0.15
    between: float = 0.3
    within: float = 0.15
    guests: float = 0.0
    guest_discount: float = 0.8

    def nobody(self, windows: float = 1.0) -> float:
        """The probability that a customer orders nothing in some windows' time."""
        return exp(-self.shape * log1p(windows * self.orders / self.shape))

    @property
    def frequency(self) -> float:
        """Orders per buyer."""
        return self.orders / (1 - self.nobody())

    @property
    def repeat_rate(self) -> float:
        """The share of buyers with two or more orders."""
        once = self.shape * self._odds() * self.nobody()
        return 1 - once / (1 - self.nobody())

    @property
    def order_value(self) -> float:
        """Money per order, guests included."""
        scale = self.orders / self.shape
        power = 1 + self.devotion
        basket = BASKET * exp((self.between**2 + self.within**2) / 2)
        spent = basket * exp(power * log(scale)) * gamma(self.shape + power) / gamma(self.shape)
        known = 1 - self.guests
        money = known * spent / (1 - self.nobody()) + self.guests * basket * self.guest_discount
        return money / (known * self.frequency + self.guests)

    @property
    def before(self) -> Buyers:
        """The same customers in the window before."""
        return replace(self, orders=self.orders / self.growth, growth=1.0)

    @property
    def retention(self) -> float:
        """The share of the buyers of the window before who bought in this one too."""
        absent = self.before.nobody()
        both = 1 - absent - self.nobody() + self.nobody(1 + 1 / self.growth)
        return both / (1 - absent)

    def draw(
        self, source: np.random.Generator, draws: int, units: int, *, windows: bool = False
    ) -> pl.DataFrame:
        """Orders of `units` active units in each draw.

        Args:
            source: Where randomness comes from.
            draws: How many draws.
            units: How many units order something in each.
            windows: Whether orders fall into two windows rather than one.
        """
        people = draws * units
        reach = 1 + 1 / self.growth if windows else 1.0
        counts = self.counts(source, people, reach)
        rates = source.gamma(self.shape + counts, self._odds(reach) / reach)
        guest = source.random(people) < self.guests
        counts[guest] = 1
        baskets = np.log(BASKET) + self.devotion * np.log(rates)
        baskets += source.normal(0, self.between, people)
        size = int(guest.sum())
        baskets[guest] = np.log(BASKET * self.guest_discount)
        baskets[guest] += source.normal(0, self.between, size)
        unit = np.repeat(np.arange(people), counts)
        amounts = np.exp(baskets[unit] + source.normal(0, self.within, len(unit)))
        age = source.integers(0, WINDOW, len(unit))
        if windows:
            age += WINDOW * (source.random(len(unit)) * reach > 1)
        return pl.DataFrame(
            {
                "draw": (unit // units).astype(np.int32),
                "customer_id": unit,
                "ordered_at": END - age.astype("timedelta64[D]"),
                "amount": amounts,
            }
        ).with_columns(
            customer_id=pl.when(~pl.Series(guest).gather(unit)).then("customer_id"),
        )

    def counts(self, source: np.random.Generator, people: int, reach: float = 1.0) -> Whole:
        """Orders of customers who have any, in some windows' time."""
        steps = np.arange(1, CUTOFF)
        # P(n) / P(n - 1) of the negative binomial.
        chances = np.cumprod((steps + self.shape - 1) / steps * self._odds(reach))
        cumulated = np.cumsum(chances) / chances.sum()
        return np.minimum(1 + np.searchsorted(cumulated, source.random(people)), CUTOFF)

    def _odds(self, windows: float = 1.0) -> float:
        return windows * self.orders / (windows * self.orders + self.shape)
