"""One duty toward one subject as terms: the set of possible outcomes, and the last day (outcomes.md, sections 3 and 4).

Facts that move the trigger or the last day, or are read in several places, are tried with each value that could make a
difference; for the rest Kleene's logic and the ends of ranges say what is possible.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, assert_never

from policyengine.backends.sql.candidates import (
    Setting,
    day_names,
    goes_either_way,
    values_of,
)
from policyengine.backends.sql.condition import truth, value_of
from policyengine.backends.sql.days import Days, days_of
from policyengine.backends.sql.fixed import on_today
from policyengine.backends.sql.open_start import FreeStart, free_start, starts_of
from policyengine.backends.sql.scope import Item, Refused, Scope, Value
from policyengine.backends.sql.terms import (
    FALSE,
    NO_DAY,
    TRUE,
    AddMonths,
    Calculate,
    Local,
    Term,
    add_days,
    all_of,
    any_of,
    bits,
    can_be_false,
    can_be_true,
    case,
    coalesce,
    compare,
    constant,
    fold,
    greatest,
    is_null,
    least,
    not_,
    not_null,
    nullable,
    one_bit,
    surely,
)
from policyengine.backends.sql.tries import CellTerms, Decided, cell_of
from policyengine.backends.sql.unknowns import Unknowns, reads_days, unknowns_of
from policyengine.feel.types import ListType
from policyengine.feel.values import Months
from policyengine.findings.outcome import Outcome
from policyengine.policy.model import (
    Before,
    By,
    DayOf,
    Done,
    Duty,
    Holds,
    Within,
    WorkingDays,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from policyengine.feel.nodes import Expr
    from policyengine.policy.model import DayExpr, Duration


def duty_cell(
    duty: Duty,
    duties: Mapping[str, Duty],
    from_day: date | None,
    scope: Scope,
    chosen: Expr | None = None,
) -> CellTerms:
    """Return the terms of a duty; `duties` are those of its policy. Raises Refused for what has no SQL.

    `chosen` is a condition without which it does not apply, as seen on the day of assessment.
    """
    duties = {name: on_today(each, scope.today) for name, each in duties.items()}
    duty = on_today(duty, scope.today)
    together = _chain(duty, duties)
    either_way = partial(goes_either_way, today=scope.today)
    found = unknowns_of(together, scope.declaration, either_way, chosen)
    moving = _moving_due(together)

    def values(name: str, seen: Scope) -> tuple[Term, ...]:
        marks = () if name in moving else _marks(together, seen)
        conditions = (chosen,) if chosen is not None else ()
        return values_of(name, together, seen, Setting(from_day, marks), conditions)

    start = free_start(duty, found, scope) if len(together) == 1 else None
    own = {start.name} if start is not None else set()
    tried = tuple(each for each in found.tried if each not in own)

    def decide(seen: Scope) -> Decided:
        if start is None or not seen.value(start.name).opens:
            return _decide(duty, duties, from_day, seen, chosen)
        begun = replace(seen, settled=seen.settled | own)
        known = _decide(duty, duties, from_day, begun, chosen)
        any_day = _at_any_time(start, duty, from_day, seen, chosen)
        return _unless(seen.value(start.name).unknown, known, any_day)

    wide = too_wide(found, scope)
    return cell_of(decide, tried, moving - own, values, scope, wide)


def _unless(unknown: Term, known: Decided, otherwise: Decided) -> Decided:
    return Decided(
        case((unknown, otherwise.possible), otherwise=known.possible),
        case((unknown, otherwise.due), otherwise=known.due),
        case((unknown, otherwise.until), otherwise=known.until),
        any_of(known.loose, otherwise.loose),
    )


def can_be(duty: Duty) -> int:
    """Return every outcome that the parts of a duty allow, as bits."""
    standing = isinstance(duty.fulfilment, Holds) and duty.fulfilment.standing
    limited = duty.deadline is not None
    allowed = {
        Outcome.NOT_APPLICABLE: True,
        Outcome.EXEMPT: bool(duty.lifted or duty.excused or duty.replaced_by),
        Outcome.PENDING: not standing,
        Outcome.FULFILLED: True,
        Outcome.FULFILLED_LATE: limited,
        Outcome.BREACHED: limited or standing,
    }
    return sum(int(outcome) for outcome, may_be in allowed.items() if may_be)


def _chain(duty: Duty, duties: Mapping[str, Duty]) -> tuple[Duty, ...]:
    """Return a duty, and those it stands in for."""
    if duty.replaces is None:
        return (duty,)
    return (duty, *_chain(duties[duty.replaces.provision], duties))


def _moving_due(duties: tuple[Duty, ...]) -> set[str]:
    """Return the facts that the last day hangs on."""
    found: set[str] = set()
    for duty in duties:
        if duty.trigger is not None:
            found |= day_names(duty.trigger)
        if isinstance(duty.deadline, By):
            found |= day_names(duty.deadline.day)
    return found


def _marks(duties: tuple[Duty, ...], scope: Scope) -> tuple[Term, ...]:
    """Return the trigger days and last days of duties that are decided together."""
    triggers = [each.trigger for each in duties if each.trigger is not None]
    found: list[Term] = []
    for duty in duties:
        own = duty.trigger or (triggers[0] if triggers else None)
        trigger = days_of(own, scope).low if own is not None else None
        if trigger is not None:
            found.append(trigger)
        if duty.deadline is not None:
            found.append(_due(duty, trigger, scope)[0])
    return tuple(found)


def too_wide(found: Unknowns, scope: Scope) -> Term:
    """Return whether lists leave open more than their parts: true or false."""
    wide = [scope.entries(name).unknown for name in sorted(found.lists)]
    by_list: dict[str, list[str]] = {}
    for name, member in sorted(found.members):
        by_list.setdefault(name, []).append(member)
    for name, members in by_list.items():
        entries = scope.entries(name)
        local = Local(f"v{scope.depth}")
        item = Item(local, entries.facts, entries.columns)
        unknown = any_of(*(_member_unknown(scope, item, each) for each in members))
        if unknown != FALSE:
            each = one_bit(unknown, 1)
            most = coalesce(fold("max", entries.over, local, each, "bits"), bits(0))
            wide.append(compare("=", most, bits(1)))
    return any_of(*wide)


def _member_unknown(scope: Scope, item: Item, member: str) -> Term:
    if isinstance(item.facts[member].type, ListType):
        return scope.entries_of(item, member).unknown
    return scope.member(item, member).unknown


# --- one way ------------------------------------------------------------------


def _decide(
    duty: Duty,
    duties: Mapping[str, Duty],
    from_day: date | None,
    scope: Scope,
    chosen: Expr | None,
) -> Decided:
    if duty.replaces is not None:
        replaced = duties[duty.replaces.provision]
        reached, trigger, loose = _through(duty, replaced, duties, from_day, scope)
        if duty.trigger is not None:
            own = days_of(duty.trigger, scope)
            trigger, loose = own.low, any_of(loose, uncertain(own))
        return _applicable(duty, from_day, scope, trigger, reached, loose)
    trigger, loose = _trigger(duty, scope)
    day = trigger if trigger is not None else scope.day
    group = truth(duty.group, scope.at(day))
    if chosen is not None:
        group = all_of(truth(chosen, scope), group)
    return _applicable(duty, from_day, scope, trigger, group, loose)


def _trigger(duty: Duty, scope: Scope) -> tuple[Term | None, Term]:
    if duty.trigger is None:
        return None, FALSE
    days = days_of(duty.trigger, scope)
    return days.low, uncertain(days)


def uncertain(days: Days) -> Term:
    """Return whether a day that must be known is not."""
    if days.certain:
        return FALSE
    apart = surely(compare("<>", days.low, days.high))
    return any_of(apart, all_of(days.never, not_null(days.low)))


@dataclass(frozen=True, slots=True)
class _Met:
    """How a duty can be met: in time, late, or not at all; true or false each. `open`: more than one is possible."""

    in_time: Term
    late: Term
    never: Term
    open: Term


def _applicable(
    duty: Duty,
    from_day: date | None,
    scope: Scope,
    trigger: Term | None,
    group: Term,
    loose: Term,
) -> Decided:
    """Return rows 1 to 8."""
    due, by_loose = _due(duty, trigger, scope)
    outside: list[Term] = [is_null(trigger)] if trigger is not None else []
    if from_day is not None and duty.deadline is not None:
        outside.append(surely(compare("<", due, constant(from_day))))
    outside.append(not_(can_be_true(group)))
    standing = isinstance(duty.fulfilment, Holds) and duty.fulfilment.standing
    today = constant(scope.today)
    overdue = surely(compare("<", due, today)) if duty.deadline is not None else FALSE
    unmet = TRUE if standing else overdue
    bound = replace(scope, due=due) if duty.deadline is not None else scope
    met = _met(duty, bound, due, overdue)
    lifting = (duty.lifted, *(each.condition for each in duty.replaced_by))
    lifted = any_of(*(truth(each, bound) for each in lifting if each is not None))
    excused = truth(duty.excused, bound) if duty.excused is not None else FALSE
    body = _rows(met, lifted, excused, unmet)
    if nullable(group):
        maybe_outside = one_bit(is_null(group), int(Outcome.NOT_APPLICABLE))
        body = Calculate("+", body, maybe_outside)
    possible = case(
        (any_of(*outside), bits(int(Outcome.NOT_APPLICABLE))), otherwise=body
    )
    return Decided(possible, due, due, any_of(loose, by_loose))


def _at_any_time(
    start: FreeStart,
    duty: Duty,
    from_day: date | None,
    scope: Scope,
    chosen: Expr | None,
) -> Decided:
    """Return what is possible where the day a duty begins is unknown."""
    nothing = bits(int(Outcome.NOT_APPLICABLE))
    starts = starts_of(start, duty, from_day, scope)
    if starts is None:
        return Decided(nothing, NO_DAY, NO_DAY, FALSE)
    first, last = starts.due_low, starts.due_high
    group = truth(start.undated, scope)
    if chosen is not None:
        group = all_of(truth(chosen, scope), group)
    today = constant(scope.today)
    standing = isinstance(duty.fulfilment, Holds) and duty.fulfilment.standing
    limited = duty.deadline is not None
    overdue = TRUE if standing else compare("<", first, today) if limited else FALSE
    running = FALSE if standing else compare(">=", last, today) if limited else TRUE
    met = _met_at_any_time(duty, scope, first, last)
    lifting = (duty.lifted, *(each.condition for each in duty.replaced_by))
    excused = truth(duty.excused, scope) if duty.excused is not None else FALSE
    loose: Term = FALSE
    if start.left is not None:
        inside, loose = _unless_left(duty, start.left, scope, first, last)
    else:
        lifted = any_of(*(truth(each, scope) for each in lifting if each is not None))
        inside = _each(met, lifted, excused, overdue, running)
    outside = any_of(
        not_(can_be_true(group)), surely(compare(">", starts.low, starts.high))
    )
    possible = case((outside, nothing), otherwise=Calculate("+", nothing, inside))
    return Decided(possible, first, last, loose)


def _met_at_any_time(duty: Duty, scope: Scope, first: Term, last: Term) -> _Met:
    match duty.fulfilment:
        case Done(day):
            days = days_of(day, scope)
            if duty.deadline is None:
                return _Met(not_null(days.low), FALSE, days.never, TRUE)
            in_time = surely(compare("<=", days.low, last))
            return _Met(in_time, surely(compare(">", days.high, first)), days.never, TRUE)  # fmt: skip
        case Holds(condition):
            now = truth(condition, scope)
            return _Met(can_be_true(now), FALSE, can_be_false(now), TRUE)
        case _:
            assert_never(duty.fulfilment)


def _unless_left(
    duty: Duty, left: Expr, scope: Scope, first: Term, last: Term
) -> tuple[Term, Term]:
    """Return the rows of a duty that is lifted by a day that comes by the last one, and whether they may be too wide."""
    assert isinstance(duty.fulfilment, Done)
    done, gone = days_of(duty.fulfilment.day, scope), days_of(DayOf(left), scope)
    today = constant(scope.today)
    stays = any_of(gone.never, surely(compare(">", gone.high, first)))
    late = surely(compare(">", done.high, first))
    by_then = surely(compare("<=", gone.low, last))
    start, end = greatest(first, gone.low), least(last, add_days(done.high, -1))
    between = all_of(not_null(gone.low), not_null(done.high), surely(compare("<=", start, end)))  # fmt: skip
    rows = (
        (Outcome.FULFILLED, surely(compare("<=", done.low, last))),
        (Outcome.EXEMPT, any_of(all_of(done.never, by_then), between)),
        (Outcome.FULFILLED_LATE, all_of(stays, late)),
        (Outcome.BREACHED, all_of(stays, done.never, compare("<", first, today))),
        (Outcome.PENDING, all_of(gone.never, done.never, compare(">=", last, today))),
    )
    total: Term = bits(0)
    for outcome, possible in rows:
        total = Calculate("+", total, one_bit(possible, int(outcome)))
    # Where months end no first day leads to some last days, so a narrow gap may hold none.
    narrow = surely(compare("<", end, add_days(start, 4)))
    return total, all_of(between, not_(all_of(done.never, by_then)), narrow)


def _rows(met: _Met, lifted: Term, excused: Term, unmet: Term) -> Term:
    """Return rows 3 to 8: in turn where all is known, each for itself where something is open."""
    in_turn = case(
        (met.in_time, bits(int(Outcome.FULFILLED))),
        (lifted, bits(int(Outcome.EXEMPT))),
        (all_of(unmet, excused), bits(int(Outcome.EXEMPT))),
        (met.late, bits(int(Outcome.FULFILLED_LATE))),
        (unmet, bits(int(Outcome.BREACHED))),
        otherwise=bits(int(Outcome.PENDING)),
    )
    open_ = any_of(met.open, is_null(lifted), is_null(excused))
    return case(
        (open_, _each(met, lifted, excused, unmet, not_(unmet))), otherwise=in_turn
    )


def _each(met: _Met, lifted: Term, excused: Term, overdue: Term, running: Term) -> Term:
    """Return the rows that are possible; the last day may have passed where `overdue`, and may not have where `running`."""
    miss = any_of(met.late, met.never)
    binds = can_be_false(lifted)
    stands = all_of(binds, can_be_false(excused))
    eased = any_of(can_be_true(lifted), all_of(can_be_true(excused), overdue))
    rows = (
        (Outcome.FULFILLED, met.in_time),
        (Outcome.EXEMPT, all_of(eased, miss)),
        (Outcome.FULFILLED_LATE, all_of(stands, met.late)),
        (Outcome.BREACHED, all_of(stands, met.never, overdue)),
        (Outcome.PENDING, all_of(binds, met.never, running)),
    )
    total: Term = bits(0)
    for outcome, possible in rows:
        if possible != FALSE:
            one = one_bit(possible, int(outcome))
            total = one if total == bits(0) else Calculate("+", total, one)
    return total


def _met(duty: Duty, scope: Scope, due: Term, overdue: Term) -> _Met:
    match duty.fulfilment:
        case Done(day):
            first = _first_counting(duty, scope)
            days = days_of(day, scope, first)
            if duty.deadline is None:
                return _Met(not_null(days.low), FALSE, days.never, days.open)
            in_time = surely(compare("<=", days.low, due))
            if isinstance(duty.deadline, By):
                # Without the day it is due by there is no deadline.
                in_time = any_of(in_time, all_of(is_null(due), not_null(days.low)))
            late = surely(compare(">", days.high, due))
            return _Met(in_time, late, days.never, days.open)
        case Holds(condition):
            now = truth(condition, scope)
            if duty.deadline is None or not reads_days(condition, scope.declaration):
                return _Met(can_be_true(now), FALSE, can_be_false(now), is_null(now))
            then = truth(condition, scope.at(due))
            missed = can_be_false(then)
            return _Met(
                case((overdue, can_be_true(then)), otherwise=can_be_true(now)),
                all_of(overdue, missed, can_be_true(now)),
                case(
                    (overdue, all_of(missed, can_be_false(now))),
                    otherwise=can_be_false(now),
                ),
                any_of(is_null(now), is_null(then)),
            )
        case _:
            assert_never(duty.fulfilment)


def _first_counting(duty: Duty, scope: Scope) -> Value | None:
    match duty.not_before:
        case None:
            return None
        case DayOf(expr):
            return value_of(expr, scope)
        case _:
            raise Refused("counts from a day that is worked out from several")


def _due(duty: Duty, trigger: Term | None, scope: Scope) -> tuple[Term, Term]:
    """Return the last day, and whether it may be another."""
    match duty.deadline:
        case None:
            return NO_DAY, FALSE
        case Within(duration):
            assert trigger is not None
            return later(trigger, duration), FALSE
        case Before():
            assert trigger is not None
            return add_days(trigger, -1), FALSE
        case By(day):
            return fixed_day(day, scope)
        case _:
            assert_never(duty.deadline)


def fixed_day(day: DayExpr, scope: Scope) -> tuple[Term, Term]:
    """Return a day that may lie ahead, NULL where it never comes, and whether it may be another."""
    if isinstance(day, DayOf):
        value = value_of(day.expr, scope)
        if value.guard == TRUE:
            return value.raw, FALSE
        return case((surely(value.guard), value.raw), otherwise=NO_DAY), FALSE
    days = days_of(day, scope)
    return days.low, uncertain(days)


def later(day: Term, duration: Duration) -> Term:
    """Return the day so much later. Raises Refused for working days, which no engine knows."""
    match duration:
        case Months(count):
            return AddMonths(day, constant(count))
        case timedelta():
            return add_days(day, duration.days)
        case WorkingDays():
            raise Refused("counts working days")
        case _:
            assert_never(duration)


def _through(
    duty: Duty,
    replaced: Duty,
    duties: Mapping[str, Duty],
    from_day: date | None,
    scope: Scope,
) -> tuple[Term, Term | None, Term]:
    """Return whether a duty is exempt through the one that stands in for it, when that one began, and whether either is unsure."""
    if replaced.replaces is not None:
        before = duties[replaced.replaces.provision]
        group, trigger, loose = _through(replaced, before, duties, from_day, scope)
        if replaced.trigger is not None:
            own = days_of(replaced.trigger, scope)
            trigger, loose = own.low, any_of(loose, uncertain(own))
    else:
        trigger, loose = _trigger(replaced, scope)
        day = trigger if trigger is not None else scope.day
        group = truth(replaced.group, scope.at(day))
    due, by_loose = _due(replaced, trigger, scope)
    inside = [group]
    if trigger is not None:
        inside.append(not_null(trigger))
    if from_day is not None and replaced.deadline is not None:
        inside.append(not_(surely(compare("<", due, constant(from_day)))))
    bound = replace(scope, due=due) if replaced.deadline is not None else scope
    today = constant(scope.today)
    overdue = surely(compare("<", due, today)) if replaced.deadline else FALSE
    met = _met(replaced, bound, due, overdue)
    earlier = [replaced.lifted] if replaced.lifted is not None else []
    mine: Term = FALSE
    for other in replaced.replaced_by:
        if duties[other.provision] == duty:
            mine = truth(other.condition, bound)
            break
        earlier.append(other.condition)
    reached = all_of(
        *inside,
        not_(met.in_time),
        *(not_(truth(each, bound)) for each in earlier),
        mine,
    )
    return reached, trigger, any_of(loose, by_loose)
