"""Files as models, and every fault with its place."""

from __future__ import annotations

import contextlib
import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policyengine.diagnostics.diagnostic import PolicyError, UsageError
from policyengine.source.load import (
    read_bytes,
    read_examples,
    read_policy,
    read_vocabulary,
)
from policyengine.source.models import (
    AllOfDays,
    AllOfValues,
    DutySource,
    ExamplesSource,
    First,
    PolicySource,
    TargetSource,
    VocabularySource,
)
from policyengine.source.scalars import WrittenDuration, WrittenFigure

POLICIES = Path(__file__).parents[3] / "policies"

HEAD = """\
policy: exampleby
da: Et eksempel
en: An example
authority: {code: "0999", name: Eksempelby}
document: {id: exampleby, paragraphs: 9}
status: {is: adopted, since: 2015-12-01}
sections:
- section: reception
  da: Modtagelse
  en: Reception
  provisions:
"""

DUTY = """\
  - duty: language_and_work
    cites: [1, 2/1, 3-4]
    da: Dansk og arbejde
    en: Danish and work
    bearer: [municipality, citizen]
    when:
      residence_basis: [refugee, worker]
      age: ">= 18"
      offers: {all_of: [health, finances]}
      any_of:
      - is_descendant: true
      - arrived_on: recorded
    after: arrived_on
    within: 4 weeks
    done:
      all_of:
      - danish_course_started_on
      - {first: activities, where: {kind: [placement, ordinary_job]}}
    goal: {at_least: 90 %, by: end_of_policy}
"""

TARGET = """\
  - target: gap_narrows
    cites: 5
    da: Forskellen mindskes
    en: The gap narrows
    gap: {between: employment_of_all, and: employment}
    baseline: 25 pp
    at_most: 20 pp
"""


def policy(text: str) -> PolicySource:
    return read_bytes("policy.yaml", text.encode(), PolicySource).model


def faults(text: str) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        policy(text)
    return [
        f"{each.span and each.span.line}:{each.span and each.span.text} {each.code}"
        for each in caught.value.diagnostics
    ]


def test_a_duty_is_read_as_it_says() -> None:
    (duty,) = policy(HEAD + DUTY).sections[0].provisions
    assert isinstance(duty, DutySource)
    assert duty.within == WrittenDuration(4, "weeks")
    assert isinstance(duty.when, dict)
    assert duty.when["residence_basis"] == ("refugee", "worker")
    assert duty.when["age"] == ">= 18"
    assert duty.when["offers"] == AllOfValues(all_of=["health", "finances"])  # type: ignore[arg-type]
    assert duty.when["any_of"] == [
        {"is_descendant": "true"},
        {"arrived_on": "recorded"},
    ]
    assert isinstance(duty.done, AllOfDays)
    assert isinstance(duty.done.all_of[1], First)
    assert duty.goal is not None
    assert duty.goal.at_least == WrittenFigure(Decimal(90), "%")


def test_a_target_is_read_as_it_says() -> None:
    (target,) = policy(HEAD + TARGET).sections[0].provisions
    assert isinstance(target, TargetSource)
    assert target.gap is not None
    assert target.gap.and_ == "employment"
    assert target.baseline == WrittenFigure(Decimal(25), "pp")


def test_the_digest_is_of_the_bytes() -> None:
    data = (HEAD + DUTY).encode()
    digest = read_bytes("policy.yaml", data, PolicySource).sha256
    assert digest == hashlib.sha256(data).hexdigest()


def test_ten_faults_are_ten_diagnostics_in_order_of_place() -> None:
    text = HEAD + DUTY + TARGET
    for right, wrong in (
        ("policy: exampleby", "policy: Exampleby"),
        ("da: Et eksempel", "da: Et: eksempel"),
        ('"0999"', "0999"),
        ("2015-12-01", "2015-11-31"),
        ("3-4", "4-3"),
        ("after: arrived_on", "aftr: arrived_on"),
        ("4 weeks", "4 week"),
        ("    da: Forskellen mindskes\n", ""),
        ("25 pp", "1.000"),
        ("at_most", "at_mst"),
    ):
        assert right in text
        text = text.replace(right, wrong, 1)
    assert faults(text) == [
        "1:Exampleby PE123",
        "2:Et: eksempel PE111",
        "4:0999 PE108",
        "6:2015-11-31 PE123",
        "13:4-3 PE123",
        "24:aftr PE120",
        "25:4 week PE123",
        "31:target: gap_narrows PE121",
        "35:1.000 PE108",
        "36:at_mst PE120",
    ]


def test_one_fault_in_a_union_is_one_diagnostic() -> None:
    text = HEAD + DUTY.replace("first: activities", "frst: activities")
    assert faults(text) == ["29:frst PE120"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a", "keys and values belong here"),
        ("- a\n", "keys and values belong here"),
        ("", "the file is empty"),
    ],
)
def test_a_file_that_is_no_mapping_says_so(text: str, message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        policy(text)


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.yaml", tmp_path, "\0"):
        with pytest.raises(UsageError):
            read_policy(path)


def test_an_example_has_typed_records_and_expectations(tmp_path: Path) -> None:
    path = tmp_path / "rebild.examples.yaml"
    path.write_text(
        """\
policy: rebild
examples:
- example: last_day
  as_of: 2017-06-15
  as_if_in_force: true
  records:
  - {kind: person, id: case-17, arrived_on: 2017-03-15, family: null, hours: 37}
  expect:
    reception: fulfilled
    home: {outcome: pending, due: 2017-09-15, missing: [home_since]}
""",
        encoding="utf-8",
    )
    (case,) = read_examples(path).model.examples
    assert case.as_if_in_force
    assert case.records == [
        {
            "kind": "person",
            "id": "case-17",
            "arrived_on": "2017-03-15",
            "family": None,
            "hours": 37,
        }
    ]
    assert case.expect["reception"] == "fulfilled"
    home = case.expect["home"]
    assert not isinstance(home, str)
    assert home.due == date(2017, 9, 15)
    assert home.missing == ("home_since",)


def test_the_shipped_files_are_read() -> None:
    assert read_vocabulary(POLICIES / "vocabulary.yaml").model.records
    for path in POLICIES.glob("*.yaml"):
        if path.name.endswith(".examples.yaml"):
            assert read_examples(path).model.examples
        elif path.name != "vocabulary.yaml":
            assert read_policy(path).model.sections


ALPHABET = "ab01 \n\n:-?[]{},#&*!|>'\"%@`~.\\\t\r/<=xuUdae\u2028\0ø"
LINES = st.lists(
    st.sampled_from(
        [*(HEAD + DUTY + TARGET).splitlines(), "- a", "? b", "<<: *a", "  "]
    ),
    max_size=30,
).map("\n".join)


@settings(max_examples=300, deadline=2000)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(ALPHABET, max_size=80).map(str.encode),
        LINES.map(str.encode),
    )
)
@example(b'"\\UFFFFFFFF"')
@example(b"%YAML 1." + b"1" * 5000)
@example(b"!%ff a")
@example(b"- !<tag:\xc3\xa6> a")
@example(b"\xff\xfea\0")
def test_whatever_a_file_holds_it_is_read_or_refused(data: bytes) -> None:
    for model in (PolicySource, VocabularySource, ExamplesSource):
        with contextlib.suppress(PolicyError):
            read_bytes("policy.yaml", data, model)


@settings(max_examples=200, deadline=2000)
@given(st.data())
def test_a_policy_with_a_changed_character_is_read_or_refused(
    data: st.DataObject,
) -> None:
    text = HEAD + DUTY + TARGET
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 3))
    text = text[:at] + data.draw(st.text(ALPHABET, max_size=3)) + text[at + cut :]
    with contextlib.suppress(PolicyError):
        policy(text)
