"""Lists whose entries are rows of another table."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from policyengine.diagnostics.diagnostic import RecordError, UsageError
from policyengine.intake.intake import open_intake
from policyengine.intake.mapping_from_source import load_mapping

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.intake.conftest import Take

MAPPING = """\
record: person
id: id
unknown_words: [ukendt]
lists:
  dwellings:
    file: boliger.csv
    parent: borger
    known: KNOWN
    facts:
      moved_in_on: ind
      moved_out_on: ud
      permanent: permanent
"""
COMPLETE = MAPPING.replace("KNOWN", "complete")
TABLE = "id\nc-1\nc-2\n"
HEADING = "borger;ind;ud;permanent\n"


def test_entries_stand_with_their_subject_in_the_order_of_the_rows(take: Take) -> None:
    rows = "c-2;01-01-2018;;ja\nc-1;01-03-2018;;\nc-2;01-02-2017;01-01-2018;nej\n"
    taken = take(COMPLETE, TABLE, boliger=HEADING + rows)
    first, second = taken.subjects
    assert first["dwellings"] == [
        {"moved_in_on": date(2018, 3, 1), "moved_out_on": None, "permanent": None}
    ]
    assert [each["permanent"] for each in second["dwellings"]] == [True, False]
    assert taken.rejects == []


@pytest.mark.parametrize(("known", "nothing"), [("complete", []), ("unknown", None)])
def test_a_subject_without_rows_has_none_or_an_unknown_list(
    take: Take, known: str, nothing: list[object] | None
) -> None:
    mapping = MAPPING.replace("KNOWN", known)
    taken = take(mapping, TABLE, boliger=f"{HEADING}c-2;01-01-2018;;\n")
    first, second = taken.subjects
    assert first["dwellings"] == nothing
    assert len(second["dwellings"]) == 1


def test_a_table_of_entries_may_be_empty(take: Take) -> None:
    taken = take(COMPLETE, TABLE, boliger=HEADING)
    assert [each["dwellings"] for each in taken.subjects] == [[], []]


def test_a_member_is_told_where_the_vocabulary_alone_would_misread_it(
    take: Take,
) -> None:
    rows = "c-1;01-01-2018;ukendt;\nc-1;01-02-2018;;\n"
    taken = take(COMPLETE, TABLE, boliger=HEADING + rows)
    known = [each["moved_out_on_known"] for each in taken.subjects[0]["dwellings"]]
    assert known == [False, True]


def test_an_entry_that_is_refused_leaves_the_list_unknown(take: Take) -> None:
    mapping = COMPLETE.replace("ind\n", "{column: ind, on_error: reject}\n")
    rows = "c-1;31-04-2018;;\nc-1;01-02-2018;;\nc-2;01-02-2018;;\n"
    taken = take(mapping, TABLE, boliger=HEADING + rows)
    first, second = taken.subjects
    assert first["dwellings"] is None
    assert len(second["dwellings"]) == 1
    reason = "there is no such day"
    assert taken.rejects == [(2, "ind", "dwellings.moved_in_on", reason)]


def test_a_row_that_belongs_to_no_subject_is_told(take: Take) -> None:
    rows = "c-9;01-01-2018;;\nc-1;01-02-2018;;\n;01-01-2018;;\n"
    taken = take(COMPLETE, TABLE, boliger=HEADING + rows)
    assert sorted(taken.rejects) == [
        (2, "borger", "dwellings", "no subject with this id was kept"),
        (4, "borger", "id", "the id is empty"),
    ]


def test_a_list_needs_its_table_and_its_columns(take: Take) -> None:
    with pytest.raises(UsageError, match="no such file"):
        take(COMPLETE, TABLE)
    with pytest.raises(RecordError, match=r"PE804 .*`borger`"):
        take(COMPLETE, TABLE, boliger="person;ind;ud;permanent\n")


@pytest.mark.parametrize("shelf_bytes", [1, 100, 10**9])
def test_what_is_read_does_not_depend_on_how_much_is_held_at_a_time(
    tmp_path: Path, shelf_bytes: int
) -> None:
    ids = [f"c-{number}" for number in range(200)]
    rows = [f"{each};01-01-20{10 + turn};;" for turn in range(3) for each in ids[::2]]
    (tmp_path / "boliger.csv").write_text("\n".join([HEADING.strip(), *rows, "x;;;"]))
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["id", *ids, "c-8"]))
    (tmp_path / "map.yaml").write_text(COMPLETE)
    mapping = load_mapping(tmp_path / "map.yaml")
    with open_intake(mapping, path, shelf_bytes=shelf_bytes) as intake:
        subjects = intake.reader().read_all().to_pylist()
    assert sorted(each["id"] for each in subjects) == sorted({*ids} - {"c-8"})
    for each in subjects:
        years = [entry["moved_in_on"].year for entry in each["dwellings"]]
        assert years == ([2010, 2011, 2012] if each["id"] in ids[::2] else [])
    assert {
        (fact, number) for (_, _, fact, _), number in intake.rejects.counts.items()
    } == {
        ("id", 2),
        ("dwellings", 1 + 3),
    }
