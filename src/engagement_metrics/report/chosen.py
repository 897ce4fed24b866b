"""Which metrics a call is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from engagement_metrics.engine.metric import Metric
from engagement_metrics.errors import ArgumentTypeError, InvalidArgumentError
from engagement_metrics.report.catalogue import metrics as catalogued

if TYPE_CHECKING:
    from engagement_metrics.engine.plan import Definition


def definitions_of(
    metrics: Iterable[Metric | str] | None,
    tables: Mapping[str, object],
    *,
    headlines: Iterable[Metric],
) -> list[Definition]:
    """The definitions of metrics or of their names; by default the headlines, as tables allow.

    Raises:
        ArgumentTypeError: There are no records, or something is no metric.
        InvalidArgumentError: No metric has such a name.
    """
    if metrics is not None:
        return [_named(metric).definition({}) for metric in _several(metrics)]
    possible = [metric.definition({}) for metric in headlines]
    needed = dict.fromkeys(name for one in possible for name in one.argument_names)
    chosen = [one for one in possible if all(name in tables for name in one.argument_names)]
    if not chosen:
        message = (
            "there are no records that a metric of the catalogue can be computed from: "
            f"pass {'=, '.join(needed)}="
        )
        raise ArgumentTypeError(message)
    return chosen


def _several(metrics: object) -> list[object]:
    """The metrics asked for, which must be some."""
    several = [] if isinstance(metrics, str) or not isinstance(metrics, Iterable) else [*metrics]
    if not several:
        message = "metrics takes a list of metrics such as [em.purchase_frequency, 'churn_rate']"
        raise ArgumentTypeError(message)
    return several


def _named(metric: object) -> Metric:
    """A metric, or the one of the catalogue that a text names."""
    if isinstance(metric, Metric):
        return metric
    if not isinstance(metric, str):
        message = (
            "metrics takes metrics and their names, such as [em.purchase_frequency, 'churn_rate'], "
            f"not {type(metric).__name__}"
        )
        raise ArgumentTypeError(message)
    named = catalogued()
    if metric not in named:
        close = get_close_matches(metric, named, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        message = f"no metric is called {metric!r}.{hint} em.catalogue() lists them all"
        raise InvalidArgumentError(message)
    return named[metric]
