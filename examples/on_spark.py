"""Metrics of orders that Spark holds: the queries run there, a small table comes back.

Needs Java and `pip install pyspark`. On a cluster the session comes from the cluster; what matters
is the zone of the session, and as many shuffle partitions as there are cores or a few times more.
"""

import tempfile
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

import engagement_metrics as em

builder: Any = SparkSession.builder
spark = (
    builder.master("local[2]")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", "4")
    .getOrCreate()
)

with tempfile.TemporaryDirectory() as folder:
    # Four files, as a job that runs each night would leave them.
    orders = em.datasets.cdnow_orders()
    for number in range(4):
        orders.iloc[number::4].to_parquet(Path(folder, f"part-{number}.parquet"))
    there = spark.read.parquet(folder)

    print(em.purchase_frequency(there, as_of="1998-06-30"))
    history = em.purchase_frequency(there, every="1q", window="90d")
    print(history.to_string(index=False))

spark.stop()
