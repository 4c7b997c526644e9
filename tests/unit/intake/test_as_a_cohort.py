"""What is taken in is a cohort: policies answer it as they answer the same records."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import policyengine as pe

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.intake.conftest import Take

MAPPING = """\
record: person
id: id
unknown_words: [ukendt]
none_words: [ingen]
facts:
  residence_basis: {column: ophold, values: {Flygtning: refugee}}
  arrived_on: ankommet
  reception_programme_completed_on: gennemført
  reception_programme_elements: elementer
lists:
  dwellings: {file: boliger.csv, parent: id, known: complete, facts: {moved_in_on: ind, moved_out_on: ud, permanent: fast}}
"""
TABLE = """\
id;ophold;ankommet;gennemført;elementer
c-1;Flygtning;15-03-2018;;health,finances
c-2;Flygtning;15-03-2018;ukendt;ingen
c-3;Flygtning;31-04-2018;01-04-2018;
c-4;ukendt;ingen;x;Andet
"""
DWELLINGS = "id;ind;ud;fast\nc-1;01-04-2018;ukendt;ja\nc-1;01-06-2018;;nej\nc-3;;;\n"
RECORDS: list[dict[str, Any]] = [
    {
        "id": "c-1",
        "residence_basis": "refugee",
        "arrived_on": "2018-03-15",
        "reception_programme_completed_on": None,
        "reception_programme_elements": ["health", "finances"],
        "dwellings": [
            {"moved_in_on": "2018-04-01", "permanent": True},
            {"moved_in_on": "2018-06-01", "moved_out_on": None, "permanent": False},
        ],
    },
    {
        "id": "c-2",
        "residence_basis": "refugee",
        "arrived_on": "2018-03-15",
        "reception_programme_elements": None,
        "dwellings": [],
    },
    {
        "id": "c-3",
        "residence_basis": "refugee",
        "reception_programme_completed_on": "2018-04-01",
        "dwellings": [{"moved_out_on": None}],
    },
    {"id": "c-4", "arrived_on": None, "dwellings": []},
]


def test_policies_answer_a_table_as_they_answer_its_records(
    take: Take, tmp_path: Path
) -> None:
    take(MAPPING, TABLE, boliger=DWELLINGS)
    asked = {"reception_programme", "programme_content", "permanent_dwelling"}
    rebild, day = pe.load("rebild"), date(2018, 12, 31)
    taken, given = (
        pe.assess_cohort(rebild, data, as_of=day, layout="findings", only=asked)
        .to_arrow()
        .to_pylist()
        for data in (
            str(tmp_path / "out.parquet"),
            [{"kind": "person", **each} for each in RECORDS],
        )
    )
    assert sorted(map(repr, taken)) == sorted(map(repr, given))
    assert {each["provision"] for each in taken} == asked
