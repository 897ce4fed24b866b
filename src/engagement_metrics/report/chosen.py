"""Which metrics a call is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engagement_metrics.engine.metric import Metric
from engagement_metrics.errors import ArgumentTypeError

if TYPE_CHECKING:
    from engagement_metrics.engine.plan import Definition


def definitions_of(
    metrics: Sequence[Metric] | None,
    tables: Mapping[str, object],
    *,
    catalogue: Sequence[Metric],
) -> list[Definition]:
    """The definitions of metrics; by default all of the catalogue that some tables allow.

    Raises:
        ArgumentTypeError: There are no records, or something is no metric.
    """
    if metrics is None:
        possible = [metric.definition({}) for metric in catalogue]
        needed = dict.fromkeys(name for one in possible for name in one.argument_names)
        chosen = [one for one in possible if all(name in tables for name in one.argument_names)]
        if not chosen:
            message = (
                "there are no records that a metric of the catalogue can be computed from: "
                f"pass {'=, '.join(needed)}="
            )
            raise ArgumentTypeError(message)
        return chosen
    if not metrics or not all(isinstance(metric, Metric) for metric in metrics):
        message = "metrics takes a list of metrics such as [em.purchase_frequency]"
        raise ArgumentTypeError(message)
    return [metric.definition({}) for metric in metrics]
