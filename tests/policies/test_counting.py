"""Which orders count, and under which name the others are left out."""

from typing import Any

import pytest

from tests.policies.orders import broken, decided, em, raw, refused

STATUS = ["completed", "pending", "cancelled", None, "completed"]


def orders(**columns: list[Any]) -> dict[str, list[Any]]:
    return raw(amount=[10.0, 0.0, 10.0, 10.0, 10.0], **columns)


def test_all_orders_are_kept_by_default() -> None:
    frame, report = decided(orders(status=STATUS, is_test=[True] * 5))

    assert frame.height == 5
    assert report.policies == {}


def test_statuses_that_count() -> None:
    frame, report = decided(orders(status=STATUS), statuses=["completed", "pending"])

    assert frame["order_id"].to_list() == ["o0", "o1", "o4"]
    assert report.left_out == {"no_status": 1, "cancelled": 1}
    assert report.policies == {"statuses": ["completed", "pending"]}
    assert decided(orders(status=STATUS), statuses="pending")[0]["order_id"].to_list() == ["o1"]


def test_what_is_no_status_is_counted_and_not_shown() -> None:
    mistaken = ["completed", "ada@example.org", "bob@example.org", "failed", "completed"]

    frame, report = decided(orders(status=mistaken), statuses="completed", invalid="keep")

    assert frame["order_id"].to_list() == ["o0", "o4"]
    assert report.left_out == {"failed": 1, "unknown_status": 2}
    assert "example" not in str(report) + report._repr_html_()


def test_statuses_are_mapped() -> None:
    theirs = ["processing", "On-Hold", "completed", "trash", "processing"]
    said = {"processing": "completed", "On-Hold": "pending", "trash": "cancelled"}

    frame, _ = decided(orders(status=theirs), status=said)

    assert frame["status"].to_list() == [
        "completed", "pending", "completed", "cancelled", "completed",
    ]  # fmt: skip


def test_unknown_statuses_are_listed() -> None:
    theirs = ["processing", "on-hold", "completed", "processing", "completed"]

    said = refused(em.InvalidRecordsError, orders(status=theirs))

    assert "first at positions 0, 1, 3 ('on-hold', 'processing')" in said


@pytest.mark.parametrize(
    "theirs", [["ada@example.com"] * 5, ["Ada 1"] * 5, [f"name {'x' * i}" for i in range(5)]]
)
def test_values_of_a_column_taken_for_the_status_are_not_shown(
    theirs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engagement_metrics.records.accepting.acceptance.MANY_WORDS", 4)

    said = refused(em.InvalidRecordsError, orders(status=theirs))

    assert not any(word.lower() in said for word in theirs)


@pytest.mark.parametrize(
    ("policy", "column", "marks", "kept", "reason"),
    [
        ("test_orders", "is_test", ["yes", "no", None, "true", "0"], [1, 2, 4], "test"),
        ("gift_cards", "is_gift_card_only", [1, 0, 0, 1, None], [1, 2, 4], "gift_card_only"),
        ("free_orders", "n_items", [1, 1, 1, 1, 1], [0, 2, 3, 4], "free"),
    ],
)
def test_marked_orders_are_left_out(
    policy: str, column: str, marks: list[Any], kept: list[int], reason: str
) -> None:
    table = orders(**{column: marks})

    frame, report = decided(table, **{policy: "exclude"})
    assert frame["order_id"].to_list() == [f"o{i}" for i in kept]
    assert report.left_out == {reason: 5 - len(kept)}
    assert report.policies == {policy: "exclude"}
    assert decided(table, **{policy: "keep"})[0].height == 5


def test_policies_need_their_columns() -> None:
    for policies, needed in [
        ({"statuses": "completed"}, "status"),
        ({"test_orders": "exclude"}, "is_test"),
        ({"gift_cards": "exclude"}, "is_gift_card_only"),
    ]:
        said = refused(em.MissingColumnError, orders(), **policies)
        assert f"but orders has no {needed}" in said


def test_several_policies_are_counted_apart() -> None:
    frame, report = decided(
        orders(status=STATUS, is_test=["no", "no", "yes", "no", "yes"]),
        statuses=["completed", "cancelled"],
        test_orders="exclude",
    )

    assert frame["order_id"].to_list() == ["o0"]
    assert report.left_out == {"no_status": 1, "pending": 1, "test": 2}
    assert (report.rows_in, report.rows_out, report.rows_rejected) == (5, 1, 4)


@pytest.mark.parametrize(
    ("policies", "error"),
    [
        ({"statuses": 3}, em.ArgumentTypeError),
        ({"statuses": [1]}, em.ArgumentTypeError),
        ({"statuses": []}, em.InvalidArgumentError),
        ({"statuses": ["shipped"]}, em.InvalidArgumentError),
        ({"status": ["completed"]}, em.ArgumentTypeError),
        ({"status": {"a": "completed"}, "values": 3}, em.ArgumentTypeError),
        ({"test_orders": "drop"}, em.InvalidArgumentError),
        ({"duplicates": "any"}, em.InvalidArgumentError),
        ({"machine_opens": "mark"}, em.ArgumentTypeError),
    ],
)
def test_policies_that_cannot_be_used(policies: dict[str, Any], error: type[Exception]) -> None:
    refused(error, orders(), **policies)


def test_duplicates() -> None:
    table = raw(amount=[1.0, 1.0, 2.0, 3.0, 4.0])
    table["order_id"] = ["a", "a", "a", "b", "b"]
    table["ordered_at"] = ["2025-03-01"] * 5

    _, report = decided(table)
    assert broken(report) == [("order_id", "repeated", (0, 2, 3, 4))]
    assert "duplicates='first'" in refused(em.InvalidRecordsError, table)
    for way, amounts in {"first": [1.0, 3.0], "last": [2.0, 4.0]}.items():
        frame, report = decided(table, duplicates=way)
        assert frame["amount"].to_list() == amounts
        assert (report.rows_merged, report.left_out) == (1, {"superseded": 2})
        assert report.policies == {"duplicates": way}
