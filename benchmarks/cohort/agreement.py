"""Whether all ways of answering the cohort's policy say the same, before anything is measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohort.data import AS_OF
from policyengine.backends.python.compiled.closed_form import Between
from policyengine.backends.python.compiled.policy import compile_policy
from policyengine.backends.sql.canonical import Column, Source, Table
from policyengine.backends.sql.plan import compile_cohort, sql

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from policyengine.backends.sql.plan import CohortPlan
    from policyengine.policy.model import Policy
    from policyengine.policy.vocabulary import Fact

HERE = Path(__file__).parent
POLICY, BY_HAND = HERE / "policy.yaml", HERE / "by_hand.sql"

# The provisions by number; those with a last day have three columns.
PROVISIONS, DEADLINES = 20, 13
COLUMNS = [f"p{n}" for n in range(PROVISIONS)] + [
    f"p{n}_{end}" for n in range(DEADLINES) for end in ("from", "until")
]


def plan_of(policy: Policy, relation: str) -> CohortPlan:
    """Compile a policy about persons in a relation whose columns are all its facts."""
    facts = policy.vocabulary.kinds["person"].facts
    columns = {name: _column(fact) for name, fact in facts.items()}
    source = Source({"person": Table("person", relation, columns)})
    return compile_cohort([policy], source, as_of=AS_OF, dialect="duckdb")


def _column(fact: Fact) -> Column:
    members = fact.entry.facts if fact.entry is not None else {}
    return Column(
        fact.name,
        fact.null_means,
        members={name: _column(each) for name, each in members.items()},
    )


def view_compiled(con: duckdb.DuckDBPyConnection, policy: Policy) -> None:
    """Make the view `compiled` of a policy of twenty provisions over the relation `cohort`."""
    plan = plan_of(policy, "cohort")
    assert not plan.refused, plan.refused
    (wide,) = plan.wide
    con.execute(f"CREATE OR REPLACE TEMP VIEW compiled AS {sql(wide.query, 'duckdb')}")


def differing(con: duckdb.DuckDBPyConnection, one: str, other: str, rows: int) -> dict[str, int]:  # fmt: skip
    """Return how many of the first rows differ between two relations, for each column in which some do.

    A cell that a relation marks `_open` is left out: it says itself that it may say too much.
    """
    for name in (one, other):
        con.execute(f"CREATE OR REPLACE TEMP TABLE say_{name} AS FROM {name} ORDER BY id LIMIT {rows}")  # fmt: skip
    opens = {name for name, *_ in con.execute(f"DESCRIBE say_{other}").fetchall() if name.endswith("_open")}  # fmt: skip
    counts = [
        f"count(*) FILTER (a.{each} IS DISTINCT FROM b.{each} AND NOT {marked if (marked := each.split('_')[0] + '_open') in opens else 'false'})"
        for each in COLUMNS
    ]
    query = f"SELECT {', '.join(counts)} FROM say_{one} a FULL JOIN say_{other} b USING (id)"  # fmt: skip
    (found,) = con.execute(query).fetchall()
    return {name: count for name, count in zip(COLUMNS, found, strict=True) if count}


def differing_from_python(
    con: duckdb.DuckDBPyConnection, relation: str, policy: Policy, rows: int
) -> int:
    """Return how many cells of the first rows differ from the policy compiled to Python.

    Where there are too many completions to try, Python names every outcome; then a part of them is no difference.
    """
    compiled = compile_policy(policy)
    decide = compiled.on(AS_OF)["person"]
    facts = policy.vocabulary.kinds["person"].facts
    records = con.sql(f"FROM cohort ORDER BY id LIMIT {rows}").to_arrow_table()
    answers = con.sql(f"FROM {relation} ORDER BY id LIMIT {rows}").to_arrow_table()
    wrong = 0
    for record, answer in zip(records.to_pylist(), answers.to_pylist(), strict=True):
        outcomes, dues = decide(_known(record, facts))
        for number, (outcome, due) in enumerate(zip(outcomes, dues, strict=True)):
            between = (due.low, due.high) if isinstance(due, Between) else (due, due)
            said = answer.get(f"p{number}_from"), answer.get(f"p{number}_until")
            found = answer[f"p{number}"]
            all_named = outcome.bit_count() >= 3 and number >= DEADLINES  # type: ignore[union-attr]
            same = found & outcome == found if all_named else found == outcome
            wrong += not same or said != between
    return wrong


def _known(row: Mapping[str, Any], facts: Mapping[str, Fact]) -> dict[str, Any]:
    """Return the facts of a row as a record has them: an absent one is unknown, a None is none."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if name == "id":
            continue
        fact = facts[name]
        if value is None:
            if fact.null_means == "none":
                found[name] = () if fact.entry is not None else None
        elif fact.entry is not None:
            found[name] = tuple(_known(each, fact.entry.facts) for each in value)
        else:
            found[name] = tuple(value) if isinstance(value, list) else value
    return found
