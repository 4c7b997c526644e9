"""`policyengine measure` of tables, by groups."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

import policyengine as pe
from policyengine.backends.sql.tables import tables_of
from policyengine.engine.synthetic.cohort import cohort
from policyengine.policy.records import read_records

if TYPE_CHECKING:
    from tests.cli.conftest import Run

TOWN = Path(__file__).parents[1] / "spec" / "measures" / "town.yaml"
PEOPLE = (
    ("case-1", "2018-03-31", "2018-06-30"),
    ("case-2", "2018-04-01", "2018-07-02"),
    ("case-3", "2018-04-01", None),
)


@pytest.fixture
def table(tmp_path: Path) -> str:
    records = [
        {
            "kind": "person",
            "id": key,
            "arrived_on": arrived,
            "plan_made_on": made,
            "too_ill": False,
        }
        for key, arrived, made in PEOPLE
    ]
    vocabulary = pe.load(TOWN).vocabulary
    tables, _ = tables_of(read_records(records, vocabulary)[0], vocabulary, "nested")
    path = tmp_path / "person.parquet"
    pq.write_table(tables["person"], path)
    return str(path)


def asked(table: str, *more: str) -> tuple[str, ...]:
    return ("measure", table, "--policy", str(TOWN), "--as-of", "2019-01-01", "--as-if-in-force", "--lang", "en", *more)  # fmt: skip


@pytest.mark.parametrize("engine", ["duckdb", "python"])
def test_a_table_is_measured_by_groups(run: Run, table: str, engine: str) -> None:
    answer = run(*asked(table, "--group-by", "municipality,quarter", "--engine", engine, "--format", "json"))  # fmt: skip
    plan = [m for m in answer.json["measures"] if m["provision"] == "plan"]
    assert [[one["value"] for one in each["within"]] for each in plan] == [
        ["0999", "2018-Q1"],
        ["0999", "2018-Q2"],
    ]
    assert [each["rate"] for each in plan] == ["1", "0"]
    assert [each["verdict"] for each in plan] == ["met", "missed"]
    assert answer.code == 1


def test_groups_are_rows_of_one_table(run: Run, table: str) -> None:
    answer = run(*asked(table, "--group-by", "quarter"))
    (heading,) = [line for line in answer.out.splitlines() if line.startswith("town/plan:")]  # fmt: skip
    assert heading.endswith("(at least 90 %)")
    rows = answer.out.split(heading)[1].splitlines()[1:4]
    assert rows[0].split() == ["quarter", "Verdict", "Counted", "Value"]
    assert rows[1].split() == ["2018-Q1", "✓", "met", "1/1", "100", "%"]
    assert rows[2].split() == ["2018-Q2", "✗", "missed", "0/2", "0", "%"]


def test_records_are_grouped_too(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.jsonl"
    file.write_text('{"kind": "person", "id": "case-1", "arrived_on": "2018-03-31"}\n')
    answer = run(*asked(str(file), "--group-by", "year", "--format", "json"))
    plan = [m for m in answer.json["measures"] if m["provision"] == "plan"]
    assert plan[0]["within"] == [{"by": "year", "value": "2018", "known": True}]


def test_what_nobody_has_is_refused(run: Run, table: str) -> None:
    answer = run(*asked(table, "--group-by", "shoe_size"))
    assert answer.code == 2
    assert "cannot group by `shoe_size`" in answer.err


def test_a_synthetic_cohort_is_measured_as_its_records(run: Run, tmp_path: Path) -> None:  # fmt: skip
    policy = pe.load("rebild")
    records = list(cohort(policy, size=4))
    tables, _ = tables_of(read_records(records, policy.vocabulary)[0], policy.vocabulary, "nested")  # fmt: skip
    for name, rows in tables.items():
        pq.write_table(rows, tmp_path / f"{name}.parquet")
    files = [str(tmp_path / f"{name}.parquet") for name in tables]
    answer = run("measure", *files, "--policy", "rebild", "--as-of", "2018-12-31", "--format", "json")  # fmt: skip
    expected = pe.measure(policy, records, as_of=date(2018, 12, 31))
    # A table has no order, so its records come by their ids.
    verdicts = {
        (m["provision"], m["group"]): m["verdict"] for m in answer.json["measures"]
    }
    assert verdicts == {(m.provision, m.group): m.verdict for m in expected.measures}
