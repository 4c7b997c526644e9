"""A policy over records on DuckDB, and as generated Python, held to what the reference says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

import duckdb

from policyengine.backends.python.compiled.closed_form import EARLIEST_REAL, Between
from policyengine.backends.python.compiled.policy import compile_policy
from policyengine.backends.sql.plan import compile_cohort, sql
from policyengine.backends.sql.tables import tables_of
from tests.conformance.cells import answered, compare
from tests.conformance.oracle import Answer, Answers, reference

if TYPE_CHECKING:
    from datetime import date

    from sqlglot import exp

    from policyengine.backends.python.compiled.closed_form import Due
    from policyengine.backends.sql.plan import CohortPlan
    from policyengine.backends.sql.tables import Layout
    from policyengine.policy.model import Policy
    from policyengine.policy.records import Records


def hold(policy: Policy, records: Records, as_of: date, layout: Layout) -> Counter[str]:
    """Fail where DuckDB or generated Python answers a cell otherwise than the reference.

    Return how many `provisions` there are and are `refused`, and how many `cells`, and of them `open`.
    """
    expected = reference(policy, records, as_of)
    hold_python(policy, records, as_of, expected)
    tables, source = tables_of(records, policy.vocabulary, layout)
    plan = compile_cohort([policy], source, as_of=as_of, dialect="duckdb")
    with duckdb.connect() as connection:
        for name, table in tables.items():
            connection.register(name, table)

        def rows(query: exp.Query) -> list[dict[str, object]]:
            found = connection.sql(sql(query, "duckdb")).to_arrow_table()
            return cast("list[dict[str, object]]", found.to_pylist())

        found, left_open = answered(plan, rows)
    answered_ = {key: each for key, each in expected.items() if key.provision not in refused(plan)}  # fmt: skip
    done = compare(answered_, found, left_open)
    done.hold()
    return Counter(
        provisions=len(policy.provisions),
        refused=len(plan.refused),
        cells=done.cells,
        open=done.open.total(),
    )


def refused(plan: CohortPlan) -> set[str]:
    """The ids of the provisions that a plan refuses."""
    return {each.message.split("`")[1].partition("/")[2] for each in plan.refused}


def hold_python(
    policy: Policy, records: Records, as_of: date, expected: Answers
) -> None:
    """Fail where generated Python answers otherwise."""
    compiled = compile_policy(policy)
    decide = compiled.on(as_of)
    for subject in records.subjects:
        if subject.kind not in decide:
            continue
        possible, last_days = decide[subject.kind](subject.facts, records)
        names = compiled.provisions[subject.kind]
        for name, bits, due in zip(names, possible, last_days, strict=True):
            wanted = [
                each
                for key, each in expected.items()
                if (key.provision, key.id) == (name, subject.id)
            ]
            many = bits if isinstance(bits, tuple) else (bits,)
            lasts = due if isinstance(due, tuple) else (due,)
            same = len(many) == len(wanted) and all(map(_same, wanted, many, lasts))
            assert same, (name, subject.id, compiled.delegated.get(name))


def _same(wanted: Answer, possible: int, due: Due) -> bool:
    """Whether generated Python says the same; where the reference gives up it may say something else."""
    if not wanted.exact:
        return True
    if isinstance(due, Between):
        return wanted == Answer(possible, due.low, due.high)
    # To the reference a day before the year 1500 is long ago, and has no name.
    unnamed = due is not None and due < EARLIEST_REAL
    return wanted.possible == possible and (unnamed or wanted == Answer(possible, due, due))  # fmt: skip
