"""Scales: from the lowest to the highest score that can be given."""

from __future__ import annotations

from engagement_metrics.errors import InvalidArgumentError

Scale = tuple[float, float]


def scale_of(scale: Scale) -> Scale:
    """The ends of a scale, checked.

    Raises:
        InvalidArgumentError: It is no pair of numbers of which the first is smaller.
    """
    ends: tuple[object, ...] = tuple(scale)
    numbers = [end for end in ends if isinstance(end, int | float) and not isinstance(end, bool)]
    if len(ends) != 2 or len(numbers) != 2 or not numbers[0] < numbers[1]:  # noqa: PLR2004
        message = f"scale={scale!r} must be the lowest and the highest score, such as (1, 5)"
        raise InvalidArgumentError(message)
    return numbers[0], numbers[1]
