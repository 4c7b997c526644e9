"""Personal numbers: recognised however they are written, and replaced by what tells nothing."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import pytest

from policyengine.diagnostics.diagnostic import PolicyError, RecordError
from policyengine.intake.pseudonyms import holds_cpr, may_be_cpr, pseudonym

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.intake.conftest import Take

KEY = b"a key of twenty signs"
# The 31st of February is nobody's birthday.
WRITTEN = [
    "310299-0000",
    "3102990000",
    "310299 0000",
    "３１０２９９－００００",
    "310299–0000",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_a_cpr_number_is_recognised_however_it_is_written(text: str) -> None:
    assert may_be_cpr(text)
    assert holds_cpr(f"nr. {text}, se sagen")


@pytest.mark.parametrize(
    "text", ["", "case-17", "320199-0000", "311399-0000", "01-02-2018", "13102990000", "31029900001"]
)  # fmt: skip
def test_what_is_no_cpr_number_is_not_taken_for_one(text: str) -> None:
    assert not may_be_cpr(text)
    assert not holds_cpr(text)


def test_a_number_whose_first_zero_a_spreadsheet_took_has_the_same_pseudonym() -> None:
    assert pseudonym("100299000", b"k") != pseudonym("0100299000", b"k")
    assert pseudonym("102990000", b"k") == pseudonym("0102990000", b"k")


def test_a_pseudonym_is_the_beginning_of_a_keyed_hash() -> None:
    expected = hmac.new(KEY, b"3102990000", "sha256").hexdigest()[:20]
    assert {pseudonym(each, KEY) for each in WRITTEN} == {expected}
    assert pseudonym(WRITTEN[0], b"another key") != expected


MAPPING = """\
record: person
id: CPR
pseudonymise: {key_file: secret.key}
links: {family: {column: familie, pseudonymise: true}}
lists:
  activities: {file: forløb.csv, parent: Borger, known: complete, facts: {started_on: x}}
"""
TABLE = "CPR;familie\n310299-0000;fam-1\n300299-0000;\n"


def test_ids_and_the_links_that_say_so_become_pseudonyms_that_meet(
    take: Take, tmp_path: Path
) -> None:
    (tmp_path / "secret.key").write_bytes(KEY + b"\n")
    taken = take(MAPPING, TABLE, forløb="Borger;x\n3102990000;01-02-2018\n")
    first, second = taken.subjects
    assert first["id"] == pseudonym("310299-0000", KEY)
    assert first["family"] == pseudonym("fam-1", KEY)
    assert (len(first["activities"]), second["activities"]) == (1, [])
    assert taken.rejects == []


def test_a_column_of_cpr_numbers_is_refused_as_ids(take: Take) -> None:
    mapping = "record: person\nid: CPR\n"
    with pytest.raises(RecordError, match="PE808") as refused:
        take(mapping, TABLE)
    assert "0000" not in str(refused.value)
    assert "pseudonymise:" in str(refused.value)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("key_file: nowhere.key", "cannot be read"),
        ("key_file: short.key", "shorter than 16"),
        ("key_variable: NO_SUCH_VARIABLE", "is not set"),
    ],
)
def test_without_a_usable_key_there_are_no_pseudonyms(
    take: Take, tmp_path: Path, source: str, said: str
) -> None:
    (tmp_path / "short.key").write_bytes(b"0123456789abcde\n")
    mapping = MAPPING.replace("key_file: secret.key", source)
    with pytest.raises(PolicyError, match=f"PE809 .*{said}"):
        take(mapping, TABLE)


def test_a_key_may_come_from_the_environment(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COHORT_KEY", KEY.decode())
    mapping = "record: person\nid: CPR\npseudonymise: {key_variable: COHORT_KEY}\n"
    assert [each["id"] for each in take(mapping, TABLE).subjects] == [
        pseudonym("310299-0000", KEY),
        pseudonym("300299-0000", KEY),
    ]
