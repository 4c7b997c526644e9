"""`policyengine feel`: a condition tried out on a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run, Write

PERSON = {
    "kind": "person",
    "id": "case-7",
    "family": "family-1",
    "birth_date": "1998-02-28",
    "arrived_on": "2018-01-31",
}
FAMILY = {"kind": "family", "id": "family-1", "household_income": 200000}


@pytest.fixture
def linked(write: Write) -> str:
    return write("linked.json", [PERSON, FAMILY])


def test_each_part_stands_with_its_value(run: Run, linked: str) -> None:
    answer = run(
        "feel", "age >= 18 and family.household_income < limit",
        "--record", linked, "--as-of", "2018-03-01",
    )  # fmt: skip
    assert (answer.code, answer.out) == (2, "")
    assert "`limit` is nothing that a person has" in answer.err
    answer = run(
        "feel", "age >= 18 and family.household_income < 250000",
        "--record", linked, "--as-of", "2018-03-01",
    )  # fmt: skip
    assert answer.code == 0
    assert [" ".join(line.split()) for line in answer.out.splitlines()] == [
        "age >= 18 and family.household_income < 250000 true",
        "age >= 18 true",
        "age 20",
        "family.household_income < 250000 true",
        "family.household_income 200000",
    ]


def test_a_program_reads_the_parts_as_json(run: Run, linked: str) -> None:
    answer = run(
        "feel", "as_of in first_year", "--record", linked,
        "--as-of", "2019-01-31", "--format", "json",
    )  # fmt: skip
    assert answer.json["value"] == "true"
    assert answer.json["parts"][0] == {
        "depth": 0,
        "text": "as_of in first_year",
        "value": "true",
    }


def test_a_record_without_a_kind_is_plain_values(run: Run, write: Write) -> None:
    record = write("plain.json", {"moved_on": "2018-01-31", "rooms": [2, 3.5]})
    for text, value in [
        ('moved_on + duration("P1M")', "2018-02-28"),
        ("sum(rooms) > limit", "unknown"),
        ("sum(rooms)", "5.5"),
    ]:
        answer = run("feel", text, "--record", record, "--format", "json")
        assert (answer.code, answer.json["value"]) == (0, value)


def test_the_standards_meaning_is_there_to_compare(run: Run) -> None:
    for equality, value in [("unknown", "unknown"), ("feel", "true")]:
        answer = run("feel", "x = null", "--equality", equality, "--format", "json")
        assert answer.json["value"] == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("age >=", "expected a value, found the end"),
        ("agee > 3", "did you mean `age`?"),
        ('age > "x"', "a number is compared with a text"),
        ("today() > arrived_on", "standard FEEL outside the profile"),
    ],
)
def test_a_condition_that_cannot_be_asked_says_why(
    run: Run, linked: str, text: str, said: str
) -> None:
    answer = run("feel", text, "--record", linked, "--as-of", "2018-03-01")
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_a_faulty_record_is_refused_without_its_values(run: Run, write: Write) -> None:
    record = write("faulty.json", {**PERSON, "arrived_on": "31.01.2018"})
    answer = run("feel", "age > 3", "--record", record)
    assert answer.code == 2
    assert "person `case-7`: `arrived_on` must be a date" in answer.err
    assert "31.01" not in answer.err
