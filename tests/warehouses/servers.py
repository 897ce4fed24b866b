"""How the engines that take long to start are started, given rows, and stopped."""

# ruff: noqa: ANN401 (no engine's frames have a type of their own)

import getpass
import itertools
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import ibis
import polars as pl
import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812 (as all of Spark's users call them)
from sqlframe.duckdb import DuckDBSession

Make = Callable[[pl.DataFrame], Any]

_numbers = itertools.count()


def table_name() -> str:
    """A name that no other table has, and none of the names that Ibis gives."""
    return f"records_{next(_numbers)}"


def plain_text(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows without categories, which databases have none of."""
    return frame.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))


def held_by(connection: Any, frame: pl.DataFrame) -> Any:
    """The rows as a table that was there before: of the types that the database keeps."""
    name = table_name()
    connection.create_table(name, plain_text(frame).to_arrow())
    return connection.table(name)


@contextmanager
def ibis_on_duckdb() -> Iterator[Make]:
    """Ibis on a DuckDB of its own."""
    connection = ibis.duckdb.connect()
    yield lambda frame: held_by(connection, frame)
    connection.disconnect()


@contextmanager
def ibis_on_postgres() -> Iterator[Make]:
    """Ibis on a PostgreSQL server in a folder of its own, reached through a socket there."""
    folder = Path(tempfile.mkdtemp(prefix="em-"))
    own: list[str] = []
    if getpass.getuser() == "root":
        # The server refuses to run as root.
        shutil.chown(folder, "nobody")
        own = ["runuser", "-u", "nobody", "--"]

    def run(program: str, *arguments: str) -> None:
        command = [*own, str(programs() / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    run("initdb", "-U", "em", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
    settings = f"-c listen_addresses='' -c fsync=off -k {folder}"
    run("pg_ctl", "-o", settings, "-l", str(folder / "log"), "-w", "start")
    try:
        connection = ibis.postgres.connect(host=str(folder), user="em", database="postgres")
        yield lambda frame: held_by(connection, frame)
        connection.disconnect()
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder)


def programs() -> Path:
    """Where PostgreSQL's programs are."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parts[-2]))


def spark_session() -> SparkSession:
    """A local session with two workers, reached from nowhere else."""
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "2g",
        # Tests are over before Java's slower compiler would have paid.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.showConsoleProgress": "false",
    }
    builder: Any = SparkSession.builder
    session: SparkSession = builder.master("local[2]").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


@contextmanager
def pyspark() -> Iterator[Make]:
    """Spark, with the rows in three partitions."""
    session = spark_session()

    def make(frame: pl.DataFrame) -> Any:
        rows: Any = session.createDataFrame(plain_text(frame).to_arrow())
        for name, dtype in frame.schema.items():
            if isinstance(dtype, pl.Datetime) and dtype.time_zone is None:
                # Spark takes times without a zone for instants unless it is told.
                rows = rows.withColumn(name, F.col(name).cast("timestamp_ntz"))
        return rows.repartition(3)

    yield make
    session.stop()


@contextmanager
def sqlframe_on_duckdb() -> Iterator[Make]:
    """SQLFrame on a DuckDB of its own."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    session: Any = DuckDBSession(conn=connection)

    def make(frame: pl.DataFrame) -> Any:
        name = table_name()
        rows = plain_text(frame).to_arrow()
        connection.register("given", rows)
        connection.table("given").create(name)
        connection.unregister("given")
        return session.table(name)

    yield make
    # There is one session a process, which keeps its connection until it is told to stop.
    session.stop()


ENGINES: dict[str, Callable[[], AbstractContextManager[Make]]] = {
    "Ibis on DuckDB": ibis_on_duckdb,
    "Ibis on PostgreSQL": ibis_on_postgres,
    "PySpark": pyspark,
    "SQLFrame on DuckDB": sqlframe_on_duckdb,
}
# What must be on the machine before Python's packages are any use: `pytest -m "not java"`.
NEEDED = {"Ibis on PostgreSQL": pytest.mark.postgresql, "PySpark": pytest.mark.java}
PARAMETERS = [pytest.param(name, marks=NEEDED.get(name, ())) for name in ENGINES]
