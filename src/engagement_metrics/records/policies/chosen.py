"""The policies of one call, from its arguments, in the order in which they are applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from engagement_metrics.errors import ArgumentTypeError, InvalidArgumentError
from engagement_metrics.records.models import model_named
from engagement_metrics.records.policies.counting import MARKED, Excluded, Statuses
from engagement_metrics.records.policies.currency import one_currency
from engagement_metrics.records.policies.guests import Guests, Way
from engagement_metrics.records.policies.identity import identity_of
from engagement_metrics.records.policies.lines import Lines
from engagement_metrics.records.policies.machines import MachineOpens, Opens, ScannerClicks
from engagement_metrics.records.policies.policy import Policy
from engagement_metrics.records.policies.refunds import Dated, Refunds
from engagement_metrics.records.policies.revenue import Basis, Revenue
from engagement_metrics.records.policies.same_day import SameDay
from engagement_metrics.records.vocabulary import STATUSES

# The arguments that only some kinds of record have.
OF_ORDERS = (
    "grain", "refunds", "revenue", "currency", "rates", "guests", "statuses", "test_orders",
    "gift_cards", "free_orders", "same_day",
)  # fmt: skip
OF_EMAILS = ("machine_opens", "scanner_clicks")
OF_ALL = ("identity",)
WORDS: Mapping[str, tuple[str, ...]] = {
    "grain": ("order", "line"),
    "refunds": get_args(Dated),
    "revenue": get_args(Basis),
    "guests": get_args(Way),
    "test_orders": ("keep", "exclude"),
    "gift_cards": ("keep", "exclude"),
    "free_orders": ("keep", "exclude"),
    "same_day": ("keep", "merge"),
    "machine_opens": ("keep", *get_args(Opens)),
}


def arguments_of(model_name: str) -> tuple[str, ...]:
    """The policies that a kind of record has, by the names of their arguments."""
    own = {"Order": OF_ORDERS, "EmailEvent": OF_EMAILS}.get(model_name, ())
    return (*own, *OF_ALL) if model_name else ()


def policies_of(model_name: str, given: Mapping[str, Any]) -> tuple[Policy, ...]:
    """The policies that the arguments of a call ask for, in the order of their application.

    Raises:
        ArgumentTypeError: An argument is of the wrong type.
        InvalidArgumentError: An argument has a value that cannot be used.
    """
    for name, words in WORDS.items():
        if name in given and given[name] not in words:
            message = f"{name}={given[name]!r} must be one of {', '.join(map(repr, words))}"
            raise InvalidArgumentError(message)
    policies: list[Policy] = []
    if model_name == "Order":
        policies += _of_orders(given)
    if given.get("machine_opens", "keep") != "keep":
        policies.append(MachineOpens(given["machine_opens"]))
    if "scanner_clicks" in given:
        policies.append(ScannerClicks(_seconds(given["scanner_clicks"])))
    if model_name != "Order" and "identity" in given:
        policies.append(identity_of(given["identity"]))
    return tuple(policies)


def _of_orders(given: Mapping[str, Any]) -> list[Policy]:
    basis, dated = given.get("revenue", "amount"), given.get("refunds")
    lines = given.get("grain") == "line"
    _refuse_contradictions(given)
    policies: list[Policy] = []
    if dated is not None:
        policies.append(Refunds(dated, reduce=basis == "amount"))
    if lines:
        policies.append(Lines(revenue=basis != "amount"))
    if basis != "amount":
        policies.append(Revenue(basis, lines=lines))
    money = model_named("Order").row_source.kind.money
    if "currency" in given:
        policies.append(one_currency(given["currency"], given.get("rates"), money))
    # Addresses of guests are ids too, which may be replaced by those of customers.
    policies.append(Guests(given.get("guests")))
    if "identity" in given:
        policies.append(identity_of(given["identity"]))
    if "statuses" in given:
        policies.append(Statuses(_statuses(given["statuses"])))
    policies += [
        Excluded(name, column, reason)
        for name, (column, reason) in MARKED.items()
        if given.get(name) == "exclude"
    ]
    if given.get("same_day") == "merge":
        policies.append(SameDay((*money, "n_items")))
    return policies


def _refuse_contradictions(given: Mapping[str, Any]) -> None:
    if given.get("grain") == "line" and "refunds" in given:
        message = "grain='line' and refunds cannot be said together; roll lines up first"
        raise InvalidArgumentError(message)
    if given.get("revenue") == "net" and given.get("refunds") == "refund":
        message = (
            "revenue='net' takes refunds off their orders, but refunds='refund' dates them at "
            "themselves; ask for revenue='net_of_discounts'"
        )
        raise InvalidArgumentError(message)
    if "rates" in given and "currency" not in given:
        message = "rates needs currency, the one that all amounts are converted to"
        raise InvalidArgumentError(message)


def _statuses(given: object) -> tuple[str, ...]:
    words = (given,) if isinstance(given, str) else given
    if not isinstance(words, Sequence) or not all(isinstance(word, str) for word in words):
        message = "statuses takes the statuses that count, as in ['completed', 'pending']"
        raise ArgumentTypeError(message)
    if not words or not {*words} <= {*STATUSES}:
        message = f"statuses must be some of {', '.join(STATUSES)}; status= maps yours to these"
        raise InvalidArgumentError(message)
    return tuple(words)


def _seconds(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        message = f"scanner_clicks takes a number of seconds, not {type(given).__name__}"
        raise ArgumentTypeError(message)
    if not 0 <= given <= 24 * 3600:
        message = "scanner_clicks must be between 0 seconds and a day"
        raise InvalidArgumentError(message)
    return float(given)
