"""How far visitors get: from the shelf to the till, and from the start of a task to its end."""

from __future__ import annotations

from engagement_metrics.engine.columns import column
from engagement_metrics.engine.decorator import metric
from engagement_metrics.engine.exponential import exp
from engagement_metrics.engine.formulas import Formula, total
from engagement_metrics.engine.measures import Measure, count, sum_of
from engagement_metrics.metrics.happenings import Names, events_named, named
from engagement_metrics.records.kinds import WEB_EVENTS

# Measures keep 4 decimals, and logarithms deserve more.
FINER = 100


def _without(begun: Measure, finished: Measure) -> Formula:
    """Which share of those who began did not finish."""
    return total((begun >= 1) & (finished == 0)) / total(begun >= 1)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=False,
    source="1 - purchases / carts created, of the same people; GA4's names of events",
)
def cart_abandonment_rate(cart: Names = "add_to_cart", purchase: Names = "purchase") -> Formula:
    """Which share of those who filled a cart bought nothing.

    `people with a cart and no purchase / people with a cart`, both within the window. People who
    filled a cart on the last day may still buy: end the window some days before the data ends.

    Args:
        cart: The name, or names, of the event by which a cart is filled.
        purchase: The name, or names, of the event by which it is bought.

    Examples:
        >>> import engagement_metrics as em
        >>> events = [
        ...     {"device_id": who, "name": what, "occurred_at": "2025-03-01"}
        ...     for who, what in [("a", "add_to_cart"), ("a", "purchase"), ("b", "add_to_cart")]
        ... ]
        >>> float(em.cart_abandonment_rate(events))
        0.5
    """
    return _without(events_named(cart), events_named(purchase))


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=False,
    source="1 - purchases / checkouts started, of the same people; GA4's names of events",
)
def checkout_abandonment_rate(
    checkout: Names = "begin_checkout", purchase: Names = "purchase"
) -> Formula:
    """Which share of those who went to the checkout bought nothing.

    `people with a checkout and no purchase / people with a checkout`, both within the window.

    Args:
        checkout: The name, or names, of the event by which a checkout begins.
        purchase: The name, or names, of the event by which it ends well.

    Examples:
        >>> import engagement_metrics as em
        >>> events = [
        ...     {"device_id": who, "name": what, "occurred_at": "2025-03-01"}
        ...     for who, what in [("a", "begin_checkout"), ("a", "purchase")]
        ... ]
        >>> float(em.checkout_abandonment_rate(events))
        0.0
    """
    return _without(events_named(checkout), events_named(purchase))


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="people with both events / people with the first; GA4's names of events",
)
def funnel_step_rate(step: Names = "view_item", then: Names = "add_to_cart") -> Formula:
    """Which share of those who took one step took the next one too.

    `people with both events / people with the first`, both within the window, in whatever order.

    Args:
        step: The name, or names, of the event of the first step.
        then: The name, or names, of the event of the next one.

    Examples:
        >>> import engagement_metrics as em
        >>> events = [
        ...     {"device_id": who, "name": what, "occurred_at": "2025-03-01"}
        ...     for who, what in [("a", "view_item"), ("a", "add_to_cart"), ("b", "view_item")]
        ... ]
        >>> float(em.funnel_step_rate(events))
        0.5
    """
    first, second = events_named(step), events_named(then)
    return total((first >= 1) & (second >= 1)) / total(first >= 1)


@metric(
    unit="fraction",
    bounds=(0, 1),
    higher_is_better=True,
    source="J. Sauro and J. Lewis, Quantifying the User Experience: those who completed / began",
)
def task_completion_rate(start: Names = "task_start", complete: Names = "task_complete") -> Formula:
    """Which share of those who began a task finished it.

    `people who completed it / people who began it`, both within the window.

    Args:
        start: The name, or names, of the event by which a task begins.
        complete: The name, or names, of the event by which it is done.

    Examples:
        >>> import engagement_metrics as em
        >>> events = [
        ...     {"device_id": who, "name": what, "occurred_at": "2025-03-01"}
        ...     for who, what in [("a", "task_start"), ("a", "task_complete"), ("b", "task_start")]
        ... ]
        >>> float(em.task_completion_rate(events))
        0.5
    """
    begun, done = events_named(start), events_named(complete)
    return total((begun >= 1) & (done >= 1)) / total(begun >= 1)


@metric(
    unit="clicks per completed task",
    higher_is_better=False,
    source="clicks of those who completed / tasks completed; failures have no number of clicks",
)
def clicks_per_task(click: Names = "click", complete: Names = "task_complete") -> Formula:
    """How many clicks a completed task takes.

    `clicks of people who completed a task / tasks that they completed`. People who gave up are not
    in it, so read it beside `task_completion_rate`.

    Args:
        click: The name, or names, of the event of a click.
        complete: The name, or names, of the event by which a task is done.

    Examples:
        >>> import engagement_metrics as em
        >>> events = [
        ...     {"device_id": who, "name": what, "occurred_at": "2025-03-01"}
        ...     for who, what in [("a", "click"), ("a", "click"), ("a", "task_complete")]
        ... ]
        >>> float(em.clicks_per_task(events))
        2.0
    """
    clicks, done = events_named(click), events_named(complete)
    return total(clicks * (done >= 1)) / total(done)


@metric(
    unit="units of the column",
    higher_is_better=False,
    source="J. Sauro and J. Lewis, CHI 2010: the geometric mean of task times",
)
def time_on_task(complete: Names = "task_complete", *, duration: str = "duration_s") -> Formula:
    """How long a completed task typically takes: the geometric mean.

    `exp(sum of log(duration) / tasks completed)`. Times on task have a long tail, which pulls the
    plain mean up; of small samples the geometric mean is nearest to the middle.

    Args:
        complete: The name, or names, of the event by which a task is done.
        duration: The column of that event that says how long the task took; every value above 0.

    Examples:
        >>> import engagement_metrics as em
        >>> import pandas as pd
        >>> events = pd.DataFrame({"device_id": ["a", "b"], "duration_s": [10.0, 1000.0]})
        >>> events["name"], events["occurred_at"] = "task_complete", pd.Timestamp("2025-03-01")
        >>> round(em.time_on_task(events), 2)
        100.0
    """
    timed = named(complete) & ~column(duration).is_null()
    logarithm = sum_of(WEB_EVENTS, column(duration).log() * FINER, where=timed)
    return exp(total(logarithm) / total(count(WEB_EVENTS, where=timed)) / FINER)
