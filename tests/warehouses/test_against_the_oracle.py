"""The shared tests on the engines that take long to start."""

from tests.engines.test_against_the_oracle import test_histories, test_points

__all__ = ["test_histories", "test_points"]
