"""`policyengine demo`: what is shown, what is written, and that what it says to try next works."""

import json
from pathlib import Path

import pytest

from policyengine.policy.library import shipped_names
from tests.cli.conftest import Run

MUNICIPALITIES = ("Aabenraa", "Frederikssund", "Rebild", "Slagelse", "Sønderborg")


def persons(path: Path) -> int:
    lines = path.read_text("utf-8").splitlines()
    return sum(json.loads(line)["kind"] == "person" for line in lines)


def test_demo_shows_a_citizen_and_the_targets_of_every_municipality(run: Run) -> None:
    answer = run("demo", "--size", "12", "--lang", "en")
    assert (answer.code, answer.err) == (0, "")
    citizen, _, targets = answer.out.partition("Targets over 12 invented people")
    assert "2018-06-15" in citizen
    assert "Schedule the parts of the programme that are missing" in citizen
    assert all(f"{each} Kommune ·" in targets for each in MUNICIPALITIES)
    assert "(draft, not adopted)" in targets
    assert answer.out.splitlines()[-1].startswith("Now try: policyengine ")


def test_demo_speaks_danish(run: Run) -> None:
    answer = run("demo", "--size", "3", "--policy", "slagelse", "--lang", "da")
    assert "Resultatmål for 3 opdigtede personer" in answer.out
    assert "(udkast, ikke vedtaget)" in answer.out


def test_demo_of_another_policy_leaves_the_citizen_out(run: Run) -> None:
    answer = run("demo", "--size", "3", "--policy", "slagelse", "--lang", "en")
    assert "case-17" not in answer.out
    assert "Rebild" not in answer.out


def test_demo_shows_what_was_missed_before_what_was_not(run: Run) -> None:
    answer = run("demo", "--size", "60", "--policy", "rebild", "--lang", "en")
    _, _, table = answer.out.partition("Rebild Kommune · 2021-01-01")
    signs = [line[0] for line in table.splitlines()[1:] if line[:1] in tuple("✗?→✓–")]
    assert "✗" in signs
    assert "✓" in signs
    assert signs == sorted(signs, key="✗?→✓–".index)


def test_out_writes_a_file_for_each_municipality(run: Run, tmp_path: Path) -> None:
    answer = run("demo", "--size", "7", "--out", str(tmp_path / "a" / "cohorts"))
    assert (answer.code, answer.out) == (0, "")
    files = {each.stem: each for each in (tmp_path / "a" / "cohorts").iterdir()}
    assert set(files) == set(shipped_names())
    assert {persons(each) for each in files.values()} == {7}


def test_out_writes_one_file_for_one_policy_and_says_how_to_measure_it(
    run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "cohort.jsonl"
    answer = run("demo", "--policy", "rebild", "--size", "12", "--out", str(out))
    assert persons(out) == 12
    _, _, command = answer.err.splitlines()[-1].partition("now try: policyengine ")
    measured = run(*command.split(), "--format", "json")
    assert (measured.code, measured.err) == (1, "")
    assert measured.json["measures"]


def test_the_same_seed_writes_the_same_bytes(run: Run, tmp_path: Path) -> None:
    def written(name: str, *tokens: str) -> bytes:
        out = tmp_path / name
        run("demo", "--policy", "slagelse", "--size", "9", "--out", str(out), *tokens)
        return out.read_bytes()

    assert written("a.jsonl") == written("b.jsonl")
    assert written("a.jsonl") != written("c.jsonl", "--seed", "2")


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        (("--out", "cohort.jsonl"), "`cohort.jsonl` is one file"),
        (("--policy", "rebild", "--out", "/dev/null/x.jsonl"), "cannot write"),
        (("--policy", "rebld"), "`rebld`"),
        (("--size", "0"), "--size"),
    ],
)
def test_wrong_use_is_told(run: Run, tokens: tuple[str, ...], told: str) -> None:
    answer = run("demo", *tokens)
    assert (answer.code, answer.out) == (2, "")
    assert told in " ".join(answer.err.split())
