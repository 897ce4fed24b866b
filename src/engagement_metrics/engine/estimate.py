"""The answer to a question without groups and dates: a number that knows its uncertainty."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

_FIELDS = (
    "low", "high", "std_error", "numerator", "denominator", "units", "rows", "excluded", "start",
    "as_of", "complete", "metric", "unit", "confidence", "currency", "unit_noun", "notes",
)  # fmt: skip


class Estimate(float):
    """A metric's value with its interval and what it was computed from.

    It is a float: arithmetic with it gives plain floats, and NumPy, pandas, Polars and Arrow store
    it as one. An undefined value (0/0) is NaN.

    Attributes:
        low: The lower end of the interval; NaN where there is none.
        high: The upper end of the interval.
        std_error: The standard error, clustered by unit (customer, recipient).
        numerator: What stands above the line of the formula; NaN where it has none.
        denominator: What stands below it.
        units: How many customers (recipients, people) the number is about.
        rows: How many records.
        excluded: How many records were left out, by reason.
        start: The first day (or instant) of the window; None where there are no records.
        as_of: The last day of the window, or the instant just after it.
        complete: Whether the number can be compared with its neighbours.
        metric: The name of the metric.
        unit: What the number is counted in.
        confidence: The level of the interval; None for none.
        currency: The currency of the amounts, where there is one.
        unit_noun: What units are called.
        notes: What else a reader should know, such as that opens by machines are not told apart.

    Examples:
        >>> import engagement_metrics as em
        >>> rate = em.repeat_purchase_rate(em.datasets.cdnow_orders(), as_of="1998-06-30")
        >>> rate
        repeat_purchase_rate 0.599 (95 % CI 0.564 to 0.632, 812 customers, 1997-07-01 to 1998-06-30)
        >>> round(rate.low, 4), rate.units, rate * 100 > 59
        (0.5644, 812, True)
    """

    __slots__ = _FIELDS

    low: float
    high: float
    std_error: float
    numerator: float
    denominator: float
    units: int
    rows: int
    excluded: Mapping[str, int]
    start: date | datetime | None
    as_of: date | datetime | None
    complete: bool
    metric: str
    unit: str | None
    confidence: float | None
    currency: str | None
    unit_noun: str
    notes: tuple[str, ...]

    if TYPE_CHECKING:
        # As any float it equals a whole number, which strict checkers doubt of a subclass.
        def __eq__(self, other: object, /) -> bool: ...
        def __hash__(self) -> int: ...

    def __new__(cls, value: float, **fields: Any) -> Self:
        """An estimate from its value and fields."""
        self = super().__new__(cls, value)
        fields["excluded"] = MappingProxyType(dict(fields["excluded"]))
        for name in _FIELDS:
            object.__setattr__(self, name, fields[name])
        return self

    def __setattr__(self, name: str, value: object) -> None:
        message = f"an Estimate cannot be changed; {name} stays what it is"
        raise AttributeError(message)

    def __delattr__(self, name: str) -> None:
        message = f"an Estimate cannot be changed; {name} stays what it is"
        raise AttributeError(message)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (float(self), self._fields())

    def __copy__(self) -> Estimate:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Estimate:
        return self

    def _fields(self) -> dict[str, Any]:
        fields = {name: getattr(self, name) for name in _FIELDS}
        fields["excluded"] = dict(self.excluded)
        return fields

    def to_dict(self) -> dict[str, Any]:
        """The estimate as native types: NaN as None, dates as ISO text, ready for JSON.

        Returns:
            A dictionary with `value` and every attribute.
        """
        fields = {"metric": self.metric, "value": float(self), **self._fields()}
        return {name: _native(value) for name, value in fields.items()}

    def __repr__(self) -> str:
        return f"{self.metric} {self._shown()}"

    def __str__(self) -> str:
        return self._shown()

    def _shown(self) -> str:
        if math.isnan(self):
            value = "undefined"
        else:
            value = _rounded(float(self), self._decimals())
            if self.currency and self.unit and "currency" in self.unit:
                value += f" {self.currency}"
        about = [
            self._interval(),
            f"{self.units:,} {_counted(self.unit_noun, self.units)}",
            self._dates(),
        ]
        notes = "".join(f"; {note}" for note in (*self.notes, *self._incomplete()))
        return f"{value} ({', '.join(part for part in about if part)}{notes})"

    def _incomplete(self) -> tuple[str, ...]:
        return () if self.complete else ("incomplete",)

    def _interval(self) -> str:
        if self.confidence is None or math.isnan(self.low):
            return ""
        decimals = self._decimals()
        low, high = _rounded(self.low, decimals), _rounded(self.high, decimals)
        return f"{self.confidence * 100:g} % CI {low} to {high}"

    def _dates(self) -> str:
        if self.as_of is None:
            return "no records"
        return f"{self.start} to {self.as_of}" if self.start else f"to {self.as_of}"

    def _decimals(self) -> int:
        """As many as the interval's half-width leaves two digits of meaning."""
        half = (self.high - self.low) / 2
        if math.isnan(half) and math.isnan(self.denominator) and self.is_integer():
            return 0
        scale = half if half > 0 else abs(float(self)) / 100
        if not scale > 0 or math.isinf(scale):
            return 2
        return min(max(1 - math.floor(math.log10(scale)), 0), 12)


def _restore(value: float, fields: dict[str, Any]) -> Estimate:
    return Estimate(value, **fields)


def _counted(noun: str, number: int) -> str:
    if number != 1 or " and " in noun:
        return noun
    return "person" if noun == "people" else noun.removesuffix("s")


def _rounded(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}"


def _native(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value
