"""Facts that must be tried: a row in which one is unknown is decided once for each way to complete it.

What is possible is what one way or another gives; so the answer is exact wherever all ways are tried.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from policyengine.backends.sql.terms import (
    FALSE,
    NO_DAY,
    TRIED,
    TRUE,
    Calculate,
    Constant,
    Fold,
    How,
    Kind,
    ListOf,
    Local,
    Term,
    all_of,
    any_of,
    bits,
    case,
    compare,
    constant,
    is_null,
    not_,
    one_bit,
    surely,
)
from policyengine.feel.types import ListType
from policyengine.findings.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.backends.sql.scope import Scope

# The values that a fact is tried with, in the scope of those tried before it.
Values: TypeAlias = "Callable[[str, Scope], tuple[Term, ...]]"

# More ways to complete one row than this are left to the reference.
MOST_TRIES = 4_000
# Days counted from a stand-in for long ago or far ahead lie beyond these.
EARLIEST_REAL, LATEST_REAL = constant(date(1500, 1, 1)), constant(date(2500, 1, 1))
SINGLE = tuple(bits(int(each)) for each in Outcome)
ANYTHING = sum(
    int(each)
    for each in (
        Outcome.NOT_APPLICABLE,
        Outcome.EXEMPT,
        Outcome.PENDING,
        Outcome.FULFILLED,
        Outcome.FULFILLED_LATE,
        Outcome.BREACHED,
    )
)


class NotTried(Exception):  # noqa: N818 - a compiler's answer, and no error
    """No values stand for all that a fact can be; where it is unknown, the answer may be too wide."""


@dataclass(frozen=True, slots=True)
class CellTerms:
    """What a provision says of a row: possible outcomes, between which days the last one lies, and whether it may be too wide."""

    possible: Term
    due_from: Term
    due_until: Term
    open: Term


@dataclass(frozen=True, slots=True)
class Decided:
    """What is possible where nothing that must be tried is unknown.

    The last day lies between `due` and `until`, and is NULL where there is none; `loose`: the answer may be too wide.
    """

    possible: Term
    due: Term
    until: Term
    loose: Term


def cell_of(
    decide: Callable[[Scope], Decided],
    names: tuple[str, ...],
    moving: set[str],
    values: Values,
    scope: Scope,
    wide: Term,
) -> CellTerms:
    """Return the terms of a cell that is decided in a scope where no fact of `names` is unknown.

    Those on which the last day hangs, `moving`, are tried first. `wide`: where several outcomes are possible, there may
    be too many.
    """
    tried: list[str] = []
    for name in sorted(names, key=lambda each: each not in moving):
        if _can_be_unknown(name, scope):
            try:
                values(name, scope)
            except NotTried:
                wide = any_of(wide, scope.value(name).unknown)
            else:
                tried.append(name)
    direct = decide(replace(scope, settled=scope.settled | frozenset(tried)))
    if not tried:
        return _cell(direct, wide)
    tries = Tries(tuple(tried), values, scope)
    few, unknown = tries.are_few, tries.any_unknown
    possible = case(
        (all_of(unknown, few), tries.fold("or", "bits", lambda s: decide(s).possible)),
        (unknown, bits(ANYTHING)),
        otherwise=direct.possible,
    )
    # The last day is the same in all ways, but for those in which nothing is due, unless a fact it hangs on is tried.
    low, high = direct.due, direct.until
    if moving & set(tried):

        def extreme(how: How) -> Term:
            return tries.fold(how, "day", lambda each: _end(decide(each), how))

        endless = tries.fold("or", "bits", lambda each: _endless(decide(each)))
        last = case((compare("=", endless, bits(0)), extreme("max")), otherwise=NO_DAY)
        low = case((all_of(unknown, few), extreme("min")), otherwise=low)
        high = case((all_of(unknown, few), last), otherwise=high)
    loose = any_of(direct.loose, all_of(unknown, not_(few)))
    return _cell(Decided(possible, low, high, loose), wide)


def _cell(decided: Decided, wide: Term) -> CellTerms:
    possible, low, high = decided.possible, decided.due, decided.until
    open_ = decided.loose
    if wide != FALSE:
        several = not_(any_of(*(compare("=", possible, each) for each in SINGLE)))
        open_ = any_of(open_, all_of(wide, several))
    applies = _applies(decided)
    if low == high:
        due = case((applies, low), otherwise=NO_DAY)
        return CellTerms(possible, due, due, open_)  # fmt: skip
    return CellTerms(
        possible,
        case((all_of(applies, compare(">=", low, EARLIEST_REAL)), low), otherwise=NO_DAY),
        case((all_of(applies, compare("<=", high, LATEST_REAL)), high), otherwise=NO_DAY),
        open_,
    )  # fmt: skip


def _end(decided: Decided, how: How) -> Term:
    day = decided.due if how == "min" else decided.until
    return case((_applies(decided), day), otherwise=NO_DAY)


def _endless(decided: Decided) -> Term:
    return one_bit(all_of(_applies(decided), is_null(decided.until)), 1)


def _applies(decided: Decided) -> Term:
    return compare(">", decided.possible, bits(int(Outcome.NOT_APPLICABLE)))


def _can_be_unknown(name: str, scope: Scope) -> bool:
    if isinstance(scope.declaration(name).type, ListType):
        return False
    return scope.value(name).opens


@dataclass(frozen=True)
class Tries:
    """All ways to complete some facts, in the order of `names`."""

    names: tuple[str, ...]
    values: Values
    scope: Scope

    @property
    def any_unknown(self) -> Term:
        """Whether one of the facts is unknown."""
        return any_of(*(self.scope.value(name).unknown for name in self.names))

    @property
    def are_few(self) -> Term:
        """Whether so many ways can be gone through in a row."""
        sizes = {name: len(self.values(name, self.scope)) for name in self.names}
        most = 1
        for size in sizes.values():
            most *= size
        if most <= MOST_TRIES:
            return TRUE
        ways: Term = constant(1)
        for name, size in sizes.items():
            unknown = self.scope.value(name).unknown
            factor = case((unknown, constant(size)), otherwise=constant(1))
            ways = Calculate("*", ways, factor)
        return compare("<=", ways, constant(MOST_TRIES))

    def fold(self, how: How, kind: Kind, body: Callable[[Scope], Term]) -> Term:
        """Return what a term comes to over all ways."""
        return self._fold(how, kind, body, self.scope, self.names)

    def _fold(
        self,
        how: How,
        kind: Kind,
        body: Callable[[Scope], Term],
        scope: Scope,
        left: tuple[str, ...],
    ) -> Term:
        if not left:
            return body(scope)
        name, *rest = left
        known = scope.value(name)
        none = Constant(None, known.kind)
        written = ListOf((case((surely(known.guard), known.raw), otherwise=none),), known.kind)  # fmt: skip
        values = ListOf(self.values(name, scope), known.kind)
        local = Local(f"{TRIED}{scope.depth}")
        inner = self._fold(how, kind, body, scope.taking({name: local}), tuple(rest))
        over = case((known.unknown, values), otherwise=written)
        return Fold(how, over, local, inner, kind)
