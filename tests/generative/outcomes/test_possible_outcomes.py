"""What is assessed of an incomplete record is what every completion of it says, and nothing more.

Each case is asked on its own day, and on the last days it then gives and the days after: there a day too few shows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from hypothesis import assume, given

from policyengine.backends.python.reference.duty import can_be
from policyengine.policy.model import AtEvery, Duty
from tests.generative.outcomes import strategies
from tests.generative.outcomes.cases import DAY
from tests.generative.outcomes.engine import findings, policy_of
from tests.generative.outcomes.enumeration import Answer, Case, answer
from tests.generative.outcomes.oracle import (
    OUTSIDE,
    Said,
    say_at,
    say_both,
    say_during,
    say_stretch,
    stretches,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from policyengine.findings.finding import Finding
    from tests.generative.outcomes.cases import Seen

    Saying = Callable[[Seen], Said]

NEAR = timedelta(days=60)


def found(finding: Finding) -> Answer:
    return Answer(
        frozenset(finding.possible.words),
        frozenset(each.fact for each in finding.missing),
        finding.due,
        finding.due_between,
    )


def last_days(case: Case, told: Iterable[Answer]) -> set[date]:
    """Return the last days that are told, where they are near, and the days after."""
    days = {
        day
        for each in told
        for day in (each.due, *(each.between or ()))
        if day is not None and abs(day - case.as_of) <= NEAR
    }
    return days | {day + DAY for day in days}


def hold_to_its_parts(case: Case) -> None:
    """Hold each finding on a duty against what the parts of the duty allow."""
    duties = {
        each.id: each.norm.duty if isinstance(each.norm, AtEvery) else each.norm
        for each in policy_of(case).provisions
    }
    for finding in findings(case):
        duty = duties[finding.provision]
        if isinstance(duty, Duty):
            assert set(finding.possible) <= set(can_be(duty))


def agree(case: Case, sayings: Callable[[Case], list[Saying]]) -> None:
    """Hold each finding against what its saying says of every completion."""

    def told(case: Case) -> list[Answer]:
        answers = [found(each) for each in findings(case)]
        expected = sayings(case) or [lambda _: OUTSIDE]
        assert answers == [answer(case, say) for say in expected]
        return answers

    hold_to_its_parts(case)
    for day in sorted(last_days(case, told(case)) - {case.as_of}):
        then = replace(case, as_of=day)
        if then.completions <= 2 * strategies.MOST_COMPLETIONS:
            told(then)


@strategies.examples(60)
@given(strategies.cases(strategies.duties, 800))
def test_a_duty_says_what_every_completion_says(case: Case) -> None:
    def sayings(case: Case) -> list[Saying]:
        both = 1 if case.norm.instead is None else 2
        return [
            lambda seen, n=n: say_both(case.norm, seen, case.from_day)[n]  # type: ignore[misc]
            for n in range(both)
        ]

    agree(case, sayings)


@strategies.examples(40)
@given(strategies.cases(strategies.concurrent, 300))
def test_a_concurrent_duty_says_what_every_completion_says(case: Case) -> None:
    agree(case, lambda case: [partial(say_during, case.norm, from_day=case.from_day)])


@strategies.examples(60)
@given(strategies.cases(strategies.recurring, 800))
def test_a_period_says_what_every_completion_says(case: Case) -> None:
    """Windows counted from an unknown day cannot be told apart, so that day is known."""
    assume("started_on" not in case.unknown)

    def sayings(case: Case) -> list[Saying]:
        return [
            partial(say_stretch, case.norm, each)
            for each in stretches(case.norm, case.known, case.from_day)
        ]

    agree(case, sayings)


@strategies.examples(60)
@given(strategies.cases(strategies.at_every, 800))
def test_every_entry_says_what_every_completion_says(case: Case) -> None:
    def sayings(case: Case) -> list[Saying]:
        return [
            partial(say_at, case.norm, number, from_day=case.from_day)
            for number in range(len(case.facts["events"]))
        ]

    agree(case, sayings)
