"""A duty that may have begun on any day: outcomes.md, section 4, with ends that are known when compiling."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from policyengine.backends.sql.days import LONG_AGO
from policyengine.backends.sql.unknowns import Unknowns, reads_days
from policyengine.feel.calendar import add, latest_start
from policyengine.feel.names import free_names
from policyengine.feel.nodes import Name
from policyengine.feel.values import Months
from policyengine.policy.expressions import expressions
from policyengine.policy.model import Before, DayOf, Done, Duty, Holds, Within

if TYPE_CHECKING:
    from policyengine.backends.sql.scope import Scope

DAY = timedelta(days=1)


def free_start(duty: Duty, found: Unknowns, scope: Scope) -> str | None:
    """Return the fact that a duty begins with, if that may be any day up to today and moves nothing but the last day."""
    match duty.trigger:
        case DayOf(Name(name)) if name in found.once:
            fact = scope.declaration(name)
        case _:
            return None
    bound = (duty.lifted, duty.excused, *(each.condition for each in duty.replaced_by))
    fixed = (
        not reads_days(duty.group, scope.declaration)
        and not any(each is not None and "due" in free_names(each) for each in bound)
        and duty.not_before is None
        and isinstance(duty.deadline, Within | Before | None)
    )
    match duty.fulfilment:
        case Done(day):
            fixed = fixed and not _names_due(day)
        case Holds(condition):
            dated = reads_days(condition, scope.declaration)
            fixed = fixed and (duty.deadline is None or not dated)
    return name if fixed and fact.timing != "prior" else None


def _names_due(day: object) -> bool:
    return any("due" in free_names(each) for each in expressions(day))


def last_days(
    duty: Duty, from_day: date | None, today: date
) -> tuple[date | None, date | None] | None:
    """Return the first and the last of the last days of starts up to today that are in force; None where there are none."""
    if duty.deadline is None:
        return None, None
    first = LONG_AGO.value
    assert isinstance(first, date)
    if from_day is not None and _due(duty, first) < from_day:
        first = _first_due_from(duty, from_day)
    return (_due(duty, first), _due(duty, today)) if first <= today else None


def _due(duty: Duty, start: date) -> date:
    match duty.deadline:
        case Within(Months() | timedelta() as duration):
            return add(start, duration) or date.max
        case _:
            return start - DAY


def _first_due_from(duty: Duty, from_day: date) -> date:
    match duty.deadline:
        case Within(Months() | timedelta() as duration):
            before = latest_start(from_day - DAY, duration)
            return before + DAY if before is not None else date.min
        case _:
            return from_day + DAY
