"""Projected retention, against the published fits and a likelihood written out in full."""

import math
from typing import Any

import numpy as np
import pytest

import engagement_metrics
from engagement_metrics import RetentionModel

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

# Fader and Hardie (2007), table 1: shares of 1,000 subscribers, and what became of them later.
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]
PUBLISHED = [
    (HIGH_END, (0.668, 3.806), -1611.158, [0.468, 0.445, 0.427, 0.409, 0.394]),
    (REGULAR, (0.704, 1.182), -1680.265, [0.223, 0.207, 0.194, 0.183, 0.173]),
]


def log_beta(left: float, right: float) -> float:
    return math.lgamma(left) + math.lgamma(right) - math.lgamma(left + right)


def likelihood(alpha: float, beta: float, cohorts: list[list[int]]) -> float:
    """The probability of every leaving and staying, one cohort and period at a time."""
    total, whole = 0.0, log_beta(alpha, beta)
    for cohort in cohorts:
        for period in range(1, len(cohort)):
            left = cohort[period - 1] - cohort[period]
            total += left * (log_beta(alpha + 1, beta + period - 1) - whole)
        total += cohort[-1] * (log_beta(alpha, beta + len(cohort) - 1) - whole)
    return total


@pytest.mark.parametrize(("cohort", "parameters", "log_likelihood", "later"), PUBLISHED)
def test_published_fits(
    cohort: list[int], parameters: tuple[float, float], log_likelihood: float, later: list[float]
) -> None:
    model = em.fit_retention(cohort)

    assert (round(model.alpha, 3), round(model.beta, 3)) == parameters
    assert round(model.log_likelihood, 3) == log_likelihood
    # What came of them in years 8 to 12, which the fit has not seen.
    table = model.project(12).tail(5)
    assert (table["survival_low"].to_numpy() < later).all()
    assert (later < table["survival_high"].to_numpy()).all()


def test_projections_by_hand() -> None:
    """With alpha 1 and beta 2, 2/3 stay in the first period, 3/4 and 4/5 of them after."""
    model = RetentionModel(1.0, 2.0, -1.0, ((0.0, 0.0), (0.0, 0.0)))
    table = model.project(3)

    assert table["period"].tolist() == [0, 1, 2, 3]
    assert table["retention"].tolist()[1:] == pytest.approx([2 / 3, 3 / 4, 4 / 5])
    assert math.isnan(table["retention"][0])
    for column in ("survival", "survival_low", "survival_high"):
        assert table[column].tolist() == pytest.approx([1, 2 / 3, 1 / 2, 2 / 5])


AGES = [[1000, 869, 743, 653], [400, 300, 240], [50, 44]]


# Two periods of a small cohort tell little: the first steps towards its fit go too far.
@pytest.mark.parametrize("cohorts", [AGES, [[91, 80, 72]]])
def test_nothing_is_likelier(cohorts: list[list[int]]) -> None:
    model = em.fit_retention(*cohorts)

    best = likelihood(model.alpha, model.beta, cohorts)
    assert model.log_likelihood == pytest.approx(best)
    for factor in (0.99, 1.01):
        assert likelihood(model.alpha * factor, model.beta, cohorts) < best
        assert likelihood(model.alpha, model.beta * factor, cohorts) < best


def test_covariance_is_the_curvature_of_the_likelihood() -> None:
    cohorts = AGES
    model = em.fit_retention(*cohorts)
    best = likelihood(model.alpha, model.beta, cohorts)
    # The curvature of the likelihood at its top, by differences.
    step = 1e-3
    moved = [
        likelihood(model.alpha + a * step, model.beta + b * step, cohorts)
        for a, b in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1))
    ]
    bent = np.array(
        [
            [moved[0] + moved[1] - 2 * best, (moved[4] + moved[5] - moved[6] - moved[7]) / 4],
            [(moved[4] + moved[5] - moved[6] - moved[7]) / 4, moved[2] + moved[3] - 2 * best],
        ]
    )
    assert np.linalg.inv(-bent / step**2) == pytest.approx(np.array(model.covariance), rel=1e-2)


@pytest.mark.parametrize(
    ("cohorts", "message"),
    [
        ([], "at least two periods"),
        ([[100, 90]], "at least two periods"),
        ([[100, 90, 95]], "cohort 0 must be numbers that do not rise"),
        ([[100, 90, 80], [100, float("nan")]], "cohort 1 must be numbers"),
        ([[100, 100, 100]], "nobody has left"),
        ([[100, 0, 0]], "everybody has left"),
        # Half of them leave each time: nobody differs.
        ([[8000, 4000, 2000, 1000]], "do not tell how customers differ"),
        ([[1000, 900, 900, 900]], "do not tell how customers differ"),
    ],
)
def test_cohorts_that_tell_nothing(cohorts: list[list[float]], message: str) -> None:
    with pytest.raises(em.InvalidArgumentError, match=message):
        em.fit_retention(*cohorts)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"periods": 0}, "periods=0 must be a whole number"),
        ({"periods": True}, "periods=True must be"),
        ({"periods": 2.5}, "periods=2.5 must be"),
        ({"periods": 3, "confidence": 95}, "confidence=95 must lie between 0 and 1"),
    ],
)
def test_projections_that_cannot_be_made(options: dict[str, Any], message: str) -> None:
    with pytest.raises(em.InvalidArgumentError, match=message):
        em.fit_retention(REGULAR).project(**options)
