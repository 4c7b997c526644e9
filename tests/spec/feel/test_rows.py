"""Every example of the chapters, asked of both evaluators; every refusal, as authors meet it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from policyengine.feel import UNKNOWN
from policyengine.feel.working_days import add_working_days
from tests.spec.feel.asking import (
    compiled,
    decided,
    doubts,
    faults,
    is_condition,
    reference,
)
from tests.spec.feel.chapters.days import WORKING_DAYS
from tests.spec.feel.chapters.doubtful import DOUBTFUL
from tests.spec.feel.chapters.refused import REFUSED
from tests.spec.feel.page import CHAPTERS

if TYPE_CHECKING:
    from tests.spec.feel.tables import Example

EXAMPLES = [
    pytest.param(example, id=example.expression)
    for chapter in CHAPTERS
    for example in chapter.examples
]

CONDITIONS = [
    example
    for chapter in CHAPTERS
    for example in chapter.examples
    if is_condition(example)
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_has_the_value_that_the_page_says(example: Example) -> None:
    found = reference(example)
    assert found == example.value
    # To Python, 1 is true.
    assert isinstance(found, bool) == isinstance(example.value, bool)


def test_a_finding_rests_on_the_value_and_knows_more_where_every_completion_agrees() -> (
    None
):
    differing = {
        each.expression: (each.value, decided(each))
        for each in CONDITIONS
        # A condition that is none does not hold.
        if decided(each) is not (each.value or False)
    }
    branches = "language_hours >= (if has_children then 10 else 15)"
    assert differing == {branches: (UNKNOWN, True)}


def test_an_example_compiled_says_what_a_finding_rests_on() -> None:
    answers = [(each, compiled(each)) for each in CONDITIONS]
    assert [
        (each.expression, each.facts, answer)
        for each, answer in answers
        if answer is not None and answer is not decided(each)
    ] == []
    assert sum(answer is not None for _, answer in answers) > len(CONDITIONS) / 2


@pytest.mark.parametrize(("text", "code", "instead"), REFUSED)
def test_what_is_refused_has_a_code_and_something_to_write_instead(
    text: str, code: str, instead: str
) -> None:
    assert [fault.code for fault in faults(text)] == [code]
    assert faults(instead) == doubts(instead) == ()


@pytest.mark.parametrize(("text", "code", "instead"), DOUBTFUL)
def test_what_is_doubted_has_a_code_and_something_to_write_instead(
    text: str, code: str, instead: str
) -> None:
    assert faults(text) == ()
    assert [each.code for each in doubts(text)] == [code]
    assert faults(instead) == doubts(instead) == ()


@pytest.mark.parametrize(("start", "count", "end", "why"), WORKING_DAYS)
def test_adding_working_days(start: str, count: int, end: str, why: str) -> None:
    found = add_working_days(date.fromisoformat(start), count)
    assert found == date.fromisoformat(end), why
