"""The mapping that is proposed for a table: what is sure, what is a guess, and what it keeps to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from policyengine.intake.looks import day_format, is_unsure, looked_at
from policyengine.intake.mapping_from_source import load_mapping
from policyengine.intake.parquet import write_parquet
from policyengine.intake.proposal import propose
from policyengine.policy.library import VOCABULARY, load_vocabulary, shipped
from tests.unit.intake.test_workbooks import Sheets, workbook

if TYPE_CHECKING:
    from pathlib import Path

TABLE = """\
Sagsnr;Navn;Fødselsdag;Opholdsgrundlag;Ankommet;Behov for tolk;Modtagelsesprogrammets elementer;Familie;=1+1
case-17;Testperson Et;31-12-1990;Flygtning;15-03-2018;j;Sundhed/Økonomi;fam-1;x
case-18;Testperson To;ukendt;Familiesammenført;-;n;;;y
case-19;Testperson Tre;01-02-1985;Særlig sag;01-02-2019;j;Sundhed;;
"""
PROPOSED = """\
# Proposed for `table.csv`: read it through; `# unsure` marks a guess.
record: person
id: Sagsnr
table: {encoding: ENCODING, delimiter: semicolon}
dates: dd-mm-yyyy
decimal: comma
yes_words: ["1", j, ja, "true"]
no_words: ["0", "false", "n", nej]
blank_words: ["-"]  # unsure
unknown_words: [ukendt]  # unsure
facts:
  birth_date: Fødselsdag
  residence_basis:
    column: Opholdsgrundlag
    values:
      Familiesammenført: family_reunified
      Flygtning: refugee
    # unsure: 1 more words stand in this column; write the value of each under `values:`
  arrived_in_denmark_on: Ankommet  # unsure
  needs_interpreter: Behov for tolk
  reception_programme_elements:
    column: Modtagelsesprogrammets elementer
    separator: "/"
    values:
      Sundhed: health
      Økonomi: finances
links:
  family: Familie
# Not used: Navn, =1+1
"""


def proposed(path: Path, record: str | None = None, sheet: str | None = None) -> str:
    vocabulary = load_vocabulary(shipped() / VOCABULARY)
    return propose(path, vocabulary, record=record, sheet=sheet)


@pytest.mark.parametrize(
    ("encoding", "written"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp1252", "cp1252")],
)
def test_a_mapping_is_proposed_by_headings_and_labels(
    tmp_path: Path, encoding: str, written: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(TABLE.encode(encoding))
    assert proposed(path) == PROPOSED.replace("ENCODING", written)


def test_what_is_proposed_can_be_used_as_it_is(tmp_path: Path) -> None:
    path, mapping = tmp_path / "table.csv", tmp_path / "map.yaml"
    path.write_text(TABLE, encoding="utf-8")
    mapping.write_text(proposed(path), encoding="utf-8")
    summary = write_parquet(load_mapping(mapping), path, tmp_path / "out.parquet")
    assert (summary.rows, summary.kept) == (3, 3)
    assert [fact for _, _, fact, _ in summary.rejected] == ["residence_basis"]


def test_no_cell_is_repeated(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    text = proposed(path)
    cells = {cell for line in TABLE.splitlines()[1:] for cell in line.split(";")}
    shown = {
        "Flygtning",
        "Familiesammenført",
        "ukendt",
        "-",
        "n",
        "j",
        "x",
        "y",
        "Sundhed",
        "",
    }
    assert [each for each in cells - shown if each in text] == []


@pytest.mark.parametrize("word", ["Flygtning, Testperson", "Flygtning 310299-0000", "Flygtnin"])  # fmt: skip
def test_a_word_that_is_nearly_a_label_is_not_repeated(
    tmp_path: Path, word: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"id;Opholdsgrundlag\nc-1;{word}\nc-2;flygtning\n")
    text = proposed(path)
    assert word not in text.replace("Flygtning:", "")
    assert "      flygtning: refugee\n    # unsure: 1 more word" in text


def test_a_column_of_cpr_numbers_is_proposed_with_a_key(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("CPR-nr.;Fødselsdag\n310299-0000;01-01-1990\n300299-0000;\n")
    text = proposed(path)
    assert "id: CPR-nr" in text
    assert "pseudonymise: {key_file: pseudonyms.key}" in text
    assert "0299" not in text


def test_figures_by_year_are_told_by_their_years(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("Kommunekode;Flygtninge 2017;refugees_2018\n0840;1;2\n")
    text = proposed(path)
    assert text.startswith("# Proposed")
    assert "record: municipality\nid: Kommunekode\n" in text
    assert (
        '  refugees: {years: {"2017": Flygtninge 2017, "2018": refugees_2018}}' in text
    )
    (tmp_path / "map.yaml").write_text(text)
    assert load_mapping(tmp_path / "map.yaml").kind == "municipality"


def test_a_sheet_and_a_record_may_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    sheets: Sheets = {"Om": [["Note"]], "Familier": [["id", "Har børn"], ["f-1", True]]}
    path.write_bytes(workbook(sheets))
    text = proposed(path, record="family", sheet="Familier")
    assert "record: family\nid: id\ntable: {sheet: Familier}\n" in text
    assert "  has_children: Har børn\n" in text


@pytest.mark.parametrize(
    ("texts", "found", "unsure"),
    [
        (["31-12-2018", "01-02-2018"], "dd-mm-yyyy", False),
        (["01-02-2018"], "dd-mm-yyyy", True),
        (["2018-02-01"], "yyyy-mm-dd", False),
        (["31.12.2018"], "dd.mm.yyyy", False),
        (["1/2/2018", "31/12/2018"], "d/m/yyyy", False),
        (["12/31/2018", "01/02/2018"], "mm/dd/yyyy", True),
        (["20181231"], "yyyymmdd", False),
        (["31-12-2018 10:30"], "dd-mm-yyyy HH:MM", False),
    ],
)
def test_how_days_are_written_is_told_by_looking(
    texts: list[str], found: str, unsure: bool
) -> None:
    written = day_format(texts)
    assert written is not None
    assert (written.text, is_unsure(written, texts)) == (found, unsure)


def test_what_is_no_day_has_no_format() -> None:
    assert day_format(["spring", "autumn", "01-02-2018"]) is None


@pytest.mark.parametrize("delimiter", ";,\t|")
def test_what_parts_the_columns_is_told_by_looking(
    tmp_path: Path, delimiter: str
) -> None:
    path = tmp_path / "table.csv"
    rows = [["a", "b", "c"], ["1", '"x;,|y"', "1 2"], ["", "", ""]]
    path.write_text("\n".join(delimiter.join(row) for row in rows))
    assert looked_at(path).delimiter == delimiter
