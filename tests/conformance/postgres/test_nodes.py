"""Each node of the condition language means in PostgreSQL what it means to the reference."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from policyengine.backends.sql.on_postgres import Cohort
from policyengine.backends.sql.plan import compile_cohort, sql
from policyengine.backends.sql.tables import tables_of
from tests.conformance import nodes
from tests.conformance.cells import answered, compare
from tests.conformance.oracle import reference
from tests.conformance.postgres.loading import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlglot import exp

    from tests.conformance.nodes import Row
    from tests.conformance.oracle import Answer, Key

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def found(new_database: str) -> tuple[dict[Key, Answer], set[Key]]:
    """What PostgreSQL says of all rows, and what it leaves open."""
    load(new_database, tables_of(nodes.records(), nodes.VOCABULARY, "child")[0])
    with closing(Cohort(new_database, nodes.VOCABULARY)) as cohort:

        def rows(query: exp.Query) -> Iterator[dict[str, object]]:
            for batch in cohort.run(sql(query, "postgres")):
                yield from batch.to_pylist()

        plan = compile_cohort(
            [nodes.policy()], cohort.source, as_of=nodes.AS_OF, dialect="postgres"
        )
        assert not plan.refused, [each.message for each in plan.refused]
        return answered(plan, rows)


@pytest.mark.parametrize("row", nodes.rows(), ids=lambda row: f"{row.node}: {row.text}")
def test_a_node_means_what_the_table_says(
    row: Row, found: tuple[dict[Key, Answer], set[Key]]
) -> None:
    answers, left_open = found
    assert nodes.truth_of(answers[row.key]) is row.expected
    assert row.key not in left_open or row.expected is nodes.UNKNOWN


def test_every_condition_says_of_every_record_what_the_reference_says(
    found: tuple[dict[Key, Answer], set[Key]],
) -> None:
    expected = reference(nodes.policy(), nodes.records(), nodes.AS_OF)
    compare(expected, *found).hold()
