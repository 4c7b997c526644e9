"""The other commands, wrong use, and what an error of ours looks like."""

import json
import re
from pathlib import Path

import pytest
from cyclopts import App

from policyengine.cli import main as command_line
from policyengine.policy.library import shipped
from policyengine.policy.sources import read_lock
from tests.cli.conftest import Run, Write


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        (("asess",), 'Did you mean "assess"?'),
        (("show", "rebild", "--formta", "json"), "Did you mean --format?"),
        (("show", "rebild", "--format", "jsn"), 'Did you mean "json"?'),
        (("show", "rebld"), "`rebld`"),
        (("assess", "none.json", "--policy", "rebild"), "none.json"),
        (("assess", "x", "--policy", "rebild", "--as-of", "31.12.2018"), "2018-12-31"),
        (("assess", "x"), "--policy"),
        (("explain", "PE999"), "PE999"),
        (("sources", "lock", "--sources", "nowhere"), "nowhere"),
    ],
)
def test_wrong_use_gives_exit_code_two_and_says_what_was_meant(
    run: Run, tokens: tuple[str, ...], told: str
) -> None:
    answer = run(*tokens)
    assert (answer.code, answer.out) == (2, "")
    assert told in " ".join(answer.err.split())


def test_show_accounts_for_every_paragraph(run: Run) -> None:
    shown = run("show", "rebild", "--format", "json").json
    assert shown["paragraphs"] == {
        "document": "rebild",
        "total": 186,
        "accounted_for": 186,
    }
    assert set(shown["not_normative"]) <= {
        "heading", "figure", "background", "slogan", "placeholder",
    }  # fmt: skip
    assert shown["provisions"][0].keys() >= {
        "id", "kind", "strength", "bearer", "computable", "citations", "parameters",
    }  # fmt: skip
    text = run("show", "rebild", "--lang", "en").out
    assert "accounts for 186 of 186 paragraphs" in text


def test_measure_prints_exact_fractions(run: Run, write: Write) -> None:
    def line(number: int, completed_on: str | None) -> str:
        return json.dumps(
            {
                "kind": "person",
                "id": f"p-{number}",
                "residence_basis": "refugee",
                "arrived_on": "2018-03-15",
                "reception_programme_completed_on": completed_on,
            }
        )

    days = ["2018-06-15"] * 9 + ["2018-06-16"]
    path = write("c.jsonl", "\n".join(line(n, day) for n, day in enumerate(days)))
    options = ("--policy", "rebild", "--as-of", "2018-12-31", "--format", "json")
    answer = run("measure", path, *options).json
    found = next(
        each
        for each in answer["measures"]
        if each["provision"] == "reception_programme"
    )
    assert found.keys() >= {
        "policy", "provision", "population", "denominator", "numerator", "exclusions",
        "exceptions", "undetermined", "rate", "rate_bounds", "target", "verdict",
    }  # fmt: skip
    assert (found["rate"], found["rate_bounds"]) == ("9/10", ["9/10", "9/10"])
    assert (found["denominator"], found["numerator"]) == (10, 9)
    assert found["verdict"] == "met"


def test_an_empty_cohort_has_nothing_to_compute(run: Run, write: Write) -> None:
    options = ("--policy", "rebild", "--as-of", "2018-12-31", "--format", "json")
    answer = run("measure", write("c.jsonl", ""), *options)
    found = {each["provision"]: each for each in answer.json["measures"]}
    programme = found["reception_programme"]
    assert (programme["denominator"], programme["verdict"]) == (0, "not_computable")
    assert answer.code == 0


def test_check_reports_every_fault_of_a_file(run: Run, write: Write) -> None:
    path = write("bad.yaml", "policy: Bad Name\nauthority: {code: 0840}\npolicy: x\n")
    answer = run("check", path)
    assert answer.code == 2
    assert len(re.findall(r"error\[PE\d+\]", answer.out)) > 2
    assert f"{path}:3:1" in answer.out


def test_check_finds_nothing_in_what_is_shipped(run: Run) -> None:
    answer = run("check", "--format", "json")
    assert (answer.code, answer.json["diagnostics"]) == (0, [])
    assert "rebild/use_and_contribute" in answer.json["decided_by_humans"]


def test_check_warns_of_what_is_fishy_and_names_the_duties_without_a_test(
    run: Run, write: Write
) -> None:
    text = (shipped() / "rebild.yaml").read_text(encoding="utf-8")
    answer = run(
        "check", write("rebild.yaml", text.replace("slogan: 3-5", "slogan: 3"))
    )
    assert answer.code == 1
    assert "warning[PE401]" in answer.out
    assert "paragraphs 4-5" in answer.out
    last = answer.out.splitlines()[-1]
    assert last.startswith("only a human decides these duties: rebild/")


def test_check_reports_the_faults_of_all_stages_in_one_run(
    run: Run, write: Write
) -> None:
    text = (shipped() / "rebild.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("slogan: 3-5", "slogen: 3-5"),
        ("until: 2020-12-31", "until: 2020-12-32"),
        ("done: reception_programme_started_on", "done: reception_program_started_on"),
        ("concerns: programme_participants", "concerns: participants"),
        ("holds: refugees >= several", 'holds: refugees = "several"'),
        ("    within: as_soon_as\n", "    within: soon\n"),
        ('age: ">= 65"', 'age: "= sixty"'),
        ("cites: 36\n", "cites: 187\n"),
        ("bearer: companies\n", "bearer: firms\n"),
        ("of: action_plans", "of: action_plan"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    answer = run("check", write("rebild.yaml", text))
    assert answer.code == 2
    assert answer.out.splitlines()[-1] == "1 files, 10 faults"


@pytest.mark.parametrize("what", ["policy", "vocabulary", "examples"])
def test_schema_writes_the_schema_that_is_shipped(
    run: Run, tmp_path: Path, what: str
) -> None:
    out = tmp_path / "schema.json"
    assert run("schema", what, "--out", str(out)).code == 0
    kept = shipped() / f"{what}.schema.json"
    assert json.loads(out.read_text("utf-8")) == json.loads(kept.read_text("utf-8"))


def test_explain_says_what_a_code_means(run: Run) -> None:
    assert run("explain", "pe105").out.startswith("PE105 duplicate-key: ")


def test_sources_lock_numbers_the_lines_that_are_not_blank(
    run: Run, write: Write, tmp_path: Path
) -> None:
    folder = str(Path(write("town.txt", "Mål\n\n  To  gange\n")).parent)
    out = tmp_path / "sources.lock"
    assert run("sources", "lock", "--sources", folder, "--out", str(out)).code == 0
    # The digits are those of `printf 'Mål' | sha256sum` and of `To gange`.
    assert read_lock(out.read_text("utf-8")) == {
        "town": {1: "4e322303591e", 2: "628415d23beb"}
    }


def test_the_lock_that_is_shipped_has_all_five_documents() -> None:
    lock = read_lock((shipped() / "sources.lock").read_text("utf-8"))
    assert {name: len(found) for name, found in lock.items()} == {
        "aabenraa": 178,
        "frederikssund": 86,
        "rebild": 186,
        "slagelse": 70,
        "soenderborg": 111,
    }


@pytest.mark.parametrize("tokens", [("--help",), ("assess", "--help"), ("--version",)])
def test_help_and_version_go_to_stdout(run: Run, tokens: tuple[str, ...]) -> None:
    answer = run(*tokens)
    assert (answer.code, answer.err, answer.out != "") == (0, "", True)


def test_an_error_of_ours_is_one_line_without_what_it_was_about(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = App(name="policyengine")

    @failing.default
    def fail() -> None:
        raise AssertionError("a value of a record")

    monkeypatch.setattr(command_line, "app", failing)
    monkeypatch.delenv(command_line.TRACEBACK, raising=False)
    answer = run()
    assert (answer.code, answer.out, answer.err.count("\n")) == (3, "", 1)
    assert "a value" not in answer.err
    monkeypatch.setenv(command_line.TRACEBACK, "1")
    with pytest.raises(AssertionError):
        run()
