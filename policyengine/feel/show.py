"""From the tree back to text: canonical, with no bracket that the parser does not need."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from policyengine.feel import nodes
from policyengine.feel.literals import write_duration
from policyengine.feel.parser import PRECEDENCE
from policyengine.feel.values import Months

if TYPE_CHECKING:
    from policyengine.feel.nodes import Expr

_LOOSEST = 0
_COMPARISON = PRECEDENCE["="]
_SUM = PRECEDENCE["+"]
_SIGN = PRECEDENCE["**"] + 1
_TIGHTEST = _SIGN + 1
_ESCAPES = str.maketrans(
    {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)


def show(expr: Expr) -> str:
    """Return the text of a tree; `parse` reads it back as an equal tree."""
    return _show(expr)


def _show(expr: Expr, above: int = _LOOSEST) -> str:
    text, binds = _text(expr)
    return f"({text})" if binds < above else text


def _text(expr: Expr) -> tuple[str, int]:  # noqa: C901, PLR0911, PLR0912 - a case for each node
    """Return the text and how tightly its outermost operator binds."""
    match expr:
        case nodes.Literal(value):
            return _constant(value)
        case nodes.Name(name):
            return name, _TIGHTEST
        case nodes.Path(of, member):
            return f"{_show(of, _TIGHTEST)}.{member}", _TIGHTEST
        case nodes.Filter(of, condition):
            return f"{_show(of, _TIGHTEST)}[{_show(condition)}]", _TIGHTEST
        case nodes.ListOf(items):
            return f"[{_several(items)}]", _TIGHTEST
        case nodes.Call(function, arguments):
            return f"{function}({_several(arguments)})", _TIGHTEST
        case nodes.Not(operand):
            return f"not({_show(operand)})", _TIGHTEST
        case nodes.And(operands):
            return _joined("and", operands), PRECEDENCE["and"]
        case nodes.Or(operands):
            return _joined("or", operands), PRECEDENCE["or"]
        case nodes.Compare() | nodes.Arithmetic():
            return _binary(expr)
        case nodes.Negate(operand):
            bare = _show(operand, _SIGN)
            number = isinstance(operand, nodes.Literal) and bare[0] in "0123456789"
            return f"-({bare})" if number else f"-{bare}", _SIGN
        case nodes.Between(operand, low, high):
            ends = f"{_show(low, _SUM)} and {_show(high, _SUM)}"
            return f"{_show(operand, _COMPARISON)} between {ends}", _COMPARISON
        case nodes.In(operand, tests):
            return f"{_show(operand, _COMPARISON)} in {_tests(tests)}", _COMPARISON
        case nodes.UnaryTest():
            return f"({_test(expr)})", _TIGHTEST
        case nodes.Interval():
            return _interval(expr), _TIGHTEST
        case nodes.If(condition, then, otherwise):
            first = f"if {_show(condition)} then {_show(then)}"
            return f"{first} else {_show(otherwise)}", _LOOSEST
        case nodes.Quantified(quantifier, variable, source, condition):
            loop = f"{quantifier} {variable} in {_show(source)}"
            return f"{loop} satisfies {_show(condition)}", _LOOSEST
    assert_never(expr)


def _binary(expr: nodes.Compare | nodes.Arithmetic) -> tuple[str, int]:
    binds = PRECEDENCE[expr.operator]
    left, right = _show(expr.left, binds), _show(expr.right, binds + 1)
    return f"{left} {expr.operator} {right}", binds


def _several(items: tuple[Expr, ...]) -> str:
    return ", ".join(map(_show, items))


def _joined(word: str, operands: tuple[Expr, ...]) -> str:
    tighter = PRECEDENCE[word] + 1
    return f" {word} ".join(_show(each, tighter) for each in operands)


def _tests(tests: tuple[Expr, ...]) -> str:
    match tests:
        case (
            nodes.Interval() | nodes.ListOf() | nodes.Literal() | nodes.Name() as test,
        ):
            return _show(test)
        case (nodes.UnaryTest() as test,):
            return _test(test)
        case _:
            return f"({', '.join(map(_test, tests))})"


def _test(test: Expr) -> str:
    if isinstance(test, nodes.UnaryTest):
        return f"{test.operator} {_show(test.bound, _SUM)}"
    return _show(test)


def _interval(test: nodes.Interval) -> str:
    low = _show(test.low) if test.low else "null"
    high = _show(test.high, _SUM) if test.high else "null"
    return f"{'[' if test.low_closed else '('}{low}..{high}{']' if test.high_closed else ')'}"


def _constant(value: object) -> tuple[str, int]:
    match value:
        case None:
            return "null", _TIGHTEST
        case bool():
            return str(value).lower(), _TIGHTEST
        case int() | Decimal():
            return str(value).lower(), _SIGN if str(value)[0] == "-" else _TIGHTEST
        case str():
            return f'"{value.translate(_ESCAPES)}"', _TIGHTEST
        case date():
            return f'date("{value.isoformat()}")', _TIGHTEST
        case timedelta() | Months():
            return f'duration("{write_duration(value)}")', _TIGHTEST
        case _:
            raise AssertionError(value)
