"""Expressions as Python source, node by node, for what has no source of its own: lists, choices, sums.

The source calls the same functions as the evaluator and differs from it only in that no tree is walked any more. A
name of an author never enters it: facts and loop variables are numbered.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from policyengine.backends.python.compiled.scope import Refused, Scope
from policyengine.feel import nodes
from policyengine.feel.names import ITEM
from policyengine.feel.nodes import Literal
from policyengine.feel.types import Day
from policyengine.feel.values import Months

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from policyengine.feel.nodes import Expr
    from policyengine.policy.vocabulary import Fact

_NULL = Literal(None)


def truth_source(condition: Expr, scope: Scope) -> str:
    """Return the source of a condition: true, false or UNKNOWN. Raises Refused for what is left to the reference."""
    scope.by_value.append(condition)
    return _Writer(scope).truth(condition)


def day_source(day: Expr, scope: Scope) -> str:
    """Return the source of a day as a number. Raises Refused for what is left to the reference."""
    return f"day_number({value_source(day, scope)})"


def value_source(expr: Expr, scope: Scope) -> str:
    """Return the source of any value, which may be known in part. Raises Refused for what is left to the reference."""
    scope.by_value.append(expr)
    return _Writer(scope).value(expr)


@dataclass(frozen=True)
class _Writer:
    """Writes source where some names of an expression are bound to variables; `depth` numbers the next."""

    scope: Scope
    bound: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0

    def inside(self, name: str) -> tuple[str, _Writer]:
        """Return a new variable, and the writer for where a name stands for it."""
        variable = f"v{self.depth}"
        bound = {**self.bound, name: variable}
        return variable, replace(self, bound=bound, depth=self.depth + 1)

    def value(self, expr: Expr) -> str:
        match expr:
            case nodes.Literal(value):
                return self._constant(value)
            case nodes.Name(name):
                return self._name(name)
            case nodes.Path(of, member):
                return f"member({self.value(of)}, {member!a})"
            case nodes.ListOf(items):
                return _tuple(f"settled({self.value(item)})" for item in items)
            case nodes.Arithmetic(operator, left, right):
                return (
                    f"calculate({operator!a}, {self.value(left)}, {self.value(right)})"
                )
            case nodes.Negate(operand):
                return f"negated({self.value(operand)})"
            case nodes.If(condition, then, otherwise):
                branches = (
                    f"lambda: {self.value(then)}, lambda: {self.value(otherwise)}"
                )
                return f"choose({self.truth(condition)}, {branches})"
            case nodes.Filter(of, condition):
                item, inner = self.inside(ITEM)
                return (
                    f"keep({self.value(of)}, lambda {item}: {inner.truth(condition)})"
                )
            case nodes.Call(function, arguments):
                return (
                    f"call({', '.join((ascii(function), *map(self.value, arguments)))})"
                )
            case nodes.Compare():
                return self._compare(expr)
            case nodes.Interval() | nodes.UnaryTest():
                return "None"  # a range is a value to no one but `in`
            case (
                nodes.Not()
                | nodes.And()
                | nodes.Or()
                | nodes.Between()
                | nodes.In()
                | nodes.Quantified()
            ):
                return self.truth(expr)
        assert_never(expr)

    def truth(self, expr: Expr) -> str:
        match expr:
            case nodes.Not(operand):
                return f"not_({self.truth(operand)})"
            case nodes.And(operands):
                return f"all_of({_tuple(map(self.truth, operands))})"
            case nodes.Or(operands):
                return f"any_of({_tuple(map(self.truth, operands))})"
            case nodes.Between(operand, low, high):
                ends = _tuple(
                    (f"('>=', {self.value(low)})", f"('<=', {self.value(high)})")
                )
                return f"within({self.value(operand)}, {ends})"
            case nodes.In(operand, tests):
                variable, inner = self.inside("")
                met = _tuple(inner.test(variable, test) for test in tests)
                return f"meets({self.value(operand)}, lambda {variable}: {met})"
            case nodes.Quantified(quantifier, name, source, condition):
                item, inner = self.inside(name)
                loop = f"lambda {item}: {inner.truth(condition)}"
                return f"{quantifier}({self.value(source)}, {loop})"
            case _:
                return f"truth({self.value(expr)})"

    def test(self, value: str, test: Expr) -> str:
        """Return the source of one test right of `in`, for the variable `value`."""
        match test:
            case nodes.Literal(None):
                return f"compare_to_null('=', {value})"
            case nodes.UnaryTest(operator, nodes.Literal(None)):
                return f"truth(compare_to_null({operator!a}, {value}))"
            case nodes.UnaryTest(operator, bound):
                return f"within({value}, (({operator!a}, {self.value(bound)}),))"
            case nodes.Interval():
                return f"within({value}, {self._ends(test)})"
            case nodes.ListOf(items):
                return f"any_of({_tuple(self._item(value, item) for item in items)})"
            case _:
                return f"among({value}, {self.value(test)})"

    def _item(self, value: str, item: Expr) -> str:
        return f"meets_item({value}, {self.test(value, item)}, {self.value(item)})"

    def _ends(self, interval: nodes.Interval) -> str:
        low = ">=" if interval.low_closed else ">"
        high = "<=" if interval.high_closed else "<"
        ends = ((low, interval.low), (high, interval.high))
        return _tuple(
            f"({operator!a}, {self.value(end)})" for operator, end in ends if end
        )

    def _compare(self, expr: nodes.Compare) -> str:
        if _NULL in (expr.left, expr.right):
            other = expr.left if expr.right == _NULL else expr.right
            return f"compare_to_null({expr.operator!a}, {self.value(other)})"
        sides = f"{self.value(expr.left)}, {self.value(expr.right)}"
        return f"compare({expr.operator!a}, {sides})"

    # --- what is read -----------------------------------------------------------------

    def _name(self, name: str) -> str:
        scope = self.scope
        if name in self.bound:
            return self.bound[name]
        match name:
            case "as_of":
                return f"day_value({scope.day}, LAST_DAY)"
            case "due":
                if scope.due is None:
                    raise Refused("reads `due` where there is none")
                return f"day_value({scope.due}, LAST_DAY)"
            case "item" if scope.entry is not None:
                return f"{scope.names.entries(scope.entry)}.one(entry, {scope.day})"
            case _:
                return self._fact(name, scope.fact(name))

    def _fact(self, name: str, fact: Fact) -> str:
        scope = self.scope
        variable = scope.names.fact(name)
        if fact.entry is not None:
            entries = scope.names.entries(fact.entry.facts)
            return f"{entries}.all({variable}, {scope.day})"
        if isinstance(fact.type, Day):
            last = scope.day if fact.timing == "event" else "LAST_DAY"
            return f"day_value({variable}, {last})"
        return variable

    def _constant(self, value: object) -> str:
        match value:
            case None | bool() | int() | str():
                return ascii(value)
            case Decimal() | date() | timedelta() | Months():
                return self.scope.names.constant(value)
            case _:
                raise AssertionError(value)


def _tuple(parts: Iterable[str]) -> str:
    return f"({''.join(f'{part}, ' for part in parts)})"
