import pytest

from tests.simulation.coverage import Coverage, coverage_of
from tests.simulation.exact import wilson_coverage
from tests.simulation.scenarios import DAYS, EXTREMES, FIVE, OTHERS, QUANTILES, SHOPS, Scenario


def named(scenario: Scenario) -> str:
    return scenario.name


def assert_covers(found: Coverage, least: float, most: float = 1.0) -> None:
    assert least <= found.covered <= most, found
    # The truth that is counted against is that of the population, not something near it.
    assert abs(found.bias) < 0.1, found


@pytest.mark.parametrize("scenario", [*FIVE, *OTHERS, *QUANTILES], ids=named)
def test_intervals_of_500_units_cover_95_percent(scenario: Scenario) -> None:
    assert_covers(coverage_of(scenario, units=500, draws=2_000), 0.935, 0.965)


@pytest.mark.parametrize("scenario", [*FIVE, *OTHERS, *QUANTILES], ids=named)
def test_intervals_of_30_units_cover_no_less_than_93_percent(scenario: Scenario) -> None:
    assert_covers(coverage_of(scenario, units=30, draws=20_000), 0.93)


@pytest.mark.parametrize("units", [30, 500])
def test_intervals_that_take_orders_as_independent_cover_too_little(units: int) -> None:
    (scenario,) = (one for one in FIVE if one.name == "average_order_value")
    assert coverage_of(scenario, units=units, draws=2_000).naive < 0.75


@pytest.mark.parametrize("units", [30, 500])
@pytest.mark.parametrize("scenario", [*EXTREMES, *SHOPS], ids=named)
def test_where_each_unit_counts_once_the_coverage_is_that_of_wilson(
    scenario: Scenario, units: int
) -> None:
    expected = wilson_coverage(scenario.truth, units)
    found = coverage_of(scenario, units=units, draws=20_000 if units == 30 else 3_000)
    error = (expected * (1 - expected) / found.draws) ** 0.5
    assert abs(found.covered - expected) < 4 * error, (found, expected)


@pytest.mark.parametrize("units", [30, 500])
def test_repeat_rates_near_0_and_1_are_covered(units: int) -> None:
    for scenario in EXTREMES:
        assert_covers(coverage_of(scenario, units=units, draws=4_000), 0.935)


@pytest.mark.parametrize("units", [30, 500])
def test_repeat_rates_of_shops_of_all_kinds_are_covered_on_average(units: int) -> None:
    found = [coverage_of(scenario, units=units, draws=2_000).covered for scenario in SHOPS]
    assert 0.935 <= sum(found) / len(found) <= 0.965, found


@pytest.mark.parametrize("units", [30, 500])
@pytest.mark.parametrize("scenario", DAYS, ids=named)
def test_quantiles_of_days_are_covered_no_less_than_94_percent(
    scenario: Scenario, units: int
) -> None:
    found = coverage_of(scenario, units=units, draws=4_000 if units == 30 else 2_000)
    # Two standard errors of so many draws below 95 %.
    assert found.covered >= 0.94, found
    # The truth is a whole day, to which the quantiles of finite samples only come near.
    assert abs(found.bias) < 0.3, found
