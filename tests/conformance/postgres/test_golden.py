"""PostgreSQL answers of the golden cohort what the reference answers, in every cell."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from policyengine.backends.sql.on_postgres import Cohort
from policyengine.backends.sql.plan import compile_cohort, sql
from policyengine.backends.sql.stages import widest
from policyengine.backends.sql.tables import record_of, tables_of
from policyengine.engine.cohort import assess_cohort
from tests.conformance.cells import answered, compare
from tests.conformance.golden import ASKED, IN_FORCE, judged, policies, records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlglot import exp

    from policyengine.engine.cohort import CohortAssessment
    from tests.conformance.oracle import Answer, Key

pytestmark = pytest.mark.postgres

each_policy_in_force = pytest.mark.parametrize(
    ("name", "as_of"), IN_FORCE.items(), ids=str
)


@pytest.fixture
def cohort(golden_database: str) -> Iterator[Cohort]:
    with closing(Cohort(golden_database, policies()["rebild"].vocabulary)) as opened:
        yield opened


def rows(cohort: Cohort, query: exp.Query) -> Iterator[dict[str, object]]:
    for batch in cohort.run(sql(query, "postgres")):
        yield from batch.to_pylist()


def test_the_database_is_described_as_its_tables_were(cohort: Cohort) -> None:
    _, source = tables_of(records(), policies()["rebild"].vocabulary, "child")
    assert cohort.source == source
    assert cohort.diagnostics == []


def test_every_record_can_be_fetched_as_it_was(cohort: Cohort) -> None:
    vocabulary = policies()["rebild"].vocabulary
    for kind, table in cohort.source.tables.items():
        mine = [each for each in records().subjects if each.kind == kind]
        fetched = cohort.fetch(kind, [each.id for each in mine])
        found = {row["id"]: record_of(kind, row, table, vocabulary) for row in fetched}
        assert found == {each.id: each for each in mine}


@pytest.mark.parametrize(("name", "as_of"), ASKED, ids=str)
def test_statements_inside_the_database_say_what_the_reference_says(
    name: str, as_of: date, cohort: Cohort
) -> None:
    plan = compile_cohort(
        [policies()[name]], cohort.source, as_of=as_of, dialect="postgres"
    )
    found, left_open = answered(plan, lambda query: rows(cohort, query))
    assert not plan.refused, plan.refused[0].message
    compared = compare(judged(name, as_of), found, left_open)
    print(  # noqa: T201 - how much was compared is a result, shown with -s
        f"{name} on {as_of} in PostgreSQL: {compared.cells} cells,"
        f" {len(compared.differing)} differing, {compared.open.total()} left open"
    )
    compared.hold()


def test_a_statement_of_too_many_columns_becomes_several_with_the_same_answers(
    cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> tuple[list[int], dict[Key, Answer]]:
        plan = compile_cohort(
            [policies()["aabenraa"]],
            cohort.source,
            as_of=IN_FORCE["aabenraa"],
            dialect="postgres",
        )
        found, _ = answered(replace(plan, long=()), lambda query: rows(cohort, query))
        return [widest(each.query) for each in plan.wide if len(each.cells) > 1], found

    whole, expected = asked()
    most = max(whole) // 2
    monkeypatch.setattr("policyengine.backends.sql.plan.MOST_COLUMNS", most)
    parts, found = asked()
    assert max(parts) <= most
    assert found == expected


@each_policy_in_force
def test_all_ways_to_ask_a_database_give_the_same_findings(
    name: str, as_of: date, golden_database: str
) -> None:
    tables, _ = tables_of(records(), policies()[name].vocabulary, "child")

    def findings(data: object, engine: str) -> list[str]:
        asked = assess_cohort(
            policies()[name],
            data,  # type: ignore[arg-type]
            as_of=as_of,
            layout="findings",
            permissions=True,
            engine=engine,  # type: ignore[arg-type]
        )
        with closing(asked):
            return _rows(asked)

    expected = findings(tables, "duckdb")
    assert findings(golden_database, "duckdb") == expected
    assert findings(golden_database, "postgres") == expected


def test_unsettled_no_row_is_fetched_and_the_answers_that_may_be_too_wide_are_counted(
    golden_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(*_: object) -> None:
        pytest.fail("a row left the database")

    def asked(*, settle: bool) -> CohortAssessment:
        return assess_cohort(
            policies()["rebild"],
            golden_database,
            as_of=IN_FORCE["rebild"],
            layout="findings",
            engine="postgres",
            settle=settle,
        )

    with closing(asked(settle=True)) as settled:
        narrow = set(_rows(settled))
    monkeypatch.setattr(Cohort, "fetch", fetch)
    with closing(asked(settle=False)) as unsettled:
        wide = set(_rows(unsettled))
    told = [each for each in unsettled.diagnostics if each.code == "PE502"]
    counted = sum(int(each.message.split(": ")[1].split()[0]) for each in told)
    assert 0 < len(wide - narrow) <= counted


def _rows(asked: CohortAssessment) -> list[str]:
    return sorted(map(str, asked.to_arrow().to_pylist()))
