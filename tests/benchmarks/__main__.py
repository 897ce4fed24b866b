"""`python -m tests.benchmarks`: print tables of ratios, one a question, as they become known."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from tests.benchmarks import laws
from tests.benchmarks.contest import Contest
from tests.benchmarks.data import cache
from tests.benchmarks.history import DATES
from tests.benchmarks.report import RUNS, Result, run, table
from tests.benchmarks.sections import IDS, PEERS, SECTIONS, Size, chosen
from tests.benchmarks.small import CALLS
from tests.benchmarks.table import machine

USUAL = [name for name in SECTIONS if name != PEERS]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the options, run, and print section by section; 1 where any side failed."""
    given = _parser().parse_args(arguments)
    names = given.only or [*USUAL, *([PEERS] if given.peers else [])]
    size = Size(given.orders, given.ids, given.dates, given.calls)
    python = given.peers or sys.executable
    failed = False
    results: list[Result] = []
    lines: list[str] = []

    def say(new: Iterator[str]) -> None:
        for line in new:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
            lines.append(line)

    say(_head(given))
    contests = chosen(names, size)
    for number, contest in enumerate(contests, 1):
        _tell(f"[{number}/{len(contests)}]")
        found = run(contest, given.cache, runs=given.runs, python=python, tell=_tell)
        failed = failed or any(one.measured is None for one in found)
        results += found
        say(_section(contest, found))
        if given.markdown:
            given.markdown.write_text("\n".join(lines) + "\n", encoding="utf-8")
    say(laws.growth(results))
    say(laws.grids(results))
    if given.markdown:
        given.markdown.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return int(failed)


def _section(contest: Contest, found: Sequence[Result]) -> Iterator[str]:
    yield f"### {contest.heading[0].upper()}{contest.heading[1:]}"
    yield ""
    yield from table(found)
    yield ""


def _head(given: argparse.Namespace) -> Iterator[str]:
    """What was run where; places on this machine are left out."""
    words = [
        "python -m tests.benchmarks",
        f"--orders {','.join(f'{orders:g}' for orders in given.orders)}",
        *([f"--only {','.join(given.only)}"] if given.only else []),
        *([f"--ids {','.join(given.ids)}"] if list(given.ids) != list(IDS) else []),
        *([f"--runs {given.runs}"] if given.runs != RUNS else []),
        *([f"--dates {given.dates}"] if given.dates != DATES else []),
        *([f"--calls {given.calls}"] if given.calls != CALLS else []),
        *(["--peers"] if given.peers else []),
    ]
    yield from machine()
    yield f"- **Command:** `{' '.join(words)}`"
    yield ""


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--orders", type=_numbers, default=[1_000_000], help="how many orders: 1e6,1e7,1e8"
    )
    parser.add_argument(
        "--only", type=_of(SECTIONS), default=[], help=f"sections, of {', '.join(SECTIONS)}"
    )
    parser.add_argument("--ids", type=_of(IDS), default=list(IDS), help="integer, string or both")
    parser.add_argument("--runs", type=int, default=RUNS, help="how often each side runs")
    parser.add_argument("--calls", type=int, default=CALLS, help="how often small calls are made")
    parser.add_argument("--dates", type=int, default=DATES, help="dates of loops over dates")
    parser.add_argument("--cache", type=Path, default=cache(), help="where data is kept")
    parser.add_argument(
        "--peers",
        nargs="?",
        const=sys.executable,
        metavar="PYTHON",
        help="also run other libraries (group peers), with another interpreter if one is named",
    )
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="also write the tables here")
    return parser


def _numbers(text: str) -> list[int]:
    return [int(float(number)) for number in text.split(",")]


def _of(known: Iterable[str]) -> Callable[[str], list[str]]:
    """Reads names that are among the known ones."""

    def names(text: str) -> list[str]:
        found = text.split(",")
        for name in found:
            if name not in known:
                message = f"{name} is not one of {', '.join(known)}"
                raise argparse.ArgumentTypeError(message)
        return found

    return names


if __name__ == "__main__":
    sys.exit(main())
