"""Projected retention, on cohorts of which the true parameters are known."""

import numpy as np

import engagement_metrics as em

ALPHA, BETA = 0.7, 3.0
SEEN, AHEAD, CUSTOMERS, DRAWS = 7, 12, 1_000, 2_000


def cohort(random: np.random.Generator) -> list[int]:
    """How many are left after each period, everybody leaving with a probability of their own."""
    leaving = random.beta(ALPHA, BETA, size=CUSTOMERS)
    periods = random.geometric(leaving)
    return [int((periods > period).sum()) for period in range(SEEN + 1)]


def test_intervals_of_projections_cover_the_truth() -> None:
    random = np.random.default_rng(20)
    ages = np.arange(AHEAD)
    truth = float(np.prod((BETA + ages) / (ALPHA + BETA + ages)))
    covered = 0
    for _ in range(DRAWS):
        last = em.fit_retention(cohort(random)).project(AHEAD).iloc[-1]
        covered += last["survival_low"] <= truth <= last["survival_high"]
    assert 0.935 <= covered / DRAWS <= 0.965
