"""Projecting retention: how many subscribers stay beyond the periods that were seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engagement_metrics.engine.intervals import normal_quantile
from engagement_metrics.errors import InvalidArgumentError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# Logarithms move by 1 at most; those that are still on their way then have no end.
STEPS = 30
SETTLED = 1e-10


@dataclass(frozen=True)
class RetentionModel:
    """The shifted-beta-geometric model: everybody leaves with a probability of their own.

    The probabilities follow a beta distribution, so that those who leave soon are gone soon and
    retention rises from period to period, though nobody changes.

    Attributes:
        alpha: The first parameter of the beta distribution.
        beta: The second one; alpha / (alpha + beta) leave in the first period.
        log_likelihood: How likely the data is.
        covariance: The covariance of alpha and beta, row by row.
    """

    alpha: float
    beta: float
    log_likelihood: float
    covariance: tuple[tuple[float, float], tuple[float, float]]

    def project(self, periods: int, *, confidence: float = 0.95) -> pd.DataFrame:
        """Which share of a cohort is still there, period by period.

        ```text
        retention(t) = (beta + t - 1) / (alpha + beta + t - 1); survival(t) = survival(t - 1) * it
        ```

        Args:
            periods: Up to which period.
            confidence: The level of the interval, which is about the parameters; that customers of
                one cohort are few is not in it.

        Returns:
            One row a period from 0: `period` (int64), `survival`, `survival_low`, `survival_high`
            and `retention`, of those who were there a period before (float64, shares from 0 to 1;
            retention is missing at period 0).

        Raises:
            InvalidArgumentError: There is no period to project.

        Examples:
            >>> import engagement_metrics as em
            >>> model = em.fit_retention([1000, 869, 743, 653, 593, 551, 517, 491])
            >>> model.project(12).tail(2).round(3)
                period  survival  survival_low  survival_high  retention
            11      11     0.395         0.359          0.432      0.954
            12      12     0.378         0.341          0.417      0.957
        """
        import pandas as pd

        asked: object = periods
        if isinstance(asked, bool) or not isinstance(asked, int) or asked < 1:
            message = f"periods={periods!r} must be a whole number from 1"
            raise InvalidArgumentError(message)
        if not 0 < confidence < 1:
            message = f"confidence={confidence!r} must lie between 0 and 1"
            raise InvalidArgumentError(message)
        ages = np.arange(1, periods + 1)
        whole, kept = self.alpha + self.beta + ages - 1, self.beta + ages - 1
        logs = np.cumsum(np.log(kept / whole))
        slopes = np.stack([np.cumsum(-1 / whole), np.cumsum(1 / kept - 1 / whole)])
        variance = np.einsum("it,ij,jt->t", slopes, np.array(self.covariance), slopes)
        survival = np.exp(logs)
        # On the scale of log-odds, the ends stay between 0 and 1.
        half = normal_quantile(confidence) * np.sqrt(variance) / (1 - survival)
        odds = logs - np.log1p(-survival)
        columns = {
            "period": np.arange(periods + 1),
            "survival": np.concatenate([[1.0], survival]),
            "survival_low": np.concatenate([[1.0], 1 / (1 + np.exp(half - odds))]),
            "survival_high": np.concatenate([[1.0], 1 / (1 + np.exp(-half - odds))]),
            "retention": np.concatenate([[np.nan], kept / whole]),
        }
        return pd.DataFrame(columns)


def fit_retention(*cohorts: Sequence[float]) -> RetentionModel:
    """How retention goes on, from how many subscribers were still there after each period.

    ```text
    P(leaves in period t) = B(alpha + 1, beta + t - 1) / B(alpha, beta), fitted by likelihood
    ```

    It is made for customers who are known to have left, as subscribers and members are. Who buys
    now and then never says goodbye; `return_curve` and `retention_curve` are about them.

    Args:
        *cohorts: For each cohort the number of customers at its start and after each period that
            has passed, such as [1000, 869, 743]; cohorts may be of different ages and sizes.

    Returns:
        The model; its `project` tells how many stay.

    Raises:
        InvalidArgumentError: Numbers rise or are missing, fewer than two periods are seen, nobody
            or everybody left, or the cohorts do not tell how customers differ.

    Examples:
        >>> import engagement_metrics as em
        >>> model = em.fit_retention([1000, 869, 743, 653, 593, 551, 517, 491])
        >>> round(model.alpha, 3), round(model.beta, 3)
        (0.668, 3.806)

    Source: P. S. Fader and B. G. S. Hardie, "How to project customer retention", Journal of
    Interactive Marketing 21 (2007).
    """
    lost, kept = _lost_and_kept(cohorts)
    place: Array = np.zeros(2)
    step: Array = np.ones(2)
    value, slope, curvature = _likelihood(place, lost, kept)
    for _ in range(STEPS):
        if np.abs(step).max() < SETTLED:
            break
        step = np.asarray(np.linalg.solve(_bent_down(curvature), -slope), dtype=np.float64)
        step *= min(1.0, 1.0 / np.abs(step).max(initial=1e-300))
        while (found := _likelihood(place + step, lost, kept))[0] < value - abs(value) * 1e-15:
            step = step / 2
        place, (value, slope, curvature) = place + step, found
    else:
        message = (
            "these cohorts do not tell how customers differ: retention must rise with age, and "
            "some must still leave after the first period"
        )
        raise InvalidArgumentError(message)
    alpha, beta = (float(parameter) for parameter in np.exp(place))
    scale = np.diag([alpha, beta])
    ((aa, ab), (ba, bb)) = scale @ np.linalg.inv(-curvature) @ scale
    covariance = ((float(aa), float(ab)), (float(ba), float(bb)))
    return RetentionModel(alpha, beta, float(value), covariance)


def _lost_and_kept(cohorts: Sequence[Sequence[float]]) -> tuple[Array, Array]:
    """How many left in each period and how many stayed, of all cohorts that have seen it."""
    longest = max((len(cohort) for cohort in cohorts), default=0)
    if longest <= 2:  # noqa: PLR2004 (the start, and two periods)
        message = "a cohort needs at least two periods after its start, as in [1000, 869, 743]"
        raise InvalidArgumentError(message)
    lost, kept = np.zeros(longest - 1), np.zeros(longest - 1)
    for number, cohort in enumerate(cohorts):
        counts = np.array([float(count) for count in cohort])
        if not np.isfinite(counts).all() or (counts < 0).any() or (np.diff(counts) > 0).any():
            message = (
                f"the counts of cohort {number} must be numbers that do not rise: how many "
                "customers are still there after each period"
            )
            raise InvalidArgumentError(message)
        lost[: len(counts) - 1] += -np.diff(counts)
        kept[: len(counts) - 1] += counts[1:]
    if not lost.sum() or not kept.sum():
        who = "nobody" if not lost.sum() else "everybody"
        message = f"{who} has left in these cohorts, so that there is nothing to learn from them"
        raise InvalidArgumentError(message)
    return lost, kept


def _likelihood(place: Array, lost: Array, kept: Array) -> tuple[float, Array, Array]:
    """The log-likelihood at the logarithms of alpha and beta, its slope and its curvature."""
    alpha, beta = (math.exp(logarithm) for logarithm in place)
    ages = np.arange(len(lost))
    there = lost + kept
    whole, stay = alpha + beta + ages, beta + ages
    value = float((lost * np.log(alpha / whole) + kept * np.log(stay / whole)).sum())
    both, flat = (there / whole).sum(), (there / whole**2).sum()
    slope = np.array([lost.sum() - alpha * both, beta * ((kept / stay).sum() - both)])
    bent: Any = np.array(
        [
            [flat - lost.sum() / alpha**2, flat],
            [flat, flat - (kept / stay**2).sum()],
        ]
    )
    scale = np.array([alpha, beta])
    return value, slope, bent * np.outer(scale, scale) + np.diag(slope)


def _bent_down(curvature: Array) -> Array:
    """A curvature along which every step goes up: where it is bent up, it is turned over."""
    sizes, directions = np.linalg.eigh(curvature)
    turned: Array = directions @ np.diag(-np.maximum(np.abs(sizes), 1e-9)) @ directions.T
    return turned
