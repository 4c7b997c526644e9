"""Terms: what a statement computes for one row, in no dialect yet.

A condition is true, false or NULL for unknown, and `and`, `or`, `not` are SQL's own, which are Kleene's. The functions
in lower case fold constants, so that what is certain when compiling costs nothing when running.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

from policyengine.feel.calendar import latest_start
from policyengine.feel.values import Months

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind: TypeAlias = Literal[
    "boolean", "number", "text", "day", "days", "months", "bits", "list"
]
Operator: TypeAlias = Literal["=", "<>", "<", "<=", ">", ">="]
How: TypeAlias = Literal["max", "min", "sum", "or"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A value; None is NULL of a kind."""

    value: bool | int | Decimal | str | date | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the statement; `complete`: never NULL."""

    table: str
    name: str
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Local:
    """What a list is gone through with: an entry, or a value that an unknown fact may have."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an entry."""

    of: Local
    name: str
    complete: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """All of the conditions hold."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the conditions holds."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    term: Term


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values compared; NULL where one is."""

    operator: Operator
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Among:
    """A text is one of some."""

    term: Term
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IsNull:
    """Whether a value is NULL."""

    term: Term


@dataclass(frozen=True, slots=True)
class Case:
    """The value of the first condition that is true, else `otherwise`."""

    branches: tuple[tuple[Term, Term], ...]
    otherwise: Term


@dataclass(frozen=True, slots=True)
class Coalesce:
    """The first value that is not NULL."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or greatest of some values, those that are NULL passed over."""

    how: Literal["least", "greatest"]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Calculate:
    """`+`, `-` or `*` of numbers, exactly."""

    operator: Literal["+", "-", "*"]
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class AddDays:
    """So many days later."""

    day: Term
    days: Term


@dataclass(frozen=True, slots=True)
class AddMonths:
    """So many months later; where there is no such day, the last of the month."""

    day: Term
    months: Term


@dataclass(frozen=True, slots=True)
class DaysBetween:
    """The days from `start` to `end`, as a number."""

    start: Term
    end: Term


@dataclass(frozen=True, slots=True)
class PartOf:
    """The year, month or day of a day."""

    part: Literal["year", "month", "day"]
    day: Term


@dataclass(frozen=True, slots=True)
class OfYear:
    """The figure of a year in a map from year to figure."""

    figures: Term
    year: Term


@dataclass(frozen=True, slots=True)
class YearKnown:
    """Whether a map from year to figure says something of a year, be it none."""

    figures: Term
    year: Term


@dataclass(frozen=True, slots=True)
class Contains:
    """Whether a list of texts holds one; NULL where the list is."""

    texts: Term
    text: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of days or other values."""

    items: tuple[Term, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Numbers:
    """The list 1, 2, … up to a number; empty where that is less."""

    last: Term


@dataclass(frozen=True, slots=True)
class Fold:
    """The greatest, least, sum or bitwise or of a term over a list, without NULLs; NULL of nothing at all."""

    how: How
    over: Term
    local: Local
    each: Term
    kind: Kind


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether a condition holds of an item of a list: NULL where it is unknown of one and true of none; false of nothing."""

    over: Term
    local: Local
    where: Term


@dataclass(frozen=True, slots=True)
class Filtered:
    """The items of a list for which a condition is true."""

    over: Term
    local: Local
    where: Term


@dataclass(frozen=True, slots=True)
class Contained:
    """Whether a text contains another, or begins or ends with it."""

    where: Literal["contains", "starts with", "ends with"]
    text: Term
    part: str


Term: TypeAlias = (
    Constant
    | Column
    | Local
    | Member
    | All
    | AnyOf
    | Not
    | Compare
    | Among
    | IsNull
    | Case
    | Coalesce
    | Extreme
    | Calculate
    | AddDays
    | AddMonths
    | DaysBetween
    | PartOf
    | OfYear
    | YearKnown
    | Contains
    | ListOf
    | Numbers
    | Fold
    | Exists
    | Filtered
    | Contained
)

# Locals that stand for an unknown fact begin so.
TRIED = "c"

TRUE, FALSE = Constant(True, "boolean"), Constant(False, "boolean")
UNKNOWN = Constant(None, "boolean")
NO_DAY = Constant(None, "day")


def constant(value: bool | int | Decimal | str | date) -> Constant:
    """Return a constant."""
    match value:
        case bool():
            return Constant(value, "boolean")
        case int() | Decimal():
            return Constant(value, "number")
        case str():
            return Constant(value, "text")
        case date():
            return Constant(value, "day")


def bits(value: int) -> Constant:
    """Return a set of outcomes."""
    return Constant(value, "bits")


# --- what cannot be NULL ------------------------------------------------------


def nullable(term: Term) -> bool:
    """Whether a term can be NULL."""
    match term:
        case Constant(value):
            return value is None
        case Column(complete=complete) | Member(complete=complete):
            return not complete
        case IsNull() | YearKnown():
            return False
        case Coalesce(terms) | Extreme(_, terms):
            return all(map(nullable, terms))
        case Case(branches, otherwise):
            return nullable(otherwise) or any(nullable(then) for _, then in branches)
        case Local() | OfYear() | Fold():
            return True
        case ListOf() | Numbers():
            return False
        case Exists(where=where):
            return nullable(where)
        case _:
            return any(map(nullable, children(term)))


def children(term: Term) -> Iterator[Term]:
    """Yield the terms that a term is made of."""
    for field in fields(term):
        yield from _terms(getattr(term, field.name))


def _terms(part: object) -> Iterator[Term]:
    if isinstance(part, tuple):
        for each in part:
            yield from _terms(each)
    elif isinstance(part, CLASSES):
        yield part


CLASSES = (
    Constant, Column, Local, Member, All, AnyOf, Not, Compare, Among, IsNull, Case, Coalesce, Extreme, Calculate, AddDays,
    AddMonths, DaysBetween, PartOf, OfYear, YearKnown, Contains, ListOf, Numbers, Fold, Exists, Filtered, Contained,
)  # fmt: skip


def walk(term: Term) -> Iterator[Term]:
    """Yield a term and all that is in it."""
    yield term
    for child in children(term):
        yield from walk(child)


# --- conditions ---------------------------------------------------------------


def all_of(*terms: Term) -> Term:
    """Return that all conditions hold."""
    kept = _flat(All, terms, neutral=TRUE)
    if FALSE in kept:
        return FALSE
    return All(kept) if len(kept) > 1 else kept[0] if kept else TRUE


def any_of(*terms: Term) -> Term:
    """Return that one of the conditions holds."""
    kept = _flat(AnyOf, terms, neutral=FALSE)
    if TRUE in kept:
        return TRUE
    return AnyOf(kept) if len(kept) > 1 else kept[0] if kept else FALSE


def _flat(
    joined: type[All | AnyOf], terms: Iterable[Term], *, neutral: Term
) -> tuple[Term, ...]:
    flat: dict[object, Term] = {}
    for term in terms:
        for each in term.terms if isinstance(term, joined) else (term,):
            if each != neutral:
                flat.setdefault(_key(each), each)
    return tuple(flat.values())


def _key(term: Term) -> object:
    """Return what tells a term from others: of a deep one its identity, for comparing those is dear."""
    match term:
        case Compare(_, Column() | Member() | Local(), Constant() | Column()):
            return term
        case _:
            return id(term)


def not_(term: Term) -> Term:
    """Return that a condition does not hold."""
    match term:
        case Constant(bool(value)):
            return constant(not value)
        case Constant(None):
            return term
        case Not(inner):
            return inner
        case Compare(operator, left, right):
            return Compare(_OPPOSITE[operator], left, right)
        case _:
            return Not(term)


_OPPOSITE: dict[Operator, Operator] = {
    "=": "<>",
    "<>": "=",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
}
_TURNED: dict[Operator, Operator] = {
    "=": "=",
    "<>": "<>",
    "<": ">",
    ">": "<",
    "<=": ">=",
    ">=": "<=",
}


def is_null(term: Term) -> Term:
    """Return whether a value is NULL."""
    if isinstance(term, Constant):
        return constant(term.value is None)
    if isinstance(term, Not):
        return is_null(term.term)
    return IsNull(term) if nullable(term) else FALSE


def not_null(term: Term) -> Term:
    """Return whether a value is there."""
    return not_(is_null(term))


def can_be_true(condition: Term) -> Term:
    """Return whether a condition is true or unknown."""
    return coalesce(condition, TRUE)


def can_be_false(condition: Term) -> Term:
    """Return whether a condition is false or unknown."""
    return not_(coalesce(condition, FALSE))


def surely(condition: Term) -> Term:
    """Return whether a condition is true, and not unknown."""
    return coalesce(condition, FALSE)


def compare(operator: Operator, left: Term, right: Term) -> Term:
    """Return a comparison; where a moved day is held against a fixed one, that is moved back when compiling."""
    match left, right:
        case Constant(None), _:
            return UNKNOWN
        case _, Constant(None):
            return UNKNOWN
        case Constant(a), Constant(b):
            return constant(_held(operator, a, b))
        case Constant(), _:
            return compare(_TURNED[operator], right, left)
        case AddMonths(day, Constant(int(months))), Constant(date() as fixed):
            return _against_fixed(operator, day, Months(months), fixed)
        case AddDays(day, Constant(int(days))), Constant(date() as fixed):
            return _against_fixed(operator, day, timedelta(days=days), fixed)
        case _:
            return Compare(operator, left, right)


def _held(operator: Operator, a: object, b: object) -> bool:
    match operator:
        case "=":
            return a == b
        case "<>":
            return a != b
        case "<":
            return bool(a < b)  # type: ignore[operator]
        case "<=":
            return bool(a <= b)  # type: ignore[operator]
        case ">":
            return bool(a > b)  # type: ignore[operator]
        case ">=":
            return bool(a >= b)  # type: ignore[operator]


def _against_fixed(
    operator: Operator, day: Term, moved: Months | timedelta, fixed: date
) -> Term:
    match operator:
        case "<=" | ">":
            last = latest_start(fixed, moved)
        case "<" | ">=":
            operator = "<=" if operator == "<" else ">"
            last = latest_start(fixed - timedelta(days=1), moved)
        case "=":
            at_most = _against_fixed("<=", day, moved, fixed)
            return all_of(at_most, _against_fixed(">=", day, moved, fixed))
        case "<>":
            return not_(_against_fixed("=", day, moved, fixed))
        case _:
            assert_never(operator)
    # No day is so early that it lies before the first of the calendar.
    return compare(operator, day, constant(last or date.min))


def case(*branches: tuple[Term, Term], otherwise: Term) -> Term:
    """Return the value of the first condition that is true; a condition here is not unknown, or counts as false."""
    kept: list[tuple[Term, Term]] = []
    for asked, then in branches:
        # NULL is not true here either.
        sure = isinstance(asked, Coalesce) and asked.terms[1:] == (FALSE,)
        condition = asked.terms[0] if isinstance(asked, Coalesce) and sure else asked
        if condition in (FALSE, UNKNOWN):
            continue
        if condition == TRUE:
            otherwise = then
            break
        kept.append((condition, then))
    while kept and kept[-1][1] == otherwise:
        kept.pop()
    return Case(tuple(kept), otherwise) if kept else otherwise


def coalesce(*terms: Term) -> Term:
    """Return the first value that is not NULL."""
    kept: list[Term] = []
    for term in terms:
        if isinstance(term, Constant) and term.value is None:
            continue
        kept.append(term)
        if not nullable(term):
            break
    if not kept:
        return terms[-1]
    return Coalesce(tuple(kept)) if len(kept) > 1 else kept[0]


def add_days(day: Term, days: int) -> Term:
    """Return the day so many days later."""
    if isinstance(day, Constant) and isinstance(day.value, date):
        return constant(day.value + timedelta(days=days))
    return AddDays(day, constant(days)) if days else day


def part_of(part: Literal["year", "month", "day"], day: Term) -> Term:
    """Return the year, month or day of a day."""
    if isinstance(day, Constant) and isinstance(day.value, date):
        return constant(int(getattr(day.value, part)))
    return PartOf(part, day)


def least(*terms: Term) -> Term:
    """Return the least of some values; a NULL one is passed over."""
    return _extreme("least", terms)


def greatest(*terms: Term) -> Term:
    """Return the greatest of some values; a NULL one is passed over."""
    return _extreme("greatest", terms)


def _extreme(how: Literal["least", "greatest"], terms: tuple[Term, ...]) -> Term:
    kept = dict.fromkeys(
        each
        for each in terms
        if not isinstance(each, Constant) or each.value is not None
    )
    if not kept:
        return terms[0]
    return Extreme(how, tuple(kept)) if len(kept) > 1 else next(iter(kept))


def one_bit(condition: Term, bit: int) -> Term:
    """Return a set of one outcome where a condition, which is not unknown, holds; else the empty set."""
    return case((condition, bits(bit)), otherwise=bits(0))


def fold(how: How, over: Term, local: Local, each: Term, kind: Kind) -> Term:
    """Return what a term comes to over a list; NULL where there is no list."""
    if isinstance(over, Constant):
        return Constant(None, kind)
    return Fold(how, over, local, each, kind)


def exists(over: Term, local: Local, where: Term) -> Term:
    """Return whether a condition holds of an item of a list."""
    if isinstance(over, Constant) or where == FALSE:
        return FALSE
    return Exists(over, local, where)


def contains(texts: Term, text: str) -> Term:
    """Return whether a list holds a text; NULL where there is no list."""
    return UNKNOWN if isinstance(texts, Constant) else Contains(texts, text)
