"""How raw data is to be read: what its columns are called and how its text is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypedDict, get_args

from engagement_metrics.engine.clock import zone_named
from engagement_metrics.errors import ArgumentTypeError, InvalidArgumentError

if TYPE_CHECKING:
    from engagement_metrics.records.policies.policy import Policy

Invalid = Literal["raise", "drop", "keep"]
INVALID: tuple[str, ...] = get_args(Invalid)
Decimal = Literal[".", ","]

Duplicates = Literal["error", "first", "last"]
READING = ("columns", "values", "dates", "decimal", "tz", "status", "duplicates", "pseudonymise")

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
        status: Your words for what became of orders, as in {"processing": "completed"}; short for
            `values={"status": ...}`.
        duplicates: What becomes of rows that share an id and differ otherwise: they break a rule
            ("error", the default), or the "first" or the "last" one stands. Exact copies are
            always merged.
        identity: Ids of customers and the ids that they stand for, as in {"old": "new"}.
        pseudonymise: A secret key, by which personal values are replaced by keyed hashes
            (HMAC-SHA-256) and columns that are no fields are left out unless `columns` names them.
        grain: What a row is: an "order" (the default) or a "line" of one, which is rolled up.
        revenue: What an order is worth: its "amount" as given (the default), or computed: "gross"
            sales, "net_of_discounts", "net" of refunds too, or the "total" with tax and shipping.
        refunds: Where refunds belong, also those listed among the orders (with a negative amount,
            or with the order in `refund_of`): to the day of the "order", which is worth less then,
            or to that of the "refund", to be read with `as_refunds`.
        currency: The one currency of all amounts, such as "EUR".
        rates: What one unit of other currencies is worth in it: {"USD": 0.92}, or a frame with the
            columns `currency`, `date` (from which the rate is valid) and `rate`.
        guests: Whom orders without a `customer_id` are from: by their "email" (the default where
            there is one), "each" a customer, nobody ("exclude"), or they break a rule ("error").
        statuses: The statuses of orders that are kept; by default all, of which metrics count the
            completed ones.
        test_orders: "keep" test orders, which metrics never count (the default), or "exclude" them.
        gift_cards: "keep" orders of nothing but gift cards (the default), or "exclude" them.
        free_orders: "keep" orders worth nothing (the default), or "exclude" them.
        same_day: "keep" several orders of a customer on a day (the default), or "merge" them.
        machine_opens: "keep" opens as they came (the default), "mark" those of Apple's privacy
            proxy by their user agent, or "exclude" all that are marked.
        scanner_clicks: Clicks within so many seconds of delivery are marked as by machines.
    """

    columns: Mapping[str, str] | None
    values: Mapping[str, Mapping[str, object]] | None
    dates: str | Mapping[str, str] | None
    decimal: Decimal | None
    tz: str | None
    status: Mapping[str, str | None] | None
    duplicates: Duplicates | None
    identity: Mapping[str, str] | Mapping[int, int] | None
    pseudonymise: str | bytes | None
    grain: Literal["order", "line"] | None
    revenue: Literal["amount", "gross", "net_of_discounts", "net", "total"] | None
    refunds: Literal["order", "refund"] | None
    currency: str | None
    rates: Any
    guests: Literal["email", "exclude", "each", "error"] | None
    statuses: str | Sequence[str] | None
    test_orders: Literal["keep", "exclude"] | None
    gift_cards: Literal["keep", "exclude"] | None
    free_orders: Literal["keep", "exclude"] | None
    same_day: Literal["keep", "merge"] | None
    machine_opens: Literal["keep", "mark", "exclude"] | None
    scanner_clicks: float | None


@dataclass(frozen=True)
class Asked:
    """The options of one call, checked; named as in `Options`."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    dates: str | Mapping[str, str] = "iso"
    decimal: Decimal | None = None
    tz: str | None = None
    duplicates: Duplicates = "error"
    pseudonymise: bytes | None = field(default=None, repr=False)
    policies: tuple[Policy, ...] = ()

    def written(self, name: str) -> str:
        """How the dates of a field are written."""
        return self.dates if isinstance(self.dates, str) else self.dates.get(name, "iso")


def asked(options: Options, model_name: str = "") -> Asked:
    """The options of a call.

    Args:
        options: The arguments as they were given.
        model_name: The model of the records; without it there are no policies.

    Raises:
        ArgumentTypeError: An option is unknown or of the wrong type.
        InvalidArgumentError: An option has a value that cannot be used.
    """
    # These bring the models along, which are slow to load.
    from engagement_metrics.records.policies.chosen import arguments_of, policies_of

    known = [*(name for name in READING if name != "status" or model_name == "Order")]
    known += arguments_of(model_name)
    for name in options:
        if name not in known:
            message = f"there is no argument {name!r}; the arguments are {', '.join(known)}"
            raise ArgumentTypeError(message)
    given: dict[str, Any] = {name: one for name, one in options.items() if one is not None}
    reading = {name: given.pop(name) for name in READING if name in given}
    _settle(reading)
    made = Asked(**reading, policies=policies_of(model_name, given))
    _refuse_unusable(made)
    return made


def _settle(reading: dict[str, Any]) -> None:
    """Bring the options of reading into the form in which they are used."""
    from engagement_metrics.records.policies.pseudonyms import key_of

    if "status" in reading:
        reading["values"] = _with_status(reading.get("values", {}), reading.pop("status"))
    if "pseudonymise" in reading:
        reading["pseudonymise"] = key_of(reading["pseudonymise"])


def _refuse_unusable(made: Asked) -> None:
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
    if made.duplicates not in get_args(Duplicates):
        ways = ", ".join(map(repr, get_args(Duplicates)))
        message = f"duplicates={made.duplicates!r} must be one of {ways}"
        raise InvalidArgumentError(message)
    if made.decimal not in (None, ".", ","):
        message = f"decimal={made.decimal!r} must be '.' or ','"
        raise InvalidArgumentError(message)
    if not isinstance(made.dates, str) and not _is_text(made.dates):
        message = "dates takes a way of writing them, or a mapping of fields to such ways"
        raise ArgumentTypeError(message)
    for way in [made.dates] if isinstance(made.dates, str) else made.dates.values():
        _refuse_unknown(way)
    zone_named(made.tz)


def _with_status(values: object, status: object) -> object:
    """The words of all fields, with those of the status among them."""
    if not isinstance(status, Mapping):
        message = "status maps your words to ours, as in {'processing': 'completed'}"
        raise ArgumentTypeError(message)
    return {**values, "status": status} if isinstance(values, Mapping) else values


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
