"""Files of every kind become the same records, one or many, at once or lazily."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import engagement_metrics
from engagement_metrics.records.files.reader import FileReader
from engagement_metrics.records.models import MODULES

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

HEADER = "order_id,customer_id,ordered_at,amount\n"
LINES = "1,Zoë,2025-03-01,5.50\n2,,2025-03-02,7\n"
ROWS = [
    {"order_id": "1", "customer_id": "Zoë", "ordered_at": "2025-03-01", "amount": "5.50"},
    {"order_id": "2", "customer_id": None, "ordered_at": "2025-03-02", "amount": "7"},
]
EXPECTED = [
    {
        "order_id": "1", "customer_id": "Zoë", "ordered_at": pd.Timestamp("2025-03-01"),
        "amount": 5.5,
    },
    {
        "order_id": "2", "customer_id": None, "ordered_at": pd.Timestamp("2025-03-02"),
        "amount": 7.0,
    },
]  # fmt: skip


def put(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def packed(content: bytes) -> Callable[[Path], object]:
    return put(gzip.compress(content))


CSV = (HEADER + LINES).encode()
JSON_LINES = "\n".join(json.dumps(row) for row in ROWS).encode()
WRITTEN: list[tuple[str, Callable[[Path], object]]] = [
    ("a.csv", put(CSV)),
    ("a.CSV", put(b"\xef\xbb\xbf" + CSV)),
    ("a.csv", put(CSV.replace(b"\n", b"\r\n"))),
    ("a.csv", put(CSV.replace(b",", b";"))),
    ("a.csv", put(('"order_id";"customer_id";"ordered_at";"amount"\n' + LINES.replace(",", ";"))
                  .encode())),
    ("a.tsv", put(CSV.replace(b",", b"\t"))),
    ("a.txt", put(CSV.replace(b",", b"|"))),
    ("a.csv.gz", packed(CSV)),
    ("a.jsonl", put(JSON_LINES + b"\n\n")),
    ("a.ndjson.gz", packed(JSON_LINES)),
    ("a.json", put(json.dumps(ROWS).encode())),
    ("a.json", put(JSON_LINES)),
    ("a.parquet", lambda path: pl.DataFrame(ROWS).write_parquet(path)),
]  # fmt: skip
AT_ONCE: list[tuple[str, Callable[[Path], object]]] = [
    ("a.csv", put((HEADER + LINES).encode("utf-16"))),
    ("a.csv", put(b"\xfe\xff" + (HEADER + LINES).encode("utf-16-be"))),
    ("a.csv", put((HEADER + LINES).encode("utf-32"))),
    ("a.json", put(json.dumps(ROWS, ensure_ascii=False).encode("utf-16"))),
]


@pytest.mark.parametrize(("name", "write"), [*WRITTEN, *AT_ONCE], ids=map(str, range(17)))
def test_files_of_every_kind(name: str, write: Callable[[Path], object], tmp_path: Path) -> None:
    write(tmp_path / name)

    assert em.read_orders(tmp_path / name, frame="polars").to_dicts() == EXPECTED
    frame, report = em.read_orders(str(tmp_path / name), invalid="drop")
    assert isinstance(frame, pd.DataFrame)
    assert frame["amount"].tolist() == [5.5, 7.0]
    assert (report.rows_in, report.rows_out) == (2, 2)


@pytest.mark.parametrize(("name", "write"), WRITTEN, ids=map(str, range(13)))
def test_files_are_read_lazily(name: str, write: Callable[[Path], object], tmp_path: Path) -> None:
    write(tmp_path / name)

    frame = em.read_orders(tmp_path / name, frame="lazy")

    assert isinstance(frame, pl.LazyFrame)
    assert frame.collect().to_dicts() == EXPECTED


def test_other_encodings_are_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((HEADER + LINES).encode("cp1252"))

    assert em.read_orders(path, frame="polars", encoding="cp1252").to_dicts() == EXPECTED
    with pytest.raises(em.UnreadableFileError, match=r"utf-8 at byte .*encoding='cp1252'"):
        em.read_orders(path)
    with pytest.raises(em.UnreadableFileError, match=r"utf-8 at byte"):
        em.read_orders(path, frame="lazy")
    with pytest.raises(em.InvalidArgumentError, match="frame='polars'"):
        em.read_orders(path, frame="lazy", encoding="cp1252")
    for encoding in ("latin-99", "rot13"):
        with pytest.raises(em.InvalidArgumentError, match="cp1252"):
            em.read_orders(path, encoding=encoding)


def test_folders_and_patterns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    (tmp_path / "b.jsonl").write_text(
        '{"order_id": 9007199254740993, "ordered_at": "2025-03-03", "amount": 1, "tax": 1}'
    )
    (tmp_path / "c.csv").write_bytes(b"")
    (tmp_path / "d.csv.gz").write_bytes(gzip.compress(HEADER.encode()))
    (tmp_path / "readme").write_text("not data")
    (tmp_path / "older").mkdir()

    for frame in ("polars", "lazy"):
        whole = em.read_orders(tmp_path, frame=frame).lazy().collect()
        assert whole["order_id"].to_list() == ["1", "2", "9007199254740993"]
        assert whole["tax"].to_list() == [None, None, 1.0]
        some = em.read_orders(tmp_path / "*.csv*", frame=frame).lazy().collect()
        assert some["order_id"].to_list() == ["1", "2"]


def test_positions_count_through_all_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    (tmp_path / "b.csv").write_text(HEADER + "3,ada,soon,1\n")

    _, report = em.read_orders(tmp_path, invalid="drop")

    assert [(one.rule, one.positions) for one in report.broken] == [("not_a_time", (2,))]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\xef\xbb\xbf", "is empty"),
        ("a.jsonl", b"\n", "is empty"),
        ("a.json", b" ", "is empty"),
        ("a.csv", b"a,b\n1,2,3\n", "no CSV with ','"),
        ("a.csv.gz", b"a,b\n", "gzip cannot unpack"),
        ("a.csv.gz", gzip.compress(b"", mtime=0), "is empty"),
        ("a.parquet", b"PAR1", "no Parquet file"),
        ("a.jsonl", b'{"a": 1}\n{', "line 2 cannot be read"),
        ("a.json", b'{"a": 1}\n{', "line 2 cannot be read"),
        ("a.json", b"[" * 100_000, "line 1 cannot be read"),
        ("a.json", b'[{"a": 1}, 2]', "something else than an object at position 1"),
        ("a.xlsx", b"", "must end in .csv"),
    ],
)
def test_files_that_cannot_be_read(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)

    for frame in ("pandas", "lazy"):
        with pytest.raises(em.EngagementError) as refused:
            em.read_orders(tmp_path / name, frame=frame)
        assert frame == "lazy" or said in str(refused.value)


def test_paths_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for name, said in {
        "gone.csv": "is not there",
        "*.csv": "matches no file",
        "": "holds no file",
        "x\0.csv": "is not there",
        "x" * 5000: "is not there",
    }.items():
        with pytest.raises(em.UnreadableFileError, match=said):
            em.read_orders(f"{tmp_path}/{name}")
    for path in (3, b"a.csv", None):
        with pytest.raises(em.ArgumentTypeError, match="path takes"):
            em.read_orders(path)


def test_files_whose_columns_do_not_fit_together(tmp_path: Path) -> None:
    pl.DataFrame({"a": [[1]]}).write_parquet(tmp_path / "a.parquet")
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "b.parquet")

    with pytest.raises(em.UnreadableFileError, match="one by one"):
        em.read_orders(tmp_path)


def test_options_of_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)

    with pytest.raises(em.InvalidArgumentError, match="'pandas', 'polars', 'lazy'"):
        em.read_orders(tmp_path, frame="arrow")
    with pytest.raises(em.UnreadableFileError, match="one character"):
        em.read_orders(tmp_path, separator="::")
    with pytest.raises(em.MissingColumnError, match="order_id,customer_id,ordered_at,amount"):
        em.read_orders(tmp_path, separator=";")


def test_what_a_lazy_reader_meets_on_its_way(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame(ROWS).write_parquet(path, compression="uncompressed")
    sound = path.read_bytes()
    # The values are gone, and what tells of the columns, at the end, is not.
    path.write_bytes(sound[:4] + b"\xff" * 100 + sound[104:])

    with pytest.raises(em.InvalidRecordsError, match="frame='polars'"):
        em.read_orders(tmp_path, frame="lazy")
    with pytest.raises(em.UnreadableFileError, match="no Parquet file"):
        em.read_orders(tmp_path, frame="polars")


def test_a_file_without_a_header_shows_none_of_its_values(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("ada@example.com,0151 2345678,Ada\n")

    with pytest.raises(em.MissingColumnError) as refused:
        em.read_orders(tmp_path)
    assert "Its columns are …, …, Ada" in str(refused.value)


def test_halves_of_characters_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        '[{"ordered_at": "2025-03-01", "amount": 1, "customer_id": "\\ud800"}]'
    )

    _, report = em.read_orders(tmp_path, invalid="drop")

    assert [(one.rule, one.column) for one in report.broken] == [("not_text", "customer_id")]
    (tmp_path / "a.json").write_text('[{"\\ud800": 1}]')
    with pytest.raises(em.InvalidRecordsError, match="named by text"):
        em.read_orders(tmp_path)


def test_every_model_has_its_way_from_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n")
    ways = [getattr(em, name) for name in em.__all__ if name.startswith("read_")]
    readers = [way for way in ways if isinstance(way, FileReader)]

    assert {reader.model_name for reader in readers} == set(MODULES) - {"EmailMessage"}
    for reader in readers:
        with pytest.raises(em.MissingColumnError, match=reader.model.row_source.kind.argument):
            reader(tmp_path)


def test_files_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)

    def refused(*_: object) -> None:
        raise PermissionError

    for name in ("open", "read_bytes", "iterdir"):
        with monkeypatch.context() as patched:
            patched.setattr(Path, name, refused)
            path = tmp_path if name == "iterdir" else tmp_path / "a.csv"
            frame = "lazy" if name == "open" else "polars"
            with pytest.raises(em.UnreadableFileError, match="cannot be opened"):
                em.read_orders(path, frame=frame)
