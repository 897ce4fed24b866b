"""What engines are asked for the text of a query, and what is made of what they say.

The engines themselves are stood in for here; the tests of warehouses ask them.
"""

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import engagement_metrics as em
from engagement_metrics.engine.query_text import from_ibis, from_sqlframe, is_unbound, plan_printed
from engagement_metrics.engine.words import apart


class IbisError(Exception):
    """What Ibis raises."""


@pytest.fixture
def ibis(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The parts of Ibis that are asked."""
    modules = {name: ModuleType(name) for name in ("ibis", "ibis.common.exceptions")}
    operations: Any = ModuleType("ibis.expr.operations")
    operations.UnboundTable = "unbound"
    operations.PhysicalTable = "physical"
    modules["ibis.expr.operations"] = operations
    vars(modules["ibis.common.exceptions"])["IbisError"] = IbisError
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    return modules["ibis"]


def raising(error: Exception) -> Any:  # noqa: ANN401
    def raises(*_: object, **__: object) -> None:
        raise error

    return raises


def test_ibis_writes_the_dialect(ibis: Any) -> None:  # noqa: ANN401
    ibis.to_sql = lambda native, dialect: f"{native} in {dialect}"
    assert from_ibis("query", "snowflake") == "query in snowflake"


def test_ibis_may_not_know_a_dialect(ibis: Any) -> None:  # noqa: ANN401
    ibis.to_sql = raising(ValueError("Unknown dialect"))
    with pytest.raises(em.InvalidArgumentError, match="dialect='lisp' is not known"):
        from_ibis("query", "lisp")


def test_a_dialect_may_have_no_words(ibis: Any) -> None:  # noqa: ANN401
    ibis.to_sql = raising(IbisError("no rule for Median"))
    with pytest.raises(em.InvalidArgumentError, match=r"bigquery has no words .* Median"):
        from_ibis("query", "bigquery")


def test_sqlframe_writes_the_dialect() -> None:
    session = SimpleNamespace(execution_dialect="duckdb")
    frame = SimpleNamespace(sql=lambda dialect: f"in {dialect}", sparkSession=session)
    assert from_sqlframe(frame, "spark") == "in spark"
    assert from_sqlframe(frame, None) == "in duckdb"
    unknown = SimpleNamespace(sql=raising(ValueError("Unknown dialect")))
    with pytest.raises(em.InvalidArgumentError, match="dialect='lisp' is not known"):
        from_sqlframe(unknown, "lisp")


def test_what_spark_prints_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    frame = SimpleNamespace(explain=lambda mode: sys.stdout.write(f"\n== {mode} plan ==\n"))
    assert plan_printed(frame, None) == "== formatted plan =="
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("found", [[], ["orders"]])
def test_unbound_tables_are_known(ibis: object, found: list[str]) -> None:
    assert isinstance(ibis, ModuleType)
    native = SimpleNamespace(
        op=lambda: SimpleNamespace(find=lambda kind: found * (kind == "unbound"))
    )
    frame = SimpleNamespace(
        implementation=SimpleNamespace(is_ibis=lambda: True), to_native=lambda: native
    )
    table: Any = SimpleNamespace(frame=frame)
    assert is_unbound(table) is bool(found)


@pytest.mark.parametrize(
    ("sources", "head"), [(["postgres"], 2**62), (["duckdb"], None), ([None], None)], ids=str
)
def test_postgresql_is_kept_from_copying(
    ibis: object, sources: list[str | None], head: int | None
) -> None:
    assert isinstance(ibis, ModuleType)
    tables = [
        SimpleNamespace(**({"source": SimpleNamespace(name=name)} if name else {}))
        for name in sources
    ]
    native = SimpleNamespace(
        op=lambda: SimpleNamespace(find=lambda kind: tables * (kind == "physical"))
    )
    rows: Any = SimpleNamespace(
        implementation=SimpleNamespace(is_ibis=lambda: True),
        to_native=lambda: native,
        head=lambda number: number,
    )
    assert apart(rows) == (rows if head is None else head)
