"""Sums, differences, products, quotients and powers of numbers, days and durations; texts joined.

Every function takes values that are neither none nor unknown, and answers None where the
language gives no result: two kinds that do not go together, division by zero, no such day.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias, assert_never

from policyengine.feel.calendar import add
from policyengine.feel.comparison import kind_of
from policyengine.feel.literals import NUMBERS
from policyengine.feel.values import Months

if TYPE_CHECKING:
    from policyengine.feel.nodes import ArithmeticOperator
    from policyengine.feel.values import Value

Number: TypeAlias = int | Decimal
Duration: TypeAlias = Months | timedelta

_MICROSECOND = timedelta(microseconds=1)


def calculate(operator: ArithmeticOperator, a: Value, b: Value) -> Value:
    """Return `a operator b`; None where there is no result."""
    if not (_calculable(a) and _calculable(b)):
        return None
    try:
        match operator:
            case "+":
                return _plus(a, b)
            case "-":
                return _minus(a, b)
            case "*":
                return _times(a, b)
            case "/":
                return _over(a, b)
            case "**":
                return _power(a, b)
    except OverflowError:  # a duration of more than 999,999,999 days
        return None
    assert_never(operator)


def negative(value: Value) -> Value:
    """Return the number or duration with the other sign; None for any other value."""
    match value:
        case bool():
            return None
        case int():
            return -value
        case timedelta():
            # Python's longest duration has no opposite.
            return -value if value <= -timedelta.min else None
        case Decimal():
            return value.copy_negate()
        case Months(count):
            return Months(-count)
        case _:
            return None


def absolute(value: Value) -> Value:
    """Return the number or duration without its sign; None for any other value."""
    match value:
        case bool():
            return None
        case int():
            return abs(value)
        case Decimal():
            return value.copy_abs()
        case timedelta():
            return abs(value)
        case Months(count):
            return Months(abs(count))
        case _:
            return None


def _calculable(value: Value) -> bool:
    return kind_of(value) in ("number", "text", "day", "days", "months")


def _plus(a: Value, b: Value) -> Value:
    match a, b:
        case (int() | Decimal(), int() | Decimal()):
            return a + b if _whole(a, b) else _finite(NUMBERS.add(a, b))
        case (date(), Months() | timedelta()):
            return add(a, b)
        case (Months() | timedelta(), date()):
            return add(b, a)
        case (Months(), Months()):
            return Months(a.count + b.count)
        case (timedelta(), timedelta()):
            return a + b
        case (str(), str()):
            return a + b
        case _:
            return None


def _minus(a: Value, b: Value) -> Value:
    if isinstance(b, date):
        return a - b if isinstance(a, date) else None
    return _plus(a, negative(b))


def _times(a: Value, b: Value) -> Value:
    match a, b:
        case (int() | Decimal(), int() | Decimal()):
            return a * b if _whole(a, b) else _finite(NUMBERS.multiply(a, b))
        case (Months() | timedelta(), int() | Decimal()):
            return _scaled(a, _factor(b))
        case (int() | Decimal(), Months() | timedelta()):
            return _scaled(b, _factor(a))
        case _:
            return None


def _over(a: Value, b: Value) -> Value:
    match a, b:
        case (int() | Decimal(), int() | Decimal()):
            return _finite(NUMBERS.divide(a, b))
        case (Months() | timedelta(), int() | Decimal()):
            factor = _factor(b)
            return _scaled(a, 1 / factor) if factor else None
        case (Months(), Months()):
            return _finite(NUMBERS.divide(a.count, b.count))
        case (timedelta(), timedelta()):
            return _finite(NUMBERS.divide(a // _MICROSECOND, b // _MICROSECOND))
        case _:
            return None


def _power(a: Value, b: Value) -> Value:
    match a, b:
        case (int() | Decimal(), int() | Decimal()):
            return _finite(NUMBERS.power(a, b))
        case _:
            return None


def _whole(a: Number, b: Number) -> bool:
    return isinstance(a, int) and isinstance(b, int)


def _finite(number: Decimal) -> Decimal | None:
    return number if number.is_finite() else None


def _factor(number: Number) -> Fraction:
    """Return the number exactly, as the standard holds it: a larger one would take all memory."""
    return Fraction(NUMBERS.create_decimal(number))


def _scaled(duration: Duration, factor: Fraction) -> Duration:
    """Return the duration times a number, cut to whole months or microseconds."""
    if isinstance(duration, Months):
        return Months(int(duration.count * factor))
    return timedelta(microseconds=int(duration // _MICROSECOND * factor))
