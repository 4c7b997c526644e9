"""One duty toward one subject, on complete facts: outcomes.md, section 3, row by row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, assert_never

from policyengine.backends.python.reference.completion import Decision
from policyengine.backends.python.reference.settle import (
    day_of,
    holds,
    never_holds,
    value_of,
)
from policyengine.feel.calendar import add
from policyengine.feel.values import Months
from policyengine.feel.working_days import add_working_days
from policyengine.findings.outcome import Outcome
from policyengine.policy.model import (
    Before,
    By,
    DayOf,
    Done,
    Duration,
    Duty,
    Holds,
    Within,
    WorkingDays,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyengine.backends.python.reference.landscape import Landscape
    from policyengine.backends.python.reference.view import View
    from policyengine.policy.model import DayExpr

DAY = timedelta(days=1)
NOT_APPLICABLE = Decision(Outcome.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a duty is decided in: the first day of the policy, the duties by id, and each norm's landscape."""

    from_day: date | None
    duties: Mapping[str, Duty]
    landscapes: Mapping[str, Landscape]


def decide(duty: Duty, setting: Setting, view: View) -> Decision:
    """Return the decision of the first row of the table that holds.

    Raises `Unsettled` where a value is needed that is unknown.
    """
    if duty.replaces is not None:
        return _decide_replacing(duty, view, setting)
    if never_holds(duty.group, view):
        return NOT_APPLICABLE  # on whatever day it begins, which need not be asked
    trigger = day_of(duty.trigger, view) if duty.trigger is not None else None
    if duty.trigger is not None and trigger is None:
        return NOT_APPLICABLE
    group_day = trigger if trigger is not None else view.as_of
    if not holds(duty.group, view.at(group_day)):
        return NOT_APPLICABLE
    return _decide_applicable(duty, view, setting, trigger)


def _decide_replacing(duty: Duty, view: View, setting: Setting) -> Decision:
    """Decide a duty that stands in for another: it applies where that one is exempt through it."""
    assert duty.replaces is not None
    replaced = decide(setting.duties[duty.replaces.provision], setting, view)
    if replaced.through is None or setting.duties[replaced.through] is not duty:
        return NOT_APPLICABLE
    trigger = replaced.trigger
    if duty.trigger is not None:
        trigger = day_of(duty.trigger, view)
        if trigger is None:
            return NOT_APPLICABLE
    return _decide_applicable(duty, view, setting, trigger)


def _decide_applicable(
    duty: Duty, view: View, setting: Setting, trigger: date | None
) -> Decision:
    due = due_day(duty, trigger, view)
    if due is not None and setting.from_day is not None and due < setting.from_day:
        return NOT_APPLICABLE
    view = replace(view, due=due)
    overdue = due is not None and view.as_of > due
    after = due + DAY if due is not None and overdue else None
    fulfilled = _fulfilled(duty, view, trigger)
    if fulfilled is not None and fulfilled.in_time:
        return Decision(Outcome.FULFILLED, due, fulfilled.day, trigger)
    if duty.lifted is not None and holds(duty.lifted, view):
        return Decision(Outcome.EXEMPT, due, trigger, trigger)
    for other in duty.replaced_by:
        if holds(other.condition, view):
            return Decision(Outcome.EXEMPT, due, trigger, trigger, other.provision)
    unmet = overdue or _is_standing(duty)
    if unmet and duty.excused is not None and holds(duty.excused, view):
        return Decision(Outcome.EXEMPT, due, after, trigger)
    if fulfilled is not None:
        return Decision(Outcome.FULFILLED_LATE, due, fulfilled.day, trigger)
    if unmet:
        return Decision(Outcome.BREACHED, due, after, trigger)
    return Decision(Outcome.PENDING, due, trigger, trigger)


@dataclass(frozen=True, slots=True)
class _Fulfilled:
    """A duty is fulfilled: in time or late, and on which day where one is recorded."""

    in_time: bool
    day: date | None


def _fulfilled(duty: Duty, view: View, trigger: date | None) -> _Fulfilled | None:
    due = view.due
    match duty.fulfilment:
        case Done(day):
            done = day_of(day, view, not_before=_first_counting_day(duty, view))
            if done is None:
                return None
            return _Fulfilled(due is None or done <= due, done)
        case Holds(condition):
            if due is None or view.as_of <= due:
                return _Fulfilled(True, None) if holds(condition, view) else None
            if holds(condition, view.at(due)):
                return _Fulfilled(True, None)
            return _Fulfilled(False, None) if holds(condition, view) else None
        case _:
            assert_never(duty.fulfilment)


def can_be(duty: Duty) -> tuple[Outcome, ...]:
    """Return every outcome that the parts of a duty allow, whatever the facts."""
    standing, limited = _is_standing(duty), duty.deadline is not None
    eased = bool(duty.lifted or duty.excused or duty.replaced_by)
    allowed = {
        Outcome.NOT_APPLICABLE: True,
        Outcome.EXEMPT: eased,
        Outcome.PENDING: not standing,
        Outcome.FULFILLED: True,
        Outcome.FULFILLED_LATE: limited,
        Outcome.BREACHED: limited or standing,
    }
    return tuple(outcome for outcome, may_be in allowed.items() if may_be)


def _is_standing(duty: Duty) -> bool:
    return isinstance(duty.fulfilment, Holds) and duty.fulfilment.standing


def _first_counting_day(duty: Duty, view: View) -> date | None:
    return fixed_day(duty.not_before, view) if duty.not_before is not None else None


def due_day(duty: Duty, trigger: date | None, view: View) -> date | None:
    """Return the last compliant day, None where there is no deadline."""
    match duty.deadline:
        case None:
            return None
        case Within(duration):
            assert trigger is not None
            return later(trigger, duration)
        case By(day):
            return fixed_day(day, view)
        case Before():
            assert trigger is not None
            return trigger - DAY if trigger > date.min else trigger
        case _:
            assert_never(duty.deadline)


def fixed_day(day: DayExpr, view: View) -> date | None:
    """Return a day that may lie ahead: a date in the text, a date fact, or a day counted from one."""
    if isinstance(day, DayOf):
        value = value_of(day.expr, view)
        return value if isinstance(value, date) else None
    return day_of(day, view)


def later(day: date, duration: Duration) -> date:
    """Return the day so much later; the last representable day where that lies beyond it."""
    match duration:
        case WorkingDays(count):
            return add_working_days(day, count) or date.max
        case Months() | timedelta():
            return add(day, duration) or date.max
        case _:
            assert_never(duration)
