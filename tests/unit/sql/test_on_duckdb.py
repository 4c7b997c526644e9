"""Data of any kind as a cohort: what it is read as, what is wrong with it, and what no message says."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policyengine.backends.sql.on_duckdb import Cohort, Data
from policyengine.backends.sql.tables import record_of, tables_of
from policyengine.policy.library import load
from policyengine.policy.records import read_records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from policyengine.policy.records import Record

VOCABULARY = load("rebild").vocabulary
PEOPLE: list[dict[str, object]] = [
    {
        "kind": "person",
        "id": "case-1",
        "birth_date": "1990-02-28",
        "residence_basis": "refugee",
        "arrived_on": "2018-03-15",
        "plan_made_on": None,
        "danish_attendance": Decimal("87.5"),
        "needs_interpreter": True,
        "family": "f-1",
        "reception_programme_elements": ["health"],
        "dwellings": [{"moved_in_on": "2018-04-01", "permanent": False}],
    },
    {"kind": "person", "id": "case-2", "dwellings": [], "family": None},
    {"kind": "person", "id": "case-3", "arrived_on": None},
]
TOWN: list[dict[str, object]] = [
    {"kind": "municipality", "id": "840", "refugees": {"2018": 40, "2019": None}}
]


def cohort(data: Data, **options: Any) -> Cohort:
    return Cohort(data, VOCABULARY, **options)


def held(opened: Cohort) -> list[Record]:
    """All records of a cohort, by kind and id."""
    found = []
    for kind, table in opened.source.tables.items():
        ids = [
            each.as_py()
            for batch in opened.run(f"SELECT id FROM {table.relation}")
            for each in batch["id"]
        ]
        rows = opened.fetch(kind, ids)
        found += [record_of(kind, row, table, VOCABULARY) for row in rows]
    return sorted(found, key=lambda each: (each.kind, each.id))


def wrong(opened: Cohort) -> list[str]:
    """What is told of a cohort, after a look at all columns."""
    everything = {
        name for each in opened.source.tables.values() for name in each.columns
    }
    everything |= {"moved_in_on", "permanent"}
    found = [*opened.diagnostics, *opened.check(everything)]
    return [f"{each.code} {each.message}" for each in found]


def records(raw: list[dict[str, object]]) -> list[Record]:
    read, faults = read_records(raw, VOCABULARY)
    assert not faults
    return sorted(read.subjects, key=lambda each: (each.kind, each.id))


def as_json(raw: list[dict[str, object]]) -> str:
    return "".join(json.dumps(each, default=float) + "\n" for each in raw)


def jsonl(folder: Path) -> Data:
    path = folder / "cohort.jsonl"
    path.write_text(as_json(PEOPLE + TOWN), encoding="utf-8")
    return path


def parquet(folder: Path) -> Data:
    read, _ = read_records(PEOPLE + TOWN, VOCABULARY)
    tables, _ = tables_of(read, VOCABULARY)
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    return {name: folder / f"{name}.parquet" for name in tables}


def child_tables(folder: Path) -> Data:
    read, _ = read_records(PEOPLE + TOWN, VOCABULARY)
    tables, _ = tables_of(read, VOCABULARY, "child")
    return tables


def arrow(folder: Path) -> dict[str, pa.Table]:
    read, _ = read_records(PEOPLE + TOWN, VOCABULARY)
    tables, _ = tables_of(read, VOCABULARY)
    return tables


def polars(folder: Path) -> Data:
    return {name: pl.DataFrame(each) for name, each in arrow(folder).items()}


def streams(folder: Path) -> Data:
    return {name: each.to_reader() for name, each in arrow(folder).items()}


def relations(folder: Path) -> Data:
    connection = duckdb.connect()
    return {n: connection.from_arrow(each) for n, each in arrow(folder).items()}


def one_table(folder: Path) -> Data:
    """People and municipalities in one file, with a column that says which is which."""
    tables = arrow(folder)
    together = pa.concat_tables(
        [
            each.append_column("kind", pa.array([name] * len(each)))
            for name, each in tables.items()
        ],
        promote_options="default",
    )
    pq.write_table(together, folder / "all.parquet")
    return folder / "all.parquet"


@pytest.mark.parametrize(
    "given",
    [
        lambda _: PEOPLE + TOWN,
        lambda _: iter(PEOPLE + TOWN),
        jsonl,
        parquet,
        child_tables,
        arrow,
        polars,
        streams,
        relations,
        one_table,
    ],
)
def test_a_cohort_holds_the_same_records_whatever_it_is_given_as(
    given: Callable[[Path], Data], tmp_path: Path
) -> None:
    opened = cohort(given(tmp_path))
    assert wrong(opened) == []
    assert held(opened) == records(PEOPLE + TOWN)
    assert opened.rows == {"person": 3, "municipality": 1}
    opened.close()
