"""The sessions that the tests here run on: Spark within this process, and a master with a worker beside it.

A process has one Spark at a time, so every test of the one comes before the first of the other.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from policyengine.backends.sql.tables import tables_of
from tests.conformance.golden import policies, records
from tests.conformance.spark.cluster import LOOPBACK, require_java, running_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import DataFrame, SparkSession

# Neither the time zone nor ANSI mode may matter, so they are unusual ones.
SETTINGS = {
    "spark.driver.bindAddress": LOOPBACK,
    "spark.driver.host": LOOPBACK,
    "spark.driver.memory": "6g",
    "spark.executor.memory": "768m",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "Pacific/Kiritimati",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@pytest.fixture(scope="session", params=["local", "standalone"])
def spark(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SparkSession]:
    """A session of Spark, in this process or on a cluster of its own."""
    require_java()
    # Not above: the light tests are collected without pyspark.
    from pyspark.sql import SparkSession  # noqa: PLC0415

    with ExitStack() as stack:
        environment = stack.enter_context(pytest.MonkeyPatch.context())
        environment.setenv("SPARK_LOCAL_IP", LOOPBACK)
        environment.setenv("PYSPARK_PYTHON", sys.executable)
        local = request.param == "local"
        master = "local[2]" if local else stack.enter_context(running_cluster())
        builder = SparkSession.builder.master(master)
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        warehouse = tmp_path_factory.mktemp("warehouse")
        session = builder.config(
            "spark.sql.warehouse.dir", str(warehouse)
        ).getOrCreate()
        stack.callback(session.stop)
        yield session


@pytest.fixture(scope="session")
def golden_frames(
    spark: SparkSession, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, DataFrame]:
    """The golden cohort by kind of record, in files: what is in memory Spark would answer when it plans."""
    folder = tmp_path_factory.mktemp("golden")
    frames = {}
    tables, _ = tables_of(records(), policies()["rebild"].vocabulary)
    for kind, table in tables.items():
        path = folder / f"{kind}.parquet"
        pq.write_table(table, path)
        frames[kind] = spark.read.parquet(str(path))
    return frames


@pytest.fixture(params=["true", "false"], ids=["ansi", "lenient"])
def either_mode(request: pytest.FixtureRequest, spark: SparkSession) -> SparkSession:
    """A session that raises at overflow and bad casts, and one that answers NULL."""
    spark.conf.set("spark.sql.ansi.enabled", request.param)
    return spark
