"""`compare`: one case under several policies, as text and as JSON, and its exit codes."""

from pathlib import Path

import pytest

from policyengine.policy.library import shipped_names
from tests.cli.conftest import Run, Write

TOWNS = Path(__file__).parent / "towns"
BOTH = tuple(
    token
    for town in ("gather", "spread")
    for token in ("--policy", str(TOWNS / f"{town}.yaml"))
)
JSON = ("--format", "json")


@pytest.fixture
def case(person: dict[str, object]) -> dict[str, object]:
    """Somebody who arrived on 2018-03-15, has a placement, and no dwelling of their own yet."""
    placement = {"kind": "placement", "started_on": "2018-03-20"}
    return person | {"dwellings": [], "activities": [placement]}


@pytest.mark.parametrize(
    ("as_of", "policies", "code"),
    [
        ("2018-09-15", BOTH, 0),
        ("2018-09-16", BOTH, 1),
        # Out of force, one of them does not answer; the other does.
        ("2017-12-31", BOTH, 2),
        ("2020-12-31", BOTH, 1),
        ("2021-01-01", BOTH, 2),
        ("2021-01-01", (*BOTH, "--as-if-in-force"), 1),
    ],
)
def test_the_exit_code_is_that_of_assess(
    run: Run,
    write: Write,
    case: dict[str, object],
    as_of: str,
    policies: tuple[str, ...],
    code: int,
) -> None:
    path = write("r.json", case)
    asked = (path, *policies, "--as-of", as_of)
    assert run("compare", *asked).code == run("assess", *asked).code == code


def test_json_has_the_keys_that_others_rely_on(
    run: Run, write: Write, case: dict[str, object]
) -> None:
    path = write("r.json", case)
    answer = run("compare", path, *BOTH, "--as-of", "2018-09-16", *JSON).json
    assert answer["as_of"] == "2018-09-16"
    assert [each["id"] for each in answer["policies"]] == ["gather", "spread"]
    assert [each["topic"] for each in answer["topics"]] == ["housing", "work"]
    demands = [each for topic in answer["topics"] for each in topic["demands"]]
    assert [
        (
            each["policy"],
            each["provision"],
            each["bearer"],
            each["outcome"],
            each["due"],
        )
        for each in demands
    ] == [
        ("gather", "own_dwelling", ["municipality"], "breached", "2018-09-15"),
        ("gather", "good_neighbours", ["everyone"], "needs_judgement", None),
        ("spread", "early_placement", ["job_centre"], "fulfilled", "2018-04-12"),
    ]
    assert demands[0].keys() >= {"strength", "citations", "missing", "labels"}
    (contradiction,) = answer["contradictions"]
    assert (contradiction["question"], contradiction["topic"]) == (
        "settlement",
        "housing",
    )
    assert [
        (each["policy"], each["provision"], each["answer"], each["outcomes"])
        for each in contradiction["positions"]
    ] == [
        ("gather", "same_area", "gather", []),
        ("spread", "whole_municipality", "spread", []),
    ]
    assert contradiction["positions"][1]["citations"][0]["paragraph"] == 2
    assert answer["topics"][0]["others"] == [
        {"policy": "gather", "not_applicable": 0, "unasked": ["same_area"]},
        {"policy": "spread", "not_applicable": 0, "unasked": ["whole_municipality"]},
    ]


def test_a_linked_record_gives_the_outcome_of_a_position(
    run: Run, write: Write, case: dict[str, object]
) -> None:
    area = {"kind": "housing_area", "id": "a-1", "refugees": {"2018": 1}}
    path = write("r.json", [case, area])
    answer = run("compare", path, *BOTH, "--as-of", "2018-09-15", *JSON)
    (contradiction,) = answer.json["contradictions"]
    outcomes = [each["outcomes"] for each in contradiction["positions"]]
    assert (outcomes, answer.code) == ([["breached"], []], 1)


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "da",
            [
                "≠ Bor flygtninge spredt eller samlet? Kommunerne svarer forskelligt:",
                "Samlekøbing Kommune samler flere flygtninge i samme lokalområde",
                "afsnit 2 · same_area · pligt om boligområde (ikke med her)",
                "Spredekøbing Kommune (udkast, ikke vedtaget) spreder flygtninge",
                "✗ ikke overholdt",
                "frist 2018-09-15",
                "Kommunen (skal) · afsnit 1/2 · own_dwelling",
                "• Alle er gode naboer · afsnit 3 · Alle",
                "Siger intet om dette: Samlekøbing",
                "* udkast, ikke vedtaget",
            ],
        ),
        (
            "en",
            [
                "≠ Do refugees live spread out or together?",
                "Samlekøbing Kommune gathers several refugees in the same local area",
                "paragraph 2 · same_area · duty about housing area (not given here)",
                "Spredekøbing Kommune (draft, not adopted) spreads refugees",
                "The job centre (must) · paragraph 3 · early_placement",
                "About others than this case: Samlekøbing (duty 1)",
                "* draft, not adopted",
            ],
        ),
    ],
)
def test_the_text_says_what_by_when_of_whom_and_where_policies_contradict(
    run: Run,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    case: dict[str, object],
    lang: str,
    told: list[str],
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    path = write("r.json", case)
    answer = run("compare", path, *BOTH, "--as-of", "2018-09-16", "--lang", lang)
    assert [each for each in told if each not in answer.out] == []
    assert max(map(len, answer.out.splitlines())) <= 100


def test_a_policy_that_is_not_in_force_is_told_and_does_not_answer(
    run: Run, write: Write, case: dict[str, object]
) -> None:
    path = write("r.json", case)
    answer = run("compare", path, *BOTH, "--as-of", "2021-01-01", "--lang", "en")
    (line,) = (each for each in answer.out.splitlines() if "does not answer" in each)
    assert line.startswith("Samlekøbing Kommune")
    assert "`gather` is not in force on 2021-01-01" in answer.err
    assert "early_placement" in answer.out
    assert "≠" not in answer.out


def test_all_shipped_policies_are_compared_unless_some_are_named(
    run: Run, write: Write, case: dict[str, object]
) -> None:
    path = write("r.json", case)
    answer = run("compare", path, "--as-of", "2018-06-18", *JSON).json
    compared = [each["id"] for each in (*answer["policies"], *answer["silent"])]
    assert sorted(compared) == sorted(shipped_names())


def test_a_refused_record_is_told_and_spares_the_others(
    run: Run, write: Write, case: dict[str, object]
) -> None:
    faulty = {"kind": "person", "id": "case-18", "arived_on": "2011-11-11"}
    path = write("r.json", [faulty, case])
    answer = run("compare", path, *BOTH, "--as-of", "2018-09-15", *JSON)
    assert answer.code == 2
    assert "case-18" in answer.err
    assert "2011" not in answer.err
    demands = [each for topic in answer.json["topics"] for each in topic["demands"]]
    assert {each["subject"] for each in demands} == {"case-17"}
