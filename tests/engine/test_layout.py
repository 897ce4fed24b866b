"""A query is broken into lines, and stays the query that it was."""

import re

import duckdb
import pytest

from engagement_metrics.engine.layout import laid_out

NESTED = (
    'SELECT a, "b , c" FROM (SELECT coalesce(x, 0) AS a, y AS "b , c" FROM t WHERE x IS NOT '
    "DISTINCT FROM 1 GROUP BY x, y) AS u UNION ALL (SELECT 1, ' (a,  b) ''SELECT' FROM v)"
)


def test_clauses_and_columns_have_lines_of_their_own() -> None:
    assert laid_out(NESTED) == (
        """SELECT
  a,
  "b , c"
FROM (
  SELECT
    coalesce(x, 0) AS a,
    y AS "b , c"
  FROM t
  WHERE x IS NOT DISTINCT FROM 1
  GROUP BY x,
  y
) AS u
UNION ALL (
  SELECT
    1,
    ' (a,  b) ''SELECT'
  FROM v
)"""
    )


def test_what_a_common_table_expression_is_made_of_is_inside_it() -> None:
    query = (
        'WITH "a" AS NOT MATERIALIZED (\nSELECT 1 AS x\n),\n"b" AS (SELECT (x) FROM "a") '
        "SELECT x FROM b"
    )
    assert laid_out(query) == (
        """WITH "a" AS NOT MATERIALIZED (
  SELECT
    1 AS x
),
"b" AS (
  SELECT
    (x)
  FROM "a"
)
SELECT
  x
FROM b"""
    )


@pytest.mark.parametrize(
    "query", [NESTED, "select min((1)), '\t' , \"  \" from (select 1) where (1=1)"]
)
def test_only_white_space_changes(query: str) -> None:
    quoted = r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\S"""
    assert re.findall(quoted, laid_out(query)) == re.findall(quoted, query)


def test_it_still_runs() -> None:
    connection = duckdb.connect()
    connection.execute("create table t as select 1 as a, 'x , y' as b")
    query = connection.table("t").filter("a = 1").aggregate("b, sum(a) as s").sql_query()
    assert connection.execute(laid_out(query)).fetchall() == [("x , y", 1)]
