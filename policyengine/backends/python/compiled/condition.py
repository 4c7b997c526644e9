"""Conditions as Python source: one expression that is true where a condition surely holds, one where it surely does not.

Neither is true where it hangs on something unknown. So Kleene's logic costs nothing when it is not needed: `and` is
surely true where all its parts are, surely false where one is. What has no source of its own here is worked out as a
value, slower. Texts of authors enter the source as ASCII literals alone, and names of facts become numbered variables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeGuard

from policyengine.backends.python.compiled.scope import Refused, Scope
from policyengine.backends.python.compiled.value import day_source, truth_source
from policyengine.feel.evaluator import evaluate
from policyengine.feel.names import free_names
from policyengine.feel.nodes import (
    And,
    Arithmetic,
    Between,
    Call,
    Compare,
    Expr,
    In,
    Interval,
    ListOf,
    Name,
    Not,
    Or,
    Path,
    UnaryTest,
)
from policyengine.feel.nodes import Literal as Constant
from policyengine.feel.types import Boolean, Choice, Day, ListType, Number, Text
from policyengine.feel.values import UNKNOWN, Months

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyengine.feel.nodes import ComparisonOperator
    from policyengine.feel.values import Value
    from policyengine.policy.vocabulary import Fact

OperandKind: TypeAlias = Literal["day", "number", "text", "boolean", "list"]

_PYTHON: dict[ComparisonOperator, str] = {"=": "=="}


@dataclass(frozen=True, slots=True)
class Test:
    """Source that is true where a condition surely holds, and source that is true where it surely does not."""

    true: str
    false: str

    @property
    def opposite(self) -> Test:
        """The test of the negation."""
        return Test(self.false, self.true)


@dataclass(frozen=True, slots=True)
class Operand:
    """Source of a value. `known` is true where it is not unknown, `present` where it is a value, and not none.

    An empty test always passes.
    """

    kind: OperandKind
    source: str
    known: str = ""
    present: str = ""


# --- conditions ---------------------------------------------------------------


def all_hold(tests: Iterable[Test]) -> Test:
    """Return the test of all conditions together."""
    parts = tuple(tests)
    return Test(_and(each.true for each in parts), _or(each.false for each in parts))


def one_holds(tests: Iterable[Test]) -> Test:
    """Return the test of at least one condition."""
    return all_hold(each.opposite for each in tests).opposite


def test_of(condition: Expr, scope: Scope) -> Test:
    """Return the test of a condition. Raises Refused for what is left to the reference."""
    match condition:
        case Not(operand):
            return test_of(operand, scope).opposite
        case And(operands):
            return all_hold(test_of(each, scope) for each in operands)
        case Or(operands):
            return one_holds(test_of(each, scope) for each in operands)
        case _:
            pass
    try:
        return _test_of(condition, scope)
    except Refused:
        truth = truth_source(condition, scope)
        return Test(f"{truth} is True", f"{truth} is False")


def _test_of(condition: Expr, scope: Scope) -> Test:  # noqa: PLR0912 - a case for each node
    """Return the test of a condition that has source of its own. Raises Refused for any other."""
    match condition:
        case Constant(bool(value)):
            return Test(repr(value), repr(not value))
        case Name() | Path():
            return _is(operand_of(condition, scope), True)
        case Compare("=" | "!=" as operator, left, Constant(bool(value))):
            if isinstance(left, Name | Path):
                same = _is(operand_of(left, scope), value)
            elif isinstance(left, Not | And | Or | Compare | Between | In):
                # Any other condition can be none, which is neither true nor false.
                same = test_of(left, scope)
                same = same if value else same.opposite
            else:
                raise Refused("compares what can be none with true or false")
            return same if operator == "=" else same.opposite
        case Compare(operator, left, right):
            return _compare(operator, left, right, scope)
        case Between(operand, low, high):
            within = (
                _compare(">=", operand, low, scope),
                _compare("<=", operand, high, scope),
            )
            return all_hold(within)
        case In(Name() | Path() as operand, (ListOf(items),) | items) if _texts(items):
            texts = "".join(f"{each.value!a}, " for each in items)
            one = operand_of(operand, scope)
            return _known_test(one, f"{one.source} in ({texts})")
        case In(operand, tests):
            return one_holds(
                _meets(operand, one, scope) for each in tests for one in _single(each)
            )
        case Call("list contains", (Name() | Path() as entries, Constant(str(value)))):
            held = operand_of(entries, scope)
            if held.kind == "list":
                return _known_test(held, f"{value!a} in {held.source}")
        case _:
            pass
    raise Refused(f"reads `{type(condition).__name__}`, which is not compiled")


def _is(operand: Operand, value: bool) -> Test:
    if operand.kind != "boolean":
        raise Refused("reads a value that is no condition as one")
    return _known_test(operand, f"{operand.source} is {value}")


def _known_test(operand: Operand, held: str) -> Test:
    return Test(
        _and((operand.known, held)),
        _and((operand.known, _not(held))),
    )


def _compare(
    operator: ComparisonOperator, left: Expr, right: Expr, scope: Scope
) -> Test:
    if operator == "!=":
        return _compare("=", left, right, scope).opposite
    if right == Constant(None):
        if operator != "=":
            raise Refused("orders none")
        value = operand_of(left, scope)
        return Test(_and((value.known, _not(value.present))), value.present or "True")
    if isinstance(left, Call) and left.function == "age":
        return _compare_age(operator, left, right, scope)
    a, b = operand_of(left, scope), operand_of(right, scope)
    if a.kind != b.kind or a.kind in ("boolean", "list"):
        raise Refused("compares values of two kinds")
    held = f"{a.source} {_PYTHON.get(operator, operator)} {b.source}"
    if operator != "=" or a.kind == "day" or (a.present and b.present):
        # Nothing but the value itself equals a constant, so equality with one needs no care.
        held = _and((a.present, b.present, held))
    return _holds_of((a, b), held)


def _holds_of(operands: tuple[Operand, ...], held: str) -> Test:
    """Return the test of what holds of values alone: where one is none it does not, whatever is unknown."""
    known = _and((*(each.known for each in operands), _not(held)))
    can_be_none = [each for each in operands if each.present]
    if len(can_be_none) < 2:
        return Test(held, known)
    none = (_and((each.known, _not(each.present))) for each in can_be_none)
    return Test(held, _or((known, *none)))


def _compare_age(
    operator: ComparisonOperator, age: Call, limit: Expr, scope: Scope
) -> Test:
    """Return the test of an age: at least n means that n years after birth have come."""
    birth, on = age.arguments
    match operator, limit:
        case ((">=" | "<" | "=" | ">" | "<="), Constant(int(years))) if years >= 0:
            pass
        case _:
            raise Refused("compares an age with something other than a whole number")

    def turned(years: int) -> Test:
        birthday = Arithmetic("+", birth, Constant(Months(12 * years)))
        born, reached = operand_of(birth, scope), operand_of(birthday, scope)
        today = operand_of(on, scope)
        come = f"{reached.source} <= {today.source}"
        held = _and((born.present, reached.present, today.present, come))
        return _holds_of((born, today), held)

    match operator:
        case ">=":
            return turned(years)
        case ">":
            return turned(years + 1)
        case _:
            pass
    born, today = operand_of(birth, scope), operand_of(on, scope)
    # None has no age, and every comparison with it is false.
    some = _holds_of((born, today), _and((born.present, today.present)))
    match operator:
        case "<":
            return all_hold((some, turned(years).opposite))
        case "<=":
            return all_hold((some, turned(years + 1).opposite))
        case _:
            return all_hold((turned(years), turned(years + 1).opposite))


def _texts(tests: tuple[Expr, ...]) -> TypeGuard[tuple[Constant, ...]]:
    return bool(tests) and all(
        isinstance(t, Constant) and isinstance(t.value, str) for t in tests
    )


def _single(test: Expr) -> tuple[Expr, ...]:
    return test.items if isinstance(test, ListOf) else (test,)


def _meets(operand: Expr, test: Expr, scope: Scope) -> Test:
    match test:
        case Interval(low, high, low_closed, high_closed):
            ends: list[Test] = []
            if low is not None:
                ends.append(_compare(">=" if low_closed else ">", operand, low, scope))
            if high is not None:
                ends.append(
                    _compare("<=" if high_closed else "<", operand, high, scope)
                )
            if ends and Constant(None) not in (low, high):
                return all_hold(ends)
        case UnaryTest(operator, bound) if operator != "!=":
            return _compare(operator, operand, bound, scope)
        case Constant():
            return _compare("=", operand, test, scope)
        case _:
            pass
    raise Refused("tests membership of something that is not written out")


# --- operands -----------------------------------------------------------------


def operand_of(expr: Expr, scope: Scope) -> Operand:
    """Return the source of a value. Raises Refused for what is left to the reference."""
    match expr:
        case Name("as_of"):
            return Operand("day", scope.day)
        case Name("due"):
            if scope.due is None:
                raise Refused("reads `due` where there is none")
            return Operand("day", scope.due, present=f"{scope.due} < ENDLESS")
        case Name(name):
            return _fact(scope.fact(name), scope.names.fact(name), scope)
        case Path(Name("item"), member) if scope.entry is not None:
            fact = scope.entry[member]
            written = f"entry.get({member!a}, UNKNOWN)"
            if isinstance(fact.type, Day):
                table = "seen" if fact.timing == "event" else "written"
                written = f"{table}[entry.get({member!a}, OPEN)]"
            return _fact(fact, written, scope)
        case Arithmetic("+" | "-" as operator, left, right) if not free_names(right):
            return _moved(operand_of(left, scope), operator, _value(right), scope)
        case _ if not free_names(expr):
            return _constant(_value(expr), scope)
        case _:
            pass
    raise Refused(f"reads `{type(expr).__name__}`, which is not compiled")


def day_of(expr: Expr, scope: Scope) -> Operand:
    """Return the source of a day, however it is worked out. Raises Refused for what is left to the reference."""
    try:
        day = operand_of(expr, scope)
    except Refused:
        number = day_source(expr, scope)
        return Operand("day", number, f"{number} < OPEN", f"{number} < NEVER")
    if day.kind != "day":
        raise Refused("takes something other than a day for one")
    return day


def _value(expr: Expr) -> Value:
    return evaluate(expr, lambda _: UNKNOWN)


def _fact(fact: Fact, source: str, scope: Scope) -> Operand:
    known = f"{source} is not UNKNOWN"
    present = f"{source} is not None and {known}"
    match fact.type:
        case Day():
            # An event after the day of the view has not happened there.
            seen = scope.day if fact.timing == "event" else "ENDLESS"
            return Operand("day", source, f"{source} < OPEN", f"{source} <= {seen}")
        case Number():
            return Operand("number", source, known, present)
        case Text() | Choice():
            return Operand("text", source, known, present)
        case Boolean():
            return Operand("boolean", source, known, present)
        case ListType(Choice()) if fact.entry is None:
            return Operand("list", source, known, known)
        case _:
            raise Refused("reads the entries of a list in a condition")


def _moved(
    day: Operand, operator: Literal["+", "-"], by: Value, scope: Scope
) -> Operand:
    if day.kind != "day" or not isinstance(by, Months | timedelta):
        raise Refused("computes with something other than a day and a duration")
    if operator == "-":
        by = Months(-by.count) if isinstance(by, Months) else -by
    moved = f"{scope.names.moved(by)}[{day.source}]"
    return Operand("day", moved, day.known, _and((day.present, f"{moved} < NEVER")))


def _constant(value: Value, scope: Scope) -> Operand:
    match value:
        case bool():
            raise Refused("compares a condition")
        case int():
            return Operand("number", repr(value))
        case Decimal():
            return Operand("number", scope.names.constant(value))
        case str():
            return Operand("text", ascii(value))
        case date():
            return Operand("day", repr(value.toordinal()))
        case _:
            raise Refused("reads a constant that is not compiled")


def _and(parts: Iterable[str]) -> str:
    return _joined(" and ", parts, neutral="True", fixed="False")


def _or(parts: Iterable[str]) -> str:
    return _joined(" or ", parts, neutral="False", fixed="True")


def _not(source: str) -> str:
    return f"not ({source})" if source not in ("", "True") else "False"


def _joined(word: str, parts: Iterable[str], *, neutral: str, fixed: str) -> str:
    kept = list(dict.fromkeys(each for each in parts if each not in ("", neutral)))
    if fixed in kept:
        return fixed
    if len(kept) < 2:
        return kept[0] if kept else neutral
    return word.join(f"({each})" if " or " in each else each for each in kept)
