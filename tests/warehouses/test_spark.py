"""Spark is asked two queries, which scan no more than they need; and the example runs."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import engagement_metrics as em
from engagement_metrics.engine.query_text import plan_printed
from tests.engines.counting import queries

pytestmark = pytest.mark.java

ROOT = Path(__file__).parents[2]
NEEDED = {"customer_id", "ordered_at", "status"}
QUESTION: dict[str, Any] = {"as_of": "1998-03-31", "window": "180d"}


@pytest.fixture(scope="module")
def orders(spark: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401
    folder = tmp_path_factory.mktemp("orders")
    frame = em.datasets.cdnow_orders().assign(status="completed", channel="web", note="-")
    for number in range(3):
        frame.iloc[number::3].to_parquet(folder / f"{number}.parquet")
    return spark.read.parquet(str(folder))


def queries_of(spark: Any) -> int:  # noqa: ANN401
    """How many queries the session has run."""
    return int(spark._jsparkSession.sharedState().statusStore().executionsCount())  # noqa: SLF001


@pytest.mark.parametrize("options", [{}, {"every": "1q", "by": "channel"}], ids=str)
def test_the_probe_and_the_totals_and_no_more(
    spark: Any,  # noqa: ANN401
    orders: Any,  # noqa: ANN401
    options: dict[str, Any],
) -> None:
    before = queries_of(spark)
    with queries() as asked:
        em.purchase_frequency(orders, **QUESTION, **options)
    assert queries_of(spark) - before == len(asked) == 2
    # Other forms of the plan are cut short.
    plans = [plan_printed(query, None) for query in asked]
    read = [re.findall(r"ReadSchema: struct<(.*)>", plan) for plan in plans]
    more = {options["by"]} if options else set()
    for columns, allowed in ((read[0], {"order_id"}), (read[1], set())):
        assert columns
        for each in columns:
            assert set(re.findall(r"(\w+):", each)) <= {*NEEDED, *more, *allowed}
    pushed = re.findall(r"PushedFilters: \[(.*)\]", plans[1])
    assert pushed
    for conditions in pushed:
        assert "(ordered_at," in conditions
        assert "status" in conditions
    if not options:
        assert any("1997-10-03" in one and "1998-04-01" in one for one in pushed)


def test_the_example_shows_the_numbers_of_pandas() -> None:
    script = ROOT / "examples" / "on_spark.py"
    run = subprocess.run([sys.executable, str(script)], check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    number, *history = run.stdout.splitlines()
    orders = em.datasets.cdnow_orders()
    assert number == str(em.purchase_frequency(orders, as_of="1998-06-30"))
    expected = em.purchase_frequency(orders, every="1q", window="90d")
    assert history == expected.to_string(index=False).splitlines()
