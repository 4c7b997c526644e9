"""What authors are told of a mapping: every fault, where it stands, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from policyengine.diagnostics.diagnostic import PolicyError, UsageError
from policyengine.intake.mapping_from_source import load_mapping

if TYPE_CHECKING:
    from pathlib import Path

    from policyengine.intake.mapping import Mapping

RIGHT = """\
record: person
id: id
facts:
  arrived_on: x
  residence_basis: {column: v, values: {Flygtning: refugee}}
  needs_interpreter: z
  danish_attendance: w
links: {family: fam}
lists:
  activities:
    file: more.csv
    parent: id
    known: complete
    facts: {started_on: s}
"""


@pytest.mark.parametrize(
    ("right", "wrong", "place", "code", "said"),
    [
        ("record: person", "record: persn", "1:9", "PE702", "did you mean `person`?"),
        ("id: id\n", "", "1:1", "PE121", "`id` is missing"),
        ("facts:\n", "fact:\n", "3:1", "PE120", "did you mean `facts`?"),
        ("arrived_on: x", "arived_on: x", "4:3", "PE705", "did you mean `arrived_on`?"),
        ("arrived_on: x", "age: x", "4:3", "PE705", "person has no fact `age`"),
        ("arrived_on: x", "activities: x", "4:3", "PE810", "write it under `lists`"),
        ("arrived_on: x", "arrived_on: {dates: dd-mm-yyyy}", "4:3", "PE126", "`column` or `years`"),
        ("arrived_on: x", "arrived_on: {column: x, dates: dd-mm-yy}", "4:34", "PE123", "`yy` is no part"),
        ("arrived_on: x", "arrived_on: {column: x, dates: mm-yyyy}", "4:34", "PE123", "one day"),
        ("arrived_on: x", "arrived_on: {column: x, decimals: 2}", "4:27", "PE810", "`decimals` means nothing"),
        ("arrived_on: x", "arrived_on: {years: {2018: x}}", "4:16", "PE810", "no figure by year"),
        ("arrived_on: x", "birth_date: {column: x, null_means: none}", "4:27", "PE810", "cannot be none"),
        ("refugee}", "refuge}", "5:52", "PE304", "did you mean `refugee`?"),
        ("refugee}", "refugee, FLYGTNING: worker}", "5:72", "PE810", "stands twice"),
        ("interpreter: z", "interpreter: {column: z, yes_words: [x, nej]}", "6:3", "PE810", "both yes and no"),
        ("interpreter: z", "interpreter: {column: z, none_words: [u], unknown_words: [U]}", "6:3", "PE810", "says two things"),
        ("attendance: w", "attendance: {column: w, decimals: 10}", "7:44", "PE810", "at most 9"),
        ("family: fam", "municipality: fam", "8:9", "PE705", "no link `municipality`"),
        ("family: fam", "family: {column: fam, pseudonymise: true}", "8:45", "PE809", "needs a key"),
        ("  activities:", "  activites:", "10:3", "PE705", "did you mean `activities`?"),
        ("  activities:", "  arrived_on:", "10:3", "PE705", "write it under `facts`"),
        ("file: more.csv", "file: ../more.csv", "11:11", "PE810", "without `..`"),
        ("file: more.csv", "file: /etc/more.csv", "11:11", "PE810", "without `..`"),
        ("file: more.csv", 'file: "C:\\\\more.csv"', "11:5", "PE810", "without `..`"),
        ("    file: more.csv\n", "", "10:3", "PE126", "`file` or `sheet`"),
        ("known: complete", "known: all", "13:12", "PE124", "`complete`, `unknown`"),
        ("started_on: s", "start: s", "14:13", "PE705", "activity has no fact `start`"),
        ("id: id\n", "id: id\ntable: {file: x.csv}\n", "3:15", "PE810", "named when it is imported"),
        ("id: id\n", "id: id\ndecimal: point\nthousands: point\n", "4:12", "PE810", "one mark"),
        ("id: id\n", "id: id\npseudonymise: {key: secret, key_file: k}\n", "3:16", "PE120", "`key_file`"),
    ],
)  # fmt: skip
def test_a_fault_is_told_where_it_stands_and_with_what_to_write(
    tmp_path: Path, right: str, wrong: str, place: str, code: str, said: str
) -> None:
    assert RIGHT.count(right) == 1
    with pytest.raises(PolicyError) as refused:
        load(tmp_path, RIGHT.replace(right, wrong))
    told = str(refused.value).replace(f"{tmp_path / 'map.yaml'}:", "")
    first = told.splitlines()[0]
    assert (first.split(": ")[0], code in first, said in told) == (place, True, True), (
        told
    )


def test_all_faults_of_a_mapping_are_told_in_one_run(tmp_path: Path) -> None:
    text = RIGHT.replace("arrived_on: x", "arived_on: x").replace("refugee}", "refuge}")
    with pytest.raises(PolicyError) as refused:
        load(tmp_path, text)
    assert [each.code for each in refused.value.diagnostics] == ["PE705", "PE304"]


def test_a_list_is_no_figure_by_year_and_a_figure_by_year_has_columns(
    tmp_path: Path,
) -> None:
    text = "record: municipality\nid: id\nfacts: {refugees: x}\n"
    with pytest.raises(PolicyError, match="with a column for each"):
        load(tmp_path, text)
    text = "record: municipality\nid: id\nfacts: {refugees: {years: {2018: x}, null_means: none}}\n"
    with pytest.raises(PolicyError, match="never none"):
        load(tmp_path, text)


def test_a_mapping_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        load_mapping(tmp_path / "nowhere.yaml")


def test_what_a_column_says_of_itself_goes_before_what_is_said_of_all(
    tmp_path: Path,
) -> None:
    text = RIGHT.replace("id: id\n", "id: id\ndates: d/m/yyyy\non_error: reject\n")
    more = "{column: x, dates: yyyymmdd, on_error: unknown}"
    mapping = load(tmp_path, text.replace("arrived_on: x", f"arrived_on: {more}"))
    arrived, basis = mapping.fields[:2]
    assert [each.text for each in arrived.format.days] == ["yyyymmdd", "yyyy-mm-dd"]
    assert [each.text for each in basis.format.days] == ["d/m/yyyy", "yyyy-mm-dd"]
    assert (arrived.rejects_row, basis.rejects_row) == (False, True)


def test_a_mapping_does_not_show_its_key(tmp_path: Path) -> None:
    (tmp_path / "k").write_bytes(b"a secret of some length")
    mapping = load(tmp_path, f"{RIGHT}pseudonymise: {{key_file: k}}\n")
    assert mapping.key == b"a secret of some length"
    assert "secret" not in repr(mapping)


def load(folder: Path, text: str) -> Mapping:
    path = folder / "map.yaml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path)
