"""Which unknown facts a duty must be tried with, and which lists leave more open than SQL can tell.

Kleene's logic and ranges of days are exact where every unknown is read in one place, and can go either way there. What
is read in several places, or moves the trigger or the last day, is tried with each value that could make a difference.
Entries of a list cannot be tried so: where what is read of them twice is unknown, the answer may be too wide.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from policyengine.feel.names import ITEM, children, free_names, substitute, walk
from policyengine.feel.nodes import (
    And,
    Arithmetic,
    Compare,
    Expr,
    Filter,
    If,
    Literal,
    Name,
    Not,
    Or,
    Path,
    Quantified,
)
from policyengine.feel.types import Day, ListType, Number
from policyengine.policy.model import (
    By,
    DayExpr,
    DayOf,
    Done,
    Duty,
    Earliest,
    FirstEntry,
    Holds,
    Latest,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from policyengine.policy.vocabulary import Fact

GIVEN = ("as_of", "due")

# Whether a part that reads one fact alone is true of some of its values and false of others.
EitherWay: TypeAlias = "Callable[[Expr, str, Fact], bool]"


@dataclass(frozen=True)
class Unknowns:
    """What must be tried, in order, and what is told as too wide: lists, and members of the entries of lists.

    `once` holds the facts that are read in one place alone.
    """

    tried: tuple[str, ...]
    lists: frozenset[str]
    members: frozenset[tuple[str, str]]
    once: frozenset[str] = frozenset()


@dataclass
class Places:
    """Where a duty reads what. `forced` must be tried wherever it is unknown."""

    declaration: Callable[[str], Fact]
    goes_either_way: EitherWay
    names: Counter[str] = field(default_factory=Counter)
    forced: dict[str, None] = field(default_factory=dict)
    questions: Counter[tuple[str, Hashable]] = field(default_factory=Counter)
    members: Counter[tuple[str, str]] = field(default_factory=Counter)
    asked: Counter[tuple[str, str, Expr]] = field(default_factory=Counter)

    # --- conditions -----------------------------------------------------------

    def condition(self, expr: Expr, *, moves: bool = False) -> None:
        """Note a condition; one that `moves` is seen on a day that is not fixed."""
        for atom in atoms(expr, self._is_single):
            names, lists = self._read(atom)
            self.names.update(names)
            if not self._is_free(atom, names, lists, moves=moves):
                self.forced.update(dict.fromkeys(names))
            self.questions.update((name, atom) for name in lists)
            self._members_of(atom)

    def _is_free(
        self, atom: Expr, names: list[str], lists: list[str], *, moves: bool
    ) -> bool:
        """Whether a part is true of some values of what it reads, and false of others."""
        if len(names) == 1 and not lists:
            fact = self.declaration(names[0])
            either_way = self.goes_either_way(atom, names[0], fact)
            return either_way and not (moves and _is_anchored(atom))
        return self._is_linear(atom, names) and not lists

    def _read(self, atom: Expr) -> tuple[list[str], list[str]]:
        """Return the facts and the lists that a part reads, each as often as it stands there."""
        names: list[str] = []
        lists: list[str] = []
        for name in _uses(atom):
            (names if self._is_single(name) else lists).append(name)
        return names, lists

    def _is_single(self, name: str) -> bool:
        return not isinstance(self.declaration(name).type, ListType)

    def _is_linear(self, atom: Expr, names: list[str]) -> bool:
        """Whether a part compares sums of several numbers, each read once: any of them can turn it."""
        return (
            isinstance(atom, Compare)
            and len(set(names)) == len(names) > 1
            and all(isinstance(self.declaration(each).type, Number) for each in names)
            and all(
                isinstance(part, Compare | Literal | Name | Path) or _is_sum(part)
                for part in walk(atom)
            )
        )

    # --- lists ----------------------------------------------------------------

    def _members_of(self, expr: Expr) -> None:
        """Note what a part reads of the entries it goes through."""
        for part in walk(expr):
            match part:
                case Quantified(variable=variable, source=source, condition=condition):
                    inner = substitute(condition, {variable: Name(ITEM)})
                    self._inside(_list_in(source), inner)
                case Filter(of=of, condition=condition):
                    self._inside(_list_in(of), condition)
                case _:
                    continue

    def _inside(self, of: str | None, condition: Expr) -> None:
        """Note what a condition reads of the entries of a list, and outside of them."""
        if of is None:
            return
        entry = self.declaration(of).entry
        if entry is None:
            return  # a list of words, of which nothing is asked so
        outer = set(free_names(condition)) - {*GIVEN, ITEM}
        # What stands outside of the entries is read once for each of them.
        self.forced.update(dict.fromkeys(sorted(outer)))

        def single(name: str) -> bool:
            fact = entry.facts.get(name.removeprefix("item."))
            return fact is None or not isinstance(fact.type, ListType)

        for atom in atoms(condition, single):
            read = [
                part.member
                for part in walk(atom)
                if isinstance(part, Path) and part.of == Name(ITEM)
            ]
            for member in dict.fromkeys(read):
                fact = entry.facts[member]
                if isinstance(fact.type, ListType):
                    self.asked[of, member, atom] += 1
                    continue
                alone = len(set(read)) == 1
                free = alone and self.goes_either_way(atom, f"item.{member}", fact)
                self.members[of, member] += 1 if free else 2

    # --- days -----------------------------------------------------------------

    def day(self, day: DayExpr, *, fixed: bool) -> None:
        """Note a day; one that is `fixed` must be known before anything can be told."""
        match day:
            case DayOf(expr):
                names, lists = self._read(expr)
                for name in names:
                    self.names[name] += 1
                if fixed or len(names) > 1:
                    self.forced.update(dict.fromkeys(names))
                for name in lists:
                    self.questions[name, expr] += 2
                self._members_of(expr)
            case FirstEntry(entries, dated_by, where):
                of = _list_in(entries)
                assert of is not None
                times = 2 if fixed else 1
                self.questions[of, day] += times
                self.members[of, dated_by] += times
                self._members_of(entries)
                if where is not None:
                    self._inside(of, where)
                if fixed and where is not None:
                    for part in walk(where):
                        if isinstance(part, Path) and part.of == Name(ITEM):
                            self.members[of, part.member] += 1
            case Earliest(parts) | Latest(parts):
                for each in parts:
                    self.day(each, fixed=fixed)

    def entries(self, of: Expr, dated_by: str, where: Expr | None) -> None:
        """Note entries that are counted by their days."""
        name = _list_in(of)
        assert name is not None
        self.questions[name, of] += 1
        self.members[name, dated_by] += 1
        self._members_of(of)
        if where is not None:
            self._inside(name, where)

    def found(self, *, together: bool) -> Unknowns:
        """Return what must be tried and what is too wide; all of it where several duties are decided `together`."""
        least = 0 if together else 1
        names = [name for name, times in self.names.items() if times > least]
        asked = Counter({key[:2]: times for key, times in self.asked.items() if times > least})  # fmt: skip
        members = {key for key, times in self.members.items() if times > least}
        return Unknowns(
            tuple(dict.fromkeys([*self.forced, *names])),
            frozenset(of for (of, _), times in self.questions.items() if times > least),
            frozenset(members | set(asked)),
            frozenset(name for name, times in self.names.items() if times == 1),
        )


def unknowns_of(
    duties: tuple[Duty, ...],
    declaration: Callable[[str], Fact],
    goes_either_way: EitherWay,
    *conditions: Expr | None,
) -> Unknowns:
    """Return what of a duty must be tried, or of several that are decided together, and of conditions beside them.

    `goes_either_way` says of a part that reads one fact alone whether some of its values meet it and some do not.
    """
    places = Places(declaration, goes_either_way)
    for each in duties:
        _of_duty(each, places)
    for condition in conditions:
        if condition is not None:
            places.condition(condition)
    return places.found(together=len(duties) > 1)


def _of_duty(duty: Duty, places: Places) -> None:
    if duty.trigger is not None:
        places.day(duty.trigger, fixed=True)
    if isinstance(duty.deadline, By):
        places.day(duty.deadline.day, fixed=True)
    if duty.not_before is not None:
        places.day(duty.not_before, fixed=True)
    places.condition(duty.group, moves=duty.trigger is not None)
    for condition in (duty.lifted, duty.excused, *(x.condition for x in duty.replaced_by)):  # fmt: skip
        if condition is not None:
            places.condition(condition, moves="due" in free_names(condition))
    match duty.fulfilment:
        case Done(day):
            places.day(day, fixed=False)
        case Holds(condition, standing):
            places.condition(condition)
            if duty.deadline is not None and not standing and reads_days(condition, places.declaration):  # fmt: skip
                places.condition(condition, moves=True)


def reads_days(condition: Expr, declaration: Callable[[str], Fact]) -> bool:
    """Whether a condition can say another thing on another day."""
    for name in free_names(condition):
        if name == "as_of":
            return True
        if name == "due":
            continue
        if name == ITEM:
            return True
        fact = declaration(name)
        if isinstance(fact.type, Day) or fact.entry is not None or fact.per_year:
            return True
    return False


def _is_sum(part: Expr) -> bool:
    """Whether it adds or subtracts, or multiplies by a figure other than 0."""
    match part:
        case Arithmetic("+" | "-"):
            return True
        case Arithmetic("*", left, right):
            factors = [each.value for each in (left, right) if isinstance(each, Literal)]  # fmt: skip
            return len(factors) == 1 and factors[0] not in (0, None)
        case _:
            return False


def _is_anchored(atom: Expr) -> bool:
    """Whether a part says another thing of a day and of one as much earlier, seen as much earlier."""
    return any(
        (isinstance(part, Literal) and isinstance(part.value, date))
        or (isinstance(part, Path) and part.member in ("year", "month", "day"))
        for part in walk(atom)
    )


def atoms(expr: Expr, single: Callable[[str], bool]) -> Iterator[Expr]:
    """Yield the parts between `and`, `or`, `not` and `if`; alternatives on one fact alone are one part."""
    match expr:
        case Or(operands) | And(operands):
            alike: dict[tuple[str, ...], list[Expr]] = {}
            for operand in operands:
                read = tuple(dict.fromkeys(_uses(operand)))
                alone = (
                    len(read) == 1 and single(read[0]) and not _goes_through(operand)
                )
                key = read if alone else ("", str(len(alike)))
                alike.setdefault(key, []).append(operand)
            for key, parts in alike.items():
                if len(parts) > 1:
                    yield type(expr)(tuple(parts))
                elif key[0] and isinstance(parts[0], And | Or):
                    yield parts[0]
                else:
                    yield from atoms(parts[0], single)
        case Not(operand):
            yield from atoms(operand, single)
        case If(condition, then, otherwise):
            for part in (condition, then, otherwise):
                yield from atoms(part, single)
        case Compare(_, left, Literal(bool())) if not isinstance(left, Name | Path):
            yield from atoms(left, single)
        case Literal():
            return
        case _:
            yield expr


def _goes_through(expr: Expr) -> bool:
    return any(isinstance(part, Quantified | Filter) for part in walk(expr))


def _uses(expr: Expr, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield each fact where it is read, `item.` before a member of the entry at hand; not what entries are gone through."""
    match expr:
        case Path(Name(name), member) if name == ITEM and ITEM not in bound:
            yield f"item.{member}"
        case Path(Name(name)) if name in bound:
            return
        case Name(name):
            if name not in bound and name not in GIVEN and name != ITEM:
                yield name
        case Quantified(variable=variable, source=source, condition=condition):
            yield from _uses(source, bound)
            yield from _uses(condition, bound | {variable})
        case Filter(of=of, condition=condition):
            yield from _uses(of, bound)
            yield from _uses(condition, bound | {ITEM})
        case _:
            for child in children(expr):
                yield from _uses(child, bound)


def _list_in(expr: Expr) -> str | None:
    """Return the name of the list that is gone through."""
    while isinstance(expr, Filter | Path):
        expr = expr.of
    return expr.name if isinstance(expr, Name) else None
