"""CSV as it comes: encodings, quotes and rows of every length, and files that are no table."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from policyengine.diagnostics.diagnostic import RecordError

if TYPE_CHECKING:
    from tests.unit.intake.conftest import Take

MAPPING = """\
record: person
id: Sags nr
table: {encoding: ENCODING, delimiter: semicolon}
facts:
  home_language: Sprog på ø
  arrived_on: Ankommet
"""
UTF_8 = MAPPING.replace("ENCODING", "utf-8")
CP1252 = MAPPING.replace("ENCODING", "cp1252")
TABLE = "Sags nr;Sprog på ø;Ankommet\n0018;Æøå;01-02-2018\n"
SUBJECT = {"id": "0018", "home_language": "Æøå", "arrived_on": date(2018, 2, 1)}


@pytest.mark.parametrize(
    ("mapping", "table"),
    [
        (UTF_8, TABLE.encode()),
        (UTF_8, TABLE.encode("utf-8-sig")),
        (CP1252, TABLE.encode("cp1252")),
        (UTF_8, TABLE.replace("\n", "\r\n").encode()),
        (UTF_8, TABLE.rstrip("\n").encode()),
        (UTF_8, TABLE.replace("Sags nr;", "  SAGS   nr ;").encode()),
        (UTF_8, TABLE.replace("\n", ";;\n").encode()),
        (UTF_8, TABLE.replace("\n0018", "\n\n;;\n0018").encode()),
        (UTF_8, TABLE.replace("Æøå", '"Æøå"').encode()),
        (UTF_8.replace("semicolon", "tab"), TABLE.replace(";", "\t").encode()),
        (UTF_8.replace("semicolon", "comma"), TABLE.replace(";", ",").encode()),
        (UTF_8.replace("semicolon", "pipe"), TABLE.replace(";", "|").encode()),
    ],
)
def test_a_table_is_read_as_its_mapping_says_it_is_written(
    take: Take, mapping: str, table: bytes
) -> None:
    taken = take(mapping, table)
    assert taken.subjects == [SUBJECT]
    assert taken.rejects == []


def test_a_cell_in_quotes_may_hold_delimiters_quotes_and_line_ends(take: Take) -> None:
    table = TABLE.replace("Æøå", '"a;""b"""') + '0019;"x\ny";\n0020;z;\n'
    taken = take(UTF_8, table)
    assert [each["home_language"] for each in taken.subjects] == ['a;"b"', None, "z"]
    # The line end within a cell is a control character; the rows count on, as a spreadsheet shows them.
    reason = "a control character stands in the text"
    assert taken.rejects == [(3, "Sprog på ø", "home_language", reason)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("0019;x", "2 cells where the heading has 3"),
        ("0019;x;;y", "4 cells where the heading has 3"),
        ('0019;"x"y;', "a quote stands where none belongs"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_and_the_others_are_kept(
    take: Take, row: str, reason: str
) -> None:
    taken = take(UTF_8, f"{TABLE}{row}\n0020;z;\n")
    assert [each["id"] for each in taken.subjects] == ["0018", "0020"]
    assert taken.rejects == [(3, "", "", reason)]
    assert taken.rows == 3


@pytest.mark.parametrize("id_", ["", "  ", "311299-1234", "3112991234", "a\x07"])
def test_a_row_without_a_usable_id_is_told_and_left_out(take: Take, id_: str) -> None:
    taken = take(UTF_8, f"{TABLE}{id_};x;\n0020;z;\n")
    assert [each["id"] for each in taken.subjects] == ["0018", "0020"]
    assert [(row, column, fact) for row, column, fact, _ in taken.rejects] == [
        (3, "Sags nr", "id")
    ]


def test_rows_of_one_id_are_left_out_every_one(take: Take) -> None:
    taken = take(UTF_8, f"{TABLE}0019;x;\n 0018;y;\n")
    assert [each["id"] for each in taken.subjects] == ["0019"]
    reason = "the id stands in several rows"
    assert taken.rejects == [(2, "Sags nr", "id", reason), (4, "Sags nr", "id", reason)]


@pytest.mark.parametrize(
    ("table", "code", "said"),
    [
        (b"", "PE801", "is empty"),
        (TABLE.encode() + b"0019;\0;\n", "PE801", "row 3 holds a NUL byte"),
        (TABLE.encode("utf-16"), "PE802", "is UTF-16"),
        (TABLE.encode("cp1252"), "PE802", "row 1 is not utf-8 (write `encoding: cp1252`"),
        (TABLE.encode() + "0019;ø;\n".encode("cp1252"), "PE802", "row 3 is not utf-8"),
        (b"\n\n", "PE803", "no headings"),
        (b";;\n1;2;3\n", "PE803", "no headings"),
        (b"0101701234;x;y\n", "PE803", "column 1 of"),
        (b"case-1;x;01-02-2018\n", "PE803", "column 3 of"),
        (TABLE.replace("Ankommet", "Sags nr").encode(), "PE803", "`Sags nr` twice"),
        (TABLE.replace("Ankommet", "Ankomet").encode(), "PE804", "did you mean `Ankomet`?"),
        (TABLE.replace(";", ",").encode(), "PE804", "the table has one column"),
        (TABLE.encode() + b'0019;"x;\n0020;z;\n', "PE805", "row 3 begins a cell"),
        (TABLE.encode() + b'0019;"' + b"x\n" * 99_999, "PE805", "row 3 begins a cell"),
        (TABLE.encode() + b"0019;" + b"x" * 10_000_000, "PE806", "row 3 is longer"),
        (TABLE.encode() + b"0019;" + b"x" * 200_000, "PE805", "row 3 begins a cell"),
        (TABLE.replace("\n", "\r").encode() * 50_000, "PE806", "row 1 is longer"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_its_row(
    take: Take, table: bytes, code: str, said: str
) -> None:
    with pytest.raises(RecordError) as refused:
        take(UTF_8, table)
    assert refused.value.diagnostics[0].code == code
    assert said in str(refused.value)
    assert "0101701234" not in str(refused.value)


def test_a_utf_8_table_is_no_cp1252_table(take: Take) -> None:
    with pytest.raises(RecordError, match="PE802"):
        take(CP1252, TABLE.encode("utf-8-sig"))


def test_the_headings_of_a_file_with_old_line_ends_cannot_be_read(take: Take) -> None:
    with pytest.raises(RecordError, match="PE803"):
        take(UTF_8, TABLE.replace("\n", "\r"))


def test_a_formula_is_plain_text_and_comes_back_as_such(take: Take) -> None:
    mapping = UTF_8.replace("Ankommet", '"=1+cmd"')
    taken = take(mapping, TABLE.replace("Ankommet", "=1+cmd").replace("01-02", "31-02"))
    assert "'=1+cmd" in taken.text
    assert "\n=" not in taken.text
    assert ",=" not in taken.text
