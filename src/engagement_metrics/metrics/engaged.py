"""Whether a session is engaged: by its flag, or by what is known of it."""

from __future__ import annotations

from typing import Literal, get_args

from engagement_metrics.engine.columns import RowExpression, column
from engagement_metrics.errors import InvalidArgumentError
from engagement_metrics.metrics.email import one_of

Engaged = Literal["flag", "computed"]
Sense = Literal["not_engaged", "single_page"]
MILLISECONDS = 1000
PAGES = 2


def is_known(name: str) -> RowExpression:
    """Whether a column says something."""
    return ~column(name).is_null()


def whether_engaged(engaged: Engaged, seconds: float) -> tuple[RowExpression, RowExpression]:
    """Whether a session is engaged, and whether that is known.

    Raises:
        InvalidArgumentError: A parameter has a value that it cannot have.
    """
    one_of("engaged", engaged, get_args(Engaged))
    if engaged == "flag":
        return column("is_engaged") == True, is_known("is_engaged")  # noqa: E712
    number: object = seconds
    if isinstance(number, bool) or not isinstance(number, int | float) or not number > 0:
        message = f"seconds={seconds!r} must be a number above 0"
        raise InvalidArgumentError(message)
    computed = (
        (column("engagement_ms") >= seconds * MILLISECONDS)
        | (column("key_events", default=0) >= 1)
        | (column("page_views") >= PAGES)
    )
    return computed, is_known("engagement_ms") & is_known("page_views")
