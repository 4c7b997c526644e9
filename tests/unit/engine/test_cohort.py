"""`assess_cohort`: the same answers as the reference's in every layout, whole files, and nothing of an interruption."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest

import policyengine as pe
from policyengine.diagnostics.diagnostic import UsageError
from policyengine.engine.cohort_files import write
from policyengine.engine.synthetic.cohort import cohort

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from policyengine.engine.cohort import CohortAssessment, Engine
    from policyengine.engine.cohort_layouts import Layout

REBILD = pe.load("rebild")
AS_OF = date(2018, 6, 16)
PEOPLE: list[Mapping[str, object]] = [
    *cohort(REBILD, size=12),
    # Breached the day before.
    {
        "kind": "person",
        "id": "case-17",
        "residence_basis": "refugee",
        "arrived_on": "2018-03-15",
        "reception_programme_completed_on": None,
    },
]
ENGINES: tuple[Engine, ...] = ("duckdb", "python")

# One that answers once, one for each period, one for each entry of a list, and one of municipalities.
ONLY = (
    "reception_programme",
    "action_plans",
    "placement_with_language",
    "local_partnerships",
)


def assessed(data: Any = PEOPLE, **options: Any) -> CohortAssessment:
    return pe.assess_cohort(REBILD, data, as_of=AS_OF, **{"only": ONLY, **options})


@cache
def engine(name: Engine) -> CohortAssessment:
    """The answers of an engine, compiled once for all tests."""
    return assessed(engine=name)


def answer(layout: Layout, name: Engine = "duckdb") -> CohortAssessment:
    return replace(engine(name), layout=layout)


def rows(table: pa.Table) -> list[dict[str, Any]]:
    """The rows in an order that does not depend on the engine."""
    found: list[dict[str, Any]] = table.to_pylist()
    keys = ("kind", "id", "policy", "provision", "instance")
    return sorted(found, key=lambda row: [str(row.get(key)) for key in keys])


@pytest.fixture(scope="module")
def findings() -> list[dict[str, Any]]:
    return rows(answer("findings").to_arrow())


def test_each_finding_is_what_assess_finds(findings: list[dict[str, Any]]) -> None:
    expected = pe.assess(REBILD, PEOPLE, as_of=AS_OF, only=ONLY).findings
    assert [
        (
            each.subject_kind,
            each.subject,
            each.provision,
            each.instance,
            each.outcome,
            list(each.possible.words),
            each.due,
        )
        for each in sorted(
            expected,
            key=lambda each: [
                each.subject_kind,
                each.subject,
                each.provision,
                str(each.instance),
            ],
        )
    ] == [
        tuple(
            row[name]
            for name in (
                "kind",
                "id",
                "provision",
                "instance",
                "outcome",
                "possible",
                "due",
            )
        )
        for row in findings
    ]


@pytest.mark.parametrize("layout", ["wide", "breaches", "findings"])
def test_the_engines_agree_in_every_layout(layout: Layout) -> None:
    first, second = (answer(layout, each).to_arrow() for each in ENGINES)
    assert first.schema == second.schema
    assert rows(first) == rows(second)
    assert len(first)


def test_breaches_are_the_findings_that_are_breached(
    findings: list[dict[str, Any]],
) -> None:
    breached = [row for row in findings if row["outcome"] == "breached"]
    names = ["kind", "id", "policy", "provision", "instance", "due"]
    table = answer("breaches").to_arrow()
    assert table.column_names == names
    assert rows(table) == [{name: row[name] for name in names} for row in breached]
    assert breached


def test_the_wide_layout_has_a_row_for_each_subject_and_lists_where_there_are_several(
    findings: list[dict[str, Any]],
) -> None:
    table = answer("wide").to_arrow()
    assert table.column_names == [
        "kind",
        "id",
        "rebild.action_plans",
        "rebild.reception_programme",
        "rebild.reception_programme.due",
        "rebild.local_partnerships",
        "rebild.local_partnerships.due",
        "rebild.placement_with_language",
    ]
    found = []
    for row in table.to_pylist():
        for name in ONLY:
            said = row[f"rebild.{name}"]
            if isinstance(said, str):
                due = row[f"rebild.{name}.due"]
                found.append((row["id"], name, None, said, due))
            found += [
                (row["id"], name, one["instance"], one["outcome"], one["due"])
                for one in (said if isinstance(said, list) else [])
            ]
    assert Counter(found) == Counter(
        (row["id"], row["provision"], row["instance"], row["outcome"], row["due"])
        for row in findings
    )


def test_provisions_that_only_permit_are_answered_on_request() -> None:
    permissions = {each.id for each in REBILD.provisions if each.kind == "permission"}
    with_, without = (
        assessed(only=None, permissions=each).batches().schema.names
        for each in (True, False)
    )
    more = {name.split(".")[1] for name in set(with_) - set(without)}
    assert more == permissions & more


def test_a_policy_out_of_force_answers_on_request() -> None:
    early = date(2015, 12, 31)
    silent = pe.assess_cohort(REBILD, PEOPLE, as_of=early)
    assert [each.code for each in silent.diagnostics] == ["PE710"]
    assert silent.to_arrow().column_names == ["kind", "id"]
    said = pe.assess_cohort(REBILD, PEOPLE, as_of=early, as_if_in_force=True, only=ONLY)
    asked = {each.subject for each in REBILD.provisions if each.id in ONLY}
    rows = sum(said.subjects[each] for each in asked)
    assert said.to_arrow().num_rows == rows


def test_subjects_are_counted_and_what_cannot_be_used_is_told() -> None:
    odd = [*PEOPLE, {"kind": "person", "id": "010180-1234"}]
    said = assessed(odd)
    assert said.subjects["person"] == 13
    assert [each.code for each in said.diagnostics] == ["PE704"]


def test_policies_of_several_vocabularies_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a policy is given twice"):
        pe.assess_cohort([REBILD, REBILD], PEOPLE, as_of=AS_OF)


# --- streams and files --------------------------------------------------------


def test_the_answer_is_an_arrow_stream_that_others_read() -> None:
    said = answer("breaches")
    rows = len(said.to_arrow())
    assert rows
    assert len(said.to_polars()) == len(pl.DataFrame(said)) == rows
    assert len(said.to_pandas()) == len(pd.DataFrame.from_arrow(said)) == rows
    assert len(duckdb.from_arrow(said.batches())) == rows


def test_files_hold_the_same_rows_in_every_format(tmp_path: Path) -> None:
    said = answer("breaches")
    for name in ("a.parquet", "a.csv", "a.jsonl"):
        said.write(tmp_path / name)
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    strings = pv.ConvertOptions(column_types={"due": pa.date32()})
    texts = pv.read_csv(tmp_path / "a.csv", convert_options=strings)
    parquet = rows(pq.read_table(tmp_path / "a.parquet"))
    assert rows(pa.Table.from_pylist([json.loads(line) for line in lines])) == [
        {**row, "due": row["due"] and row["due"].isoformat()} for row in parquet
    ]
    # CSV does not tell an empty text from none.
    assert [{**row, "instance": row["instance"] or None} for row in rows(texts)] == (
        parquet
    )
    assert parquet
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "a.csv",
        "a.jsonl",
        "a.parquet",
    ]


def test_writing_counts_the_outcomes(
    tmp_path: Path, findings: list[dict[str, Any]]
) -> None:
    tally = answer("breaches").write(tmp_path / "a.parquet")
    expected: dict[tuple[str, str], Counter[str]] = {}
    for row in findings:
        key = (row["policy"], row["provision"])
        expected.setdefault(key, Counter())[row["outcome"]] += 1
    assert tally == answer("wide").tally() == expected


def test_several_possible_outcomes_stand_in_one_cell_of_csv(tmp_path: Path) -> None:
    said = answer("findings")
    said.write(tmp_path / "a.csv")
    texts = pv.read_csv(tmp_path / "a.csv")["possible"].to_pylist()
    possible = said.to_arrow()["possible"].to_pylist()
    assert Counter(texts) == Counter(" ".join(each) for each in possible)
    assert any(" " in each for each in texts)


@pytest.mark.parametrize(
    ("layout", "name", "told"),
    [
        ("wide", "a.csv", "CSV holds no list, which `rebild.action_plans` is"),
        ("findings", "a.xlsx", "the ending is none of .parquet, .csv, .jsonl"),
        ("wide", "no/such/folder/a.parquet", "No such file or directory"),
    ],
)
def test_a_file_that_cannot_hold_the_answer_is_refused(
    layout: Layout, name: str, told: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=told):
        answer(layout).write(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".jsonl"])
def test_an_interruption_leaves_the_file_as_it_was(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"answers{ending}"
    path.write_text("as it was", encoding="utf-8")

    def interrupt(done: int, total: int) -> None:
        assert 0 < done <= total
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answer("findings").write(path, progress=interrupt)
    assert path.read_text(encoding="utf-8") == "as it was"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("layout", ["wide", "findings"])
def test_progress_ends_at_the_whole(layout: Layout) -> None:
    seen: list[tuple[int, int]] = []
    answer(layout).tally(progress=lambda *each: seen.append(each))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


def test_an_answer_is_worked_out_anew_each_time_until_it_is_closed() -> None:
    said = assessed()
    assert rows(said.to_arrow()) == rows(said.to_arrow())
    said.close()
    with pytest.raises(duckdb.Error):
        said.to_arrow()


def test_small_batches_share_a_group_of_rows(tmp_path: Path) -> None:
    batch = pa.record_batch({"id": [f"case-{number}" for number in range(1_000)]})
    batches = pa.RecordBatchReader.from_batches(batch.schema, [batch] * 300)
    write(batches, tmp_path / "a.parquet")
    groups = pq.ParquetFile(tmp_path / "a.parquet").metadata
    assert (groups.num_rows, groups.num_row_groups) == (300_000, 3)
