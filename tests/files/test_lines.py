"""Lines that are longer or shorter than their header, and text that is no table at all."""

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import engagement_metrics
from engagement_metrics.records.files import lines

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

HEADER = "order_id,ordered_at,amount,note\n"
PRIVATE = "ada@example.org"
GOOD = '1,2025-03-01,5,"two\nlines, one value"\n'
LONG = f"2,2025-03-02,12,50,{PRIVATE}\n"
SHORT = "3,2025-03-03,7\n"
FRAMES = ["pandas", "polars", "lazy"]


def written(folder: Path, text: str, name: str = "a.csv") -> Path:
    path = folder / name
    content = text.encode()
    path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    return path


def held(frame: Any) -> list[dict[str, Any]]:  # noqa: ANN401 (a frame of any kind)
    plain = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
    return plain.to_dicts() if isinstance(plain, pl.DataFrame) else plain.to_dict("records")


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_lines_that_are_too_long_are_broken_rows(frame: str, name: str, tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + GOOD + "\n" + LONG + SHORT + GOOD.replace("1", "4", 1), name)

    with pytest.raises(em.InvalidRecordsError) as refused:
        em.read_orders(path, frame=frame)
    said = str(refused.value)
    assert "line: more values than the header has columns in 1 row, first at position 2" in said
    assert PRIVATE not in said

    orders, report = em.read_orders(path, frame=frame, invalid="drop")
    assert [row["order_id"] for row in held(orders)] == ["1", "3", "4"]
    assert held(orders)[0]["note"] == "two\nlines, one value"
    assert list(held(orders)[0]) == ["order_id", "ordered_at", "amount", "note"]
    assert (report.rows_in, report.rows_out, report.rows_rejected) == (5, 3, 2)
    told = {(one.rule, one.column): one.positions for one in report.broken}
    assert told[("more_values", "line")] == (2,)
    # A blank line is a row of nothing.
    assert told[("missing", "ordered_at")] == (1,)
    rejected = held(report.rejected)
    assert [row["broken_row"] for row in rejected] == [1, 2]
    assert rejected[1]["broken_rules"] == "line: more_values"
    assert "em_longer" not in rejected[0]

    kept, report = em.read_orders(path, frame=frame, invalid="keep")
    assert [row["order_id"] for row in held(kept)][2] == "2"
    assert report.rows_out == 5


@pytest.mark.parametrize("frame", FRAMES)
def test_positions_of_long_lines_count_through_all_files(frame: str, tmp_path: Path) -> None:
    written(tmp_path, HEADER + GOOD + SHORT, "a.csv")
    written(
        tmp_path, HEADER + GOOD.replace("1", "5", 1) + SHORT.replace("3", "6", 1) + LONG, "b.csv"
    )

    orders, report = em.read_orders(tmp_path, frame=frame, invalid="drop")

    assert [row["order_id"] for row in held(orders)] == ["1", "3", "5", "6"]
    assert [(one.rule, one.positions) for one in report.broken] == [("more_values", (4,))]


def test_lines_that_are_too_short_end_in_blanks(tmp_path: Path) -> None:
    orders = em.read_orders(written(tmp_path, HEADER + SHORT), frame="polars")

    assert orders["note"].to_list() == [None]
    with pytest.raises(em.InvalidRecordsError, match="amount: nothing is there in 1 row"):
        em.read_orders(written(tmp_path, HEADER + SHORT + "4,2025-03-04\n"))


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + LONG + LONG + SHORT, "2 of 3 lines have more values than the header"),
        (HEADER + SHORT + f'4,2025-03-04,1,"{PRIVATE}\n5,2025-03-05,1\n', "never closed"),
        (HEADER + SHORT + f'4,2025-03-04,1,"{PRIVATE}"x\n', "stands within a value"),
        (HEADER + SHORT + f'4,2025-03-04,1,a"{PRIVATE}\n5,2025-03-05,1\n', "no CSV with ','"),
        # Here readers do not even agree on what a line is.
        (HEADER + SHORT * 3 + f'4,2025-03-04,1,a"{PRIVATE},b\n5,2025-03-05,1\n', "no CSV with ','"),
        (HEADER + SHORT * 3 + LONG + '4,2025-03-04,"5"x,y\n', "no CSV with ','"),
        (HEADER + SHORT * 3 + LONG + "5,2025-03-05,1,a\rb\n", "no CSV with ','"),
        (HEADER + SHORT * 3 + LONG + f'4,2025-03-04,"{"x" * 200_000}"y,z\n', "no CSV with ','"),
    ],
)
def test_what_is_no_table_shows_no_value(frame: str, text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(em.UnreadableFileError) as refused:
        em.read_orders(written(tmp_path, text), frame=frame)

    assert said in str(refused.value)
    assert PRIVATE not in str(refused.value)


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_text_beyond_the_header_that_is_no_utf_8(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    content = (HEADER + SHORT * 10_000).encode() + "4,2025-03-04,1,Zoë\n".encode("cp1252")
    path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)

    with pytest.raises(em.UnreadableFileError, match="something else than text"):
        em.read_orders(path, frame="lazy")


def test_more_long_lines_than_are_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MANY", 2)
    path = written(tmp_path, HEADER + SHORT * 9 + LONG * 2)

    _, report = em.read_orders(path, invalid="drop", duplicates="first")
    assert report.broken[0].positions == (9,)
    with pytest.raises(em.UnreadableFileError, match="lines have more values"):
        em.read_orders(written(tmp_path, HEADER + SHORT * 9 + LONG * 3))


def test_a_column_of_the_name_of_the_mark_is_a_column(tmp_path: Path) -> None:
    text = "order_id,ordered_at,amount,em_longer\n1,2025-03-01,5,true\n"

    assert "em_longer" in em.as_orders(pl.read_csv(io.StringIO(text))).columns
    longer = text + "2,2025-03-02,5,x,y\n3,2025-03-03,5,x\n"
    orders, _ = em.read_orders(written(tmp_path, longer), frame="polars", invalid="drop")
    assert orders["order_id"].to_list() == ["1", "3"]


def test_every_kind_of_line_as_a_reader_of_another_library_has_it(tmp_path: Path) -> None:
    """What Python's own reader of CSV finds too long is what is marked."""
    parts = [GOOD, SHORT, LONG, "\n", '9,2025-01-01,1,"a ""b"" c"\n', '8,2025-01-01,1,",",\n']
    # Without an id, rows that are alike are no copies.
    header = HEADER.replace("order_id", "row")
    text = header + "".join(parts[i % len(parts)] for i in range(60)) + GOOD * 10
    read = list(csv.reader(io.StringIO(text, newline="")))
    expected = [i for i, line in enumerate(read[1:]) if len(line) > 4]

    frames = []
    for frame in FRAMES:
        _, report = em.read_orders(written(tmp_path, text), frame=frame, invalid="drop")
        marked = next(one for one in report.broken if one.rule == "more_values")
        frames.append((marked.count, list(marked.positions)))
    assert frames == [(len(expected), expected[:5])] * 3
