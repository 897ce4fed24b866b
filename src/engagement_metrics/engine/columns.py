"""Expressions of one row's columns: what a measure adds up, and which rows it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from engagement_metrics.engine.words import Expression
from engagement_metrics.errors import DefinitionError, InvalidArgumentError

Reader: TypeAlias = Callable[["Column"], Expression]

MICROSECONDS_OF_AN_HOUR = 3_600_000_000
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_LOGIC = frozenset({"&", "|", "~", "is_in", "is_null"}) | _COMPARISONS


@dataclass(frozen=True, eq=False)
class RowExpression:
    """A value or a condition computed from the columns of one row.

    Built from `column("amount")` with arithmetic, comparisons and `&`, `|`, `~`.
    Two expressions that are written the same way are the same expression.
    """

    operation: str
    operands: tuple[Any, ...]

    @property
    def is_condition(self) -> bool:
        """Whether the expression is true or false rather than a number."""
        return self.operation in _LOGIC

    def columns(self) -> Iterator[Column]:
        """Every column that the expression reads."""
        for operand in self.operands:
            if isinstance(operand, RowExpression):
                yield from operand.columns()

    def compile(self, read: Reader) -> Expression:
        """The same expression for Narwhals, with `read` finding each column."""
        parts = [
            operand.compile(read) if isinstance(operand, RowExpression) else operand
            for operand in self.operands
        ]
        return _COMPILERS[self.operation](*parts)

    def identity(self) -> tuple[Any, ...]:
        """What makes two expressions the same one."""
        return (
            self.operation,
            *(
                operand.identity()
                if isinstance(operand, RowExpression)
                else (type(operand).__name__, operand)
                for operand in self.operands
            ),
        )

    def is_in(self, values: Sequence[object]) -> RowExpression:
        """True where the value is one of `values`."""
        return RowExpression("is_in", (self, tuple(values)))

    def is_null(self) -> RowExpression:
        """True where there is no value."""
        return RowExpression("is_null", (self,))

    def log(self) -> RowExpression:
        """The natural logarithm."""
        return RowExpression("log", (self,))

    def __hash__(self) -> int:
        return hash(self.identity())

    def __eq__(self, other: object) -> Any:  # noqa: ANN401 (a bool or a condition)
        # Between two expressions equality is that of the definitions, so that they can be keys of
        # a dictionary; against a value it is a condition on rows.
        if isinstance(other, RowExpression):
            return self.identity() == other.identity()
        return RowExpression("==", (self, _plain(other)))

    def __ne__(self, other: object) -> Any:  # noqa: ANN401 (a bool or a condition)
        if isinstance(other, RowExpression):
            return self.identity() != other.identity()
        return RowExpression("!=", (self, _plain(other)))

    def __bool__(self) -> bool:
        message = "a condition on rows has no single truth value; combine with &, | and ~"
        raise TypeError(message)

    def __lt__(self, other: object) -> RowExpression:
        return RowExpression("<", (self, _plain(other)))

    def __le__(self, other: object) -> RowExpression:
        return RowExpression("<=", (self, _plain(other)))

    def __gt__(self, other: object) -> RowExpression:
        return RowExpression(">", (self, _plain(other)))

    def __ge__(self, other: object) -> RowExpression:
        return RowExpression(">=", (self, _plain(other)))

    def __and__(self, other: RowExpression) -> RowExpression:
        return RowExpression("&", (_condition(self), _condition(other)))

    def __or__(self, other: RowExpression) -> RowExpression:
        return RowExpression("|", (_condition(self), _condition(other)))

    def __invert__(self) -> RowExpression:
        return RowExpression("~", (_condition(self),))

    def __add__(self, other: object) -> RowExpression:
        return RowExpression("+", (self, _plain(other)))

    def __radd__(self, other: object) -> RowExpression:
        return RowExpression("+", (_plain(other), self))

    def __sub__(self, other: object) -> RowExpression:
        return RowExpression("-", (self, _plain(other)))

    def __rsub__(self, other: object) -> RowExpression:
        return RowExpression("-", (_plain(other), self))

    def __mul__(self, other: object) -> RowExpression:
        return RowExpression("*", (self, _plain(other)))

    def __rmul__(self, other: object) -> RowExpression:
        return RowExpression("*", (_plain(other), self))

    def __truediv__(self, other: object) -> RowExpression:
        return RowExpression("/", (self, _plain(other)))

    def __neg__(self) -> RowExpression:
        return RowExpression("*", (self, -1))


@dataclass(frozen=True, eq=False)
class Column(RowExpression):
    """A column of the data, by name; `default` stands in where the data has no such column."""

    default: float | str | bool | None = None
    within: tuple[float, float] | None = None

    @property
    def name(self) -> str:
        """The column's name."""
        return str(self.operands[0])

    def columns(self) -> Iterator[Column]:
        """The column itself."""
        yield self

    def compile(self, read: Reader) -> Expression:
        """The column, as `read` finds it."""
        return read(self)

    def identity(self) -> tuple[Any, ...]:
        """The name, the default and the limits."""
        return (self.operation, self.name, self.default, self.within)


@dataclass(frozen=True, eq=False)
class Moment(Column):
    """A column of times, as a number of microseconds; take the difference of two."""


def hours_between(start: str, end: str) -> RowExpression:
    """How many hours after one moment of a row another one came."""
    elapsed = Moment("moment", (end,)) - Moment("moment", (start,))
    return elapsed / MICROSECONDS_OF_AN_HOUR


def column(
    name: str,
    *,
    default: float | str | bool | None = None,
    within: tuple[float, float] | None = None,
) -> Column:
    """A column of the rows, to build a measure's value or condition from.

    Args:
        name: The column's name.
        default: The value of every row where the data has no such column. Without it such data
            is an error.
        within: The smallest and the largest number that rows which count may hold; others are an
            error.

    Returns:
        An expression that takes `+ - * /`, comparisons, `.is_in`, `.is_null`, `.log`, `&`, `|` and
        `~`.

    Examples:
        >>> import engagement_metrics as em
        >>> large = em.count(em.Order, where=em.column("amount") >= 100)
        >>> units = em.sum_of(em.Order, em.column("n_items", default=1))
    """
    return replace(Column("column", (name,)), default=default, within=within)


Where: TypeAlias = Mapping[str, object] | RowExpression


def condition_of(where: Where | None) -> RowExpression | None:
    """A condition on rows from plain data such as `{"channel": ["web", "app"]}`."""
    if where is None:
        return None
    if isinstance(where, RowExpression):
        return _condition(where)
    if not isinstance(where, Mapping):
        message = (
            f"where takes a mapping such as {{'channel': ['web', 'app']}}, "
            f"not a {type(where).__name__}"
        )
        raise InvalidArgumentError(message)
    condition: RowExpression | None = None
    for name, allowed in where.items():
        one = _allowed(column(name), allowed)
        condition = one if condition is None else condition & one
    return condition


def spelled(expression: RowExpression) -> str:
    """An expression as text, the same for all that are written the same way."""
    if isinstance(expression, Column):
        text = expression.name if expression.name.isidentifier() else repr(expression.name)
        if expression.default is not None:
            text += f" or {expression.default!r}"
        if expression.within is not None:
            text += f" within {expression.within[0]!r} to {expression.within[1]!r}"
        return text
    parts = [
        spelled(operand)
        if isinstance(operand, RowExpression)
        # The values of a set come in any order.
        else f"[{', '.join(sorted(map(repr, operand)))}]"
        if isinstance(operand, tuple)
        else repr(operand)
        for operand in expression.operands
    ]
    if len(parts) == 1:
        return f"{expression.operation} {parts[0]}"
    return f"({f' {expression.operation} '.join(parts)})"


def either(first: RowExpression | None, second: RowExpression | None) -> RowExpression | None:
    """The rows of one condition or the other; None stands for every row."""
    if first is None or second is None:
        return None
    if first == second:
        return first
    return first | second


def _allowed(named: Column, allowed: object) -> RowExpression:
    if isinstance(allowed, str | bytes) or not isinstance(allowed, Sequence | set | frozenset):
        return named.is_null() if allowed is None else named == allowed
    values = tuple(value for value in allowed if value is not None)
    if len(values) == len(allowed):
        return named.is_in(values)
    return named.is_in(values) | named.is_null() if values else named.is_null()


def _plain(value: object) -> object:
    if isinstance(value, Mapping | list | set):
        message = f"a column is compared or combined with one value, not a {type(value).__name__}"
        raise DefinitionError(message)
    return value


def _condition(expression: RowExpression) -> RowExpression:
    if not expression.is_condition and not isinstance(expression, Column):
        message = "a condition on rows must be true or false, such as column('amount') >= 100"
        raise DefinitionError(message)
    return expression


_COMPILERS: dict[str, Callable[..., Expression]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    # PostgreSQL drops what is left over where whole numbers are divided.
    "/": lambda a, b: a * 1.0 / b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "~": lambda a: ~a,
    "is_in": lambda a, values: a.is_in(list(values)),
    "is_null": lambda a: a.is_null(),
    "log": lambda a: a.log(),
}
