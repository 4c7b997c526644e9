"""What a policy is compiled to: statements that ask no more than they need, and refusals that say where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import duckdb
import pytest

from policyengine.backends.sql.canonical import Column, Source, Table
from policyengine.backends.sql.plan import MOST_CELLS, compile_cohort, sql
from policyengine.feel import parse
from policyengine.policy.library import load
from policyengine.policy.model import (
    DayOf,
    Done,
    Duty,
    Policy,
    Within,
    WorkingDays,
)

if TYPE_CHECKING:
    from policyengine.backends.sql.canonical import Dialect
    from policyengine.policy.model import Norm

REBILD = load("rebild")
AS_OF = date(2018, 6, 15)
FACTS = (
    "residence_basis",
    "arrived_on",
    "plan_made_on",
    "birth_date",
    "in_integration_programme",
)
DUTY = Duty(
    group=parse('residence_basis = "refugee"'),
    trigger=DayOf(parse("arrived_on")),
    deadline=Within(timedelta(days=28)),
    fulfilment=Done(DayOf(parse("plan_made_on"))),
)
DIALECTS: tuple[Dialect, ...] = ("duckdb", "spark", "postgres")


def policy_of(*norms: Norm) -> Policy:
    (like,) = (each for each in REBILD.provisions if each.id == "reception_programme")
    provisions = tuple(
        replace(like, id=f"r{n}", norm=norm, question=None)
        for n, norm in enumerate(norms)
    )
    return replace(REBILD, provisions=provisions)


def source(*, complete: bool = False) -> Source:
    columns = {name: Column(name, complete=complete) for name in FACTS}
    return Source({"person": Table("person", "person", columns)})


def statement(policy: Policy, of: Source, dialect: Dialect = "duckdb") -> str:
    plan = compile_cohort([policy], of, as_of=AS_OF, dialect=dialect)
    assert not plan.refused
    (wide,) = plan.wide
    return sql(wide.query, dialect)


def answer(text: str, **facts: object) -> tuple[object, ...]:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE person (id VARCHAR, residence_basis VARCHAR, arrived_on DATE,"
        " plan_made_on DATE, birth_date DATE, in_integration_programme BOOLEAN)"
    )
    connection.execute(
        "INSERT INTO person VALUES ('case-1', ?, ?, ?, ?, ?)",
        [facts.get(name) for name in FACTS],
    )
    row = connection.execute(text).fetchone()
    assert row is not None
    return row[1:5]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_has_no_sql_is_refused_by_name_and_place(dialect: Dialect) -> None:
    counted = replace(DUTY, deadline=Within(WorkingDays(5)))
    plan = compile_cohort([policy_of(counted, DUTY)], source(), as_of=AS_OF, dialect=dialect)  # fmt: skip
    (refused,) = plan.refused
    assert refused.code == "PE501"
    assert refused.message == "`rebild/r0` cannot be told of a cohort in SQL: it counts working days"  # fmt: skip
    assert refused.span is not None
    assert [each.provision for each in plan.wide[0].cells] == ["r1"]


def test_what_cannot_be_unknown_costs_nothing() -> None:
    known, open_ = (statement(policy_of(DUTY), source(complete=each)) for each in (True, False))  # fmt: skip
    assert "IS NULL" in open_
    # The trigger is still asked whether it has come.
    assert known.count("IS NULL") == 1
    assert len(known) < len(open_) / 2
    facts = {"residence_basis": "refugee", "arrived_on": date(2018, 5, 1)}
    for made_on, possible in ((date(2018, 5, 29), 8), (date(2018, 5, 30), 16)):
        found = answer(known, **facts, plan_made_on=made_on)
        assert found == (possible, date(2018, 5, 29), date(2018, 5, 29), False)


def test_a_fact_without_a_column_is_unknown_to_all() -> None:
    columns = {name: Column(name) for name in FACTS if name != "plan_made_on"}
    narrow = Source({"person": Table("person", "person", columns)})
    text = statement(policy_of(DUTY), narrow)
    assert "plan_made_on" not in text
    found = answer(text, residence_basis="refugee", arrived_on=date(2018, 6, 1))
    assert found[0] == 4 | 8


def test_a_condition_of_many_provisions_is_worked_out_once() -> None:
    groups = [replace(DUTY, deadline=Within(timedelta(days=n))) for n in range(20)]
    text = statement(policy_of(*groups), source())
    # Once for what holds, once for where that is unknown.
    assert text.count("'refugee'") <= 2


def test_a_statement_holds_a_hundred_provisions_at_most() -> None:
    norms = [replace(DUTY, deadline=Within(timedelta(days=n))) for n in range(101)]
    plan = compile_cohort([policy_of(*norms)], source(), as_of=AS_OF, dialect="duckdb")
    assert [len(each.cells) for each in plan.wide] == [MOST_CELLS, 1]


def test_an_unknown_start_is_told_by_the_ends_of_its_range() -> None:
    """No list of days to try: one comparison with the first and one with the last due date there can be."""
    text = statement(policy_of(DUTY), source())
    assert "LIST_TRANSFORM" not in text
    found = answer(text, residence_basis="refugee", plan_made_on=date(2018, 6, 1))
    assert found == (1 | 8 | 16, REBILD.from_day, date(2018, 7, 13), False)


def test_a_quoted_name_and_text_stay_what_they_are() -> None:
    odd = replace(DUTY, group=parse('residence_basis = "it\'s \\"odd\\" -- ; \\\\"'))
    for dialect in DIALECTS:
        assert statement(policy_of(odd), source(), dialect)
    found = answer(statement(policy_of(odd), source()), residence_basis='it\'s "odd" -- ; \\', arrived_on=date(2018, 6, 1), plan_made_on=date(2018, 6, 1))  # fmt: skip
    assert found[0] == 8


def test_a_provision_of_a_kind_without_a_table_is_passed_over() -> None:
    (like,) = policy_of(DUTY).provisions
    family = replace(REBILD, provisions=(replace(like, subject="family"),))
    plan = compile_cohort([family], source(), as_of=AS_OF, dialect="duckdb")
    assert (plan.wide, plan.long, plan.refused) == ((), (), ())
