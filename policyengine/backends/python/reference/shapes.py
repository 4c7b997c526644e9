"""The other shapes of a norm on complete facts: recurring, concurrent, at every event, and judged by humans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from policyengine.backends.python.reference.completion import Decision, Unsettled
from policyengine.backends.python.reference.duty import (
    DAY,
    NOT_APPLICABLE,
    Setting,
    decide,
    fixed_day,
    later,
)
from policyengine.backends.python.reference.settle import (
    GIVEN,
    day_of,
    days_turning,
    holds,
    list_name,
    member,
)
from policyengine.backends.python.reference.view import Atom, Occasion, View
from policyengine.feel.names import free_names
from policyengine.feel.values import Months
from policyengine.findings.outcome import Outcome
from policyengine.policy.periods import Stretch, periods_begun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.feel.nodes import Expr
    from policyengine.policy.model import AtEvery, Concurrent, Duration, Recurring

VERDICTS = {
    "met": Outcome.ASSESSED_MET,
    "partly": Outcome.ASSESSED_PARTLY,
    "not_met": Outcome.ASSESSED_NOT_MET,
}


# --- recurring ---------------------------------------------------------------


def stretches(
    norm: Recurring, view: View, from_day: date | None, until_day: date | None
) -> tuple[Stretch, ...]:
    """Return the periods of a recurring duty that have begun and whose first day is in force.

    Raises `Unsettled` where windows are counted from an unknown day.
    """
    today = view.as_of
    last = min(today, until_day) if until_day is not None else today
    if isinstance(norm.every, str):
        begun = periods_begun(from_day or date(today.year, 1, 1), last, norm.every)
        return tuple(begun)
    assert norm.trigger is not None
    trigger = day_of(norm.trigger, view)
    if trigger is None:
        return ()
    ends_with = later(trigger, norm.lasts) if norm.lasts is not None else date.max
    return tuple(
        window
        for window in _windows(trigger, norm.every, min(last, ends_with - DAY))
        if from_day is None or window.first >= from_day
    )


def _windows(trigger: date, length: Duration, last: date) -> Iterator[Stretch]:
    """Yield the windows after a trigger; each end is counted from the trigger in one step."""
    number, before = 1, trigger
    while before + DAY <= last:
        end = later(trigger, _times(length, number))
        yield Stretch(f"{before + DAY}/{end}", before + DAY, end)
        number, before = number + 1, end


def _times(duration: Duration, factor: int) -> Duration:
    match duration:
        case Months(count):
            return Months(count * factor)
        case timedelta():
            return duration * factor
        case _:
            return replace(duration, count=duration.count * factor)


def decide_stretch(norm: Recurring, stretch: Stretch, view: View) -> Decision:
    """Decide one period of a recurring duty; a later entry counts in its own period."""
    group_view = view
    if norm.trigger is not None:
        trigger = day_of(norm.trigger, view, (stretch.first - DAY, stretch.first))
        if trigger is None or (isinstance(norm.every, str) and stretch.first < trigger):
            return NOT_APPLICABLE
        group_view = view.at(trigger)
    if not holds(norm.group, group_view):
        return NOT_APPLICABLE
    counted = sorted(_counted(norm, view, stretch))
    over = view.as_of > stretch.last
    due = stretch.last
    if norm.exactly and len(counted) > norm.at_least:
        return Decision(Outcome.BREACHED, due, counted[norm.at_least], stretch.first)
    if len(counted) >= norm.at_least:
        return Decision(
            Outcome.FULFILLED, due, counted[norm.at_least - 1], stretch.first
        )
    if over:
        return Decision(Outcome.BREACHED, due, due + DAY, stretch.first)
    return Decision(Outcome.PENDING, due, stretch.first, stretch.first)


def _counted(norm: Recurring, view: View, stretch: Stretch) -> list[date]:
    """Return the days of the entries that count in a period; for an unknown list, of so many as are asked of it."""
    name = list_name(norm.entries)
    occasions = view.occasions(name)
    if occasions is None:
        atom = Atom(None, name)
        if atom not in view.completion:
            raise Unsettled(atom, tuple(range(norm.at_least + 2)))
        number = view.completion[atom]
        assert isinstance(number, int)
        return [stretch.first] * number
    edges = (stretch.first - DAY, stretch.last)
    return [
        day
        for occasion in occasions
        if norm.where is None or holds(norm.where, view.on(occasion), edges)
        if isinstance(day := member(occasion, norm.dated_by, view, edges), date)
        if stretch.first <= day <= min(stretch.last, view.as_of)
    ]


# --- at every event ----------------------------------------------------------


def decide_occasion(
    norm: AtEvery, occasion: Occasion, setting: Setting, view: View
) -> Decision:
    """Decide the duty at one entry of a list."""
    entry = view.on(occasion)
    if norm.where is not None and not holds(norm.where, entry):
        return NOT_APPLICABLE
    return decide(norm.duty, setting, entry)


# --- concurrent --------------------------------------------------------------


def decide_concurrent(norm: Concurrent, view: View) -> Decision:
    """Decide whether a condition held on every day of a period that is over, from the policy's first day on."""
    start = day_of(norm.start, view)
    if start is None or not holds(norm.group, view.at(start)):
        return NOT_APPLICABLE
    end = fixed_day(norm.end, view) if norm.end is not None else None
    from_day = view.from_day or date.min
    if end is not None and end < from_day:
        return NOT_APPLICABLE
    if norm.lifted is not None and holds(norm.lifted, view):
        return Decision(Outcome.EXEMPT, None, start, start)
    counted = later(start, norm.grace) if norm.grace is not None else start
    first = max(counted, from_day)
    last = view.as_of - DAY if end is None else min(end, view.as_of - DAY)
    for day in _turning_days(norm, view, first, last):
        if not holds(norm.holds, view.at(day)):
            return Decision(Outcome.BREACHED, end, day + DAY, start)
    if end is not None and end < view.as_of:
        return Decision(Outcome.FULFILLED, end, end + DAY, start)
    return Decision(Outcome.PENDING, end, start, start)


def _turning_days(
    norm: Concurrent, view: View, first: date, last: date
) -> Iterator[date]:
    """Yield the days to be judged, in order: on those between, the condition says what it said before."""
    if any(
        view.fact(name).per_year for name in free_names(norm.holds) if name not in GIVEN
    ):
        years = {date(year, 1, 1) for year in range(first.year + 1, last.year + 1)}
    else:
        years = set()
    days = {first} | years | days_turning(norm.holds, view)
    yield from sorted(day for day in days if first <= day <= last)


# --- judged by humans --------------------------------------------------------


def decide_judgement(group: Expr, provision: str, view: View) -> Decision:
    """Decide by the latest human assessment; two different ones of one day conflict and need judgement again."""
    if not holds(group, view):
        return NOT_APPLICABLE
    found = view.assessments(provision)
    if not found:
        return Decision(Outcome.NEEDS_JUDGEMENT)
    latest = max(each.assessed_on for each in found)
    verdicts = {each.verdict for each in found if each.assessed_on == latest}
    if len(verdicts) > 1:
        return Decision(Outcome.NEEDS_JUDGEMENT, since=latest)
    return Decision(VERDICTS[verdicts.pop()], since=latest)
