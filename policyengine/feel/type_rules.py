"""Which types go together, and what comes of them: pure rules, and types in an author's words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

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
    Text,
    Type,
)
from policyengine.feel.values import Months

if TYPE_CHECKING:
    from policyengine.feel.nodes import ArithmeticOperator

_PARTS: dict[type, tuple[str, ...]] = {
    Day: ("year", "month", "day"),
    MonthsDuration: ("years", "months"),
    DaysDuration: ("days",),
}


def in_words(kind: Type) -> str:
    """Return a type as an author knows it: `a number`, `a day`."""
    match kind:
        case Boolean():
            return "true or false"
        case Number(unit):
            return f"a number of {unit}" if unit else "a number"
        case Text():
            return "a text"
        case Choice():
            return "one of several words"
        case Day():
            return "a day"
        case DaysDuration():
            return "a duration in days"
        case MonthsDuration():
            return "a duration in months"
        case Null():
            return "null"
        case ListType():
            return "a list"
        case RecordType(name):
            return with_article(name)
    assert_never(kind)


def with_article(noun: str) -> str:
    """Return a noun as it stands in a message: `a person`, `an activity`."""
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"


def comparable(a: Type, b: Type) -> bool:
    """Whether values of two types can be equal. Null goes with all, a choice with a text."""
    match a, b:
        case (Null(), _) | (_, Null()):
            return True
        case (Text() | Choice(), Text() | Choice()):
            return True
        case (Number(one), Number(other)):
            return one == other or one is None or other is None
        case (ListType(one_item), ListType(other_item)):
            return comparable(one_item, other_item)
        case _:
            return a == b


def has_order(kind: Type) -> bool:
    """Whether `<` means something: not for true and false, words, lists and records."""
    return isinstance(kind, Number | Text | Day | DaysDuration | MonthsDuration)


def calculated(operator: ArithmeticOperator, a: Type, b: Type) -> Type | None:
    """Return the type of `a operator b`; None where the two do not go together."""
    match operator, a, b:
        case _, Number(), Number():
            return _number(operator, a, b)
        case "+" | "-", Day(), DaysDuration() | MonthsDuration():
            return a
        case "+", DaysDuration() | MonthsDuration(), Day():
            return b
        case "-", Day(), Day():
            return DaysDuration()
        case "+" | "-", DaysDuration() | MonthsDuration(), _ if a == b:
            return a
        case "*" | "/", DaysDuration() | MonthsDuration(), Number():
            return a
        case "*", Number(), DaysDuration() | MonthsDuration():
            return b
        case "/", DaysDuration() | MonthsDuration(), _ if a == b:
            return Number()
        case _:
            return None


def _number(operator: ArithmeticOperator, a: Number, b: Number) -> Number | None:
    """Return the number with its unit: hours and hours add, hours and persons do not."""
    match operator:
        case "+" | "-":
            return Number(a.unit or b.unit) if comparable(a, b) else None
        case "*":
            return Number() if a.unit and b.unit else Number(a.unit or b.unit)
        case "/":
            return Number() if b.unit else a
        case "**":
            return None


def mixes_days_and_months(a: Type, b: Type) -> bool:
    """Whether one is a duration in days and the other one in months."""
    return {type(a), type(b)} == {DaysDuration, MonthsDuration}


def parts_of(kind: Type) -> tuple[str, ...]:
    """Return the members that may follow a dot: a record's, or the parts of a day or duration."""
    if isinstance(kind, RecordType):
        return tuple(kind.members)
    return _PARTS.get(type(kind), ())


def part(kind: Type, member: str) -> Type | None:
    """Return the type of a member; None where there is none."""
    if isinstance(kind, RecordType):
        return kind.members.get(member)
    return Number() if member in parts_of(kind) else None


def type_of_value(value: object) -> Type | None:
    """Return the type of a constant."""
    match value:
        case None:
            return Null()
        case bool():
            return Boolean()
        case int() | Decimal():
            return Number()
        case str():
            return Text()
        case date():
            return Day()
        case Months():
            return MonthsDuration()
        case timedelta():
            return DaysDuration()
        case _:
            return None


def without_order(kind: Type) -> str | None:
    """Return what to write where `<` has no meaning."""
    match kind:
        case Null():
            return "ask for none by `= null`"
        case Choice():
            return 'name the words: `in ("a", "b")`'
        case _:
            return None


def instead(found: Type, wanted: Type) -> str | None:
    """Return what to write where `found` stands for `wanted`."""
    match found, wanted:
        case ListType(RecordType()), _:
            return "ask about its entries: `some x in list satisfies …`"
        case ListType(), _:
            return "ask `list contains(list, value)`"
        case Text(), Boolean():
            return "a truth is `true` or `false`"
        case Text(), Day():
            return 'a day is written `date("2018-01-31")`'
        case DaysDuration(), Number():
            return "its number is `.days`"
        case MonthsDuration(), Number():
            return "its numbers are `.years` and `.months`"
        case Day(), Boolean():
            return "ask whether it is recorded: `!= null`"
        case _:
            return None
