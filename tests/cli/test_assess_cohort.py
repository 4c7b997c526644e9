"""`assess` on tables: a file of answers, how often each outcome is, exit codes, and what an interruption leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run, Write

    Cohort = Callable[..., str]

POLICY = """\
policy: small
da: Lille
en: Small
authority: {code: "0001", name: Prøvekøbing}
document: {id: small, paragraphs: 2}
status: {is: adopted}
in_force: {from: 2016-01-01, cites: 1}
bearer: municipality
concerns: refugees
groups:
  refugees: {record: person, da: Flygtninge, en: Refugees, when: {residence_basis: refugee}}
sections:
- section: main
  da: Alt
  en: All
  provisions:
  - duty: reception_programme
    cites: 2
    da: Modtagelsesprogrammet er gennemført inden tre måneder
    en: The reception programme is completed within three months
    after: arrived_on
    within: 3 months
    done: reception_programme_completed_on
"""

Asked: TypeAlias = "Callable[[str], tuple[str, ...]]"


@pytest.fixture
def asked(write: Write) -> Asked:
    """The options that ask a small policy on a day."""
    path = write("small.yaml", POLICY)
    return lambda day: ("--policy", path, "--as-of", day)


@pytest.fixture
def cohort(tmp_path: Path) -> Cohort:
    """Write a table of persons who all arrived on one day; return its path."""

    def file(rows: int = 3, name: str = "cohort.parquet", **columns: object) -> str:
        path = tmp_path / name
        table = {
            "id": [f"case-{number}" for number in range(rows)],
            "residence_basis": ["refugee"] * rows,
            "arrived_on": [date(2018, 3, 15)] * rows,
            "reception_programme_completed_on": pa.nulls(rows, pa.date32()),
        }
        pq.write_table(pa.table({**table, **columns}), path)
        return str(path)

    return file


@pytest.mark.parametrize(
    ("as_of", "outcome", "code"),
    [
        ("2018-06-14", "pending", 0),
        ("2018-06-15", "pending", 0),
        ("2018-06-16", "breached", 1),
    ],
)
def test_a_breach_in_a_cohort_gives_exit_code_one(
    asked: Asked, run: Run, cohort: Cohort, as_of: str, outcome: str, code: int
) -> None:
    answer = run("assess", cohort(), *asked(as_of), "--format", "json")
    assert answer.json["subjects"] == {"person": 3}
    outcomes = {
        each["provision"]: each["outcomes"] for each in answer.json["provisions"]
    }
    assert outcomes["reception_programme"] == {outcome: 3}
    assert (answer.code, answer.err) == (code, "")


def test_the_text_counts_outcomes_by_provision(
    asked: Asked, run: Run, cohort: Cohort
) -> None:
    answer = run("assess", cohort(), *asked("2018-06-16"), "--lang", "en")
    first, *_ = answer.out.splitlines()
    assert first == "person: 3 · 2018-06-16"
    (line,) = (
        each for each in answer.out.splitlines() if each.startswith("reception_prog")
    )
    assert line.split()[1] == "3"
    assert "✗ breached" in answer.out


def test_the_answers_are_written_where_they_are_asked_for(
    asked: Asked, run: Run, cohort: Cohort, tmp_path: Path
) -> None:
    out = tmp_path / "breaches.parquet"
    options = ("--layout", "breaches", "--out", str(out), "--memory-limit", "256MiB")
    answer = run("assess", cohort(), *asked("2018-06-16"), *options)
    assert answer.code == 1
    rows = pq.read_table(out).to_pylist()
    assert {
        "kind": "person",
        "id": "case-1",
        "policy": "small",
        "provision": "reception_programme",
        "instance": None,
        "due": date(2018, 6, 15),
    } in rows


def test_both_engines_write_the_same(
    asked: Asked, run: Run, cohort: Cohort, tmp_path: Path
) -> None:
    path = cohort(2)
    for engine in ("duckdb", "python"):
        out = str(tmp_path / f"{engine}.jsonl")
        run("assess", path, *asked("2018-06-16"), "--engine", engine, "--out", out)
    first, second = (
        sorted((tmp_path / f"{each}.jsonl").read_text("utf-8").splitlines())
        for each in ("duckdb", "python")
    )
    assert first == second


def test_several_tables_are_named_as_their_kinds(
    asked: Asked, run: Run, cohort: Cohort, tmp_path: Path
) -> None:
    towns = tmp_path / "municipality.parquet"
    pq.write_table(pa.table({"id": ["0001"]}), towns)
    people = cohort(name="person.parquet")
    answer = run("assess", people, str(towns), *asked("2018-06-15"), "--format", "json")
    assert answer.json["subjects"] == {"person": 3, "municipality": 1}


def test_several_files_of_other_names_are_parts_of_one_table(
    asked: Asked, run: Run, cohort: Cohort
) -> None:
    first = cohort(name="part-1.parquet")
    second = cohort(name="part-2.parquet", id=["case-7", "case-8", "case-9"])
    answer = run("assess", first, second, *asked("2018-06-15"), "--format", "json")
    assert answer.json["subjects"] == {"person": 6}


def test_json_records_are_a_cohort_where_a_file_is_asked_for(
    asked: Asked, run: Run, write: Write, person: dict[str, object], tmp_path: Path
) -> None:
    out = tmp_path / "findings.csv"
    options = ("--layout", "findings", "--out", str(out))
    for name in ("r.json", "r.jsonl"):
        answer = run("assess", write(name, person), *asked("2018-06-16"), *options)
        assert answer.code == 1
        rows = out.read_text("utf-8").splitlines()
        assert any(
            row.startswith(
                '"person","case-17","small","reception_programme",,"breached"'
            )
            for row in rows
        )


@pytest.mark.parametrize(
    ("columns", "options", "told"),
    [
        ({"arived_on": pa.nulls(3)}, (), "no fact is called `arived_on`"),
        ({"id": ["010180-1234", "a", "b"]}, (), "looks like a CPR number; 1 row is"),
        ({}, ("--layout", "wide"), "`--layout` says how to write what `--out` names"),
        ({}, ("--known-by", "2018-06-01"), "without `--known-by` and `--sources`"),
        ({}, ("--out", "x.xlsx"), "the ending is none of .parquet, .csv, .jsonl"),
        ({}, ("--memory-limit", "much"), "`much` is no amount of memory"),
    ],
)
def test_what_is_wrong_is_told_and_gives_exit_code_two(
    asked: Asked,
    run: Run,
    cohort: Cohort,
    columns: dict[str, object],
    options: tuple[str, ...],
    told: str,
) -> None:
    answer = run("assess", cohort(**columns), *asked("2018-06-15"), *options)
    assert answer.code == 2
    assert told in answer.err
    assert "010180-1234" not in answer.err + answer.out


def test_a_workbook_is_to_be_imported_first(asked: Asked, run: Run) -> None:
    answer = run("assess", "cohort.xlsx", *asked("2018-06-15"))
    assert answer.code == 2
    assert "`policyengine import` makes a table of it" in answer.err


def test_an_interrupted_command_leaves_no_half_file_and_says_one_line(
    asked: Asked, cohort: Cohort, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    out = folder / "wide.parquet"
    # The reference takes seconds for so many.
    command = (sys.executable, "-m", "policyengine", "assess", cohort(20_000))
    options = (*asked("2018-06-16"), "--engine", "python", "--out", str(out))
    process = subprocess.Popen(
        (*command, *options),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    while not any(folder.iterdir()):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out_text, err = process.communicate(timeout=60)
    assert (process.returncode, out_text, err) == (130, "", "interrupted\n")
    assert list(folder.iterdir()) == []
    assert not list(tmp_path.glob("policyengine-*"))
