"""The type checker: every fault of a condition, each with its place and what to write instead."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, assert_never

from policyengine.feel import nodes
from policyengine.feel.checking.arithmetic import arithmetic, signed
from policyengine.feel.checking.calls import call
from policyengine.feel.checking.comparisons import compare, membership, one_of
from policyengine.feel.checking.lists import filtered, items
from policyengine.feel.checking.rule import Checking, listed
from policyengine.feel.type_rules import (
    comparable,
    in_words,
    part,
    parts_of,
    type_of_value,
)
from policyengine.feel.types import Boolean, ListType, Null, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyengine.diagnostics.diagnostic import Diagnostic
    from policyengine.feel.checking.rule import Scope
    from policyengine.feel.nodes import Expr


def check(
    expr: Expr, names: Mapping[str, Type], *, expect: Type | None = None
) -> tuple[Type | None, tuple[Diagnostic, ...]]:
    """Return the type of `expr`, None where a fault hides it, and every fault in order of place.

    `names` holds the type of every name that may stand in it. With `expect`, another type is
    a fault too.
    """
    checker = _Checker()
    found = checker.type_of(expr, names)
    if expect is not None and found is not None and not comparable(found, expect):
        checker.expected(expr, expect, found)
    # What stands between two ends is compared with each, and its faults are met twice.
    once = dict.fromkeys(checker.faults)
    return found, tuple(sorted(once, key=lambda fault: fault.sort_key))


class _Checker(Checking):
    """Leads from each node to its rule."""

    def type_of(self, expr: Expr, scope: Scope) -> Type | None:  # noqa: C901, PLR0911, PLR0912 - a case for each node
        match expr:
            case nodes.Literal(value):
                return type_of_value(value)
            case nodes.Name():
                return self._name(expr, scope)
            case nodes.Path():
                return self._path(expr, scope)
            case nodes.ListOf(parts):
                return ListType(self.one_type(parts, scope) or Null())
            case nodes.Not(operand):
                return self.conditions((operand,), scope)
            case nodes.And(operands):
                return self.conditions(operands, scope)
            case nodes.Or(operands):
                return self.conditions(operands, scope, one_of(operands))
            case nodes.Compare(operator, left, right):
                compare(self, operator, left, right, expr, scope)
                return Boolean()
            case nodes.Between(operand, low, high):
                compare(self, ">=", operand, low, low, scope)
                compare(self, "<=", operand, high, high, scope)
                return Boolean()
            case nodes.In(operand, tests):
                for test in tests:
                    membership(self, operand, test, scope)
                return Boolean()
            case nodes.Arithmetic():
                return arithmetic(self, expr, scope)
            case nodes.Negate(operand):
                return signed(self, expr, operand, scope)
            case nodes.If(condition, then, otherwise):
                self.conditions((condition,), scope)
                return self.one_type((then, otherwise), scope)
            case nodes.Quantified(_, variable, source, condition):
                item = items(self, source, scope)
                if item is not None:
                    self.conditions((condition,), {**scope, variable: item})
                return Boolean()
            case nodes.Filter():
                return filtered(self, expr, scope)
            case nodes.Call():
                return call(self, expr, scope)
            case nodes.Interval() | nodes.UnaryTest():
                hint = "write `fact in [1..10]`"
                self.fault("PE306", "a range stands only right of `in`", expr, hint)
                return None
        assert_never(expr)

    def _name(self, expr: nodes.Name, scope: Scope) -> Type | None:
        if expr.name in scope:
            return scope[expr.name]
        close = get_close_matches(expr.name, scope, n=1)
        hint = f"did you mean `{close[0]}`?" if close else None
        self.fault("PE201", f"`{expr.name}` is not known here", expr, hint)
        return None

    def _path(self, expr: nodes.Path, scope: Scope) -> Type | None:
        of = self.type_of(expr.of, scope)
        inner = of.item if isinstance(of, ListType) else of
        if inner is None:
            return None
        found = part(inner, expr.member)
        if found is None:
            known = parts_of(inner)
            close = get_close_matches(expr.member, known, n=1)
            hint = f"did you mean `{close[0]}`?" if close else listed("it has", known)
            message = f"{in_words(inner)} has no `{expr.member}`"
            self.fault("PE211", message, expr, hint)
            return None
        return ListType(found) if isinstance(of, ListType) else found
