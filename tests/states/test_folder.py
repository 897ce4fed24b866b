"""States are written and read again as they were, and never half."""

import json
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import engagement_metrics as em
from engagement_metrics.errors import InvalidArgumentError
from tests.engine.cases import LIBRARIES
from tests.oracle.shops import shop
from tests.states.splits import ADDED_UP, Split, kinds_of

OF = shop(7, size=60)
KINDS = ("orders", "emails", "social")
METRICS = [metric for metric in ADDED_UP.values() if kinds_of(metric) <= set(KINDS)]
EVERYTHING = Split(kinds=KINDS, metrics=tuple(METRICS), by=(), parts=3)


def states() -> list[em.State]:
    return EVERYTHING.states(OF, OF.tz, random.Random(7))  # noqa: S311


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_round_trip(tmp_path: Path) -> None:
    one, two, three = states()
    written = one + two
    written.write(tmp_path / "new" / "state")
    read = em.State.read(str(tmp_path / "new" / "state"))
    assert (read.batches, read.arguments) == (written.batches, written.arguments)
    for kind in read.arguments:
        assert read.frame(kind).equals(written.frame(kind))
        assert read.parts[kind].kept == written.parts[kind].kept
    metrics: Any = [
        metric for metric in METRICS if "customers" not in metric.definition({}).argument_names
    ]
    whole = em.summarize(read + three, metrics=metrics, every="1mo", window="90d")
    assert whole.equals(em.summarize(written + three, metrics=metrics, every="1mo", window="90d"))
    with pytest.raises(InvalidArgumentError, match="batch 'batch 1' is in both"):
        read + two


@pytest.mark.parametrize("library", LIBRARIES)
def test_categories_and_their_order_survive(library: str, tmp_path: Path) -> None:
    orders: Any = pl.DataFrame(
        {
            "customer_id": ["a", "b", None],
            "ordered_at": ["2025-03-01", "2025-03-01", "2025-03-02"],
            "size": pl.Series(["small", "large", None], dtype=pl.Enum(["small", "large"])),
        }
    ).with_columns(pl.col("ordered_at").str.to_date())
    made: Any = {"pandas": orders.to_pandas, "pyarrow": orders.to_arrow, "lazy": orders.lazy}
    given = made[library]() if library in made else orders
    state = em.reduce(given, [em.purchase_frequency], by="size")
    state.write(tmp_path)
    read = em.State.read(tmp_path)
    answers = [em.purchase_frequency(one, by="size") for one in (given, state, read)]
    assert [pl.DataFrame(answer)["size"].cast(pl.String).to_list() for answer in answers] == [
        ["small", "large", None]
    ] * 3
    assert len({type(answer) for answer in answers}) == 1


def test_a_newer_state_takes_the_place_of_the_older(tmp_path: Path) -> None:
    one, two, _ = states()
    one.write(tmp_path)
    assert files(tmp_path) == {
        "state.json", "orders-1.parquet", "emails-1.parquet", "social-1.parquet",
    }  # fmt: skip
    (em.State.read(tmp_path) + two).write(tmp_path)
    assert files(tmp_path) == {
        "state.json", "orders-2.parquet", "emails-2.parquet", "social-2.parquet",
    }  # fmt: skip
    assert em.State.read(tmp_path).batches == ("batch 0", "batch 1")


def test_a_failure_halfway_leaves_the_older_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, _ = states()
    one.write(tmp_path)

    def full(*_: object) -> None:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        with pytest.raises(PermissionError):
            (one + two).write(tmp_path)
    assert em.State.read(tmp_path).batches == one.batches
    (one + two).write(tmp_path)
    assert em.State.read(tmp_path).batches == ("batch 0", "batch 1")
    assert len(files(tmp_path)) == 4


def test_folders_that_hold_none(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgumentError, match=r"holds no state: there is no state\.json"):
        em.State.read(tmp_path)
    state = states()[0]
    state.write(tmp_path)
    settings = json.loads((tmp_path / "state.json").read_text(encoding="utf-8"))
    later = json.dumps({**settings, "version": 2})
    (tmp_path / "state.json").write_text(later, encoding="utf-8")
    for refused in (lambda: em.State.read(tmp_path), lambda: state.write(tmp_path)):
        with pytest.raises(InvalidArgumentError, match="written in version 2 of its format"):
            refused()
