"""Do the intervals cover? Many draws of heterogeneous customers whose true numbers are known.

`python -m tests.simulation.coverage` prints the table of which the tests check each row.
"""
