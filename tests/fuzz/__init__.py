"""Fuzzing the border of the library: `python -m tests.fuzz --inputs 100000`."""
