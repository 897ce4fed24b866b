"""What the results say together: how cost grows with the orders and with the grid of dates."""

from collections.abc import Iterator, Sequence
from math import log

from tests.benchmarks.report import Result
from tests.benchmarks.table import duration, markdown

WITHIN = 2.0


def growth(results: Sequence[Result]) -> Iterator[str]:
    """Each line of this library from the least to the most orders, against N log N."""
    found: dict[tuple[str, str, str, int], list[tuple[int, float]]] = {}
    for one in results:
        if one.entry.ours and one.measured and one.contest.runs is None:
            shop = one.contest.shop
            line = (one.contest.title, one.entry.title, shop.ids, shop.years)
            found.setdefault(line, []).append((shop.orders, one.measured.median))
    rows = []
    for (title, entry, ids, years), sizes in found.items():
        (few, quick), (many, slow) = min(sizes), max(sizes)
        if few < many:
            allowed = many * log(many) / (few * log(few))
            rows.append(
                [
                    f"{title}; {entry}; {ids} ids, {years} years",
                    f"{few:,}", f"{many:,}", f"{slow / quick:.3g}", f"{allowed:.3g}",
                    _met(slow / quick <= allowed),
                ]
            )  # fmt: skip
    if rows:
        headings = ["", "orders", "to", "time grows", "N log N", "goal"]
        yield from _section("Growth with the orders", headings, rows)


def grids(results: Sequence[Result]) -> Iterator[str]:
    """Histories of the same orders on the fewest and on the most dates."""
    found: dict[tuple[int, str, str, bool], list[tuple[int, float]]] = {}
    for one in results:
        entry, shop = one.entry, one.contest.shop
        if entry.ours and entry.dates > 1 and one.measured and not entry.options["checks"]:
            line = (shop.orders, shop.ids, entry.options["engine"], entry.options["intervals"])
            found.setdefault(line, []).append((entry.dates, one.measured.median))
    rows = []
    for (orders, ids, engine, intervals), lengths in found.items():
        (few, quick), (many, slow) = min(lengths), max(lengths)
        if few < many:
            asked = f"from {engine}{'' if intervals else ', no intervals'}"
            rows.append(
                [
                    f"{orders:,} orders, {ids} ids, {asked}",
                    f"{few:,}", duration(quick), f"{many:,}", duration(slow),
                    f"{slow / quick:.3g}", f"≤ {WITHIN:g} {_met(slow / quick <= WITHIN)}",
                ]
            )  # fmt: skip
    if rows:
        headings = ["", "dates", "median", "dates", "median", "ratio", "goal"]
        yield from _section("Independence of the number of dates", headings, rows)


def _section(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"### {title}"
    yield ""
    yield from markdown(headings, rows)
    yield ""


def _met(reached: bool) -> str:  # noqa: FBT001
    return "met" if reached else "NOT met"
