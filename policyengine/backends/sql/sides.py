"""On which sides of shares a subject can be, as terms: conditions that read the same unknown fact are tried together."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from policyengine.backends.sql.candidates import Setting, goes_either_way, values_of
from policyengine.backends.sql.condition import truth
from policyengine.backends.sql.duty import too_wide
from policyengine.backends.sql.scope import Refused, Scope
from policyengine.backends.sql.terms import (
    FALSE,
    NO_DAY,
    Calculate,
    Term,
    all_of,
    bits,
    can_be_false,
    can_be_true,
    constant,
    one_bit,
)
from policyengine.backends.sql.tries import CellTerms, Decided, cell_of
from policyengine.backends.sql.unknowns import unknowns_of
from policyengine.findings.outcome import Side

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from policyengine.feel.nodes import Expr

# Who is meant, and who of them counts.
Share = tuple["Expr", "Expr"]
SIDES = tuple(Side)
PAIRS = tuple((first, second) for first in Side for second in Side)
NOT_DATED = Setting(None, ())


def sides_of(share: Share, scope: Scope) -> CellTerms:
    """Return the sides of a share as bits of `Side`. Raises Refused for what has no SQL."""

    def decide(seen: Scope) -> Term:
        out, good, bad = _sides(share, seen)
        return _sum([one_bit(out, 1), one_bit(good, 2), one_bit(bad, 4)])

    return _tried([share], decide, scope, ())


def pairs_of(
    first: Share, second: Share, scope: Scope, before: date | None = None
) -> CellTerms:
    """Return the sides of two shares as bits, of `PAIRS` in their order; the second as of `before`, if that is given."""

    def decide(seen: Scope) -> Term:
        then = seen if before is None else seen.at(constant(before))
        one, other = _sides(first, seen), _sides(second, then)
        found = [all_of(a, b) for a in one for b in other]
        return _sum([one_bit(each, 1 << n) for n, each in enumerate(found)])

    return _tried([first, second], decide, scope, () if before is None else (before,))


def _sides(share: Share, scope: Scope) -> tuple[Term, Term, Term]:
    of, where = truth(share[0], scope), truth(share[1], scope)
    inside = can_be_true(of)
    return (
        can_be_false(of),
        all_of(inside, can_be_true(where)),
        all_of(inside, can_be_false(where)),
    )


def _sum(parts: Sequence[Term]) -> Term:
    kept = [each for each in parts if each != bits(0)]
    total = kept[0] if kept else bits(0)
    for each in kept[1:]:
        total = Calculate("+", total, each)
    return total


def _tried(
    shares: Sequence[Share], decide: object, scope: Scope, other_days: tuple[date, ...]
) -> CellTerms:
    conditions = tuple(part for share in shares for part in share)
    either_way = partial(goes_either_way, today=scope.today)
    found = unknowns_of((), scope.declaration, either_way, *conditions)
    if other_days and any(scope.declaration(name).per_year for name in found.tried):
        raise Refused("reads a figure by year on two days")

    def values(name: str, seen: Scope) -> tuple[Term, ...]:
        on = (seen, *(replace(seen, today=day).at(constant(day)) for day in other_days))
        each = (values_of(name, (), one, NOT_DATED, conditions) for one in on)
        return tuple(dict.fromkeys(value for several in each for value in several))

    def decided(seen: Scope) -> Decided:
        return Decided(possible=decide(seen), due=NO_DAY, until=NO_DAY, loose=FALSE)  # type: ignore[operator]

    wide = too_wide(found, scope)
    return cell_of(decided, found.tried, set(), values, scope, wide)
