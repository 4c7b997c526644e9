"""Apache Spark beside DuckDB: a million persons and the twenty provisions, in wall time once Spark is warm.

`assess_in_spark` on a local session of two threads, from Parquet to Parquet, beside `assess_cohort` on two threads.
Before, the first 2,000 persons must get the same outcomes and due days from both. Wall time, the rounds interleaved: the
processor time of a JVM that compiles as it goes says little. Spark's session is started before anything is measured.

    python benchmarks/cohort_spark.py [--rows 1000000] [--rounds 3]
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
from cohort.agreement import POLICY
from cohort.data import AS_OF, write
from cohort.measuring import interleaved, ratio
from pyspark.sql import SparkSession

import policyengine as pe
from policyengine.engine.cohort_in_spark import assess_in_spark

if TYPE_CHECKING:
    import pyarrow as pa

SAMPLE, GOAL = 2_000, 3


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.memory", "4g")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    try:
        with TemporaryDirectory() as name:
            compare(session, Path(name), chosen.rows, chosen.rounds)
    finally:
        session.stop()


def compare(session: SparkSession, folder: Path, rows: int, rounds: int) -> None:
    policy = pe.load(POLICY)
    source = folder / "cohort.parquet"
    in_spark, in_duckdb = folder / "spark", folder / "duckdb.parquet"

    def spark() -> None:
        found = assess_in_spark(policy, session.read.parquet(str(source)), session=session, as_of=AS_OF)  # fmt: skip
        found.frame.write.mode("overwrite").parquet(str(in_spark))

    def duckdb() -> None:
        pe.assess_cohort(policy, str(source), as_of=AS_OF, threads=2).write(in_duckdb)

    write(source, SAMPLE)
    spark()
    duckdb()
    if not same(pq.read_table(in_spark), pq.read_table(in_duckdb)):
        raise SystemExit("Spark and DuckDB do not say the same")
    print(f"{SAMPLE} persons: the same in both")
    write(source, rows)
    spent = interleaved({"DuckDB": duckdb, "Spark": spark}, rounds, perf_counter)
    for name, seconds in spent.items():
        print(f"{name:7} {median(seconds):6.1f} s")
    print(f"Spark ÷ DuckDB {ratio(spent['Spark'], spent['DuckDB'])}   goal {GOAL}")


def same(one: pa.Table, other: pa.Table) -> bool:
    """Whether two answers say the same, in whatever order."""
    rows = (
        sorted(each.to_pylist(), key=lambda row: row["id"])
        for each in (one, other.select(one.column_names))
    )
    return next(rows) == next(rows)


if __name__ == "__main__":
    main()
