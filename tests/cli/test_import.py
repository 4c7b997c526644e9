"""`policyengine import` on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run, Write

MAPPING = "record: person\nid: id\nfacts: {arrived_on: Ankommet}\n"
TABLE = (
    "id;Ankommet;Navn\ncase-17;15-03-2018;Testperson\ncase-18;31-04-2018;311299-1234\n"
)


def test_a_table_becomes_a_cohort_and_what_is_rejected_is_told(
    run: Run, write: Write, tmp_path: Path
) -> None:
    table, mapping = write("table.csv", TABLE), write("map.yaml", MAPPING)
    out, rejects = tmp_path / "cohort.parquet", tmp_path / "rejects.csv"
    answer = run("import", table, "--map", mapping, "--out", str(out), "--rejects", str(rejects))  # fmt: skip
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.splitlines() == [
        "2 rows read, 2 kept",
        f"  {table}, `Ankommet` → arrived_on: 1 × there is no such day",
    ]
    assert rejects.read_text("utf-8").splitlines() == [
        "file,row,column,fact,reason",
        f"{table},3,Ankommet,arrived_on,there is no such day",
    ]
    assert pq.read_table(out)["id"].to_pylist() == ["case-17", "case-18"]
    assert {each.name for each in tmp_path.iterdir()} == {
        "table.csv",
        "map.yaml",
        "cohort.parquet",
        "rejects.csv",
    }


def test_without_rejects_there_is_nothing_to_report(
    run: Run, write: Write, tmp_path: Path
) -> None:
    table, mapping = (
        write("t.csv", TABLE.replace("31-04", "30-04")),
        write("m.yaml", MAPPING),
    )
    answer = run(
        "import", table, "--map", mapping, "--out", str(tmp_path / "o.parquet")
    )
    assert (answer.code, answer.err) == (0, "2 rows read, 2 kept\n")


def test_without_a_mapping_one_is_proposed(run: Run, write: Write) -> None:
    answer = run("import", write("table.csv", TABLE), "--map")
    assert answer.code == 0
    assert "  arrived_in_denmark_on: Ankommet  # unsure\n" in answer.out
    assert "Testperson" not in answer.out
    assert run("import", write("table.csv", TABLE)).out == answer.out


@pytest.mark.parametrize(
    ("table", "mapping", "code"),
    [
        ("", MAPPING, "PE801"),
        ('id;Ankommet\ncase-17;"x', MAPPING, "PE805"),
        ("id;Ankommet\ncase-17;\0", MAPPING, "PE801"),
        ("id;Ankommet;id\n", MAPPING, "PE803"),
        ("id;Ankomst\n", MAPPING, "PE804"),
        ("id;Ankommet\n311299-1234;\n", MAPPING, "PE808"),
        (TABLE, MAPPING.replace("arrived_on", "arived_on"), "PE705"),
        (TABLE, MAPPING.replace("person", "persn"), "PE702"),
        (TABLE, "", "PE110"),
        (TABLE, "a: [" * 100_000, "PE103"),
        (TABLE, "record: person\nid: id\nlists: {activities: {sheet: x, parent: id, known: complete, facts: {started_on: z}}}\n", "PE807"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_and_leaves_nothing_behind(
    run: Run, write: Write, tmp_path: Path, table: str, mapping: str, code: str
) -> None:
    files = (write("table.csv", table), "--map", write("map.yaml", mapping))
    out = tmp_path / "cohort.parquet"
    out.write_bytes(b"as it was")
    answer = run("import", *files, "--out", str(out), "--rejects", str(tmp_path / "r.csv"))  # fmt: skip
    assert answer.code == 2
    assert code in answer.err
    assert "311299" not in answer.err
    assert "Traceback" not in answer.err
    assert out.read_bytes() == b"as it was"
    assert {each.name for each in tmp_path.iterdir()} == {
        "table.csv",
        "map.yaml",
        "cohort.parquet",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.csv", "--map"), "there is no such file"),
        (("nowhere.csv", "--map", "{map}", "--out", "{dir}/o"), "there is no such file"),
        (("{table}", "--map", "{dir}/nowhere.yaml", "--out", "{dir}/o"), "cannot read"),
        (("{table}", "--map", "{map}"), "name the file to write"),
        (("{table}", "--map", "--out", "{dir}/o"), "name a mapping"),
        (("{table}", "--map", "{map}", "{map}", "--out", "{dir}/o"), "one mapping"),
        (("{table}", "--map", "{map}", "--out", "{table}"), "read and written"),
        (("{table}", "--map", "{map}", "--out", "{dir}/o", "--rejects", "{dir}/o"), "written twice"),
        (("{table}", "--map", "{map}", "--out", "{dir}/no/o"), "cannot write"),
        (("{table}", "--map", "{map}", "--out", "{dir}"), "cannot write"),
        (("{table}", "--map", "{map}", "--out", "{dir}/o", "--record", "person"), "the mapping says"),
        (("{table}", "--map", "--record", "persn"), "did you mean `person`?"),
        (("{table}", "--map", "--sheet", "x"), "no sheet"),
    ],
)  # fmt: skip
def test_wrong_use_is_refused(
    run: Run, write: Write, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    names = {
        "table": write("t.csv", TABLE),
        "map": write("m.yaml", MAPPING),
        "dir": str(tmp_path),
    }
    answer = run("import", *(each.format(**names) for each in arguments))
    assert answer.code == 2
    assert said in answer.err
    assert Path(names["table"]).read_text(encoding="utf-8") == TABLE
    assert {each.name for each in tmp_path.iterdir()} == {"t.csv", "m.yaml"}
