"""The type checker: every fault of a condition, each with its place and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeAlias, assert_never

from policyengine.diagnostics.diagnostic import Diagnostic
from policyengine.feel import nodes
from policyengine.feel.builtins import OUTSIDE, PROFILE
from policyengine.feel.names import ITEM
from policyengine.feel.show import show
from policyengine.feel.type_rules import (
    calculated,
    comparable,
    has_order,
    in_words,
    instead,
    mixes_days_and_months,
    part,
    parts_of,
    type_of_value,
    without_order,
)
from policyengine.feel.types import (
    Boolean,
    Choice,
    Day,
    DaysDuration,
    ListType,
    MonthsDuration,
    Null,
    Number,
    RecordType,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from policyengine.feel.nodes import ComparisonOperator, Expr

Scope: TypeAlias = "Mapping[str, Type]"


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
    return found, tuple(sorted(checker.faults, key=lambda fault: fault.sort_key))


@dataclass
class _Checker:
    """Gathers faults. A part whose type a fault hides has type None, and causes no more faults."""

    faults: list[Diagnostic] = field(default_factory=list)

    def fault(self, code: str, message: str, at: Expr, hint: str | None = None) -> None:
        self.faults.append(Diagnostic(code, message, at.span, hint))

    def expected(self, expr: Expr, expect: Type, found: Type) -> None:
        message = f"this must be {in_words(expect)}, and is {in_words(found)}"
        self.fault("PE303", message, expr, instead(found, expect))

    # --- nodes ----------------------------------------------------------------------

    def type_of(self, expr: Expr, scope: Scope) -> Type | None:  # noqa: C901, PLR0911, PLR0912 - a case for each node
        match expr:
            case nodes.Literal(value):
                return type_of_value(value)
            case nodes.Name(name):
                return self.name(expr, name, scope)
            case nodes.Path():
                return self.path(expr, scope)
            case nodes.ListOf(items):
                return ListType(self.one_type(items, scope) or Null())
            case nodes.Not(operand):
                return self.conditions((operand,), scope)
            case nodes.And(operands) | nodes.Or(operands):
                return self.conditions(operands, scope)
            case nodes.Compare(operator, left, right):
                return self.compare(operator, left, right, expr, scope)
            case nodes.Between(operand, low, high):
                self.compare(">=", operand, low, low, scope)
                return self.compare("<=", operand, high, high, scope)
            case nodes.In(operand, tests):
                for test in tests:
                    self.test(operand, test, scope)
                return Boolean()
            case nodes.Arithmetic():
                return self.arithmetic(expr, scope)
            case nodes.Negate(operand):
                return self.negate(expr, operand, scope)
            case nodes.If():
                return self.choice(expr, scope)
            case nodes.Quantified(_, variable, source, condition):
                inner = self.items(source, scope)
                if inner is not None:
                    self.conditions((condition,), {**scope, variable: inner})
                return Boolean()
            case nodes.Filter():
                return self.filter(expr, scope)
            case nodes.Call():
                return self.call(expr, scope)
            case nodes.Interval() | nodes.UnaryTest():
                hint = "write `fact in [1..10]`"
                self.fault("PE306", "a range stands only right of `in`", expr, hint)
                return None
        assert_never(expr)

    def name(self, expr: Expr, name: str, scope: Scope) -> Type | None:
        if name in scope:
            return scope[name]
        close = get_close_matches(name, scope, n=1)
        hint = f"did you mean `{close[0]}`?" if close else None
        self.fault("PE201", f"`{name}` is not known here", expr, hint)
        return None

    def path(self, expr: nodes.Path, scope: Scope) -> Type | None:
        of = self.type_of(expr.of, scope)
        inner = of.item if isinstance(of, ListType) else of
        if inner is None:
            return None
        found = part(inner, expr.member)
        if found is None:
            known = parts_of(inner)
            close = get_close_matches(expr.member, known, n=1)
            hint = f"did you mean `{close[0]}`?" if close else _listed("it has", known)
            message = f"{in_words(inner)} has no `{expr.member}`"
            self.fault("PE211", message, expr, hint)
            return None
        return ListType(found) if isinstance(of, ListType) else found

    def conditions(self, operands: Iterable[Expr], scope: Scope) -> Type:
        for operand in operands:
            found = self.type_of(operand, scope)
            if found is not None and not isinstance(found, Boolean | Null):
                self.expected(operand, Boolean(), found)
        return Boolean()

    def one_type(self, items: Iterable[Expr], scope: Scope) -> Type | None:
        """Return the type that all items share."""
        shared: Type | None = None
        for item in items:
            found = self.type_of(item, scope)
            if found is None or isinstance(found, Null):
                continue
            if shared is None:
                shared = found
            elif not comparable(shared, found):
                message = f"{in_words(found)} stands beside {in_words(shared)}"
                self.fault("PE301", message, item, "a list holds one kind of value")
        return shared

    # --- comparison -----------------------------------------------------------------

    def compare(
        self,
        operator: ComparisonOperator,
        left: Expr,
        right: Expr,
        at: Expr,
        scope: Scope,
    ) -> Type:
        a, b = self.beside(left, right, scope), self.beside(right, left, scope)
        if a is not None and b is not None:
            self.compare_types(operator, a, b, at)
            self.word(a, left, right)
            self.word(b, right, left)
        return Boolean()

    def beside(self, expr: Expr, other: Expr, scope: Scope) -> Type | None:
        """Return the type of one operand; a word without quotation marks is told apart."""
        if isinstance(expr, nodes.Name) and expr.name not in scope:
            match scope.get(other.name) if isinstance(other, nodes.Name) else None:
                case Choice(values) if expr.name in values:
                    message = f"`{expr.name}` is a text and needs quotation marks"
                    self.fault("PE201", message, expr, f'write `"{expr.name}"`')
                    return None
        return self.type_of(expr, scope)

    def compare_types(
        self, operator: ComparisonOperator, a: Type, b: Type, at: Expr
    ) -> None:
        if mixes_days_and_months(a, b):
            message = "days and months are not compared: a month has 28 to 31 days"
            self.fault("PE305", message, at, "add both to a day and compare the days")
        elif not comparable(a, b):
            message = f"{in_words(a)} is compared with {in_words(b)}"
            hint = instead(a, b) or instead(b, a)
            if isinstance(at, nodes.Compare) and isinstance(at.left, nodes.Compare):
                hint = "two comparisons are joined by `and`, or write `between`"
            self.fault("PE301", message, at, hint)
        elif operator not in ("=", "!="):
            for kind in (a, b):
                if not has_order(kind):
                    hint = without_order(kind)
                    message = (
                        f"`{operator}` needs an order, which {in_words(kind)} lacks"
                    )
                    self.fault("PE301", message, at, hint)
                    return

    def word(self, kind: Type, of: Expr, expr: Expr) -> None:
        """Report a text that is none of the words of the choice `of`."""
        match kind, expr:
            case Choice(values), nodes.Literal(str() as text) if text not in values:
                close = get_close_matches(text, values, n=1)
                known = _listed("the words are", values)
                hint = f"did you mean `{close[0]}`?" if close else known
                message = f"`{text}` is none of the words of `{show(of)}`"
                self.fault("PE304", message, expr, hint)

    def test(self, operand: Expr, test: Expr, scope: Scope) -> None:
        """Check one test right of `in`."""
        match test:
            case nodes.Interval(low, high):
                if low is not None:
                    self.compare(">=", operand, low, test, scope)
                if high is not None:
                    self.compare("<=", operand, high, test, scope)
            case nodes.UnaryTest(operator, bound):
                self.compare(operator, operand, bound, test, scope)
            case nodes.ListOf(items):
                for item in items:
                    self.test(operand, item, scope)
            case _:
                kind, wanted = self.type_of(operand, scope), self.type_of(test, scope)
                if isinstance(wanted, ListType) and not isinstance(kind, ListType):
                    wanted = wanted.item
                if kind is not None and wanted is not None:
                    self.compare_types("=", kind, wanted, test)
                    self.word(kind, operand, test)

    # --- values ---------------------------------------------------------------------

    def arithmetic(self, expr: nodes.Arithmetic, scope: Scope) -> Type | None:
        a, b = self.type_of(expr.left, scope), self.type_of(expr.right, scope)
        if a is None or b is None:
            return None
        found = calculated(expr.operator, a, b)
        if found is None and mixes_days_and_months(a, b):
            hint = "add one to a day, then the other"
            self.fault("PE305", "days and months do not mix in a duration", expr, hint)
        elif found is None:
            message = f"`{expr.operator}` does not take {in_words(a)} and {in_words(b)}"
            days = 'a number of days is `duration("P3D")`'
            with_day = {type(a), type(b)} == {Day, Number}
            self.fault("PE302", message, expr, days if with_day else None)
        return found

    def negate(self, expr: Expr, operand: Expr, scope: Scope) -> Type | None:
        found = self.type_of(operand, scope)
        if isinstance(found, Number | DaysDuration | MonthsDuration | None):
            return found
        self.fault("PE302", f"`-` does not take {in_words(found)}", expr)
        return None

    def choice(self, expr: nodes.If, scope: Scope) -> Type | None:
        self.conditions((expr.condition,), scope)
        return self.one_type((expr.then, expr.otherwise), scope)

    # --- lists ----------------------------------------------------------------------

    def items(self, source: Expr, scope: Scope) -> Type | None:
        """Return the type of a list's items."""
        match self.type_of(source, scope):
            case None:
                return None
            case ListType(item):
                return item
            case found:
                message = f"this must be a list, and is {in_words(found)}"
                self.fault("PE306", message, source)
                return None

    def filter(self, expr: nodes.Filter, scope: Scope) -> Type | None:
        item = self.items(expr.of, scope)
        if item is None:
            return None
        members = item.members if isinstance(item, RecordType) else {}
        inner = {**scope, **members, ITEM: item}
        found = self.type_of(expr.condition, inner)
        if isinstance(found, Number):
            message = "a list is not asked for an item by its number"
            hint = "ask for the item by what it is: `[kind = …]`"
            self.fault("PE307", message, expr.condition, hint)
            return None
        if found is not None and not isinstance(found, Boolean):
            self.expected(expr.condition, Boolean(), found)
        return ListType(item)

    # --- functions ------------------------------------------------------------------

    def call(self, expr: nodes.Call, scope: Scope) -> Type | None:
        name, arguments = expr.function, expr.arguments
        if name == "not":
            self.fault("PE308", "`not` takes one argument", expr)
            return Boolean()
        if name not in PROFILE:
            self.unknown_function(expr)
            return None
        least, most = PROFILE[name]
        if not least <= len(arguments) <= (most or len(arguments)):
            wanted = least if most is not None else f"at least {least}"
            message = f"`{name}` takes {wanted} arguments, and has {len(arguments)}"
            self.fault("PE308", message, expr)
            return None
        match name:
            case "count":
                self.items(arguments[0], scope)
                return Number()
            case "sum" | "min" | "max" | "all" | "any":
                return self.of_items(expr, scope)
            case "list contains":
                item = self.items(arguments[0], scope)
                wanted_type = self.type_of(arguments[1], scope)
                if item is not None and wanted_type is not None:
                    self.compare_types("=", item, wanted_type, arguments[1])
                    self.word(item, arguments[0], arguments[1])
                return Boolean()
            case "abs":
                return self.negate(expr, arguments[0], scope)
            case "age":
                self.each(arguments, Day(), scope)
                return Number()
            case "years and months duration":
                self.each(arguments, Day(), scope)
                return MonthsDuration()
            case "date":
                return self.date(expr, scope)
            case _:
                return self.duration(expr)

    def unknown_function(self, expr: nodes.Call) -> None:
        if expr.function in OUTSIDE:
            message = (
                f"`{expr.function}` is standard FEEL outside the profile of policies"
            )
            hint = (
                "the day of assessment is `as_of`"
                if expr.function in ("now", "today")
                else None
            )
            self.fault("PE152", message, expr, hint)
            return
        close = get_close_matches(expr.function, PROFILE, n=1)
        hint = (
            f"did you mean `{close[0]}`?"
            if close
            else _listed("there are", sorted(PROFILE))
        )
        self.fault("PE212", f"there is no function `{expr.function}`", expr, hint)

    def each(self, arguments: Iterable[Expr], wanted: Type, scope: Scope) -> None:
        for argument in arguments:
            found = self.type_of(argument, scope)
            if found is not None and not comparable(found, wanted):
                self.expected(argument, wanted, found)

    def of_items(self, expr: nodes.Call, scope: Scope) -> Type | None:
        """Check a function of one list, or of several values."""
        arguments = expr.arguments
        several = len(arguments) > 1
        item = (
            self.one_type(arguments, scope)
            if several
            else self.items(arguments[0], scope)
        )
        if expr.function in ("all", "any"):
            wanted, fits = "true or false", isinstance(item, Boolean | Null | None)
        elif expr.function == "sum":
            wanted, fits = "numbers", isinstance(item, Number | Null | None)
        else:
            wanted, fits = "values with an order", item is None or has_order(item)
        if not fits and item is not None:
            message = f"`{expr.function}` takes {wanted}, and gets {in_words(item)}"
            self.fault("PE302", message, expr)
            return None
        return Boolean() if expr.function in ("all", "any") else item

    def date(self, expr: nodes.Call, scope: Scope) -> Type:
        match expr.arguments:
            case (nodes.Literal(str() as text),):
                hint = 'a day is written `date("2018-01-31")`'
                self.fault("PE309", f"`{text}` is no day of the calendar", expr, hint)
            case (argument,):
                self.each((argument,), Day(), scope)
            case arguments:
                self.each(arguments, Number(), scope)
        return Day()

    def duration(self, expr: nodes.Call) -> Type | None:
        match expr.arguments[0]:
            case nodes.Literal(str() as text):
                months = "Y" in text or "M" in text.partition("T")[0]
                mixed = months and any(letter in text for letter in "WDT")
                message = f"`{text}` is no duration"
                hint = 'a duration is `"P3M"`, `"P1Y6M"`, `"P4W"` or `"P10D"`'
                if mixed:
                    message = f"`{text}` mixes months with days"
                    hint = 'add one after the other: `day + duration("P1M") + duration("P2D")`'
                self.fault("PE309", message, expr, hint)
            case argument:
                message = "a duration is a constant"
                self.fault("PE309", message, argument, 'write `duration("P3M")`')
        return None


def _listed(before: str, words: Iterable[str]) -> str | None:
    text = ", ".join(f"`{word}`" for word in words)
    return f"{before} {text}" if text else None
