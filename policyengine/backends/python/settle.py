"""Conditions and days of a view: their value, or the question whose answer decides it.

Where a value hangs on an unknown fact, `Unsettled` carries every value of that fact which could make a difference:
the constants it is compared with, the days on which a comparison changes and the day after, none, and one other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from policyengine.backends.python.completion import (
    FAR_AHEAD,
    LONG_AGO,
    Unsettled,
    around,
)
from policyengine.backends.python.view import Atom, Occasion, View
from policyengine.feel.calendar import add, latest_start
from policyengine.feel.evaluator import evaluate
from policyengine.feel.names import free_names, replace, walk
from policyengine.feel.nodes import (
    And,
    Arithmetic,
    Call,
    Expr,
    If,
    Literal,
    Node,
    Not,
    Or,
    Path,
)
from policyengine.feel.types import (
    Boolean,
    Choice,
    Day,
    DaysDuration,
    ListType,
    MonthsDuration,
    Null,
    Number,
    RecordType,
    Text,
)
from policyengine.feel.values import UNKNOWN, Months, Value
from policyengine.policy.model import DayExpr, DayOf, Earliest, FirstEntry, Latest

if TYPE_CHECKING:
    from policyengine.policy.vocabulary import Fact

LARGE = 10**12
LONGEST_COUNT = 1200


def holds(condition: Expr, view: View, against: Iterable[date] = ()) -> bool:
    """Return whether a condition is true in the view.

    Raises `Unsettled` where that hangs on an unknown fact; `against` are days it is compared with beyond its own.
    """
    return value_of(condition, view, against) is True


def value_of(expr: Expr, view: View, against: Iterable[date] = ()) -> Value:
    """Return the value of an expression, never `UNKNOWN`; raises `Unsettled` instead."""
    atoms: dict[Expr, Expr] = {}
    for leaf, value in view.completion.items():
        if isinstance(leaf, Atom) and isinstance(leaf.part, Node):
            assert isinstance(value, bool)
            atoms[leaf.part] = Literal(value)
    completed = replace(expr, atoms)
    value = evaluate(completed, view)
    if value is UNKNOWN:
        raise _question(completed, view, frozenset(against))
    return value


def day_of(
    day: DayExpr,
    view: View,
    against: Iterable[date] = (),
    not_before: date | None = None,
) -> date | None:
    """Return the day, None where it never comes, as seen from the view's day.

    A day after `as_of` has not come; one before `not_before` does not count.
    """
    match day:
        case DayOf(expr):
            value = value_of(expr, view, against)
            return _counting(value, view, not_before)
        case FirstEntry():
            return _first(day, view, against, not_before)
        case Earliest(parts):
            days = [day_of(part, view, against, not_before) for part in parts]
            return min((each for each in days if each is not None), default=None)
        case Latest(parts):
            days = [day_of(part, view, against, not_before) for part in parts]
            known = [each for each in days if each is not None]
            return max(known) if len(known) == len(days) else None
        case _:
            assert_never(day)


def _counting(value: Value, view: View, not_before: date | None) -> date | None:
    if not isinstance(value, date) or value > view.as_of:
        return None
    return None if not_before is not None and value < not_before else value


def _first(
    first: FirstEntry, view: View, against: Iterable[date], not_before: date | None
) -> date | None:
    name = list_name(first.entries)
    occasions = view.occasions(name)
    if occasions is None:
        atom = Atom(first, name)
        if atom not in view.completion:
            days = _event_days({*against, *([not_before] if not_before else ())}, view)
            raise Unsettled(atom, (*days, None))
        return _counting(view.completion[atom], view, not_before)
    counted: list[date] = []
    for occasion in occasions:
        entry = view.on(occasion)
        if first.where is not None and not holds(first.where, entry, against):
            continue
        day = member(occasion, first.dated_by, entry, against)
        counting = _counting(day, view, not_before)
        if counting is not None:
            counted.append(counting)
    return min(counted, default=None)


def member(
    occasion: Occasion, name: str, view: View, against: Iterable[date] = ()
) -> Value:
    """Return a member of an entry; raises `Unsettled` where it is unknown."""
    entry = view.entry(occasion)
    if name in entry:
        return entry[name]
    fact = _members(view, occasion.entries)[name]
    raise Unsettled(
        f"{occasion.place}.{name}", _values(fact, view, (), (), frozenset(against))
    )


def list_name(entries: Expr) -> str:
    """Return the dotted name of a list of entries."""
    names = free_names(entries)
    assert len(names) == 1
    return names[0]


# --- which question to ask ---------------------------------------------------


def _question(expr: Expr, view: View, against: frozenset[date]) -> Unsettled:
    """Return the first unknown that the expression reads, with the values that could decide it."""
    parts = tuple(walk(expr))
    known = tuple(_known_values(expr, parts, view))
    for leaf, fact in _unknown_facts(expr, parts, view):
        return Unsettled(leaf, _values(fact, view, parts, known, against))
    for name in free_names(expr):
        if view(name) is UNKNOWN:
            atom = _smallest_open(expr, view)
            return Unsettled(Atom(atom, name), (True, False))
    raise AssertionError("an expression is unknown though all it reads is known")


def _unknown_facts(
    expr: Expr, parts: tuple[Expr, ...], view: View
) -> Iterator[tuple[str, Fact]]:
    for name in free_names(expr):
        if name in ("as_of", "due"):
            continue
        if name == "item":
            assert view.item is not None
            yield from _unknown_members(parts, view, (view.item,))
            continue
        fact = view.fact(name)
        if fact.entry is not None:
            yield from _unknown_members(parts, view, view.occasions(name) or ())
        elif view(name) is UNKNOWN and not isinstance(fact.type, ListType):
            yield view.leaf(name), fact


def _unknown_members(
    parts: tuple[Expr, ...], view: View, occasions: Iterable[Occasion]
) -> Iterator[tuple[str, Fact]]:
    used = {part.member for part in parts if isinstance(part, Path)} | {
        name for part in parts for name in free_names(part)
    }
    for occasion in occasions:
        entry = view.entry(occasion)
        for name, fact in _members(view, occasion.entries).items():
            if name in used and name not in entry:
                yield f"{occasion.place}.{name}", fact


def _members(view: View, entries: str) -> Mapping[str, Fact]:
    entry = view.fact(entries).entry
    assert entry is not None
    return entry.facts


def _known_values(expr: Expr, parts: tuple[Expr, ...], view: View) -> Iterator[Value]:
    """Yield the constants of the expression and the known values of what it reads."""
    for part in parts:
        if isinstance(part, Literal):
            yield part.value
    for name in free_names(expr):
        value = view(name)
        entries = value if isinstance(value, tuple) else (value,)
        for entry in entries:
            if isinstance(entry, Mapping):
                yield from entry.values()
            elif entry is not UNKNOWN:
                yield entry


def _smallest_open(expr: Expr, view: View) -> Expr:
    """Return the smallest condition within `expr` that is unknown."""
    operands: tuple[Expr, ...]
    match expr:
        case And(operands) | Or(operands):
            pass
        case Not(operand):
            operands = (operand,)
        case If(condition, then, otherwise):
            operands = (condition, then, otherwise)
        case _:
            return expr
    for operand in operands:
        if evaluate(operand, view) is UNKNOWN:
            return _smallest_open(operand, view)
    return expr


# --- which values could make a difference ------------------------------------


def _values(
    fact: Fact,
    view: View,
    parts: tuple[Expr, ...],
    known: tuple[Value, ...],
    against: frozenset[date],
) -> tuple[Value, ...]:
    match fact.type:
        case Boolean():
            return (True, False, None)
        case Choice(values):
            used = [value for value in values if value in known]
            other = [value for value in values if value not in known][:1]
            return (*used, *other, None)
        case Text():
            texts = {value for value in known if isinstance(value, str)}
            return (*sorted(texts), "".join(sorted(texts)) + "…", None)
        case Number():
            return (*_numbers(known), None)
        case Day():
            return _days(fact, view, parts, known, against)
        case DaysDuration() | MonthsDuration() | Null() | ListType() | RecordType():
            raise AssertionError("no fact of this type is asked for")
        case _:
            assert_never(fact.type)


def _numbers(known: tuple[Value, ...]) -> tuple[int | Decimal, ...]:
    constants = {
        value
        for value in known
        if isinstance(value, int | Decimal) and not isinstance(value, bool)
    }
    sums = {a - b for a in constants for b in constants} | {
        a + b for a in constants for b in constants
    }
    near = {n + step for n in constants | sums for step in (-1, 0, 1)}
    return tuple(sorted(near | {0, LARGE, -LARGE}))


def _days(
    fact: Fact,
    view: View,
    parts: tuple[Expr, ...],
    known: tuple[Value, ...],
    against: frozenset[date],
) -> tuple[date | None, ...]:
    fixed = {value for value in known if isinstance(value, date)} | against
    durations = _durations(parts, known)
    turning = fixed | {view.today, view.as_of} | _year_ends(parts, known, view.today)
    for day in tuple(turning):
        for duration in durations:
            for moved in (latest_start(day, duration), add(day, duration)):
                if moved is not None:
                    turning.add(moved)
    never = () if fact.timing == "prior" else (None,)
    if fact.timing == "scheduled":
        return (*sorted({LONG_AGO, *around(turning), FAR_AHEAD}), *never)
    return (*_event_days(turning, view), *never)


def _event_days(turning: Iterable[date], view: View) -> tuple[date, ...]:
    days = {LONG_AGO, view.today, *around(turning)}
    return tuple(sorted(day for day in days if day <= view.today))


def _durations(
    parts: tuple[Expr, ...], known: tuple[Value, ...]
) -> frozenset[Months | timedelta]:
    """Return the durations an expression adds or counts: constants, and whole numbers it compares a count with."""
    found = {value for value in known if isinstance(value, Months | timedelta)}
    counts = any(
        isinstance(part, Call | Path)
        or (isinstance(part, Arithmetic) and part.operator == "-")
        for part in parts
    )
    if counts:
        for number in known:
            if (
                isinstance(number, int)
                and not isinstance(number, bool)
                and 0 <= number <= LONGEST_COUNT
            ):
                for n in (number, number + 1):
                    found |= {timedelta(days=n), Months(n), Months(12 * n)}
    return frozenset(found)


def _year_ends(
    parts: tuple[Expr, ...], known: tuple[Value, ...], today: date
) -> set[date]:
    """Return the days at which a part of a date (`.year`, `.month`, `.day`) changes."""
    read = {part.member for part in parts if isinstance(part, Path)}
    days: set[date] = set()
    if "year" in read:
        years = {n for n in known if isinstance(n, int) and date.min.year < n < 9999}
        days |= {date(year - step, 12, 31) for year in years for step in (0, 1)}
    if read & {"month", "day"}:
        days |= {today - timedelta(days=n) for n in range(366)}
    return days
