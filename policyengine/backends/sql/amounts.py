"""What a subject adds to a volume, a count or a sum, as terms, where that is certain; else it is told to be open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyengine.backends.sql.condition import truth, value_of
from policyengine.backends.sql.scope import Refused, Scope
from policyengine.backends.sql.sides import sides_of
from policyengine.backends.sql.terms import (
    FALSE,
    TRUE,
    Constant,
    Term,
    all_of,
    any_of,
    bits,
    can_be_true,
    case,
    coalesce,
    compare,
    constant,
    fold,
    is_null,
    not_,
    one_bit,
    surely,
)
from policyengine.feel.names import ITEM
from policyengine.feel.nodes import Literal, Name
from policyengine.findings.outcome import Side

if TYPE_CHECKING:
    from policyengine.feel.nodes import Expr
    from policyengine.policy.model import Aggregate, CountOf, ShareOfVolume

ALWAYS = Literal(True)
NOTHING, INSIDE, EITHER = int(Side.OUT), int(Side.GOOD), int(Side.OUT | Side.GOOD)
# What is known of the value of a sum.
NONE, UNKNOWN, KNOWN = range(3)
NO_NUMBER = Constant(None, "number")


@dataclass(frozen=True, slots=True)
class Added:
    """What a subject adds: columns alike for many, columns to add up, and whether it is not settled."""

    alike: dict[str, Term]
    summed: dict[str, Term]
    open: Term


def counts_if(condition: Expr, scope: Scope) -> Added:
    """Return whether a subject counts."""
    cell = sides_of((condition, ALWAYS), scope)
    return Added({"option": cell.possible}, {}, cell.open)


def volume(measure: ShareOfVolume, scope: Scope) -> Added:
    """Return a subject's amounts, in the numerator and in all, where they are certain."""
    inside = counts_if(measure.of, scope)
    listed = _Listed(measure.entries, measure.where, scope)
    amount: Term = constant(1)
    unsettled: Term = FALSE
    if measure.value is not None:
        value = listed.inner.member(listed.inner.items[ITEM], measure.value)
        if value.kind == "number":
            amount = case((surely(value.guard), value.raw), otherwise=constant(0))
            below = surely(compare("<", amount, constant(0)))
            unsettled = any_of(value.unknown, below)
    option = inside.alike["option"]
    weight = listed.total(amount, TRUE)
    return Added(
        inside.alike,
        {
            "low": listed.total(amount, listed.where),
            "weight": weight,
            "weighty": case(
                (surely(compare("<>", weight, constant(0))), constant(1)),
                otherwise=constant(0),
            ),
        },
        any_of(
            inside.open,
            compare("=", option, bits(EITHER)),
            all_of(compare("=", option, bits(INSIDE)), listed.is_open(unsettled)),
        ),
    )


def entries(measure: CountOf, scope: Scope) -> Added:
    """Return how many entries of a subject's list count, where that is certain. Raises Refused for distinct ones."""
    if measure.distinct is not None or measure.entries is None:
        raise Refused("counts distinct entries")
    inside = counts_if(measure.of, scope)
    listed = _Listed(measure.entries, measure.where or ALWAYS, scope)
    outside = compare("=", inside.alike["option"], bits(NOTHING))
    count = case((outside, constant(0)), otherwise=listed.total(constant(1), listed.where))  # fmt: skip
    unsettled = all_of(not_(outside), listed.is_open(FALSE))
    return Added({**inside.alike, "entries": count}, {}, any_of(inside.open, unsettled))


class _Listed:
    """The entries of a list that have happened, and which of them count."""

    def __init__(self, expr: Expr, where: Expr, scope: Scope) -> None:
        if not isinstance(expr, Name):
            raise Refused("counts in a list that is not the record's own")
        found = scope.entries(expr.name)
        fact = scope.declaration(expr.name)
        assert fact.entry is not None
        self.over, self.unknown = found.over, found.unknown
        self.local, self.inner = scope.inside(ITEM, found)
        dated_by = fact.entry.dated_by
        day = self.inner.member(self.inner.items[ITEM], dated_by)
        is_event = fact.entry.facts[dated_by].timing == "event"
        self.happened = day.present if is_event else TRUE
        self.where = truth(where, self.inner)

    def total(self, amount: Term, where: Term) -> Term:
        """Return the sum of an amount over the entries that happened and count."""
        kept = surely(all_of(self.happened, where))
        each = case((kept, amount), otherwise=constant(0))
        return coalesce(fold("sum", self.over, self.local, each, "number"), constant(0))

    def is_open(self, unsettled: Term) -> Term:
        """Return whether the list is not known well enough; `unsettled` says it of the amount of an entry."""
        each = any_of(
            is_null(self.happened),
            all_of(
                can_be_true(self.happened),
                any_of(is_null(self.where), unsettled),
            ),
        )
        if each == FALSE:
            return self.unknown
        most = fold("max", self.over, self.local, one_bit(each, 1), "bits")
        return any_of(self.unknown, compare("=", coalesce(most, bits(0)), bits(1)))


def amount(measure: Aggregate, condition: Expr, scope: Scope) -> Added:
    """Return what a subject adds to a sum or a mean: by itself where it may add nothing."""
    inside = counts_if(condition, scope)
    value = value_of(measure.value, scope)
    if value.kind != "number":
        raise Refused("sums what is no number")
    option = inside.alike["option"]
    unknown = is_null(value.raw) if value.opens else FALSE
    state = case(
        (not_(can_be_true(value.guard)), bits(NONE)),
        (unknown, bits(UNKNOWN)),
        otherwise=bits(KNOWN),
    )
    known = compare("=", state, bits(KNOWN))
    alone = all_of(known, compare("=", option, bits(EITHER)))
    together = all_of(known, compare("=", option, bits(INSIDE)))
    return Added(
        {
            **inside.alike,
            "state": state,
            "each": case((alone, value.raw), otherwise=NO_NUMBER),
        },
        {"total": case((together, value.raw), otherwise=NO_NUMBER)},
        inside.open,
    )
