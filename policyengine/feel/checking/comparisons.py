"""What may be compared with what, and what may stand right of `in`."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from policyengine.feel import nodes
from policyengine.feel.checking.rule import listed
from policyengine.feel.show import show
from policyengine.feel.type_rules import (
    comparable,
    has_order,
    in_words,
    instead,
    mixes_days_and_months,
    without_order,
)
from policyengine.feel.types import Choice, ListType, Type

if TYPE_CHECKING:
    from policyengine.feel.checking.rule import Checking, Scope
    from policyengine.feel.nodes import ComparisonOperator, Expr


def compare(
    checking: Checking,
    operator: ComparisonOperator,
    left: Expr,
    right: Expr,
    at: Expr,
    scope: Scope,
) -> None:
    """Check a comparison that stands at `at`."""
    a = _beside(checking, left, right, scope)
    b = _beside(checking, right, left, scope)
    if a is not None and b is not None:
        _types(checking, operator, a, b, at)
        _word(checking, a, left, right)
        _word(checking, b, right, left)


def membership(checking: Checking, operand: Expr, test: Expr, scope: Scope) -> None:
    """Check one test right of `in`."""
    match test:
        case nodes.Interval(low, high):
            if low is not None:
                compare(checking, ">=", operand, low, test, scope)
            if high is not None:
                compare(checking, "<=", operand, high, test, scope)
        case nodes.UnaryTest(operator, bound):
            compare(checking, operator, operand, bound, test, scope)
        case nodes.ListOf(items):
            for item in items:
                membership(checking, operand, item, scope)
        case _:
            kind = checking.type_of(operand, scope)
            wanted = checking.type_of(test, scope)
            if isinstance(wanted, ListType) and not isinstance(kind, ListType):
                wanted = wanted.item
            equate(checking, kind, wanted, operand, test)


def one_of(operands: tuple[Expr, ...]) -> str | None:
    """Return what to write for `hours = 15 or 20`, None where alternatives are other than that."""
    match operands:
        case (nodes.Compare(operator, left, right), *others) if others and all(
            isinstance(each, nodes.Literal) for each in others
        ):
            if operator != "=":
                return f"repeat what is compared: `… or {show(left)} {operator} {show(others[0])}`"
            values = ", ".join(map(show, (right, *others)))
            return f"write `{show(left)} in ({values})`"
        case _:
            return None


def equate(
    checking: Checking, kind: Type | None, wanted: Type | None, of: Expr, at: Expr
) -> None:
    """Check that a value of type `wanted` at `at` can equal `of`, or an item of it, of type `kind`."""
    if kind is not None and wanted is not None:
        _types(checking, "=", kind, wanted, at)
        _word(checking, kind, of, at)


def _beside(checking: Checking, expr: Expr, other: Expr, scope: Scope) -> Type | None:
    """Return the type of one operand; a word without quotation marks is told apart."""
    if isinstance(expr, nodes.Name) and expr.name not in scope:
        match scope.get(other.name) if isinstance(other, nodes.Name) else None:
            case Choice(values) if expr.name in values:
                message = f"`{expr.name}` is a text and needs quotation marks"
                checking.fault("PE201", message, expr, f'write `"{expr.name}"`')
                return None
    return checking.type_of(expr, scope)


def _types(
    checking: Checking, operator: ComparisonOperator, a: Type, b: Type, at: Expr
) -> None:
    if mixes_days_and_months(a, b):
        message = "days and months are not compared: a month has 28 to 31 days"
        checking.fault("PE305", message, at, "add both to a day and compare the days")
    elif not comparable(a, b):
        message = f"{in_words(a)} is compared with {in_words(b)}"
        hint = instead(a, b) or instead(b, a)
        if isinstance(at, nodes.Compare) and isinstance(at.left, nodes.Compare):
            hint = "two comparisons are joined by `and`, or write `between`"
        checking.fault("PE301", message, at, hint)
    elif operator not in ("=", "!="):
        unordered = next((kind for kind in (a, b) if not has_order(kind)), None)
        if unordered is not None:
            lacks = f"`{operator}` needs an order, which {in_words(unordered)} lacks"
            checking.fault("PE301", lacks, at, without_order(unordered))


def _word(checking: Checking, kind: Type, of: Expr, expr: Expr) -> None:
    """Report a text that is none of the words of the choice `of`."""
    match kind, expr:
        case Choice(values), nodes.Literal(str() as text) if text not in values:
            close = get_close_matches(text, values, n=1)
            known = listed("the words are", values)
            hint = f"did you mean `{close[0]}`?" if close else known
            message = f"`{text}` is none of the words of `{show(of)}`"
            checking.fault("PE304", message, expr, hint)
