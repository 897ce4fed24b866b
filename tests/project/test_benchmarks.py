"""The benchmarks on few orders: that they run and that all answers agree, not how fast."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import measure, one_date, report
from tests.benchmarks.contest import Answer, Contender, Contest, Entry, Goal
from tests.benchmarks.data import Shop
from tests.benchmarks.frames import frame, ours
from tests.benchmarks.history import grid, sampled
from tests.benchmarks.laws import grids, growth
from tests.benchmarks.measure import FailedError, Measured
from tests.benchmarks.report import Result, compare
from tests.benchmarks.sections import PEERS, SECTIONS, Size, chosen

ORDERS = 2_000


class InThisProcess:
    """Stands for a process of its own, which takes a second to start."""

    def __init__(self, entry: Entry, path: Path) -> None:
        if entry.peer:
            raise FailedError("not installed")
        contender: Contender = entry.build(path, **entry.options)
        found = contender.run()
        self.answer: Answer = contender.answer(found)
        self.note = contender.note(found)

    def timed(self, runs: int) -> Measured:
        return Measured((0.5,) * runs, (0.25,) * runs, loaded=1.0, peak=2.0)


@contextmanager
def running(entry: Entry, path: Path, python: str) -> Iterator[InThisProcess]:
    assert python
    yield InThisProcess(entry, path)


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "running", running)


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("section", [name for name in SECTIONS if name != PEERS])
def test_all_sides_agree(section: str, tmp_path: Path) -> None:
    for contest in chosen([section], Size([ORDERS], ["string"], dates=3, calls=2)):
        results = report.run(contest, tmp_path, runs=2)

        assert all(one.measured is not None for one in results)
        assert any(one.entry.ours for one in results)


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("by", [None, "segment"])
def test_all_sides_agree_on_data_that_is_not_in_memory(by: str | None, tmp_path: Path) -> None:
    path = Shop(ORDERS).folder(tmp_path)
    engines = {"parquet": one_date.polars_by_hand, "duckdb-parquet": one_date.duckdb_by_hand}
    for engine, build in engines.items():
        by_hand = Entry("by hand", build, {"engine": engine, "by": by})
        us = Entry("ours", ours, {"engine": engine, "by": by})

        compare(
            (by_hand, InThisProcess(by_hand, path).answer), (us, InThisProcess(us, path).answer)
        )


@pytest.mark.usefixtures("in_this_process")
def test_the_command_prints_and_writes_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "benchmarks.md"
    given = ["--orders", "1e3,2e3", "--only", "one-date", "--ids", "integer", "--runs", "2"]

    code = command.main([*given, "--cache", str(tmp_path), "--markdown", str(file)])

    printed = capsys.readouterr()
    assert code == 0
    assert printed.out == file.read_text(encoding="utf-8")
    assert str(tmp_path) not in printed.out
    assert "--orders 1000,2000 --only one-date --ids integer --runs 2" in printed.out
    assert printed.out.count("≤ 1.25 met") == 20
    # Every time is the same here, so that cost does not grow at all.
    assert "### Growth with the orders" in printed.out
    assert "[10/10]" in printed.err


@pytest.mark.usefixtures("in_this_process")
def test_what_fails_is_said_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--orders", "1000", "--only", PEERS, "--ids", "string", "--cache", str(tmp_path)]

    code = command.main(given)

    printed = capsys.readouterr()
    assert code == 1
    assert printed.out.count("failed") == 6
    assert printed.out.count("500 ms") == 3
    assert "meterstick, jackknife after a roll-up FAILED: not installed" in printed.err


def test_unknown_sections_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--only", "two-dates"])

    assert "two-dates is not one of one-date, by, kinds" in capsys.readouterr().err


def build(path: Path) -> Contender:
    return Contender(lambda: None, lambda _: {str(path): []})


def results(dates: Sequence[int], seconds: Sequence[float], goal: Goal) -> list[Result]:
    """Results of this library at some sizes, each against a side that takes 10 s for 10 dates."""
    found = []
    for number, took in zip(dates, seconds, strict=True):
        options = {"engine": "polars", "intervals": True, "checks": False, "every": number}
        us = Entry("engagement-metrics", build, options, dates=number, goal=goal)
        hand = Entry("by hand", build, dates=10)
        contest = Contest("asked", Shop(ORDERS), (hand, us))
        found.append(Result(contest, us, measured(took), measured(10.0)))
    return found


def measured(seconds: float) -> Measured:
    return Measured((seconds,) * 3, (seconds,) * 3, loaded=1.0, peak=3_000.0)


def test_a_side_that_answers_few_dates_is_multiplied() -> None:
    (one,) = results([1_000], [20.0], Goal(ratio=1 / 60, seconds=30.0, peak=2_048.0))

    # 10 s for 10 dates would be 1,000 s for all.
    assert one.ratio(lambda found: found.median) == pytest.approx(0.02)
    assert one.goal == "≤ 0.0167 NOT met; ≤ 3e+04 ms met; ≤ 2 GiB NOT met"


def test_the_length_of_the_grid_is_judged() -> None:
    (line,) = [line for line in grids(results([12, 1_000], [2.0, 4.1], Goal())) if "2,000" in line]

    assert [cell.strip() for cell in line.split("|")][2:8] == [
        "12", "2 s", "1,000", "4.1 s", "2.05", "≤ 2 NOT met",
    ]  # fmt: skip
    assert not list(grids(results([12], [2.0], Goal())))


def test_growth_is_judged_against_n_log_n() -> None:
    found = []
    for orders, took in ((1_000, 1.0), (1_000_000, 1_999.0)):
        us = Entry("engagement-metrics", build)
        contest = Contest("asked", Shop(orders), (us,))
        found.append(Result(contest, us, measured(took), measured(took)))

    # 1,000 times as many orders, whose logarithm is twice that of the few.
    (line,) = [line for line in growth(found) if "engagement-metrics" in line]
    assert [cell.strip() for cell in line.split("|")][4:7] == ["2e+03", "2e+03", "met"]
    assert not list(growth(found[:1]))


def test_sides_that_disagree_are_not_timed() -> None:
    by_hand, ours = Entry("by hand", build), Entry("ours", build)
    given: Answer = {"2025-01-01": [1.0, 2.0]}
    compare((by_hand, given), (ours, {"2025-01-01": [1.0, 2.0 + 1e-12]}))
    with pytest.raises(ValueError, match=r"on 2025-01-01, by hand says .* but ours says"):
        compare((by_hand, given), (ours, {"2025-01-01": [1.0, 2.1]}))
    with pytest.raises(ValueError, match="do not both answer 2025-01-01"):
        compare((by_hand, given), (ours, {}))


def test_a_history_answers_all_its_dates() -> None:
    loop, ours = Entry("loop", build, dates=3, sampled=True), Entry("ours", build, dates=4)
    days: Answer = {f"2025-01-0{i}": [1.0] for i in range(1, 5)}
    few = dict(list(days.items())[:3])
    compare((loop, few), (ours, days))
    compare((loop, few), (Entry("ours, as many", build, dates=3), dict(list(days.items())[1:])))
    with pytest.raises(ValueError, match="ours answers 3 dates, not 4"):
        compare((loop, few), (ours, few))
    with pytest.raises(ValueError, match="share only 0 dates"):
        compare((loop, few), (ours, {f"2024-01-0{i}": [1.0] for i in range(1, 5)}))


def test_sampled_dates_are_on_every_grid() -> None:
    shop = Shop(ORDERS, years=1)
    days = sampled(shop, 30)

    # Some coincide.
    assert 27 <= len(days) <= 30
    assert all(len(set(days) & set(grid(shop, every))) >= 10 for every in ("1d", "1w", "1mo"))
    assert [len(grid(shop, every)) for every in ("1d", "1w", "1mo")] == [365, 53, 12]


def test_a_shop_is_made_once_and_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.benchmarks.data.CHUNK", 300)
    shop = Shop(1_000, "string")
    folder = shop.folder(tmp_path)
    orders = frame(folder, "polars")

    assert len(list((folder / "orders").iterdir())) == 4
    assert orders["order_id"].n_unique() == orders.height == 1_000
    assert orders["ordered_at"].is_sorted()
    monkeypatch.setattr("tests.benchmarks.data.CHUNK", 1)
    assert shop.folder(tmp_path) == folder
    assert frame(folder, "polars").equals(orders)


def test_a_side_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = Shop(ORDERS).folder(tmp_path)
    with measure.running(Entry("by hand", one_date.polars_by_hand), path) as one:
        assert [len(numbers) for numbers in one.answer.values()] == [3]
        found = one.timed(3)
    assert len(found.times) == 3
    assert 0 < found.loaded <= found.peak
    assert found.median <= found.slow


def test_a_process_that_ends_by_itself_has_failed(tmp_path: Path) -> None:
    entry = Entry("by hand", one_date.polars_by_hand)
    with (
        pytest.raises(FailedError, match="ended with code 1"),
        measure.running(entry, tmp_path / "nothing"),
    ):
        pass
