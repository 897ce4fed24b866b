"""What terms are evaluated with: the state of each unit, comparisons, and the sameness of terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from engagement_metrics.engine.words import Expression, Words

if TYPE_CHECKING:
    from engagement_metrics.engine.terms import Leaf


class State(Protocol):
    """Where the measures of each unit are found."""

    @property
    def words(self) -> Words:
        """What expressions are built from."""
        ...

    def __call__(self, leaf: Leaf, /) -> Expression:
        """The column of a measure."""
        ...


COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def identity_of(value: object) -> object:
    """What makes two parts of a term the same one."""
    if isinstance(value, tuple):
        return tuple(identity_of(item) for item in value)
    # Terms and row expressions answer == with a condition, so their identities are compared.
    identity: Callable[[], object] | None = getattr(value, "identity", None)
    return value if identity is None else identity()
