"""When a finding changes by time alone: the next day with another outcome, without new facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from policyengine.backends.python.reference.evaluator import (
    Instance,
    evaluate_provision,
)
from policyengine.backends.python.reference.landscape import FAR_AHEAD
from policyengine.backends.python.reference.settle import GIVEN
from policyengine.feel.calendar import add, latest_start
from policyengine.feel.names import walk
from policyengine.feel.nodes import Call, Literal, Path
from policyengine.feel.values import Months
from policyengine.findings.outcome import Outcome
from policyengine.policy.expressions import durations, expressions
from policyengine.policy.model import Concurrent, Recurring, WorkingDays
from policyengine.policy.periods import period_of

if TYPE_CHECKING:
    from policyengine.backends.python.reference.duty import Setting
    from policyengine.backends.python.reference.view import View
    from policyengine.feel.values import Value
    from policyengine.policy.model import Norm, Policy, Provision

DAY = timedelta(days=1)
NOW = timedelta()
A_YEAR = timedelta(days=366)
LONGEST_AGE = 150


def next_change(
    policy: Policy,
    provision: Provision,
    view: View,
    instance: Instance,
    setting: Setting,
) -> date | None:
    """Return the first later day on which an instance has another set of outcomes, None where there is none.

    None too where so much is unknown that the set itself was left open.
    Candidates are the days when something can turn (outcomes.md, section 7): recorded events to come, the day after
    each due date, period ends, and days counted from known ones by the durations the provision names. They are
    evaluated in order, so the first that differs is exact.
    """
    if not instance.possibilities.complete:
        return None
    now = instance.possibilities.outcomes
    for day in _candidates(provision, view, instance, setting):
        later = replace(view, as_of=day, today=day)
        same = [
            other.possibilities.outcomes
            for other in evaluate_provision(policy, provision, later, setting)
            if other.name == instance.name and other.question == instance.question
        ]
        # Where no period had begun and one has, the answer that there is none is gone.
        if now not in same:
            return day
    return None


def _candidates(
    provision: Provision, view: View, instance: Instance, setting: Setting
) -> tuple[date, ...]:
    """Return the later days on which the outcome can turn, in order."""
    landscape = setting.landscapes[provision.id]
    norm = provision.norm
    recorded = [view.recorded(name) for name in landscape.names if name not in GIVEN]
    known = {day for value in recorded for day in _days(value)} | landscape.days
    known |= {
        each.assessed_on
        for each in view.records.assessments
        if each.subject == view.subject.id
    }
    dues = {
        each.due
        for each in instance.possibilities.decisions
        if each.outcome is not Outcome.NOT_APPLICABLE
    }
    known |= {day for day in dues if day is not None and len(dues) == 1}
    first = {setting.from_day} if setting.from_day is not None else set()
    if isinstance(norm, Recurring) and isinstance(norm.every, str):
        known |= {period_of(day, norm.every).last for day in {view.as_of, *first}}
    lengths = frozenset(_lengths(norm))
    counted = _moved(known, lengths)
    turning = known | counted | _moved(counted, lengths)
    # What is due on the first day of the policy began before it; so may what ends on a known day to come.
    ahead = first | {day for day in known if day > view.as_of}
    back = (latest_start(day, length) for day in ahead for length in lengths)
    turning |= first | {day for day in back if day is not None}
    turning |= landscape.parts_turning(view.today + A_YEAR)
    # A day of a concurrent duty is judged when it is over.
    steps = (NOW, DAY, 2 * DAY) if isinstance(norm, Concurrent) else (NOW, DAY)
    later = {day + step for day in turning if day < FAR_AHEAD for step in steps}
    return tuple(sorted(day for day in later if view.as_of < day < FAR_AHEAD))


def _days(value: Value) -> Iterator[date]:
    """Yield every date in a value, in entries and figures by year too."""
    match value:
        case date():
            yield value
        case Mapping():
            for name, inner in value.items():
                # A figure by year turns on the first day of each year that is given.
                if name.isdecimal() and len(name) == len("2018"):
                    yield date(int(name), 1, 1)
                yield from _days(inner)
        case tuple():
            for inner in value:
                yield from _days(inner)
        case _:
            return


def _moved(days: set[date], lengths: frozenset[Months | timedelta]) -> set[date]:
    moved = (add(day, length) for day in days for length in lengths)
    return {day for day in moved if day is not None}


def _lengths(norm: Norm) -> Iterator[Months | timedelta]:
    """Yield the durations by which days of a norm are counted, and the ages they are compared with."""
    for duration in durations(norm):
        if isinstance(duration, WorkingDays):
            # As many calendar days as they can span; each day up to then is a candidate.
            yield from (timedelta(days=n) for n in range(3 * duration.count + 10))
        else:
            yield duration
    for expr in expressions(norm):
        nodes = tuple(walk(expr))
        counts = any(isinstance(node, Call | Path) for node in nodes)
        for node in nodes:
            match node:
                case Literal(Months() | timedelta() as duration):
                    yield duration
                case Literal(int(number)) if counts and 0 < number < LONGEST_AGE:
                    yield Months(12 * number)
                    yield Months(12 * (number + 1))
