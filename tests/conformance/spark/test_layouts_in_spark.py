"""A cohort assessed in Spark is answered in the rows and columns of `assess_cohort`, and settled where SQL is open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from policyengine.backends.sql.tables import tables_of
from policyengine.engine.cohort import assess_cohort
from policyengine.engine.cohort_in_spark import assess_in_spark
from tests.conformance.golden import IN_FORCE, policies, records

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

    from policyengine.engine.cohort_layouts import Layout
    from policyengine.policy.model import Policy

pytestmark = pytest.mark.spark

POLICY = "frederikssund"

# Some are left open of somebody, and one answers several times.
PROVISIONS = (
    "introduced_to_society",
    "integration_plan",
    "welcome_meetings",
    "association_partnerships",
)
LAYOUTS: tuple[Layout, ...] = ("wide", "breaches", "findings")


def some_provisions() -> Policy:
    policy = policies()[POLICY]
    kept = tuple(each for each in policy.provisions if each.id in PROVISIONS)
    assert len(kept) == len(PROVISIONS)
    return replace(policy, provisions=kept)


def rows(table: pa.Table) -> list[dict[str, Any]]:
    return sorted(table.to_pylist(), key=repr)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_that_of_duckdb(
    spark: SparkSession, golden_frames: dict[str, Any], layout: Layout
) -> None:
    policy, as_of = some_provisions(), IN_FORCE[POLICY]
    tables, _ = tables_of(records(), policy.vocabulary)
    expected = assess_cohort(policy, tables, as_of=as_of, layout=layout)
    found = assess_in_spark(
        policy, golden_frames, session=spark, as_of=as_of, layout=layout
    )
    assert found.subjects == expected.subjects
    assert found.diagnostics == expected.diagnostics
    wanted = expected.to_arrow()
    assert found.frame.columns == wanted.column_names
    assert rows(found.frame.toArrow()) == rows(wanted)


def test_a_policy_that_is_not_in_force_gives_no_rows(
    spark: SparkSession, golden_frames: dict[str, Any]
) -> None:
    policy, as_of = policies()[POLICY], policies()[POLICY].from_day
    assert as_of is not None
    before = as_of.replace(year=as_of.year - 1)
    found = assess_in_spark(
        policy, golden_frames, session=spark, as_of=before, layout="breaches"
    )
    assert found.diagnostics
    assert found.frame.count() == 0
    assert found.frame.columns[-1] == "due"
