"""The time that a shop is simulated for, and how moments and columns are written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd
    from numpy.typing import NDArray

DAY: Final = 86_400
"""Seconds; the simulator counts seconds since midnight of the first day."""

YEAR: Final = 365 * DAY


@dataclass(frozen=True)
class Period:
    """The days that are simulated.

    Attributes:
        first: the midnight that begins the first day.
        seconds: how long the period is.
    """

    first: np.datetime64
    seconds: int

    @classmethod
    def of(cls, start: date, end: date) -> Period:
        """The period of whole days between two days, both included.

        Args:
            start: the first day.
            end: the last day.

        Returns:
            The period.
        """
        return cls(np.datetime64(start, "us"), ((end - start).days + 1) * DAY)

    def times(
        self,
        seconds: NDArray[np.int64] | NDArray[np.float64],
        known: NDArray[np.bool_] | None = None,
    ) -> NDArray[np.datetime64]:
        """Timestamps of moments.

        Args:
            seconds: since midnight of the first day; fractions are cut off.
            known: where this is false, the timestamp is null.

        Returns:
            Naive timestamps, local wall time.
        """
        if known is None:
            return self.first + seconds.astype("timedelta64[s]")
        within = np.where(known, seconds, 0).astype("timedelta64[s]")
        return np.where(known, self.first + within, np.datetime64("NaT", "us"))


def frame_of(columns: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    """A frame whose columns have the same types whatever is in them.

    Args:
        columns: one array a column; arrays of objects are text, with None for null.

    Returns:
        The frame.
    """
    import pandas as pd

    # What text is called differs between versions of pandas, and a column of nulls alone would
    # not be seen as text.
    text = pd.Series([""]).dtype
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype=text if values.dtype == np.object_ else values.dtype)
            for name, values in columns.items()
        }
    )
