"""What is assessed of an incomplete record is what every completion of it says, and nothing more."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hypothesis import given

from tests.generative.outcomes import strategies
from tests.generative.outcomes.engine import findings
from tests.generative.outcomes.enumeration import Answer, Case, answer
from tests.generative.outcomes.oracle import (
    OUTSIDE,
    AtEvery,
    Recurring,
    Said,
    say_at,
    say_both,
    say_during,
    say_stretch,
    stretches,
)

if TYPE_CHECKING:
    from policyengine.findings.finding import Finding
    from tests.generative.outcomes.cases import Seen


def found(finding: Finding) -> Answer:
    return Answer(
        frozenset(finding.possible.words),
        frozenset(each.fact for each in finding.missing),
        finding.due,
        finding.due_between,
    )


@strategies.examples(100)
@given(strategies.cases(strategies.duties))
def test_a_duty_says_what_every_completion_says(case: Case) -> None:
    def said(seen: Seen, which: int) -> Said:
        return say_both(case.norm, seen, case.from_day)[which]

    for which, finding in enumerate(findings(case)):
        assert found(finding) == answer(case, partial(said, which=which))


@strategies.examples(100)
@given(strategies.cases(strategies.concurrent))
def test_a_concurrent_duty_says_what_every_completion_says(case: Case) -> None:
    (finding,) = findings(case)
    assert found(finding) == answer(case, partial(say_during, case.norm))


@strategies.examples(100)
@given(strategies.cases(strategies.recurring))
def test_a_period_says_what_every_completion_says(case: Case) -> None:
    norm: Recurring = case.norm
    if "started_on" in case.unknown:
        return
    begun = stretches(norm, case.known, case.from_day)
    answers = [answer(case, partial(say_stretch, norm, each)) for each in begun]
    outside = Answer(frozenset({OUTSIDE.outcome}))
    assert [found(each) for each in findings(case)] == (answers or [outside])


@strategies.examples(60)
@given(strategies.cases(strategies.at_every))
def test_every_entry_says_what_every_completion_says(case: Case) -> None:
    norm: AtEvery = case.norm
    entries = range(len(case.facts["events"]))
    answers = [
        answer(case, partial(lambda seen, n: say_at(norm, n, seen, case.from_day), n=n))
        for n in entries
    ]
    outside = Answer(frozenset({OUTSIDE.outcome}))
    assert [found(each) for each in findings(case)] == (answers or [outside])
