"""`policyengine test`: whether policies answer as their examples expect, and what the examples try."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policyengine.policy.library import shipped

if TYPE_CHECKING:
    from tests.cli.conftest import Run, Write


def test_the_shipped_examples_hold_and_try_each_answer(run: Run) -> None:
    path = str(shipped() / "rebild.examples.yaml")
    answer = run("test", path, "--coverage")
    assert answer.code == 0
    assert (
        "✓ rebild/home_visit_ensured: fulfilled, fulfilled_late, pending" in answer.out
    )
    last = answer.out.splitlines()[-1]
    match = re.fullmatch(r"(\d+) of (\d+) decidable provisions give each .*", last)
    assert match is not None
    assert match[1] == match[2]


def test_an_answer_that_no_example_tries_is_told(run: Run, write: Write) -> None:
    text = (shipped() / "rebild.examples.yaml").read_text(encoding="utf-8")
    without = re.sub(
        r"^- \{example: \w+, as_of: [\d-]+, expect: \{housed_together: \{?(outcome: )?breached.*\n    .*\n",
        "",
        text,
        flags=re.MULTILINE,
    )
    assert without != text
    answer = run(
        "test", write("rebild.examples.yaml", without), "--coverage", "--format", "json"
    )
    assert answer.code == 1
    assert all(each["passed"] for each in answer.json["results"])
    assert [each for each in answer.json["coverage"] if each["untried"]] == [
        {
            "policy": "rebild",
            "provision": "housed_together",
            "possible": ["fulfilled", "breached", "not_applicable", "undetermined"],
            "tried": ["fulfilled", "not_applicable", "undetermined"],
            "untried": ["breached"],
        }
    ]


def test_an_expectation_that_fails_is_told_with_its_line(
    run: Run, write: Write
) -> None:
    example = """\
policy: rebild
examples:
- example: wrong
  as_of: 2018-03-01
  records: [{kind: person, id: case-1, in_integration_programme: false}]
  expect: {danish_course_offered: breached}
"""
    answer = run("test", write("rebild.examples.yaml", example))
    assert answer.code == 1
    assert "rebild.examples.yaml:6:12: wrong, danish_course_offered" in answer.out
    assert "expected breached, found not_applicable" in answer.out
