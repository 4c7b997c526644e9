"""Conditions and days of a view: their value, or the question whose answer decides it.

Where a value hangs on an unknown fact, `Unsettled` names it, with one of each class of values that could make a
difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import assert_never

from policyengine.backends.python.reference.completion import Unsettled
from policyengine.backends.python.reference.landscape import (
    Known,
    Landscape,
    landscape_of,
)
from policyengine.backends.python.reference.view import Atom, Occasion, View
from policyengine.feel.evaluator import evaluate
from policyengine.feel.names import free_names, replace, walk
from policyengine.feel.nodes import And, Expr, If, Literal, Node, Not, Or, Path
from policyengine.feel.types import Day, ListType
from policyengine.feel.values import UNKNOWN, Value
from policyengine.policy.model import DayExpr, DayOf, Earliest, FirstEntry, Latest
from policyengine.policy.vocabulary import Fact, Text

GIVEN = ("as_of", "due", "item")
# An unknown first entry is asked for as if it were one date fact.
ENTRY_DAY = Fact("first", Day(), Text("Første dag", "First day"), timing="event")


def holds(condition: Expr, view: View, against: Iterable[date] = ()) -> bool:
    """Return whether a condition is true in the view.

    Raises `Unsettled` where that hangs on an unknown fact; `against` are days it is compared with beyond its own.
    """
    return value_of(condition, view, against) is True


def value_of(expr: Expr, view: View, against: Iterable[date] = ()) -> Value:
    """Return the value of an expression, never `UNKNOWN`; raises `Unsettled` instead."""
    completed = _with_atoms(expr, view)
    value = evaluate(completed, view, written_out=True)
    if value is UNKNOWN:
        raise _question(completed, view, against)
    return value


def _with_atoms(expr: Expr, view: View) -> Expr:
    """Return the expression with the parts that an unknown list leaves open replaced by what they were taken to be."""
    atoms: dict[Expr, Expr] = {}
    for leaf, value in view.completion.items():
        if (
            isinstance(leaf, Atom)
            and isinstance(leaf.part, Node)
            and leaf.on in (None, view.as_of)
            and _is_here(leaf.entries, view)
        ):
            assert isinstance(value, bool)
            atoms[leaf.part] = Literal(value)
    return replace(expr, atoms) if atoms else expr


def _is_here(place: str, view: View) -> bool:
    """Whether a list is the record's own, or belongs to the entry that is looked at."""
    return "[" not in place or (
        view.item is not None and place.startswith(f"{view.item.place}.")
    )


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
            landscape = view.landscape or landscape_of(first)
            held_against = {*against, *([not_before] if not_before else ())}
            known = _known(landscape, view)
            key = f".{first.dated_by}"
            raise Unsettled(atom, landscape.values(key, ENTRY_DAY, known, held_against))
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
    landscape = view.landscape or landscape_of()
    fact = _members(view, occasion.entries)[name]
    values = landscape.values(f".{name}", fact, _known(landscape, view), against)
    raise Unsettled(f"{occasion.place}.{name}", values)


def list_name(entries: Expr) -> str:
    """Return the dotted name of a list of entries."""
    names = free_names(entries)
    assert len(names) == 1
    return names[0]


def never_holds(condition: Expr, view: View) -> bool:
    """Whether a condition is false on whatever day it is read: by what has no date, and is known."""

    def undated(name: str) -> Value:
        if name in GIVEN:
            return UNKNOWN
        fact = view.fact(name)
        dated = fact.per_year or fact.entry is not None or isinstance(fact.type, Day)
        return UNKNOWN if dated else view(name)

    return evaluate(condition, undated, written_out=True) is False


def days_turning(condition: Expr, view: View) -> frozenset[date]:
    """Return every day on which a condition of a day may say another thing than the day before."""
    landscape = view.landscape or landscape_of(condition)
    return landscape.days_turning(condition, _known(landscape, view.at(view.today)))


# --- which question to ask ---------------------------------------------------


def _question(expr: Expr, view: View, against: Iterable[date]) -> Unsettled:
    """Return the first unknown that the expression reads, with the values that could decide it."""
    landscape = view.landscape or landscape_of(expr)
    for leaf, key, fact in _unknown_facts(expr, view):
        values = landscape.values(key, fact, _known(landscape, view), against)
        return Unsettled(leaf, values)
    for place, dated in _unknown_lists(expr, view):
        on = view.as_of if dated else None
        return Unsettled(Atom(_smallest_open(expr, view), place, on), (True, False))
    raise AssertionError("an expression is unknown though all it reads is known")


def _unknown_lists(expr: Expr, view: View) -> Iterator[tuple[str, bool]]:
    """Yield the place of each unknown list an expression reads, and whether its entries are dated."""
    for name in free_names(expr):
        if name == "item":
            assert view.item is not None
            for place, _, _ in _unknown_members(expr, view, (view.item,), lists=True):
                yield place, False
        elif name not in GIVEN:
            fact = view.fact(name)
            if view(name) is UNKNOWN:
                yield name, fact.entry is not None
            elif fact.entry is not None:
                entries = view.occasions(name) or ()
                for place, _, _ in _unknown_members(expr, view, entries, lists=True):
                    # It belongs to one entry, but the condition is on the whole list.
                    yield place.partition("[")[0], True


def _unknown_facts(expr: Expr, view: View) -> Iterator[tuple[str, str, Fact]]:
    """Yield each unknown fact an expression reads: its place, its key in a landscape, its declaration."""
    for name in free_names(expr):
        if name == "item":
            assert view.item is not None
            yield from _unknown_members(expr, view, (view.item,))
        elif name not in GIVEN:
            fact = view.fact(name)
            if fact.entry is not None:
                yield from _unknown_members(expr, view, view.occasions(name) or ())
            elif view(name) is UNKNOWN and not _is_list(fact):
                yield view.leaf(name), name, fact


def _unknown_members(
    expr: Expr, view: View, occasions: Iterable[Occasion], *, lists: bool = False
) -> Iterator[tuple[str, str, Fact]]:
    """Yield the unknown members of entries that an expression reads: single values, or those that are lists."""
    used = {part.member for part in walk(expr) if isinstance(part, Path)}
    for occasion in occasions:
        entry = view.entry(occasion)
        for name, fact in _members(view, occasion.entries).items():
            if name in used and name not in entry and _is_list(fact) == lists:
                yield f"{occasion.place}.{name}", f".{name}", fact


def _is_list(fact: Fact) -> bool:
    return isinstance(fact.type, ListType)


def _members(view: View, entries: str) -> Mapping[str, Fact]:
    entry = view.fact(entries).entry
    assert entry is not None
    return entry.facts


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
        if evaluate(operand, view, written_out=True) is UNKNOWN:
            return _smallest_open(operand, view)
    return expr


def _known(landscape: Landscape, view: View) -> Known:
    """Return what the view holds of the facts that the landscape's norm reads."""
    days: dict[str, set[date]] = {}
    others: list[Value] = []
    for key, value in _held(landscape, view):
        if isinstance(value, date):
            days.setdefault(key, set()).add(value)
        elif value is not UNKNOWN:
            others.append(value)
    return Known(
        {key: frozenset(found) for key, found in days.items()},
        tuple(others),
        view.as_of,
        view.today,
        view.from_day,
        view.due,
    )


def _held(landscape: Landscape, view: View) -> Iterator[tuple[str, Value]]:
    """Yield every single value the view holds, recorded or assumed, under its key in a landscape."""
    for name in landscape.names:
        if name not in GIVEN:
            yield from _single_values(name, view(name))
    if view.item is not None:
        yield from _single_values("item", view.entry(view.item))
    for leaf, value in view.completion.items():
        match leaf:
            case Atom(FirstEntry(dated_by=dated_by)):
                yield f".{dated_by}", value
            case str():
                yield f".{leaf.rpartition('.')[2]}" if "[" in leaf else leaf, value
            case _:
                continue


def _single_values(key: str, value: Value) -> Iterator[tuple[str, Value]]:
    match value:
        case tuple():
            for each in value:
                yield from _single_values(key, each)
        case Mapping():
            for name, each in value.items():
                yield from _single_values(f".{name}", each)
        case _:
            yield key, value
