"""Provisions that answer several times, or day by day, as terms: recurring, at every event, concurrent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from policyengine.backends.sql.candidates import (
    FAR_AHEAD,
    around,
    both_ways,
    days_in,
    goes_either_way,
    moves_of,
    undated_values,
)
from policyengine.backends.sql.condition import conditions_of, kept, truth
from policyengine.backends.sql.days import LONG_AGO, days_of
from policyengine.backends.sql.duty import (
    can_be,
    duty_cell,
    fixed_day,
    later,
    too_wide,
    uncertain,
)
from policyengine.backends.sql.scope import (
    ENTRY,
    Entries,
    Item,
    Refused,
    Scope,
)
from policyengine.backends.sql.terms import (
    FALSE,
    NO_DAY,
    TRUE,
    AddDays,
    AddMonths,
    Calculate,
    Column,
    Constant,
    DaysBetween,
    Filtered,
    ListOf,
    Local,
    Numbers,
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
    nullable,
    one_bit,
    part_of,
    surely,
)
from policyengine.backends.sql.tries import CellTerms, Decided, cell_of
from policyengine.backends.sql.unknowns import Places, atoms
from policyengine.feel.names import ITEM, free_names
from policyengine.feel.types import Day
from policyengine.feel.values import Months
from policyengine.findings.outcome import Outcome
from policyengine.policy.expressions import durations, expressions
from policyengine.policy.periods import Stretch, periods_begun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyengine.backends.sql.candidates import Chain
    from policyengine.feel.nodes import Expr
    from policyengine.policy.model import AtEvery, Concurrent, Duty, Recurring

NOT_APPLICABLE, EXEMPT, PENDING, FULFILLED, BREACHED = (
    bits(int(each))
    for each in (
        Outcome.NOT_APPLICABLE,
        Outcome.EXEMPT,
        Outcome.PENDING,
        Outcome.FULFILLED,
        Outcome.BREACHED,
    )
)
# What remains possible of windows that are counted from an unknown day.
OPEN_WINDOW = bits(
    int(Outcome.NOT_APPLICABLE | Outcome.PENDING | Outcome.FULFILLED | Outcome.BREACHED)
)
# Where in a list, or in a row of windows, an answer stands, from 1; NULL where there is nothing to stand in.
PLACE = Column("k", "place")
NO_CELL = CellTerms(NOT_APPLICABLE, NO_DAY, NO_DAY, FALSE)


@dataclass(frozen=True, slots=True)
class SeveralTerms:
    """What a provision says, once for each item of a list; a row with an empty or unknown list has no place.

    `over` is the list; `names` says what an answer is called, in parts to be joined: a text, or a day or number.
    """

    over: Term
    entries: Entries | None
    names: tuple[Term, ...]
    cell: CellTerms


# --- at every event -----------------------------------------------------------


def at_every(
    norm: AtEvery, duties: Mapping[str, Duty], from_day: date | None, scope: Scope
) -> SeveralTerms:
    """Return the duty at each entry of a list. Raises Refused for what has no SQL."""
    found = kept(norm.entries, scope)
    if found.conditions:
        raise Refused("asks at every entry of a list that is filtered")
    entries = found.entries
    item = Item(ENTRY, entries.facts, entries.columns)
    inside = scope.naming(ITEM, item)
    each = duty_cell(norm.duty, duties, from_day, inside, norm.where)
    never = not_(can_be_true(truth(norm.duty.group, scope.on_no_day())))
    nowhere = is_null(PLACE)
    unknown = all_of(nowhere, entries.unknown, not_(never))
    (name,) = free_names(norm.entries)
    # A list that no table has is spread over no rows.
    missing = isinstance(entries.over, Constant)
    return SeveralTerms(
        Numbers(constant(0)) if missing else entries.over,
        entries,
        (constant(f"{name}["), PLACE, constant("]")),
        _where(nowhere, unknown, bits(can_be(norm.duty)), each),
    )


def _where(nowhere: Term, unknown: Term, possible: Term, each: CellTerms) -> CellTerms:
    """Return the terms of an answer, and of the row that stands for none."""
    return CellTerms(
        case((unknown, possible), (nowhere, NOT_APPLICABLE), otherwise=each.possible),
        case((nowhere, NO_DAY), otherwise=each.due_from),
        case((nowhere, NO_DAY), otherwise=each.due_until),
        case((nowhere, FALSE), otherwise=each.open),
    )


# --- recurring ----------------------------------------------------------------


def recurring(
    norm: Recurring, from_day: date | None, until_day: date | None, scope: Scope
) -> SeveralTerms:
    """Return a recurring duty in each of its periods or windows. Raises Refused for what has no SQL."""
    today = scope.today
    last = min(today, until_day) if until_day is not None else today
    places = _places_of(scope)
    places.condition(norm.group, moves=norm.trigger is not None)
    places.entries(norm.entries, norm.dated_by, norm.where)
    if norm.trigger is not None:
        places.day(norm.trigger, fixed=True)
    found = places.found(together=False)
    trigger: Term | None = None
    loose: Term = FALSE
    if norm.trigger is not None:
        days = days_of(norm.trigger, scope)
        trigger, loose = days.low, uncertain(days)
    wide = any_of(
        too_wide(found, scope), *(_unknown(name, scope) for name in found.tried)
    )
    if isinstance(norm.every, str):
        first_day = from_day or date(today.year, 1, 1)
        stretches = tuple(periods_begun(first_day, last, norm.every))
        return _in_periods(norm, stretches, scope, trigger, any_of(loose, wide))
    assert trigger is not None
    return _in_windows(norm, scope, trigger, loose, wide, from_day, last)


def _in_periods(
    norm: Recurring,
    stretches: tuple[Stretch, ...],
    scope: Scope,
    trigger: Term | None,
    wide: Term,
) -> SeveralTerms:
    def of_each(value: Mapping[int, date | str], none: Term) -> Term:
        at = ((compare("=", PLACE, constant(k)), constant(v)) for k, v in value.items())
        return case(*at, otherwise=none)

    numbered = dict(enumerate(stretches, start=1))
    first = of_each({k: each.first for k, each in numbered.items()}, NO_DAY)
    last = of_each({k: each.last for k, each in numbered.items()}, NO_DAY)
    name = of_each({k: each.name for k, each in numbered.items()}, Constant(None, "text"))  # fmt: skip
    late: Term = FALSE
    if trigger is not None:
        late = any_of(is_null(trigger), surely(compare("<", first, trigger)))
    each = _in_stretch(norm, scope, first, last, trigger, late, wide)
    nowhere = is_null(PLACE)
    cell = _where(nowhere, FALSE, NOT_APPLICABLE, each)
    return SeveralTerms(Numbers(constant(len(stretches))), None, (name,), cell)


def _in_windows(
    norm: Recurring,
    scope: Scope,
    trigger: Term,
    loose: Term,
    wide: Term,
    from_day: date | None,
    last: date,
) -> SeveralTerms:
    """Return the windows after a trigger; each end is counted from the trigger in one step."""
    length = norm.every
    if not isinstance(length, Months | timedelta):
        raise Refused("counts working days")
    ends_with = later(trigger, norm.lasts) if norm.lasts is not None else None
    until: Term = constant(last)
    if ends_with is not None:
        until = least(until, add_days(ends_with, -1))

    def end_of(number: Term) -> Term:
        if isinstance(length, Months):
            return AddMonths(trigger, Calculate("*", number, constant(length.count)))
        return AddDays(trigger, Calculate("*", number, constant(length.days)))

    def first_of(number: Term) -> Term:
        return add_days(end_of(Calculate("-", number, constant(1))), 1)

    numbers = Numbers(_most_windows(trigger, until, length))
    local = Local(f"v{scope.depth}")
    begun = [not_(loose), compare("<=", first_of(local), until)]
    if from_day is not None:
        begun.append(compare(">=", first_of(local), constant(from_day)))
    over = Filtered(numbers, local, all_of(*begun))
    first, end = first_of(PLACE), end_of(PLACE)
    each = _in_stretch(norm, scope, first, end, trigger, FALSE, wide)
    nowhere = is_null(PLACE)
    never = not_(can_be_true(truth(norm.group, scope.on_no_day())))
    cell = _where(nowhere, FALSE, NOT_APPLICABLE, each)
    cell = CellTerms(
        case((all_of(loose, never), NOT_APPLICABLE), (loose, OPEN_WINDOW), otherwise=cell.possible),
        cell.due_from,
        cell.due_until,
        case((loose, FALSE), otherwise=cell.open),
    )  # fmt: skip
    return SeveralTerms(
        over,
        None,
        (first, constant("/"), end),
        cell,
    )


def _most_windows(trigger: Term, until: Term, length: Months | timedelta) -> Term:
    """Return a number that the windows begun do not exceed; one too many is left out again."""
    if isinstance(length, timedelta):
        return coalesce(DaysBetween(trigger, until), constant(0))
    years = Calculate("-", part_of("year", until), part_of("year", trigger))
    per_year = -(-12 // length.count)
    upto = Calculate("+", Calculate("*", years, constant(per_year)), constant(per_year))
    return coalesce(upto, constant(0))


def _in_stretch(
    norm: Recurring,
    scope: Scope,
    first: Term,
    last: Term,
    trigger: Term | None,
    late: Term,
    wide: Term,
) -> CellTerms:
    """Return one period of a recurring duty; a later entry counts in its own period."""
    today = constant(scope.today)
    group = truth(norm.group, scope.at(trigger) if trigger is not None else scope)
    found = kept(norm.entries, scope)
    local, inner = scope.inside(ITEM, found.entries)
    day = inner.member(inner.items[ITEM], norm.dated_by)
    where = truth(norm.where, inner) if norm.where is not None else TRUE
    counted = all_of(
        conditions_of(found, inner),
        where,
        day.guard,
        compare(">=", day.raw, first),
        compare("<=", day.raw, last),
        compare("<=", day.raw, today),
    )

    def total(asked: Term) -> Term:
        one = case((asked, constant(1)), otherwise=constant(0))
        return coalesce(fold("sum", found.entries.over, local, one, "number"), constant(0))  # fmt: skip

    unknown = found.entries.unknown
    wanted = constant(norm.at_least)
    sure = case((unknown, constant(0)), otherwise=total(counted))
    most = case(
        (unknown, constant(norm.at_least + 1)), otherwise=total(can_be_true(counted))
    )
    over = surely(compare("<", last, today))
    few = compare("<", sure, wanted)
    enough = compare(">=", most, wanted)
    if norm.exactly:
        enough = all_of(enough, compare("<=", sure, wanted))
    many = compare(">", most, wanted) if norm.exactly else FALSE
    outside = any_of(late, not_(can_be_true(group)))
    parts = (
        one_bit(can_be_false(group), NOT_APPLICABLE.value)  # type: ignore[arg-type]
        if nullable(group)
        else bits(0),
        case((enough, FULFILLED), otherwise=bits(0)),
        case((any_of(many, all_of(few, over)), BREACHED), otherwise=bits(0)),
        case((all_of(few, not_(over)), PENDING), otherwise=bits(0)),
    )
    total_bits: Term = parts[0]
    for part in parts[1:]:
        total_bits = Calculate("+", total_bits, part)
    possible = case((outside, NOT_APPLICABLE), otherwise=total_bits)
    due = case((compare(">", possible, NOT_APPLICABLE), last), otherwise=NO_DAY)
    return CellTerms(possible, due, due, wide)


# --- concurrent ---------------------------------------------------------------


def concurrent(norm: Concurrent, from_day: date | None, scope: Scope) -> CellTerms:
    """Return a condition that must hold on every day of a period. Raises Refused for what has no SQL."""
    places = _places_of(scope)
    places.day(norm.start, fixed=True)
    if norm.end is not None:
        places.day(norm.end, fixed=True)
    places.condition(norm.group, moves=True)
    places.condition(norm.holds, moves=True)
    if norm.lifted is not None:
        places.condition(norm.lifted)
    found = places.found(together=True)
    if any(key[0] in free_names(norm.holds) for key in found.members):
        raise Refused("asks of a list whether it holds day by day")
    read = {name for part in expressions(norm) for name in free_names(part)}
    if any(scope.declaration(name).per_year for name in read - {"as_of", ITEM}):
        raise Refused("asks of a figure by year whether it holds day by day")
    decide = partial(_decide_concurrent, norm, from_day)
    values = partial(_values_of, norm, from_day)
    moving = {name for name in found.tried if _in_days(norm, name)}
    wide = too_wide(found, scope)
    return cell_of(decide, found.tried, moving, values, scope, wide)


def _in_days(norm: Concurrent, name: str) -> bool:
    return any(name in free_names(part) for part in expressions((norm.start, norm.end)))


def _decide_concurrent(norm: Concurrent, from_day: date | None, scope: Scope) -> Decided:  # fmt: skip
    today = constant(scope.today)
    days = days_of(norm.start, scope)
    start, loose = days.low, uncertain(days)
    end: Term = NO_DAY
    by_loose: Term = FALSE
    if norm.end is not None:
        end, by_loose = fixed_day(norm.end, scope)
    group = truth(norm.group, scope.at(start))
    lifted = truth(norm.lifted, scope) if norm.lifted is not None else FALSE
    counted = later(start, norm.grace) if norm.grace is not None else start
    first = greatest(counted, constant(from_day)) if from_day is not None else counted
    last = least(end, add_days(today, -1))
    gap = _gap(norm.holds, scope, first, last)
    over = surely(compare("<", end, today))
    body = case((gap, BREACHED), (over, FULFILLED), otherwise=PENDING)
    binds = can_be_false(lifted)
    possible = body
    if lifted != FALSE:
        eased = one_bit(can_be_true(lifted), EXEMPT.value)  # type: ignore[arg-type]
        possible = Calculate("+", eased, case((binds, body), otherwise=bits(0)))
    if nullable(group):
        outside = one_bit(can_be_false(group), NOT_APPLICABLE.value)  # type: ignore[arg-type]
        possible = Calculate("+", possible, outside)
    before = surely(compare("<", end, constant(from_day))) if from_day is not None else FALSE  # fmt: skip
    possible = case(
        (any_of(is_null(start), before, not_(can_be_true(group))), NOT_APPLICABLE),
        otherwise=possible,
    )
    # Where it is lifted there is no last day.
    return Decided(
        possible,
        case((binds, end), otherwise=NO_DAY),
        case((can_be_true(lifted), NO_DAY), otherwise=end),
        any_of(loose, by_loose),
    )


def _gap(holds: Expr, scope: Scope, first: Term, last: Term) -> Term:
    """Return whether a condition fails on a day from the first to the last: on one after which it may have turned."""
    turning: dict[Term, None] = {first: None}
    for atom in _atoms(holds):
        moves = both_ways(tuple(moves_of(atom)), atom)
        for point in days_in(atom, "", scope):
            for chain in moves:
                turning.update(dict.fromkeys(around(point, chain)))
    local = Local(f"v{scope.depth}")
    inner = replace(scope, day=local, depth=scope.depth + 1)
    judged = all_of(compare(">=", local, first), compare("<=", local, last))
    fails = all_of(judged, not_(surely(truth(holds, inner))))
    days = ListOf(tuple(turning), "day")
    most = coalesce(fold("max", days, local, one_bit(surely(fails), 1), "bits"), bits(0))  # fmt: skip
    return compare("=", most, bits(1))


def _values_of(
    norm: Concurrent, from_day: date | None, name: str, scope: Scope
) -> tuple[Term, ...]:
    """Return the values to try a fact of a concurrent duty with: beside each day it may be held against."""
    fact = scope.declaration(name)
    parts = tuple(expressions(norm))
    if not isinstance(fact.type, Day):
        reading = [a for part in parts for a in _atoms(part) if name in free_names(a)]
        return undated_values(fact, reading, scope.today)
    today = constant(scope.today)
    points: dict[Term, None] = {today: None}
    if from_day is not None:
        points[constant(from_day)] = None
    chains: dict[Chain, None] = {(): None}
    moves = tuple(each for each in durations(norm) if isinstance(each, Months | timedelta))  # fmt: skip
    for part in parts:
        points.update(dict.fromkeys(days_in(part, name, scope)))
        chains.update(dict.fromkeys(both_ways(tuple(moves_of(part)), part)))
    chains.update(((move,), None) for move in moves)
    chains.update(((*chain, move), None) for chain in tuple(chains) for move in moves)
    ahead = fact.timing == "scheduled"
    found: dict[Term, None] = {LONG_AGO: None, today: None}
    if ahead:
        found[constant(FAR_AHEAD)] = None
    for point in points:
        for chain in chains:
            for day in around(point, chain):
                found[coalesce(day, today) if ahead else least(day, today)] = None
    return (*found, *(() if fact.timing == "prior" else (NO_DAY,)))


# --- what all have in common ----------------------------------------------------


def _places_of(scope: Scope) -> Places:
    return Places(scope.declaration, partial(goes_either_way, today=scope.today))


def _atoms(condition: Expr) -> list[Expr]:
    return list(atoms(condition, lambda _: True))


def _unknown(name: str, scope: Scope) -> Term:
    return scope.value(name).unknown
