"""What editors, `help()` and `inspect` say of a metric is what its call takes."""

import inspect
import pydoc
from pathlib import Path

import pytest

import engagement_metrics as em
from engagement_metrics.report.catalogue import MODULES, metrics
from tests.typing import stubs

SHARED = [
    "data", "window", "as_of", "by", "every", "where", "customers", "confidence", "tz",
    "week_start", "checks", "min_units", "detail",
]  # fmt: skip
OWN = {
    em.purchase_frequency: [],
    em.average_order_value: [],
    em.repeat_purchase_rate: ["at_least"],
    em.newsletter_open_rate: ["denominator", "machine_opens", "click_implies_open", "open_days"],
    em.social_interaction_score: ["weights", "audience"],
}
EVERY_METRIC = pytest.mark.parametrize("metric", metrics().values(), ids=lambda one: one.name)
METRICS = pytest.mark.parametrize("metric", OWN, ids=lambda metric: metric.name)


def test_stubs_are_what_the_metrics_are_now() -> None:
    stale = [path for path, text in stubs.stubs().items() if stubs.stale(path, text)]

    assert stale == [], "run: python -m tests.typing.stubs --write"


def test_every_module_of_the_catalogue_has_a_stub() -> None:
    folder = Path(inspect.getfile(em)).parent / "metrics"
    modules = {path for path in folder.glob("*.py") if "@metric(" in path.read_text("utf-8")}

    assert modules == {Path(module.__file__ or "") for module in MODULES}
    assert {path.with_suffix(".py") for path in folder.glob("*.pyi")} == modules


def test_stale_stubs_are_found_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "purchases.pyi"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(stubs, "stubs", lambda: {path: "new"})

    assert stubs.main() == 1
    assert path.read_text(encoding="utf-8") == "old"
    assert stubs.main("--write") == 0
    assert path.read_text(encoding="utf-8") == "new"
    assert stubs.main() == 0
    assert capsys.readouterr().out == f"{path}\n{path}\n"


@METRICS
def test_the_signature_shows_every_argument(metric: em.Metric) -> None:
    signature = inspect.signature(metric)
    defaults = {name: one.default for name, one in signature.parameters.items()}

    assert list(defaults) == [*SHARED, *OWN[metric]]
    assert defaults["data"] is inspect.Parameter.empty
    assert defaults["window"] == "365d"
    assert {name: defaults[name] for name in metric.parameters} == metric.parameters


@EVERY_METRIC
def test_help_shows_meaning_call_and_arguments(metric: em.Metric) -> None:
    text = pydoc.plain(pydoc.render_doc(metric))
    meaning = (inspect.unwrap(metric).__doc__ or "").splitlines()[0]

    assert meaning
    assert meaning in text
    assert f"{metric.name}(" in text
    for name in inspect.signature(metric).parameters:
        described = [line for line in text.splitlines() if line.strip().startswith(f"{name}: ")]
        assert len(described) == 2, name
    assert "Returns:" in text
    assert f"`{metric.name}_low`" in text
    assert "Examples:" in text
    assert "References:" in text


def test_a_variation_is_described_with_its_own_defaults() -> None:
    loyal = em.repeat_purchase_rate.using(at_least=3).named("loyal_share")

    assert inspect.signature(loyal).parameters["at_least"].default == 3
    assert "at_least: int = 3," in pydoc.plain(pydoc.render_doc(loyal))
    assert "loyal_share(" in pydoc.plain(pydoc.render_doc(loyal))
    assert inspect.signature(em.repeat_purchase_rate).parameters["at_least"].default == 2


def test_a_compound_has_the_signature_of_every_metric() -> None:
    spend = (em.purchase_frequency * em.average_order_value).named("spend")

    assert list(inspect.signature(spend).parameters)[:2] == ["data", "window"]


def test_a_users_metric_describes_itself() -> None:
    @em.metric(unit="fraction")
    def big_spenders(least: float = 100) -> em.Formula:
        """Which share of buyers spent a lot.

        Args:
            least: How much a lot is.

        Notes:
            In the currency of the orders.
        """
        return em.total(em.measures.revenue >= least) / em.total(em.measures.orders >= 1)

    text = pydoc.plain(pydoc.render_doc(big_spenders))

    assert "Which share of buyers spent a lot." in text
    assert "        least: How much a lot is.\n" in text
    assert "In the currency of the orders." in text
    assert "least: float = 100," in text or "least: 'float' = 100," in text


def test_metrics_without_a_word_and_over_two_kinds_are_described() -> None:
    @em.metric()
    def likes_per_buyer(least=1):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return em.total(em.measures.likes) / em.total(em.measures.orders >= least)

    names = list(inspect.signature(likes_per_buyer).parameters)

    assert "data" not in names
    assert names[:2] == ["social", "orders"]
    assert names[-1] == "least"
    assert "emails" not in names
    assert "        least=1,\n" in pydoc.plain(pydoc.render_doc(likes_per_buyer))
