"""The engines that take long to start give the numbers of the brute force.

Every metric is asked of DuckDB in `tests/engines`; here one metric of each shape is.
"""

import pytest

from tests.engine.cases import Case, is_instant
from tests.engines.elsewhere import Engine
from tests.engines.test_against_the_oracle import seeded
from tests.oracle.shops import Shop
from tests.warehouses.servers import NEEDED

SHAPES = [
    "purchase_frequency", "average_order_value", "repeat_purchase_rate", "newsletter_open_rate",
    "social_interaction_score",
    "spend_per_buyer",  # a product
    "order_value_change",  # .previous of a ratio
    "retention",  # .previous of each customer
    "returning_share",  # .before
    "median_order_value",  # a quantile of rows
    "time_between_orders",  # of spells, some of them not over yet
    "days_since_last_order",  # of units
    "newsletter_open_rate_impute",  # messages put together from their events
    "social_interaction_score_roster",  # people without any event
    "likes_per_buyer",  # several kinds of record
    "stickiness",  # days that count once
    "csat_change_of_first",  # one row of each unit in a window
    "mean_open_rate_of_campaigns",  # quotients of units
    "mean_engagement_rate_by_reach",  # quotients of columns
    "unbounded_retention",  # units who came back
]  # fmt: skip
HEADLINES, OTHERS = SHAPES[:5], SHAPES[5:]


def asked_of_engines(of_spark: list[str]) -> pytest.MarkDecorator:
    """Every shape on every engine; some on Spark, which takes ten times as long as the others.

    SQLFrame plans each query in Python for many seconds; `test_sqlframe` asks it less.
    """
    pairs = [
        pytest.param(engine, name, marks=NEEDED.get(engine, ()))
        for engine in ("Ibis on DuckDB", "Ibis on PostgreSQL", "PySpark")
        for name in (of_spark if engine == "PySpark" else SHAPES)
    ]
    return pytest.mark.parametrize(("elsewhere", "name"), pairs, indirect=["elsewhere"])


def answered(name: str, *, history: bool) -> tuple[Case, Shop]:
    """The first question about a metric that has an answer."""
    cases = (seeded(name, seed, history=history) for seed in range(9))
    return next((case, of) for case, of in cases if case.expected(of))


@asked_of_engines(of_spark=HEADLINES + OTHERS[::2])
def test_points(elsewhere: Engine, name: str) -> None:
    case, of = answered(name, history=False)
    case.asked_with(elsewhere.make, of, keeps_zones=elsewhere.keeps_zones).check(of)


@asked_of_engines(of_spark=HEADLINES + OTHERS[1::2])
def test_histories(elsewhere: Engine, name: str) -> None:
    case, of = answered(name, history=True)
    case.asked_with(elsewhere.make, of, keeps_zones=elsewhere.keeps_zones).check(of)


@pytest.mark.parametrize("history", [False, True], ids=["points", "histories"])
def test_the_questions_are_of_every_kind(*, history: bool) -> None:
    cases = [answered(name, history=history) for name in SHAPES]
    rows = [(case, row) for case, of in cases for row in case.expected(of)]
    assert any(row[key] is None for case, row in rows for key in case.by)
    assert history or any(len(case.by) > 1 for case, _ in cases)
    assert any(case.where for case, _ in cases)
    assert {of.clock for _, of in cases} == {"naive", "utc", "berlin"}
    assert any(case.tz not in (None, "UTC") and of.clock == "utc" for case, of in cases)
    assert any(str(case.window).endswith(("mo", "q", "y")) for case, _ in cases)
    assert history or any(is_instant(case.as_of) for case, _ in cases)
    assert all(any(row["low"] is not None for row in case.expected(of)) for case, of in cases[:5])
