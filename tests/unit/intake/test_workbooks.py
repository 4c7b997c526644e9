"""Excel workbooks: what cells of each kind say, and files that would take too much to open."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from policyengine.diagnostics.diagnostic import RecordError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.unit.intake.conftest import Take

Sheets: TypeAlias = "Mapping[str, Sequence[Sequence[Any]]]"
HEADINGS = ("id", "Ankommet", "Fremmøde", "Tolk", "Sprog")
MAPPING = """\
record: person
id: id
thousands: point
facts:
  arrived_on: Ankommet
  danish_attendance: Fremmøde
  needs_interpreter: Tolk
  home_language: Sprog
"""
DAY = datetime(2018, 2, 1)  # noqa: DTZ001 - as a spreadsheet has it


def workbook(sheets: Sheets, *, above: int = 0) -> bytes:
    file = BytesIO()
    with Workbook(file) as book:
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows, start=above):
                for column, value in enumerate(row):
                    if isinstance(value, datetime | time):
                        sheet.write_datetime(number, column, value, day)
                    elif value == "=NA()":
                        sheet.write_formula(number, column, value, None, "#N/A")
                    elif isinstance(value, str):
                        sheet.write_string(number, column, value)
                    else:
                        sheet.write(number, column, value)
    return file.getvalue()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("0018", DAY, 1234.5, True, "ar"), ("0018", date(2018, 2, 1), Decimal("1234.5"), True, "ar")),
        ((18, "01-02-2018", "1.234,5", "nej", 7), ("18", date(2018, 2, 1), Decimal("1234.5"), False, "7")),
        (("0018", None, 0.1 + 0.2, False, "x"), ("0018", None, Decimal("0.3"), False, "x")),
        (("0018", DAY, 234.567, 1, "x"), ("0018", date(2018, 2, 1), Decimal("234.567"), True, "x")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("above", [0, 3])
def test_a_cell_says_what_the_spreadsheet_shows(
    take: Take, row: tuple[Any, ...], expected: tuple[Any, ...], above: int
) -> None:
    data = workbook({"Ark1": [HEADINGS, row]}, above=above)
    taken = take(MAPPING, data, name="table.xlsx")
    assert tuple(taken.only.values()) == expected
    assert taken.rejects == []


def test_rows_are_numbered_as_the_spreadsheet_does_and_an_error_is_no_blank(
    take: Take,
) -> None:
    rows = [
        HEADINGS,
        (),
        ("c-1", "=NA()", 43132, "=NA()", "=NA()"),
        ("c-2", time(10), 1),
    ]
    taken = take(MAPPING, workbook({"Ark1": rows}, above=1), name="table.xlsx")
    assert [each["arrived_on"] for each in taken.subjects] == [None, None]
    assert [(row, fact) for row, _, fact, _ in taken.rejects] == [
        (4, "arrived_on"),
        (5, "arrived_on"),
        (4, "needs_interpreter"),
        (4, "home_language"),
    ]


def test_a_sheet_is_chosen_by_name_and_may_hold_the_entries_of_a_list(
    take: Take,
) -> None:
    mapping = """\
record: person
id: id
table: {sheet: Borgere}
lists:
  activities: {sheet: Forløb, parent: id, known: complete, facts: {started_on: Start}}
"""
    sheets: Sheets = {
        "Om": [["x"]],
        "Borgere": [["id"], ["c-1"]],
        "Forløb": [["id", "Start"], ["c-1", DAY]],
    }
    taken = take(mapping, workbook(sheets), name="table.xlsx")
    assert taken.only["activities"] == [{"started_on": date(2018, 2, 1)}]
    with pytest.raises(RecordError, match=r"PE807 .*did you mean `Borgere`\?"):
        take(mapping.replace("sheet: Borgere", "sheet: Borgerne"), workbook(sheets), name="table.xlsx")  # fmt: skip


def test_a_csv_file_has_no_sheets(take: Take) -> None:
    with pytest.raises(RecordError, match="PE807"):
        take(f"{MAPPING}table: {{sheet: Ark1}}\n", "id\n")


GOOD = workbook({"Ark1": [HEADINGS, ("c-1",)]})


def repacked(part: str, content: bytes | None) -> bytes:
    """The good workbook with another content of one part; None takes it out."""
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(GOOD)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        if content is not None:
            new.writestr(part, content)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
FAR = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><workbook>&b;</workbook>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "PE801"),
        (b"id;x\n1;2\n", "PE801"),
        (GOOD[:-30], "PE801"),
        (GOOD[:200] + b"\0" * 50 + GOOD[250:], "PE801"),
        (repacked("xl/workbook.xml", None), "PE801"),
        (repacked("xl/workbook.xml", b"<workbook"), "PE801"),
        (repacked("xl/workbook.xml", b'<?xml version="1.0" encoding="U.F-8"?><a/>'), "PE801"),
        (repacked("xl/workbook.xml", ENTITIES), "PE807"),
        (repacked(SHEET, None), "PE801"),
        (repacked(SHEET, b"<worksheet><sheetData><row><c></row>"), "PE801"),
        (repacked(SHEET, FAR), "PE806"),
        (repacked("xl/sharedStrings.xml", b" " * 250_000_000), "PE806"),
        (workbook({"Ark1": []}), "PE801"),
        (workbook({"Ark1": [["0101701234", "x"]]}), "PE803"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_or_unfolds_too_far_is_refused(
    take: Take, data: bytes, code: str
) -> None:
    with pytest.raises(RecordError) as refused:
        take(MAPPING, data, name="table.xlsx")
    assert refused.value.diagnostics[0].code == code
    assert "0101701234" not in str(refused.value)
