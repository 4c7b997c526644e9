"""Values that an unknown fact is tried with: one, at least, of each stretch in which nothing changes.

A day matters only where it passes another: what it is compared with, the day of assessment, the first day of the
policy, less the durations between them. More values than needed cost time and change nothing, for each is one that the
fact can have.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from policyengine.backends.sql.days import LONG_AGO, days_of
from policyengine.backends.sql.scope import Refused, Scope, kind_of
from policyengine.backends.sql.terms import (
    NO_DAY,
    AddDays,
    AddMonths,
    Constant,
    Term,
    coalesce,
    constant,
    least,
)
from policyengine.backends.sql.tries import NotTried
from policyengine.backends.sql.unknowns import GIVEN, atoms
from policyengine.feel.calendar import add, latest_start
from policyengine.feel.evaluator import evaluate
from policyengine.feel.names import ITEM, free_names, walk
from policyengine.feel.nodes import (
    Arithmetic,
    Call,
    Compare,
    Expr,
    Filter,
    Literal,
    Name,
    Path,
    Quantified,
)
from policyengine.feel.types import Boolean, Choice, Day, ListType, Number, Text
from policyengine.feel.values import Months
from policyengine.policy.expressions import expressions
from policyengine.policy.model import (
    Before,
    By,
    DayOf,
    Done,
    Duty,
    Earliest,
    FirstEntry,
    Holds,
    Latest,
    Within,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policyengine.feel.values import Value
    from policyengine.policy.model import DayExpr
    from policyengine.policy.vocabulary import Fact

Move: TypeAlias = Months | timedelta
Chain: TypeAlias = tuple[Move, ...]
DAY = timedelta(days=1)
FAR_AHEAD = date(3000, 1, 1)
LARGE = 10**12
OLDEST = 130
# A month later than the 28th may be the 31st.
CLAMPED = 3
# A day that is moved more often than this is not followed back.
MOST_MOVES = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """What a duty is decided in: the policy's first day, and the days of triggers and deadlines that are known by then."""

    from_day: date | None
    marks: tuple[Term, ...]


def values_of(
    name: str,
    duties: tuple[Duty, ...],
    scope: Scope,
    setting: Setting,
    conditions: tuple[Expr, ...] = (),
) -> tuple[Term, ...]:
    """Return the values to try a fact with, NULL for none. Raises NotTried where they cannot be told."""
    fact = scope.declaration(name)
    reading = tuple(_reading(name, duties, conditions))
    if isinstance(fact.type, Day):
        days: tuple[Term, ...]
        if _is_ordered_once(name, reading) and not _moves_a_day(name, duties):
            ends = (date(1000, 1, 1), scope.today, FAR_AHEAD)
            days = tuple(
                map(constant, ends if fact.timing == "scheduled" else ends[:2])
            )
        elif any(map(_goes_through, reading)):
            raise NotTried
        else:
            days = _days(name, fact, duties, reading, scope, setting)
        never = () if fact.timing == "prior" else (NO_DAY,)
        return (*days, *never)
    return undated_values(fact, reading, scope.today)


def _goes_through(atom: Expr) -> bool:
    return any(isinstance(part, Quantified | Filter) for part in walk(atom))


def _is_ordered_once(name: str, reading: Iterable[Expr]) -> bool:
    """Whether all depends on how late a day is, and on nothing else about it: then its ends stand for all days."""
    parts = [part for atom in reading for part in walk(atom)]
    ordering = [
        part
        for part in parts
        if isinstance(part, Compare)
        and part.operator not in ("=", "!=")
        and name in free_names(part)
        and not _goes_through(part)
    ]
    return parts.count(Name(name)) == len(ordering) == 1


def _moves_a_day(name: str, duties: tuple[Duty, ...]) -> bool:
    """Whether a fact is read where days are: of a trigger, a deadline, a fulfilment, or the first that counts."""
    for duty in duties:
        done = duty.fulfilment.day if isinstance(duty.fulfilment, Done) else None
        by = duty.deadline.day if isinstance(duty.deadline, By) else None
        days = (duty.trigger, by, done, duty.not_before)
        if any(each is not None and name in day_names(each) for each in days):
            return True
    return False


def undated_values(
    fact: Fact, reading: Iterable[Expr], today: date
) -> tuple[Term, ...]:
    """Return the values to try a fact with that is no day. Raises NotTried where they cannot be told."""
    reading = tuple(reading)
    held_against_others = any(len(set(_names(atom))) > 1 for atom in reading)
    none = Constant(None, kind_of(fact))
    match fact.type:
        case Choice(values) if held_against_others:
            return (*map(constant, values), none)
        case Text() | Number() if held_against_others:
            raise NotTried
        case _:
            fixed = fixed_values(fact, reading, today)
            return tuple(none if each is None else constant(each) for each in fixed)  # type: ignore[arg-type]


def goes_either_way(atom: Expr, name: str, fact: Fact, today: date) -> bool:
    """Whether a part is true of some values of a fact, and false of others, whatever else it reads.

    What else that may be is the last day, or a day it is held against.
    """
    try:
        values = fixed_values(fact, (atom,), today)
    except NotTried:
        return False
    others = set(free_names(atom)) - {"as_of", name, ITEM}
    days = (date(1500, 1, 1), today, FAR_AHEAD) if others else (today,)
    return all(
        len({_is_true(atom, name, value, today, other) for value in values}) > 1
        for other in days
    )


def _is_true(atom: Expr, name: str, value: Value, today: date, other: date) -> bool:
    def look(asked: str) -> Value:
        if asked == ITEM and name.startswith("item."):
            return {name.removeprefix("item."): value}
        return value if asked == name else today if asked == "as_of" else other

    return evaluate(atom, look, written_out=True) is True


def fixed_values(fact: Fact, reading: Iterable[Expr], today: date) -> tuple[Value, ...]:  # fmt: skip
    """Return the values of a fact that what reads it tells apart, None last where it can be none."""
    reading = tuple(reading)
    written = [part.value for atom in reading for part in walk(atom) if isinstance(part, Literal)]  # fmt: skip
    match fact.type:
        case Boolean():
            return (True, False, None)
        case Choice(values):
            named = [each for each in values if each in written]
            other = [each for each in values if each not in written]
            return (*named, *other[:1], None)
        case Text():
            texts = sorted({each for each in written if isinstance(each, str)})
            return (*texts, "".join(texts) + "…", None)
        case Number():
            figures = {
                each
                for each in written
                if isinstance(each, int | Decimal) and not isinstance(each, bool)
            }
            pairs = {a - b for a in figures for b in figures} | {a + b for a in figures for b in figures}  # fmt: skip
            near = {n + step for n in figures | pairs for step in (-1, 0, 1)}
            return (*sorted(near | {0, LARGE, -LARGE}), None)
        case Day():
            days = {LONG_AGO.value, today}
            for atom in reading:
                points = {today, *(each for each in written if isinstance(each, date))}
                days |= set(_turning(points, tuple(moves_of(atom)), atom, today))
            ahead = {FAR_AHEAD} if fact.timing == "scheduled" else set()
            come = {each for each in days if ahead or each <= today}  # type: ignore[operator]
            return (*sorted(come | ahead), *(() if fact.timing == "prior" else (None,)))  # type: ignore[type-var]
        case ListType():
            return ()
        case _:
            raise Refused("tries a fact of a type that no table has")


# --- days ---------------------------------------------------------------------


def _days(
    name: str,
    fact: Fact,
    duties: tuple[Duty, ...],
    reading: tuple[Expr, ...],
    scope: Scope,
    setting: Setting,
) -> tuple[Term, ...]:
    today = constant(scope.today)
    turning: dict[Term, None] = {LONG_AGO: None, today: None}
    ahead = fact.timing == "scheduled"
    if ahead:
        turning[constant(FAR_AHEAD)] = None
    for point, moves in _points(name, duties, reading, scope, setting):
        for move in moves:
            for day in around(point, move):
                if isinstance(day, Constant):
                    if not isinstance(day.value, date):
                        continue  # a fact without a column is no day to pass
                    late = not ahead and day.value > scope.today
                    turning[today if late else day] = None
                else:
                    turning[coalesce(day, today) if ahead else least(day, today)] = None
    return tuple(turning)


def _points(
    name: str,
    duties: tuple[Duty, ...],
    reading: tuple[Expr, ...],
    scope: Scope,
    setting: Setting,
) -> Iterator[tuple[Term, tuple[Chain, ...]]]:
    """Yield the days that a fact is held against, and by what moves it gets there."""
    today = constant(scope.today)
    for atom in reading:
        moves = both_ways(tuple(moves_of(atom)), atom)
        for part in _parts_of_dates(atom, scope.today):
            yield constant(part), ((),)
        for point in (today, *days_in(atom, name, scope)):
            yield point, moves
        for mark in setting.marks:
            yield mark, moves
    for duty in duties:
        yield from _where_trigger_turns(name, duty, scope, setting)
        yield from _where_days_turn(name, duty, scope, setting)


def _where_days_turn(
    name: str, duty: Duty, scope: Scope, setting: Setting
) -> Iterator[tuple[Term, tuple[Chain, ...]]]:
    """Yield what a fixed deadline, a fulfilment, and a first day that counts are held against."""
    done = duty.fulfilment.day if isinstance(duty.fulfilment, Done) else None
    first = duty.not_before
    if isinstance(duty.deadline, By) and name in day_names(duty.deadline.day):
        chains = _inner(duty.deadline.day)
        yield from _against_due(name, duty, scope, setting, chains)
    if done is not None and name in day_names(done):
        points: list[Term] = [constant(scope.today), *setting.marks]
        if first is not None:
            points += _of_day(first, name, scope)
        for point in points:
            yield point, _inner(done)
    if first is not None and done is not None and name in day_names(first):
        for point in _of_day(done, name, scope):
            yield point, _inner(first)


def _inner(day: DayExpr) -> tuple[Chain, ...]:
    """Return no move, those that a day is computed with, and all of them one after another, each both ways."""
    moves = tuple(moves_of(*expressions(day)))
    if len(moves) > MOST_MOVES:
        raise NotTried
    both = [(each, _opposite(each)) for each in moves]
    single = ((move,) for each in both for move in each)
    return ((), *single, *(product(*both) if len(moves) > 1 else ()))


def _where_trigger_turns(
    name: str, duty: Duty, scope: Scope, setting: Setting
) -> Iterator[tuple[Term, tuple[Chain, ...]]]:
    if duty.trigger is None or name not in day_names(duty.trigger):
        return
    begun = _inner(duty.trigger)
    yield constant(scope.today), begun
    for atom in _atoms(duty.group):
        for point in days_in(atom, name, scope):
            for moves in both_ways(tuple(moves_of(atom)), atom):
                yield from ((moved, begun) for moved in around(point, moves))
        for part in _parts_of_dates(atom, scope.today):
            yield constant(part), begun
    match duty.deadline:
        case Within(duration):
            if not isinstance(duration, Months | timedelta):
                raise Refused("counts working days")
            last: tuple[Chain, ...] = tuple((*chain, duration) for chain in begun)
        case Before():
            last = tuple((*chain, -DAY) for chain in begun)
        case _:
            last = begun
    yield from _against_due(name, duty, scope, setting, last)


def _against_due(
    name: str, duty: Duty, scope: Scope, setting: Setting, chains: tuple[Chain, ...]
) -> Iterator[tuple[Term, tuple[Chain, ...]]]:
    """Yield what a last day is held against."""
    yield constant(scope.today), chains
    if setting.from_day is not None:
        yield constant(setting.from_day), chains
    if isinstance(duty.fulfilment, Done):
        for point in _of_day(duty.fulfilment.day, name, scope):
            yield point, chains
    held = [duty.lifted, duty.excused, *(each.condition for each in duty.replaced_by)]
    if isinstance(duty.fulfilment, Holds):
        held.append(duty.fulfilment.condition)
    for condition in held:
        for atom in _atoms(condition) if condition is not None else ():
            for point in days_in(atom, name, scope):
                for moves in both_ways(tuple(moves_of(atom)), atom):
                    for moved in around(point, moves):
                        yield moved, chains


def _of_day(day: DayExpr, name: str, scope: Scope) -> Iterator[Term]:
    """Yield the days that a day can be, but for what is asked of the fact itself."""
    match day:
        case DayOf(expr):
            yield from days_in(expr, name, scope)
        case FirstEntry():
            found = days_of(day, scope)
            yield found.low
            if found.high != found.low:
                yield found.high
        case Earliest(parts) | Latest(parts):
            for part in parts:
                yield from _of_day(part, name, scope)


def days_in(expr: Expr, name: str, scope: Scope) -> Iterator[Term]:
    """Yield the days that an expression names, but for one fact."""
    for part in walk(expr):
        if isinstance(part, Literal) and isinstance(part.value, date):
            yield constant(part.value)
    for other in dict.fromkeys(_names(expr)):
        if other != name and isinstance(scope.declaration(other).type, Day):
            yield scope.value(other).raw


# --- moving days --------------------------------------------------------------


def both_ways(moves: tuple[Move, ...], atom: Expr) -> tuple[Chain, ...]:
    """Return no move, each move and its opposite, and pairs where a comparison moves both sides."""
    single: list[Chain] = [()]
    for move in moves:
        single += [(move,), (_opposite(move),)]
    moving = sum(isinstance(part, Arithmetic) for part in walk(atom))
    if moving > 1:
        single += [(a, _opposite(b)) for a in moves for b in moves if a != b]
    return tuple(single)


def _opposite(move: Move) -> Move:
    return Months(-move.count) if isinstance(move, Months) else -move


def around(point: Term, chain: Chain) -> Iterator[Term]:
    """Yield the days around the last from which the moves, one after the other, do not lead past a day."""
    if isinstance(point, Constant) and isinstance(point.value, date):
        for start in (point.value, point.value - DAY):
            day: date | None = start
            for move in reversed(chain):
                day = latest_start(day, move) if day else None
            if day is not None:
                yield constant(day)
                yield constant(day + DAY)
        return
    clamped = any(isinstance(move, Months) for move in chain)
    starts = (point, AddDays(point, constant(-1))) if clamped else (point,)
    for back in starts:
        for move in reversed(chain):
            back = _add(back, _opposite(move))  # noqa: PLW2901
        for step in range(CLAMPED + 2) if clamped else (-1, 0, 1):
            yield AddDays(back, constant(step)) if step else back


def _add(day: Term, move: Move) -> Term:
    match day, move:
        case Constant(date() as fixed), _:
            return constant(add(fixed, move) or date.min)
        case _, Months(count):
            return AddMonths(day, constant(count))
        case _:
            return AddDays(day, constant(move.days))


def _turning(
    points: set[date], moves: tuple[Move, ...], atom: Expr, today: date
) -> Iterator[date]:
    for point in points:
        for chain in both_ways(moves, atom):
            for day in around(constant(point), chain):
                assert isinstance(day, Constant)
                assert isinstance(day.value, date)
                yield day.value
    yield from _parts_of_dates(atom, today)


def moves_of(*parts: Expr) -> Iterator[Move]:
    """Yield the durations that expressions move days by: those written, and the whole numbers an age is held against."""
    for expr in parts:
        inside = tuple(walk(expr))
        ages = any(isinstance(each, Call) and each.function == "age" for each in inside)
        days = any(isinstance(each, Arithmetic) and each.operator == "-" for each in inside)  # fmt: skip
        for part in inside:
            match part:
                case Literal(Months() | timedelta() as duration):
                    yield duration
                case Literal(bool()):
                    continue
                case Literal(int() | Decimal() as number) if 0 <= number <= OLDEST:
                    for n in (int(number), int(number) + 1):
                        if ages:
                            yield Months(12 * n)
                        if days:
                            yield timedelta(days=n)
                case _:
                    continue


def _parts_of_dates(atom: Expr, today: date) -> Iterator[date]:
    """Yield the days at which a part of a date changes."""
    read = {part.member for part in walk(atom) if isinstance(part, Path)}
    if read & {"month", "day"}:
        raise NotTried
    if "year" in read:
        years = {today.year, today.year - 1}
        for part in walk(atom):
            if isinstance(part, Literal) and isinstance(part.value, int) and 1 < part.value < FAR_AHEAD.year:  # fmt: skip
                years |= {part.value, part.value - 1}
        for year in sorted(years):
            yield date(year, 12, 31)
            yield date(year + 1, 1, 1)


# --- who reads what -----------------------------------------------------------


def _reading(
    name: str, duties: tuple[Duty, ...], conditions: tuple[Expr, ...]
) -> Iterator[Expr]:
    """Yield the parts of conditions that read a fact."""
    asked: list[Expr | None] = [*conditions]
    for duty in duties:
        asked += [duty.group, duty.lifted, duty.excused]
        asked += [each.condition for each in duty.replaced_by]
        if isinstance(duty.fulfilment, Holds):
            asked.append(duty.fulfilment.condition)
    for condition in asked:
        for atom in _atoms(condition) if condition is not None else ():
            if name in _names(atom):
                yield atom


def _atoms(condition: Expr) -> Iterator[Expr]:
    return atoms(condition, lambda _: True)


def _names(expr: Expr) -> Iterator[str]:
    """Yield the facts an expression reads, `item.` before a member of the entry at hand."""
    for name in free_names(expr):
        if name == ITEM:
            for part in walk(expr):
                if isinstance(part, Path) and free_names(part.of) == (ITEM,):
                    yield f"item.{part.member}"
        elif name not in GIVEN:
            yield name


def day_names(day: DayExpr) -> set[str]:
    """Return the facts that a day is worked out from."""
    return {name for expr in expressions(day) for name in _names(expr)}
