"""The frames that contenders start from, and this library's calls on them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from tests.benchmarks.contest import Answer, Contender, folder_of
from tests.benchmarks.data import AS_OF

if TYPE_CHECKING:
    import duckdb

COLUMNS = ("order_id", "customer_id", "ordered_at", "amount")


def frame(path: Path, engine: str, *, kind: str = "orders", columns: Sequence[str] = ()) -> Any:  # noqa: ANN401
    """The records of one kind on some engine; those named parquet are not read yet."""
    files = folder_of(path, kind)
    scanned = pl.scan_parquet(files)
    chosen = scanned.select(columns) if columns else scanned
    if engine == "parquet":
        return chosen
    if engine == "polars":
        return chosen.collect()
    if engine in ("duckdb", "duckdb-parquet"):
        return connection(path, engine, kind).table(kind)
    import pyarrow.parquet as pq

    table = pq.read_table(path / kind, columns=list(columns) or None)
    # Arrow's memory is given back as columns are converted: only then is the peak that of calls.
    return table if engine == "pyarrow" else table.to_pandas(self_destruct=True)


def connection(path: Path, engine: str, *kinds: str) -> "duckdb.DuckDBPyConnection":
    """A DuckDB with a table of each kind of record, or a view of its Parquet files."""
    import duckdb

    made = duckdb.connect()
    noun = "view" if engine == "duckdb-parquet" else "table"
    for kind in kinds:
        rows = f"select * from read_parquet('{folder_of(path, kind)}')"  # noqa: S608 (our own)
        made.execute(f"create {noun} {kind} as {rows}")
    return made


def ours(  # noqa: D417
    path: Path,
    *,
    engine: str = "polars",
    by: str | None = None,
    every: Literal["1d", "1w", "1mo"] | None = None,
    intervals: bool = True,
    checks: bool = False,
) -> Contender:
    """The three metrics of purchases by this library.

    Args:
        path: The folder of the shop.
        engine: On which engine the orders are.
        checks: Whether with the default checks, or without those that cost a pass.
    """
    import engagement_metrics as em

    orders = frame(path, engine, columns=(*COLUMNS, *([by] if by else [])))
    metrics = [em.purchase_frequency, em.average_order_value, em.repeat_purchase_rate]
    confidence = 0.95 if intervals else None

    def run() -> Any:  # noqa: ANN401 (a frame)
        return em.summarize(
            orders=orders, metrics=metrics, as_of=AS_OF, by=by, every=every,
            confidence=confidence, checks=checks,
        )  # fmt: skip

    return Contender(run, answer_by(by or "as_of"))


def answer_by(key: str) -> Callable[[Any], Answer]:
    """Takes the numbers of each date or group out of a long table, in the order of the metrics."""

    def answer(table: Any) -> Answer:  # noqa: ANN401 (a frame)
        found: Answer = {}
        for name, value in zip(table[key], table["value"], strict=True):
            found.setdefault(str(name)[: len("2025-12-31")] if key == "as_of" else name, []).append(
                float(value)
            )
        return found

    return answer


def rows_of(found: Any) -> Answer:  # noqa: ANN401 (a Polars frame)
    """The numbers of a Polars frame whose first column is the date or group."""
    return {str(key): [float(value) for value in values] for key, *values in found.rows()}
