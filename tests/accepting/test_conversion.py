"""Text and numbers become what a field holds where that is unambiguous, else a broken row."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import polars as pl
import pytest

import engagement_metrics

# Type checkers would refuse much of what is asked here.
em: Any = engagement_metrics

DAY = datetime(2025, 3, 1)  # noqa: DTZ001 (naive, as many exports are)
NOON = datetime(2025, 3, 1, 12)  # noqa: DTZ001


def accepted(columns: dict[str, Any], **options: Any) -> tuple[pl.DataFrame, Any]:
    """Orders of some columns, with what orders need beside."""
    rows = len(next(iter(columns.values())))
    needed = {"ordered_at": [DAY] * rows, "amount": [1.0] * rows}
    frame = pl.DataFrame({**needed, **columns}, strict=False)
    answer: tuple[pl.DataFrame, Any] = em.as_orders(frame, invalid="keep", **options)
    return answer


def values(name: str, given: list[Any], **options: Any) -> list[Any]:
    """What the values of one field become, with the name of the rule where they break one."""
    frame, report = accepted({name: given}, **options)
    found = frame[name].to_list()
    for problem in report.broken:
        assert problem.column == name
        for position in problem.positions:
            found[position] = problem.rule
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12.0),
        (" 12.50 ", 12.5),
        ("+.5", 0.5),
        ("3.", 3.0),
        ("1e3", 1000.0),
        ("1.5E-2", 0.015),
        ("1,5", "not_a_number"),
        ("1,234", "not_a_number"),
        ("1.234,56", "not_a_number"),
        ("€ 5", "not_a_number"),
        ("5 EUR", "not_a_number"),
        ("inf", "not_a_number"),
        ("NaN", "not_a_number"),
        ("0x10", "not_a_number"),
        ("1_000", "not_a_number"),
        ("١٢", "not_a_number"),
        ("--1", "not_a_number"),
        (".", "not_a_number"),
        ("e5", "not_a_number"),
        ("1e999", "infinite"),
        ("-1", "too_small"),
        ("", None),
        ("   ", None),
        (None, None),
    ],
)
def test_numbers_in_text(text: str | None, expected: object) -> None:
    assert values("tax", [text]) == [expected]


@pytest.mark.parametrize(
    ("decimal", "text", "expected"),
    [
        (",", "1.234,56", 1234.56),
        (",", "1 234,56", 1234.56),
        (",", "1\u00a0234\u202f567,8", 1234567.8),
        (",", "1'234,5", 1234.5),
        (",", "12,5", 12.5),
        (",", "1.234", 1234.0),
        (",", "12", 12.0),
        (",", "12.5", "not_a_number"),
        (",", "1.23,4", "not_a_number"),
        (",", "1,2,3", "not_a_number"),
        (".", "1,234.56", 1234.56),
        (".", "1,234", 1234.0),
        (".", "12,5", "not_a_number"),
        (".", "1,234,567.8", 1234567.8),
    ],
)
def test_decimal_signs_are_said(decimal: str, text: str, expected: object) -> None:
    assert values("tax", [text], decimal=decimal) == [expected]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["7", "7.0", "7.5", "9007199254740993", "x"], [7, 7, *["not_a_whole_number"] * 3]),
        ([7.0, 7.5, float("nan")], [7, "not_a_whole_number", None]),
        ([float("inf"), 1e300], ["not_a_whole_number"] * 2),
        ([Decimal("7.00"), Decimal("7.50")], [7, "not_a_whole_number"]),
        ([7, -1], [7, "too_small"]),
    ],
)
def test_whole_numbers(given: list[Any], expected: list[Any]) -> None:
    assert values("n_items", given) == expected


def test_whole_numbers_keep_their_width() -> None:
    frame, _ = accepted({"n_items": pl.Series([1, 2], dtype=pl.UInt8), "tax": [1, 2]})

    assert frame.schema["n_items"] == pl.Int64
    assert frame.schema["tax"] == pl.Float64


def test_a_decimal_that_refuses_comparison_is_nothing() -> None:
    taxes = (Decimal("sNaN"), "1.1", Decimal("1.2"))

    frame = em.as_orders([{"ordered_at": DAY, "amount": 1.0, "tax": tax} for tax in taxes])

    assert frame["tax"].isna().tolist() == [True, False, False]
    assert frame["tax"].tolist()[1:] == [1.1, 1.2]


def test_numbers_of_other_types() -> None:
    assert values("tax", [Decimal("1.10"), None]) == [1.1, None]
    assert values("tax", [float("nan"), float("inf"), 2.0]) == [None, "infinite", 2.0]
    assert values("tax", [True, False]) == ["not_a_number"] * 2
    assert values("tax", [date(2025, 1, 1)]) == ["not_a_number"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["true", "YES", "t", "1", "on", "Y"], [True] * 6),
        (["False", "no", "F", "0", "off", "n"], [False] * 6),
        (["maybe", "", None], ["not_true_or_false", None, None]),
        (["2", "vrai"], ["not_true_or_false"] * 2),
        ([1, 0, 2, None], [True, False, "not_true_or_false", None]),
        ([1.0, 0.0, 0.5, float("nan")], [True, False, "not_true_or_false", None]),
        ([True, False, None], [True, False, None]),
        ([date(2025, 1, 1)], ["not_true_or_false"]),
    ],
)  # fmt: skip
def test_flags(given: list[Any], expected: list[Any]) -> None:
    assert values("tax_included", given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["0012", " a ", "", "  ", None], ["0012", "a", None, None, None]),
        ([12, 2**63 - 1, None], ["12", str(2**63 - 1), None]),
        ([12.0, float("nan"), 1.5], ["12", None, "not_text"]),
        ([2.0**53 - 1, 2.0**53], [str(2**53 - 1), "not_text"]),
        ([True], ["not_text"]),
        ([[1, 2]], ["not_text"]),
        ([{"id": 1}], ["not_text"]),
        ([b"7"], ["not_text"]),
    ],
)
def test_ids(given: list[Any], expected: list[Any]) -> None:
    assert values("customer_id", given) == expected


def test_categories_are_text() -> None:
    frame, _ = accepted({"channel": pl.Series(["web", "app"], dtype=pl.Categorical)})

    assert frame["channel"].to_list() == ["web", "app"]
    assert frame.schema["channel"] == pl.String


def test_words_of_the_vocabulary_in_any_case() -> None:
    given = ["Completed", " PENDING ", "done", None, ""]

    assert values("status", given) == ["completed", "pending", "unknown_word", None, None]
    assert values("status", [1, 2]) == ["unknown_word"] * 2
    assert values("currency", ["eur", " USD", "EURO", "E1R"]) == [
        "EUR", "USD", "wrong_form", "wrong_form",
    ]  # fmt: skip


def test_words_of_the_callers_own() -> None:
    said = {"processing": "completed", "on-hold": "pending", "trash": None, 4: "failed"}

    given = ["processing", "on-hold", "trash", "Completed", "x"]
    expected = ["completed", "pending", None, "completed", "unknown_word"]
    assert values("status", given, values={"status": said}) == expected
    assert values("status", [4, 5], values={"status": said}) == ["failed", "unknown_word"]
    assert values("tax", ["none", "2"], values={"tax": {"none": 0}}) == [0.0, 2.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-03-01", DAY),
        ("2025-03-01 12:00", NOON),
        ("2025-03-01T12:00:00", NOON),
        (" 2025-03-01T12:00:00.5 ", NOON + timedelta(milliseconds=500)),
        ("2025-03-01T12:00:00,5", NOON + timedelta(milliseconds=500)),
        ("2025-03-01 12:00:00.1234567", NOON + timedelta(microseconds=123456)),
        ("1600-02-29", datetime(1600, 2, 29)),  # noqa: DTZ001
        ("9999-12-31 23:59:59", datetime(9999, 12, 31, 23, 59, 59)),  # noqa: DTZ001
        ("2025-02-29", "not_a_time"),
        ("2025-13-01", "not_a_time"),
        ("2025-03-01 24:00", "not_a_time"),
        ("2025-03-01 12:60", "not_a_time"),
        ("01.03.2025", "not_a_time"),
        ("03/01/2025", "not_a_time"),
        ("20250301", "not_a_time"),
        ("2025-3-1", "not_a_time"),
        ("yesterday", "not_a_time"),
        ("1740830400", "not_a_time"),
        ("", "missing"),
    ],
)
def test_moments_in_iso_text(text: str, expected: object) -> None:
    assert values("ordered_at", [text]) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-03-01T12:00:00Z", NOON),
        ("2025-03-01 12:00 UTC", NOON),
        ("2025-03-01 12:00:00 +0200", NOON - timedelta(hours=2)),
        ("2025-03-01T12:00:00.5+05:30", NOON + timedelta(seconds=0.5) - timedelta(hours=5.5)),
        ("2025-03-01 12:00:00-08", NOON + timedelta(hours=8)),
        ("2025-03-01 12:00:00z", NOON),
    ],
)
def test_moments_with_an_offset_are_instants(text: str, expected: datetime) -> None:
    assert values("ordered_at", [text]) == [expected.replace(tzinfo=UTC)]


def test_a_time_without_a_zone_among_others_with_one_is_broken() -> None:
    texts = ["2025-03-01T12:00Z", "2025-03-01T12:00"]

    assert values("ordered_at", texts) == [NOON.replace(tzinfo=UTC), "no_zone"]
    paris = ZoneInfo("Europe/Paris")
    assert values("ordered_at", texts, tz="Europe/Paris") == [
        datetime(2025, 3, 1, 13, tzinfo=paris), datetime(2025, 3, 1, 12, tzinfo=paris),
    ]  # fmt: skip


def test_times_that_a_zone_skips_or_has_twice() -> None:
    texts = ["2025-03-30 02:30", "2025-10-26 02:30"]

    skipped, twice = values("ordered_at", texts, tz="Europe/Paris")

    assert skipped == "not_a_time"
    assert twice.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    ("way", "text", "expected"),
    [
        ("day_first", "01.03.2025", DAY),
        ("day_first", "1/3/2025 12:00", NOON),
        ("day_first", "01-03-2025, 12:00:00", NOON),
        ("day_first", "2025-03-01", DAY),
        ("day_first", "31.02.2025", "not_a_time"),
        ("day_first", "03/13/2025", "not_a_time"),
        ("month_first", "03/01/2025 12:00", NOON),
        ("month_first", "13/03/2025", "not_a_time"),
        ("%d.%m.%y %H:%M", "01.03.25 12:00", NOON),
        ("%d.%m.%y %H:%M", "2025-03-01", "not_a_time"),
        ("%Y%m%d %H:%M %z", "20250301 12:00 +0000", NOON.replace(tzinfo=UTC)),
        ("unix", "1740830400", NOON.replace(tzinfo=UTC)),
        ("unix", "1740830400.5", (NOON + timedelta(seconds=0.5)).replace(tzinfo=UTC)),
        ("unix_ms", "1740830400500", (NOON + timedelta(seconds=0.5)).replace(tzinfo=UTC)),
        ("unix", "2025-03-01", "not_a_time"),
    ],
)
def test_dates_written_otherwise(way: str, text: str, expected: object) -> None:
    assert values("ordered_at", [text], dates=way) == [expected]
    assert values("ordered_at", [text], dates={"ordered_at": way}) == [expected]


@pytest.mark.parametrize(
    ("way", "number"),
    [
        ("unix", 1740830400),
        ("unix", 1740830400.0),
        ("unix_ms", 1740830400000),
        ("unix_us", 1740830400000000),
    ],
)
def test_numbers_as_times(way: str, number: float) -> None:
    noon = NOON.replace(tzinfo=UTC)

    assert values("ordered_at", [number], dates=way) == [noon]
    in_paris = values("ordered_at", [number], dates=way, tz="Europe/Paris")
    assert in_paris == [noon]
    assert in_paris[0].hour == 13
    assert values("ordered_at", [number]) == ["not_a_time"]
    assert values("ordered_at", [number * 1e9], dates=way) == ["not_a_time"]


def test_dates_and_timestamps() -> None:
    assert values("ordered_at", [date(2025, 3, 1)]) == [DAY]
    assert values("ordered_at", [NOON]) == [NOON]
    paris = ZoneInfo("Europe/Paris")
    assert values("ordered_at", [date(2025, 3, 1)], tz="Europe/Paris") == [
        datetime(2025, 3, 1, tzinfo=paris)
    ]
    assert values("ordered_at", [NOON.replace(tzinfo=UTC)], tz="Europe/Paris")[0].hour == 13
    assert values("ordered_at", [True]) == ["not_a_time"]


def test_defaults_stand_in_for_what_is_missing_but_not_for_what_is_unreadable() -> None:
    events = pl.DataFrame(
        {"type": ["like"] * 3, "occurred_at": [DAY] * 3, "count": ["2", None, "many"]}
    )

    frame, report = em.as_social_events(events, invalid="keep")

    assert frame["count"].to_list() == [2, 1, None]
    assert [problem.rule for problem in report.broken] == ["not_a_whole_number"]


MIXED: list[tuple[str, Callable[[], list[Any]], list[Any]]] = [
    ("customer_id", lambda: [7, "ada", None, 1.0], ["7", "ada", None, "1.0"]),
    ("customer_id", lambda: [2**60 + 1, 1.5], [str(2**60 + 1), "1.5"]),
    ("customer_id", lambda: [2**70], [str(2**70)]),
    ("customer_id", lambda: [pd.NA, "ada", float("nan"), pd.NaT], [None, "ada", None, None]),
    ("customer_id", lambda: [{"id": 7}, "ada"], ["not_text", "ada"]),
    ("customer_id", lambda: [object()], ["not_text"]),
    ("customer_id", lambda: [[1], ["a"], [{"b": 1}]], ["not_text"] * 3),
    ("tax", lambda: [1, 2.5, None], [1.0, 2.5, None]),
    ("tax", lambda: ["1", 2, Decimal("3.5")], [1.0, 2.0, 3.5]),
    ("ordered_at", lambda: [date(2025, 3, 1), "2025-03-01"], [DAY, DAY]),
    (
        "ordered_at",
        lambda: [NOON.replace(tzinfo=timezone(timedelta(hours=h))) for h in (0, 2)],
        [NOON.replace(tzinfo=UTC), NOON.replace(tzinfo=UTC) - timedelta(hours=2)],
    ),
    ("ordered_at", lambda: [NOON, None], [NOON, "missing"]),
]


@pytest.mark.parametrize(("name", "make", "expected"), MIXED)
def test_mixed_values(name: str, make: Callable[[], list[Any]], expected: list[Any]) -> None:
    rows = [{"ordered_at": DAY, "amount": 1, name: value} for value in make()]
    frame = pd.DataFrame(rows).astype({name: object})
    frame[name] = pd.Series(make(), dtype=object)

    for raw in (rows, frame):
        answer, report = em.as_orders(raw, invalid="keep")
        found = pl.from_pandas(answer)[name].to_list()
        for problem in report.broken:
            for position in problem.positions:
                found[position] = problem.rule
        assert found == expected


def test_a_column_of_nothing_is_a_column() -> None:
    given = {"ordered_at": ["2025-03-01"], "amount": [1], "email": [pd.NA], "status": [None]}

    orders = em.as_orders(pd.DataFrame(given))

    assert orders[["email", "status"]].isna().to_numpy().tolist() == [[True, True]]


def test_python_objects_in_polars() -> None:
    """Polars can neither sort nor join them; collected, what they say can be read."""
    held = pl.Series("customer_id", ["ada", 7, None], dtype=pl.Object)
    orders = pl.DataFrame(
        {"order_id": ["1", "2", "3"], "ordered_at": ["2025-03-01"] * 3, "amount": [1.0] * 3}
    ).with_columns(held)

    assert em.as_orders(orders)["customer_id"].to_list() == ["ada", "7", None]
    with pytest.raises(em.InvalidRecordsError, match="customer_id of orders holds Python objects"):
        em.as_orders(orders.lazy())
