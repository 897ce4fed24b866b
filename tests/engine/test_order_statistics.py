"""The machinery of quantiles, against sorting a list and going through units one by one."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement_metrics.engine.clustered_share import Owned, Windows, influence
from engagement_metrics.engine.order_statistics import Ordered, below, between, nth, placed


@st.composite
def ranked_ranges(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, int]]]:
    size = draw(st.integers(1, 40))
    ranks = draw(st.permutations(range(size)))
    ends = st.tuples(st.integers(0, size), st.integers(0, size)).map(lambda pair: sorted(pair))
    return ranks, [(begin, end) for begin, end in draw(st.lists(ends, min_size=1, max_size=8))]


@given(ranked_ranges())
def test_each_rank_of_each_range(drawn: tuple[list[int], list[tuple[int, int]]]) -> None:
    ranks, ranges = drawn
    asked = [(b, e, order) for b, e in ranges for order in range(e - b)]
    if not asked:
        return
    begin, end, order = (np.array(column) for column in zip(*asked, strict=True))

    found = nth(np.array(ranks), begin, end, order)

    assert found.tolist() == [sorted(ranks[b:e])[order] for b, e, order in asked]


@given(ranked_ranges())
def test_counts_below_each_bound(drawn: tuple[list[int], list[tuple[int, int]]]) -> None:
    ranks, ranges = drawn
    asked = [(b, e, bound) for b, e in ranges for bound in range(len(ranks) + 3)]
    begin, end, bound = (np.array(column) for column in zip(*asked, strict=True))

    found = below(np.array(ranks), begin, end, bound)

    assert found.tolist() == [sum(r < bound for r in ranks[b:e]) for b, e, bound in asked]


@given(
    st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30),
    st.floats(0, 1),
)
def test_interpolation_is_that_of_numpy(values: list[float], share: float) -> None:
    ordered = np.sort(values)
    first, second, part = placed(np.array([len(values)]), share)

    found = between(ordered[first], ordered[second], part)

    assert found[0] == pytest.approx(np.quantile(values, share), rel=1e-12, abs=1e-9)
    assert ordered[0] <= found[0] <= ordered[-1]


def test_interpolation_between_equal_values_is_that_value() -> None:
    alike = np.array([0.1])

    assert between(alike, alike, np.array([0.3])) == alike


def test_ties_end_with_their_value_and_group() -> None:
    rows = Ordered(np.array([0, 0, 0, 1, 1]), np.array([2.0, 1.0, 2.0, 2.0, 3.0]))

    assert rows.by_value[0] == 1
    assert rows.sorted.tolist() == [1, 2, 2, 2, 3]
    assert rows.tie_ends.tolist() == [1, 3, 3, 4, 5]


def test_nothing_has_no_ties() -> None:
    nothing = Ordered(np.zeros(0, dtype=np.int64), np.zeros(0))

    assert nothing.tie_ends.tolist() == nothing.ranks.tolist() == []


@dataclass
class History:
    """Rows of groups in the order of their dates, and windows that move over them."""

    values: list[list[int]]
    owners: list[list[int]]
    windows: list[tuple[int, int]]
    bounds: list[int]

    def within(self, group: int, date: int) -> list[tuple[int, int]]:
        rows = list(zip(self.owners[group], self.values[group], strict=True))
        begin, end = self.windows[date]
        return rows[min(begin, len(rows)) : min(end, len(rows))]


@st.composite
def histories(draw: st.DrawFn) -> History:
    groups = draw(st.integers(1, 3))
    sizes = [draw(st.integers(0, 12)) for _ in range(groups)]
    dates = draw(st.integers(1, 6))
    begins = sorted(draw(st.lists(st.integers(0, 12), min_size=dates, max_size=dates)))
    ends = sorted(draw(st.lists(st.integers(0, 12), min_size=dates, max_size=dates)))
    return History(
        [draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)) for n in sizes],
        [draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)) for n in sizes],
        [(b, max(b, e)) for b, e in zip(begins, ends, strict=True)],
        draw(st.lists(st.integers(0, 5), min_size=dates, max_size=dates)),
    )


@given(histories())
def test_errors_of_shares_in_windows_that_move(history: History) -> None:
    sizes = [len(values) for values in history.values]
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    group = np.repeat(np.arange(len(sizes)), sizes)
    values = np.array([float(v) for of_group in history.values for v in of_group])
    owners = [(g, o) for g, of_group in enumerate(history.owners) for o in of_group]
    unit = np.array([owners.index(owner) for owner in owners], dtype=np.int64)
    rows = Ordered(group, values)
    shape = (len(sizes), len(history.windows))
    begin, end, threshold = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for g, size in enumerate(sizes):
        for date, (first, after) in enumerate(history.windows):
            begin[g, date] = offsets[g] + min(first, size)
            end[g, date] = offsets[g] + min(after, size)
            lower = sum(v < history.bounds[date] for v in history.values[g])
            threshold[g, date] = offsets[g] + lower
    owned = Owned(group, unit, rows.ranks, rows.by_value)

    found = influence(owned, Windows(begin, end, threshold))

    for g in range(len(sizes)):
        for date, bound in enumerate(history.bounds):
            own = history.within(g, date)
            if not own:
                assert np.isnan(found[g, date])
                continue
            share = sum(value < bound for _, value in own) / len(own)
            errors = {owner: 0.0 for owner, _ in own}
            for owner, value in own:
                errors[owner] += (value < bound) - share
            expected = sum(error**2 for error in errors.values()) / len(own) ** 2
            assert found[g, date] == pytest.approx(expected, rel=1e-9, abs=1e-12)
