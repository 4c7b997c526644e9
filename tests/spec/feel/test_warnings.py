"""What the checker says of a condition that can be read but not be meant, and of what it keeps silent.

In a condition « and » stand around the part that is underlined; they are no part of it.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

import pytest

from policyengine.checks.registry import check_policy, check_vocabulary
from policyengine.cli.main import main
from policyengine.feel.evaluator import evaluate
from policyengine.feel.parser import parse
from policyengine.feel.types import Boolean, Choice, ListType, RecordType, Text
from policyengine.feel.warnings.checked import Checked
from policyengine.feel.warnings.registry import warnings
from policyengine.policy.from_source import policy_from_source
from policyengine.policy.library import load, load_vocabulary
from policyengine.policy.vocabulary_from_source import vocabulary_from_source
from policyengine.source.load import read_bytes
from policyengine.source.models import PolicySource, VocabularySource

if TYPE_CHECKING:
    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.policy.vocabulary import Vocabulary

FILE = Path(__file__).parents[1] / "vocabulary.yaml"
VOCABULARY = load_vocabulary(FILE)

POLICY = """\
policy: spec
da: Prøve
en: Spec
authority: {code: "0001", name: Prøvekøbing}
document: {id: spec, paragraphs: 1}
status: {is: adopted, since: 2015-12-01}
parameters:
  three_months: {assumed: 3 months, da: Tre måneder, en: Three months}
  ninety_days: {assumed: 90 days, da: Halvfems dage, en: Ninety days}
  nothing: {assumed: 0, da: Intet, en: Nothing}
  partner: {assumed: 2, da: Partnere, en: Partners}
  held_on: {assumed: 2018-01-01, da: Dag, en: Day}
  cap: {by_year: {2018: 20, 2019: 25}, da: Loft, en: Cap}
groups:
  refugees: {record: person, da: Flygtninge, en: Refugees, when: {basis: refugee}}
  adults: {record: person, da: Voksne, en: Adults, when: age >= 18 and basis != "other"}
  given: {record: person, da: Givet, en: Given, when: {covered: true}}
  populated: {record: area, da: Beboede, en: Populated, when: residents > 0}
sections:
- section: main
  da: Alt
  en: All
  cites: 1
  provisions:
"""
CODES = frozenset(f"PE32{number}" for number in range(1, 8))


def told(
    keys: str,
    kind: str = "duty",
    policy: str = POLICY,
    vocabulary: Vocabulary = VOCABULARY,
) -> list[Diagnostic]:
    """Return the warnings about the conditions of a policy with one provision of these keys."""
    first = f"  - {kind}: tried\n    cites: 1\n    da: Prøv\n    en: Try\n"
    text = policy + first + indent(keys, "    ")
    read = read_bytes("policy.yaml", text.encode(), PolicySource)
    found = check_policy(policy_from_source(read, vocabulary, {}))
    return [each for each in found if each.code in CODES]


def holds(condition: str, concerns: str = "person") -> str:
    return f"concerns: {concerns}\nholds: |\n  {condition}\n"


def places(found: list[Diagnostic]) -> list[tuple[str, int, str]]:
    """Return each warning's code, its column in a condition of `holds`, and what is underlined."""
    return [
        (each.code, each.span.column - 7, each.span.text)
        for each in found
        if each.span is not None
    ]


def unmarked(condition: str) -> tuple[str, int, str]:
    """Return a condition without its marks, and the column and text of what they stand around."""
    before, _, rest = condition.partition("«")
    marked, _, after = rest.partition("»")
    return before + marked + after, len(before), marked


DOUBTFUL = [
    # one stretch is counted in days and in months
    ("PE321", '«started_on + duration("P3M") <= done_on + duration("P90D")»'),
    ("PE321", '«done_on - duration("P13W") > started_on - duration("P3M")»'),
    ("PE321", 'covered or «done_on + duration("P1M") = left_on + duration("P4W")»'),
    ("PE321", '«done_on + duration("P1M") = left_on + duration("P31D")»'),
    ("PE321", "«started_on + three_months >= done_on + ninety_days»"),
    ("PE321", 'done_on in [started_on..started_on + duration("P92D")] and «done_on <= started_on + duration("P3M")»'),
    ("PE321", 'done_on - started_on > duration("P90D") and «years and months duration(started_on, done_on) < duration("P3M")»'),
    ("PE321", 'not((done_on - started_on).days > 365) or «done_on <= started_on + duration("P1Y")»'),
    ("PE321", "age(started_on, done_on) < 2 or «(done_on - started_on).days <= 730»"),
    ("PE321", 'if covered then done_on <= started_on + duration("P6M") else «done_on <= started_on + duration("P180D")»'),
    ("PE321", 'some e in events satisfies e.held_on < done_on + duration("P60D") and «e.held_on < done_on + duration("P2M")»'),
    ("PE321", 'years and months duration(started_on, done_on).years >= 1 and «done_on - started_on >= duration("P365D")»'),
    # every word meets a test
    ("PE322", '«basis in ("refugee", "worker", "other")»'),
    ("PE322", 'covered and not(«basis in ["refugee", "worker", "other", null]»)'),
    ("PE322", 'basis = "refugee" or basis = "worker" or «basis = "other"»'),
    ("PE322", 'basis in ("refugee", "worker") or covered or «basis = "other"»'),
    ("PE322", 'basis != "refugee" or «basis != "worker"»'),
    ("PE322", 'basis = "refugee" or «not(basis = "refugee")»'),
    ("PE322", '«basis in ("refugee", "worker", "other")» or basis = "other"'),
    ("PE322", 'refugees or basis = "worker" or «basis = "other"»'),
    ("PE322", 'count(events[kind != "job" or «kind != "course"»]) > 1'),
    ("PE322", 'every e in events satisfies «e.kind in ("placement", "job", "course")»'),
    ("PE322", "some e in events satisfies «e.kind != basis»"),
    ("PE322", "done_on in «[null..null]»"),
    # no word, or no value, meets a test
    ("PE323", 'basis = "refugee" and «basis = "worker"»'),
    ("PE323", 'covered and basis in ("refugee", "worker") and hours > 3 and «basis = "other"»'),
    ("PE323", 'basis != "refugee" and basis != "worker" and «basis != "other"»'),
    ("PE323", 'refugees and «basis != "refugee"»'),
    ("PE323", 'adults and «basis = "other"»'),
    ("PE323", 'basis = "other" and «adults»'),
    ("PE323", 'some e in events satisfies e.kind = "job" and «e.kind = "course"»'),
    ("PE323", 'lifted or (basis = "refugee" and «basis = "worker"»)'),
    ("PE323", "some e in events satisfies «basis = e.kind»"),
    ("PE323", "some e in events satisfies e.kind in «basis»"),
    ("PE323", "done_on = null and «done_on <= started_on»"),
    ("PE323", "«done_on > started_on» and done_on = null"),
    ("PE323", 'done_on in (null) and «done_on + duration("P3M") >= as_of»'),
    ("PE323", "hours = null and «hours in [10..20]»"),
    ("PE323", "covered = null and «covered»"),
    ("PE323", 'basis = null and «basis = "refugee"»'),
    ("PE323", "done_on = null and «done_on != null»"),
    ("PE323", "a_from = null and «as_of in a»"),
    ("PE323", "some e in events satisfies e.held_on = null and «e.held_on.year = 2018»"),
    # the same test twice
    ("PE324", 'basis in ("refugee", "worker", «"refugee"»)'),
    ("PE324", 'basis in ["refugee", «"refugee"»]'),
    ("PE324", "hours in (1, 2, «1»)"),
    ("PE324", 'basis = "refugee" or «basis = "refugee"»'),
    ("PE324", 'list contains(elements, "health") and «list contains(elements, "health")»'),
    ("PE324", "refugees and covered and «refugees»"),
    # what is never none
    ("PE325", "«birth_date = null»"),
    ("PE325", "«birth_date != null» and covered"),
    ("PE325", "«birth_date in (null)» or covered"),
    ("PE325", "«age = null»"),
    ("PE325", "«turns_65_on != null»"),
    ("PE325", "«as_of != null»"),
    ("PE325", "«events = null»"),
    ("PE325", "«elements != null»"),
    ("PE325", "«family.visits = null»"),
    ("PE325", "«municipality.meetings = null»"),
    ("PE325", "«events[covered] = null»"),
    ("PE325", "«count(events) != null»"),
    ("PE325", "«events.kind = null»"),
    ("PE325", "some e in events satisfies «e = null»"),
    # a division that nothing guards
    ("PE326", "«more_hours / hours» > 2"),
    ("PE326", "«more_hours / nothing» > 2"),
    ("PE326", "hours > 0 or «more_hours / hours» > 2"),
    ("PE326", "hours != null and «more_hours / hours» > 2"),
    ("PE326", "hours >= 0 and «more_hours / hours» > 2"),
    ("PE326", "more_hours > 0 and «more_hours / hours» > 2"),
    ("PE326", "(if hours = 0 then «more_hours / hours» else 0) > 2"),
    ("PE326", "(if hours != 0 then 0 else «more_hours / hours») > 2"),
    ("PE326", "(if «more_hours / hours» > 2 then hours > 0 else covered)"),
    ("PE326", "if «more_hours / hours» != 2 then covered else lifted"),
    ("PE326", "«more_hours / (2 * hours)» > 2"),
    ("PE326", "«sum(events.hours) / count(events)» > 2"),
    ("PE326", "some e in events satisfies hours > 0 and «more_hours / e.hours» > 2"),
    # a member that hides what its name means outside of the list
    ("PE327", "count(events[«hours» > 3]) > 1"),
    ("PE327", "count(events[«held_on» <= as_of]) > 1"),
    ("PE327", "count(events[not(«given»)]) > 1"),
    ("PE327", "some e in events[«hours» > 3] satisfies e.given"),
    ("PE327", "count(family.visits[«hours» > 3]) > 1"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "condition"), DOUBTFUL)
def test_what_cannot_be_meant_is_told_at_its_place(code: str, condition: str) -> None:
    text, column, guilty = unmarked(condition)
    found = told(holds(text))
    assert places(found) == [(code, column, guilty)]
    assert [each.severity for each in found] == ["warning"]
    assert all(each.hint for each in found)


SENSIBLE = [
    # two limits, or one that is counted in one way
    'started_on + duration("P3M") <= done_on + duration("P3M")',
    'started_on + duration("P3M") <= done_on + duration("P7D")',
    'started_on + duration("P1M") = done_on + duration("P27D")',
    'started_on + duration("P1M") = done_on + duration("P32D")',
    'started_on + duration("P1M") + duration("P3D") <= done_on + duration("P30D")',
    'done_on < started_on + duration("P30D") or done_on < started_on + duration("P1M") + duration("P3D")',
    'started_on + duration("P1M") + duration("P14D") >= done_on',
    'done_on in [started_on + duration("P14D")..started_on + duration("P3M")]',
    'done_on > started_on + duration("P7D") and done_on <= started_on + duration("P3M")',
    'done_on <= started_on + duration("P3M") and left_on <= started_on + duration("P90D")',
    'done_on <= started_on + duration("P3M") and done_on <= left_on + duration("P90D")',
    'age >= 18 and as_of - started_on > duration("P30D")',
    'turns_65_on <= started_on + duration("P90D")',
    'done_on <= started_on + duration("P12M") and done_on >= started_on + duration("P1Y")',
    "hours - more_hours > 90 and hours - more_hours < 100",
    # words that leave one out, and tests that other facts decide
    'basis in ("refugee", "worker")',
    'basis in ("refugee", null)',
    'basis != "refugee" and basis != "worker"',
    'basis = "refugee" or basis = "worker"',
    'basis = "refugee" or (basis = "worker" and covered) or (basis = "other" and not(covered))',
    '(basis = "refugee" or basis = "worker") and basis != "worker"',
    'basis = null or basis = "refugee"',
    'basis != null and basis != "refugee"',
    'refugees or basis = "worker"',
    'adults and basis = "refugee"',
    'refugees and basis = "refugee"',
    'language = "da" and home_language = "en"',
    'language != "da" or language != "en"',
    'list contains(elements, "health") and list contains(elements, "economy") and list contains(elements, "labour")',
    'count(events[kind = "job"]) > 1 and count(events[kind = "course"]) > 1',
    '(some e in events satisfies e.kind = "job") and (some e in events satisfies e.kind = "course")',
    "some e in events satisfies some f in events satisfies e.kind = f.kind",
    "basis = language",
    'if basis = "refugee" then covered else basis = "worker"',
    "covered or not(covered) = lifted",
    "hours in [10..20] and hours in [30..40]",
    "done_on in [started_on..null]",
    # none, asked for where it can be
    "done_on = null",
    "done_on = null or done_on > started_on",
    "done_on != null and done_on > started_on",
    "done_on = null and left_on <= as_of",
    "done_on = null and done_on != started_on",
    "done_on = null and (left_on != null or done_on > left_on)",
    "not(done_on = null) and done_on > started_on",
    "done_on = null and (some e in events satisfies e.held_on > started_on)",
    "a_until = null and as_of in a",
    "hours != null and hours > 3",
    "hours + more_hours = null",
    "basis = null",
    "covered = null",
    "family.income = null",
    "age(started_on, done_on) = null",
    "started_on.year = null",
    "min(events.hours) = null",
    "three_years_ends_on = null",
    "some e in events satisfies e.held_on = null",
    "policy.in_force_until = null or as_of <= started_on",
    "if done_on = null then left_on = null else done_on < left_on",
    # each test once
    'basis = "refugee" or home_language = "refugee"',
    "hours in (1, 2, 3)",
    "(covered and lifted) or (covered and excused)",
    # divisions that are guarded, or need no guard
    "more_hours / 2 > 3",
    "more_hours / partner > 3",
    "more_hours / cap > 3",
    "more_hours / -(2) > 3",
    'as_of - started_on > duration("P10D") / 2',
    "hours > 0 and more_hours / hours > 2",
    "more_hours / hours > 2 and 0 < hours",
    "hours != 0 and more_hours / hours > 2",
    "hours >= 1 and covered and more_hours / hours > 2",
    "hours in [1..100] and more_hours / hours > 2",
    "hours between 1 and 100 and more_hours / hours > 2",
    "hours = 0 or more_hours / hours > 2",
    "not(hours > 0) or more_hours / hours > 2",
    "not(hours = 0 or more_hours / hours > 2)",
    "hours > 0 and (covered or not(more_hours / hours > 2))",
    "(if hours != 0 then more_hours / hours else 0) > 2",
    "(if hours = 0 then null else more_hours / hours) > 2",
    "if hours > 0 then more_hours / hours > 2 else covered",
    "hours > 0 and more_hours / (2 * hours) > 2",
    "hours > 0 and more_hours / (hours / 37) > 2",
    "more_hours > 0 and hours / (hours + more_hours) > 2",
    "hours > more_hours and hours / (hours - more_hours) > 2",
    "hours != more_hours and hours / (hours - more_hours) > 2",
    "count(events) > 0 and sum(events.hours) / count(events) > 2",
    "some e in events satisfies e.hours > 0 and more_hours / e.hours > 2",
    "some e in events[item.hours > 0] satisfies more_hours / e.hours > 2",
    "some e in events[item.hours > 0][item.given] satisfies more_hours / e.hours > 2",
    "count(events[item.hours > 0][more_hours / item.hours > 2]) > 1",
    "done_on > started_on and (left_on - started_on) / (done_on - started_on) > 2",
    # a member that says whose it is, or that nothing else could stand for
    "count(events[item.hours > 3]) > 1",
    "some e in events satisfies e.hours > hours",
    'count(events[partner = "x"]) > 1',
    'count(events[kind = "job"]) > 1',
]  # fmt: skip


@pytest.mark.parametrize("condition", SENSIBLE)
def test_what_can_be_meant_is_told_nothing_of(condition: str) -> None:
    assert told(holds(condition)) == []


MENDED = [
    ("events = null", "ask `count(events) = 0`"),
    ("events != null", "ask `count(events) > 0`"),
    ("events in (null)", "ask `count(events) = 0`"),
    ("birth_date = null", "leave the test out"),
    ("hours / more_hours > 2", "`more_hours > 0 and …`"),
    ('basis != "worker" or basis != "other"', "by `and`"),
    ('basis in ("refugee", "worker", "other")', "ask `!= null`"),
    ('basis = "worker" and basis = "other"', "by `or`"),
    ("some e in events satisfies e.kind = basis", '`e.kind = "placement"`'),
    ("count(events[hours > 3]) > 1", "`item.hours`"),
]


@pytest.mark.parametrize(("condition", "hint"), MENDED)
def test_a_warning_says_what_to_write_instead(condition: str, hint: str) -> None:
    (found,) = told(holds(condition))
    assert found.hint is not None
    assert hint in found.hint


# --- where a condition stands -----------------------------------------------------------

CROWDED = "holds: refugees / residents <= 20\n"
EVERY_YEAR = "concerns: person\nevery: year\nof: events\n"
PLACED = [
    # maps
    ("concerns: person\nholds: {basis: [refugee, worker, other]}\n", ["PE322 [refugee, worker, other]"]),
    ("concerns: person\nholds: {basis: [refugee, refugee]}\n", ["PE324 refugee"]),
    ("concerns: person\nholds: {elements: {all_of: [health, health]}}\n", ["PE324 health"]),
    ("concerns: person\nholds: {events: none, covered: true}\n", ["PE325 none"]),
    ("concerns: person\nholds: {birth_date: recorded}\n", ["PE325 recorded"]),
    ("concerns: person\nholds: {done_on: none, left_on: recorded}\n", []),
    ("concerns: person\nholds: {basis: [refugee, worker]}\n", []),
    # entries of a list
    (f'{EVERY_YEAR}where: {{hours: ">= 3"}}\n', ["PE327 hours"]),
    (f'{EVERY_YEAR}where: {{item.hours: ">= 3"}}\n', []),
    (f"{EVERY_YEAR}where: {{kind: [placement, job, course]}}\n", ["PE322 [placement, job, course]"]),
    (f"{EVERY_YEAR}where: {{kind: [placement, job]}}\n", []),
    ("concerns: person\neach: events\nholds: 3 / item.hours < 2\n", ["PE326 3 / item.hours"]),
    ("concerns: person\neach: events\nwhere: item.hours > 0\nholds: 3 / item.hours < 2\n", []),
    ("concerns: area\nholds: count(municipality.meetings[given]) > 1\n", []),
    # every condition of a provision
    ("concerns: person\nwhen: birth_date = null\nholds: covered\n", ["PE325 birth_date = null"]),
    ("concerns: person\nholds: covered\nunless: birth_date = null\n", ["PE325 birth_date = null"]),
    ("concerns: person\nafter: started_on\ndone: {first: events, where: {partner: [a, a]}}\n", ["PE324 a"]),
    # what guards a division may stand beside it
    (f"concerns: area\n{CROWDED}", ["PE326 refugees / residents"]),
    (f"concerns: populated\n{CROWDED}", []),
    (f"concerns: area\nwhen: {{residents: '> 0'}}\n{CROWDED}", []),
    (f"concerns: area\n{CROWDED}unless: residents = 0\n", []),
    (f"concerns: area\n{CROWDED}unless: residents > refugees\n", ["PE326 refugees / residents"]),
    (f"concerns: area\nwhen: residents < 9\n{CROWDED}", ["PE326 refugees / residents"]),
    (f"concerns: area\nwhen: residents != null\n{CROWDED}", ["PE326 refugees / residents"]),
]  # fmt: skip


@pytest.mark.parametrize(("provision", "expected"), PLACED)
def test_conditions_are_told_of_wherever_they_stand(
    provision: str, expected: list[str]
) -> None:
    found = told(provision)
    assert [f"{each.code} {each.span and each.span.text}" for each in found] == expected


# --- that nothing is told wrongly -------------------------------------------------------

WORDS = ("a", "b", "c")
TESTS = [
    'x = "a"', 'x != "a"', 'x = "b"', 'x != "b"',
    'x in ("a", "b")', 'x in ("b", "c")', 'x != "c"', "x = null",
]  # fmt: skip


def met_by(condition: str) -> set[str | None]:
    tree = parse(condition)
    values = (*WORDS, None)
    return {each for each in values if evaluate(tree, {"x": each}.__getitem__) is True}


def test_a_list_of_an_entry_is_never_none_and_another_member_may_be() -> None:
    course = RecordType("course", {"kind": Choice(WORDS), "topics": ListType(Text())})
    types = {"courses": ListType(course)}
    tree = parse("some c in courses satisfies c.kind = null or c.topics = null")
    (found,) = warnings(Checked(tree, tree, types, Boolean()))
    assert found.span is not None
    assert found.span.text == "c.topics = null"


@pytest.mark.parametrize("number", [2, 3])
def test_tests_of_a_choice_are_told_of_exactly_where_they_are_dead(number: int) -> None:
    for tests in combinations(TESTS, number):
        each_met = [met_by(test) for test in tests]
        for joint in ("and", "or"):
            condition = f" {joint} ".join(tests)
            tree = parse(condition)
            checked = Checked(tree, tree, {"x": Choice(WORDS)}, Boolean())
            codes = {each.code for each in warnings(checked)}
            met = met_by(condition)
            if joint == "or":
                assert (codes == {"PE322"}) == (met >= set(WORDS)), condition
            else:
                # Only none meets it, and a test asks for just that.
                none = met == {None} and {None} in each_met
                dead = not met & set(WORDS) and not none
                assert (codes == {"PE323"}) == dead, condition


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("value: refugees / residents", []),
        ("share: {of: area, where: refugees / residents > 1}", ["PE326"]),
        ("share: {of: populated, where: refugees / residents > 1}", []),
    ],
)
def test_a_figure_may_divide_by_zero_and_a_condition_may_not(
    figure: str, expected: list[str]
) -> None:
    found = told(f"for_each: area\n{figure}\n", "indicator")
    assert [each.code for each in found] == expected


def test_a_measure_is_told_of_once_however_many_use_it() -> None:
    share = "share: {of: area, where: refugees / residents > 1}"
    named = f"measures:\n  crowded: {{da: A, en: A, {share}}}\nsections:"
    policy = POLICY.replace("sections:", named)
    (found,) = told("measure: crowded\n", "indicator", policy)
    assert found.code == "PE326"


@pytest.mark.parametrize(
    ("definition", "use", "guilty"),
    [
        (
            'basis = "worker" and basis = "other"',
            "refugees and lifted",
            'basis = "other"',
        ),
        (
            'basis != "worker" or basis != "other"',
            "refugees or lifted",
            'basis != "other"',
        ),
        ("birth_date = null", "refugees", "birth_date = null"),
    ],
)
def test_what_a_name_stands_for_is_told_of_where_it_is_defined_alone(
    definition: str, use: str, guilty: str
) -> None:
    policy = POLICY.replace("when: {basis: refugee}", f"when: '{definition}'")
    (found,) = told(holds(use), policy=policy)
    assert found.span is not None
    assert found.span.text == guilty


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("hours / more_hours", ["PE326 hours / more_hours"]),
        ("if more_hours = 0 then null else hours / more_hours", []),
    ],
)
def test_a_vocabulary_is_told_of_what_it_derives(
    expression: str, expected: list[str]
) -> None:
    derived = f"derived:\n      load: {{is: {expression}, da: A, en: A}}\n"
    text = FILE.read_text(encoding="utf-8").replace("derived:\n", derived, 1)
    read = read_bytes("vocabulary.yaml", text.encode(), VocabularySource)
    vocabulary = vocabulary_from_source(read)
    found = check_vocabulary(vocabulary)
    assert [f"{each.code} {each.span and each.span.text}" for each in found] == expected
    assert told(holds("load > 2"), vocabulary=vocabulary) == []


def test_a_policy_that_is_warned_of_is_reported_and_can_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = POLICY.replace("0001", "0840").replace(
        "when: residents > 0", "when: 9 / residents > 0"
    )
    policy = tmp_path / "policy.yaml"
    policy.write_text(
        text + "  - principle: a\n    cites: 1\n    da: A\n    en: A\n",
        encoding="utf-8",
    )
    (tmp_path / "vocabulary.yaml").write_bytes(FILE.read_bytes())
    assert main(["check", str(policy)]) == 1
    assert "warning[PE326] unguarded-division" in capsys.readouterr().out
    assert load(policy).id == "spec"
