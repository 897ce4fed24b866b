"""The script that makes the bundled files, on inputs small enough to check by eye."""

from __future__ import annotations

import runpy
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pandas as pd
import pytest

from engagement_metrics import datasets
from engagement_metrics.datasets import rebuild

CDNOW = " 00004 0001 19970101  2   29.33\r\n 00004 0001 19970118  1   14.96\r\n\r\n"


class PackageIn:
    """An installed package whose files all lie in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def locate_file(self, path: str) -> Path:
        return self.folder / Path(path).name


@pytest.fixture
def demographics() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "household_id": [30, 10, 20],
            "age": ["65+", "19-24", "35-44"],
            "income": ["250K+", "Under 15K", "50-74K"],
            "home_ownership": [None, "Renter", "Homeowner"],
            "marital_status": ["Married", None, "Unmarried"],
            "household_size": ["2", "5+", "1"],
            "household_comp": ["2 Adults No Kids", "2 Adults Kids", "1 Adult No Kids"],
            "kids_count": ["0", "3+", "0"],
        }
    )


@pytest.fixture
def transactions() -> pd.DataFrame:
    lines = [
        # household, store, basket, product, dollars, UTC
        (10, 7, 501, 1, 0.10, "2018-01-01 04:01:20"),
        (10, 7, 501, 2, 0.20, "2018-01-01 04:01:20"),
        (20, 8, 502, 1, 9.99, "2017-07-01 12:00:00"),
        (30, 7, 500, 3, 5.00, "2017-07-01 03:30:00"),
    ]
    columns = ["household_id", "store_id", "basket_id", "product_id", "sales_value", "utc"]
    frame = pd.DataFrame(lines, columns=columns)
    return frame.assign(transaction_timestamp=pd.to_datetime(frame.pop("utc")))


def test_every_second_household_is_taken(demographics: pd.DataFrame) -> None:
    assert list(rebuild.every_second_household(demographics)["household_id"]) == [10, 30]


def test_lines_become_baskets_in_local_time(
    demographics: pd.DataFrame, transactions: pd.DataFrame
) -> None:
    orders = rebuild.orders_of(transactions, rebuild.every_second_household(demographics))
    assert orders.to_dict("records") == [
        {
            "order_id": "500",
            "customer_id": "30",
            "ordered_at": pd.Timestamp("2017-06-30 23:30:00"),
            "amount": 5.0,
            "n_items": 1,
            "store_id": "7",
            "status": "completed",
            "currency": "USD",
            "segment": "2 Adults No Kids",
        },
        {
            "order_id": "501",
            "customer_id": "10",
            "ordered_at": pd.Timestamp("2017-12-31 23:01:20"),
            "amount": 0.3,
            "n_items": 2,
            "store_id": "7",
            "status": "completed",
            "currency": "USD",
            "segment": "2 Adults Kids",
        },
    ]


def test_bands_are_ordered(demographics: pd.DataFrame) -> None:
    customers = rebuild.customers_of(demographics)
    assert list(customers["customer_id"]) == ["30", "10", "20"]
    assert list(customers.sort_values("income")["income"]) == ["Under 15K", "50-74K", "250K+"]
    assert list(customers["marital_status"].isna()) == [False, True, False]


def test_a_band_that_is_new_is_refused(demographics: pd.DataFrame) -> None:
    demographics.loc[0, "age"] = "100+"
    with pytest.raises(ValueError, match=r"age has bands .*100\+"):
        rebuild.customers_of(demographics)


def test_each_line_of_cdnow_is_an_order() -> None:
    assert rebuild.read_cdnow(CDNOW).to_dict("records") == [
        {
            "order_id": "1",
            "customer_id": "0001",
            "ordered_at": pd.Timestamp("1997-01-01"),
            "amount": 29.33,
            "n_items": 2,
            "currency": "USD",
        },
        {
            "order_id": "2",
            "customer_id": "0001",
            "ordered_at": pd.Timestamp("1997-01-18"),
            "amount": 14.96,
            "n_items": 1,
            "currency": "USD",
        },
    ]


def test_a_source_file_is_found_without_importing_its_package() -> None:
    assert rebuild.source_file("pandas", "pandas/__init__.py").name == "__init__.py"
    with pytest.raises(FileNotFoundError, match="has no file pandas/nothing"):
        rebuild.source_file("pandas", "pandas/nothing.txt")
    with pytest.raises(PackageNotFoundError):
        rebuild.source_file("no-such-package", "file.txt")


def test_the_command_writes_three_files(
    demographics: pd.DataFrame,
    transactions: pd.DataFrame,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    demographics.to_parquet(tmp_path / "demographics.parquet")
    transactions.to_parquet(tmp_path / "transactions.parquet")
    (tmp_path / "CDNOW_sample.txt").write_text(CDNOW, encoding="ascii")
    monkeypatch.setattr("importlib.metadata.distribution", lambda _: PackageIn(tmp_path))
    monkeypatch.setattr("sys.argv", ["rebuild", str(tmp_path / "made")])
    runpy.run_path(rebuild.__file__, run_name="__main__")
    shown = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[1].split(",")[0] for line in shown] == ["2 rows", "2 rows", "2 rows"]
    made = pd.read_parquet(tmp_path / "made" / "grocery_customers.parquet")
    assert list(made["customer_id"]) == ["10", "30"]
    assert made["age"].cat.ordered


def test_the_bundled_files_are_those_of_the_packages(tmp_path: Path) -> None:
    rebuild.main([str(tmp_path)])
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "grocery_orders.parquet"), datasets.grocery_orders()
    )
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "grocery_customers.parquet"), datasets.grocery_customers()
    )
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "cdnow_orders.parquet"), datasets.cdnow_orders()
    )
