"""The two meanings of a condition: what none and unknown do to it.

`POLICY` is what policies mean: none is known, so a comparison with it is false (`!=` true), and
only unknown gives unknown. `STANDARD` is FEEL as published: equality is two-valued, and null is
the third truth value, which filters drop and `if` takes for false.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyengine.feel import arithmetic, calendar
from policyengine.feel.comparison import equal, kind_of, ordered
from policyengine.feel.inner import Ends, Partial, Range, settled
from policyengine.feel.truth import Truth, not_
from policyengine.feel.values import UNKNOWN, Months

if TYPE_CHECKING:
    from datetime import date

    from policyengine.feel.inner import Entries, Inner
    from policyengine.feel.nodes import ArithmeticOperator, ComparisonOperator
    from policyengine.feel.values import Unknown, Value


class Meaning:
    """What policies mean."""

    null_opens_range = True
    """Whether a range to `null` has no end there."""

    def single(self, value: Inner) -> Value:
        """Return what a function that takes one value is given."""
        return settled(value)

    def truth(self, value: Inner) -> Truth:
        """Return what a value says as a condition; none says no."""
        if isinstance(value, bool):
            return value
        return UNKNOWN if settled(value) is UNKNOWN else False

    def value(self, truth: Truth) -> Value:
        """Return the value of a condition."""
        return truth

    def absent(self) -> Value:
        """Return the value of a member that a record lacks."""
        return UNKNOWN

    def compare(self, operator: ComparisonOperator, a: Inner, b: Inner) -> Truth | None:
        """Compare two values; None where they are of two kinds."""
        if a is None or b is None:
            return operator == "!="
        return _compare(operator, a, b)

    def compare_to_null(self, operator: ComparisonOperator, a: Inner) -> Truth | None:
        """Compare with a literal null: `=` asks for none, and is unknown for unknown."""
        if operator not in ("=", "!="):
            return False
        open_ = a is UNKNOWN or (isinstance(a, Ends) and a.or_none)
        is_none: Truth = UNKNOWN if open_ else a is None
        return is_none if operator == "=" else not_(is_none)

    def calculate(self, operator: ArithmeticOperator, a: Inner, b: Inner) -> Value:
        """Return `a operator b`; none with anything is none, and so is division by zero."""
        left, right = settled(a), settled(b)
        if left is None or right is None or (operator == "/" and _is_zero(right)):
            return None
        if left is UNKNOWN or right is UNKNOWN:
            return UNKNOWN
        return arithmetic.calculate(operator, left, right)

    def entries(self, value: Inner) -> Entries | Unknown | None:
        """Return a list's items, each with true or, for a maybe, unknown.

        None is an empty list, any other value a list of one. (The standard has None for null.)
        """
        match value:
            case None:
                return ()
            case Partial(entries):
                return entries
            case tuple():
                return tuple((item, True) for item in value)
            case _:
                single = settled(value)
                return UNKNOWN if single is UNKNOWN else ((single, True),)

    def kept(self, condition: Truth) -> Truth:
        """Whether a filter keeps an item: unknown keeps it as a maybe."""
        return condition

    def undecided_if(self, then: Inner, otherwise: Inner) -> Inner:
        """Return an `if` whose condition is unknown: definite where both branches agree."""
        a, b = settled(then), settled(otherwise)
        return a if a is b or equal(a, b) is True else UNKNOWN

    def months_between(self, start: date, end: date) -> Months:
        """Return the whole months, counted as deadlines are."""
        return Months(calendar.months_between(start, end))


class Standard(Meaning):
    """FEEL as published."""

    null_opens_range = False

    def single(self, value: Inner) -> Value:
        """Return what a function that takes one value is given: of a list of one, its item."""
        match value:
            case (item,):
                return item
            case _:
                return settled(value)

    def truth(self, value: Inner) -> Truth:
        """Return what a value says as a condition; all but true and false are null."""
        return value if isinstance(value, bool) else UNKNOWN

    def value(self, truth: Truth) -> Value:
        """Return the value of a condition: undecided is null."""
        return None if truth is UNKNOWN else truth

    def absent(self) -> Value:
        """Return null."""
        return None

    def compare(self, operator: ComparisonOperator, a: Inner, b: Inner) -> Truth | None:
        """Compare two values; null equals null alone, and has no order."""
        if a is not None and b is not None:
            return _compare(operator, a, b)
        match operator:
            case "=":
                return a is b
            case "!=":
                return a is not b
            case _:
                return None

    def compare_to_null(self, operator: ComparisonOperator, a: Inner) -> Truth | None:
        """Compare with null as with any other value."""
        return self.compare(operator, a, None)

    def entries(self, value: Inner) -> Entries | Unknown | None:
        """Return a list's items, each with true; None for null."""
        return None if value is None else super().entries(value)

    def kept(self, condition: Truth) -> Truth:
        """Whether a filter keeps an item: only where its condition is true."""
        return condition is True

    def undecided_if(self, then: Inner, otherwise: Inner) -> Inner:
        """Return the second branch."""
        del then
        return otherwise

    def months_between(self, start: date, end: date) -> Months:
        """Return the whole months, counted by day numbers alone."""
        return Months(calendar.component_months_between(start, end))


POLICY = Meaning()
STANDARD = Standard()


def _compare(operator: ComparisonOperator, a: Inner, b: Inner) -> Truth | None:
    """Compare two values that are not none."""
    if isinstance(a, Range) and isinstance(b, Range):
        return {"=": a == b, "!=": a != b}.get(operator)
    if isinstance(a, Ends) or isinstance(b, Ends):
        return _compare_ends(operator, _ends(a), _ends(b))
    left, right = settled(a), settled(b)
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if operator not in ("=", "!="):
        return ordered(operator, left, right)
    same = equal(left, right)
    return same if operator == "=" or same is None else not_(same)


def _ends(value: Inner) -> Ends:
    if isinstance(value, Ends):
        return value
    single = settled(value)
    return Ends(single, single)


def _compare_ends(operator: ComparisonOperator, a: Ends, b: Ends) -> Truth | None:
    if UNKNOWN in (a.low, b.low):
        return UNKNOWN
    if operator in ("=", "!="):
        apart = ordered("<", a.high, b.low) or ordered(">", a.low, b.high)
        if apart is None:
            return None
        return (operator == "!=") if apart else UNKNOWN
    # An order that holds at all ends holds between them; none meets no order.
    at_ends = {
        ordered(operator, x, y) for x in (a.low, a.high) for y in (b.low, b.high)
    }
    if a.or_none or b.or_none:
        at_ends.add(False)
    return at_ends.pop() if len(at_ends) == 1 else UNKNOWN


def _is_zero(value: Value) -> bool:
    return kind_of(value) == "number" and value == 0
