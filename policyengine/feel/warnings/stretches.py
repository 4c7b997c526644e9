"""One stretch of time that is counted in days here and in months there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from policyengine.feel import nodes
from policyengine.feel.values import Months
from policyengine.feel.warnings.checked import warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.feel.nodes import Expr
    from policyengine.feel.warnings.checked import Checked


@dataclass(frozen=True, slots=True)
class _Limit:
    """So many months, or days, between two days; it is asked about at `at`."""

    between: frozenset[Expr]
    months: int | Decimal
    days: int | Decimal
    at: Expr


@dataclass(frozen=True, slots=True)
class _Moved:
    """A day, so many months and days after another."""

    start: Expr
    months: int = 0
    days: int = 0


_SIGNS = {"+": 1, "-": -1}


def counted_two_ways(checked: Checked) -> Iterator[Diagnostic]:
    """Yield a warning where a length in days and one in months may be meant to be the same.

    Lengths far apart are two limits, such as not in the first week and within three months.
    """
    limits: list[_Limit] = []
    for part in checked.own:
        for left, right, at in _comparisons(part.meant):
            a, b = _moved(left), _moved(right)
            if _crossed(a, b) or _crossed(b, a):
                yield _told(at)
            limits += _gap(a, b, at)
            limits += (*_length(left, right, at), *_length(right, left, at))
    for first, second in combinations(limits, 2):
        months = first.months or second.months
        days = first.days or second.days
        if first.between == second.between and _alike(months, days):
            yield _told(second.at, ("here in another way", first.at))


def _told(at: Expr, *other: tuple[str, Expr]) -> Diagnostic:
    message = "one stretch of time is counted in days and in months"
    hint = "a month has 28 to 31 days: count both in days, or both in months"
    return warning("PE321", message, at, hint, other)


def _alike(months: int | Decimal, days: int | Decimal) -> bool:
    """Whether so many days may be meant for so many months."""
    return bool(months and days) and 28 <= days / months <= 31


def _crossed(a: _Moved, b: _Moved) -> bool:
    """Whether a day is moved by months, and the one beside it by as many days."""
    return not a.days and not b.months and _alike(a.months, b.days)


def _gap(a: _Moved, b: _Moved, at: Expr) -> Iterator[_Limit]:
    """Yield the limit that comparing two moved days sets between the days they start from."""
    months, days = abs(a.months - b.months), abs(a.days - b.days)
    if bool(months) != bool(days):
        yield _Limit(frozenset((a.start, b.start)), months, days, at)


def _length(measured: Expr, limit: Expr, at: Expr) -> Iterator[_Limit]:
    """Yield the limit that comparing a length of time with a constant sets."""
    match measured, limit:
        case (
            nodes.Call("years and months duration", pair),
            nodes.Literal(Months(count)),
        ):
            yield _Limit(frozenset(pair), count, 0, at)
        case (
            nodes.Call("age", pair)
            | nodes.Path(nodes.Call("years and months duration", pair), "years"),
            nodes.Literal(int() | Decimal() as years),
        ):
            yield _Limit(frozenset(pair), 12 * years, 0, at)
        case nodes.Arithmetic("-", end, start), nodes.Literal(timedelta() as length):
            yield _Limit(frozenset((start, end)), 0, length.days, at)
        case (
            nodes.Path(nodes.Arithmetic("-", end, start), "days"),
            nodes.Literal(int() | Decimal() as days),
        ):
            yield _Limit(frozenset((start, end)), 0, days, at)
        case _:
            pass


def _moved(day: Expr) -> _Moved:
    match day:
        case nodes.Arithmetic("+" | "-" as sign, of, nodes.Literal(Months(count))):
            moved = _moved(of)
            return replace(moved, months=moved.months + _SIGNS[sign] * count)
        case nodes.Arithmetic("+" | "-" as sign, of, nodes.Literal(timedelta(days=n))):
            moved = _moved(of)
            return replace(moved, days=moved.days + _SIGNS[sign] * n)
        case _:
            return _Moved(day)


def _comparisons(expr: Expr) -> Iterator[tuple[Expr, Expr, Expr]]:
    """Yield what is compared with what, and where."""
    match expr:
        case nodes.Compare(_, left, right):
            yield left, right, expr
        case nodes.Between(operand, low, high):
            yield from ((operand, end, end) for end in (low, high))
        case nodes.In(operand, tests):
            for test in tests:
                match test:
                    case nodes.Interval(low_end, high_end):
                        ends = (low_end, high_end)
                        yield from ((operand, end, end) for end in ends if end)
                    case nodes.UnaryTest(_, bound):
                        yield operand, bound, test
                    case _:
                        pass
        case _:
            pass
