"""Each node of the condition language means on DuckDB what it means to the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import duckdb
import pytest

from policyengine.backends.sql.plan import compile_cohort, sql
from policyengine.backends.sql.tables import tables_of
from policyengine.feel.builtins import PROFILE
from policyengine.feel.nodes import ArithmeticOperator, ComparisonOperator, Expr
from tests.conformance import nodes
from tests.conformance.cells import answered, compare
from tests.conformance.oracle import reference

if TYPE_CHECKING:
    from sqlglot import exp

    from tests.conformance.nodes import Row
    from tests.conformance.oracle import Answer, Key

# Where an unknown number is reckoned with, or an unknown value held against another, SQL may leave a cell open.
MOST_OPEN = 0.1

WITH_OPERATOR = {"Compare": ComparisonOperator, "Arithmetic": ArithmeticOperator}


def every_node() -> set[str]:
    """Each node class; by operator, quantifier and function where it has one."""
    found = {each.__name__ for each in get_args(Expr)}
    found -= {*WITH_OPERATOR, "Quantified", "Call"}
    found |= {f"{n} {each}" for n, of in WITH_OPERATOR.items() for each in get_args(of)}
    found |= {f"Quantified {each}" for each in ("some", "every")}
    return found | {f"Call {each}" for each in PROFILE}


@pytest.fixture(scope="module", params=["nested", "child"])
def on_duckdb(request: pytest.FixtureRequest) -> tuple[dict[Key, Answer], set[Key]]:
    """What all conditions come to on all records, and what is left open."""
    tables, source = tables_of(nodes.records(), nodes.VOCABULARY, request.param)
    connection = duckdb.connect()
    for name, table in tables.items():
        connection.register(name, table)
    plan = compile_cohort([nodes.policy()], source, as_of=nodes.AS_OF, dialect="duckdb")
    assert not plan.refused, [each.message for each in plan.refused]

    def rows(query: exp.Query) -> list[dict[str, object]]:
        found: list[dict[str, object]] = (
            connection.sql(sql(query, "duckdb")).to_arrow_table().to_pylist()
        )
        return found

    return answered(plan, rows)


# --- the table ------------------------------------------------------------------------


def test_every_node_is_in_the_table() -> None:
    assert set(nodes.ROWS) | set(nodes.REFUSED) == every_node()
    assert not set(nodes.ROWS) & set(nodes.REFUSED)


@pytest.mark.parametrize("row", nodes.rows(), ids=lambda row: f"{row.node}: {row.text}")
def test_a_row_holds_the_node_it_is_under(row: Row) -> None:
    assert row.node in set(nodes.named(nodes.condition(row.text)))


@pytest.mark.parametrize("node", nodes.REFUSED)
def test_what_has_no_sql_is_refused_by_name(node: str) -> None:
    text, why = nodes.REFUSED[node]
    _, source = tables_of(nodes.records(), nodes.VOCABULARY)
    plan = compile_cohort(
        [nodes.policy_of({"refused": text})],
        source,
        as_of=nodes.AS_OF,
        dialect="duckdb",
    )
    assert [each.message for each in plan.refused] == [
        f"`nodes/refused` cannot be told of a cohort in SQL: it {why}"
    ]


# --- what the rows come to ------------------------------------------------------------


@pytest.mark.parametrize("row", nodes.rows(), ids=lambda row: f"{row.node}: {row.text}")
def test_a_node_means_what_the_table_says(
    row: Row, on_duckdb: tuple[dict[Key, Answer], set[Key]]
) -> None:
    found, left_open = on_duckdb
    assert nodes.truth_of(found[row.key]) is row.expected
    assert row.key not in left_open or row.expected is nodes.UNKNOWN


def test_every_condition_says_of_every_record_what_the_reference_says(
    on_duckdb: tuple[dict[Key, Answer], set[Key]],
) -> None:
    found, left_open = on_duckdb
    expected = reference(nodes.policy(), nodes.records(), nodes.AS_OF)
    done = compare(expected, found, left_open)
    done.hold()
    assert done.open.total() <= MOST_OPEN * done.cells
