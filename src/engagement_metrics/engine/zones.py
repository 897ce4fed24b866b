"""The clock of a zone on engines that cannot convert one: its offset by cases of the instant.

An engine without conversion still compares instants. The changes of the zone's offset are read from
the time zone database here, and become a tree of comparisons there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from engagement_metrics.engine.words import Expression, Words

Years: TypeAlias = tuple[int, int]
Change: TypeAlias = tuple[datetime, timedelta]

# What is asked about before the data has been looked at.
USUAL: Years = (1970, 2040)
_SECOND = timedelta(seconds=1)


def seconds_ahead(
    instant: Expression, zone: str, column_zone: str, years: Years | None, words: Words
) -> Expression | None:
    """By how many seconds the clock of a zone is ahead of the one that the engine shows.

    Args:
        instant: The instants.
        zone: The zone asked about.
        column_zone: The zone of the column's type, in which the engine shows them.
        years: The first and the last year of the instants.
        words: What expressions are built from.

    Returns:
        A whole number a row; None where it is 0 for all of them.
    """
    if zone == column_zone:
        return None
    return _by_cases(instant, changes(zone, column_zone, *(years or USUAL)), words)


@lru_cache(maxsize=256)
def changes(zone: str, column_zone: str, first: int, last: int) -> tuple[Change, ...]:
    """From when on one zone is how far ahead of another, over some years and a day around them.

    The first change is that far ahead from the very beginning.
    """
    there, here = ZoneInfo(zone), ZoneInfo(column_zone)

    def ahead(instant: datetime) -> timedelta:
        one, other = (instant.astimezone(z).utcoffset() for z in (there, here))
        return (one or timedelta()) - (other or timedelta())

    day = timedelta(days=1)
    moment = datetime(max(first, 2), 1, 1, tzinfo=UTC) - day
    until = datetime(min(last, 9997) + 1, 1, 1, tzinfo=UTC) + day
    found = [(moment, ahead(moment))]
    while moment < until:
        if ahead(moment + day) != found[-1][1]:
            early, late = moment, moment + day
            while late - early > _SECOND:
                middle = early + (late - early) // 2
                middle -= timedelta(microseconds=middle.microsecond)
                early, late = (middle, late) if ahead(middle) == found[-1][1] else (early, middle)
            found.append((late, ahead(late)))
        moment += day
    return tuple(found)


def _by_cases(instant: Expression, found: Sequence[Change], words: Words) -> Expression:
    """A tree of comparisons, since a chain of them would be as long as the years are many."""
    if len(found) == 1:
        return words.lit(int(found[0][1].total_seconds())).cast(words.Int64)
    half = len(found) // 2
    earlier = words.when(instant < words.lit(found[half][0]))
    chosen: Expression = earlier.then(_by_cases(instant, found[:half], words)).otherwise(
        _by_cases(instant, found[half:], words)
    )
    return chosen
