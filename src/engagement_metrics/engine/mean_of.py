"""Means of ratios: of campaigns, posts or shops, each of which counts once."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from engagement_metrics.engine.formulas import Formula, Fraction, Total, total
from engagement_metrics.engine.measures import Measure
from engagement_metrics.engine.metric import Metric, named_well
from engagement_metrics.engine.quotient import Quotient
from engagement_metrics.engine.terms import Combination, Leaf, Term
from engagement_metrics.errors import ArgumentTypeError, DefinitionError
from engagement_metrics.records.kind import Kind


def mean_of(metric: Metric, unit: str, *, name: str | None = None) -> Metric:
    """The mean of a ratio over campaigns, posts or shops, each of which counts once.

    `sum over units of (numerator / denominator of the unit) / units with a denominator`. The metric
    itself pools all records, so that large units weigh more; this is a metric of its own with a
    name of its own. Its interval is Student's t over the units, since these are what varies.

    Args:
        metric: A ratio of two totals of counts or sums, such as `em.click_rate`; what is counted by
            customer, such as buyers, is no ratio of a campaign.
        unit: The column of the records that says which unit each is of, such as "campaign_id".
            Records in which it is missing are left out and counted.
        name: The name of the new metric; by default `mean_<metric>_of_<units>`.

    Returns:
        A metric with the parameters of the old one.

    Raises:
        DefinitionError: The metric is no ratio of two totals of counts or sums.
        ArgumentTypeError: It is no metric.

    Examples:
        >>> import engagement_metrics as em
        >>> emails = em.datasets.simulate_shop(customers=300, seed=1).emails
        >>> mean_click_rate = em.mean_of(em.click_rate, "campaign_id")
        >>> mean_click_rate.name
        'mean_click_rate_of_campaigns'
        >>> of_each = em.click_rate(emails, by="campaign_id")["click_rate"]
        >>> round(mean_click_rate(emails) - of_each.mean(), 9)
        0.0
    """
    if not isinstance(metric, Metric):
        message = f"mean_of takes a metric such as em.click_rate, not a {type(metric).__name__}"
        raise ArgumentTypeError(message)
    build, noun = metric.build, f"{unit.removesuffix('_id')}s"
    made = replace(
        metric,
        name=named_well(name or f"mean_{metric.name}_of_{noun}"),
        build=lambda bound: over_units(build(bound), metric.name, unit),
        guests=False,
    )
    made.definition({})
    return made


def over_units(formula: Formula, name: str, unit: str) -> Formula:
    """The mean over units of a ratio of two totals.

    Raises:
        DefinitionError: It is none, or not of counts and sums.
    """
    match formula:
        case Fraction((Total(above),), (Total(below),), factor) if _adds_up(above, below):
            quotient = Quotient(_by_unit(above, unit), _by_unit(below, unit))
            # A unit whose denominator is 0 has no ratio, and does not count.
            return total(quotient) * factor / total(quotient.exists)
    message = (
        f"{name} is no ratio of two totals of counts or sums, so that it is not known of each "
        f"{unit.removesuffix('_id')}; by={unit!r} gives the numbers of each, to be put together as "
        "you like"
    )
    raise DefinitionError(message)


def _adds_up(*terms: Term) -> bool:
    """Whether terms add up over rows, whoever their unit is."""
    return all(
        (isinstance(term, Measure) and not term.timeless and not term.daily and not term.pick)
        or (isinstance(term, Combination) and _adds_up(*term.terms))
        for term in terms
    )


def _by_unit(term: Term, unit: str) -> Term:
    """The same term of other units."""
    noun = unit.removesuffix("_id")

    def change(leaf: Leaf) -> Leaf:
        measure = cast("Measure", leaf)
        kind: Kind = replace(
            measure.kind, unit=(unit,), unit_noun=f"{noun}s", without_unit=f"no_{noun}"
        )
        return replace(measure, source=replace(measure.source, kind=kind))

    return term.replace_leaves(change)
