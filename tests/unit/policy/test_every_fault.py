"""A policy with faults of several stages tells them all in one run, and none for another's sake."""

from __future__ import annotations

import contextlib
from pathlib import Path
from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyengine.diagnostics.diagnostic import PolicyError
from policyengine.policy.from_source import policy_from_source
from policyengine.policy.library import load_vocabulary, shipped
from policyengine.policy.vocabulary_from_source import vocabulary_from_source
from policyengine.source.load import salvage_bytes
from policyengine.source.models import PolicySource, VocabularySource

if TYPE_CHECKING:
    from policyengine.policy.model import Policy
    from policyengine.policy.vocabulary import Vocabulary

TESTS = Path(__file__).parents[2]
SPEC = load_vocabulary(TESTS / "spec" / "vocabulary.yaml")
SHIPPED = load_vocabulary(shipped() / "vocabulary.yaml")

HEAD = """\
policy: exampleby
da: Et eksempel
en: An example
authority: {code: "0999", name: Eksempelby}
document: {id: exampleby, paragraphs: 9}
status: {is: adopted}
"""
SECTION = """\
sections:
- section: reception
  da: Modtagelse
  en: Reception
  provisions:
"""


def resolve(text: str, vocabulary: Vocabulary = SPEC) -> Policy:
    return policy_from_source(
        salvage_bytes("policy.yaml", text.encode(), PolicySource), vocabulary, {}
    )


def told(provisions: str, before: str = "") -> list[str]:
    """Return code and faulty text of each fault; texts and citations are filled in."""
    lines = []
    for line in dedent(provisions).strip().splitlines():
        lines.append(line)
        if line.startswith("- "):
            lines += ["  cites: 1", "  da: Et eksempel", "  en: An example"]
    text = HEAD + dedent(before) + SECTION + indent("\n".join(lines), "  ") + "\n"
    with pytest.raises(PolicyError) as caught:
        resolve(text)
    found = caught.value.diagnostics
    assert list(found) == sorted(found, key=lambda each: each.sort_key)
    return [f"{each.code} {each.span and each.span.text}" for each in found]


def test_faults_of_all_stages_are_told_in_one_run() -> None:
    before = """
    in_force: {from: 2016-02-30}
    parameters:
      end: {assumed: policy.in_force_from, da: Slut, en: End}
    """
    provisions = """
    - duty: first
      concerns: persons
      deadline: 3 months
      holds: covered
    - duty: second
      concerns: person
      by: end
      done: done_onn
    - duty: third
      concerns: person
      holds: started_on > 3
    """
    assert told(provisions, before) == [
        "PE123 2016-02-30",
        "PE202 persons",
        "PE120 deadline",
        "PE201 done_onn",
        "PE301 started_on > 3",
    ]


def test_all_faults_of_one_provision_are_told_in_one_run() -> None:
    provisions = """
    - duty: many
      concerns: person
      wihtin: 3 months
      when: {coverd: true, hours: ">= "}
      after: startet_on
      done:
        all_of: [done_onn, {first: event, where: {kind: jobb}}]
      excused_by: hours = "3"
      if_not:
      - {da: Gør noget, en: Do something, who: nobody}
    """
    assert [each.partition(" ")[0] for each in told(provisions)] == [
        "PE120",
        "PE150",
        "PE201",
        "PE201",
        "PE201",
        "PE301",
        "PE202",
    ]


@pytest.mark.parametrize(
    ("before", "only"),
    [
        (
            "groups: {g: {record: persn, da: G, en: G, when: {covered: true}}}",
            "PE202 persn",
        ),
        (
            "groups: {g: {record: person, da: G, en: G, when: {coverd: true}}}",
            "PE201 coverd",
        ),
        ("groups: {g: {recrod: person, da: G, en: G}}", "PE120 recrod"),
        ("groups: {g: {record: person, da: G}}", "PE121 g"),
        ("grups: {g: {record: person, da: G, en: G}}", "PE120 grups"),
        ("groups: {g: {record: person, da: G, en: G, when: g}}", "PE205 g"),
    ],
)
def test_a_faulty_group_is_told_once_though_many_provisions_concern_it(
    before: str, only: str
) -> None:
    provisions = """
    - duty: concerned
      concerns: g
      when: {covered: true}
      after: started_on
      within: 4 weeks
      done: {first: events, where: {given: true}}
    - duty: names_it
      concerns: person
      when: g or hours > 3
      holds: covered
    - target: counts_it
      share: {of: g, where: {covered: true}}
      at_least: 50 %
    """
    assert told(provisions, before + "\n") == [only]


def test_a_heading_that_concerns_nobody_is_told_once() -> None:
    provisions = """
    - duty: inherits
      done: done_on
    - duty: inherits_too
      when: {covered: true}
      holds: hours > 3
    """
    assert told(provisions, "concerns: g\nbearer: nobody\n") == [
        "PE202 g",
        "PE202 nobody",
    ]


@pytest.mark.parametrize(
    ("before", "only"),
    [
        ("parameters: {p: {assumed: 31.12.2018, da: P, en: P}}", "PE123 31.12.2018"),
        ("parameters: {p: {asumed: 4 weeks, da: P, en: P}}", "PE120 asumed"),
        (
            "parameters: {p: {assumed: policy.in_force_until, da: P, en: P}}",
            "PE202 policy.in_force_until",
        ),
        (
            'parameters: {p: {by_year: {"2018": 4 weeks, "2019": 2}, da: P, en: P}}',
            "PE204 4 weeks",
        ),
    ],
)
def test_a_faulty_parameter_is_told_once(before: str, only: str) -> None:
    provisions = """
    - duty: within_it
      concerns: person
      after: started_on
      within: p
      done: done_on
    - duty: more_than_it
      concerns: person
      holds: hours > p
    """
    assert told(provisions, before + "\n") == [only]


def test_a_faulty_measure_is_told_once_and_one_that_nobody_uses_is_told_too() -> None:
    before = """
    measures:
      used: {da: M, en: M, value: refugee / residents}
      unused: {da: M, en: M, count: {of: persn}}
    """
    provisions = """
    - target: one
      measure: used
      at_least: 3
    - target: two
      gap: {between: used, and: used}
      at_most: 3
    """
    assert told(provisions, before) == ["PE201 refugee", "PE202 persn"]


def test_a_provision_that_was_taken_out_may_be_named() -> None:
    provisions = """
    - dutty: first
      concerns: person
      done: done_on
    - duty: second
      concerns: person
      instead_of: first
      when: {covered: true}
      serves: first
      done: done_on
    - target: third
      share: first
      at_least: 90 %
    """
    assert {each.partition(" ")[0] for each in told(provisions)} == {"PE125"}


@pytest.mark.parametrize(
    ("bound", "fault"),
    [
        ("goal: {at_least: 1.000}", "PE108 1.000"),
        ("goal: {at_least: 12:30, by: 2018-12-31}", "PE108 12:30"),
        ("goal: {at_least: 50 procent!}", "PE123 50 procent!"),
        ("goal: {at_least: 3, at_most: 5}", "PE126 at_most"),
        ("goal: {at_lest: 3, then: {}}", "PE120 at_lest"),
        ("goal: {}", "PE126 goal"),
    ],
)
def test_a_faulty_bound_hides_no_other_fault_of_its_duty(
    bound: str, fault: str
) -> None:
    duty = f"""
    - duty: x
      concerns: person
      when: {{covred: true}}
      done: hours
      {bound}
    """
    found = told(duty)
    assert fault in found
    assert [each for each in found if each.startswith(("PE2", "PE3"))] == [
        "PE201 covred",
        "PE303 hours",
    ]


@pytest.mark.parametrize(
    "bound",
    [
        "at_least: 12:30",
        "more_than: 50 procent!",
        "at_least: 50 %\n  at_most: 60 %",
        "at_least: 50 %\n  then: {at_least: 12:30}",
    ],
)
def test_a_faulty_bound_hides_no_other_fault_of_its_target(bound: str) -> None:
    target = "- target: x\n  share: {of: person, where: {covred: true}}\n  " + bound
    found = told(target)
    assert len(found) == 2
    assert "PE201 covred" in found


def test_a_repeated_id_is_told_though_one_provision_was_taken_out() -> None:
    provisions = """
    - target: x
      value: 1
    - duty: x
      concerns: person
      done: done_on
    - right: x
      concerns: person
      done: done_onn
    """
    found = [each for each in told(provisions) if each != "PE201 done_onn"]
    assert found == ["PE126 target: x", "PE206 x", "PE206 x"]


@pytest.mark.parametrize(
    ("provision", "fault"),
    [
        ("permission: x\nholds: meetings = null\ngoal: {at_least: 90 %}", "PE126 goal"),
        ("duty: x\nevery: year\nof: meetings\nunless: refugees = 3", "PE126 unless"),
        ("duty: x\neach: meetings", "PE126 each"),
        ("duty: x\nevery: 18 months\nof: meetings", "PE126 every"),
        ("duty: x\nevery: year\nof: meetings\nfor: 3 years", "PE126 for"),
        ("duty: x\ninstead_of: other", "PE126 instead_of"),
        ("duty: x\ndone: {all_of: []}", "PE110 []"),
        ("duty: x\ndone: and", "PE150 and"),
        ("duty: x\nevery: year\nof: and.x", "PE150 and"),
        ("duty: x\nholds: {}", "PE154 {}"),
        (
            "duty: x\nconcerns: person\nduring: a\nholds: covered\nexcused_by: excused",
            "PE126 excused_by",
        ),
    ],
)
def test_what_would_have_no_effect_or_no_meaning_is_refused(
    provision: str, fault: str
) -> None:
    assert told("- " + provision.replace("\n", "\n  ")) == [fault]


def test_a_figure_by_year_may_be_named_in_a_condition() -> None:
    text = (
        HEAD
        + 'parameters: {p: {by_year: {"2018": 3, "2019": 4}, da: P, en: P}}\n'
        + SECTION
        + "  - duty: x\n    cites: 1\n    da: X\n    en: X\n    concerns: person\n"
        + "    holds: hours > p\n"
    )
    (provision,) = resolve(text).provisions
    assert [each.provenance for each in provision.parameters] == ["national"]


def test_a_vocabulary_tells_all_its_faults_and_none_for_anothers_sake() -> None:
    text = (TESTS / "spec" / "vocabulary.yaml").read_text(encoding="utf-8")
    text = text.replace(
        "birth_date: {type: date, timing: prior", "birth_date: {type: dat"
    ).replace("from: a_from", "from: a_form")
    with pytest.raises(PolicyError) as caught:
        vocabulary_from_source(
            salvage_bytes("vocabulary.yaml", text.encode(), VocabularySource)
        )
    assert [each.code for each in caught.value.diagnostics] == ["PE124", "PE201"]


# --- whatever is done to a real policy ---

REBILD = (shipped() / "rebild.yaml").read_text(encoding="utf-8").splitlines()
WORDS = [
    "3 months",
    "90 %",
    "2016-02-30",
    "and",
    "due",
    "item",
    "person",
    "municipality.x",
    "policy.y",
    "[1..",
    ">= ",
    "{}",
    "[]",
    "~",
    "taken_out",
    "rebild",
    "refugees",
    "arrived_on",
    "concerns",
    "first",
    "every",
    "sections",
]
DAMAGE = st.tuples(
    st.sampled_from(["drop", "repeat", "rename", "value", "swap", "append", "indent"]),
    st.integers(0, len(REBILD) - 1),
    st.integers(0, len(REBILD) - 1),
    st.sampled_from(WORDS),
)


def damaged(lines: list[str], kind: str, at: int, other: int, word: str) -> list[str]:
    key, colon, value = lines[at].partition(":")
    match kind:
        case "drop":
            return lines[:at] + lines[at + 1 :]
        case "repeat":
            return lines[: at + 1] + lines[at:]
        case "rename":
            blanks = key[: len(key) - len(key.lstrip(" -"))]
            line = f"{blanks}{word}{colon}{value}"
        case "value":
            line = f"{key}: {word}"
        case "swap":
            line = lines[other]
        case "append":
            line = f"{lines[at]}{word}"
        case _:
            line = f"  {lines[at]}"
    return [*lines[:at], line, *lines[at + 1 :]]


@settings(max_examples=25, deadline=None)
@given(st.lists(DAMAGE, min_size=1, max_size=5))
def test_a_damaged_policy_is_refused_with_faults_or_still_one(
    damage: list[tuple[str, int, int, str]],
) -> None:
    lines = REBILD
    for kind, at, other, word in damage:
        lines = damaged(lines, kind, min(at, len(lines) - 1), other, word)
    with contextlib.suppress(PolicyError):
        resolve("\n".join(lines), SHIPPED)


def test_the_undamaged_policy_is_one() -> None:
    assert resolve("\n".join(REBILD) + "\n", SHIPPED).id == "rebild"
