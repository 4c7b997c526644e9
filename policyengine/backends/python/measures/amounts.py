"""What a subject adds to a volume, a count, a sum or a figure, with what unknown amounts leave open."""

from __future__ import annotations

import operator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from policyengine.backends.python.measures.cohort import truths
from policyengine.backends.python.reference.settle import list_name
from policyengine.feel.evaluator import evaluate
from policyengine.feel.nodes import Arithmetic
from policyengine.feel.values import UNKNOWN
from policyengine.measuring.options import (
    NOTHING,
    Amount,
    Figure,
    Items,
    Nothing,
    Volume,
    condition_of,
)
from policyengine.measuring.rates import ONE, ZERO, Item, Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyengine.backends.python.reference.view import Occasion, View
    from policyengine.feel.nodes import ArithmeticOperator, Expr
    from policyengine.feel.values import Unknown, Value
    from policyengine.policy.model import (
        Aggregate,
        CountOf,
        ShareOfVolume,
        ValueOf,
    )


# --- volumes --------------------------------------------------------------------------


def volume(measure: ShareOfVolume, view: View) -> Volume | Nothing:
    """Return a subject's part of a volume."""
    inside = truths(measure.of, view)
    if True not in inside:
        return NOTHING
    listed = _listed(measure.entries, view)
    if listed is None:
        return Volume((), open_low=True, open_high=True, uncertain=1)
    # What surely happened stands or falls with the subject; each other entry also by itself.
    optional = False in inside
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
    certain = whole.low == whole.high and not (
        optional or loose or open_low or open_high
    )
    return Volume(
        (whole, *loose),
        open_low,
        open_high,
        weighty=int(bool(whole.weight) and not optional),
        uncertain=int(not certain),
    )


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


def items(measure: CountOf, view: View) -> Items | Nothing:
    """Return what a subject adds to a count: itself, or entries of a list."""
    inside = truths(condition_of(measure), view)
    if True not in inside:
        return NOTHING
    sure = False not in inside
    if measure.entries is None:
        return Items((Item(sure),))
    listed = _listed(measure.entries, view)
    if listed is None:
        return Items((), more=True)
    found = []
    for occasion, happened in listed:
        counts = _meets(measure.where, view.on(occasion))
        key = _key(measure, occasion, view)
        if True in counts and key is not None:
            found.append(Item(sure and happened and False not in counts, key))
    return Items(tuple(found))


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


def amount(measure: Aggregate, view: View) -> Amount | Nothing:
    """Return what a subject adds to a sum or a mean; nothing where the expression is none."""
    inside = truths(condition_of(measure), view)
    value = exact(measure.value, view)
    if True not in inside or value is None:
        return NOTHING
    return Amount(value, optional=False in inside)


def figure(measure: ValueOf, view: View) -> Figure:
    """Return a figure computed from one record's facts."""
    return Figure(exact(measure.value, view))


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
