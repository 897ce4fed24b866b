"""Every metric of the catalogue is public, explained, checked by brute force, and shown to run."""

import inspect
import runpy
from pathlib import Path
from typing import Any

import pytest

import engagement_metrics as em
from engagement_metrics.engine.formulas import Total, total
from engagement_metrics.engine.written import formula_as_text
from engagement_metrics.report.catalogue import MODULES, metrics
from tests.oracle.catalogue import catalogue as oracles

ROOT = Path(__file__).parents[2]
TABLE = em.catalogue()
NAMES = list(TABLE["name"])
each = pytest.mark.parametrize("name", NAMES)


def test_the_catalogue_is_a_frame_of_all_metrics() -> None:
    assert list(TABLE.columns) == [
        "name", "meaning", "formula", "unit", "bounds", "interval", "higher_is_better", "records",
        "columns", "parameters", "source",
    ]  # fmt: skip
    modules = {module.__name__ for module in MODULES}
    metrics_of_em = {name for name in em.__all__ if isinstance(getattr(em, name), em.Metric)}
    public = {name for name in metrics_of_em if getattr(em, name).__module__ in modules}
    assert set(NAMES) == public
    assert len(NAMES) == len(public) > 40
    assert em.catalogue() is not em.catalogue()


def test_a_row_tells_what_a_number_means() -> None:
    row = TABLE.set_index("name").loc["hard_bounce_rate"].to_dict()
    assert row["meaning"].startswith("Which share of the messages sent came back for good")
    assert row["formula"] == "total(count(emails where hard_bounced)) / total(sent)"
    assert (row["unit"], row["bounds"], row["interval"]) == ("fraction", (0, 1), True)
    assert row["higher_is_better"] is False
    assert row["records"] == ("emails",)
    assert row["columns"] == ("occurred_at", "type", "message_id", "recipient", "bounce_type")
    assert row["parameters"] == ("open_days",)
    assert "HardBounce" in row["source"]
    both = TABLE.set_index("name").loc["revenue_per_message"]
    assert both["records"] == ("orders", "emails")
    assert {"orders.amount", "emails.message_id"} <= set(both["columns"])
    assert not TABLE.set_index("name").loc["order_count", "interval"]


@each
def test_each_metric_is_told_completely(name: str) -> None:
    row = TABLE.set_index("name").loc[name]
    metric = getattr(em, name)
    assert metric is metrics()[name]
    assert row["meaning"].endswith((".", "?"))
    for column in ("formula", "unit", "source"):
        assert row[column], column
    assert len(row["records"]) >= 1
    assert len(row["columns"]) >= 2
    formula = str(row["formula"])
    assert formula.count("(") == formula.count(")")


@each
def test_each_metric_is_checked_by_brute_force(name: str) -> None:
    definition = oracles()[name]
    listed = definition.roster or definition.audience == "customers"
    records = (*definition.records, "customers") if listed else definition.records
    assert records == TABLE.set_index("name").loc[name, "records"]
    assert definition.bounds == TABLE.set_index("name").loc[name, "bounds"]


@each
def test_each_metric_has_an_example(name: str) -> None:
    """That they run is shown where all docstrings are."""
    function: Any = inspect.unwrap(getattr(em, name))
    _, found, example = (inspect.getdoc(function) or "").partition("Examples:")
    assert found
    assert f"em.{name}(" in example


@each
def test_each_metric_has_a_page(name: str) -> None:
    pages = runpy.run_path(str(ROOT / "docs" / "make_catalogue.py"))
    page = ROOT / "docs" / pages["page_of"](name)
    assert f"em.{name}" in page.read_text("utf-8") or f"`{name}`" in page.read_text("utf-8")
    assert f"### [{name}]({pages['page_of'](name)})" in pages["PAGE"].read_text("utf-8")
    assert f"metrics/{page.name}" in (ROOT / "mkdocs.yml").read_text("utf-8")
    assert f"::: engagement_metrics.{name}\n" in (ROOT / "docs/reference.md").read_text("utf-8")


def test_the_page_of_the_catalogue_is_what_the_metrics_are_now() -> None:
    pages = runpy.run_path(str(ROOT / "docs" / "make_catalogue.py"))
    written = pages["PAGE"].read_text("utf-8")
    assert written == pages["page"](), "run: python docs/make_catalogue.py --write"


orders, revenue, likes = em.measures.orders, em.measures.revenue, em.measures.likes
column = em.column
NAMED = {orders: "orders", revenue: "revenue", likes: "likes"}


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (total(orders), "total(orders)"),
        (total(orders) / total(orders >= 1), "total(orders) / total(orders >= 1)"),
        (2 * total(orders) / total(revenue), "2 * total(orders) / total(revenue)"),
        (1 / total(orders), "1 / total(orders)"),
        (total(orders) - total(likes), "(total(orders) - total(likes))"),
        (1 - total(orders) / total(likes), "(1 - total(orders) / total(likes))"),
        (
            total(orders) / (total(likes) * total(revenue)),
            "total(orders) / (total(likes) * total(revenue))",
        ),
        (
            total(revenue * (orders >= 2)) / total(revenue),
            "total(revenue * (orders >= 2)) / total(revenue)",
        ),
        (
            total((orders >= 1) & ~(likes >= 2) | (orders.before > 3)),
            "total(((orders >= 1) & ~(likes >= 2)) | (orders.before > 3))",
        ),
        (total(-orders + 2 * likes), "total((-orders) + (2 * likes))"),
        (total(orders.previous.previous), "total(orders.previous.previous)"),
        (em.social_interaction_score.formula(audience=1000).previous, None),
        (
            total(em.count(em.Order, where={"channel": ["web", None]})),
            "total(count(orders where channel == 'web' or channel is missing))",
        ),
        (
            total(em.sum_of(em.Order, em.column("a") * 2 - em.column("b"), where=~em.column("c"))),
            "total(sum((a * 2) - b of orders where not c))",
        ),
        (
            total(em.count(em.Order, where=~(column("a").is_null() | (column("b") > 1)))),
            "total(count(orders where not (a is missing or b > 1)))",
        ),
        (
            total(em.sum_of(em.Order, (column("a") - 1) / 2, where=~column("a").is_null())),
            "total(sum((a - 1) / 2 of orders where a is known))",
        ),
        (
            em.exp(total(em.sum_of(em.Order, column("a").log())) / total(orders)),
            "exp(total(sum(log(a) of orders)) / total(orders))",
        ),
        (em.sqrt(total(orders) / total(likes)), "sqrt(total(orders) / total(likes))"),
        (em.quantile(em.Order, "amount", 0.5), "quantile(amount of orders, 0.5)"),
        (em.time_to_second_order.formula(), "days_to_next(orders, 0.5, after=first)"),
        (
            total(em.count(em.Order, where={"gift": False, "channel": "web"})),
            "total(count(orders where not gift and channel == 'web'))",
        ),
    ],
)
def test_formulas_are_written_as_their_authors_would(formula: em.Formula, text: str | None) -> None:
    written = formula_as_text(formula, NAMED)
    if text is None:
        assert written.endswith(".previous) / 1,000 people")
    else:
        assert written == text


def test_formulas_of_ones_own_are_written_as_python_shows_them() -> None:
    class Own(em.Formula):
        """Arithmetic that the package does not know."""

    class OwnTerm(em.Term):
        """A number of a customer that the package does not know."""

    assert formula_as_text(Own(), NAMED) == repr(Own())
    assert formula_as_text(Total(OwnTerm()), NAMED) == f"total({OwnTerm()!r})"
