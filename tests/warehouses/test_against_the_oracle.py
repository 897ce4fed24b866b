"""The shared tests on the engines that take long to start."""

from tests.engines.test_against_the_oracle import test_histories as test_histories
from tests.engines.test_against_the_oracle import test_points as test_points
