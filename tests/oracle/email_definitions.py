"""What the metrics of e-mail mean, from the definitions of the dossier."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from .definitions import Definition, first_total, newsletter_open_rate, ratio
from .terms import Row, Term, UnitRows, at_least, messages, orders, product, revenue

Chosen = Callable[[Row], bool]


def sent(row: Row) -> bool:
    """Whether a message left."""
    return bool(row["sent"])


def delivered(row: Row) -> bool:
    """Whether it arrived."""
    return bool(row["delivered"])


def opened(row: Row) -> bool:
    """Whether a person opened it; a click is an open."""
    return delivered(row) and bool(row["opened"] or row["clicked"])


def loaded(row: Row) -> bool:
    """Whether a person or a machine opened it."""
    return delivered(row) and bool(opened(row) or row["machine_opened"])


def told(column: str) -> Chosen:
    """Whether a column of the message says so."""
    return lambda row: bool(row[column])


def bounced(*ways: str) -> Chosen:
    """Whether it came back in one of these ways, and never arrived."""
    return lambda row: row["bounced"] in ways


def share(part: Chosen, whole: Chosen, open_days: int | None = 7) -> Definition:
    """Messages of which both are true / messages of which the second is."""
    return Definition(
        name="share",
        records=("emails",),
        terms=(messages(lambda row: whole(row) and part(row)), messages(whole)),
        formula=ratio,
        share=True,
        bounds=(0, 1),
        open_days=open_days,
        counts=lambda _kind, row: whole(row),
    )


def mean_of_campaigns(pooled: Definition) -> Definition:
    """The mean over campaigns of a share of messages, each to ten decimals."""
    part, whole = pooled.terms

    def own(unit: UnitRows) -> float:
        messages_of = whole(unit)
        return round(part(unit) / messages_of, 10) if messages_of else 0.0

    def mean(totals: Sequence[complex]) -> complex:
        return totals[0] / totals[1]

    return replace(
        pooled, terms=(own, at_least(whole, 1)), formula=mean, share=False, unit="campaign_id"
    )


def revenue_of_recipients(*, per_message: bool) -> Definition:
    """Revenue of those who were delivered a message / messages, or / people."""
    received = messages(delivered)
    return Definition(
        name="revenue",
        records=("orders", "emails"),
        terms=(
            product(revenue(), at_least(received, 1)),
            received if per_message else at_least(received, 1),
        ),
        formula=ratio,
        open_days=7,
        counts=lambda kind, row: kind == "orders" or delivered(row),
    )


def orders_of_recipients(*, least: int | None = None) -> Definition:
    """Orders of those who were delivered a message, or those of enough orders, / people."""
    received = at_least(messages(delivered), 1)
    placed = orders() if least is None else at_least(orders(), least)
    return Definition(
        name="orders",
        records=("orders", "emails"),
        terms=(product(placed, received), received),
        formula=ratio,
        share=least is not None,
        bounds=None if least is None else (0, 1),
        open_days=7,
        counts=lambda kind, row: kind == "orders" or delivered(row),
    )


def net_change(*, before: bool = False) -> Term:
    """Subscriptions less their ends."""

    def net(unit: UnitRows) -> float:
        types = [row["type"] for row in unit.rows("emails", before=before)]
        return float(types.count("subscribed") - types.count("unsubscribed"))

    return net


def net_subscribers() -> Definition:
    """Subscriptions less their ends: a total."""
    return Definition(
        name="net_subscribers",
        records=("emails",),
        terms=(net_change(),),
        formula=first_total,
        degree_zero=False,
        counts=lambda _kind, row: row["type"] in ("subscribed", "unsubscribed"),
        events=True,
    )


def list_growth_rate() -> Definition:
    """The same, over the same of all that came before."""
    return replace(
        net_subscribers(),
        terms=(net_change(), net_change(before=True)),
        formula=ratio,
        degree_zero=True,
        before=True,
    )


def definitions() -> dict[str, Definition]:
    """All of them, by the public names of the metrics."""
    any_bounce, followed = bounced("hard", "soft", "undetermined"), told("followed")
    return {
        "open_rate_lower_bound": newsletter_open_rate(),
        "open_rate_upper_bound": newsletter_open_rate(machine_opens="include"),
        "delivery_rate": share(delivered, sent),
        "delivery_rate_as_it_looked": share(delivered, sent, None),
        "bounce_rate": share(any_bounce, sent),
        "bounce_rate_as_it_looked": share(any_bounce, sent, None),
        "hard_bounce_rate": share(bounced("hard"), sent),
        "hard_bounce_rate_as_it_looked": share(bounced("hard"), sent, None),
        "soft_bounce_rate": share(bounced("soft"), sent),
        "soft_bounce_rate_as_it_looked": share(bounced("soft"), sent, None),
        "click_rate": share(followed, delivered),
        "click_rate_sent": share(followed, sent),
        "click_rate_any_link": share(told("clicked"), delivered),
        "click_rate_as_it_looked": share(followed, delivered, None),
        "click_to_open_rate": share(followed, opened),
        "click_to_open_rate_include": share(followed, loaded),
        "unsubscribe_rate": share(told("unsubscribed"), delivered),
        "unsubscribe_rate_as_it_looked": share(told("unsubscribed"), delivered, None),
        "complaint_rate": share(told("complained"), delivered),
        "complaint_rate_sent": share(told("complained"), sent),
        "mean_open_rate_of_campaigns": mean_of_campaigns(newsletter_open_rate()),
        "mean_open_rate_of_campaigns_sent": mean_of_campaigns(
            newsletter_open_rate(denominator="sent")
        ),
        "mean_open_rate_as_it_looked": mean_of_campaigns(newsletter_open_rate(open_days=None)),
        "mean_click_rate_of_campaigns": mean_of_campaigns(share(followed, delivered)),
        "mean_unsubscribe_rate_of_campaigns": mean_of_campaigns(
            share(told("unsubscribed"), delivered)
        ),
        "mean_delivery_rate_of_campaigns": mean_of_campaigns(share(delivered, sent)),
        "mean_bounce_rate_of_campaigns": mean_of_campaigns(share(any_bounce, sent)),
        "net_subscribers": net_subscribers(),
        "list_growth_rate": list_growth_rate(),
        "revenue_per_message": revenue_of_recipients(per_message=True),
        "revenue_per_recipient": revenue_of_recipients(per_message=False),
        "message_conversion_rate": orders_of_recipients(least=1),
        "orders_per_recipient": orders_of_recipients(),
    }
