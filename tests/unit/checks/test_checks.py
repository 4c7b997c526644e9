"""What is fishy in a policy is a warning, and it can be used all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from policyengine.checks.registry import check_policy
from policyengine.policy.from_source import policy_from_source
from policyengine.policy.library import load, load_vocabulary
from policyengine.source.load import read_bytes
from policyengine.source.models import PolicySource

VOCABULARY = load_vocabulary(Path(__file__).parents[2] / "spec" / "vocabulary.yaml")
LOCK = {"spec": {1: "a" * 12, 2: "b" * 12, 3: "c" * 12, 4: "d" * 12}}

POLICY = """\
policy: spec
da: Prøve
en: Spec
authority: {code: "0001", name: Prøvekøbing}
document: {id: spec, paragraphs: 4}
status: {is: adopted, cites: 4}
not_normative: {heading: 1}
parameters:
  limit: {assumed: 4 weeks, da: Frist, en: Limit}
  age_limit: {assumed: 18, da: Alder, en: Age}
groups:
  people: {record: person, da: Folk, en: People, when: {covered: true}}
  children: {record: person, da: Børn, en: Children, when: people and age < age_limit}
measures:
  total: {da: Alle, en: All, count: {of: children}}
sections:
- section: main
  da: Alt
  en: All
  cites: 2
  provisions:
  - duty: greet
    cites: 3
    da: Hils
    en: Greet
    concerns: people
    after: started_on
    within: limit
    done: done_on
  - target: many
    cites: 3
    da: Mange
    en: Many
    measure: total
    at_least: 3
"""


def warnings(old: str = "", new: str = "", lock: object = LOCK) -> list[str]:
    assert old in POLICY
    text = POLICY.replace(old, new) if old else POLICY
    read = read_bytes("policy.yaml", text.encode(), PolicySource)
    found = check_policy(policy_from_source(read, VOCABULARY, lock))  # type: ignore[arg-type]
    assert {each.severity for each in found} <= {"warning"}
    return [f"{each.code} {each.span and each.span.text}" for each in found]


def test_nothing_is_said_where_nothing_is_fishy() -> None:
    assert warnings() == []


def test_nothing_is_fishy_in_what_is_shipped() -> None:
    assert check_policy(load("rebild")) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("paragraphs: 4", "paragraphs: 5", ["PE401 paragraphs"]),
        ("not_normative: {heading: 1}\n", "", ["PE401 paragraphs"]),
        ("{heading: 1}", "{heading: [1, 4]}", ["PE402 4"]),
        ("{heading: 1}", "{heading: 1-2}", ["PE402 2"]),
        ("    within: limit\n", "", ["PE404 limit"]),
        ("    concerns: people\n", "    concerns: person\n", []),
        (
            "    measure: total\n",
            "    count: {of: person}\n",
            ["PE404 age_limit", "PE404 children", "PE404 total"],
        ),
    ],
)
def test_each_check_points_at_what_is_fishy(
    old: str, new: str, told: list[str]
) -> None:
    assert warnings(old, new) == told


@pytest.mark.parametrize(
    ("lock", "told"),
    [
        ({}, ["PE403 paragraphs"]),
        ({"spec": {1: "a", 2: "b", 3: "c"}}, ["PE403 4"]),
        ({"spec": {2: "b", 3: "c", 4: "d"}}, []),
        ({"another": {1: "a"}}, ["PE403 paragraphs"]),
    ],
)
def test_a_cited_paragraph_has_a_fingerprint(lock: object, told: list[str]) -> None:
    assert warnings(lock=lock) == told


def test_paragraphs_that_are_left_out_are_told_in_one_warning() -> None:
    text = POLICY.replace("paragraphs: 4", "paragraphs: 9").replace(
        "{heading: 1}", "{heading: 7}"
    )
    read = read_bytes("policy.yaml", text.encode(), PolicySource)
    (left_out,) = check_policy(policy_from_source(read, VOCABULARY, LOCK))
    assert left_out.message == "no provision cites paragraphs 1, 5-6, 8-9"
