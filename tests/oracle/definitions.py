"""What each metric means: terms of one unit's rows, and a formula over their totals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from .intervals import Formula
from .terms import Row, Term, at_least, interactions, messages, orders, product, revenue, without

INTERACTIONS = (
    "like", "comment", "share", "save", "follow", "ambassador_follow", "review", "message",
    "mention",
)  # fmt: skip


def every_row(_kind: str, _row: Row) -> bool:
    """Every row that qualifies adds something."""
    return True


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A metric.

    Attributes:
        name: What the metric is called.
        records: The kinds of record that it reads.
        terms: Functions of one unit's rows; 0 for a unit without rows.
        formula: From the totals of the terms to the value, by `+ - * /` alone.
        guests: Whether each row without a unit counts, as a unit of its own.
        share: Whether the formula is `total(a) / total(b)` of a part and its whole.
        bounds: The limits of the value.
        degree_zero: Whether scaling all totals leaves the formula unchanged.
        lags: How many windows back it reads.
        before: Whether it reads everything before the window.
        open_days: How long e-mails can be opened; None: as it looked.
        audience: A number of people, or `"customers"`: one more term, 1 for each of them.
        roster: Whether only people of the customers table count, and terms read their rows there.
        balance: Whether the formula is 100 times (a - b) / c, of shares a / c and b / c.
        exponential: Whether the formula is e to the power of one that is a mean.
        counts: Whether a row that qualifies adds anything, for the count of rows.
        events: Whether e-mail events are read as they are, not rolled up to messages.
        unit: The column of the units, where these are no customers.
        per_day: Whether the formula is divided by the days of the window.
        picked: How many of a unit's rows count, where that is no matter of each row alone.
        statistic: What stands in place of the formula, where the metric is no arithmetic.
    """

    name: str
    records: tuple[str, ...]
    terms: tuple[Term, ...]
    formula: Formula
    guests: bool = False
    share: bool = False
    bounds: tuple[float, float] | None = None
    degree_zero: bool = True
    lags: int = 0
    before: bool = False
    open_days: int | None = None
    audience: int | Literal["customers"] | None = None
    roster: bool = False
    balance: bool = False
    exponential: bool = False
    counts: Callable[[str, Row], bool] = every_row
    events: bool = False
    unit: str | None = None
    per_day: bool = False
    picked: Term | None = None
    statistic: Callable[..., Any] | None = None


def ratio(totals: Sequence[complex]) -> complex:
    """The first total over the second."""
    return totals[0] / totals[1]


def first_total(totals: Sequence[complex]) -> complex:
    """The bare first total."""
    return totals[0]


# --- metrics of other metrics ------------------------------------------------------------------


def previous(metric: Definition) -> Definition:
    """The metric in the window before."""

    def earlier(term: Term) -> Term:
        return lambda unit: term(unit.previous())

    return replace(
        metric,
        name=f"{metric.name}_previous",
        terms=tuple(earlier(term) for term in metric.terms),
        lags=metric.lags + 1,
    )


def _compound(
    name: str, one: Definition, other: Definition, combine: Callable[[complex, complex], complex]
) -> Definition:
    if one.audience is not None or other.audience is not None:
        raise ValueError("the compound of an audience is not spelled out here")
    if one.open_days != other.open_days and "emails" in one.records and "emails" in other.records:
        raise ValueError("equal parameters differ")
    size = len(one.terms)

    def formula(totals: Sequence[complex]) -> complex:
        return combine(one.formula(totals[:size]), other.formula(totals[size:]))

    return Definition(
        name=name,
        records=tuple(dict.fromkeys(one.records + other.records)),
        terms=one.terms + other.terms,
        formula=formula,
        guests=one.guests and other.guests,
        degree_zero=one.degree_zero and other.degree_zero,
        lags=max(one.lags, other.lags),
        before=one.before or other.before,
        open_days=one.open_days if "emails" in one.records else other.open_days,
        counts=lambda kind, row: one.counts(kind, row) or other.counts(kind, row),
    )


def times(one: Definition, other: Definition) -> Definition:
    """The product of two metrics; guests count only where they count in both."""
    return _compound(f"{one.name}_times_{other.name}", one, other, lambda a, b: a * b)


def minus(one: Definition, other: Definition) -> Definition:
    """The difference of two metrics; guests count only where they count in both."""
    return _compound(f"{one.name}_minus_{other.name}", one, other, lambda a, b: a - b)


# --- the five ----------------------------------------------------------------------------------


def purchase_frequency() -> Definition:
    """Orders / buyers."""
    return Definition(
        name="purchase_frequency",
        records=("orders",),
        terms=(orders(), at_least(orders(), 1)),
        formula=ratio,
    )


def average_order_value() -> Definition:
    """Revenue / orders, guests included."""
    return Definition(
        name="average_order_value",
        records=("orders",),
        terms=(revenue(), orders()),
        formula=ratio,
        guests=True,
    )


def repeat_purchase_rate(at_least_orders: int = 2) -> Definition:
    """Buyers with so many orders / buyers."""
    return Definition(
        name="repeat_purchase_rate",
        records=("orders",),
        terms=(at_least(orders(), at_least_orders), at_least(orders(), 1)),
        formula=ratio,
        share=True,
        bounds=(0, 1),
    )


def newsletter_open_rate(
    *,
    denominator: Literal["delivered", "sent"] = "delivered",
    machine_opens: Literal[
        "include", "exclude_numerator", "exclude_recipients", "impute"
    ] = "exclude_numerator",
    click_implies_open: bool = True,
    open_days: int | None = 7,
) -> Definition:
    """Messages opened by a person / messages delivered (or sent).

    With `machine_opens="impute"`, messages that only a machine opened are opened at the rate of
    those that can be tracked: `(opened + machine_only * opened / trackable) / denominator`.
    """

    def in_denominator(row: Row) -> bool:
        if machine_opens == "exclude_recipients" and by_machine_only(row):
            return False
        return bool(row[denominator])

    def by_person(row: Row) -> bool:
        return bool(row["opened"] or (click_implies_open and row["clicked"]))

    def by_machine_only(row: Row) -> bool:
        return bool(row["machine_opened"] and not by_person(row))

    def opened(row: Row) -> bool:
        by_anyone = by_person(row) or (machine_opens == "include" and row["machine_opened"])
        return in_denominator(row) and by_anyone

    whole = messages(in_denominator)
    part = messages(opened)

    def imputed(totals: Sequence[complex]) -> complex:
        persons, machines, base = totals
        return (persons + machines * persons / (base - machines)) / base

    common = Definition(
        name="newsletter_open_rate",
        records=("emails",),
        terms=(part, whole),
        formula=ratio,
        share=True,
        bounds=(0, 1),
        open_days=open_days,
        counts=lambda _kind, row: in_denominator(row),
    )
    if machine_opens != "impute":
        return common
    machine_only = messages(lambda row: in_denominator(row) and by_machine_only(row))
    return replace(common, terms=(part, machine_only, whole), formula=imputed, share=False)


def social_interaction_score(
    *,
    weights: Mapping[str, float] | None = None,
    audience: int | Literal["customers"] | None = None,
) -> Definition:
    """Weighted interactions / people who interacted, or / an audience.

    `weights` names every type that counts; the others weigh nothing.
    """
    weight = dict.fromkeys(INTERACTIONS, 1.0) if weights is None else dict(weights)
    engaging = {kind: 1.0 for kind, value in weight.items() if value != 0}
    score = interactions(weight)
    interacted = at_least(interactions(engaging), 1)
    return Definition(
        name="social_interaction_score",
        records=("social",),
        terms=(score, interacted) if audience is None else (score,),
        formula=ratio,
        audience=audience,
        counts=lambda _kind, row: row["type"] in engaging,
    )


# --- metrics as users define them --------------------------------------------------------------


def retention() -> Definition:
    """Of the buyers of the window before, the share that bought again in this one."""
    bought, bought_before = at_least(orders(), 1), at_least(orders(lag=1), 1)
    return Definition(
        name="retention",
        records=("orders",),
        terms=(product(bought, bought_before), bought_before),
        formula=ratio,
        share=True,
        bounds=(0, 1),
        lags=1,
    )


def churn() -> Definition:
    """Of the buyers of the window before, the share that did not buy in this one."""
    bought, bought_before = at_least(orders(), 1), at_least(orders(lag=1), 1)
    return replace(retention(), name="churn", terms=(without(bought_before, bought), bought_before))


def returning_share() -> Definition:
    """Of the buyers of the window, the share that had ordered before it."""
    bought, known = at_least(orders(), 1), at_least(orders(before=True), 1)
    return Definition(
        name="returning_share",
        records=("orders",),
        terms=(product(bought, known), bought),
        formula=ratio,
        share=True,
        bounds=(0, 1),
        before=True,
    )


def big_spenders(least: float = 100) -> Definition:
    """Of the buyers, the share that spent so much in the window."""
    return Definition(
        name="big_spenders",
        records=("orders",),
        terms=(at_least(revenue(), least), at_least(orders(), 1)),
        formula=ratio,
        share=True,
        bounds=(0, 1),
    )


def likes_per_buyer() -> Definition:
    """Likes / buyers: two kinds of record, one customer."""
    return Definition(
        name="likes_per_buyer",
        records=("orders", "social"),
        terms=(interactions({"like": 1.0}), at_least(orders(), 1)),
        formula=ratio,
        counts=lambda kind, row: kind == "orders" or row["type"] == "like",
    )


def revenue_from_repeat_buyers() -> Definition:
    """The share of revenue that comes from buyers with two or more orders."""
    return Definition(
        name="revenue_from_repeat_buyers",
        records=("orders",),
        terms=(product(revenue(), at_least(orders(), 2)), revenue()),
        formula=ratio,
        share=True,
        bounds=(0, 1),
    )


def revenue_per_buyer() -> Definition:
    """Revenue of known buyers / known buyers."""
    return Definition(
        name="revenue_per_buyer",
        records=("orders",),
        terms=(revenue(), at_least(orders(), 1)),
        formula=ratio,
    )


def orders_in_all() -> Definition:
    """The bare number of orders of known customers: a total, so without an interval."""
    return Definition(
        name="orders_in_all",
        records=("orders",),
        terms=(orders(),),
        formula=first_total,
        degree_zero=False,
    )


def spend_per_buyer() -> Definition:
    """Purchase frequency x average order value: known buyers only."""
    return times(purchase_frequency(), average_order_value())


def order_value_change() -> Definition:
    """Average order value against the window before, guests included."""
    return minus(average_order_value(), previous(average_order_value()))


def repeat_rate_change() -> Definition:
    """Repeat purchase rate against the window before."""
    return minus(repeat_purchase_rate(), previous(repeat_purchase_rate()))
