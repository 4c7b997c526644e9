"""Shares of volume, counts, sums, means and figures over a cohort, with what unknown amounts leave open."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from policyengine.backends.python.measures.cohort import Member, Taken, both, truths
from policyengine.backends.python.reference.settle import list_name
from policyengine.feel.evaluator import evaluate
from policyengine.feel.nodes import Arithmetic
from policyengine.feel.values import UNKNOWN
from policyengine.findings.measure_result import Bounds, Counts
from policyengine.measuring.rates import (
    ONE,
    ZERO,
    Item,
    Part,
    how_many,
    how_many_distinct,
    ratio,
    total,
)
from policyengine.measuring.verdicts import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from policyengine.backends.python.reference.view import Occasion, View
    from policyengine.feel.nodes import ArithmeticOperator, Expr
    from policyengine.feel.values import Unknown, Value
    from policyengine.policy.model import (
        Aggregate,
        CountOf,
        ShareOfVolume,
        ValueOf,
    )

OPEN = Bounds(None, None)


# --- shares of volume -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Volume:
    """One subject's part of a volume; an unknown amount that may count for or against leaves an end open."""

    parts: tuple[Part, ...] = ()
    open_low: bool = False
    open_high: bool = False

    @property
    def surely_counts(self) -> bool:
        return any(part.weight and not part.optional for part in self.parts)

    @property
    def is_certain(self) -> bool:
        certain = all(p.low == p.high and not p.optional for p in self.parts)
        return certain and not self.open_low and not self.open_high


def take_share_of_volume(measure: ShareOfVolume, members: Sequence[Member]) -> Taken:
    """Read the share of a quantity; numerator and denominator are amounts, the other counts subjects."""
    volumes = [
        _volume(measure, each.view, optional=not each.sure or False in inside)
        for each in members
        if True in (inside := truths(measure.of, each.view))
    ]
    parts = [part for volume in volumes for part in volume.parts]
    share = ratio(parts)
    open_low = any(volume.open_low for volume in volumes)
    open_high = any(volume.open_high for volume in volumes)
    bounds = None
    if share is not None or open_low or open_high:
        bounds = Bounds(
            ZERO if open_low else share.low if share else ONE,
            ONE if open_high else share.high if share else ZERO,
        )
    fewest = sum(volume.surely_counts for volume in volumes)
    counts = Counts(
        population=len(volumes),
        denominator=_plain(sum((part.weight for part in parts), ZERO)),
        numerator=_plain(sum((part.low for part in parts if not part.optional), ZERO)),
        exclusions=0,
        exceptions=0,
        undetermined=sum(not volume.is_certain for volume in volumes),
        outcomes={},
    )
    return Taken(Reading(bounds, fewest=fewest, floor=ZERO, ceiling=ONE), counts)


def _volume(measure: ShareOfVolume, view: View, *, optional: bool) -> _Volume:
    listed = _listed(measure.entries, view)
    if listed is None:
        return _Volume(open_low=True, open_high=True)
    # What surely happened stands or falls with the subject; each other entry also by itself.
    whole = Part(ZERO, ZERO, ZERO, optional)
    loose: list[Part] = []
    open_low = open_high = False
    for occasion, happened in listed:
        counts = truths(measure.where, view.on(occasion))
        amount = _amount(measure, occasion, view)
        if amount is UNKNOWN:
            open_low |= False in counts
            open_high |= True in counts
            continue
        low = ZERO if False in counts else amount
        high = amount if True in counts else ZERO
        if happened:
            whole = Part(
                whole.low + low, whole.high + high, whole.weight + amount, optional
            )
        else:
            loose.append(Part(low, high, amount, optional=True))
    return _Volume((whole, *loose), open_low, open_high)


def _amount(
    measure: ShareOfVolume, occasion: Occasion, view: View
) -> Fraction | Unknown:
    """Return an entry's amount: none is nothing, and one below zero is as good as unknown."""
    if measure.value is None:
        return ONE
    amount = _figure(view.entry(occasion).get(measure.value, UNKNOWN))
    if amount is None:
        return ZERO
    return UNKNOWN if amount is not UNKNOWN and amount < 0 else amount


# --- counts ---------------------------------------------------------------------------


def take_count(measure: CountOf, members: Sequence[Member]) -> Taken:
    """Read how many subjects, or entries of a list of theirs, meet a condition."""
    found = [_items(measure, each) for each in members]
    items = [item for some in found for item in some or ()]
    bounds = how_many_distinct(items) if measure.distinct else how_many(items)
    if None in found:
        bounds = Bounds(bounds.low, None)
    sure = sum(item.sure for item in items)
    unsettled = len(items) - sure + found.count(None)
    counts = Counts(len(members), len(items), sure, 0, 0, unsettled, {})
    return Taken(Reading(bounds, floor=ZERO), counts)


def _items(measure: CountOf, member: Member) -> list[Item] | None:
    """Return what a subject adds to a count; None where an unknown list may add any number."""
    view, entries = member.view, measure.entries
    whole = measure.of if entries is not None else both(measure.of, measure.where)
    inside = truths(whole, view)
    if True not in inside:
        return []
    sure = member.sure and False not in inside
    if entries is None:
        return [Item(sure)]
    listed = _listed(entries, view)
    if listed is None:
        return None
    items = []
    for occasion, happened in listed:
        counts = _meets(measure.where, view.on(occasion))
        key = _key(measure, occasion, view)
        if True in counts and key is not None:
            items.append(Item(sure and happened and False not in counts, key))
    return items


def _key(measure: CountOf, occasion: Occasion, view: View) -> str | Unknown | None:
    if measure.distinct is None:
        return UNKNOWN
    key = view.entry(occasion).get(measure.distinct, UNKNOWN)
    return key if key is UNKNOWN or key is None else str(key)


def _meets(condition: Expr | None, view: View) -> frozenset[bool]:
    return frozenset((True,)) if condition is None else truths(condition, view)


def _listed(entries: Expr, view: View) -> list[tuple[Occasion, bool]] | None:
    """Return the entries that have happened, and whether that is sure; None for an unknown list."""
    name = list_name(entries)
    occasions = view.occasions(name)
    if occasions is None:
        return None
    entry = view.fact(name).entry
    assert entry is not None
    is_event = entry.facts[entry.dated_by].timing == "event"
    listed = []
    for occasion in occasions:
        day = view.entry(occasion).get(entry.dated_by, UNKNOWN)
        if day is not None or not is_event:
            listed.append((occasion, day is not UNKNOWN or not is_event))
    return listed


# --- sums, means, figures -------------------------------------------------------------


def take_aggregate(measure: Aggregate, members: Sequence[Member]) -> Taken:
    """Read the sum or the mean of an expression; a subject for whom it is none has no part in it."""
    parts: list[Part] = []
    unknown = subjects = 0
    condition = both(measure.of, measure.where)
    for member in members:
        inside = truths(condition, member.view)
        amount = exact(measure.value, member.view)
        if True not in inside or amount is None:
            continue
        subjects += 1
        if amount is UNKNOWN:
            unknown += 1
        else:
            optional = not member.sure or False in inside
            parts.append(Part(amount, amount, ONE, optional))
    sure = sum(not part.optional for part in parts)
    is_mean = measure.how == "mean"
    bounds = OPEN if unknown else ratio(parts) if is_mean else total(parts)
    return Taken(
        Reading(bounds, fewest=sure if is_mean else None),
        Counts(subjects, subjects, sure, 0, 0, subjects - sure, {}),
    )


def take_value(measure: ValueOf, members: Sequence[Member]) -> Taken:
    """Read a figure computed from one record's facts."""
    value = exact(measure.value, members[0].view)
    if value is None:
        return Taken(Reading(None), None)
    return Taken(Reading(OPEN if value is UNKNOWN else Bounds(value, value)), None)


def exact(expr: Expr, view: View) -> Fraction | Unknown | None:
    """Return the value of a figure without rounding, so that 1 / 3 is a third; none with anything is none."""
    if not isinstance(expr, Arithmetic):
        return _figure(evaluate(expr, view, written_out=True))
    left, right = exact(expr.left, view), exact(expr.right, view)
    if left is None or right is None or (expr.operator == "/" and right == 0):
        return None
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    return _EXACTLY[expr.operator](left, right)


_EXACTLY: dict[ArithmeticOperator, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


def _figure(value: Value) -> Fraction | Unknown | None:
    if value is UNKNOWN:
        return UNKNOWN
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Fraction(value)
    return None


def _plain(amount: Fraction) -> int | Fraction:
    return amount.numerator if amount.denominator == 1 else amount
