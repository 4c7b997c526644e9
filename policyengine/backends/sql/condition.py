"""Conditions as terms: what the evaluator says of them, with NULL for unknown.

Only what is exact is compiled; the rest is refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from policyengine.backends.sql.scope import Entries, Refused, Scope, Value
from policyengine.backends.sql.terms import (
    FALSE,
    TRUE,
    UNKNOWN,
    AddDays,
    AddMonths,
    Among,
    Calculate,
    Contained,
    DaysBetween,
    Kind,
    Operator,
    Term,
    all_of,
    any_of,
    case,
    coalesce,
    compare,
    constant,
    contains,
    exists,
    fold,
    is_null,
    not_,
    part_of,
)
from policyengine.backends.sql.terms import Constant as ConstantTerm
from policyengine.feel import nodes
from policyengine.feel.evaluator import evaluate
from policyengine.feel.names import ITEM, free_names
from policyengine.feel.nodes import Expr, Literal, Name, Path
from policyengine.feel.values import UNKNOWN as NOT_KNOWN
from policyengine.feel.values import Months

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyengine.feel.nodes import ComparisonOperator

NULL = Literal(None)
DATE_PARTS = ("year", "month", "day")
_OPERATORS: dict[ComparisonOperator, Operator] = {
    "=": "=",
    "!=": "<>",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """Entries of a list that filters have kept: each filter's condition, read where `item` is the entry."""

    entries: Entries
    conditions: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many entries there are: at least and at most."""

    low: Term
    high: Term
    unknown: Term


Side: TypeAlias = Value | Counted


def truth(expr: Expr, scope: Scope) -> Term:
    """Return a condition as a term. Raises Refused for what has no SQL."""
    if not free_names(expr):
        return _fixed_truth(expr)
    match expr:
        case nodes.Not(operand):
            return not_(truth(operand, scope))
        case nodes.And(operands):
            return all_of(*(truth(each, scope) for each in operands))
        case nodes.Or(operands):
            return any_of(*(truth(each, scope) for each in operands))
        case nodes.Compare(operator, left, right):
            return _compare(operator, left, right, scope)
        case nodes.Between(operand, low, high):
            return all_of(
                _compare(">=", operand, low, scope), _compare("<=", operand, high, scope)
            )  # fmt: skip
        case nodes.In(operand, tests):
            return any_of(*(_meets(operand, test, scope) for test in tests))
        case nodes.Quantified(quantifier, variable, source, condition):
            some = quantifier == "some"
            asked = condition if some else nodes.Not(condition)
            found = _some(kept(source, scope), variable, asked, scope)
            return found if some else not_(found)
        case nodes.If(condition, then, otherwise):
            return _either(
                truth(condition, scope), truth(then, scope), truth(otherwise, scope)
            )
        case nodes.Call("list contains", (of, Literal(str(text)))):
            texts = _texts(of, scope)
            return case(
                (texts.unknown, UNKNOWN),
                otherwise=coalesce(contains(texts.over, text), FALSE),
            )
        case nodes.Call("contains" | "starts with" | "ends with" as where, (of, Literal(str(part)))):  # fmt: skip
            value = value_of(of, scope)
            _expect(value, "text")
            return all_of(value.guard, Contained(where, value.raw, part))
        case _:
            value = value_of(expr, scope)
            _expect(value, "boolean")
            return all_of(value.guard, value.raw)


def _fixed_truth(expr: Expr) -> Term:
    value = evaluate(expr, lambda _: NOT_KNOWN)
    return UNKNOWN if value is NOT_KNOWN else constant(value is True)


def _either(condition: Term, then: Term, otherwise: Term) -> Term:
    both = case(
        (all_of(then, otherwise), TRUE),
        (not_(any_of(then, otherwise)), FALSE),
        otherwise=UNKNOWN,
    )
    return case((condition, then), (not_(condition), otherwise), otherwise=both)


def _expect(value: Value, kind: Kind) -> None:
    if value.kind != kind:
        raise Refused(f"reads what is no {kind} as one")


# --- comparisons --------------------------------------------------------------


def _compare(
    operator: ComparisonOperator, left: Expr, right: Expr, scope: Scope
) -> Term:
    if NULL in (left, right):
        other = left if right == NULL else right
        return _compare_to_null(operator, other, scope)
    match left, right:
        case _, Literal(bool(wanted)) if operator in ("=", "!="):
            return _is(operator, left, wanted, scope)
        case Literal(bool(wanted)), _ if operator in ("=", "!="):
            return _is(operator, right, wanted, scope)
        case nodes.Call("age", (birth, on)), Literal(int(years)):
            return _compare_age(operator, birth, on, years, scope)
        case nodes.Arithmetic("/", dividend, divisor), _:
            return _compare_ratio(operator, dividend, divisor, right, scope)
        case _:
            return _compare_sides(operator, _side(left, scope), _side(right, scope))


def _compare_to_null(operator: ComparisonOperator, other: Expr, scope: Scope) -> Term:
    if operator not in ("=", "!="):
        return FALSE
    present = value_of(other, scope).present
    return not_(present) if operator == "=" else present


def _is(operator: ComparisonOperator, expr: Expr, wanted: bool, scope: Scope) -> Term:
    if isinstance(expr, Name | Path):
        value = value_of(expr, scope)
        _expect(value, "boolean")
        same = all_of(value.guard, value.raw if wanted else not_(value.raw))
    elif isinstance(
        expr, nodes.Not | nodes.And | nodes.Or | nodes.Compare | nodes.Between | nodes.In | nodes.Quantified
    ):  # fmt: skip
        holds = truth(expr, scope)
        same = holds if wanted else not_(holds)
    else:
        raise Refused("compares what can be none with true or false")
    return same if operator == "=" else not_(same)


def _side(expr: Expr, scope: Scope) -> Side:
    match expr:
        case nodes.Call("count", (of,)):
            return _count(kept(of, scope), scope)
        case _:
            return value_of(expr, scope)


def _compare_sides(operator: ComparisonOperator, a: Side, b: Side) -> Term:
    match a, b:
        case Value(), Value():
            return compare_values(operator, a, b)
        case Counted(), Value():
            return _compare_count(operator, a, b)
        case Value(), Counted():
            turned: dict[ComparisonOperator, ComparisonOperator] = {
                "<": ">",
                ">": "<",
                "<=": ">=",
                ">=": "<=",
            }
            return _compare_count(turned.get(operator, operator), b, a)
        case _:
            raise Refused("compares how many two lists hold")


def compare_values(operator: ComparisonOperator, a: Value, b: Value) -> Term:
    """Return a comparison: with none it is false, and `!=` true."""
    if a.kind != b.kind or a.kind in ("boolean", "list"):
        raise Refused("compares values of two kinds, or lists")
    if operator == "!=":
        return not_(compare_values("=", a, b))
    held = compare(_OPERATORS[operator], a.raw, b.raw)
    return all_of(a.guard, b.guard, held)


def _compare_count(operator: ComparisonOperator, count: Counted, limit: Value) -> Term:
    _expect(limit, "number")
    if operator == "!=":
        return not_(_compare_count("=", count, limit))
    at = _OPERATORS[operator]
    if count.low == count.high:
        held = compare(at, count.low, limit.raw)
    elif operator == "=":
        outside = any_of(
            compare(">", count.low, limit.raw), compare("<", count.high, limit.raw)
        )
        exactly = all_of(
            compare("=", count.low, limit.raw), compare("=", count.high, limit.raw)
        )
        held = case((exactly, TRUE), (outside, FALSE), otherwise=UNKNOWN)
    else:
        sure, never = (
            (count.low, count.high)
            if operator in (">", ">=")
            else (count.high, count.low)
        )
        held = case(
            (compare(at, sure, limit.raw), TRUE),
            (not_(compare(at, never, limit.raw)), FALSE),
            otherwise=UNKNOWN,
        )
    return all_of(limit.guard, case((count.unknown, UNKNOWN), otherwise=held))


def _compare_age(
    operator: ComparisonOperator, birth: Expr, on: Expr, years: int, scope: Scope
) -> Term:
    """Return the comparison of an age: at least n means that n years after birth have come."""
    born, today = value_of(birth, scope), value_of(on, scope)
    _expect(born, "day")
    _expect(today, "day")

    def turned(age: int) -> Term:
        return compare("<=", AddMonths(born.raw, constant(12 * age)), today.raw)

    match operator:
        case ">=":
            held = turned(years)
        case ">":
            held = turned(years + 1)
        case "<":
            held = not_(turned(years))
        case "<=":
            held = not_(turned(years + 1))
        case _:
            held = all_of(turned(years), not_(turned(years + 1)))
    same = all_of(born.guard, today.guard, held)
    return not_(same) if operator == "!=" else same


def _compare_ratio(
    operator: ComparisonOperator, dividend: Expr, divisor: Expr, limit: Expr, scope: Scope
) -> Term:  # fmt: skip
    """Return the comparison of a quotient, by multiplication: no engine divides as another does."""
    a, b, c = (value_of(each, scope) for each in (dividend, divisor, limit))
    for each in (a, b, c):
        _expect(each, "number")
    if operator == "!=":
        return not_(_compare_ratio("=", dividend, divisor, limit, scope))
    times = Calculate("*", c.raw, b.raw)
    at = _OPERATORS[operator]
    zero = constant(0)
    positive = compare(at, a.raw, times)
    negative = compare(at, times, a.raw)
    held = case(
        (compare(">", b.raw, zero), positive),
        (compare("<", b.raw, zero), negative),
        (compare("=", b.raw, zero), FALSE),
        otherwise=UNKNOWN,
    )
    return all_of(a.guard, b.guard, c.guard, held)


def _meets(operand: Expr, test: Expr, scope: Scope) -> Term:
    """Return whether one test right of `in` holds."""
    match test:
        case nodes.ListOf(items):
            texts = [each.value for each in items if isinstance(each, Literal)]
            if items and len(texts) == len(items) and all(isinstance(t, str) for t in texts):  # fmt: skip
                value = value_of(operand, scope)
                if value.kind == "text":
                    return all_of(value.guard, _among(value, texts))
            return any_of(*(_meets(operand, item, scope) for item in items))
        case nodes.Interval(low, high, low_closed, high_closed):
            ends: list[Term] = []
            if low is not None and low != NULL:
                ends.append(_compare(">=" if low_closed else ">", operand, low, scope))
            if high is not None and high != NULL:
                ends.append(
                    _compare("<=" if high_closed else "<", operand, high, scope)
                )
            if NULL in (low, high) or not ends:
                raise Refused("tests membership of a range to null")
            return all_of(*ends)
        case nodes.UnaryTest(operator, bound):
            return _compare(operator, operand, bound, scope)
        case nodes.Filter() | nodes.Quantified():
            raise Refused("tests membership of a list that is computed")
        case Name(name) if name not in scope.items and _is_list(name, scope):
            raise Refused("tests membership of a list")
        case _:
            return _compare("=", operand, test, scope)


def _among(value: Value, texts: Sequence[object]) -> Term:
    return Among(value.raw, tuple(str(each) for each in dict.fromkeys(texts)))


def _is_list(name: str, scope: Scope) -> bool:
    if name in ("as_of", "due", ITEM):
        return False
    fact = scope.declaration(name)
    return fact.entry is not None


# --- lists --------------------------------------------------------------------


def kept(expr: Expr, scope: Scope) -> Kept:
    """Return the entries of a list, and the filters on them. Raises Refused for any other list."""
    match expr:
        case nodes.Filter(of, condition):
            inner = kept(of, scope)
            return Kept(inner.entries, (*inner.conditions, condition))
        case Name(name) if name not in scope.items:
            fact = scope.declaration(name)
            if fact.entry is not None:
                return Kept(scope.entries(name), ())
        case _:
            pass
    raise Refused("goes through a list that is not one of the record's own")


def conditions_of(found: Kept, scope: Scope) -> Term:
    """Return that all filters keep the entry that `item` is, read inside."""
    return all_of(*(truth(each, scope) for each in found.conditions))


def _some(found: Kept, variable: str, condition: Expr, scope: Scope) -> Term:
    """Return whether a condition holds of one of the entries."""
    local, inner = scope.inside(ITEM, found.entries)
    inner = inner.naming(variable, inner.items[ITEM])
    holds = all_of(conditions_of(found, inner), truth(condition, inner))
    found_one = exists(found.entries.over, local, holds)
    return case((found.entries.unknown, UNKNOWN), otherwise=found_one)


def _count(found: Kept, scope: Scope) -> Counted:
    local, inner = scope.inside(ITEM, found.entries)
    holds = conditions_of(found, inner)

    def total(asked: Term) -> Term:
        one = case((asked, constant(1)), otherwise=constant(0))
        return coalesce(
            fold("sum", found.entries.over, local, one, "number"), constant(0)
        )

    sure = total(holds)
    open_ = is_null(holds) != FALSE
    return Counted(
        sure, total(coalesce(holds, TRUE)) if open_ else sure, found.entries.unknown
    )


def _texts(expr: Expr, scope: Scope) -> Entries:
    match expr:
        case Name(name) if name not in scope.items:
            return scope.entries(name)
        case Path(Name(name), member) if name in scope.items:
            return scope.entries_of(scope.items[name], member)
        case _:
            raise Refused("asks what a list holds that is not the record's own")


# --- values -------------------------------------------------------------------


def value_of(expr: Expr, scope: Scope) -> Value:  # noqa: C901, PLR0912 - a case for each node
    """Return the value of an expression. Raises Refused for what has no SQL."""
    if not free_names(expr):
        return _constant(evaluate(expr, lambda _: NOT_KNOWN))
    match expr:
        case Name("as_of"):
            return Value("day", scope.day)
        case Name("due"):
            if scope.due is None:
                raise Refused("reads `due` where there is none")
            return Value("day", scope.due, not_(is_null(scope.due)))
        case Name(name) if name not in scope.items:
            return scope.value(name)
        case Path(Name(name), member) if name in scope.items:
            return scope.member(scope.items[name], member)
        case Path(of, member) if member in DATE_PARTS:
            day = value_of(of, scope)
            _expect(day, "day")
            return Value("number", part_of(member, day.raw), day.guard, day.opens)  # type: ignore[arg-type]
        case nodes.Arithmetic(operator, left, right):
            return _calculate(operator, value_of(left, scope), value_of(right, scope))
        case nodes.Negate(operand):
            return _calculate("-", _constant(0), value_of(operand, scope))
        case nodes.If(condition, then, otherwise):
            return _chosen(
                truth(condition, scope), value_of(then, scope), value_of(otherwise, scope)
            )  # fmt: skip
        case nodes.Call("age", (birth, on)):
            return _age(value_of(birth, scope), value_of(on, scope))
        case nodes.Call("date", (of,)):
            day = value_of(of, scope)
            _expect(day, "day")
            return day
        case nodes.Not() | nodes.And() | nodes.Or() | nodes.Compare() | nodes.Between() | nodes.In() | nodes.Quantified():  # fmt: skip
            return Value("boolean", truth(expr, scope), opens=True)
        case nodes.Call(function):
            raise Refused(f"calls `{function}`")
        case _:
            raise Refused(f"computes with a {type(expr).__name__.lower()}")


def _constant(value: object) -> Value:
    match value:
        case bool() | int() | Decimal() | str() | date():
            term = constant(value)
            return Value(term.kind, term)
        case timedelta():
            return Value("days", constant(value.days))
        case Months(count):
            return Value("months", constant(count))
        case _:
            raise Refused("computes with null")


def _calculate(operator: str, a: Value, b: Value) -> Value:
    guard = all_of(a.guard, b.guard)
    opens = a.opens or b.opens
    match a.kind, operator, b.kind:
        case "number", "+" | "-" | "*", "number":
            return Value("number", Calculate(operator, a.raw, b.raw), guard, opens)
        case ("day", "+" | "-", "days" | "months"):
            by = b.raw
            if operator == "-":
                by = _negative(by)
            moved = (AddDays if b.kind == "days" else AddMonths)(a.raw, by)
            return Value("day", moved, guard, opens)
        case ("days" | "months", "+", "day"):
            return _calculate("+", b, a)
        case "day", "-", "day":
            return Value("days", DaysBetween(b.raw, a.raw), guard, opens)
        case _:
            raise Refused(f"computes `{operator}` of what no engine computes alike")


def _negative(number: Term) -> Term:
    if isinstance(number, ConstantTerm) and isinstance(number.value, int):
        return constant(-number.value)
    return Calculate("-", constant(0), number)


def _chosen(condition: Term, then: Value, otherwise: Value) -> Value:
    if then.kind != otherwise.kind:
        raise Refused("chooses between values of two kinds")
    unknown = is_null(condition)
    same = all_of(then.guard, otherwise.guard, compare("=", then.raw, otherwise.raw))
    raw = case(
        (condition, then.raw),
        (not_(condition), otherwise.raw),
        (coalesce(same, FALSE), then.raw),
        otherwise=ConstantTerm(None, then.kind),
    )
    both_none = all_of(not_(coalesce(then.guard, TRUE)), not_(coalesce(otherwise.guard, TRUE)))  # fmt: skip
    guard = case(
        (condition, then.guard),
        (not_(condition), otherwise.guard),
        otherwise=not_(both_none),
    )
    opens = then.opens or otherwise.opens or unknown != FALSE
    return Value(then.kind, raw, guard, opens)


def _age(born: Value, on: Value) -> Value:
    _expect(born, "day")
    _expect(on, "day")
    years = Calculate("-", part_of("year", on.raw), part_of("year", born.raw))
    birthday = AddMonths(born.raw, Calculate("*", years, constant(12)))
    age = case(
        (compare("<=", birthday, on.raw), years),
        (compare(">", birthday, on.raw), Calculate("-", years, constant(1))),
        otherwise=ConstantTerm(None, "number"),
    )
    return Value("number", age, all_of(born.guard, on.guard), born.opens or on.opens)
