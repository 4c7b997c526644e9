"""Spark answers of the golden cohort what the reference answers, in every cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from policyengine.backends.sql.plan import compile_cohort, sql
from policyengine.backends.sql.tables import tables_of
from tests.conformance.cells import answered, compare
from tests.conformance.golden import IN_FORCE, judged, policies, records

if TYPE_CHECKING:
    from datetime import date

    from pyspark.sql import DataFrame, SparkSession
    from sqlglot import exp

    from policyengine.backends.sql.canonical import Source

pytestmark = pytest.mark.spark


@pytest.fixture(scope="session")
def cohort(golden_frames: dict[str, DataFrame]) -> Source:
    """The golden cohort as views of the session."""
    for kind, frame in golden_frames.items():
        frame.createOrReplaceTempView(kind)
    _, source = tables_of(records(), policies()["rebild"].vocabulary)
    return source


@pytest.mark.parametrize(("name", "as_of"), IN_FORCE.items(), ids=str)
def test_statements_say_what_the_reference_says(
    spark: SparkSession, cohort: Source, name: str, as_of: date
) -> None:
    spark.conf.set("spark.sql.codegen.hugeMethodLimit", 8000)
    plan = compile_cohort([policies()[name]], cohort, as_of=as_of, dialect="spark")

    def run(query: exp.Query) -> list[dict[str, Any]]:
        return [row.asDict() for row in spark.sql(sql(query, "spark")).collect()]

    found, left_open = answered(plan, run)
    refused = {each.message.split("`")[1] for each in plan.refused}
    expected = {
        key: answer
        for key, answer in judged(name, as_of).items()
        if f"{key.policy}/{key.provision}" not in refused
    }
    compared = compare(expected, found, left_open)
    print(  # noqa: T201 - how much was compared is a result, shown with -s
        f"{name} on {spark.sparkContext.master}: {compared.cells} cells,"
        f" {len(compared.differing)} differing, {compared.open.total()} left open"
    )
    compared.hold()
