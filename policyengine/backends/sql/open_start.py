"""A duty whose first day is unknown: outcomes.md, section 4, with the ends of the range of first days.

The day may be any up to today, or never; where the group is an age on that day, it is cut to the years of that age.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, assert_never

from policyengine.backends.sql.condition import value_of
from policyengine.backends.sql.days import LONG_AGO
from policyengine.backends.sql.terms import (
    AddDays,
    AddMonths,
    Constant,
    Term,
    constant,
    greatest,
    least,
)
from policyengine.backends.sql.unknowns import Unknowns, reads_days
from policyengine.feel.calendar import add, latest_start
from policyengine.feel.names import free_names
from policyengine.feel.nodes import (
    And,
    Arithmetic,
    Call,
    Compare,
    Expr,
    In,
    Interval,
    Literal,
    Name,
)
from policyengine.feel.values import Months
from policyengine.policy.expressions import expressions
from policyengine.policy.model import Before, DayOf, Done, Duty, Holds, Within

if TYPE_CHECKING:
    from policyengine.backends.sql.scope import Scope

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FreeStart:
    """The fact that a duty begins with, or so long after; it moves nothing but the last day.

    `ages` are the conditions on an age on the first day, `undated` is what else the group asks. `left` is the day of an
    exception that must come by the last day.
    """

    name: str
    after: Months | timedelta | None
    ages: tuple[Age, ...]
    undated: Expr
    left: Expr | None


@dataclass(frozen=True, slots=True)
class Age:
    """At least `least`, and below `below` years of age; None where there is no limit."""

    birth: str
    least: int | None
    below: int | None


def free_start(duty: Duty, found: Unknowns, scope: Scope) -> FreeStart | None:
    """Return what a duty begins with, if any day up to today would do; None where more hangs on it than the last day."""
    begun = _begun(duty)
    if begun is None or begun[0] not in found.once or duty.not_before is not None:
        return None
    name, after = begun
    fact = scope.declaration(name)
    group = _split(duty.group, scope)
    if group is None or (after is None) == (fact.timing == "prior"):
        return None
    undated, ages = group
    if any(age.birth not in found.once for age in ages) or (ages and after is not None):
        return None
    if not isinstance(duty.deadline, Within | Before | None):
        return None
    left = _left_by_due(duty.lifted)
    if left is not None and (duty.deadline is None or duty.replaced_by or duty.excused is not None or free_names(left)[0] not in found.once):  # fmt: skip
        return None
    bound = [duty.excused, *(each.condition for each in duty.replaced_by)]
    bound += [duty.lifted] if left is None else []
    if any(each is not None and "due" in free_names(each) for each in bound):
        return None
    match duty.fulfilment:
        case Done(day):
            apart = not any("due" in free_names(each) for each in expressions(day))
        case Holds(condition):
            dated = reads_days(condition, scope.declaration)
            apart = left is None and (duty.deadline is None or not dated)
        case _:
            assert_never(duty.fulfilment)
    return FreeStart(name, after, ages, undated, left) if apart else None


def _begun(duty: Duty) -> tuple[str, Months | timedelta | None] | None:
    match duty.trigger:
        case DayOf(Name(name)):
            return name, None
        case DayOf(Arithmetic("+", Name(name), Literal(Months() | timedelta() as after))):  # fmt: skip
            return name, after
        case _:
            return None


def _split(group: Expr, scope: Scope) -> tuple[Expr, tuple[Age, ...]] | None:
    """Return what a group asks that no day changes, and the ages it asks on the day it is read; None if there is more."""
    parts = group.operands if isinstance(group, And) else (group,)
    ages: list[Age] = []
    undated: list[Expr] = []
    for part in parts:
        if not reads_days(part, scope.declaration):
            undated.append(part)
        elif (age := _age(part)) is not None:
            ages.append(age)
        else:
            return None
    if not undated:
        return Literal(True), tuple(ages)
    return (And(tuple(undated)) if len(undated) > 1 else undated[0]), tuple(ages)


def _age(part: Expr) -> Age | None:
    match part:
        case Compare(operator, Call("age", (Name(birth), Name("as_of"))), Literal(int(n))):  # fmt: skip
            limits = {
                ">=": (n, None),
                ">": (n + 1, None),
                "<": (None, n),
                "<=": (None, n + 1),
                "=": (n, n + 1),
            }.get(operator)
            return Age(birth, *limits) if limits is not None else None
        case In(
            Call("age", (Name(birth), Name("as_of"))),
            (Interval(Literal(int(low)), Literal(int(high)), low_closed, high_closed),),
        ):
            return Age(birth, low + (not low_closed), high + high_closed)
        case _:
            return None


def _left_by_due(lifted: Expr | None) -> Expr | None:
    match lifted:
        case Compare("<=", Name(name) as day, Name("due")) if name != "as_of":
            return day
        case _:
            return None


# --- the ends -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Starts:
    """The first and the last first day that can be, and their last days; those are NULL where there is no deadline."""

    low: Term
    high: Term
    due_low: Term
    due_high: Term


def starts_of(
    start: FreeStart, duty: Duty, from_day: date | None, scope: Scope
) -> Starts | None:
    """Return between which days a duty can begin that binds; None where there is no such day."""
    ends = _fixed_ends(start, duty, from_day, scope.today)
    if ends is None:
        return None
    low, high = map(constant, ends)
    lows: list[Term] = [low]
    highs: list[Term] = [high]
    for age in start.ages:
        birth = value_of(Name(age.birth), scope).raw
        if age.least is not None:
            lows.append(AddMonths(birth, constant(12 * age.least)))
        if age.below is not None:
            too_old = AddMonths(birth, constant(12 * age.below))
            highs.append(AddDays(too_old, constant(-1)))
    # An unknown birth leaves the range as it is, for some birth suits each day.
    first, last = greatest(*lows), least(*highs)
    return Starts(first, last, _due(duty, first), _due(duty, last))


def _fixed_ends(
    start: FreeStart, duty: Duty, from_day: date | None, today: date
) -> tuple[date, date] | None:
    first = LONG_AGO.value
    assert isinstance(first, date)
    if from_day is not None and _due_on(duty, first) < from_day:
        first = _first_due_from(duty, from_day)
    last = today
    if start.after is not None:
        # Only days so long after another one.
        before = latest_start(first - DAY, start.after)
        ends = (before + DAY if before else None, latest_start(today, start.after))
        moved = [add(each, start.after) for each in ends if each is not None]
        reached = [each for each in moved if each is not None]
        if len(reached) < 2:
            return None
        first, last = reached
    return (first, last) if first <= last else None


def _due_on(duty: Duty, start: date) -> date:
    match duty.deadline:
        case Within(Months() | timedelta() as duration):
            return add(start, duration) or date.max
        case Before():
            return start - DAY
        case _:
            return date.max


def _first_due_from(duty: Duty, from_day: date) -> date:
    match duty.deadline:
        case Within(Months() | timedelta() as duration):
            before = latest_start(from_day - DAY, duration)
            return before + DAY if before is not None else date.min
        case _:
            return from_day + DAY


def _due(duty: Duty, start: Term) -> Term:
    if isinstance(start, Constant) and isinstance(start.value, date):
        return Constant(None, "day") if duty.deadline is None else constant(_due_on(duty, start.value))  # fmt: skip
    match duty.deadline:
        case Within(Months(count)):
            return AddMonths(start, constant(count))
        case Within(timedelta(days=days)):
            return AddDays(start, constant(days))
        case Before():
            return AddDays(start, constant(-1))
        case _:
            return Constant(None, "day")
