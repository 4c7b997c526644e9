"""One case under several policies: what each demands by topic, and where their stances contradict each other."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

import policyengine as pe
from policyengine.engine.synthetic.citizen import CITIZEN_DAY, citizen

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.engine.compare import Comparison
    from policyengine.policy.model import Policy

PERSON = {"kind": "person", "id": "case-17", "covered": True, "done_on": None}
DAY = date(2018, 6, 18)


def section(*provisions: str, topic: str = "work") -> str:
    """Return one section whose provisions, written as flow maps without their ends, have texts and citations."""
    texts = "da: Prøve, en: Spec"
    lines = [f"- {{{each}, cites: 1, {texts}}}" for each in provisions]
    head = f"sections:\n- section: main\n  topic: {topic}\n  da: Alt\n  en: All\n"
    return f"{head}  provisions:\n" + "".join(f"  {each}\n" for each in lines)


GATHER, SPREAD = (
    section(f"principle: {answer}s, takes: {{settlement: {answer}}}")
    for answer in ("gather", "spread")
)


def positions(comparison: Comparison) -> list[list[tuple[str, str]]]:
    """Return for each contradiction the policies with their answers."""
    return [
        [(each.policy.id, each.answer) for each in contradiction.positions]
        for topic in comparison.topics
        for contradiction in topic.contradictions
    ]


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ([GATHER, SPREAD], [[("a", "gather"), ("b", "spread")]]),
        ([SPREAD, SPREAD], []),
        ([GATHER], []),
        (
            [SPREAD, GATHER, SPREAD],
            [[("a", "spread"), ("b", "gather"), ("c", "spread")]],
        ),
        ([SPREAD, section("principle: silent"), SPREAD], []),
    ],
)
def test_policies_that_answer_a_question_differently_contradict_each_other(
    policy_with: Callable[..., Policy],
    sections: list[str],
    expected: list[list[tuple[str, str]]],
) -> None:
    policies = [
        policy_with(each, name=name)
        for each, name in zip(sections, "abc", strict=False)
    ]
    assert positions(pe.compare(policies, PERSON, as_of=DAY)) == expected


def test_a_policy_does_not_contradict_itself(
    policy_with: Callable[..., Policy],
) -> None:
    both = section(
        "principle: one, takes: {settlement: gather}",
        "principle: other, takes: {settlement: spread}",
    )
    assert positions(pe.compare(policy_with(both), PERSON, as_of=DAY)) == []


def test_a_contradiction_stands_at_the_topic_of_the_question(
    policy_with: Callable[..., Policy],
) -> None:
    policies = [policy_with(GATHER, name="a"), policy_with(SPREAD, name="b")]
    comparison = pe.compare(policies, PERSON, as_of=DAY)
    at = {topic.name: len(topic.contradictions) for topic in comparison.topics}
    assert at == {"housing": 1, "work": 0}


def test_a_position_has_the_outcomes_for_this_case_and_none_where_it_concerns_others(
    policy_with: Callable[..., Policy],
) -> None:
    decided = "duty: moved, holds: lifted = true, takes: {settlement: gather}"
    policies = [
        policy_with(section(decided), name="a"),
        policy_with(SPREAD, name="b"),
    ]
    case = PERSON | {"lifted": False}
    (topic, _) = pe.compare(policies, case, as_of=DAY).topics
    outcomes = [
        [finding.outcome for finding in each.findings]
        for each in topic.contradictions[0].positions
    ]
    assert outcomes == [["breached"], []]


@pytest.mark.parametrize(
    ("as_of", "as_if_in_force", "answering", "contradictions"),
    [
        (date(2018, 6, 17), False, "ab", 1),
        (date(2018, 6, 18), False, "ab", 1),
        (date(2018, 6, 19), False, "b", 0),
        (date(2018, 6, 19), True, "ab", 1),
    ],
)
def test_a_policy_out_of_force_is_silent_and_the_others_answer(
    policy_with: Callable[..., Policy],
    as_of: date,
    as_if_in_force: bool,
    answering: str,
    contradictions: int,
) -> None:
    policies = [
        policy_with(GATHER, name="a", until="2018-06-18"),
        policy_with(SPREAD, name="b"),
    ]
    comparison = pe.compare(
        policies, PERSON, as_of=as_of, as_if_in_force=as_if_in_force
    )
    assert "".join(each.id for each in comparison.policies) == answering
    assert {*comparison.policies, *comparison.silent} == {*policies}
    assert [each.code for each in comparison.diagnostics] == ["PE710"] * len(
        comparison.silent
    )
    assert len(positions(comparison)) == contradictions


def test_topics_follow_the_vocabulary_and_what_has_none_comes_last(
    policy_with: Callable[..., Policy],
) -> None:
    sections = (
        "sections:\n"
        "- {section: a, da: A, en: A, provisions: ["
        "{principle: of_none, cites: 1, da: P, en: P}, "
        "{principle: of_work, topic: work, cites: 1, da: P, en: P}, "
        "{principle: of_housing, topic: housing, cites: 1, da: P, en: P}]}\n"
    )
    topics = pe.compare(policy_with(sections), PERSON, as_of=DAY).topics
    assert [topic.name for topic in topics] == ["housing", "work", None]


def test_what_is_not_applicable_is_counted_and_what_concerns_others_is_named(
    policy_with: Callable[..., Policy],
) -> None:
    sections = section(
        "duty: relevant, holds: lifted = true",
        "duty: irrelevant, when: covered = false, holds: lifted = true",
        "permission: allowed, concerns: person",
        "principle: of_the_municipality",
        "definition: a_term",
    )
    ((demands,),) = (
        topic.demands
        for topic in pe.compare(policy_with(sections), PERSON, as_of=DAY).topics
    )
    assert [each.provision for each in demands.findings] == ["relevant", "allowed"]
    assert demands.not_applicable == 1
    assert [each.id for each in demands.unasked] == ["of_the_municipality"]


def test_nothing_that_assess_finds_is_lost() -> None:
    rebild = pe.load("rebild")
    town: dict[str, object] = {"kind": "municipality", "id": "m-1"}
    records = [*citizen(), town]
    comparison = pe.compare(rebild, records, as_of=CITIZEN_DAY)
    found = pe.assess(rebild, records, as_of=CITIZEN_DAY, permissions=True).findings
    relevant = [each for each in found if each.outcome != "not_applicable"]
    counted = sum(
        demands.not_applicable
        for topic in comparison.topics
        for demands in topic.demands
    )
    shown = Counter((each.provision, each.instance) for each in comparison.findings)
    assert shown == Counter((each.provision, each.instance) for each in relevant)
    assert counted == len(found) - len(relevant)
