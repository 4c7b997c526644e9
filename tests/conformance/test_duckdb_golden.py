"""DuckDB answers of the golden cohort what the reference answers, in every cell."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pytest

from policyengine.backends.sql.plan import compile_cohort, sql
from policyengine.backends.sql.tables import Layout, tables_of
from policyengine.engine.cohort import assess_cohort
from policyengine.findings.outcome import Outcome
from tests.conformance.cells import Comparison, answered, compare
from tests.conformance.golden import (
    ASKED,
    IN_FORCE,
    LEAP_DAY,
    golden,
    judged,
    policies,
    records,
)
from tests.conformance.oracle import Answer, Key

if TYPE_CHECKING:
    from datetime import date

    from sqlglot import exp

    from policyengine.backends.sql.canonical import Source
    from policyengine.backends.sql.plan import CohortPlan

# Where many facts of one subject are unknown at once, or several entries of a list, SQL may leave a cell open.
MOST_OPEN = 0.02
# The reference itself stops at so many ways to fill in what is unknown.
MOST_GIVEN_UP = 2

each_policy_and_day = pytest.mark.parametrize(("name", "as_of"), ASKED, ids=str)


@cache
def opened(layout: Layout) -> tuple[duckdb.DuckDBPyConnection, Source]:
    tables, source = tables_of(records(), policies()["rebild"].vocabulary, layout)
    connection = duckdb.connect()
    for name, table in tables.items():
        connection.register(name, table)
    return connection, source


def ask(
    name: str, as_of: date, layout: Layout
) -> tuple[CohortPlan, dict[Key, Answer], set[Key]]:
    """What the statements of one policy answer, and the cells they leave open."""
    connection, source = opened(layout)

    def rows(query: exp.Query) -> list[dict[str, object]]:
        found = connection.sql(sql(query, "duckdb")).to_arrow_table()
        listed: list[dict[str, object]] = found.to_pylist()
        return listed

    plan = compile_cohort([policies()[name]], source, as_of=as_of, dialect="duckdb")
    return plan, *answered(plan, rows)


@cache
def compared(name: str, as_of: date, layout: Layout) -> Comparison:
    plan, found, left_open = ask(name, as_of, layout)
    assert not plan.refused, plan.refused[0].message
    return compare(judged(name, as_of), found, left_open)


@each_policy_and_day
def test_of_nested_lists_it_says_what_the_reference_says(
    name: str, as_of: date
) -> None:
    compared(name, as_of, "nested").hold()


# Tables are laid out alike on every day, so one day is enough.
@pytest.mark.parametrize(("name", "as_of"), IN_FORCE.items(), ids=str)
def test_of_child_tables_it_says_what_the_reference_says(
    name: str, as_of: date
) -> None:
    compared(name, as_of, "child").hold()


@each_policy_and_day
def test_few_cells_are_left_to_the_reference(name: str, as_of: date) -> None:
    done = compared(name, as_of, "nested")
    assert done.open.total() <= MOST_OPEN * done.cells, done.open
    assert done.gave_up <= MOST_GIVEN_UP


def test_a_cohort_that_is_assessed_has_no_open_cells() -> None:
    names = [name for name, day in ASKED if day == LEAP_DAY]
    answer = assess_cohort(
        [policies()[name] for name in names],
        golden(),
        as_of=LEAP_DAY,
        as_if_in_force=True,
        permissions=True,
        layout="findings",
    )
    found = {
        Key(row["policy"], row["provision"], row["kind"], row["id"], row["instance"]): (
            Answer(bits(row["possible"]), row["due_from"], row["due_until"])
        )
        for row in pa.table(answer).to_pylist()
    }
    for name in names:
        of_policy = {key: each for key, each in found.items() if key.policy == name}
        compare(judged(name, LEAP_DAY), of_policy).hold()


def bits(words: list[str]) -> int:
    return sum(each for each in Outcome if each.word in words)
