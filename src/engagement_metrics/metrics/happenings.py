"""Events by name, since every site calls them differently."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from engagement_metrics.engine.columns import RowExpression, column
from engagement_metrics.engine.measures import Measure, count
from engagement_metrics.records.kinds import WEB_EVENTS

Names: TypeAlias = str | Sequence[str]


def named(names: Names) -> RowExpression:
    """Whether an event has one of these names."""
    return column("name").is_in((names,) if isinstance(names, str) else tuple(names))


def events_named(names: Names) -> Measure:
    """How many such events a visitor has."""
    return count(WEB_EVENTS, where=named(names))
