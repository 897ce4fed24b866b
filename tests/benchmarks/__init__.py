"""Side by side with what people would write by hand: ratios of time and memory.

`uv run python -m tests.benchmarks` prints the tables; every answer is compared before it is timed.
"""
