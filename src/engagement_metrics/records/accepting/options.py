"""How raw data is to be read: what its columns are called and how its text is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, TypedDict, get_args

from engagement_metrics.engine.clock import zone_named
from engagement_metrics.errors import ArgumentTypeError, InvalidArgumentError

Invalid = Literal["raise", "drop", "keep"]
INVALID: tuple[str, ...] = get_args(Invalid)
Decimal = Literal[".", ","]

UNIX = {"unix": 1, "unix_ms": 1_000, "unix_us": 1_000_000}
ORDERS_OF_DAY = ("day_first", "month_first")


class Options(TypedDict, total=False):
    """What can be said of raw data.

    Attributes:
        columns: The names of your columns, as in {"ordered_at": "Created at"}. Columns that have
            the canonical name already need not be named.
        values: Words of yours and what they are here, by field, as in
            {"status": {"processing": "completed"}}.
        dates: How dates are written, for all fields or by field: "iso" (the default),
            "day_first" or "month_first" (beside which ISO is understood too), "unix", "unix_ms",
            "unix_us", or a format such as "%d.%m.%y %H:%M".
        decimal: How numbers are written: with a decimal "," or ".", and the other one perhaps
            between thousands. Without it only plain numbers such as 1234.56 are understood.
        tz: The IANA zone of times without one, and in which days begin. Without it such times
            stay without a zone.
    """

    columns: Mapping[str, str] | None
    values: Mapping[str, Mapping[str, object]] | None
    dates: str | Mapping[str, str] | None
    decimal: Decimal | None
    tz: str | None


@dataclass(frozen=True)
class Asked:
    """The options of one call, checked; named as in `Options`."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    dates: str | Mapping[str, str] = "iso"
    decimal: Decimal | None = None
    tz: str | None = None

    def written(self, name: str) -> str:
        """How the dates of a field are written."""
        return self.dates if isinstance(self.dates, str) else self.dates.get(name, "iso")


def asked(options: Options) -> Asked:
    """The options of a call.

    Raises:
        ArgumentTypeError: An option is unknown or of the wrong type.
        InvalidArgumentError: An option has a value that cannot be used.
    """
    known = [one.name for one in fields(Asked)]
    for name in options:
        if name not in known:
            message = f"there is no argument {name!r}; the arguments are {', '.join(known)}"
            raise ArgumentTypeError(message)
    given = {name: value for name, value in options.items() if value is not None}
    made = Asked(**given)  # type: ignore[arg-type]
    if not _is_text(made.columns):
        message = (
            "columns maps fields to names of your columns, as in {'ordered_at': 'Created at'}; all "
            "must be text"
        )
        raise ArgumentTypeError(message)
    mapping: object = made.values
    if not isinstance(mapping, Mapping) or not all(
        isinstance(v, Mapping) for v in mapping.values()
    ):
        message = "values maps fields to words, as in {'status': {'processing': 'completed'}}"
        raise ArgumentTypeError(message)
    if made.decimal not in (None, ".", ","):
        message = f"decimal={made.decimal!r} must be '.' or ','"
        raise InvalidArgumentError(message)
    if not isinstance(made.dates, str) and not _is_text(made.dates):
        message = "dates takes a way of writing them, or a mapping of fields to such ways"
        raise ArgumentTypeError(message)
    for way in [made.dates] if isinstance(made.dates, str) else made.dates.values():
        _refuse_unknown(way)
    zone_named(made.tz)
    return made


def _is_text(mapping: object) -> bool:
    """Whether something is a mapping of text to text."""
    return isinstance(mapping, Mapping) and all(
        isinstance(one, str) for pair in mapping.items() for one in pair
    )


def _refuse_unknown(way: str) -> None:
    words = ("iso", *ORDERS_OF_DAY, *UNIX)
    if way not in words and "%" not in way:
        message = (
            f"dates={way!r} is not known; it is one of {', '.join(map(repr, words))}, or a format "
            "such as '%d.%m.%y %H:%M'"
        )
        raise InvalidArgumentError(message)


def refuse_unknown_way(invalid: object) -> None:
    """Raise where it is not known what to do with broken rows.

    Raises:
        InvalidArgumentError: It is none of the ways.
    """
    if invalid not in INVALID:
        message = f"invalid={invalid!r} must be one of {', '.join(map(repr, INVALID))}"
        raise InvalidArgumentError(message)
