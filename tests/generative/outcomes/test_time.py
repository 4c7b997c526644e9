"""What time alone changes: the next change is the first day with another answer, and what is settled stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from hypothesis import assume, given

from tests.generative.outcomes import strategies
from tests.generative.outcomes.cases import DAY, Age, Fact, Plus, Year, parts
from tests.generative.outcomes.engine import findings
from tests.generative.outcomes.enumeration import Case, answer
from tests.generative.outcomes.oracle import (
    Duty,
    Said,
    say_both,
    say_during,
    say_stretch,
    stretches,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.generative.outcomes.cases import Facts, Seen

HORIZON = 45
MOST_COMPLETIONS = 30
SETTLED = frozenset({"fulfilled", "fulfilled_late", "breached"})


def first_change(case: Case, say: Callable[[Seen], Said]) -> date | None:
    """Return the first day up to the horizon with other possible outcomes, day by day."""
    now = answer(case, say).outcomes
    for number in range(1, HORIZON + 1):
        later = replace(case, as_of=case.as_of + number * DAY)
        if answer(later, say).outcomes != now:
            return later.as_of
    return None


def within_horizon(day: date | None, case: Case) -> date | None:
    end = case.as_of + timedelta(days=HORIZON)
    return day if day is not None and day <= end else None


@strategies.examples(30)
@given(strategies.cases(strategies.duties, MOST_COMPLETIONS))
def test_the_next_change_of_a_duty_is_the_first_day_with_another_answer(
    case: Case,
) -> None:
    def said(seen: Seen, which: int) -> Said:
        return say_both(case.norm, seen, case.from_day)[which]

    for which, finding in enumerate(findings(case)):
        expected = first_change(case, partial(said, which=which))
        assert within_horizon(finding.next_change, case) == expected


@strategies.examples(15)
@given(strategies.cases(strategies.concurrent, MOST_COMPLETIONS))
def test_the_next_change_of_a_concurrent_duty_is_the_first_day_with_another_answer(
    case: Case,
) -> None:
    (finding,) = findings(case)
    expected = first_change(
        case, partial(say_during, case.norm, from_day=case.from_day)
    )
    assert within_horizon(finding.next_change, case) == expected


@strategies.examples(15)
@given(strategies.cases(strategies.recurring, MOST_COMPLETIONS))
def test_the_next_change_of_a_period_is_the_first_day_with_another_answer(
    case: Case,
) -> None:
    assume("started_on" not in case.unknown)
    begun = stretches(case.norm, case.known, case.from_day)
    for stretch, finding in zip(begun, findings(case), strict=False):
        expected = first_change(case, partial(say_stretch, case.norm, stretch))
        assert within_horizon(finding.next_change, case) == expected


def no_later(facts: Facts, day: date) -> dict[str, Any]:
    """Return facts with none in place of each date after a day."""
    return {
        name: [no_later(held, day) for held in value]
        if isinstance(value, list)
        else None
        if isinstance(value, date) and value > day
        else value
        for name, value in facts.items()
    }


def reads_the_day(duty: Duty) -> bool:
    """Whether a condition says something of the day of assessment, or a day counted from another may lie ahead."""
    return any(
        isinstance(part, Age | Plus | Year) or part == Fact("as_of")
        for part in parts(duty)
    )


@strategies.examples(30)
@given(strategies.cases(strategies.duties, MOST_COMPLETIONS))
def test_without_an_event_what_is_settled_stays(case: Case) -> None:
    """Dates that lie ahead are events to come, so here they never come."""
    assume(not reads_the_day(case.norm) and case.norm.instead is None)
    case = replace(case, unknown=(), facts=no_later(case.facts, case.as_of))
    (now,) = findings(case)
    (later,) = findings(case, case.as_of + 20 * DAY)
    if now.outcome in SETTLED | {"not_applicable", "exempt"}:
        assert later.outcome == now.outcome
    else:
        assert now.outcome == "pending"
        assert later.outcome in {"pending", "breached", "exempt"}
