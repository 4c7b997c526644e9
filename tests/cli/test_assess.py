"""`assess`: findings out, exit codes, and bad input."""

import io
import sys
from typing import Any

import pytest

from tests.cli.conftest import Run, Write

REBILD = ("--policy", "rebild")
JSON = ("--format", "json")


def finding(answer: Any, provision: str) -> Any:
    return next(each for each in answer["findings"] if each["provision"] == provision)


@pytest.mark.parametrize(
    ("as_of", "outcome", "code"),
    [
        ("2018-06-14", "pending", 0),
        ("2018-06-15", "pending", 0),
        ("2018-06-16", "breached", 1),
    ],
)
def test_a_breached_finding_gives_exit_code_one(
    run: Run,
    write: Write,
    person: dict[str, object],
    as_of: str,
    outcome: str,
    code: int,
) -> None:
    answer = run("assess", write("r.json", person), *REBILD, "--as-of", as_of, *JSON)
    found = finding(answer.json, "reception_programme")
    assert (found["outcome"], found["due"]) == (outcome, "2018-06-15")
    breached = {each["outcome"] for each in answer.json["findings"]} & {"breached"}
    assert answer.code == (1 if breached else 0) == code
    assert answer.err == ""


def test_json_has_the_keys_that_others_rely_on(
    run: Run, write: Write, person: dict[str, object]
) -> None:
    path = write("r.json", person)
    answer = run("assess", path, *REBILD, "--as-of", "2018-06-16", *JSON).json
    assert answer["as_of"] == "2018-06-16"
    assert answer["policies"][0].keys() >= {"id", "version", "status", "sha256"}
    found = finding(answer, "reception_programme")
    assert found.keys() >= {
        "policy", "provision", "kind", "subject", "instance", "outcome", "possible",
        "due", "missing", "citations", "bearer", "strength", "evidence", "assumptions",
        "actions",
    }  # fmt: skip
    assert found["possible"] == ["breached"]
    assert found["citations"][0].keys() >= {"document", "paragraph", "sha256"}
    assert found["actions"][0].keys() >= {"id", "text", "who", "due"}


def test_an_absent_fact_is_named_as_missing(
    run: Run, write: Write, person: dict[str, object]
) -> None:
    del person["reception_programme_completed_on"]
    path = write("r.json", person)
    answer = run("assess", path, *REBILD, "--as-of", "2018-06-16", *JSON)
    found = finding(answer.json, "reception_programme")
    assert found["outcome"] == "undetermined"
    assert found["missing"] == ["reception_programme_completed_on"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("da", ["Næste skridt", "Aftal de dele af programmet", "rådgivning"]),
        ("en", ["Next steps", "Schedule the parts of the programme", "advice"]),
    ],
)
def test_text_says_what_to_do_next_in_the_language_asked_for(
    run: Run, write: Write, person: dict[str, object], lang: str, words: list[str]
) -> None:
    path = write("r.json", person)
    answer = run("assess", path, *REBILD, "--as-of", "2018-06-16", "--lang", lang)
    assert [word for word in words if word not in answer.out] == []
    assert "+ 3 m" in answer.out
    assert "= 2018-06-15" in answer.out
    assert "\x1b" not in answer.out


def test_one_bad_line_is_told_by_its_number_and_the_others_are_assessed(
    run: Run, write: Write
) -> None:
    lines = [f'{{"kind": "family", "id": "f-{number}"}}' for number in range(1, 733)]
    lines[730] = '{"kind": "family", "id": "f-731", "household_income": }'
    path = write("many.jsonl", "\n".join(lines))
    answer = run("assess", path, *REBILD, "--as-of", "2018-06-16", *JSON)
    assert answer.code == 2
    assert f"{path}:731: " in answer.err
    assert answer.json["diagnostics"] == []


@pytest.mark.parametrize("command", ["assess", "measure"])
def test_a_record_without_an_id_is_told_by_its_line_and_not_by_its_number(
    run: Run, write: Write, command: str
) -> None:
    lines = ['{"kind": "family", "id": "f-1"}', "", "{", '{"kind": "family"}']
    path = write("many.jsonl", "\n".join(lines))
    answer = run(command, path, *REBILD, "--as-of", "2018-06-16")
    assert f"{path}:4: `id` must be a text that is not empty" in answer.err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"kind": "person", "id": "a", "id": "b"}', "stands twice"),
        ('{"kind": "family", "id": "a", "household_income": NaN}', "not finite"),
        ('{"kind": "family", "id": "a", "household_income": -Infinity}', "not finite"),
        ('{"kind": "family", "id": "a", "household_income": 1e999999999}', "digits"),
        (f'{{"kind": "family", "id": "a", "household_income": {"9" * 99}}}', "digits"),
        ("[" * 100_000, "nested too deep"),
        ('{"kind": "person",\n "id": }', ":2: "),
        ("[1]", "is an object"),
    ],
)
def test_json_that_is_no_record_is_refused(
    run: Run, write: Write, text: str, told: str
) -> None:
    answer = run("assess", write("r.json", text), *REBILD, "--as-of", "2018-06-16")
    assert (answer.code, told in answer.err) == (2, True), answer.err


@pytest.mark.parametrize(
    "fault",
    [
        {"arived_on": "2011-11-11"},
        {"arrived_on": "2011-11-31"},
        {"arrived_on": "11.11.2011"},
        {"is_descendant": "2011-11"},
        {"residence_basis": "2011-11"},
        {"kind": "2011-11"},
    ],
)
def test_a_refused_record_never_shows_its_value_and_spares_the_others(
    run: Run, write: Write, person: dict[str, object], fault: dict[str, object]
) -> None:
    records = [person | {"id": "case-18"} | fault, person]
    path = write("r.json", records)
    answer = run("assess", path, *REBILD, "--as-of", "2018-06-15", *JSON)
    assert answer.code == 2
    assert "case-18" in answer.err
    assert "2011" not in answer.err
    assert {each["subject"] for each in answer.json["findings"]} == {"case-17"}


def test_a_policy_outside_its_period_says_so_instead_of_answering(
    run: Run, write: Write, person: dict[str, object]
) -> None:
    path = write("r.json", person)
    late = ("assess", path, *REBILD, "--as-of", "2021-01-01", *JSON)
    answer = run(*late)
    assert (answer.code, answer.json["findings"]) == (2, [])
    assert "not in force" in answer.err
    asked = run(*late, "--as-if-in-force")
    assert all("not_in_force" in each["labels"] for each in asked.json["findings"])
    assert asked.code == 1


def test_a_hyphen_reads_standard_input(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = io.TextIOWrapper(io.BytesIO(b'{"kind": "family", "id": "f-1"}'))
    monkeypatch.setattr(sys, "stdin", text)
    assert run("assess", "-", *REBILD, "--as-of", "2018-06-15").code == 0


def test_given_documents_are_quoted(
    run: Run, write: Write, person: dict[str, object]
) -> None:
    document = write("rebild.txt", "\n".join(f"Afsnit {n}" for n in range(1, 187)))
    folder = document.removesuffix("rebild.txt")
    path = write("r.json", person)
    options = ("--as-of", "2018-06-15", "--sources", folder, *JSON)
    answer = run("assess", path, *REBILD, *options)
    assert finding(answer.json, "reception_programme")["quotations"] == ["Afsnit 36"]
